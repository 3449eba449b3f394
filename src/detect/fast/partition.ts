import type { FieldUse, LineView } from "../../model/index.ts";
import { type Atom, holds } from "../sigma/atom.ts";
import type { Expression } from "../sigma/expression.ts";
import { Facts } from "../sigma/facts.ts";
import { Column, type ColumnRules, eventOf, type TruthsRoom } from "./column.ts";
import type { Pair } from "./judge.ts";
import { ABSENT, comparedFields, References, UNTOLD } from "./references.ts";
import { atomsIn, FALSE, type Node, numbered, TRUE, type Truth, UNKNOWN, weigh } from "./three-valued.ts";
import { rarityOf, witnessAtoms } from "./witness-atoms.ts";

/** Where a field of the rules may come from: the column's number. */
type Source = {
  readonly column: number;
  readonly how: FieldUse["how"];
  readonly first: number;
  /** The column without which nothing is known; -1 where it needs none. */
  readonly beside: number;
};

type Field = {
  readonly name: string;
  readonly atoms: readonly Atom[];
  readonly sources: readonly Source[];
  /** The truths of a line without it. */
  readonly absent: Uint8Array;
  /** Rules that may hold because it is absent. */
  readonly rulesWhenAbsent: readonly number[];
  /** Rules that may hold because it is not known, once that was asked. */
  rulesWhenUnknown: readonly number[] | undefined;
  readonly rulesOf: (atom: Atom) => readonly number[];
};

const EMPTY = new Uint8Array(0);

/** True for an atom whose answer does not follow from one field's value. */
export const isOpen = ({ field, test }: Atom): boolean => field === null || test.kind === "time" || test.kind === "fieldref";

/** The lines of a partition: how they become fields, and fields that their routing decides. */
export type PartitionLines = {
  readonly view: LineView;
  readonly kind: string;
  readonly known: ReadonlySet<string>;
  readonly utcOffsetMinutes: number;
  readonly room: TruthsRoom;
  /** The atoms that give rules away, or null, as far as other partitions have found them. */
  readonly witnesses: Map<Expression, readonly Atom[] | null>;
};

/** The rules (atoms shared) of one kind of line after all that its routing decides is put in, as questions to columns. */
export class JudgePartition {
  readonly columns: readonly Column[];
  /** Paths whose values are compared: what is said of them stands behind the columns' values. */
  readonly pairs: readonly Pair[];
  readonly #references: References;
  readonly #fields: readonly Field[];
  readonly #rules: readonly Expression[];
  /** The rules over atoms' numbers, each made when it is first weighed. */
  readonly #nodes: (Node | undefined)[];
  readonly #numbers: ReadonlyMap<Atom, number>;
  /** Rules that no true atom gives away. */
  readonly #always: readonly number[];
  /** For each atom its field's number and its place among the field's atoms; -1 for what is never known. */
  readonly #fieldOf: Int32Array;
  readonly #placeOf: Int32Array;
  /** For the line at hand: each field's truths and where they start; undefined for what is not known. */
  readonly #truths: (Uint8Array | undefined)[];
  /** The column that each field comes from; see `References`. */
  readonly #columnOf: Int32Array<ArrayBuffer>;
  readonly #starts: Int32Array;
  readonly #stamps: Int32Array;
  #stamp = 0;
  /** For each atom the rules that ask it; made when it is first asked for. */
  #rulesAsking: readonly (readonly number[])[] | undefined;
  readonly #atomNumbers: (Int32Array | undefined)[] = [];

  constructor(rules: readonly Expression[], { view, kind, known, utcOffsetMinutes, room, witnesses }: PartitionLines) {
    const all = new Set<Atom>();
    for (const rule of rules) atomsIn(rule, all);
    const atoms = [...all];
    const numbers = new Map(atoms.map((atom, number) => [atom, number]));
    this.#rules = rules;
    this.#nodes = rules.map(() => undefined);
    this.#numbers = numbers;
    const { always, byAtom } = byWitness(rules, witnesses);
    this.#always = always;
    const rulesOf = (atom: Atom): readonly number[] => byAtom.get(atom) ?? [];
    const asked: Map<string, readonly Atom[]> = Map.groupBy(
      atoms.filter((atom) => !isOpen(atom)),
      (atom) => atom.field as string,
    );
    for (const field of comparedFields(atoms, known)) if (!asked.has(field)) asked.set(field, []);
    const mattering: ColumnRules["mattering"] = (field, open, held) => this.#mattering(field, open, held);
    this.columns = columnsOf(asked, view, kind, { rulesOf, mattering, utcOffsetMinutes, room });
    this.#fields = [...asked].map(([name, own]) => fieldOf(name, own, { view, kind, columns: this.columns, rulesOf }));
    this.#references = new References(atoms, this.#fields, this.columns);
    this.pairs = this.#references.pairs;
    this.#fieldOf = new Int32Array(atoms.length).fill(-1);
    this.#placeOf = new Int32Array(atoms.length);
    for (const [number, field] of this.#fields.entries()) {
      for (const [place, atom] of field.atoms.entries()) {
        this.#fieldOf[numbers.get(atom) as number] = number;
        this.#placeOf[numbers.get(atom) as number] = place;
      }
    }
    this.#truths = this.#fields.map(() => undefined);
    this.#columnOf = new Int32Array(this.#fields.length);
    this.#starts = new Int32Array(this.#fields.length);
    this.#stamps = new Int32Array(rules.length);
  }

