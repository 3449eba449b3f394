import type { CorrelationRule, DetectionRule, Item } from "../ast.ts";
import { takesIn } from "../filter/apply-filter.ts";
import { readLogsource } from "../parse-detection.ts";
import type { YamlMap } from "../yaml-tree.ts";
import { attributeTest } from "./attribute.ts";
import type { Params, Plain } from "./params.ts";
import { readPattern } from "./pattern.ts";
import { plainOf, seenText } from "./texts.ts";
import type { Work } from "./work.ts";

export type RuleTest = (work: Work) => boolean;
export type ItemTest = (work: Work, item: Item) => boolean;
/** A test of a field's name; null is a keyword. `item` also looks at the fields that the item's values refer to. */
export type FieldTest = { readonly name: (work: Work, field: string | null) => boolean; readonly item: ItemTest };

type Readers<Test> = ReadonlyMap<string, (params: Params, map: YamlMap) => Test>;

/** Conditions on a rule, by pySigma's names. */
export const RULE_TESTS: Readers<RuleTest> = new Map<string, (params: Params, map: YamlMap) => RuleTest>([
  ["logsource", (params, map) => logsourceTest(params, map)],
  [
    "contains_detection_item",
    (params) => {
      const field = params.text("field");
      const same = sameAs(params.plain("value"));
      return (work) => work.items().some((item) => item.field === field && item.values.some((_, index) => same(item, index)));
    },
  ],
  [
    "contains_field",
    (params) => {
      const field = params.text("field");
      return (work) => work.items().some((item) => item.field === field);
    },
  ],
  [
    "processing_item_applied",
    (params) => {
      const id = params.text("processing_item_id");
      return (work) => work.applied.has(id);
    },
  ],
  ["processing_state", (params) => stateTest(params)],
  ["is_sigma_rule", () => (work) => work.rule.kind === "detection"],
  ["is_sigma_correlation_rule", () => (work) => work.rule.kind === "correlation"],
  ["rule_attribute", (params) => attributeTest(params)],
  [
    "tag",
    (params) => {
      const tag = params.text("tag").toLowerCase();
      return (work) => work.rule.ref.tags.some((each) => each.toLowerCase() === tag);
    },
  ],
]);

/** Conditions on a detection item. */
export const ITEM_TESTS: Readers<ItemTest> = new Map<string, (params: Params) => ItemTest>([
  [
    "match_string",
    (params) => {
      const pattern = readPattern(params.text("pattern"), params.place);
      const negate = params.flag("negate");
      return valueTest(params, (item, index) => {
        const tokens = seenAt(item, index);
        return (tokens !== undefined && pattern.fitsStart(plainOf(tokens))) !== negate;
      });
    },
  ],
  ["match_value", (params) => valueTest(params, sameAs(params.plain("value")))],
  ["contains_wildcard", (params) => valueTest(params, (item, index) => seenAt(item, index)?.some(isWildcard) === true)],
  ["is_null", (params) => valueTest(params, (item, index) => item.plan.kind === "text" && item.values[index]?.value === null)],
  [
    "processing_item_applied",
    (params) => {
      const id = params.text("processing_item_id");
      return (work, item) => work.wasMadeBy(item, id);
    },
  ],
  [
    "processing_state",
    (params) => {
      const test = stateTest(params);
      return (work) => test(work);
    },
  ],
]);

/** Conditions on the name of a field. */
export const FIELD_TESTS: Readers<FieldTest> = new Map<string, (params: Params) => FieldTest>([
  ["include_fields", (params) => byName(fieldsTest(params))],
  [
    "exclude_fields",
    (params) => {
      const includes = fieldsTest(params);
      return byName((work, field) => !includes(work, field));
    },
  ],
  [
    "processing_item_applied",
    (params) => {
      const id = params.text("processing_item_id");
      return {
        name: (work, field) => field !== null && work.fieldWasRenamedBy(field, id),
        item: (work, item) => work.wasMadeBy(item, id),
      };
    },
  ],
  [
    "processing_state",
    (params) => {
      const test = stateTest(params);
      return byName((work) => test(work));
    },
  ],
]);

function byName(name: FieldTest["name"]): FieldTest {
  const refers = (work: Work, item: Item): boolean =>
    item.plan.kind === "fieldref" && item.values.some(({ value }) => typeof value === "string" && name(work, value));
  return { name, item: (work, item) => name(work, item.field) || refers(work, item) };
}

function logsourceTest(params: Params, map: YamlMap): RuleTest {
  for (const part of ["product", "category", "service"]) params.optionalText(part);
  const logsource = readLogsource(map);
  const fits = (work: Work, rule: DetectionRule | CorrelationRule, depth: number): boolean => {
    if (rule.kind === "detection") return takesIn(logsource, rule.logsource);
    return depth > 0 && rule.rules.some((name) => work.named(name).some((base) => fits(work, base, depth - 1)));
  };
  return (work) => fits(work, work.rule, 16);
}

function fieldsTest(params: Params): FieldTest["name"] {
  const fields = params.texts("fields") ?? params.bad("fields", "expected a list");
  if (params.word("mode", ["plain", "re"], "plain") === "plain") {
    const known = new Set(fields);
    return (_, field) => field !== null && known.has(field);
  }
  const patterns = fields.map((field) => readPattern(field, params.place));
  return (_, field) => field !== null && patterns.some((pattern) => pattern.fitsStart(field));
}

function stateTest(params: Params): RuleTest {
  const key = params.text("key");
  const wanted = params.plain("val");
  const op = params.word("op", ["eq", "ne", "gte", "gt", "lte", "lt"], "eq");
  return ({ state }) => {
    const found = state.get(key);
    if (found === undefined) return false;
    if (op === "eq") return found === wanted;
    if (op === "ne") return found !== wanted;
    if (typeof found !== typeof wanted || found === null || wanted === null) return false;
    return op === "gte" ? found >= wanted : op === "gt" ? found > wanted : op === "lte" ? found <= wanted : found < wanted;
  };
}

function valueTest(params: Params, holds: (item: Item, index: number) => boolean): ItemTest {
  const all = params.word("cond", ["any", "all"], "any") === "all";
  if (!params.has("cond")) params.bad("cond", "expected any or all");
  return (_, item) =>
    all ? item.values.every((_each, index) => holds(item, index)) : item.values.some((_each, index) => holds(item, index));
}

function sameAs(wanted: Plain): (item: Item, index: number) => boolean {
  return (item, index) => {
    const found = item.values[index]?.value;
    if (item.plan.kind !== "text") return false;
    if (typeof wanted !== "string") return found === wanted;
    const tokens = seenAt(item, index);
    return tokens !== undefined && plainOf(tokens) === wanted;
  };
}

function seenAt(item: Item, index: number): ReturnType<typeof seenText> {
  const value = item.values[index];
  return value && seenText(item, value);
}

function isWildcard({ kind }: { readonly kind: string }): boolean {
  return kind === "any" || kind === "one";
}
