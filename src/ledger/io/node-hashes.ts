import { hash, randomBytes as nodeRandomBytes } from "node:crypto";
import type { RandomBytes, Sha256 } from "../../lib/index.ts";

/** SHA-256 by the platform. */
export const sha256: Sha256 = (bytes) => hash("sha256", bytes, "buffer");

/** Bytes from the platform's generator. */
export const randomBytes: RandomBytes = (count) => nodeRandomBytes(count);
