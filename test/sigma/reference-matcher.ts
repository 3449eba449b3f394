import type { DetectionRule, SigmaRule } from "../../src/detect/sigma/index.ts";
import { type Event, type FieldValue, logsourceMatches } from "../../src/model/index.ts";
import { clockShows, encodedTexts, type Item, isInNetwork } from "./reference-values.ts";

/** What the referee is told beside rules and event. */
export type RefereeOptions = {
  /** Values of `expand` placeholders; a rule that names others never fits. */
  readonly placeholders?: ReadonlyMap<string, readonly string[]>;
  readonly utcOffsetMinutes?: number;
};

/**
 * The slow referee: no index, no memo, no shared atoms, nothing of the matcher's own code. Reads the parsed rule and the event, and does for each
 * value what docs/sigma.md says, with the host's RegExp for wildcards and case. Knows every modifier.
 */
export function referenceHits(rules: readonly SigmaRule[], event: Event, options: RefereeOptions = {}): string[] {
  const referee = new Referee(event, options);
  return rules.filter(({ detection }) => detection !== null && referee.fits(detection.rule)).map(({ ref }) => ref.id);
}

type Selection = DetectionRule["selections"] extends ReadonlyMap<string, infer Value> ? Value : never;
type Condition = DetectionRule["condition"];

const ESCAPES = /\\[*?\\%]/g;
/** Two characters that stand in no name of a placeholder. */
const MASK = "\\\\";
const PLACEHOLDER = /%([^%\s\\]+)%/g;

function itemsOf(selection: Selection): readonly Item[] {
  return selection.kind === "item" ? [selection] : selection.parts.flatMap(itemsOf);
}

class Referee {
  readonly #event: Event;
  readonly #options: RefereeOptions;

  constructor(event: Event, options: RefereeOptions) {
    this.#event = event;
    this.#options = options;
  }

  fits(rule: DetectionRule): boolean {
    const isMeant = logsourceMatches(rule.logsource, this.#event.logsource);
    return isMeant && this.#condition(rule, rule.condition) && !this.#waits(rule);
  }

  /** True when some placeholder of the rule has no values, wherever it stands. */
  #waits(rule: DetectionRule): boolean {
    const items = [...rule.selections.values()].flatMap(itemsOf).filter(({ plan }) => plan.expand);
    const texts = items.flatMap(({ values }) => values.map(({ value }) => String(value).replace(ESCAPES, MASK)));
    const names = texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map((found) => found[1] ?? ""));
    return names.some((name) => this.#options.placeholders?.has(name) !== true);
  }

