import { hash, randomBytes as nodeRandomBytes } from "node:crypto";
import type { RandomBytes, Sha256 } from "../../lib/index.ts";

/** SHA-256 by the platform. */
export const sha256: Sha256 = (bytes) => plain(hash("sha256", bytes, "buffer"));

/** SHA-512 by the platform. */
export const sha512: Sha256 = (bytes) => plain(hash("sha512", bytes, "buffer"));

/** Bytes from the platform's generator. */
export const randomBytes: RandomBytes = (count) => plain(nodeRandomBytes(count));

/** Without Buffer's own methods: its `slice` shares memory where a Uint8Array's copies. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
