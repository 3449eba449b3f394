import { createDetector, loadRules, type RefusedRule, type RuleDocument } from "../../src/detect/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { readJsonLine } from "../../src/lib/index.ts";
import type { Event, Fields } from "../../src/model/index.ts";
import type { Alert, Answer, Question } from "./vector.ts";

/** Events without a time of their own are of this moment. */
const START_MS = Date.UTC(2026, 0, 1);
const HERE = { product: "conformance" };

/** Answers one question, given as a line of JSON, with this project's engine. */
export function answerLine(line: string): Answer {
  const question = readJsonLine(line) as Question;
  const { id, rules, pipelines = [], filters = [], options = {} } = question;
  const placeholders = new Map(Object.entries(options.placeholders ?? {}));
  const loaded = loadRules([...documents("rule", rules), ...documents("filter", filters)], sha256, {
    pipelines: documents("pipeline", pipelines),
    placeholders,
    ...(options.filterDialect !== undefined && { filters: options.filterDialect }),
  });
  const [refused] = loaded.refused;
  if (refused !== undefined) return { id, refused: classOf(refused, rules) };
  if (loaded.waiting.length > 0) return { id, refused: "placeholder" };
  const names = new Map(
    loaded.rules.map((rule) => [rule.ref.id, (rule.detection?.rule ?? rule.correlation)?.name ?? rule.ref.id]),
  );
  const detector = createDetector(loaded.rules, { utcOffsetMinutes: options.utcOffsetMinutes ?? 0, placeholders });
  const events = question.events.map(eventOf);
  const alerts = events.flatMap((event, index): Alert[] =>
    detector.observe(event).map(({ rule, events: cited }) => ({
      rule: names.get(rule.id) ?? rule.id,
      event: index,
      events: indicesOf(cited, events),
    })),
  );
  return { id, alerts };
}

function documents(kind: string, texts: readonly string[]): RuleDocument[] {
  return texts.map((text, index) => ({ path: `${kind}-${index}.yml`, bytes: new TextEncoder().encode(text) }));
}

/** Which of `events` are meant; the engine may give equal copies of those that it kept. */
function indicesOf(cited: readonly Event[], events: readonly Event[]): readonly number[] {
  const texts = events.map((event) => JSON.stringify(event));
  const found: number[] = [];
  for (const event of cited) {
    const same = events.indexOf(event);
    const text = JSON.stringify(event);
    found.push(same === -1 ? texts.findIndex((other, index) => other === text && !found.includes(index)) : same);
  }
  return found.sort((left, right) => left - right);
}

function eventOf({ at, logsource, fields }: Question["events"][number]): Event {
  const atMs = at === undefined ? START_MS : Date.parse(at);
  const bare: Fields = Object.assign(Object.create(null), fields);
  return { time: { fromMs: atMs, toMs: atMs }, logsource: logsource ?? HERE, fields: bare, records: [] };
}

/** Reasons of this engine by what they start with, and the classes of the suite. The first that fits counts. */
const CLASSES: readonly (readonly [start: RegExp, name: string])[] = [
  [/placeholder/, "placeholder"],
  [/pipeline|^nothing is left/, "pipeline"],
  [/filter/, "filter"],
  [/^not YAML|^equal keys|^merge key|^nested too deep|^not UTF-8/, "yaml"],
  [/too (?:large|long|many)/, "limit"],
  [/^null with/, "value"],
  [/modifier/, "modifier"],
  [/^correlations? refer|^refers to/, "reference"],
  [/correlation|^bad (?:rules|aliases|timespan|group-by|generate)|^missing (?:rules|timespan)/, "correlation"],
  [/condition/, "condition"],
  [/^null in|^bad detection|^missing detection|^timeframe/, "detection"],
  [/^(?:regular|not a network|exists needs|fieldref needs|expected a number|wildcard before|value too short|field)/, "value"],
];

/** The class of a refusal: of filters and pipelines by what was refused, of rules by why. */
function classOf({ path, reason }: RefusedRule, rules: readonly string[]): string {
  const [, kind = "", index] = /^(\w+)-(\d+)/.exec(path) ?? [];
  if (kind !== "rule") return kind;
  if (/condition|percentile|window|gap/.test(reason) && /^correlation:/m.test(rules[Number(index)] ?? "")) return "correlation";
  return CLASSES.find(([start]) => start.test(reason))?.[1] ?? "document";
}
