export { postTimeQuery } from "./http.ts";
export { nodeTimeCrypto } from "./node-time-crypto.ts";