  /**
   * The rules, in any order, that may fire on a line whose columns, and pairs, have these values. Loops count places: an iterator makes objects
   * until the host has compiled it well.
   */
  verdict(values: Int32Array): readonly number[] {
    this.#stamp++;
    const found: number[] = [];
    const fields = this.#fields;
    for (let number = 0; number < fields.length; number++) this.#learn(number, fields[number] as Field, values);
    this.#references.learn(this.#columnOf, values);
    this.#collect(this.#always, found);
    for (let number = 0; number < fields.length; number++) {
      const field = fields[number] as Field;
      if (this.#truths[number] === undefined) this.#collect(rulesWhenUnknown(field), found);
      if (this.#truths[number] === field.absent) this.#collect(field.rulesWhenAbsent, found);
    }
    for (let index = 0; index < this.columns.length; index++) {
      const value = values[index] as number;
      if (value > 0) this.#collect((this.columns[index] as Column).truths(value).rules, found);
    }
    return found;
  }

  /** Other fields count as unknown: a rule that is sure without the open atoms does not depend on them. */
  #mattering(name: string, open: readonly number[], held: readonly number[]): readonly number[] {
    const number = this.#fields.findIndex((field) => field.name === name);
    const truths = new Uint8Array((this.#fields[number] as Field).atoms.length); // FALSE
    for (const place of held) truths[place] = TRUE;
    for (const place of open) truths[place] = UNKNOWN;
    const truth = (atom: number): Truth =>
      this.#fieldOf[atom] === number ? (truths[this.#placeOf[atom] as number] as Truth) : UNKNOWN;
    this.#rulesAsking ??= rulesAsking(
      this.#rules.map((_, rule) => this.#node(rule)),
      this.#fieldOf.length,
    );
    const asking = this.#rulesAsking;
    const atoms = this.#atomsOf(number);
    // Rules ask many of the atoms, and each is weighed once.
    const unsure = new Map<number, boolean>();
    const isUnsure = (rule: number): boolean => {
      let known = unsure.get(rule);
      if (known === undefined) {
        known = weigh(this.#node(rule), truth) === UNKNOWN;
        unsure.set(rule, known);
      }
      return known;
    };
    return open.filter((place) => (asking[atoms[place] as number] as readonly number[]).some(isUnsure));
  }

  /** The numbers of a field's atoms, by their places. */
  #atomsOf(field: number): Int32Array {
    let atoms = this.#atomNumbers[field];
    if (atoms === undefined) {
      atoms = new Int32Array((this.#fields[field] as Field).atoms.length);
      for (let atom = 0; atom < this.#fieldOf.length; atom++)
        if (this.#fieldOf[atom] === field) atoms[this.#placeOf[atom] as number] = atom;
      this.#atomNumbers[field] = atoms;
    }
    return atoms;
  }

  #learn(number: number, field: Field, values: Int32Array): void {
    let only: Source | undefined;
    let present = 0;
    for (const source of field.sources) {
      if (values[source.column] === 0) continue;
      present++;
      only = source;
    }
    if (only === undefined) {
      this.#truths[number] = field.absent;
      this.#starts[number] = 0;
      this.#columnOf[number] = ABSENT;
    } else if (present > 1 || only.how === "may" || (only.beside >= 0 && values[only.beside] === 0)) {
      this.#truths[number] = undefined;
      this.#columnOf[number] = UNTOLD;
    } else {
      this.#truths[number] = (this.columns[only.column] as Column).truths(values[only.column] as number).holds;
      this.#starts[number] = only.first;
      this.#columnOf[number] = only.column;
    }
  }

  #collect(rules: readonly number[], into: number[]): void {
    for (let place = 0; place < rules.length; place++) {
      const rule = rules[place] as number;
      if (this.#stamps[rule] === this.#stamp) continue;
      this.#stamps[rule] = this.#stamp;
      if (weigh(this.#node(rule), this.#truth) !== FALSE) into.push(rule);
    }
  }

  #node(rule: number): Node {
    this.#nodes[rule] ??= numbered(this.#rules[rule] as Expression, (atom) => this.#numbers.get(atom) as number);
    return this.#nodes[rule];
  }

  readonly #truth = (atom: number): Truth => {
    const field = this.#fieldOf[atom] as number;
    if (field < 0) return this.#references.truth(atom);
    const truths = this.#truths[field];
    if (truths === undefined) return UNKNOWN;
    return truths[(this.#starts[field] as number) + (this.#placeOf[atom] as number)] === 1 ? TRUE : FALSE;
  };
}

function rulesAsking(rules: readonly Node[], atoms: number): readonly (readonly number[])[] {
  const asking: number[][] = Array.from({ length: atoms }, () => []);
  const add = (node: Node, rule: number): void => {
    if (node.op === "not") add(node.part, rule);
    else if (node.op === "some") for (const part of node.parts) add(part, rule);
    else if (asking[node.atom]?.at(-1) !== rule) asking[node.atom]?.push(rule);
  };
  for (const [number, rule] of rules.entries()) add(rule, number);
  return asking;
}

type ByWitness = { readonly always: number[]; readonly byAtom: Map<Atom, number[]> };

function byWitness(rules: readonly Expression[], witnesses: PartitionLines["witnesses"]): ByWitness {
  const always: number[] = [];
  const byAtom = new Map<Atom, number[]>();
  for (const [number, rule] of rules.entries()) {
    let witness = witnesses.get(rule);
    if (witness === undefined) {
      witness = witnessAtoms(rule, (atom) => (isOpen(atom) ? undefined : rarityOf(atom))) ?? null;
      witnesses.set(rule, witness);
    }
    if (witness === null) always.push(number);
    for (const atom of witness ?? []) {
      const known = byAtom.get(atom);
      if (known === undefined) byAtom.set(atom, [number]);
      else known.push(number);
    }
  }
  return { always, byAtom };
}

function columnsOf(
  asked: ReadonlyMap<string, readonly Atom[]>,
  view: LineView,
  kind: string,
  rules: ColumnRules,
): readonly Column[] {
  const paths = new Set([...asked.keys()].flatMap((field) => view.paths(field, kind)));
  const columns: Column[] = [];
  const besides = new Set<string>();
  for (const path of paths) {
    for (const { field, beside } of usesAt(view, path, kind)) if (beside !== undefined && asked.has(field)) besides.add(beside);
  }
  for (const path of new Set([...paths, ...besides])) {
    const uses = usesAt(view, path, kind).flatMap((use) => {
      const atoms = asked.get(use.field);
      return atoms === undefined ? [] : [{ use, atoms }];
    });
    if (uses.length > 0 || besides.has(path)) columns.push(new Column(path, uses, rules));
  }
  return columns;
}

function usesAt(view: LineView, path: string, kind: string): readonly FieldUse[] {
  const uses = view.uses(path, kind);
  return uses === "anything" ? [] : uses;
}

type Place = {
  readonly view: LineView;
  readonly kind: string;
  readonly columns: readonly Column[];
  readonly rulesOf: (atom: Atom) => readonly number[];
};

function fieldOf(name: string, atoms: readonly Atom[], { view, kind, columns, rulesOf }: Place): Field {
  const sources = columns.flatMap(({ path, fields }, column): Source[] =>
    usesAt(view, path, kind)
      .filter((use) => use.field === name)
      .map(({ how, beside }) => ({
        column,
        how: beside === undefined || columns.some((one) => one.path === beside) ? how : "may",
        first: fields.find(({ field }) => field === name)?.first ?? 0,
        beside: beside === undefined ? -1 : columns.findIndex((one) => one.path === beside),
      })),
  );
  const facts = new Facts(eventOf(name, undefined), 0);
  const absent = Uint8Array.from(atoms, (atom) => (holds(atom, facts) ? 1 : 0));
  const held = atoms.filter((_, place) => absent[place] === 1);
  return {
    name,
    atoms,
    sources,
    absent: absent.length === 0 ? EMPTY : absent,
    rulesWhenAbsent: [...new Set(held.flatMap(rulesOf))],
    rulesWhenUnknown: undefined,
    rulesOf,
  };
}

function rulesWhenUnknown(field: Field): readonly number[] {
  field.rulesWhenUnknown ??= [...new Set(field.atoms.flatMap((atom) => field.rulesOf(atom)))];
  return field.rulesWhenUnknown;
}
