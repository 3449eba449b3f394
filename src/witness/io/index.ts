export { httpPost } from "./http-post.ts";
export { sqliteWitnessStore } from "./sqlite-store.ts";
