import { Failure } from "../../lib/index.ts";
import type { Detection, Event, Target } from "../../model/index.ts";
import {
  confidenceOf,
  createTrafficTally,
  type Doors,
  type Finding,
  type GoodMark,
  type RehearsalReport,
  reportRehearsal,
  simulate,
  sourceOf,
} from "../../respond/index.ts";
import { factsOf } from "./facts.ts";
import type { History } from "./shadow-history.ts";

/** What a rehearsal asks: playbooks and guards, and who is known to be good. */
export type RehearsalDoors = Doors & {
  /** The operator's own list, and what guards protect. */
  goodOf(target: Target): readonly GoodMark[];
};

/** Events of findings that a rehearsal holds in memory. */
const EVENTS_MAX = 1_000_000;

/**
 * Replays history through playbooks and guards and says who would have been blocked. Changes nothing and states nothing. Undefined when
 * the signal ended it: half a history answers nothing.
 */
export async function rehearse(
  history: History,
  doors: RehearsalDoors,
  signal: AbortSignal,
): Promise<RehearsalReport | undefined> {
  const gathered = new Gathering(doors, history);
  const { lines } = await history.findings((detection) => gathered.add(detection));
  if (signal.aborted) return undefined;
  const fates = simulate(gathered.findings, doors);
  const traffic = createTrafficTally(fates, (source) => gathered.foundSinceMs(source));
  if (fates.length > 0) {
    await history.replay((event) => {
      gathered.stretch(event.time);
      traffic.count(event, gathered.isCited(event));
    });
  }
  if (signal.aborted) return undefined;
  return reportRehearsal({
    fates,
    traffic: traffic.read(),
    goodOf: (target) => doors.goodOf(target),
    span: gathered.span,
    lines,
    findings: gathered.count,
  });
}

/** What the first pass leaves for the second. */
class Gathering {
  readonly findings: Finding[] = [];
  /** All detections, whether a playbook runs on them or not. */
  count = 0;
  #events = 0;
  readonly #doors: RehearsalDoors;
  readonly #history: History;
  readonly #cited = new Map<string, Set<number>>();
  readonly #firstFound = new Map<string, number>();
  #span: { fromMs: number; toMs: number } | null = null;

  constructor(doors: RehearsalDoors, history: History) {
    this.#doors = doors;
    this.#history = history;
  }

  get span(): RehearsalReport["span"] {
    return this.#span;
  }

  add(detection: Detection): void {
    const { rule, time, events } = detection;
    this.count++;
    const sources = [...new Set(events.flatMap((event) => sourceOf(event) ?? []))];
    const facts = factsOf(detection, confidenceOf({ status: this.#history.statusOf(rule.digest) }));
    this.stretch(time);
    // A rule that only notes each login must not make every good address a suspect, nor its logins an attack.
    if (!this.#doors.concerns(facts)) return;
    for (const name of sources) this.#found(name, time.fromMs);
    for (const event of events) this.#cite(event);
    this.#events += events.length;
    if (this.#events > EVENTS_MAX)
      throw new Failure(
        "CLI_USAGE",
        `expected findings of at most ${EVENTS_MAX} events; rehearse a shorter time, such as --since 7d`,
      );
    this.findings.push({
      rule: { id: rule.id, title: rule.title, level: rule.level },
      ...time,
      facts,
      cited: events.flatMap(({ records }) => records.map(({ origin }) => `${origin.source}@${origin.offset}`)),
      sources,
    });
  }

  #found(name: string, atMs: number): void {
    this.#firstFound.set(name, Math.min(atMs, this.#firstFound.get(name) ?? Number.POSITIVE_INFINITY));
  }

  #cite({ records }: Event): void {
    for (const { origin } of records) {
      const offsets = this.#cited.get(origin.source);
      if (offsets === undefined) this.#cited.set(origin.source, new Set([origin.offset]));
      else offsets.add(origin.offset);
    }
  }

  isCited({ records }: Event): boolean {
    return records.some(({ origin }) => this.#cited.get(origin.source)?.has(origin.offset) === true);
  }

  /** When the first finding on an address began. */
  foundSinceMs(source: string): number {
    return this.#firstFound.get(source) ?? Number.POSITIVE_INFINITY;
  }

  stretch({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): void {
    const before = this.#span;
    this.#span =
      before === null ? { fromMs, toMs } : { fromMs: Math.min(before.fromMs, fromMs), toMs: Math.max(before.toMs, toMs) };
  }
}
