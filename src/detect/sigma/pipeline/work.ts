import type { CorrelationRule, DetectionRule, Item, Selection } from "../ast.ts";
import type { Condition } from "../condition.ts";
import { type Place, refuse } from "../refusal.ts";
import type { YamlMap, YamlTree } from "../yaml-tree.ts";
import type { Plain } from "./params.ts";

/** Conditions of one rule beyond which a pipeline may not multiply them. */
const ITEMS_MAX = 20_000;
const FIELD_UNITS_MAX = 500;

type Named = (name: string) => readonly (DetectionRule | CorrelationRule)[];

/** A rule on its way through the pipelines, with what they remember about it. */
export class Work {
  rule: DetectionRule | CorrelationRule;
  /** The attribute `fields`, which says what to show. Nothing here shows it; conditions may ask for it. */
  fields: readonly string[];
  readonly place: Place;
  readonly vars: ReadonlyMap<string, readonly Plain[]>;
  readonly state = new Map<string, Plain>();
  /** What the document says of itself, and what pipelines add. */
  readonly attributes: Map<string, YamlTree>;
  /** Ids of the steps that were applied to the rule. */
  readonly applied = new Set<string>();
  /** True when any step was applied. */
  touched = false;
  /** True when a step for field names or the log source was applied: the rule is in another taxonomy than it was written in. */
  turned = false;
  /** Fields that a mapping named, before or after it. */
  readonly mapped = new Set<string>();
  /** The loaded rules of that id or name. */
  readonly named: Named;
  readonly #items = new WeakMap<Item, ReadonlySet<string>>();
  readonly #fieldSteps = new Map<string, ReadonlySet<string>>();

  constructor(
    rule: DetectionRule | CorrelationRule,
    document: YamlMap,
    vars: ReadonlyMap<string, readonly Plain[]>,
    named: Named,
  ) {
    this.rule = rule;
    this.place = document.place;
    this.vars = vars;
    this.named = named;
    this.attributes = new Map(document.entries.map(({ key, value }) => [key, value]));
    const fields = this.attributes.get("fields");
    this.fields = fields?.kind === "list" ? fields.items.flatMap((item) => (item.kind === "scalar" ? [item.source] : [])) : [];
  }

  refuse(reason: string, detail: string): never {
    return refuse(reason, detail, this.place);
  }

  /** Changes every item; undefined drops it. What is left empty leaves the condition. */
  mapItems(change: (item: Item) => Selection | undefined): void {
    const { rule } = this;
    if (rule.kind !== "detection") return;
    let count = 0;
    const each = (selection: Selection): Selection | undefined => {
      if (selection.kind === "item") {
        const changed = change(selection);
        count += changed === undefined ? 0 : size(changed);
        return count > ITEMS_MAX ? this.refuse("rule too large", `more than ${ITEMS_MAX} conditions after a pipeline`) : changed;
      }
      const parts = selection.parts.map(each).filter((part) => part !== undefined);
      return parts.length === 0 ? undefined : { ...selection, parts };
    };
    const selections = new Map<string, Selection>();
    for (const [name, selection] of rule.selections) {
      const changed = each(selection);
      if (changed !== undefined) selections.set(name, changed);
    }
    const condition = selections.size === rule.selections.size ? rule.condition : pruned(rule.condition, selections);
    if (condition === undefined) this.refuse("nothing is left of the rule", "a pipeline dropped all that its condition names");
    this.rule = { ...rule, selections, condition };
  }

  /** All items of a detection rule. */
  items(): readonly Item[] {
    return this.rule.kind === "detection" ? [...this.rule.selections.values()].flatMap(itemsOf) : [];
  }

  /** Says that a step made `next` (or its parts) of `item`. */
  made(item: Item, next: Selection, id: string | null): Selection {
    const steps = new Set(this.#items.get(item));
    if (id !== null) steps.add(id);
    for (const part of itemsOf(next)) this.#items.set(part, steps);
    return next;
  }

  wasMadeBy(item: Item, id: string): boolean {
    return this.#items.get(item)?.has(id) === true;
  }

  /** Says that a step renamed a field. */
  renamed(from: string, to: readonly string[], id: string | null): readonly string[] {
    const long = to.find((name) => name.length > FIELD_UNITS_MAX);
    if (long !== undefined) this.refuse("key too long", `more than ${FIELD_UNITS_MAX} characters after a pipeline`);
    for (const name of [from, ...to]) this.mapped.add(name);
    if (to.length === 1 && to[0] === from) return to;
    const steps = new Set(this.#fieldSteps.get(from));
    if (id !== null) steps.add(id);
    for (const name of to) this.#fieldSteps.set(name, steps);
    return to;
  }

  fieldWasRenamedBy(field: string, id: string): boolean {
    return this.#fieldSteps.get(field)?.has(id) === true;
  }
}

function itemsOf(selection: Selection): readonly Item[] {
  return selection.kind === "item" ? [selection] : selection.parts.flatMap(itemsOf);
}

function size(selection: Selection): number {
  return selection.kind === "item" ? 1 : selection.parts.reduce((sum, part) => sum + size(part), 0);
}

/** The condition without the names that have no selection any more; undefined when nothing is left. */
function pruned(condition: Condition, kept: ReadonlyMap<string, Selection>): Condition | undefined {
  switch (condition.op) {
    case "name":
      return kept.has(condition.name) ? condition : undefined;
    case "not": {
      const part = pruned(condition.part, kept);
      return part && { op: "not", part };
    }
    case "some": {
      const names = condition.names.filter((name) => kept.has(name));
      const count = condition.count === condition.names.length ? names.length : condition.count;
      return names.length === 0 ? undefined : { op: "some", count, names };
    }
    default: {
      const parts = condition.parts.map((part) => pruned(part, kept)).filter((part) => part !== undefined);
      return parts.length === 0 ? undefined : { op: condition.op, parts };
    }
  }
}
