import { tableOf } from "../../../lib/index.ts";
import type { YamlTree } from "../yaml-tree.ts";
import type { Params, Plain } from "./params.ts";
import type { Work } from "./work.ts";

const OPS = ["eq", "ne", "gte", "gt", "lte", "lt", "in", "not_in"] as const;
type Op = (typeof OPS)[number];

/** Attributes whose words have an order, lowest first (pySigma's). */
const ORDERS: ReadonlyMap<string, readonly string[]> = tableOf({
  level: ["informational", "low", "medium", "high", "critical"],
  status: ["unsupported", "deprecated", "experimental", "test", "stable"],
});
const DATES = new Set(["date", "modified"]);

/** The condition `rule_attribute`: any attribute of the document, or one that a pipeline set. */
export function attributeTest(params: Params): (work: Work) => boolean {
  const attribute = params.text("attribute");
  const wanted = params.plain("value");
  const op = params.word("op", OPS, "eq");
  return (work) => {
    const found: YamlTree | readonly string[] | undefined = attribute === "fields" ? work.fields : work.attributes.get(attribute);
    if (found === undefined) return false;
    if ("kind" in found && found.kind === "scalar") return scalarTest(work, attribute, found.value, { op, wanted });
    if ("kind" in found && found.kind === "map")
      return work.refuse("pipeline cannot be applied", `rule_attribute does not compare the map ${attribute}`);
    const members: readonly Plain[] =
      "kind" in found ? found.items.flatMap((item) => (item.kind === "scalar" ? [item.value] : [])) : found;
    if (op === "in") return members.includes(wanted);
    return op === "not_in" ? !members.includes(wanted) : op === "ne"; // a list is never equal to, above or below one value
  };
}

function scalarTest(
  work: Work,
  attribute: string,
  found: Plain,
  { op, wanted }: { readonly op: Op; readonly wanted: Plain },
): boolean {
  const bad = (detail: string): never => work.refuse("pipeline cannot be applied", `rule_attribute ${attribute}: ${detail}`);
  const order = ORDERS.get(attribute);
  if (order !== undefined) return compares(rank(order, found, bad), op, rank(order, wanted, bad));
  if (DATES.has(attribute)) return compares(dayOf(found, bad), op, dayOf(wanted, bad));
  if (typeof found === "number") {
    const number = Number(wanted);
    return Number.isNaN(number) ? bad(`"${wanted}" is no number`) : compares(found, op, number);
  }
  if (op === "eq" || op === "ne") return (String(found) === String(wanted)) === (op === "eq");
  return bad(`a text cannot be compared by ${op}`);
}

function rank(order: readonly string[], word: Plain, bad: (detail: string) => never): number {
  const at = order.indexOf(String(word).toLowerCase());
  return at === -1 ? bad(`"${word}" is none of ${order.join(", ")}`) : at;
}

function dayOf(day: Plain, bad: (detail: string) => never): string {
  const text = String(day).replaceAll("/", "-");
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? text : bad(`"${day}" is no date`);
}

function compares<Value extends number | string>(found: Value, op: Op, wanted: Value): boolean {
  switch (op) {
    case "eq":
      return found === wanted;
    case "ne":
      return found !== wanted;
    case "gte":
      return found >= wanted;
    case "gt":
      return found > wanted;
    case "lte":
      return found <= wanted;
    case "lt":
      return found < wanted;
    default:
      return false; // membership of what is no list
  }
}
