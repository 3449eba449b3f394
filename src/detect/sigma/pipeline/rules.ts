import type { LogSource } from "../../../model/index.ts";
import type { DetectionRule, Item, RuleValue, Selection } from "../ast.ts";
import type { Condition } from "../condition.ts";
import { readItem } from "../parse-detection.ts";
import type { YamlMap } from "../yaml-tree.ts";
import type { Params } from "./params.ts";
import { ofItems, type TransformationReader } from "./step.ts";
import type { Work } from "./work.ts";

const LOGSOURCE_PARTS = ["product", "category", "service"] as const;

/** Transformations of the rule as a whole. */
export const RULES: ReadonlyMap<string, TransformationReader> = new Map<string, TransformationReader>([
  ["drop_detection_item", () => ofItems(() => undefined)],
  ["add_condition", addCondition],
  [
    "change_logsource",
    (params) => {
      const entries = LOGSOURCE_PARTS.flatMap((part) => (params.optionalText(part) === undefined ? [] : [part]));
      if (entries.length === 0) params.bad("change_logsource", "neither product nor category nor service");
      const logsource: LogSource = Object.fromEntries(entries.map((part) => [part, params.text(part).toLowerCase()]));
      return (work) => {
        if (work.rule.kind === "detection") work.rule = { ...work.rule, logsource };
        work.turned = true;
      };
    },
  ],
  ["add_field", (params) => fieldList(params, (fields, given) => [...fields, ...given])],
  ["remove_field", (params) => fieldList(params, (fields, given) => fields.filter((field) => !given.includes(field)))],
  [
    "set_field",
    (params) => {
      const fields = params.texts("fields") ?? params.bad("fields", "expected a list");
      return (work) => {
        work.fields = fields;
      };
    },
  ],
  [
    "set_state",
    (params) => {
      const key = params.text("key");
      const value = params.plain("val");
      return (work) => {
        work.state.set(key, value);
      };
    },
  ],
  [
    "set_custom_attribute",
    (params) => {
      const attribute = params.text("attribute");
      const value = params.tree("value") ?? params.bad("value", "expected a value");
      return (work) => {
        work.attributes.set(attribute, value);
      };
    },
  ],
  [
    "rule_failure",
    (params) => {
      const message = params.text("message");
      return (work) => work.refuse("refused by a pipeline", message);
    },
  ],
  [
    "detection_item_failure",
    (params) => {
      const message = params.text("message");
      return ofItems((_, work) => work.refuse("refused by a pipeline", message));
    },
  ],
  [
    "strict_field_mapping_failure",
    () => (work) => {
      const unmapped = [
        ...new Set(work.items().flatMap(({ field }) => (field === null || work.mapped.has(field) ? [] : [field]))),
      ];
      if (unmapped.length > 0)
        work.refuse("refused by a pipeline", `fields without a mapping: ${unmapped.slice(0, 20).join(", ")}`);
    },
  ],
]);

function fieldList(
  params: Params,
  change: (fields: readonly string[], given: readonly string[]) => readonly string[],
): ReturnType<TransformationReader> {
  const given = params.texts("field") ?? params.bad("field", "expected a field, or several");
  return (work) => {
    work.fields = change(work.fields, given);
  };
}

/** Adds `conditions and (the rule's condition)`; negated, `not conditions and (…)`. With `template`, $product, $category and $service are the rule's. */
function addCondition(params: Params): ReturnType<TransformationReader> {
  const node = params.tree("conditions");
  const map: YamlMap =
    node?.kind === "map" && node.entries.length > 0 ? node : params.bad("conditions", "expected a map of fields");
  const items = map.entries.map(readItem);
  const template = params.flag("template");
  const negated = params.flag("negated");
  const named = params.optionalText("name");
  return (work, { id }) => {
    const { rule } = work;
    if (rule.kind !== "detection") return;
    const parts = template ? items.map((item) => filled(item, rule, work)) : items;
    const selection: Selection = parts.length === 1 ? (parts[0] as Item) : { kind: "all", parts };
    const name = freeName(rule, named ?? `added by ${id ?? "a pipeline"}`);
    const added: Condition = negated ? { op: "not", part: { op: "name", name } } : { op: "name", name };
    const selections = new Map(rule.selections).set(name, work.made(parts[0] as Item, selection, id));
    work.rule = { ...rule, selections, condition: { op: "and", parts: [added, rule.condition] } };
  };
}

function freeName(rule: DetectionRule, wanted: string): string {
  let name = wanted;
  for (let count = 2; rule.selections.has(name); count++) name = `${wanted} (${count})`;
  return name;
}

const PART = /\$(?:\{(product|category|service)\}|(product|category|service)\b|(\$))/g;

function filled(item: Item, { logsource }: DetectionRule, work: Work): Item {
  const fill = (text: string): string =>
    text.replace(
      PART,
      (_, braced: keyof LogSource | undefined, plain: keyof LogSource | undefined, dollar: string | undefined) => {
        const part = braced ?? plain;
        if (part === undefined) return dollar ?? "";
        return logsource[part] ?? work.refuse("pipeline cannot be applied", `add_condition needs the ${part} of the log source`);
      },
    );
  const values = item.values.map((value): RuleValue => {
    if (typeof value.value !== "string") return value;
    const text = fill(value.value);
    return { ...value, value: text, source: text };
  });
  return { ...item, values };
}
