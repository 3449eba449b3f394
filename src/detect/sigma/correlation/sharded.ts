import type { Detection, Event, Reason, RuleRef } from "../../../model/index.ts";
import { type DetectorOptions, detectionOf, namesOf } from "../detector.ts";
import type { Hit } from "../matcher.ts";
import type { SigmaRule } from "../rules.ts";
import { Correlation } from "./correlation.ts";
import type { Firing } from "./entry.ts";
import { KeyReader } from "./keys.ts";
import { CORRELATION_LIMITS, type Eviction } from "./limits.ts";
import { shardOf } from "./shard.ts";
import { type PlannedLink, ShardPlan } from "./shard-plan.ts";

export type ShardOptions = Pick<DetectorOptions, "utcOffsetMinutes" | "limits"> & {
  /** How many shards there are. */
  readonly shards: number;
};

/** The firing of a detection rule that one shard has to count for one correlation: plain data, which may go to another thread. */
export type ShardTask = {
  readonly shard: number;
  /** The event's number, and where what comes of this stands among the detections of the event. */
  readonly order: number;
  readonly slot: number;
  /** Which correlation, and as which of its rules: both sides number them alike. */
  readonly link: number;
  readonly event: Event;
  readonly why: readonly Reason[];
  /** The newest event that any shard has counted for the correlation before this one; lateness is reckoned from it. */
  readonly newestMs: number;
};

/** What came of a task. */
export type ShardAnswer = {
  readonly order: number;
  readonly slot: number;
  readonly detections: readonly Detection[];
  readonly evictions: readonly Eviction[];
};

/** What an event gives at once, and the tasks that give the rest. */
export type RoutedEvent = {
  readonly order: number;
  readonly own: readonly { readonly slot: number; readonly detection: Detection }[];
  readonly tasks: readonly ShardTask[];
};

/** Says which shard counts what. It keeps no groups: of each correlation only how far time has come. */
export type ShardRouter = {
  /** Takes the events in the order observed, each with the detection rules that it fits. */
  readonly route: (event: Event, hits: readonly Hit[]) => RoutedEvent;
};

/** Counts what falls to one shard. */
export type CorrelationShard = {
  /** Takes the tasks of this shard in the order in which they were routed. */
  readonly take: (task: ShardTask) => ShardAnswer;
};

/** Makes the router of `shards` shards. */
export function createShardRouter(rules: readonly SigmaRule[], options: ShardOptions): ShardRouter {
  return new Router(rules, options);
}

/** Makes one of the shards, of the same rules and options as the router; its bounds are its share of the limits. */
export function createCorrelationShard(rules: readonly SigmaRule[], options: ShardOptions): CorrelationShard {
  return new Shard(rules, options);
}

/** What an event gave, in the order in which one detector alone would give it. `answers`: those of its tasks, in any order. */
export function mergeAnswers({ own }: RoutedEvent, answers: readonly ShardAnswer[]): Omit<ShardAnswer, "order" | "slot"> {
  const placed: Omit<ShardAnswer, "order" | "slot">[] = [];
  for (const { slot, detection } of own) placed[slot] = { detections: [detection], evictions: [] };
  for (const answer of answers) placed[answer.slot] = answer;
  return { detections: placed.flatMap((one) => one.detections), evictions: placed.flatMap((one) => one.evictions) };
}

/** What the router knows of a correlation whose groups are spread. */
type Spread = { readonly keys: KeyReader; newestMs: number };

class Router implements ShardRouter {
  readonly #plan: ShardPlan;
  readonly #byRef: ReadonlyMap<RuleRef, SigmaRule>;
  readonly #spread = new Map<SigmaRule, Spread>();
  #order = 0;

  constructor(rules: readonly SigmaRule[], { shards, utcOffsetMinutes }: ShardOptions) {
    this.#plan = new ShardPlan(rules, shards);
    this.#byRef = new Map(rules.map((rule) => [rule.ref, rule]));
    for (const { rule, home } of this.#plan.links) {
      if (home !== undefined || rule.correlation === null) continue;
      const keys = new KeyReader(rule.correlation, rule.bases.map(namesOf), utcOffsetMinutes);
      this.#spread.set(rule, { keys, newestMs: Number.NEGATIVE_INFINITY });
    }
  }

