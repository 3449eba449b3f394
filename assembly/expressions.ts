// AssemblyScript. Automata of regular expressions, run over texts of ASCII behind the automaton of a column, where what that has met lets them.
// The layout is that of src/detect/fast/expression-tables.ts; offsets in bytes.

const ROWS: u32 = 0;
const ROW_BYTES: u32 = 4;
const CLASSES: u32 = 8;
/** The state of having found it (src/detect/sigma/regex-automaton.ts). */
const FOUND: u32 = 1;

/** An expression as a column asks it: its automaton, the bit that answers it, the bits without which it cannot be found. */
const ENTRY: u32 = 12;

/** Sets the bits of those of `count` expressions that are found in the text. */
export function markExpressions(entries: u32, count: u32, bits: u32, from: u32, end: u32): void {
  for (let entry = entries, last = entries + count * ENTRY; entry < last; entry += ENTRY) {
    if (!areSet(bits, load<u32>(entry, 8)) || !isFound(load<u32>(entry), from, end)) continue;
    const bit = load<u32>(entry, 4);
    const word = bits + ((bit >> 6) << 3);
    store<u64>(word, load<u64>(word) | (<u64>1 << (bit & 63)));
  }
}

/** Whether all bits of a list, its length first, are set. */
function areSet(bits: u32, list: u32): bool {
  for (let at = list + 4, end = at + (load<u32>(list) << 2); at < end; at += 4) {
    const bit = load<u32>(at);
    if ((load<u64>(bits + ((bit >> 6) << 3)) & (<u64>1 << (bit & 63))) == 0) return false;
  }
  return true;
}

function isFound(automaton: u32, from: u32, end: u32): bool {
  const rows = load<u32>(automaton + ROWS);
  const rowBytes = load<u32>(automaton + ROW_BYTES);
  const classes = automaton + CLASSES;
  let state: u32 = 0;
  for (let at = from; at < end; at++) {
    state = load<u16>(rows + state * rowBytes + <u32>load<u8>(classes + <u32>load<u8>(at)));
    if (state == FOUND) return true;
  }
  return <u32>load<u16>(rows + state * rowBytes) == FOUND;
}
