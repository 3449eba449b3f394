import type { FieldValue } from "../../model/index.ts";
import { fold } from "../sigma/fold.ts";
import { AutomatonTable, type Output } from "./automaton-table.ts";
import type { Column } from "./column.ts";
import type { Token } from "./judge.ts";
import type { ScannerModule } from "./module.ts";
import { type Plan, planOf, type Sought } from "./needles.ts";
import { type Gate, OPEN } from "./regex-gate.ts";

/** A gate over bits. */
type BitGate = { readonly op: "met"; readonly bit: number } | { readonly op: "all" | "any"; readonly parts: readonly BitGate[] };

/** Room for texts that are not plain ASCII, in bytes; longer ones are asked atom by atom. */
export const SCRATCH_BYTES = 65_536;
const NOT_ASCII = /[^\0-\x7f]/;
const OTHER_DASHES = /[\u2013-\u2015]/;

/** Answers the atoms of one column with one pass over the value. */
export class ColumnAutomaton {
  readonly table: AutomatonTable;
  readonly #column: Column;
  readonly #scratch: number;
  readonly #always: readonly number[];
  /** The atoms that each bit answers. */
  readonly #answers: readonly (readonly number[])[];
  readonly #asked: readonly { readonly atom: number; readonly gate: BitGate }[];
  /** Atoms that only texts beyond ASCII fit, and those that know more dashes than ASCII has. */
  readonly #beyond: readonly number[];
  readonly #dashed: readonly number[];

  private constructor(column: Column, plans: Plans, table: AutomatonTable, scratch: number) {
    this.#column = column;
    this.table = table;
    this.#scratch = scratch;
    this.#always = plans.always;
    this.#answers = plans.answers;
    this.#asked = plans.asked;
    this.#beyond = column.atoms.flatMap(({ test }, atom) => (test.kind === "text" && plans.never.has(atom) ? [atom] : []));
    this.#dashed = column.atoms.flatMap(({ test }, atom) => (test.kind === "text" && test.form.endsWith("dashes") ? [atom] : []));
  }

  /** Undefined when there is no room for it. */
  static make(column: Column, module: ScannerModule, scratch: number): ColumnAutomaton | undefined {
    const plans = new Plans(column);
    const table = AutomatonTable.make(plans.outputs, plans.answers.length, module);
    return table === undefined ? undefined : new ColumnAutomaton(column, plans, table, scratch);
  }

  /** The number of a text; `value` reads it. Undefined: it must be asked atom by atom. */
  numberOf({ at, length }: Token, value: () => FieldValue | undefined): number | undefined {
    const met = this.table.walk(at, length);
    if (met === undefined) return this.#beyondAscii(value());
    const open = this.#open(met);
    if (open.length === 0) {
      const number = this.#column.numberOfTrue(this.#answered(met));
      if (number > 0) this.table.remember(met, number);
      return number;
    }
    const answered = this.#answered(met);
    const text = value();
    return text === undefined ? undefined : this.#column.numberOfTrue([...answered, ...this.#column.trueAmong(open, text)]);
  }

  #beyondAscii(value: FieldValue | undefined): number | undefined {
    if (typeof value !== "string" || value.length > SCRATCH_BYTES) return undefined;
    const met = this.table.walkText(fold(value), this.#scratch);
    if (met === undefined) return undefined;
    const ask = new Set(this.#open(met));
    if (NOT_ASCII.test(value)) for (const atom of this.#beyond) ask.add(atom);
    if (OTHER_DASHES.test(value)) for (const atom of this.#dashed) ask.add(atom);
    const answered = this.#answered(met).filter((atom) => !ask.has(atom));
    return this.#column.numberOfTrue([...answered, ...this.#column.trueAmong([...ask], value)]);
  }

  #answered(met: Uint32Array): number[] {
    const answered = [...this.#always];
    for (let word = 0; word < met.length; word++) {
      for (let bits = met[word] as number; bits !== 0; bits &= bits - 1) {
        const bit = 32 * word + 31 - Math.clz32(bits & -bits);
        for (const atom of this.#answers[bit] as readonly number[]) answered.push(atom);
      }
    }
    return answered;
  }

  #open(met: Uint32Array): number[] {
    const open: number[] = [];
    for (const { atom, gate } of this.#asked) if (isOpen(gate, met)) open.push(atom);
    return open;
  }
}

function isOpen(gate: BitGate, met: Uint32Array): boolean {
  if (gate.op === "met") return (((met[gate.bit >> 5] as number) >>> (gate.bit & 31)) & 1) === 1;
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
  readonly asked: { readonly atom: number; readonly gate: BitGate }[] = [];
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
        this.asked.push({ atom, gate: this.#gate(plan.gate) });
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
