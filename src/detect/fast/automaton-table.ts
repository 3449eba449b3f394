import { type AutomatonImage, EXPRESSIONS_MAX } from "./automaton-image.ts";
import type { ScannerModule } from "./module.ts";

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
  key: 21,
  mask: 22,
} as const;
const CLASSES_AT = 92;
const HEAD_BYTES = CLASSES_AT + 256;
const SLOT_WORDS = 4;
const PROBES_MAX = 8;
const EXPRESSION_WORDS = 3;
/** What else is in a text, as bits of the last word (assembly/text.ts): characters beyond ASCII, and among them dashes. */
const HAS_BEYOND = 1;
const HAS_DASH = 2;
const SETS_FIRST = 64;
const SETS_MAX = 8_192;
/** An automaton in the module's memory. */
export class AutomatonTable {
  readonly address: number;
  readonly #module: ScannerModule;
  readonly #image: AutomatonImage;
  #expressions = 0;
  #sets = 0;
  #setsCapacity = 0;
  #setsUsed = 0;

  private constructor(module: ScannerModule, address: number, image: AutomatonImage) {
    this.#module = module;
    this.address = address;
    this.#image = image;
  }

  /** Puts a table of this automaton into memory; undefined when there is no room. */
  static make(image: AutomatonImage, module: ScannerModule): AutomatonTable | undefined {
    const address = module.reserve(HEAD_BYTES);
    const expressions = module.reserve(4 * EXPRESSION_WORDS * EXPRESSIONS_MAX);
    const mask = module.reserve(8 * image.head.words);
    if (address === 0 || expressions === 0 || mask === 0) return undefined;
    const { buffer } = module.memory;
    const head = new Int32Array(buffer, address, HEAD_BYTES / 4).fill(0);
    for (const [name, word] of Object.entries(image.head)) head[LAYOUT[name as keyof typeof image.head]] = word;
    head[LAYOUT.expressions] = expressions;
    head[LAYOUT.mask] = mask;
    new Uint8Array(buffer, mask, 8 * image.head.words).fill(0xff);
    new Uint8Array(buffer, address + CLASSES_AT, 256).set(image.classes);
    const table = new AutomatonTable(module, address, image);
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
    if (this.#image.foreign < 0) return undefined;
    const bytes = new Uint8Array(this.#module.memory.buffer, scratch, text.length);
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      bytes[at] = unit < 0x80 ? unit : this.#image.foreign;
    }
    this.#module.walkText(this.address, scratch, text.length);
    return this.#met();
  }

  /** Whether the text that was walked last was raw JSON with characters beyond ASCII; with dashes among them. */
  beyond(met: Uint32Array): { readonly has: boolean; readonly hasDashes: boolean } {
    const word = met[this.#image.head.beyondBit >> 5] as number;
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
    const bit = this.#image.bitCount + this.#expressions;
    const entry = (head[LAYOUT.expressions] as number) + 4 * EXPRESSION_WORDS * this.#expressions;
    new Uint32Array(buffer, entry, EXPRESSION_WORDS).set([automaton, bit, list]);
    head[LAYOUT.expressionCount] = ++this.#expressions;
    return bit;
  }

  #met(): Uint32Array {
    return new Uint32Array(this.#module.memory.buffer, this.#image.head.bits, 2 * this.#image.head.words);
  }

  /** Lets `decide` answer `number` wherever what was met in the walk before, as far as it counts, is met. */
  remember(number: number): void {
    if (4 * this.#setsUsed >= this.#setsCapacity * 3 && !this.#grow()) return;
    const { key, words } = this.#image.head;
    const hash = this.#module.hashOf(key, words);
    const kept = this.#module.reserve(8 * words);
    if (kept === 0) return;
    new Uint8Array(this.#module.memory.buffer).copyWithin(kept, key, key + 8 * words);
    if (this.#insert(hash, number, kept)) this.#setsUsed++;
  }

  /** From now on sets of what raw JSON in ASCII meets are told apart without this bit. */
  ignore(bit: number): void {
    const head = new Int32Array(this.#module.memory.buffer, this.address, HEAD_BYTES / 4);
    const mask = new Uint32Array(this.#module.memory.buffer, head[LAYOUT.mask], 2 * this.#image.head.words);
    mask[bit >> 5] = (mask[bit >> 5] as number) & ~(1 << (bit & 31));
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
