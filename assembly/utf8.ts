// AssemblyScript. Well-formed UTF-8 (The Unicode Standard, table 3-7), as TextDecoder with `fatal` has it.

// @ts-ignore: decorator
@inline
function isTail(byte: u32): bool {
  return (byte & 0xc0) == 0x80;
}

/** True when the bytes from `from` up to, not including, `to` are well-formed UTF-8. */
export function isUtf8(from: u32, to: u32): bool {
  let at = from;
  while (at < to) {
    const first: u32 = load<u8>(at);
    if (first < 0x80) {
      at++;
      continue;
    }
    const left = to - at;
    const second: u32 = left > 1 ? load<u8>(at + 1) : 0;
    if (first >= 0xc2 && first <= 0xdf) {
      if (!isTail(second)) return false;
      at += 2;
    } else if (first >= 0xe0 && first <= 0xef) {
      if (left < 3 || !isTail(second) || !isTail(load<u8>(at + 2))) return false;
      if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return false;
      at += 3;
    } else if (first >= 0xf0 && first <= 0xf4) {
      if (left < 4 || !isTail(second) || !isTail(load<u8>(at + 2)) || !isTail(load<u8>(at + 3))) return false;
      if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return false;
      at += 4;
    } else return false;
  }
  return true;
}
