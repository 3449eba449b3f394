const FACTOR = 0x9e37_79b9_7f4a_7c15n;
/** The memo's kind of the first column of the first partition that is met (assembly/judged.ts). */
const FIRST_COLUMN = 8n;
const DRAWN = 150_000;

/** The hash that the scanner gives a token of 16 bytes there (assembly/bytes.ts, memo.ts). */
function hashOf(token: Buffer, seed: bigint): bigint {
  const wrap = (number: bigint): bigint => BigInt.asUintN(64, number);
  let hash = wrap(seed ^ wrap(FIRST_COLUMN * FACTOR) ^ wrap(16n * FACTOR));
  for (const at of [0, 8]) {
    hash = wrap((hash ^ token.readBigUInt64LE(at)) * FACTOR);
    hash ^= hash >> 29n;
  }
  hash = wrap((hash ^ (hash >> 32n)) * FACTOR);
  return (hash >> 32n) | 1n;
}

/** Two texts with one hash, of which only the second holds "evil": what an attacker who knew the seed would send. */
export function hashTwins(seed: bigint): readonly [good: string, evil: string] | undefined {
  const texts = (word: string): string[] => Array.from({ length: DRAWN }, (_, at) => `${word}${String(at).padStart(10, "0")}`);
  const token = (text: string): Buffer => Buffer.from(JSON.stringify(text));
  const good = new Map(texts("good").map((text) => [hashOf(token(text), seed), text]));
  for (const evil of texts("evil")) {
    const twin = good.get(hashOf(token(evil), seed));
    if (twin !== undefined) return [twin, evil];
  }
  return undefined;
}
