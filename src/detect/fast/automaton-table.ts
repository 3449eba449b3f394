import { layOut } from "./double-array.ts";
import type { ScannerModule } from "./module.ts";
import type { Sought } from "./needles.ts";
import { buildTrie, type Needle, rowsOf, type Trie } from "./trie.ts";

/** Where the parts of a table stand, in words of 32 bits (assembly/automaton.ts). */
const LAYOUT = {
  start: 0,
  states: 1,
  rootRow: 2,
  endClass: 3,
  groups: 4,
  outputs: 5,
  bits: 6,
  words: 7,
  sets: 8,
  setsMask: 9,
  epoch: 10,
  groupCount: 11,
  constant: 12,
  rows: 13,
  rowBytes: 14,
  stateGroups: 15,
  longest: 16,
  firstMeeting: 17,
  beyondBit: 18,
  expressions: 19,
  expressionCount: 20,
} as const;
const CLASSES_AT = 84;
const HEAD_BYTES = CLASSES_AT + 256;
const GROUP_WORDS = 3;
const SLOT_WORDS = 4;
const PROBES_MAX = 8;
const EXPRESSIONS_MAX = 32;
const EXPRESSION_WORDS = 3;
/** What else is in a text, as bits of the last word (assembly/text.ts): characters beyond ASCII, and among them dashes. */
const HAS_BEYOND = 1;
const HAS_DASH = 2;
const SETS_FIRST = 64;
const SETS_MAX = 4_096;
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

type Symbols = { readonly of: Uint8Array; readonly count: number };

/** A text to meet and the bit that stands for it. */
export type Output = Sought & { readonly bit: number };

/** An automaton in the module's memory. */
export class AutomatonTable {
  readonly address: number;
  readonly #module: ScannerModule;
  readonly #words: number;
  readonly #bits: number;
  /** A byte that no text contains, which stands for what is no ASCII; -1 when there is none. */
  readonly #foreign: number;
  /** The bit of texts that are not ASCII; the next one says that they have dashes. */
  readonly #beyondBit: number;
  /** The bits behind those that were asked for belong to expressions. */
  readonly #firstExpressionBit: number;
  #expressions = 0;
  #sets = 0;
  #setsCapacity = 0;
  #setsUsed = 0;

  private constructor(
    module: ScannerModule,
    address: number,
    shape: { words: number; bits: number; foreign: number; bitCount: number },
  ) {
    this.#module = module;
    this.address = address;
    this.#beyondBit = 64 * (shape.words - 1);
    this.#firstExpressionBit = shape.bitCount;
    this.#words = shape.words;
    this.#bits = shape.bits;
    this.#foreign = shape.foreign;
  }

  /** Puts the automaton of these texts (folded, ASCII) into memory; undefined when there is no room or too much of it. */
  static make(
    outputs: readonly Output[],
    bitCount: number,
    module: ScannerModule,
    rowBytesMax = ROW_BYTES_MAX,
  ): AutomatonTable | undefined {
    if (outputs.reduce((sum, { text }) => sum + text.length + 2, 0) > SYMBOLS_MAX) return undefined;
    const symbols = symbolsOf(outputs);
    const needles = outputs.map((output) => needleOf(output, symbols));
    const trie = buildTrie(needles);
    const words = Math.ceil((bitCount + EXPRESSIONS_MAX) / 64) + 1; // the last one for what is beyond ASCII
    const flat = trie.groups.flat();
    const room = new Room(module);
    const address = room.take(HEAD_BYTES);
    const bits = room.take(8 * words);
    const expressions = room.take(4 * EXPRESSION_WORDS * EXPRESSIONS_MAX);
    const states = putStates(trie, symbols.count + 1, rowBytesMax, room);
    const parts = {
      groups: room.put(groupEntries(trie.groups)),
      outputs: room.put(Int32Array.from(flat)),
    };
    if (room.full) return undefined;
    const head = new Int32Array(module.memory.buffer, address, HEAD_BYTES / 4).fill(0);
    head[LAYOUT.start] = states.start;
    head[LAYOUT.states] = states.states;
    head[LAYOUT.rootRow] = states.rootRow;
    head[LAYOUT.rows] = states.rows;
    head[LAYOUT.stateGroups] = states.stateGroups;
    const classBytes = states.rows === 0 ? 1 : STATE_BYTES;
    head[LAYOUT.rowBytes] = (symbols.count + 1) * STATE_BYTES;
    head[LAYOUT.firstMeeting] = states.firstMeeting;
    head[LAYOUT.longest] = needles.reduce((most, needle) => Math.max(most, needle.symbols.length), 0);
    head[LAYOUT.endClass] = END_MARK * classBytes;
    head[LAYOUT.groups] = parts.groups;
    head[LAYOUT.outputs] = parts.outputs;
    head[LAYOUT.bits] = bits;
    head[LAYOUT.words] = words;
    head[LAYOUT.groupCount] = trie.groups.length;
    head[LAYOUT.beyondBit] = 64 * (words - 1);
    head[LAYOUT.expressions] = expressions;
    const foreign = putClasses(new Uint8Array(module.memory.buffer, address + CLASSES_AT, 256), symbols, classBytes);
    const table = new AutomatonTable(module, address, { words, bits, foreign, bitCount });
    return table.#makeSets(SETS_FIRST) ? table : undefined;
  }

