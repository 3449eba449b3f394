import type { LogSource } from "../../../model/index.ts";
import type { DetectionRule, Selection } from "../ast.ts";
import type { Condition } from "../condition.ts";
import type { FilterDialect } from "../rules.ts";
import type { Filter } from "./parse-filter.ts";

/** True when `rule` is one of those that `filter` is for: named, or any; and of a log source that the filter's takes in. */
export function isMeant(filter: Filter, rule: DetectionRule): boolean {
  const isNamed = filter.rules === null || filter.rules.some((name) => name === rule.ref.id || name === rule.name);
  return isNamed && takesIn(filter.logsource, rule.logsource);
}

/** A part that the filter leaves out is any. */
export function takesIn(wide: LogSource, narrow: LogSource): boolean {
  return (["product", "category", "service"] as const).every((part) => wide[part] === undefined || wide[part] === narrow[part]);
}

/** The rule as the filter makes it. The filter's selections stand beside the rule's own under names that tell where they are from. */
export function filtered(rule: DetectionRule, filter: Filter, dialect: FilterDialect): DetectionRule {
  const named = (name: string): string => `filter ${filter.ref.id}: ${name}`;
  const selections = new Map<string, Selection>(rule.selections);
  for (const [name, selection] of filter.selections) selections.set(named(name), selection);
  const described = renamed(filter.condition, named);
  const part: Condition = dialect === "suppress" ? { op: "not", part: described } : described;
  return { ...rule, selections, condition: { op: "and", parts: [rule.condition, part] } };
}

function renamed(condition: Condition, named: (name: string) => string): Condition {
  switch (condition.op) {
    case "name":
      return { op: "name", name: named(condition.name) };
    case "not":
      return { op: "not", part: renamed(condition.part, named) };
    case "some":
      return { ...condition, names: condition.names.map(named) };
    default:
      return { ...condition, parts: condition.parts.map((part) => renamed(part, named)) };
  }
}
