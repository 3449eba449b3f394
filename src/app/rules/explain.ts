import {
  explainCorrelation,
  explainRule,
  type LoadOptions,
  nearnessOfRule,
  type SigmaRule,
  type ToldCorrelation,
  type ToldRule,
} from "../../detect/index.ts";
import { Failure, isoTime } from "../../lib/index.ts";
import type { Event } from "../../model/index.ts";
import { chooseRule, loadRuleFiles } from "./find-rule.ts";
import { meantFor, type ReadEvents, type ReadOptions, readEvents } from "./read-events.ts";

/** One event explained. `number` counts from 1 in the order read. */
export type ToldEvent = {
  readonly number: number;
  readonly time: { readonly from: string; readonly to: string };
  /** The log source was taken from the rule, because the event is plain JSON that names none. */
  readonly isLogsourceAssumed: boolean;
  readonly told: ToldRule;
};

/** Why a rule fires on events, or does not. */
export type ToldExplanation = {
  readonly title: string;
  readonly events: number;
  /** Events that the rule fires on; for a correlation, how often it fires. */
  readonly fires: number;
  readonly rejected: readonly { readonly reason: string; readonly lines: number }[];
  readonly problems: readonly string[];
  /** The event that says most: the first that fires, else the one that comes nearest; null for a correlation. */
  readonly event: ToldEvent | null;
  readonly correlation: ToldCorrelation | null;
};

export type ExplainOptions = ReadOptions & {
  /** Id, name or title, where the files hold several rules. */
  readonly rule: string | undefined;
  /** What stands beside the rules: pipelines, filters, values of placeholders. */
  readonly load: LoadOptions;
  /** Explains this event and no other, counted from 1. */
  readonly number: number | undefined;
};

/** Explains the rule in `rulePath` on the events of `given`. Throws RULES_UNREADABLE and CLI_USAGE. */
export async function explainFiles(rulePath: string, given: string, options: ExplainOptions): Promise<ToldExplanation> {
  const rule = chooseRule(await loadRuleFiles([rulePath], options.load), options.rule);
  const read = await readEvents(given, options);
  if (read.events.length === 0) throw new Failure("CLI_USAGE", `expected an event, got none${whyNone(read, given)}`);
  const heard = {
    title: rule.ref.title,
    events: read.events.length,
    rejected: [...read.rejected].map(([reason, lines]) => ({ reason, lines })),
    problems: read.problems,
  };
  if (rule.correlation !== null) {
    const correlation = explainCorrelation(rule, eventsFor(rule, read.events), options.utcOffsetMinutes);
    return { ...heard, fires: correlation.fires, event: null, correlation };
  }
  const nearness = read.events.map((event) => nearnessTo(rule, event, options.utcOffsetMinutes));
  const number = options.number ?? nearness.indexOf(nearness.reduce((most, each) => Math.max(most, each), 0)) + 1;
  const chosen = read.events[number - 1];
  if (chosen === undefined) throw new Failure("CLI_USAGE", `expected --event from 1 to ${read.events.length}, got ${number}`);
  const event = tellEvent(rule, chosen, number, options.utcOffsetMinutes);
  return { ...heard, fires: nearness.filter((each) => each === FIRES).length, event, correlation: null };
}

const FIRES = 3;

function nearnessTo({ detection }: SigmaRule, event: Event, utcOffsetMinutes: number): number {
  return detection === null ? 0 : nearnessOfRule(detection, meantFor(event, detection.rule.logsource).event, utcOffsetMinutes);
}

function whyNone({ rejected, problems }: ReadEvents, given: string): string {
  const reasons = [...problems, ...rejected.keys()].slice(0, 3);
  const hint = given.trimStart().startsWith("{") && given.includes("\\") ? ["in JSON a backslash is written twice"] : [];
  return reasons.length === 0 ? "" : `: ${[...reasons, ...hint].join("; ")}`;
}

/** Plain JSON is taken for what the rule, or the first of its bases, is meant for. */
function eventsFor(rule: SigmaRule, events: readonly Event[]): readonly Event[] {
  const source = logsourceOf(rule);
  return source === undefined ? events : events.map((event) => meantFor(event, source).event);
}

function logsourceOf(rule: SigmaRule): Event["logsource"] | undefined {
  if (rule.detection !== null) return rule.detection.rule.logsource;
  return rule.bases.map(logsourceOf).find((source) => source !== undefined);
}

function tellEvent(rule: SigmaRule, read: Event, number: number, utcOffsetMinutes: number): ToldEvent {
  if (rule.detection === null) throw new Failure("RULES_UNREADABLE", `could not explain ${rule.ref.title}: it is no detection`);
  const { event, isAssumed } = meantFor(read, rule.detection.rule.logsource);
  const time = { from: isoTime(event.time.fromMs), to: isoTime(event.time.toMs) };
  return { number, time, isLogsourceAssumed: isAssumed, told: explainRule(rule.detection, event, utcOffsetMinutes) };
}