  /** A table for which `decide` answers `number` whatever the value; 0 when there is no room. */
  static constant(number: number, module: ScannerModule): number {
    const address = module.reserve(HEAD_BYTES);
    if (address !== 0) new Int32Array(module.memory.buffer, address, HEAD_BYTES / 4).fill(0)[LAYOUT.constant] = number;
    return address;
  }

  /** The bits of what raw JSON meets; undefined when it must be read first. Good until the next walk. */
  walk(at: number, length: number): Uint32Array | undefined {
    return this.#module.walk(this.address, at, length) === 1 ? this.#met() : undefined;
  }

  /** The bits of what a folded text meets, which is put at `scratch`; undefined when it cannot be walked. */
  walkText(text: string, scratch: number): Uint32Array | undefined {
    if (this.#foreign < 0) return undefined;
    const bytes = new Uint8Array(this.#module.memory.buffer, scratch, text.length);
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      bytes[at] = unit < 0x80 ? unit : this.#foreign;
    }
    this.#module.walkText(this.address, scratch, text.length);
    return this.#met();
  }

  /** Whether the text that was walked last was raw JSON with characters beyond ASCII; with dashes among them. */
  beyond(met: Uint32Array): { readonly has: boolean; readonly hasDashes: boolean } {
    const word = met[this.#beyondBit >> 5] as number;
    return { has: (word & HAS_BEYOND) !== 0, hasDashes: (word & HAS_DASH) !== 0 };
  }

  /**
   * Has the automaton of an expression run over raw JSON in ASCII from now on, where the bits `gate` are met; the bit that says that it was
   * found. Undefined when there is no room.
   */
  addExpression(automaton: number, gate: readonly number[]): number | undefined {
    if (this.#expressions >= EXPRESSIONS_MAX) return undefined;
    const list = this.#module.reserve(4 + 4 * gate.length);
    if (list === 0) return undefined;
    const { buffer } = this.#module.memory;
    new Uint32Array(buffer, list, 1 + gate.length).set([gate.length, ...gate]);
    const head = new Int32Array(buffer, this.address, HEAD_BYTES / 4);
    const bit = this.#firstExpressionBit + this.#expressions;
    const entry = (head[LAYOUT.expressions] as number) + 4 * EXPRESSION_WORDS * this.#expressions;
    new Uint32Array(buffer, entry, EXPRESSION_WORDS).set([automaton, bit, list]);
    head[LAYOUT.expressionCount] = ++this.#expressions;
    return bit;
  }

  #met(): Uint32Array {
    return new Uint32Array(this.#module.memory.buffer, this.#bits, 2 * this.#words);
  }

  /** Lets `decide` answer `number` wherever just these bits are met. */
  remember(met: Uint32Array, number: number): void {
    if (4 * this.#setsUsed >= this.#setsCapacity * 3 && !this.#grow()) return;
    const hash = this.#module.hashOf(this.#bits, this.#words);
    const kept = this.#module.reserve(8 * this.#words);
    if (kept === 0) return;
    new Uint32Array(this.#module.memory.buffer, kept, met.length).set(met);
    if (this.#insert(hash, number, kept)) this.#setsUsed++;
  }

  #insert(hash: number, number: number, kept: number): boolean {
    const slots = this.#slots();
    for (let probe = 0; probe < PROBES_MAX; probe++) {
      const slot = SLOT_WORDS * ((hash + probe) & (this.#setsCapacity - 1));
      if (slots[slot + 1] !== 0) continue;
      slots[slot] = hash;
      slots[slot + 1] = number;
      slots[slot + 2] = kept;
      return true;
    }
    return false;
  }

  #slots(): Int32Array {
    return new Int32Array(this.#module.memory.buffer, this.#sets, SLOT_WORDS * this.#setsCapacity);
  }

  #grow(): boolean {
    if (this.#setsCapacity >= SETS_MAX) return false;
    const old = this.#slots().slice();
    if (!this.#makeSets(2 * this.#setsCapacity)) return false;
    for (let slot = 0; slot < old.length; slot += SLOT_WORDS)
      if (old[slot + 1] !== 0) this.#insert(old[slot] as number, old[slot + 1] as number, old[slot + 2] as number);
    return true;
  }

  #makeSets(capacity: number): boolean {
    const sets = this.#module.reserve(4 * SLOT_WORDS * capacity);
    if (sets === 0) return false;
    this.#sets = sets;
    this.#setsCapacity = capacity;
    this.#slots().fill(0);
    const head = new Int32Array(this.#module.memory.buffer, this.address, HEAD_BYTES / 4);
    head[LAYOUT.sets] = sets;
    head[LAYOUT.setsMask] = capacity - 1;
    return true;
  }
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

/** Fills the map of classes, each times `classBytes`, capitals with their small letters; a byte of no class, or -1. */
function putClasses(classes: Uint8Array, symbols: Symbols, classBytes: number): number {
  classes.fill(0);
  let foreign = -1;
  for (let byte = 0; byte < 0x80; byte++) {
    const folded = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    classes[byte] = (symbols.of[folded] as number) * classBytes;
    if (classes[byte] === 0) foreign = byte;
  }
  return foreign;
}
