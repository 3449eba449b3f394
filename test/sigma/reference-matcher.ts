import type { DetectionRule, SigmaRule } from "../../src/detect/sigma/index.ts";
import { type Event, type FieldValue, logsourceMatches } from "../../src/model/index.ts";

/**
 * The slow referee: no index, no memo, no shared atoms, nothing of the matcher's own code. Reads the parsed rule and the event, and does for each
 * value what docs/sigma.md says, with the host's RegExp for wildcards and case. Knows the modifiers that the generators of the tests use.
 */
export function referenceHits(rules: readonly SigmaRule[], event: Event): string[] {
  const fitting = rules.filter(
    ({ detection }) => detection !== null && detection.waiting.length === 0 && ruleFits(detection.rule, event),
  );
  return fitting.map(({ ref }) => ref.id);
}

type Selection = DetectionRule["selections"] extends ReadonlyMap<string, infer Value> ? Value : never;
type Item = Extract<Selection, { readonly kind: "item" }>;
type Condition = DetectionRule["condition"];

function ruleFits(rule: DetectionRule, event: Event): boolean {
  return logsourceMatches(rule.logsource, event.logsource) && conditionFits(rule, rule.condition, event);
}

function conditionFits(rule: DetectionRule, condition: Condition, event: Event): boolean {
  const named = (name: string): boolean => selectionFits(rule.selections.get(name) as Selection, event);
  switch (condition.op) {
    case "name":
      return named(condition.name);
    case "not":
      return !conditionFits(rule, condition.part, event);
    case "and":
      return condition.parts.every((part) => conditionFits(rule, part, event));
    case "or":
      return condition.parts.some((part) => conditionFits(rule, part, event));
    case "some":
      return condition.names.filter(named).length >= condition.count;
  }
}

function selectionFits(selection: Selection, event: Event): boolean {
  if (selection.kind === "item") return itemFits(selection, event);
  return selection.kind === "all"
    ? selection.parts.every((part) => selectionFits(part, event))
    : selection.parts.some((part) => selectionFits(part, event));
}

function itemFits(item: Item, event: Event): boolean {
  const verdicts = item.values.map(({ value, source }) => valueFits(item, value, source, event));
  const fits = item.plan.all ? verdicts.every(Boolean) : verdicts.some(Boolean);
  return fits !== item.plan.neq;
}

function valueFits(item: Item, value: string | number | boolean | null, source: string, event: Event): boolean {
  const texts =
    item.field === null ? Object.keys(event.fields).flatMap((name) => textsOf(event, name)) : textsOf(event, item.field);
  if (item.plan.kind === "exists") return (item.field !== null && item.field in event.fields) === value;
  if (value === null) return texts.length === 0;
  if (item.plan.kind === "number") return texts.some((text) => numberFits(text, item.plan.compare ?? "", Number(value)));
  if (item.plan.kind === "regex") return texts.some((text) => hostExpression(source, item.plan.flags).test(text));
  if (item.plan.kind === "fieldref")
    return texts.some((text) => textsOf(event, String(value)).some((other) => isSame(text, other, item.plan.cased)));
  const written = typeof value === "string" ? [value] : [String(value), source];
  return written.some((text) => texts.some((found) => globOf(text, item).test(found)));
}

function textsOf(event: Event, field: string): string[] {
  const flatten = (value: FieldValue): string[] =>
    value === null ? [] : typeof value === "object" ? value.flatMap(flatten) : [String(value)];
  return flatten(event.fields[field] ?? null);
}

function isSame(left: string, right: string, cased: boolean): boolean {
  return new RegExp(`^${escaped(left)}$`, cased ? "u" : "iu").test(right);
}

function numberFits(text: string, compare: string, bound: number): boolean {
  if (!/^[+-]?\d+(?:\.\d+)?$/.test(text)) return false;
  const number = Number(text);
  return { lt: number < bound, lte: number <= bound, gt: number > bound, gte: number >= bound }[compare] === true;
}

/** The host knows no (?i): good for rules that open with it, as all of SigmaHQ's that have it do. */
function hostExpression(source: string, flags: string): RegExp {
  const bare = source.replace(/^\(\?i\)/, "");
  return new RegExp(bare, bare === source ? flags : `${flags}i`);
}

const DASHES = "[-/\u2013\u2014\u2015]";

const globs = new Map<string, RegExp>();

/** The value as a regular expression over whole texts; kept, because making one takes longer than using it. */
function globOf(value: string, item: Item): RegExp {
  const { steps, cased } = item.plan;
  const key = JSON.stringify([steps, cased, item.field === null, value]);
  const glob = globs.get(key) ?? newGlob(value, item);
  globs.set(key, glob);
  return glob;
}

function newGlob(value: string, item: Item): RegExp {
  const { steps, cased } = item.plan;
  const anywhere = item.field === null && steps.every((step) => step === "windash");
  const head = anywhere || steps.includes("contains") || steps.includes("endswith") ? ".*" : "";
  const tail = anywhere || steps.includes("contains") || steps.includes("startswith") ? ".*" : "";
  return new RegExp(`^${head}${globBody(value, steps.includes("windash"))}${tail}$`, cased ? "su" : "siu");
}

function globBody(value: string, windash: boolean): string {
  return value.replace(/\\[*?\\]|[\s\S]/gu, (unit) => {
    if (unit.length > 1 && unit.startsWith("\\")) return escaped(unit.slice(1));
    if (unit === "*") return ".*";
    if (unit === "?") return ".";
    return windash && new RegExp(DASHES).test(unit) ? DASHES : escaped(unit);
  });
}

function escaped(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
}
