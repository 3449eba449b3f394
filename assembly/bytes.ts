// AssemblyScript. Comparing and hashing runs of bytes. Everything that is read here has 64 bytes of air behind it (memory.ts).

/** True when the `length` bytes at both places are equal. */
export function equal(left: u32, right: u32, length: u32): bool {
  while (length > 16) {
    if (i8x16.bitmask(i8x16.eq(v128.load(left), v128.load(right))) != 0xffff) return false;
    left += 16;
    right += 16;
    length -= 16;
  }
  const wanted: u32 = (1 << length) - 1;
  return ((<u32>i8x16.bitmask(i8x16.eq(v128.load(left), v128.load(right)))) & wanted) == wanted;
}

const FACTOR: u64 = 0x9e3779b97f4a7c15;
const SECOND: u64 = 0xd6e8feb86659fd93;

/** Never 0, so that 0 may stand for "nothing here". The seed is drawn for each process: whoever sends values cannot choose where they fall. */
export function hashOf(at: u32, length: u32, seed: u64): u32 {
  let hash: u64 = seed ^ (<u64>length * FACTOR);
  let left = length;
  while (left >= 8) {
    hash = (hash ^ load<u64>(at)) * FACTOR;
    hash ^= hash >> 29;
    at += 8;
    left -= 8;
  }
  if (left > 0) {
    const tail = load<u64>(at) & ((<u64>1 << (<u64>left << 3)) - 1);
    hash = (hash ^ tail) * SECOND;
  }
  hash = (hash ^ (hash >> 32)) * FACTOR;
  return <u32>(hash >> 32) | 1;
}
