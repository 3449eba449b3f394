import type { Atom } from "../sigma/atom.ts";
import type { Column } from "./column.ts";
import { PAIR, type Pair } from "./judge.ts";
import { FALSE, TRUE, type Truth, UNKNOWN } from "./three-valued.ts";

/** The column of a field that no column gives in this line, and of one of which it is not known what gives it. */
export const ABSENT = -1;
export const UNTOLD = -2;

/** Pairs of one partition; what more of them would tell stays unknown. */
const PAIRS_MAX = 64;

type FieldRef = Extract<Atom["test"], { readonly kind: "fieldref" }>;
type Sourced = { readonly name: string; readonly sources: readonly { readonly column: number }[] };
/** An atom that compares two fields, by their numbers. */
type Reference = { readonly left: number; readonly right: number; readonly form: FieldRef["form"] };

/** The fields that atoms compare and lines may be asked for; of those that the routing knows nothing is told here. */
export function comparedFields(atoms: readonly Atom[], known: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    atoms.flatMap(({ field, test }) =>
      field !== null && test.kind === "fieldref" && !known.has(field) && !known.has(test.other) ? [field, test.other] : [],
    ),
  );
}

/** The atoms of a partition that compare one field with another: answered by what the scanner says of pairs of raw values. */
export class References {
  readonly pairs: readonly Pair[];
  readonly #references = new Map<number, Reference>();
  /** The number of the pair of two columns, by `#keyOf`. */
  readonly #pairOf = new Map<number, number>();
  readonly #columns: number;
  #columnOf: Int32Array = new Int32Array(0);
  #values: Int32Array = new Int32Array(0);

  /** `atoms` and `fields` are known by their places; a field that is not among `fields` is not told. */
  constructor(atoms: readonly Atom[], fields: readonly Sourced[], columns: readonly Column[]) {
    this.#columns = columns.length;
    const numbers = new Map(fields.map(({ name }, number) => [name, number]));
    const pairs: Pair[] = [];
    for (const [number, { field, test }] of atoms.entries()) {
      if (field === null || test.kind !== "fieldref" || test.relation !== "equals") continue;
      const [left, right] = [numbers.get(field), numbers.get(test.other)];
      if (left === undefined || right === undefined) continue;
      this.#references.set(number, { left, right, form: test.form });
      for (const one of (fields[left] as Sourced).sources)
        for (const other of (fields[right] as Sourced).sources) this.#pair(one.column, other.column, columns, pairs);
    }
    this.pairs = pairs;
  }

  #pair(left: number, right: number, columns: readonly Column[], pairs: Pair[]): void {
    const key = this.#keyOf(left, right);
    if (this.#pairOf.has(key) || pairs.length >= PAIRS_MAX) return;
    this.#pairOf.set(key, pairs.length);
    pairs.push({ left: (columns[left] as Column).path, right: (columns[right] as Column).path });
  }

  #keyOf(left: number, right: number): number {
    return left * this.#columns + right;
  }

  /** Takes what is known of the line at hand: the column of each field, and the values, those of pairs last. */
  learn(columnOf: Int32Array, values: Int32Array): void {
    this.#columnOf = columnOf;
    this.#values = values;
  }

  /** What is known of an atom on the line at hand. */
  truth(atom: number): Truth {
    const reference = this.#references.get(atom);
    if (reference === undefined) return UNKNOWN;
    const [left, right] = [this.#columnOf[reference.left] as number, this.#columnOf[reference.right] as number];
    if (left === ABSENT || right === ABSENT) return FALSE;
    if (left === UNTOLD || right === UNTOLD) return UNKNOWN;
    const pair = this.#pairOf.get(this.#keyOf(left, right));
    return pair === undefined ? UNKNOWN : truthOf(this.#values[this.#columns + pair] ?? PAIR.unknown, reference.form);
  }
}

function truthOf(said: number, form: FieldRef["form"]): Truth {
  if (said === PAIR.same) return TRUE;
  if (said === PAIR.folded) return form === "folded" ? TRUE : form === "cased" ? FALSE : UNKNOWN;
  if (said === PAIR.different) return form === "folded" || form === "cased" ? FALSE : UNKNOWN;
  return UNKNOWN;
}
