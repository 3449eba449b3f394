import { toHex, utf8 } from "../../../lib/index.ts";
import type { Digest } from "../../../model/index.ts";
import type { LoadOptions, RuleDocument } from "../rules.ts";

/** A new number whenever the same documents could load to something else; test/sigma/cache.test.ts tells when. */
export const RULE_CACHE_VERSION = 5;

/** SHA-256 of pieces of bytes, as if they stood one after the other. */
export type Sha256OfPieces = (pieces: Iterable<Uint8Array>) => Uint8Array;

/** Names all that a load depends on: this program's version of it, the options, and every byte of every document, in order. */
export function ruleCacheKey(documents: readonly RuleDocument[], options: LoadOptions, sha256: Sha256OfPieces): Digest {
  const pipelines = options.pipelines ?? [];
  const sizes = (each: readonly RuleDocument[]): string => each.map(({ path, bytes }) => `${bytes.length} ${path}\0`).join("");
  const placeholders = JSON.stringify([...(options.placeholders ?? [])]);
  const head = `${RULE_CACHE_VERSION}\0${options.filters}\0${placeholders}\0${documents.length}\0${sizes(documents)}${sizes(pipelines)}`;
  return toHex(sha256([utf8(`${head.length}\0${head}`), ...bytesOf(documents), ...bytesOf(pipelines)])) as Digest;
}

/** The bytes of all, in as few pieces as they lie in: documents are read side by side. */
function bytesOf(documents: readonly RuleDocument[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let last: Uint8Array | undefined;
  for (const { bytes } of documents) {
    if (last !== undefined && last.buffer === bytes.buffer && last.byteOffset + last.byteLength === bytes.byteOffset) {
      last = new Uint8Array(last.buffer, last.byteOffset, last.byteLength + bytes.byteLength);
      pieces[pieces.length - 1] = last;
    } else {
      last = bytes;
      pieces.push(bytes);
    }
  }
  return pieces;
}

/** The pieces one after the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
