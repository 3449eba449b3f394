import { layOut } from "./double-array.ts";
import type { ScannerModule } from "./module.ts";
import type { Sought } from "./needles.ts";
import { buildTrie, type Needle, rowsOf, type Trie } from "./trie.ts";

/** Symbols of all texts of one table; more are not put into one. */
const SYMBOLS_MAX = 2_000_000;
/** States are numbers of 16 bits in rows; tables whose rows would be larger have links instead, which are slower and smaller. */
const ROW_STATES_MAX = 65_535;
const ROW_BYTES_MAX = 3_000_000;
/** Symbol 0 is none, two stand for the ends, the others for characters of ASCII. */
const START_MARK = 1;
const END_MARK = 2;
const ASCII = 128;
/** In rows a state has this many bytes, and classes count them. */
const STATE_BYTES = 2;
const GROUP_WORDS = 3;
/** Bits left for expressions, behind those that were asked for. */
export const EXPRESSIONS_MAX = 32;

type Symbols = { readonly of: Uint8Array; readonly count: number };

/** A text to meet and the bit that stands for it. */
export type Output = Sought & { readonly bit: number };

/** What tables of the same texts share: the automaton in the module's memory, and where it marks what it met. */
export type AutomatonImage = {
  /** Words of the head of a table, by their names (automaton-table.ts). */
  readonly head: Readonly<
    Record<
      | "start"
      | "states"
      | "rootRow"
      | "endClass"
      | "groups"
      | "outputs"
      | "bits"
      | "words"
      | "epoch"
      | "groupCount"
      | "rows"
      | "rowBytes"
      | "stateGroups"
      | "longest"
      | "firstMeeting"
      | "beyondBit"
      | "key",
      number
    >
  >;
  readonly classes: Uint8Array;
  /** A byte that no text contains, which stands for what is no ASCII; -1 when there is none. */
  readonly foreign: number;
  readonly bitCount: number;
};

/** Puts the automaton of these texts (folded, ASCII) into memory; undefined when there is no room or too much of it. */
export function makeImage(
  outputs: readonly Output[],
  bitCount: number,
  module: ScannerModule,
  rowBytesMax = ROW_BYTES_MAX,
): AutomatonImage | undefined {
  if (outputs.reduce((sum, { text }) => sum + text.length + 2, 0) > SYMBOLS_MAX) return undefined;
  const symbols = symbolsOf(outputs);
  const needles = outputs.map((output) => needleOf(output, symbols));
  const trie = buildTrie(needles);
  const words = Math.ceil((bitCount + EXPRESSIONS_MAX) / 64) + 1; // the last one for what is beyond ASCII
  const room = new Room(module);
  const states = putStates(trie, symbols.count + 1, rowBytesMax, room);
  const classBytes = states.rows === 0 ? 1 : STATE_BYTES;
  const head = {
    ...states,
    epoch: room.put(new Int32Array(1)),
    bits: room.take(8 * words),
    key: room.take(8 * words),
    groups: room.put(groupEntries(trie.groups)),
    outputs: room.put(Int32Array.from(trie.groups.flat())),
    rowBytes: (symbols.count + 1) * STATE_BYTES,
    longest: needles.reduce((most, needle) => Math.max(most, needle.symbols.length), 0),
    endClass: END_MARK * classBytes,
    words,
    groupCount: trie.groups.length,
    beyondBit: 64 * (words - 1),
  };
  return room.full ? undefined : { head, ...classesOf(symbols, classBytes), bitCount };
}

/** Memory taken piece by piece; `full` once a piece was not to be had. */
class Room {
  full = false;
  readonly #module: ScannerModule;

  constructor(module: ScannerModule) {
    this.#module = module;
  }

  take(bytes: number): number {
    const at = this.full ? 0 : this.#module.reserve(bytes);
    this.full ||= at === 0;
    return at;
  }

  put(words: Int32Array | Uint16Array): number {
    const at = this.take(words.byteLength);
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    if (at !== 0) new Uint8Array(this.#module.memory.buffer).set(bytes, at);
    return at;
  }
}

/** Where the states stand: as rows, or else as links. */
type States = Readonly<Record<"start" | "states" | "rootRow" | "rows" | "stateGroups" | "firstMeeting", number>>;

function putStates(trie: Trie, symbols: number, rowBytesMax: number, room: Room): States {
  const start = childBy(trie, START_MARK);
  if (trie.size <= ROW_STATES_MAX && trie.size * symbols * 2 <= rowBytesMax) {
    const { next, placeOf, firstMeeting, group } = rowsOf(trie, symbols);
    const places = { rows: room.put(next), stateGroups: room.put(group) };
    return { start: placeOf[start] as number, states: 0, rootRow: 0, firstMeeting, ...places };
  }
  const { slots, slotOf } = layOut(trie, symbols);
  const rootRow = room.put(rootRowOf(trie, slotOf, symbols));
  return { start: slotOf[start] as number, states: room.put(slots), rootRow, rows: 0, stateGroups: 0, firstMeeting: 0 };
}

/** A symbol for every character of the texts, and for the ends. */
function symbolsOf(outputs: readonly Output[]): Symbols {
  const symbols = new Uint8Array(ASCII);
  let count = END_MARK;
  for (const { text } of outputs) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (symbols[code] === 0) symbols[code] = ++count;
    }
  }
  return { of: symbols, count };
}

function needleOf({ text, start, end, bit }: Output, symbols: Symbols): Needle {
  const found: number[] = start ? [START_MARK] : [];
  for (let at = 0; at < text.length; at++) found.push(symbols.of[text.charCodeAt(at)] as number);
  if (end) found.push(END_MARK);
  return { symbols: found, output: bit };
}

function childBy({ child, sibling, symbol }: Trie, wanted: number): number {
  let found = child[0] as number;
  while (found !== 0 && symbol[found] !== wanted) found = sibling[found] as number;
  return found;
}

function rootRowOf({ child, sibling, symbol }: Trie, slotOf: Int32Array, symbols: number): Int32Array {
  const row = new Int32Array(symbols);
  for (let next = child[0] as number; next !== 0; next = sibling[next] as number)
    row[symbol[next] as number] = slotOf[next] as number;
  return row;
}

function groupEntries(groups: readonly (readonly number[])[]): Int32Array {
  const entries = new Int32Array(GROUP_WORDS * groups.length);
  let from = 0;
  for (const [group, outputs] of groups.entries()) {
    entries[GROUP_WORDS * group] = from;
    entries[GROUP_WORDS * group + 1] = outputs.length;
    from += outputs.length;
  }
  return entries;
}

/** The map of classes, each times `classBytes`, capitals with their small letters; and a byte of no class, or -1. */
function classesOf(symbols: Symbols, classBytes: number): Pick<AutomatonImage, "classes" | "foreign"> {
  const classes = new Uint8Array(256);
  let foreign = -1;
  for (let byte = 0; byte < 0x80; byte++) {
    const folded = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    classes[byte] = (symbols.of[folded] as number) * classBytes;
    if (classes[byte] === 0) foreign = byte;
  }
  return { classes, foreign };
}
