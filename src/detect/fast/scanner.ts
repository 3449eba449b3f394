import { parseBase64, textOf } from "../../lib/index.ts";
import { type Interest, type Judge, type Token } from "./judge.ts";
import type { ScannerModule } from "./module.ts";
import { SCANNER_WASM } from "./scanner-wasm.ts";
import { instantiate, type ScannerExports } from "./wasm-host.ts";

export type ScannerOptions = {
  /** Bytes scanned at a time; a longer line is handed over. */
  readonly chunkBytes: number;
  /** Values remembered in a generation, a power of two, and their bytes. */
  readonly memoPlaces: number;
  readonly memoBytes: number;
  /** A longer value is not remembered. */
  readonly tokenBytesMax: number;
  /** All the memory that the scanner may ever use; the system gives it as it is needed. */
  readonly memoryBytes: number;
  /** Drawn for this process: who sends values must not know it. */
  readonly seed: bigint;
};

/** Limits that suit a busy feed of Windows events: docs/sigma-scanner.md. */
export const SCANNER_OPTIONS: Omit<ScannerOptions, "seed"> = {
  chunkBytes: 1_048_576,
  memoPlaces: 262_144,
  memoBytes: 67_108_864,
  tokenBytesMax: 16_384,
  memoryBytes: 1_073_741_824,
};

/** A line that must be read in full: its bytes, without the newline, stand from `start` to `end` in what was scanned. */
export type HandedLine = {
  readonly start: number;
  readonly end: number;
  readonly why: "may fire" | "not vouched for";
  /** No other rules can fire on it: their numbers as in `Judge.verdict`. Undefined: not told. */
  readonly among?: readonly number[];
};

/** `consumed`: bytes up to the end of the last whole line; what is behind them comes again with more. */
export type Scanned = { readonly consumed: number; readonly handed: readonly HandedLine[] };

/** Looks at lines of JSON as bytes and says which of them must be read in full. On all others no rule can fire. */
export type Scanner = {
  /** Scans whole lines; the last one need not end with a newline when `isLast`. */
  readonly scan: (bytes: Uint8Array, isLast: boolean) => Scanned;
  /** Where up to `chunkBytes` bytes may be put to be scanned without a copy. */
  readonly room: Uint8Array;
  /** Scans the first `length` bytes of `room`, as `scan` does. */
  readonly scanRoom: (length: number, isLast: boolean) => Scanned;
  /** Lines by partition on which no rule can fire, since this was last asked. */
  readonly takeQuiet: () => ReadonlyMap<number, number>;
};

/** Makes a scanner and, with its module, the judge that it asks. Undefined where the host has no WebAssembly with SIMD: read every line in full. */
export function createScanner(judgeOf: (module: ScannerModule) => Judge, options: ScannerOptions): Scanner | undefined {
  const bytes = parseBase64(SCANNER_WASM);
  if (!bytes.ok) throw new Error("the scanner's module is not whole");
  const bridge = new Bridge();
  const module = instantiate(bytes.value, options.memoryBytes, bridge.imports);
  if (module === undefined) return undefined;
  module.begin(64, options.memoryBytes - 64);
  module.setSeed(BigInt.asUintN(64, options.seed));
  if (!module.beginScan(options.chunkBytes, options.memoPlaces, options.memoBytes, options.tokenBytesMax))
    throw new RangeError(`the scanner has no room in ${options.memoryBytes} bytes`);
  bridge.begin(module, judgeOf(module));
  return new WasmScanner(module, options.chunkBytes, bridge);
}

const NEWLINE = 0x0a;
const NO_LINES: readonly HandedLine[] = [];
const HANDED_WORDS = 3;
const NOT_VOUCHED = 0;
/** From here up the reason names the rules. */
const FIRST_AMONG = 2;
const AMONG_MAX = 65_536;
/** Numbers of rules in all sets of them. */
const AMONG_NUMBERS_MAX = 4_194_304;
const PARTITIONS_MAX = 16_384;

class WasmScanner implements Scanner {
  readonly room: Uint8Array;
  readonly #module: ScannerExports;
  readonly #bridge: Bridge;
  readonly #chunkBytes: number;
  readonly #handed: Uint32Array;
  readonly #quiet: Uint32Array;

  constructor(module: ScannerExports, chunkBytes: number, bridge: Bridge) {
    this.#module = module;
    this.#bridge = bridge;
    this.#chunkBytes = chunkBytes;
    const { buffer } = module.memory;
    this.room = new Uint8Array(buffer, module.input.value, chunkBytes);
    this.#handed = new Uint32Array(buffer, module.handed.value);
    this.#quiet = new Uint32Array(buffer, module.quiet.value, PARTITIONS_MAX);
  }