  #condition(rule: DetectionRule, condition: Condition): boolean {
    const named = (name: string): boolean => this.#selection(rule.selections.get(name) as Selection);
    switch (condition.op) {
      case "name":
        return named(condition.name);
      case "not":
        return !this.#condition(rule, condition.part);
      case "and":
        return condition.parts.every((part) => this.#condition(rule, part));
      case "or":
        return condition.parts.some((part) => this.#condition(rule, part));
      case "some":
        return condition.names.filter(named).length >= condition.count;
    }
  }

  #selection(selection: Selection): boolean {
    if (selection.kind === "item") return this.#item(selection);
    return selection.kind === "all"
      ? selection.parts.every((part) => this.#selection(part))
      : selection.parts.some((part) => this.#selection(part));
  }

  #item(item: Item): boolean {
    const verdicts = item.values.map((value) => this.#value(item, value));
    const fits = item.plan.all ? verdicts.every(Boolean) : verdicts.some(Boolean);
    return fits !== item.plan.neq;
  }

  #value(item: Item, { value, source }: Item["values"][number]): boolean {
    const { plan, field } = item;
    const texts = field === null ? Object.values(this.#event.fields).flatMap(flat) : this.#texts(field);
    if (plan.kind === "exists") return (this.#nameOf(field ?? "") !== undefined) === value;
    if (plan.kind === "time") return this.#time(item, Number(value), texts);
    if (value === null) return texts.length === 0;
    if (plan.kind === "number")
      return texts.some((text) => isDecimal(text) && compares(Number(text), plan.compare, Number(value)));
    if (plan.kind === "fieldref")
      return texts.some((text) => this.#texts(String(value)).some((other) => relates(text, other, item)));
    const written = typeof value === "string" ? [value] : [String(value), source];
    const values = written.flatMap((text) => (plan.expand ? this.#expanded(text) : [text]));
    return values.some((text) => texts.some((found) => this.#textFits(item, text, found)));
  }

  #textFits(item: Item, value: string, found: string): boolean {
    if (item.plan.kind === "regex") return hostExpression(value, item.plan.flags).test(found);
    return item.plan.kind === "cidr" ? isInNetwork(found, value) : globOf(value, item).test(found);
  }

  #time({ field, plan }: Item, bound: number, texts: readonly string[]): boolean {
    const { utcOffsetMinutes = 0 } = this.#options;
    const shown = texts
      .map((text) => clockShows(text, plan.timePart ?? "", utcOffsetMinutes))
      .filter((found) => found !== undefined);
    const own = new Date(this.#event.time.fromMs).toISOString();
    if (shown.length === 0 && field === "timestamp")
      shown.push(clockShows(own, plan.timePart ?? "", utcOffsetMinutes) ?? Number.NaN);
    return shown.some((found) => compares(found, plan.compare ?? "eq", bound));
  }

  #expanded(text: string): readonly string[] {
    const name = new RegExp(PLACEHOLDER.source).exec(text.replace(ESCAPES, MASK));
    const percents = (part: string): string => part.replace(ESCAPES, (escape) => (escape === "\\%" ? "%" : escape));
    if (name === null) return [percents(text)];
    const tails = this.#expanded(text.slice(name.index + name[0].length));
    const values = this.#options.placeholders?.get(name[1] ?? "") ?? [];
    return values.flatMap((value) => tails.map((rest) => percents(text.slice(0, name.index)) + value + rest));
  }

  #texts(field: string): readonly string[] {
    const name = this.#nameOf(field);
    return name === undefined ? [] : flat(this.#event.fields[name] ?? null);
  }

  /** The field of that name, else one that gives it without its spaces. */
  #nameOf(field: string): string | undefined {
    const names = Object.keys(this.#event.fields);
    return (
      names.find((name) => name === field) ?? names.findLast((name) => name.includes(" ") && name.split(" ").join("") === field)
    );
  }
}

function flat(value: FieldValue): string[] {
  if (value === null) return [];
  return typeof value === "object" ? value.flatMap(flat) : [String(value)];
}

function relates(text: string, other: string, { plan }: Item): boolean {
  const step = plan.steps[0];
  const head = step === "contains" || step === "endswith" ? "" : "^";
  const tail = step === "contains" || step === "startswith" ? "" : "$";
  return new RegExp(head + escaped(other) + tail, plan.cased ? "u" : "iu").test(text);
}

function isDecimal(text: string): boolean {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text);
}

function compares(number: number, compare: string | null, bound: number): boolean {
  const table = { lt: number < bound, lte: number <= bound, gt: number > bound, gte: number >= bound, eq: number === bound };
  return table[(compare ?? "eq") as keyof typeof table];
}

/** By characters, as RE2 reads. The host knows no (?i): good for rules that open with it, as all of SigmaHQ's that have it do. */
function hostExpression(source: string, flags: string): RegExp {
  const bare = source.replace(/^\(\?i\)/, "");
  const named = [...new Set(bare === source ? flags : `${flags}i`)].join("");
  try {
    return new RegExp(bare, `${named}u`);
  } catch {
    return new RegExp(bare, named); // escapes of what needs none, which the host reads by UTF-16 units only
  }
}

const DASHES = "[-/\u2013\u2014\u2015]";
const GLOBS_MAX = 50_000;
const globs = new Map<string, RegExp>();

/** The value as a regular expression over whole texts; kept, because making one takes longer than using it. */
function globOf(value: string, item: Item): RegExp {
  const { steps, cased } = item.plan;
  const key = JSON.stringify([steps, cased, item.field === null, value]);
  const glob = globs.get(key) ?? newGlob(value, item);
  if (globs.size > GLOBS_MAX) globs.clear();
  globs.set(key, glob);
  return glob;
}

function newGlob(value: string, item: Item): RegExp {
  const { steps, cased } = item.plan;
  const searches = steps.some((step) => step === "contains" || step === "startswith" || step === "endswith");
  const anywhere = item.field === null && !searches;
  const head = anywhere || steps.includes("contains") || steps.includes("endswith") ? "" : "^";
  const tail = anywhere || steps.includes("contains") || steps.includes("startswith") ? "" : "$";
  const codes = encodedTexts(value.replace(/\\([*?\\])/g, "$1"), steps);
  const body =
    codes === undefined ? globBody(value, steps.includes("windash")) : codes.map((code) => encodedBody(code, steps)).join("|");
  return new RegExp(`${head}(?:${body})${tail}`, cased ? "su" : "siu");
}

function globBody(value: string, windash: boolean): string {
  return value.replace(/\\[*?\\]|[\s\S]/gu, (unit) => {
    if (unit.length > 1 && unit.startsWith("\\")) return literal(unit.slice(1), windash);
    if (unit === "*") return ".*";
    return unit === "?" ? "." : literal(unit, windash);
  });
}

/** Dashes that come after the last encoding step of a `windash` are again any of the five. */
function encodedBody(code: string, steps: Item["plan"]["steps"]): string {
  const last = steps.findLastIndex((step) => step.startsWith("utf16") || step.startsWith("base64"));
  return [...code].map((unit) => literal(unit, steps.slice(last).includes("windash"))).join("");
}

function literal(unit: string, windash: boolean): string {
  return windash && new RegExp(DASHES).test(unit) ? DASHES : escaped(unit);
}

function escaped(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
}
