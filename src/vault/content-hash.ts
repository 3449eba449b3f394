import { toHex } from "../lib/index.ts";
import type { Digest, ExhibitContent } from "../model/index.ts";

/** A hash over bytes that come piece by piece. Handed in, so that pure code runs anywhere. */
export type RunningHash = {
  readonly update: (bytes: Uint8Array) => void;
  /** The digest of all that came; ends the hash. */
  readonly digest: () => Uint8Array;
};

/** Begins a hash; both are FIPS 180-4. */
export type BeginHash = (algorithm: "sha256" | "sha512") => RunningHash;

/** Both hashes and the length of one stream of bytes. */
export type ContentHash = {
  readonly update: (bytes: Uint8Array) => void;
  /** Bytes so far. */
  readonly bytes: () => number;
  /** What came, named; ends the hash. */
  readonly end: () => ExhibitContent;
};

/** Begins to measure content: its length, SHA-256 and SHA-512 in one pass. */
export function beginContentHash(beginHash: BeginHash): ContentHash {
  const sha256 = beginHash("sha256");
  const sha512 = beginHash("sha512");
  let bytes = 0;
  return {
    update: (chunk) => {
      sha256.update(chunk);
      sha512.update(chunk);
      bytes += chunk.length;
    },
    bytes: () => bytes,
    end: () => ({ bytes, sha256: toHex(sha256.digest()) as Digest, sha512: toHex(sha512.digest()) }),
  };
}

/** True when two measurements name the same bytes. */
export function sameContent(left: ExhibitContent, right: ExhibitContent): boolean {
  return left.bytes === right.bytes && left.sha256 === right.sha256 && left.sha512 === right.sha512;
}
