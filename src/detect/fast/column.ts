import type { Event, FieldUse, FieldValue } from "../../model/index.ts";
import { type Atom, holds } from "../sigma/atom.ts";
import { Facts } from "../sigma/facts.ts";
import { HAND_OVER } from "./judge.ts";

/** Different sets of truths that one column tells apart; a line beyond them is read in full. */
const NUMBERS_MAX = 16_384;
/** About what a set takes beside its truths and its rules, and one number of a rule. */
const SET_BYTES = 256;
const NUMBER_BYTES = 8;

/** What one number stands for. */
export type Truths = {
  /** For each atom of the column 1 or 0. */
  readonly holds: Uint8Array;
  /** Rules that may hold because one of these atoms does. */
  readonly rules: readonly number[];
};

/** A field that a column gives exactly, and its atoms: from `first` on in the column's list. */
export type ColumnField = { readonly field: string; readonly first: number; readonly atoms: readonly Atom[] };

/** What a column is told of the rules that look at it. */
export type ColumnRules = {
  /** Rules that may hold because this atom does. */
  readonly rulesOf: (atom: Atom) => readonly number[];
  /** Of a field's atoms `open`, those on which a rule may still depend when the field's `held` hold and its others, but for `open`, do not. */
  readonly mattering: (field: string, open: readonly number[], held: readonly number[]) => readonly number[];
  readonly utcOffsetMinutes: number;
  /** What all columns together may still fill with truths. */
  readonly room: TruthsRoom;
};

/** Bytes that are left for the truths of all columns of a judge: who sends values chooses how many rules they meet. */
export type TruthsRoom = { bytesLeft: number };

/** The values at one path in the lines of one partition, as far as rules can tell them apart: each set of truths has a number from 1 up. */
export class Column {
  readonly path: string;
  /** Fields that are exactly the value. */
  readonly fields: readonly ColumnField[];
  readonly atoms: readonly Atom[];
  readonly #rules: ColumnRules;
  readonly #numbers = new Map<string, number>();
  readonly #truths: (Truths | undefined)[] = [undefined];
  readonly #asksPresence: boolean;

  constructor(path: string, uses: readonly { readonly use: FieldUse; readonly atoms: readonly Atom[] }[], rules: ColumnRules) {
    this.path = path;
    this.#rules = rules;
    const fields: ColumnField[] = [];
    let first = 0;
    for (const { use, atoms } of uses) {
      if (use.how === "may") continue;
      fields.push({ field: use.field, first, atoms });
      first += atoms.length;
    }
    this.fields = fields;
    this.atoms = fields.flatMap(({ atoms }) => atoms);
    this.#asksPresence = this.atoms.some(({ test }) => test.kind === "exists");
  }

  /** The number of this value, by the engine's own answers; HAND_OVER when it cannot be told. */
  numberOf(value: FieldValue): number {
    if (value === null && this.#asksPresence) return HAND_OVER; // a null may be no field at all (evtx_dump)
    return this.numberOfTrue(
      this.fields.flatMap((field) =>
        this.#trueOf(
          field,
          value,
          field.atoms.map((_, index) => index),
        ),
      ),
    );
  }

  /** Which of these atoms of a field hold of a value, as numbers of the column. */
  trueAmong(numbers: readonly number[], value: FieldValue): readonly number[] {
    return this.fields.flatMap((field) => {
      const own = numbers.filter((number) => number >= field.first && number < field.first + field.atoms.length);
      return own.length === 0
        ? own
        : this.#trueOf(
            field,
            value,
            own.map((number) => number - field.first),
          );
    });
  }

  #trueOf({ field, first, atoms }: ColumnField, value: FieldValue, indices: readonly number[]): readonly number[] {
    const facts = new Facts(eventOf(field, value), this.#rules.utcOffsetMinutes);
    return indices.filter((index) => holds(atoms[index] as Atom, facts)).map((index) => first + index);
  }

  /** Those of the atoms `open` that must be asked to know what rules make of a value of which `held` hold. */
  mattering(open: readonly number[], held: readonly number[]): readonly number[] {
    if (open.length === 0) return open;
    return this.fields.flatMap(({ field, first, atoms }) => {
      const own = (numbers: readonly number[]): number[] =>
        numbers.filter((number) => number >= first && number < first + atoms.length).map((number) => number - first);
      const asked = own(open);
      return asked.length === 0 ? asked : this.#rules.mattering(field, asked, own(held)).map((index) => first + index);
    });
  }

  /** The number for these atoms and no others being true. */
  numberOfTrue(numbers: readonly number[]): number {
    const sorted = [...numbers].sort((left, right) => left - right);
    const key = sorted.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#truths.length >= NUMBERS_MAX) return HAND_OVER;
    const rules = [...new Set(sorted.flatMap((number) => this.#rules.rulesOf(this.atoms[number] as Atom)))];
    const bytes = SET_BYTES + this.atoms.length + key.length + NUMBER_BYTES * rules.length;
    const { room } = this.#rules;
    if (bytes > room.bytesLeft) return HAND_OVER;
    room.bytesLeft -= bytes;
    const truths = new Uint8Array(this.atoms.length);
    for (const number of sorted) truths[number] = 1;
    this.#truths.push({ holds: truths, rules });
    this.#numbers.set(key, this.#truths.length - 1);
    return this.#truths.length - 1;
  }

  /** What `number`, which is not 0, stands for. */
  truths(number: number): Truths {
    return this.#truths[number] as Truths;
  }
}

/** An event of which one field is known. */
export function eventOf(field: string, value: FieldValue | undefined): Event {
  const fields: Record<string, FieldValue> = Object.create(null) as Record<string, FieldValue>;
  if (value !== undefined) fields[field] = value;
  return { time: { fromMs: 0, toMs: 0 }, logsource: {}, fields, records: [] };
}
