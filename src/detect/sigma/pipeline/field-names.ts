import type { CorrelationRule, Item, Selection } from "../ast.ts";
import type { Plan } from "../modifiers.ts";
import type { Gate } from "./gate.ts";
import type { Params } from "./params.ts";
import type { Transformation, TransformationReader } from "./step.ts";
import { writtenOf } from "./texts.ts";
import type { Work } from "./work.ts";

/** The new names of a field, undefined to leave it; null is a keyword. */
type Rename = (field: string | null) => readonly string[] | undefined;

/** Key of a mapping that stands for keywords, which have no field. */
const KEYWORD = "null";

/** Transformations of field names, in items, in the values of fieldref, in the attribute `fields`, and in correlations. */
export const FIELD_NAMES: ReadonlyMap<string, TransformationReader> = new Map<string, TransformationReader>([
  ["field_name_mapping", (params) => renaming(mapped(params.mapping("mapping")))],
  ["field_name_prefix_mapping", (params) => renaming(prefixMapped(params.mapping("mapping")))],
  ["field_name_transform", (params) => renaming(transformed(params))],
  [
    "field_name_suffix",
    (params) => {
      const suffix = params.text("suffix");
      return renaming((field) => (field === null ? undefined : [field + suffix]));
    },
  ],
  [
    "field_name_prefix",
    (params) => {
      const prefix = params.text("prefix");
      return renaming((field) => (field === null ? undefined : [prefix + field]));
    },
  ],
]);

function mapped(mapping: ReadonlyMap<string, readonly string[]>): Rename {
  return (field) => mapping.get(field ?? KEYWORD);
}

function prefixMapped(mapping: ReadonlyMap<string, readonly string[]>): Rename {
  return (field) => {
    const found = field === null ? undefined : [...mapping].find(([prefix]) => field.startsWith(prefix));
    return found?.[1].map((prefix) => prefix + (field as string).slice(found[0].length));
  };
}

const FUNCTIONS: Readonly<Record<"lower" | "upper" | "snake_case", (field: string) => string>> = {
  lower: (field) => field.toLowerCase(),
  upper: (field) => field.toUpperCase(),
  snake_case: snakeCase,
};

/** pySigma takes a function of Python here; in YAML it can only be named, so three are known by name. */
function transformed(params: Params): Rename {
  const name = params.word("transform_func", ["lower", "upper", "snake_case"], "lower");
  if (!params.has("transform_func")) params.bad("transform_func", "expected lower, upper or snake_case");
  const mapping = params.has("mapping") ? params.mapping("mapping") : new Map<string, readonly string[]>();
  const keywords = params.flag("apply_keyword");
  if (keywords) params.bad("apply_keyword", "a keyword has no name to change");
  return (field) => (field === null ? undefined : (mapping.get(field) ?? [FUNCTIONS[name](field)]));
}

/** Puts "_" before each capital but the first letter, and lower-cases all. */
export function snakeCase(text: string): string {
  return text.replace(/(?<!^)(?=[A-Z])/g, "_").toLowerCase();
}

function renaming(rename: Rename): Transformation {
  return (work, { id, gate }) => {
    const apply = new Renaming(work, { rename, gate, id });
    work.mapItems((item) => apply.item(item));
    work.fields = work.fields.flatMap((field) => apply.name(field));
    if (work.rule.kind === "correlation") work.rule = apply.correlation(work.rule);
    work.turned = true;
  };
}

class Renaming {
  readonly #work: Work;
  readonly #rename: Rename;
  readonly #gate: Gate;
  readonly #id: string | null;

  constructor(work: Work, step: { readonly rename: Rename; readonly gate: Gate; readonly id: string | null }) {
    this.#work = work;
    this.#rename = step.rename;
    this.#gate = step.gate;
    this.#id = step.id;
  }

  /** The new names of a field, or its own. */
  name(field: string): readonly string[] {
    const to = this.#gate.field(this.#work, field) ? this.#rename(field) : undefined;
    return to === undefined ? [field] : this.#work.renamed(field, to, this.#id);
  }

  item(item: Item): Selection | undefined {
    if (!this.#gate.item(this.#work, item)) return item;
    const referring = this.#references(item);
    const to = this.#gate.field(this.#work, item.field) ? this.#rename(item.field) : undefined;
    if (to === undefined) return referring === item ? item : this.#work.made(item, referring, this.#id);
    this.#work.renamed(item.field ?? KEYWORD, to, this.#id);
    const parts = to.map((field): Item => ({ ...(item.field === null ? asContains(referring) : referring), field }));
    const [only, second] = parts;
    if (only === undefined) return undefined;
    // Any of the fields; under neq, which is the opposite of the whole item, none of them.
    return this.#work.made(item, second === undefined ? only : { kind: item.plan.neq ? "all" : "any", parts }, this.#id);
  }

  #references(item: Item): Item {
    if (item.plan.kind !== "fieldref") return item;
    const values = item.values.flatMap((value) => {
      const names = typeof value.value === "string" ? this.name(value.value) : [];
      return names[0] === value.value ? [value] : names.map((name) => ({ ...value, value: name, source: name }));
    });
    return values.every((value, index) => value === item.values[index]) ? item : { ...item, values };
  }

  correlation(rule: CorrelationRule): CorrelationRule {
    const aliases = new Map(
      [...rule.aliases].map(([alias, fields]) => [
        alias,
        new Map([...fields].map(([name, field]) => [name, this.#one(field, "an alias")] as const)),
      ]),
    );
    return {
      ...rule,
      aliases,
      groupBy: rule.groupBy.map((field) => (rule.aliases.has(field) ? field : this.#one(field, "group-by"))),
      fields: rule.fields.map((field) => this.#one(field, "the condition")),
    };
  }

  #one(field: string, where: string): string {
    const [name, more] = this.name(field);
    if (name !== undefined && more === undefined) return name;
    return this.#work.refuse("pipeline cannot be applied", `${field} in ${where} of a correlation becomes other than one field`);
  }
}

/** A keyword is looked for inside values, so a field that takes its place is searched in the same way. */
function asContains(item: Item): Item {
  if (
    item.plan.kind !== "text" ||
    item.plan.steps.some((step) => step === "contains" || step === "startswith" || step === "endswith")
  )
    return item;
  const plan: Plan = { ...item.plan, steps: [...item.plan.steps, "contains"] };
  return { ...item, plan, written: writtenOf(plan) };
}
