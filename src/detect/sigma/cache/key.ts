import { type Sha256, toHex, utf8 } from "../../../lib/index.ts";
import type { Digest } from "../../../model/index.ts";
import type { LoadOptions, RuleDocument } from "../rules.ts";

/** A new number whenever the same documents could load to something else; test/sigma/cache.test.ts tells when. */
export const RULE_CACHE_VERSION = 1;

/** Names all that a load depends on: this program's version of it, the options, and every byte of every document, in order. */
export function ruleCacheKey(documents: readonly RuleDocument[], options: LoadOptions, sha256: Sha256): Digest {
  const pipelines = options.pipelines ?? [];
  const head = {
    version: RULE_CACHE_VERSION,
    filters: options.filters ?? null,
    placeholders: [...(options.placeholders ?? [])],
    documents: documents.map(({ path, bytes }) => [path, bytes.length]),
    pipelines: pipelines.map(({ path, bytes }) => [path, bytes.length]),
  };
  return toHex(sha256(joined([utf8(JSON.stringify(head)), ...[...documents, ...pipelines].map(({ bytes }) => bytes)]))) as Digest;
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
