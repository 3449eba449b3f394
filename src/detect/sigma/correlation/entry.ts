import type { Event, Reason } from "../../../model/index.ts";
import type { Decimal } from "./decimal.ts";
import { weightOf } from "./weight.ts";

/** An event with its place in the order observed. */
export type Observed = { readonly event: Event; readonly order: number };

/** What a firing rests on: one event, or those that a correlation cites. */
export type Grounds = Event | readonly Observed[];

/** A rule that fired once, as correlations and detections see it. */
export type Firing = {
  readonly atMs: number;
  /** The order of the event that made it fire. */
  readonly order: number;
  readonly grounds: Grounds;
  readonly why: readonly Reason[];
};

/** The events that a firing rests on, each with its order. */
export function observedOf({ grounds, order }: { readonly grounds: Grounds; readonly order: number }): readonly Observed[] {
  return isList(grounds) ? grounds : [{ event: grounds, order }];
}

/** The event that completed a firing. */
export function completing(grounds: Grounds): Event {
  return isList(grounds) ? (grounds[grounds.length - 1] as Observed).event : grounds;
}

/** True when the grounds are those of a correlation. */
export function isList(grounds: Grounds): grounds is readonly Observed[] {
  return Array.isArray(grounds);
}

/** What a type tells apart or reckons with: the rule's step for temporal types, a folded value, a number; 0 for event_count. */
export type Subject = string | Decimal;

function weightOfGrounds(grounds: Grounds): number {
  return isList(grounds) ? grounds.reduce((sum, { event }) => sum + weightOf(event), 0) : weightOf(grounds);
}

/** A firing as counted in a group. */
export class Entry {
  readonly atMs: number;
  readonly order: number;
  readonly subject: Subject;
  readonly grounds: Grounds;
  readonly why: readonly Reason[];
  /** About the bytes that it keeps. */
  readonly weight: number;
  /** When its session began; 0 for other windows. */
  sessionMs = 0;
  /** Taken out without moving its neighbours. */
  isDead = false;

  constructor(firing: Firing, subject: Subject, why: readonly Reason[] = firing.why) {
    this.atMs = firing.atMs;
    this.order = firing.order;
    this.subject = subject;
    this.grounds = firing.grounds;
    this.why = why;
    this.weight = weightOfGrounds(firing.grounds) + (typeof subject === "string" ? subject.length : 0);
  }
}

/** Sooner in event time; at the same time, observed before. */
export function isBefore(left: Entry, right: Entry): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}

/** True for the same reasons in the same order. */
export function isSameWhy(left: readonly Reason[], right: readonly Reason[]): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at++) {
    const [one, other] = [left[at] as Reason, right[at] as Reason];
    if (one.selection !== other.selection || one.field !== other.field || one.pattern !== other.pattern) return false;
  }
  return true;
}
