import { type Checked, no, parseBase64, yes } from "../lib/index.ts";
import { HASH_BYTES } from "./hash.ts";

/** Most hashes in a proof that is read or written: a tree of 2^64 leaves is 64 high. */
export const PROOF_HASHES_MAX = 64;

/** `at` counts the hash lines from 0. */
export type HashLineFault = { readonly at: number; readonly expected: string };

/** A proof's hashes, one a line in base64. Input is untrusted. */
export function parseHashLines(lines: readonly string[]): Checked<Uint8Array[], HashLineFault> {
  const hashes: Uint8Array[] = [];
  for (const [at, line] of lines.entries()) {
    if (at === PROOF_HASHES_MAX) return no({ at, expected: `at most ${PROOF_HASHES_MAX} hashes` });
    const hash = parseBase64(line);
    if (!hash.ok || hash.value.length !== HASH_BYTES) return no({ at, expected: `base64 of a hash of ${HASH_BYTES} bytes` });
    hashes.push(hash.value);
  }
  return yes(hashes);
}
