import type { LogSource } from "../../model/index.ts";
import type { DetectionRule, Heading, Item, RuleValue, Selection } from "./ast.ts";
import { type Condition, readCondition } from "./condition.ts";
import { entry, optionalText, requiredMap } from "./heading.ts";
import { readModifiers } from "./modifiers.ts";
import { refuse } from "./refusal.ts";
import type { YamlEntry, YamlMap, YamlScalar, YamlTree } from "./yaml-tree.ts";

const LOGSOURCE_UNITS_MAX = 200;
const CONDITIONS_MAX = 100;
const NOT_SELECTIONS = new Set(["condition", "timeframe"]);

/** Reads `logsource` and `detection` of a detection rule. */
export function parseDetection(document: YamlMap, heading: Heading): DetectionRule {
  const logsource = readLogsource(requiredMap(document, "logsource"));
  const detection = requiredMap(document, "detection");
  const timeframe = detection.entries.find(({ key }) => key === "timeframe");
  if (timeframe !== undefined) refuse("timeframe in the detection", "use a correlation document instead", timeframe.keyPlace);
  const selections = new Map<string, Selection>();
  for (const { key, value } of detection.entries) if (!NOT_SELECTIONS.has(key)) selections.set(key, readSelection(value, true));
  if (selections.size === 0) refuse("bad detection", "there is no search identifier", detection.place);
  return { ...heading, kind: "detection", logsource, selections, condition: readConditions(detection, [...selections.keys()]) };
}

/** Reads a log source; definition and custom attributes are left alone, because no event states them. */
export function readLogsource(map: YamlMap): LogSource {
  const parts: { product?: string; category?: string; service?: string } = {};
  for (const key of ["product", "category", "service"] as const) {
    const text = optionalText(map, key, LOGSOURCE_UNITS_MAX);
    if (text !== null) parts[key] = text.toLowerCase();
  }
  if (Object.keys(parts).length === 0) refuse("bad logsource", "neither product nor category nor service", map.place);
  return parts;
}

/** Several conditions are alternatives (specification 2.1, "Condition": "linked with OR"). */
export function readConditions(detection: YamlMap, names: readonly string[]): Condition {
  const node = entry(detection, "condition");
  if (node === undefined) return refuse("missing condition", "a detection must have it", detection.place);
  const listed = node.kind === "list" ? node.items : [node];
  if (listed.length === 0 || listed.length > CONDITIONS_MAX)
    refuse("condition cannot be read", "expected 1 to 100 of them", node.place);
  const parts = listed.map((item) => {
    if (item.kind !== "scalar" || typeof item.value !== "string")
      return refuse("condition cannot be read", "expected a text", item.place);
    return readCondition(item.value, names, item.place);
  });
  return parts.length === 1 ? (parts[0] as Condition) : { op: "or", parts };
}

/** Reads what stands under a search identifier. */
export function readSelection(node: YamlTree, outermost: boolean): Selection {
  if (node.kind === "scalar") return keywords([node]);
  if (node.kind === "map") {
    if (node.entries.length === 0) refuse("bad detection", "an empty map", node.place);
    return joined("all", node.entries.map(readItem));
  }
  if (node.items.length === 0) refuse("bad detection", "an empty list", node.place);
  if (!outermost) refuse("bad detection", "a list inside a list", node.place);
  const words = node.items.filter((item): item is YamlScalar => item.kind === "scalar");
  const others = node.items.filter((item) => item.kind !== "scalar").map((item) => readSelection(item, false));
  return joined("any", words.length === 0 ? others : [keywords(words), ...others]);
}

function joined(kind: "all" | "any", parts: readonly Selection[]): Selection {
  return parts.length === 1 ? (parts[0] as Selection) : { kind, parts };
}

function keywords(words: readonly YamlScalar[]): Item {
  const place = (words[0] as YamlScalar).place;
  return { kind: "item", field: null, written: "", plan: readModifiers([], place), values: words.map(keywordValue), place };
}

function keywordValue(node: YamlTree): RuleValue {
  return node.kind === "scalar" && node.value !== null ? node : refuse("bad detection", "expected a keyword", node.place);
}

/** Reads `Field|modifier: values`. */
export function readItem({ key, keyPlace, value }: YamlEntry): Item {
  const [field = "", ...modifiers] = key.split("|");
  const nodes = value.kind === "list" ? value.items : [value];
  if (nodes.length === 0) refuse("bad detection", `no value for ${key}`, value.place);
  const plan = readModifiers(modifiers, keyPlace);
  const values = nodes.map((node) => {
    if (node.kind !== "scalar") return refuse("bad detection", `expected a value for ${key}, got a ${node.kind}`, node.place);
    // Specification 2.1, "Special Field Values": null cannot be part of a list of field values.
    if (node.value === null && nodes.length > 1) refuse("null in a list of values", key, node.place);
    return field === "" ? keywordValue(node) : node;
  });
  return { kind: "item", field: field === "" ? null : field, written: modifiers.join("|"), plan, values, place: keyPlace };
}
