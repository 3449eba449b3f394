import type { FieldValue } from "../../model/index.ts";
import type { Atom } from "../sigma/atom.ts";
import { fold } from "../sigma/fold.ts";
import { type AutomatonImage, makeImage, type Output } from "./automaton-image.ts";
import { AutomatonTable } from "./automaton-table.ts";
import type { Column } from "./column.ts";
import { ExpressionTables } from "./expression-tables.ts";
import type { Token } from "./judge.ts";
import type { ScannerModule } from "./module.ts";
import { type Plan, planOf, type Sought } from "./needles.ts";
import { type Gate, OPEN } from "./regex-gate.ts";

/** A gate over bits. */
type BitGate = { readonly op: "met"; readonly bit: number } | { readonly op: "all" | "any"; readonly parts: readonly BitGate[] };

/** Room for texts that are not plain ASCII, in bytes; longer ones are asked atom by atom. */
const SCRATCH_BYTES = 65_536;
const NOT_ASCII = /[^\0-\x7f]/;
const OTHER_DASHES = /[\u2013-\u2015]/;
/** A regular expression that was asked so often gets an automaton. */
const ASKED_OFTEN = 16;

/** Where a column's tables are put: the module, its room for texts, and the tables that columns share. */
export type AutomatonRoom = {
  readonly module: ScannerModule;
  readonly scratch: number;
  readonly expressions: ExpressionTables;
  /** What columns that ask the same share, by the numbers of what they ask; and these numbers. */
  readonly shared: Map<string, Shared | null>;
  readonly numbers: Map<Atom, number>;
};

type Shared = { readonly plans: Plans; readonly image: AutomatonImage };

/** Room in a module. */
export function automatonRoom(module: ScannerModule): AutomatonRoom {
  const scratch = module.reserve(SCRATCH_BYTES);
  return { module, scratch, expressions: new ExpressionTables(module), shared: new Map(), numbers: new Map() };
}

/** Answers the atoms of one column with one pass over the value. */
export class ColumnAutomaton {
  readonly table: AutomatonTable;
  readonly #column: Column;
  readonly #room: AutomatonRoom;
  readonly #always: readonly number[];
  /** The atoms that each bit answers. */
  readonly #answers: (readonly number[])[];
  readonly #gated: Gated;
  /** Atoms that only texts beyond ASCII fit, and those that know more dashes than ASCII has. */
  readonly #beyond: readonly number[];
  readonly #dashed: readonly number[];
  /** How often each atom was asked. */
  readonly #asked: Uint32Array;

  private constructor(column: Column, plans: Plans, table: AutomatonTable, room: AutomatonRoom) {
    this.#column = column;
    this.table = table;
    this.#room = room;
    this.#asked = new Uint32Array(column.atoms.length);
    this.#always = plans.always;
    this.#answers = [...plans.answers];
    this.#gated = new Gated(plans.asked, plans.answers.length);
    this.#beyond = column.atoms.flatMap(({ test }, atom) => (test.kind === "text" && plans.never.has(atom) ? [atom] : []));
    this.#dashed = column.atoms.flatMap(({ test }, atom) => (test.kind === "text" && test.form.endsWith("dashes") ? [atom] : []));
  }

  /** Undefined when there is no room for it. `rowBytesMax`: tables up to this size are the fast kind. */
  static make(column: Column, room: AutomatonRoom, rowBytesMax?: number): ColumnAutomaton | undefined {
    if (room.scratch === 0) return undefined;
    const shared = sharedOf(column, room, rowBytesMax);
    const table = shared && AutomatonTable.make(shared.image, room.module);
    return table && new ColumnAutomaton(column, shared.plans, table, room);
  }