  scan(bytes: Uint8Array, isLast: boolean): Scanned {
    if (bytes.length <= this.#chunkBytes) {
      this.room.set(bytes);
      return this.scanRoom(bytes.length, isLast);
    }
    const handed: HandedLine[] = [];
    let from = 0;
    while (from < bytes.length) {
      const part = bytes.subarray(from, from + this.#chunkBytes);
      const isEnd = from + part.length === bytes.length;
      this.room.set(part);
      const { consumed, handed: more } = this.scanRoom(part.length, isEnd && isLast);
      for (const line of more) handed.push({ ...line, start: line.start + from, end: line.end + from });
      if (consumed === 0) {
        if (isEnd) break;
        const newline = bytes.indexOf(NEWLINE, from);
        if (newline < 0 && !isLast) break;
        const end = newline < 0 ? bytes.length : newline;
        handed.push({ start: from, end, why: "not vouched for" });
        from = Math.min(end + 1, bytes.length);
      } else from += consumed;
    }
    return { consumed: from, handed };
  }

  scanRoom(length: number, isLast: boolean): Scanned {
    if (length > this.#chunkBytes) throw new RangeError(`${length} bytes are more than the ${this.#chunkBytes} of a chunk`);
    if (length === 0) return { consumed: 0, handed: [] };
    const end = this.room.lastIndexOf(NEWLINE, length - 1) + 1;
    const isOpen = isLast && end < length;
    // The module has room for one byte more: the newline that the last line lacks.
    if (isOpen) new Uint8Array(this.#module.memory.buffer)[this.room.byteOffset + length] = NEWLINE;
    const consumed = isOpen ? length : end;
    if (consumed === 0) return { consumed, handed: [] };
    const count = this.#module.scan(isOpen ? length + 1 : end);
    if (count === 0) return { consumed, handed: NO_LINES };
    const handed: HandedLine[] = [];
    for (let at = 0; at < count * HANDED_WORDS; at += HANDED_WORDS) {
      const [start, stop, why] = [this.#handed[at] as number, this.#handed[at + 1] as number, this.#handed[at + 2] as number];
      const among = this.#bridge.among(why);
      handed.push({ start, end: stop, why: why === NOT_VOUCHED ? "not vouched for" : "may fire", ...(among && { among }) });
    }
    return { consumed, handed };
  }

  takeQuiet(): ReadonlyMap<number, number> {
    const taken = new Map<number, number>();
    for (let partition = 0; partition < this.#bridge.partitions; partition++) {
      const count = this.#quiet[partition] as number;
      if (count > 0) taken.set(partition, count);
      this.#quiet[partition] = 0;
    }
    return taken;
  }
}

const SLOTS_MAX = 1024;
const NODES_MAX = 65_536;
/** Longer paths are not read, by readers (src/telemetry/fields.ts) or here: one long name around many would fill the memory. */
const PATH_UNITS_MAX = 4_096;
const ROUTING_MAX = 8;
const REQUIRED_MAX = 16;
const INTERESTS: Readonly<Record<Interest | "refused", number>> = { ignore: 0, note: 1, "hand over": 2, refused: 3, present: 4 };
const COLUMN_BYTES = 28;
const NO_SLOT = 0xffffffff;
const HEAD_BYTES = 8;
const BACKSLASH = 0x5c;

/** Between the module and the judge: what numbers stand for. */
class Bridge {
  #module: ScannerExports | undefined;
  #judge: Judge | undefined;
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Paths by the number of their node; the outermost has none. */
  #paths: string[] = [""];
  #nodes = new Map<string, number>();
  readonly #slots = new Map<string, number>();
  #kinds = 0;
  /** No partition that was asked about has this number or a greater one. */
  partitions = 0;
  /** Sets of rules that may fire, by their number in reasons, which starts with FIRST_AMONG. */
  readonly #among: (readonly number[])[] = [];
  readonly #amongNumbers = new Map<string, number>();
  #amongLeft = AMONG_NUMBERS_MAX;
  readonly #columns = new Map<number, { readonly at: number; readonly count: number }>();

  begin(module: ScannerExports, judge: Judge): void {
    this.#module = module;
    this.#judge = judge;
    this.#view = new DataView(module.memory.buffer);
    if (judge.routing.length > ROUTING_MAX) throw new RangeError(`a view routes by at most ${ROUTING_MAX} paths`);
    if (judge.requires.length > REQUIRED_MAX) throw new RangeError(`a view requires at most ${REQUIRED_MAX} paths`);
    for (const path of judge.routing) module.addRouting(this.#slotOf(path) as number);
    for (const { path, text } of judge.requires) module.addRequired(this.#slotOf(path) as number, text ? 1 : 0);
  }

  readonly imports = {
    name: (node: number, at: number, length: number, answer: number): void => {
      const { interest, slot, child } = this.#name(node, at, length);
      this.#view.setUint32(answer, INTERESTS[interest], true);
      this.#view.setUint32(answer + 4, slot, true);
      this.#view.setUint32(answer + 8, child, true);
    },
    forgetNames: (): void => {
      this.#paths = [""];
      this.#nodes = new Map();
    },
    route: (tokens: number): number => {
      const judge = this.#asked;
      return judge.route(judge.routing.map((_, place) => this.#token(tokens + place * 8)));
    },
    columns: (partition: number): number => this.#placeColumns(partition),
    value: (partition: number, column: number, at: number, length: number): number => {
      const placed = this.#columns.get(partition);
      const value = this.#asked.value(partition, column, { at, length });
      // Tables are made when a column is met, not when its partition is.
      const table = placed === undefined ? 0 : placed.at + HEAD_BYTES + column * COLUMN_BYTES + 4;
      if (table !== 0 && this.#view.getUint32(table, true) === 0)
        this.#view.setUint32(table, this.#asked.table(partition, column), true);
      return value;
    },
    verdict: (partition: number, values: number): number => {
      const count = this.#columns.get(partition)?.count ?? 0;
      return this.#reasonOf(this.#asked.verdict(partition, new Int32Array(this.#view.buffer, values, count)));
    },
  };

  /** The rules that a reason names. */
  among(reason: number): readonly number[] | undefined {
    return this.#among[reason - FIRST_AMONG];
  }

  /** 0: no rule; 1: some, of which there is no telling. */
  #reasonOf(rules: readonly number[]): number {
    if (rules.length === 0) return 0;
    const key = rules.join();
    const known = this.#amongNumbers.get(key);
    if (known !== undefined) return known;
    if (this.#among.length >= AMONG_MAX || rules.length > this.#amongLeft) return 1;
    this.#amongLeft -= rules.length;
    const reason = this.#among.push(rules) - 1 + FIRST_AMONG;
    this.#amongNumbers.set(key, reason);
    return reason;
  }

  get #asked(): Judge {
    if (this.#judge === undefined) throw new Error("the scanner runs before it has a judge");
    return this.#judge;
  }

  #name(node: number, at: number, length: number): { interest: Interest | "refused"; slot: number; child: number } {
    const refused = { interest: "refused", slot: 0, child: 0 } as const;
    const bytes = new Uint8Array(this.#view.buffer, at, length);
    const name = bytes.includes(BACKSLASH) ? undefined : textOf(bytes.slice());
    if (name === undefined || (!this.#asked.dotted && name.includes("."))) return refused;
    const path = node === 0 ? name : `${this.#paths[node]}.${name}`;
    if (path.length > PATH_UNITS_MAX) return refused;
    const interest = this.#asked.asks(path);
    const slot = interest === "note" || interest === "present" ? this.#slotOf(path) : 0;
    const child = this.#nodeOf(path);
    return slot === undefined || child === undefined ? refused : { interest, slot, child };
  }

  #nodeOf(path: string): number | undefined {
    const known = this.#nodes.get(path);
    if (known !== undefined) return known;
    if (this.#paths.length >= NODES_MAX) return undefined;
    this.#nodes.set(path, this.#paths.length);
    return this.#paths.push(path) - 1;
  }

  #slotOf(path: string): number | undefined {
    const known = this.#slots.get(path);
    if (known !== undefined) return known;
    if (this.#slots.size >= SLOTS_MAX) return undefined;
    this.#slots.set(path, this.#slots.size);
    return this.#slots.size - 1;
  }

  #token(at: number): Token | undefined {
    const [start, length] = [this.#view.getUint32(at, true), this.#view.getUint32(at + 4, true)];
    return length === 0 ? undefined : { at: start, length };
  }

  #placeColumns(partition: number): number {
    this.partitions = Math.max(this.partitions, partition + 1);
    const single = this.#asked.columns(partition).map((path) => [this.#slotOf(path), NO_SLOT]);
    const paired = this.#asked.pairs(partition).map(({ left, right }) => [this.#slotOf(left), this.#slotOf(right)]);
    const columns = [...single, ...paired];
    const at = columns.flat().includes(undefined) ? 0 : (this.#module?.reserveColumns(columns.length) ?? 0);
    if (at === 0) return 0;
    this.#view.setUint32(at, columns.length, true);
    this.#view.setUint32(at + 4, this.#asked.anywhere(partition), true);
    for (const [column, [slot, other]] of columns.entries()) {
      const words = [slot ?? 0, 0, this.#kinds++, 0, 0, 0, other ?? NO_SLOT];
      for (const [word, number] of words.entries())
        this.#view.setUint32(at + HEAD_BYTES + column * COLUMN_BYTES + word * 4, number, true);
    }
    this.#columns.set(partition, { at, count: columns.length });
    return at;
  }
}