  route(event: Event, hits: readonly Hit[]): RoutedEvent {
    const order = this.#order++;
    const own: { slot: number; detection: Detection }[] = [];
    const tasks: ShardTask[] = [];
    let slot = 0;
    for (const {
      rule: { ref },
      why,
    } of hits) {
      const rule = this.#byRef.get(ref);
      if (rule === undefined) continue;
      const firing: Firing = { atMs: event.time.fromMs, order, grounds: event, why };
      if (!this.#plan.isSilent(rule)) own.push({ slot: slot++, detection: detectionOf(ref, firing) });
      for (const link of this.#plan.linksOf(rule)) {
        const place = this.#placeOf(link, event);
        if (place !== undefined) tasks.push({ ...place, order, slot: slot++, link: link.number, event, why });
      }
    }
    return { order, own, tasks };
  }

  /** The shard of the event's group; undefined when it is in none. */
  #placeOf({ rule, step, home }: PlannedLink, event: Event): Pick<ShardTask, "shard" | "newestMs"> | undefined {
    const spread = this.#spread.get(rule);
    if (spread === undefined) return { shard: home ?? 0, newestMs: Number.NEGATIVE_INFINITY };
    const key = spread.keys.groupOf(event, step);
    if (key === undefined || spread.keys.subjectOf(event, step) === undefined) return undefined;
    const { newestMs } = spread;
    spread.newestMs = Math.max(newestMs, event.time.fromMs);
    return { shard: shardOf(rule.ref.digest, key, this.#plan.shards), newestMs };
  }
}

class Shard implements CorrelationShard {
  readonly #plan: ShardPlan;
  readonly #correlations = new Map<SigmaRule, Correlation>();
  #evictions: Eviction[] = [];

  constructor(rules: readonly SigmaRule[], { shards, limits = CORRELATION_LIMITS, utcOffsetMinutes }: ShardOptions) {
    this.#plan = new ShardPlan(rules, shards);
    const share = {
      ...limits,
      groupsMax: Math.ceil(limits.groupsMax / shards),
      occurrencesMax: Math.ceil(limits.occurrencesMax / shards),
      bytesMax: Math.ceil(limits.bytesMax / shards),
    };
    const onEviction = (eviction: Eviction): void => void this.#evictions.push(eviction);
    for (const { rule, home } of this.#plan.links) {
      if (rule.correlation === null || this.#correlations.has(rule)) continue;
      const state = { limits: home === undefined ? share : limits, utcOffsetMinutes, onEviction };
      this.#correlations.set(rule, new Correlation(rule.correlation, { ...state, names: rule.bases.map(namesOf) }));
    }
  }

  take({ order, slot, link, event, why, newestMs }: ShardTask): ShardAnswer {
    const planned = this.#plan.links[link];
    if (planned === undefined) throw new RangeError(`a task for the unknown link ${link}`);
    this.#evictions = [];
    const detections: Detection[] = [];
    this.#count(planned, { atMs: event.time.fromMs, order, grounds: event, why }, { newestMs, detections });
    return { order, slot, detections, evictions: this.#evictions };
  }

  #count({ rule, step }: PlannedLink, firing: Firing, { newestMs, detections }: Counting): void {
    const correlation = this.#correlations.get(rule) as Correlation;
    if (newestMs > correlation.newestMs) correlation.newestMs = newestMs;
    const fired = correlation.observe(firing, step);
    if (fired === undefined) return;
    if (!this.#plan.isSilent(rule)) detections.push(detectionOf(rule.ref, fired));
    for (const link of this.#plan.linksOf(rule)) this.#count(link, fired, { newestMs: Number.NEGATIVE_INFINITY, detections });
  }
}

/** What time has come to elsewhere, and where detections go. */
type Counting = { readonly newestMs: number; readonly detections: Detection[] };