  /** The number of a text; `value` reads it. Undefined: it must be asked atom by atom. */
  numberOf({ at, length }: Token, value: () => FieldValue | undefined): number | undefined {
    const met = this.table.walk(at, length);
    if (met === undefined) return this.#rewritten(value());
    const beyond = this.table.beyond(met);
    const ask = this.#gated.open(met, beyond.has);
    if (beyond.has) ask.push(...this.#beyond);
    if (beyond.hasDashes) ask.push(...this.#dashed);
    const answered = this.#answered(met).filter((atom) => !ask.includes(atom));
    const open = this.#mattering([...new Set(ask)], answered);
    if (open.length === 0) {
      const number = this.#column.numberOfTrue(answered);
      if (number > 0) this.table.remember(number);
      return number;
    }
    const text = value();
    return text === undefined ? undefined : this.#column.numberOfTrue([...answered, ...this.#held(open, text)]);
  }

  /** Networks are asked outright: what would be saved costs more. */
  #mattering(open: readonly number[], answered: readonly number[]): readonly number[] {
    const isCheap = open.length > 0 && open.every((atom) => this.#column.atoms[atom]?.test.kind === "cidr");
    return isCheap ? open : this.#column.mattering(open, answered);
  }

  #held(open: readonly number[], value: FieldValue): readonly number[] {
    const units = typeof value === "string" ? value.length : Number.POSITIVE_INFINITY;
    for (const atom of open) if (++(this.#asked[atom] as number) === ASKED_OFTEN) this.#promote(atom);
    return this.#column.trueAmong(this.#gated.notLonger(open, units), value);
  }

  /** Has an expression answered by an automaton of its own. */
  #promote(atom: number): void {
    const test = this.#column.atoms[atom]?.test;
    const address = test?.kind === "regex" ? this.#room.expressions.addressOf(test.expression) : 0;
    const bit = address === 0 ? undefined : this.table.addExpression(address, this.#gated.needs(atom));
    if (bit === undefined) return;
    this.#answers[bit] = [atom];
    for (const spare of this.#gated.promote(atom)) if ((this.#answers[spare] ?? []).length === 0) this.table.ignore(spare);
  }

  /** A text that stands in JSON in another way than it reads, or holds what folds to ASCII: read, folded and walked as what it is then. */
  #rewritten(value: FieldValue | undefined): number | undefined {
    if (typeof value !== "string" || value.length > SCRATCH_BYTES) return undefined;
    const met = this.table.walkText(fold(value), this.#room.scratch);
    if (met === undefined) return undefined;
    const ask = new Set(this.#gated.open(met, true));
    if (NOT_ASCII.test(value)) for (const atom of this.#beyond) ask.add(atom);
    if (OTHER_DASHES.test(value)) for (const atom of this.#dashed) ask.add(atom);
    const answered = this.#answered(met).filter((atom) => !ask.has(atom));
    const open = this.#mattering([...ask], answered);
    return this.#column.numberOfTrue([...answered, ...this.#held(open, value)]);
  }

  #answered(met: Uint32Array): number[] {
    const answered = [...this.#always];
    for (let word = 0; word < met.length; word++) {
      for (let bits = met[word] as number; bits !== 0; bits &= bits - 1) {
        const bit = 32 * word + 31 - Math.clz32(bits & -bits);
        for (const atom of this.#answers[bit] ?? []) answered.push(atom);
      }
    }
    return answered;
  }
}

/** What answers these atoms, made for the first column that asks just them. */
function sharedOf(column: Column, room: AutomatonRoom, rowBytesMax: number | undefined): Shared | undefined {
  const { numbers, shared } = room;
  for (const atom of column.atoms) if (!numbers.has(atom)) numbers.set(atom, numbers.size);
  const key = column.atoms.map((atom) => numbers.get(atom)).join();
  const known = shared.get(key);
  if (known !== undefined) return known ?? undefined;
  const plans = new Plans(column);
  const image = makeImage(plans.outputs, plans.answers.length, room.module, rowBytesMax);
  const made = image === undefined ? undefined : { plans, image };
  shared.set(key, made ?? null);
  return made;
}

type GatedAtom = { readonly atom: number; readonly gate: BitGate; readonly leastUnits: number };

/** Atoms behind gates, found by the bits that their gates are made of. */
class Gated {
  readonly #atoms: readonly GatedAtom[];
  readonly #byAtom: ReadonlyMap<number, GatedAtom>;
  /** Those that every text asks, and those that each bit may. */
  readonly #always: readonly number[];
  readonly #byBit: readonly (readonly number[])[];
  readonly #stamps: Int32Array;
  #stamp = 0;
  /** Atoms that automata answer for raw JSON in ASCII. */
  readonly #promoted = new Set<number>();

  constructor(atoms: readonly GatedAtom[], bits: number) {
    this.#atoms = atoms;
    this.#byAtom = new Map(atoms.map((gated) => [gated.atom, gated]));
    const byBit: number[][] = Array.from({ length: bits }, () => []);
    for (const [place, { gate }] of atoms.entries()) for (const bit of bitsOf(gate)) byBit[bit]?.push(place);
    this.#always = atoms.filter(({ gate }) => isOpen(gate, NOTHING_MET)).map(({ atom }) => atom);
    this.#byBit = byBit;
    this.#stamps = new Int32Array(atoms.length);
  }

  /** The bits without any of which an atom cannot hold; there may be more. */
  needs(atom: number): readonly number[] {
    const gated = this.#byAtom.get(atom);
    return gated === undefined ? [] : needed(gated.gate);
  }

  /** Leaves an atom to an automaton of its own; gives the bits that served gates of such atoms only. */
  promote(atom: number): readonly number[] {
    this.#promoted.add(atom);
    const gated = this.#byAtom.get(atom);
    if (gated === undefined) return [];
    return [...bitsOf(gated.gate)].filter((bit) =>
      this.#byBit[bit]?.every((place) => this.#promoted.has((this.#atoms[place] as GatedAtom).atom)),
    );
  }

  /** The atoms whose gates these bits open; those that were promoted too when `all`. */
  open(met: Uint32Array, all: boolean): number[] {
    const open = this.#opened(met);
    return all || this.#promoted.size === 0 ? open : open.filter((atom) => !this.#promoted.has(atom));
  }

  #opened(met: Uint32Array): number[] {
    const open = [...this.#always];
    this.#stamp++;
    const words = Math.min(met.length, Math.ceil(this.#byBit.length / 32));
    for (let word = 0; word < words; word++) {
      for (let bits = met[word] as number; bits !== 0; bits &= bits - 1) {
        for (const place of this.#byBit[32 * word + 31 - Math.clz32(bits & -bits)] ?? []) {
          if (this.#stamps[place] === this.#stamp) continue;
          this.#stamps[place] = this.#stamp;
          const { atom, gate } = this.#atoms[place] as GatedAtom;
          if (isOpen(gate, met)) open.push(atom);
        }
      }
    }
    return open;
  }

  /** Those of the atoms that a text of so many units may fit. */
  notLonger(atoms: readonly number[], units: number): number[] {
    return atoms.filter((atom) => (this.#byAtom.get(atom)?.leastUnits ?? 0) <= units);
  }
}

/** The bits a gate asks for, each once. */
function bitsOf(gate: BitGate): ReadonlySet<number> {
  return new Set(gate.op === "met" ? [gate.bit] : gate.parts.flatMap((part) => [...bitsOf(part)]));
}

/** Bits that a gate cannot do without. */
function needed(gate: BitGate): readonly number[] {
  if (gate.op === "met") return [gate.bit];
  return gate.op === "all" ? gate.parts.flatMap(needed) : [];
}

/** What opens only the gates that are always open. */
const NOTHING_MET = new Uint32Array(0);

function isOpen(gate: BitGate, met: Uint32Array): boolean {
  if (gate.op === "met") return (((met[gate.bit >> 5] ?? 0) >>> (gate.bit & 31)) & 1) === 1;
  if (gate.op === "all") {
    for (const part of gate.parts) if (!isOpen(part, met)) return false;
    return true;
  }
  for (const part of gate.parts) if (isOpen(part, met)) return true;
  return false;
}

/** The plans of a column's atoms, with a bit for each text that they need. */
class Plans {
  readonly always: number[] = [];
  readonly never = new Set<number>();
  readonly answers: number[][] = [];
  readonly asked: GatedAtom[] = [];
  readonly outputs: Output[] = [];
  readonly #bits = new Map<string, number>();

  constructor(column: Column) {
    for (const [number, atom] of column.atoms.entries()) this.#add(number, planOf(atom));
  }

  #add(atom: number, plan: Plan): void {
    switch (plan.kind) {
      case "always":
        this.always.push(atom);
        return;
      case "never":
        this.never.add(atom);
        return;
      case "met":
        this.answers[this.#bitOf(plan.any)]?.push(atom);
        return;
      case "ask":
        this.asked.push({ atom, gate: this.#gate(plan.gate), leastUnits: plan.leastUnits });
    }
  }

  #gate(gate: Gate): BitGate {
    if (gate === OPEN) return { op: "all", parts: [] };
    if (gate.op === "met") return { op: "met", bit: this.#bitOf([{ text: gate.text, start: false, end: false }]) };
    return { op: gate.op, parts: gate.parts.map((part) => this.#gate(part)) };
  }

  /** One bit stands for meeting any of these. */
  #bitOf(sought: readonly Sought[]): number {
    const key = JSON.stringify(sought);
    let bit = this.#bits.get(key);
    if (bit === undefined) {
      bit = this.answers.push([]) - 1;
      this.#bits.set(key, bit);
      for (const one of sought) this.outputs.push({ ...one, bit });
    }
    return bit;
  }
}
