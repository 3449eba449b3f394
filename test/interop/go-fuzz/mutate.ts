import { concat, utf8 } from "../../../src/lib/index.ts";
import type { Random } from "../../support/random.ts";

/** Pieces that parsers of notes, numbers and base64 stumble over. */
const PIECES: readonly Uint8Array[] = [
  [
    "\n",
    "\n\n",
    "\n\n\n",
    " ",
    "  ",
    "— ",
    "—",
    "+",
    "=",
    "==",
    "A",
    "B",
    "/",
    "-",
    "_",
    "0",
    "1",
    "00",
    "-1",
    "+1",
    "0x10",
    "1e3",
  ],
  ["\t", "\r", "\r\n", "\u000b", "\u0000", "\u007f", "\u0085", "\u00a0", "\u2028", "\u3000", "\ufeff", "\ud7ff", "é", "e\u0301"],
  [
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "index ",
    "extra ",
    "extra QQ==\n",
  ],
  ["c2sp.org/tlog-proof@v1\n", "go.sum database tree\n", "x".repeat(256), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="],
]
  .flat()
  .map(utf8);
const NOT_UTF8 = [Uint8Array.of(0xff), Uint8Array.of(0xc0, 0x80), Uint8Array.of(0xed, 0xa0, 0x80), Uint8Array.of(0xe2, 0x80)];
const NEWLINE = 0x0a;

/** A whole number from 0 to below `count`. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** One of several. */
export function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[below(random, values.length)] as Value;
}

/** The bytes with up to `changes` small changes: bits, pieces, lines, lengths. */
export function mutate(random: Random, bytes: Uint8Array, changes: number): Uint8Array {
  let changed = bytes;
  for (let left = below(random, changes + 1); left > 0; left--) changed = pick(random, CHANGES)(random, changed);
  return changed;
}

type Change = (random: Random, bytes: Uint8Array) => Uint8Array;

const CHANGES: readonly Change[] = [
  (random, bytes) => {
    const copy = Uint8Array.from(bytes);
    const at = below(random, copy.length);
    if (copy.length > 0) copy[at] = (copy[at] as number) ^ (1 << below(random, 8));
    return copy;
  },
  (random, bytes) => splice(bytes, below(random, bytes.length + 1), 0, pick(random, PIECES)),
  (random, bytes) => splice(bytes, below(random, bytes.length + 1), 1, pick(random, PIECES)),
  (random, bytes) => splice(bytes, below(random, bytes.length + 1), 0, random() < 0.2 ? pick(random, NOT_UTF8) : utf8("z")),
  (random, bytes) => splice(bytes, below(random, bytes.length + 1), below(random, 4), new Uint8Array(0)),
  (random, bytes) => bytes.slice(0, below(random, bytes.length + 1)),
  (random, bytes) => changeLines(random, bytes, (lines, at) => lines.toSpliced(at, 1)),
  (random, bytes) => changeLines(random, bytes, (lines, at) => lines.toSpliced(at, 0, lines[at] as Uint8Array)),
  (random, bytes) => changeLines(random, bytes, (lines, at) => lines.with(at, pick(random, lines))),
  (random, bytes) => changeLines(random, bytes, (lines, at) => lines.with(at, pick(random, PIECES))),
  // The last letter before padding carries bits that nobody reads: base64 that only a strict reader refuses.
  (random, bytes) => changeLines(random, bytes, (lines, at) => lines.with(at, strayBit(random, lines[at] as Uint8Array))),
];

function splice(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  return concat(bytes.subarray(0, at), inserted, bytes.subarray(at + removed));
}

type ChangeLines = (lines: readonly Uint8Array[], at: number) => readonly Uint8Array[];

function changeLines(random: Random, bytes: Uint8Array, change: ChangeLines): Uint8Array {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, at));
    start = at + 1;
  }
  lines.push(bytes.subarray(start));
  const changed = change(lines, below(random, lines.length));
  return concat(...changed.flatMap((line, at) => (at === 0 ? [line] : [Uint8Array.of(NEWLINE), line])));
}

function strayBit(random: Random, line: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(line);
  const at = copy.findLastIndex((byte) => byte !== 0x3d);
  if (at >= 0) copy[at] = (copy[at] as number) + 1 + below(random, 2);
  return copy;
}
