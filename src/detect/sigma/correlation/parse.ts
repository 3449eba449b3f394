import type { CorrelationRule, CorrelationType, Heading, WindowKind } from "../ast.ts";
import { entry, requiredMap } from "../heading.ts";
import { refuse } from "../refusal.ts";
import type { YamlMap, YamlTree } from "../yaml-tree.ts";
import { meets } from "./bounds.ts";
import { type Asked, namesInExpression, readBounds, readExpression } from "./parse-condition.ts";
import { readText, readTexts } from "./parse-texts.ts";
import { readTimespan } from "./timespan.ts";

const TYPES: readonly CorrelationType[] = [
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
  "value_sum",
  "value_avg",
  "value_median",
  "value_percentile",
];
/** Other names of types whose condition must be an expression. */
const EXTENDED: ReadonlyMap<string, CorrelationType> = new Map([
  ["temporal_extended", "temporal"],
  ["temporal_ordered_extended", "temporal_ordered"],
]);
const WINDOWS: readonly WindowKind[] = ["sliding", "tumbling", "session"];
const KEYS = new Set(["type", "rules", "group-by", "timespan", "window", "gap", "condition", "aliases", "generate"]);

/** Reads a correlation document (Sigma correlation rules specification 2.1, with SEP 198 and 214). */
export function parseCorrelation(document: YamlMap, heading: Heading): CorrelationRule {
  const map = requiredMap(document, "correlation");
  const unknown = map.entries.find(({ key }) => !KEYS.has(key));
  if (unknown !== undefined) refuse(`unknown correlation key ${unknown.key}`, "not in the specification 2.1", unknown.keyPlace);
  const { type, mustBeExpression } = readType(map);
  return {
    ...heading,
    kind: "correlation",
    type,
    ...readAsked(map, type, mustBeExpression),
    groupBy: readTexts(map, "group-by"),
    aliases: readAliases(map),
    ...readWindow(document, map),
    generate: readFlag(map, "generate") || readFlag(document, "generate"),
    place: map.place,
  };
}

function readType(map: YamlMap): { readonly type: CorrelationType; readonly mustBeExpression: boolean } {
  const node = entry(map, "type");
  const text = node?.kind === "scalar" ? node.source : "";
  const extended = EXTENDED.get(text);
  const type = extended ?? TYPES.find((candidate) => candidate === text);
  if (type !== undefined) return { type, mustBeExpression: extended !== undefined };
  const supported = [...TYPES, ...EXTENDED.keys()].join(", ");
  return refuse(`correlation type ${text === "" ? "missing" : text}`, `supported: ${supported}`, node?.place ?? map.place);
}

type Conditions = Pick<CorrelationRule, "rules" | "expression"> & Asked;

function readAsked(map: YamlMap, type: CorrelationType, mustBeExpression: boolean): Conditions {
  const temporal = type === "temporal" || type === "temporal_ordered";
  const node = entry(map, "condition");
  const isExpression = node?.kind === "scalar" && typeof node.value === "string";
  const rules = readRules(map, temporal && isExpression ? node : undefined);
  if (temporal && isExpression) {
    return { rules, expression: readExpression(node, type, rules), bounds: [], fields: [], percentile: null };
  }
  if (mustBeExpression) refuse("bad correlation condition", "expected an expression over rules", node?.place ?? map.place);
  const asked = readBounds(map, type, temporal ? rules.length : null);
  if (type === "temporal_ordered" && !asked.bounds.every((bound) => meets(bound, rules.length)))
    refuse("bad correlation condition", "temporal_ordered needs all its rules", map.place);
  return { rules, expression: null, ...asked };
}

/** `rules`; those of the expression when it is left out. */
function readRules(map: YamlMap, expression: (YamlTree & { kind: "scalar" }) | undefined): readonly string[] {
  const isInferred = expression !== undefined && entry(map, "rules") === undefined;
  const rules = isInferred ? namesInExpression(String(expression.value)) : readTexts(map, "rules");
  if (isInferred && rules.some((name) => name === "of" || name.includes("*")))
    refuse("missing rules", "an expression with `of` needs them", expression.place);
  if (rules.length === 0) refuse("missing rules", "a correlation must name some", map.place);
  if (rules.length > RULES_MAX) refuse("bad rules", `more than ${RULES_MAX}`, map.place);
  if (new Set(rules).size !== rules.length) refuse("bad rules", "a rule is named twice", map.place);
  return rules;
}

const RULES_MAX = 100;

function readWindow(document: YamlMap, map: YamlMap): Pick<CorrelationRule, "window" | "gapMs" | "timespanMs"> {
  const timespan = entry(map, "timespan");
  if (timespan === undefined) return refuse("missing timespan", "a correlation must have it", map.place);
  const timespanMs = readTimespan(timespan, "timespan");
  const [named, gap] = [eitherOf(document, map, "window"), eitherOf(document, map, "gap")];
  const text = named?.kind === "scalar" ? named.source : "";
  const window = named === undefined ? "sliding" : WINDOWS.find((candidate) => candidate === text);
  if (window === undefined) return refuse("bad window", `expected one of ${WINDOWS.join(", ")}`, named?.place ?? map.place);
  if (window !== "session")
    return gap === undefined ? { window, timespanMs, gapMs: null } : refuse("bad window", "only a session has a gap", gap.place);
  if (gap === undefined) return refuse("bad window", "a session needs a gap, such as gap: 5m", map.place);
  const gapMs = readTimespan(gap, "gap");
  return gapMs <= timespanMs ? { window, timespanMs, gapMs } : refuse("bad gap", "longer than the timespan", gap.place);
}

/** `key` of the correlation, or `rsigma.key` at the top of the document. */
function eitherOf(document: YamlMap, map: YamlMap, key: string): YamlTree | undefined {
  const [inner, outer] = [entry(map, key), entry(document, `rsigma.${key}`)];
  if (inner !== undefined && outer !== undefined) refuse(`bad ${key}`, `both ${key} and rsigma.${key}`, outer.place);
  return inner ?? outer;
}

function readFlag(map: YamlMap, key: string): boolean {
  const node = entry(map, key);
  if (node === undefined) return false;
  if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
  return refuse(`bad ${key}`, "expected true or false", node.place);
}

function readAliases(map: YamlMap): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const node = entry(map, "aliases");
  if (node === undefined) return new Map();
  if (node.kind !== "map") return refuse("bad aliases", "expected a map", node.place);
  return new Map(
    node.entries.map(({ key, keyPlace, value }) => {
      if (value.kind !== "map") return refuse("bad aliases", "expected rule names with their fields", keyPlace);
      return [key, new Map(value.entries.map((rule) => [rule.key, readText(rule.value, "aliases")]))];
    }),
  );
}
