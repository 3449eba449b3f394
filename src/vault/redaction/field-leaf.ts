import { concat, type Sha256, utf8 } from "../../lib/index.ts";
import { leafHash } from "../../merkle/index.ts";

const DOMAIN = utf8("meridian/field/v1\0");
const PATH_END = Uint8Array.of(0);

/**
 * What the field tree holds of a field: SHA-256(0x00 ‖ "meridian/field/v1" ‖ 0x00 ‖ path ‖ 0x00 ‖ salt[32] ‖ value), which is the
 * RFC 9162 §2.1.1 hash of a leaf (spec/redaction.md §Leaf). A path holds no U+0000, a salt is 32 bytes: nothing else gives these bytes.
 */
export function fieldLeaf(sha256: Sha256, path: string, salt: Uint8Array, value: Uint8Array): Uint8Array {
  return leafHash(sha256, concat(DOMAIN, utf8(path), PATH_END, salt, value));
}
