import { isWithin, type Network } from "../../lib/index.ts";
import type { Facts, FactText, TextForm } from "./facts.ts";
import type { Compare } from "./modifiers.ts";
import type { LazyRegex } from "./regex.ts";
import { fits, type TextPattern } from "./text-pattern.ts";
import { type TimePart, timePart, wallClock } from "./time-part.ts";

export type FieldRelation = "equals" | "contains" | "startswith" | "endswith";

/** One question about one event, with yes or no as the answer. Atoms with equal keys ask the same. */
export type Atom = { readonly key: string; readonly field: string | null; readonly test: AtomTest };

export type AtomTest =
  | { readonly kind: "text"; readonly form: TextForm; readonly pattern: TextPattern }
  | {
      readonly kind: "regex";
      readonly expression: LazyRegex;
      readonly needs: string;
      readonly flags: string;
      readonly source: string;
    }
  | { readonly kind: "cidr"; readonly network: Network }
  | { readonly kind: "number"; readonly compare: Compare; readonly bound: number }
  | { readonly kind: "time"; readonly part: TimePart; readonly compare: Compare | "eq"; readonly bound: number }
  | { readonly kind: "null" }
  | { readonly kind: "exists" }
  | { readonly kind: "fieldref"; readonly other: string; readonly relation: FieldRelation; readonly form: TextForm }
  | { readonly kind: "waiting"; readonly placeholder: string };

/** Makes an atom; `field` is null for a keyword. */
export function atom(field: string | null, test: AtomTest): Atom {
  return new Question(field, test);
}

/** The key is made when asked for: most atoms of a rule set are never asked for theirs. */
class Question implements Atom {
  readonly field: string | null;
  readonly test: AtomTest;

  constructor(field: string | null, test: AtomTest) {
    this.field = field;
    this.test = test;
  }

  get key(): string {
    const { field, test } = this;
    if (test.kind === "text" && "literal" in test.pattern) {
      const { form, pattern } = test;
      return `${form} ${pattern.shape} ${field?.length} ${field} ${pattern.literal}`;
    }
    const shown =
      test.kind === "regex"
        ? { ...test, expression: null }
        : test.kind === "cidr"
          ? [...test.network.base, test.network.bits]
          : test;
    return JSON.stringify([field, test.kind, shown]);
  }
}

/** A time question about this field, where the event has no date there, is answered with the event's own time. */
const TIMESTAMP_FIELD = "timestamp";
const MINUTE_MS = 60_000;

/** Asks the atom's question. With a list any member may answer yes. */
export function holds(asked: Atom, facts: Facts): boolean {
  const { field, test } = asked;
  if (field === null) return anyHolds(test, facts.all());
  switch (test.kind) {
    case "null":
      return facts.texts(field).length === 0;
    case "exists":
      return facts.has(field);
    case "time":
      return timeHolds(field, test, facts);
    case "fieldref":
      return related(facts.texts(field), facts.texts(test.other), test);
    default:
      return anyHolds(test, facts.texts(field));
  }
}

/** The hot line of the matcher: a closure would have the host make an object a call, and a `for … of` one a text. */
function anyHolds(test: AtomTest, texts: readonly FactText[]): boolean {
  for (let place = 0; place < texts.length; place++) if (textHolds(test, texts[place] as FactText)) return true;
  return false;
}

function textHolds(test: AtomTest, text: FactText): boolean {
  switch (test.kind) {
    case "text":
      return fits(test.pattern, text.form(test.form));
    case "regex":
      return (test.needs === "" || text.form("folded").includes(test.needs)) && test.expression.test(text.raw);
    case "cidr": {
      const address = text.address();
      return address !== undefined && isWithin(test.network, address);
    }
    case "number": {
      const number = text.number();
      return number !== undefined && compares(number, test.compare, test.bound);
    }
    default:
      return false;
  }
}

function compares(number: number, compare: Compare | "eq", bound: number): boolean {
  switch (compare) {
    case "lt":
      return number < bound;
    case "lte":
      return number <= bound;
    case "gt":
      return number > bound;
    case "gte":
      return number >= bound;
    case "eq":
      return number === bound;
  }
}

type TimeTest = Extract<AtomTest, { readonly kind: "time" }>;

function timeHolds(field: string, test: TimeTest, facts: Facts): boolean {
  const readings = facts.texts(field).map((text) => wallClock(text.raw, facts.utcOffsetMinutes));
  const known = readings.filter((wallMs) => wallMs !== undefined);
  if (known.length === 0 && field === TIMESTAMP_FIELD) known.push(facts.event.time.fromMs + facts.utcOffsetMinutes * MINUTE_MS);
  return known.some((wallMs) => compares(timePart(test.part, wallMs), test.compare, test.bound));
}

type FieldRefTest = Extract<AtomTest, { readonly kind: "fieldref" }>;

/** Beyond this many pairs the other field's texts are looked up, not gone through: of two long lists each text would meet each. */
const PAIRS_MAX = 4;

function related(left: readonly FactText[], right: readonly FactText[], test: FieldRefTest): boolean {
  if (left.length * right.length <= PAIRS_MAX || test.relation === "contains")
    return left.some((text) => right.some((other) => relates(text.form(test.form), test.relation, other.form(test.form))));
  const others = new Set(right.map((other) => other.form(test.form)));
  const lengths = new Set([...others].map((other) => other.length));
  return left.some((text) => isAmong(text.form(test.form), test.relation, others, lengths));
}

function isAmong(text: string, relation: FieldRelation, others: ReadonlySet<string>, lengths: ReadonlySet<number>): boolean {
  if (relation === "equals") return others.has(text);
  for (const length of lengths) {
    if (length > text.length) continue;
    const part = relation === "startswith" ? text.slice(0, length) : text.slice(text.length - length);
    if (others.has(part)) return true;
  }
  return false;
}

function relates(text: string, relation: FieldRelation, other: string): boolean {
  switch (relation) {
    case "equals":
      return text === other;
    case "contains":
      return text.includes(other);
    case "startswith":
      return text.startsWith(other);
    case "endswith":
      return text.endsWith(other);
  }
}
