export { type HttpLogOptions, httpLog } from "../watch/io/http-log.ts";
export { httpPost } from "./http-post.ts";
export { sqliteWitnessStore } from "./sqlite-store.ts";
