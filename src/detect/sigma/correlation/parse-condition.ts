import type { Bound, CorrelationType } from "../ast.ts";
import { type Condition, readCondition } from "../condition.ts";
import { entry } from "../heading.ts";
import { refuse } from "../refusal.ts";
import type { YamlEntry, YamlMap, YamlTree } from "../yaml-tree.ts";
import { decimalOf } from "./decimal.ts";
import { alternativesOf, expressionHolds } from "./expression.ts";
import { readTexts } from "./parse-texts.ts";

const COMPARES: readonly Bound["compare"][] = ["gt", "gte", "lt", "lte", "eq", "neq"];
/** A detection cites every event that it needs, and a statement holds this many. */
const COUNT_MAX = 10_000;

/** What a correlation asks of its windows. */
export type Asked = {
  readonly bounds: readonly Bound[];
  readonly fields: readonly string[];
  readonly percentile: number | null;
};

/** True for the types that look at numbers. */
export function isNumeric(type: CorrelationType): boolean {
  return type === "value_sum" || type === "value_avg" || type === "value_median" || type === "value_percentile";
}

/** Reads a condition that is a map of bounds; `rulesCount` is the bound of a temporal correlation without one, null for other types. */
export function readBounds(map: YamlMap, type: CorrelationType, rulesCount: number | null): Asked {
  const node = entry(map, "condition");
  if (node === undefined) {
    return rulesCount === null
      ? refuse("missing condition", "this type of correlation must have it", map.place)
      : { bounds: [{ compare: "gte", count: rulesCount }], fields: [], percentile: null };
  }
  if (node.kind !== "map") return refuse("bad correlation condition", "expected a map such as gte: 10", node.place);
  const bounds = node.entries
    .filter(({ key }) => key !== "field" && key !== "percentile")
    .map((given) => readBound(given, isNumeric(type)));
  if (bounds.length === 0) refuse("bad correlation condition", "there is no bound", node.place);
  const fields = readTexts(node, "field");
  if (type.startsWith("value_") !== fields.length > 0)
    refuse("bad correlation condition", "the types value_…, and nothing else, need a field", node.place);
  if (isNumeric(type) && fields.length > 1) refuse("bad correlation condition", `${type} looks at one field`, node.place);
  return { bounds, fields, percentile: readPercentile(node, type) };
}

function readBound({ key, keyPlace, value }: YamlEntry, exact: boolean): Bound {
  const compare = COMPARES.find((candidate) => candidate === key);
  if (compare === undefined) return refuse("bad correlation condition", `unknown key ${key}`, keyPlace);
  const count = value.kind === "scalar" && typeof value.value === "number" ? value.value : Number.NaN;
  if (exact) {
    const source = value.kind === "scalar" ? value.source : "";
    if (Number.isNaN(count) || decimalOf(source) === undefined)
      refuse("bad correlation condition", "expected a decimal number", keyPlace);
    return { compare, count, source };
  }
  if (!Number.isInteger(count) || count < 0) return refuse("bad correlation condition", "expected a whole number", keyPlace);
  if (count > COUNT_MAX) return refuse("correlation count too large", `more than ${COUNT_MAX}`, keyPlace);
  return { compare, count };
}

function readPercentile(map: YamlMap, type: CorrelationType): number | null {
  const node = entry(map, "percentile");
  if (node === undefined) {
    const isMissing = type === "value_percentile";
    return isMissing ? refuse("missing percentile", "say which: condition.percentile, a number from 0 to 100", map.place) : null;
  }
  if (type !== "value_percentile")
    return refuse("bad correlation condition", "only value_percentile has a percentile", node.place);
  const percentile = node.kind === "scalar" && typeof node.value === "number" ? node.value : Number.NaN;
  if (percentile >= 0 && percentile <= 100) return percentile;
  return refuse("bad correlation condition", "expected a percentile from 0 to 100", node.place);
}

/** The names in an expression, in the order in which they appear. */
export function namesInExpression(text: string): readonly string[] {
  const words = text.match(/[^\s()]+/g) ?? [];
  return [...new Set(words.filter((word) => !["and", "or", "not"].includes(word.toLowerCase())))];
}

/** Reads a condition that is an expression over `rules`. */
export function readExpression(node: YamlTree, type: CorrelationType, rules: readonly string[]): Condition {
  if (node.kind !== "scalar" || typeof node.value !== "string")
    return refuse("bad correlation condition", "expected an expression over rules", node.place);
  const condition = readCondition(node.value, rules, node.place);
  const named = new Set(namesOf(condition));
  const unused = rules.find((rule) => !named.has(rule));
  if (unused !== undefined) refuse("bad correlation condition", `the expression does not name ${unused}`, node.place);
  if (expressionHolds(condition, rules, () => false))
    refuse("bad correlation condition", "the expression holds when no rule fired", node.place);
  if (type === "temporal_ordered" && alternativesOf(condition, rules) === undefined)
    refuse("bad correlation condition", "the expression has more than 64 alternatives", node.place);
  return condition;
}

function namesOf(condition: Condition): readonly string[] {
  if (condition.op === "name") return [condition.name];
  if (condition.op === "not") return namesOf(condition.part);
  return condition.op === "some" ? condition.names : condition.parts.flatMap(namesOf);
}
