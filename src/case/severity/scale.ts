import { type Checked, type Json, no, type Shape, type Shaped, type ShapeFault, shape, yes } from "../../lib/index.ts";
import { FACTS, type FactName } from "./facts.ts";
import { type PackFault, readPack } from "./pack-yaml.ts";

const DEPTH_MAX = 12;

/** `verified`: the wording was read in a copy of the source. Everything else carries no headline. */
export const CONFIDENCES = ["verified", "general knowledge", "inferred"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** A condition over facts. Comparisons are exact: `over` 30 is not met by 30. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly count: number; readonly of: readonly Condition[] }
  | { readonly criterion: string }
  | { readonly fact: FactName; readonly over: number }
  | { readonly fact: FactName; readonly from: number }
  | { readonly fact: FactName; readonly under: number }
  | { readonly fact: FactName; readonly upTo: number }
  | { readonly fact: FactName; readonly is: boolean }
  | { readonly fact: FactName; readonly has: string };

const names = Object.keys(FACTS) as [FactName, ...FactName[]];
const factShape = shape.word(...names);
const amount = shape.number(-1e15, 1e15);
const COMPARISONS: readonly (readonly [string, Shape<unknown>, string])[] = [
  ["over", amount, "range"],
  ["from", amount, "range"],
  ["under", amount, "range"],
  ["upTo", amount, "range"],
  ["is", shape.flag, "flag"],
  ["has", shape.text(200), "words"],
];

/** Reads a condition, to a depth. */
const conditionShape: Shape<Condition> = (json, path) => readCondition(json, path, 0);

function readCondition(json: Json | undefined, path: string, depth: number): Checked<Condition, ShapeFault> {
  const refuse = (expected: string) => no<ShapeFault>({ kind: "bad-shape", path, expected });
  if (depth > DEPTH_MAX) return refuse(`at most ${DEPTH_MAX} levels`);
  if (typeof json !== "object" || json === null || Array.isArray(json)) return refuse("a condition");
  const inner: Shape<Condition> = (value, at) => readCondition(value, at, depth + 1);
  const many = shape.list(inner, 100);
  const as = (read: Shape<unknown>) => read(json, path) as Checked<Condition, ShapeFault>;
  if ("all" in json) return as(shape.record({ all: many }));
  if ("any" in json) return as(shape.record({ any: many }));
  if ("not" in json) return as(shape.record({ not: inner }));
  if ("count" in json) return as(shape.record({ count: shape.count, of: many }));
  if ("criterion" in json) return as(shape.record({ criterion: shape.text(100) }));
  const comparison = COMPARISONS.find(([name]) => name in json);
  if (comparison === undefined)
    return refuse("one of all, any, not, count, criterion, or a fact with over, from, under, upTo, is or has");
  const [name, value, kind] = comparison;
  const read = shape.record({ fact: factShape, [name]: value })(json, path);
  if (!read.ok) return read;
  const fact = (read.value as { fact: FactName }).fact;
  return FACTS[fact] === kind
    ? yes(read.value as unknown as Condition)
    : refuse(`a ${kind} fact for \`${name}\`, and ${fact} is a ${FACTS[fact]}`);
}

const sourceShape = shape.record({ title: shape.text(400), reference: shape.text(400), url: shape.text(400) });

const criterionShape = shape.record({
  id: shape.text(100),
  article: shape.text(200),
  text: shape.text(1000),
  confidence: shape.word(...CONFIDENCES),
  /** Where the wording was read, or why it was not. */
  read: shape.text(400),
  when: conditionShape,
});
export type Criterion = Shaped<typeof criterionShape>;

const optionShape = shape.record({
  id: shape.text(100),
  label: shape.text(200),
  points: amount,
  when: shape.nullable(conditionShape),
});
const categoryShape = shape.record({
  id: shape.text(100),
  label: shape.text(200),
  weight: shape.number(0, 1000),
  options: shape.list(optionShape, 50),
});
export type Category = Shaped<typeof categoryShape>;

const headShape = { scale: shape.text(100), version: shape.text(40), title: shape.text(400), source: sourceShape };

const criteriaForm = shape.record({
  kind: shape.word("criteria"),
  ...headShape,
  /** The criterion whose answer is the scale's, and what met means. */
  headline: shape.text(100),
  met: shape.text(200),
  criteria: shape.list(criterionShape, 200),
});

const pointsForm = shape.record({
  kind: shape.word("points"),
  ...headShape,
  confidence: shape.word(...CONFIDENCES),
  read: shape.text(400),
  note: shape.text(1000),
  /** `percent`: 100 × (sum − least) ÷ (most − least). `sum`: the sum times the multiplier. */
  score: shape.word("percent", "sum"),
  multiplier: shape.record({ lo: amount, hi: amount }),
  /** The category that says who did it: severity is shown without it too. */
  apart: shape.nullable(shape.text(100)),
  categories: shape.list(categoryShape, 50),
});

const scaleForm = shape.tagged("kind", { criteria: criteriaForm, points: pointsForm });
export type Scale = Shaped<typeof scaleForm>;
export type CriteriaScale = Extract<Scale, { readonly kind: "criteria" }>;
export type PointsScale = Extract<Scale, { readonly kind: "points" }>;

const scaleShape: Shape<Scale> = (json, path) => {
  const read = scaleForm(json, path);
  if (!read.ok) return read;
  const at = read.value.kind === "criteria" ? wrongOrder(read.value) : wrongCategory(read.value);
  return at === undefined ? read : no({ kind: "bad-shape", path: at.path, expected: at.expected });
};

type Wrong = { readonly path: string; readonly expected: string };

/** Criteria refer only to those before them, so no answer waits for itself. */
function wrongOrder({ criteria, headline }: CriteriaScale): Wrong | undefined {
  const known = new Set<string>();
  for (const { id, when } of criteria) {
    const unknown = criteriaIn(when).find((name) => !known.has(name));
    if (unknown !== undefined) return { path: `$.criteria.${id}`, expected: `criterion ${unknown} before it` };
    if (known.has(id)) return { path: `$.criteria.${id}`, expected: "each id once" };
    known.add(id);
  }
  return known.has(headline) ? undefined : { path: "$.headline", expected: "the id of a criterion" };
}

function wrongCategory({ categories, apart, multiplier }: PointsScale): Wrong | undefined {
  const ids = categories.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) return { path: "$.categories", expected: "each id once" };
  if (apart !== null && !ids.includes(apart)) return { path: "$.apart", expected: "the id of a category" };
  if (multiplier.lo > multiplier.hi) return { path: "$.multiplier", expected: "lo ≤ hi" };
  const bad = categories.find(
    ({ options }) => new Set(options.map(({ id }) => id)).size !== options.length || options.length === 0,
  );
  if (bad !== undefined) return { path: `$.categories.${bad.id}`, expected: "options, each id once" };
  const refers = categories.find(({ options }) => options.some(({ when }) => when !== null && criteriaIn(when).length > 0));
  return refers === undefined ? undefined : { path: `$.categories.${refers.id}`, expected: "conditions over facts" };
}

function criteriaIn(condition: Condition): readonly string[] {
  if ("criterion" in condition) return [condition.criterion];
  if ("not" in condition) return criteriaIn(condition.not);
  if ("all" in condition) return condition.all.flatMap(criteriaIn);
  if ("any" in condition) return condition.any.flatMap(criteriaIn);
  return "of" in condition ? condition.of.flatMap(criteriaIn) : [];
}

/** Reads a scale pack (packs/scales). */
export function readScale(text: string): Checked<Scale, PackFault> {
  return readPack(text, scaleShape);
}
