import type { ToldCorrelation, ToldEvent, ToldNode, ToldPattern, ToldRule } from "../app/index.ts";
import { paint, printable } from "./paint.ts";

const YES = "✓";
const NO = "✗";

/** An explained event as lines for people. */
export function conditionLines({ told, isLogsourceAssumed }: ToldEvent): readonly string[] {
  return ruleLines(told, isLogsourceAssumed);
}

/** An explained rule as lines for people: what keeps it from firing first, then the condition as a tree. */
export function ruleLines({ logsource, waiting, condition }: ToldRule, isLogsourceAssumed: boolean): readonly string[] {
  const source = logsource.fits
    ? `${mark(true)} log source ${nameOf(logsource.wanted)}${isLogsourceAssumed ? ", taken from the rule: the event is plain JSON that names none" : ""}`
    : `${mark(false)} log source: the rule is for ${nameOf(logsource.wanted)}, the event is of ${nameOf(logsource.found)}`;
  return [
    `  ${source}`,
    ...waiting.map((name) => `  ${mark(false)} the placeholder %${printable(name)}% has no value, so the rule never fires`),
    ...nodeLines(condition, 1),
  ];
}

function nameOf({ product, category, service }: ToldRule["logsource"]["wanted"]): string {
  return printable([product, category, service].filter((part) => part !== undefined).join(" ") || "no known kind");
}

function mark(isHeld: boolean): string {
  return isHeld ? paint("green", YES) : paint("red", NO);
}

function nodeLines(node: ToldNode, depth: number): readonly string[] {
  const indent = "  ".repeat(depth);
  const name = node.selection === null ? "" : `${paint("bold", printable(node.selection))}: `;
  if (node.kind === "item") return itemLines(node, `${indent}${mark(node.holds)} ${name}`, `${indent}    `);
  return [`${indent}${mark(node.holds)} ${name}${wordsOf(node)}`, ...node.parts.flatMap((part) => nodeLines(part, depth + 1))];
}

function wordsOf({ kind, needs, parts }: Exclude<ToldNode, { readonly kind: "item" }>): string {
  if (kind === "not") return "not";
  if (parts.length === 0) return "never: more is asked for than there is";
  return kind === "all" ? "all of" : kind === "any" ? "any of" : `${needs} of`;
}

type ToldItem = Extract<ToldNode, { readonly kind: "item" }>;

function itemLines(item: ToldItem, head: string, indent: string): readonly string[] {
  const { field, patterns, more, wants, holds } = item;
  const asked = patterns.length + more === 1 ? "" : wants === "all" ? " all of" : " any of";
  const shown = holds ? patterns.filter((pattern) => pattern.holds || wants === "all") : patterns;
  const rest = patterns.length + more - shown.length;
  return [
    `${head}${field === null ? "any field" : printable(field)}${asked}${foundWords(item)}`,
    ...shown.map(
      (pattern) => `${indent}${mark(pattern.holds)} ${paint("dim", printable(pattern.pattern))}${nearestWords(pattern, item)}`,
    ),
    ...(rest > 0 ? [`${indent}${paint("dim", `and ${rest} more`)}`] : []),
  ];
}

function foundWords({ found, field }: ToldItem): string {
  if (found.state === "absent") {
    const like = found.like.map((name) => printable(name)).join(", ");
    return paint("yellow", `  the event has no such field${like === "" ? "" : `; it has ${like}`}`);
  }
  if (found.state === "empty") return paint("yellow", "  the field is there and holds nothing");
  if (field === null) return "";
  const more = found.more > 0 ? ` and ${found.more} more` : "";
  return `  = ${found.values.map((value) => JSON.stringify(printable(value))).join(", ")}${more}`;
}

function nearestWords({ nearest }: ToldPattern, { field, found }: ToldItem): string {
  if (nearest === null || found.state === "absent") return "";
  const isPlain = field !== null && found.state === "there" && found.values.length === 1;
  const value = isPlain || nearest.value === null ? "" : `${JSON.stringify(printable(nearest.value.slice(0, 120)))} `;
  return `  ${value}${printable(nearest.says)}`;
}

/** An explained correlation as lines for people. */
export function correlationLines(told: ToldCorrelation): readonly string[] {
  const { rule, fires, type, wants, timespanMs, groupBy, bases, ungrouped, groups, more } = told;
  const verdict = fires > 0 ? paint("green", `fires ${fires} ${fires === 1 ? "time" : "times"}`) : paint("red", "does not fire");
  const by = groupBy.length === 0 ? "all events are one group" : `grouped by ${groupBy.map(printable).join(", ")}`;
  return [
    `${paint("bold", printable(rule.title))} ${verdict}`,
    `  ${printable(type)} ${printable(wants)} within ${timespanMs / 1000} s, ${by}`,
    ...bases.map((base) => `  ${mark(base.fires > 0)} ${printable(base.title)} fires ${base.fires} times`),
    ...ungrouped.map(
      ({ title, lacks }) =>
        `  ${mark(false)} an event of ${printable(title)} is in no group: it has no ${lacks.map(printable).join(", ")}`,
    ),
    ...groups.map(
      ({ key, firings, most, spanMs }) =>
        `    ${key.length === 0 ? "all" : key.map((value) => JSON.stringify(printable(value))).join(" ")}: ${firings.map(({ title, count }) => `${count} × ${printable(title)}`).join(", ")}${most === null ? "" : `; at most ${most} within the timespan`}, over ${spanMs / 1000} s`,
    ),
    ...(more > 0 ? [`    and ${more} more groups`] : []),
  ];
}
