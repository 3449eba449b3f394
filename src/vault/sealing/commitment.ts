import { concat, parseHex, present, type Sha256, toHex, uint64, utf8 } from "../../lib/index.ts";
import { type Digest, type ExhibitContent } from "../../model/index.ts";

const DOMAIN = utf8("meridian/content/v1\0");

/**
 * Names an exhibit's content without letting anybody test a guess at it (spec/sealing.md §Commitment):
 * SHA-256("meridian/content/v1" ‖ 0x00 ‖ salt[32] ‖ uint64 bytes ‖ SHA-256[32] ‖ SHA-512[64]), in hexadecimal.
 */
export function contentCommitment(sha256: Sha256, salt: Uint8Array, content: ExhibitContent): Digest {
  const [short, long] = [parseHex(content.sha256), parseHex(content.sha512)];
  const digests = [short, long].map((hex) => present(hex.ok ? hex.value : undefined, "a content's digests are hexadecimal"));
  return toHex(sha256(concat(DOMAIN, salt, uint64(BigInt(content.bytes)), ...digests))) as Digest;
}
