import type { Bound, CorrelationRule, CorrelationType, Heading } from "./ast.ts";
import { meets } from "./bounds.ts";
import { entry, requiredMap } from "./heading.ts";
import { refuse } from "./refusal.ts";
import type { YamlMap, YamlTree } from "./yaml-tree.ts";

const TYPES: readonly CorrelationType[] = ["event_count", "value_count", "temporal", "temporal_ordered"];
const KEYS = new Set(["type", "rules", "group-by", "timespan", "condition", "aliases", "generate"]);
const COMPARES: readonly Bound["compare"][] = ["gt", "gte", "lt", "lte", "eq", "neq"];
const RULES_MAX = 100;
const TEXT_UNITS_MAX = 500;
/** A detection cites every event that it needs, and a statement holds this many. */
const COUNT_MAX = 10_000;

/** Reads a correlation document (Sigma correlation rules specification 2.1). Types that are not built yet are refused by name. */
export function parseCorrelation(document: YamlMap, heading: Heading): CorrelationRule {
  const map = requiredMap(document, "correlation");
  const unknown = map.entries.find(({ key }) => !KEYS.has(key));
  if (unknown !== undefined) refuse(`unknown correlation key ${unknown.key}`, "not in the specification 2.1", unknown.keyPlace);
  const type = readType(map);
  const rules = texts(map, "rules");
  if (rules.length === 0) refuse("missing rules", "a correlation must name some", map.place);
  if (new Set(rules).size !== rules.length) refuse("bad rules", "a rule is named twice", map.place);
  const temporal = type === "temporal" || type === "temporal_ordered";
  const { bounds, fields } = readCondition(map, temporal ? rules.length : null);
  if ((type === "value_count") !== fields.length > 0)
    refuse("bad correlation condition", "value_count, and nothing else, needs a field", map.place);
  if (type === "temporal_ordered" && !bounds.every((bound) => meets(bound, rules.length))) {
    refuse("bad correlation condition", "temporal_ordered needs all its rules", map.place);
  }
  return {
    ...heading,
    kind: "correlation",
    type,
    rules,
    groupBy: texts(map, "group-by"),
    aliases: readAliases(map),
    timespanMs: readTimespan(map),
    bounds,
    fields,
    generate: readFlag(map, "generate") || readFlag(document, "generate"),
    place: map.place,
  };
}

function readType(map: YamlMap): CorrelationType {
  const node = entry(map, "type");
  const text = node?.kind === "scalar" ? node.source : "";
  const type = TYPES.find((candidate) => candidate === text);
  return (
    type ??
    refuse(`correlation type ${text === "" ? "missing" : text}`, `supported: ${TYPES.join(", ")}`, node?.place ?? map.place)
  );
}

/** A text or a list of texts; empty when absent. */
function texts(map: YamlMap, key: string): readonly string[] {
  const node = entry(map, key);
  if (node === undefined) return [];
  const nodes = node.kind === "list" ? node.items : [node];
  if (nodes.length > RULES_MAX) refuse(`bad ${key}`, `more than ${RULES_MAX}`, node.place);
  return nodes.map((item) => text(item, key));
}

function text(node: YamlTree, key: string): string {
  if (node.kind !== "scalar" || node.value === null || node.source === "")
    return refuse(`bad ${key}`, "expected a text", node.place);
  const read = typeof node.value === "string" ? node.value : node.source;
  return read.length <= TEXT_UNITS_MAX ? read : refuse(`bad ${key}`, `more than ${TEXT_UNITS_MAX} characters`, node.place);
}

function readFlag(map: YamlMap, key: string): boolean {
  const node = entry(map, key);
  if (node === undefined) return false;
  if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
  return refuse(`bad ${key}`, "expected true or false", node.place);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function readTimespan(map: YamlMap): number {
  const node = entry(map, "timespan");
  if (node === undefined) return refuse("missing timespan", "a correlation must have it", map.place);
  const parts = /^([1-9][0-9]{0,5})([smhd])$/.exec(node.kind === "scalar" ? node.source : "");
  if (parts === null) return refuse("bad timespan", "expected a number and one of s, m, h, d", node.place);
  return Number(parts[1]) * (UNIT_MS[parts[2] as string] as number);
}

function readCondition(map: YamlMap, rulesCount: number | null): { bounds: Bound[]; fields: readonly string[] } {
  const node = entry(map, "condition");
  if (node === undefined) {
    return rulesCount === null
      ? refuse("missing condition", "this type of correlation must have it", map.place)
      : { bounds: [{ compare: "gte", count: rulesCount }], fields: [] };
  }
  if (node.kind !== "map") return refuse("extended correlation condition", "expected a map such as gte: 10", node.place);
  const bounds = node.entries
    .filter(({ key }) => key !== "field")
    .map(({ key, keyPlace, value }): Bound => {
      const compare = COMPARES.find((candidate) => candidate === key);
      if (compare === undefined) return refuse("bad correlation condition", `unknown key ${key}`, keyPlace);
      const count = value.kind === "scalar" && typeof value.value === "number" ? value.value : -1;
      if (!Number.isInteger(count) || count < 0) return refuse("bad correlation condition", "expected a whole number", keyPlace);
      if (count > COUNT_MAX) return refuse("correlation count too large", `more than ${COUNT_MAX}`, keyPlace);
      return { compare, count };
    });
  if (bounds.length === 0) refuse("bad correlation condition", "there is no bound", node.place);
  return { bounds, fields: texts(node, "field") };
}

function readAliases(map: YamlMap): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const node = entry(map, "aliases");
  if (node === undefined) return new Map();
  if (node.kind !== "map") return refuse("bad aliases", "expected a map", node.place);
  return new Map(
    node.entries.map(({ key, keyPlace, value }) => {
      if (value.kind !== "map") return refuse("bad aliases", "expected rule names with their fields", keyPlace);
      return [key, new Map(value.entries.map((rule) => [rule.key, text(rule.value, "aliases")]))];
    }),
  );
}
