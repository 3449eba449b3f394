import type { RuleRef } from "../../../model/index.ts";

/**
 * What a rule did not do in full, so that an answer may be missing: groups or counted events that a correlation gave up to stay within a bound,
 * events that came later than the lateness and were counted with what was still remembered, if at all, or events on which the rule broke.
 */
export type Eviction = {
  readonly rule: RuleRef;
  readonly kind: "groups" | "occurrences" | "late" | "defect";
  /** Counted events; of a defect, events. */
  readonly lost: number;
  /** The span of event time in which windows may lack them. */
  readonly fromMs: number;
  readonly toMs: number;
};

/** Bounds of each correlation's state. */
export type CorrelationLimits = {
  /** Groups kept; what fired already goes first, then what has counted least. */
  readonly groupsMax: number;
  /** Entries kept over all groups, given up in the same order. */
  readonly occurrencesMax: number;
  /** About the bytes that groups may keep together, their names and events, and a quarter of it in one group; given up by lot, the heavier first. */
  readonly bytesMax: number;
  /** How much later than the newest event an event may come and still be counted with its neighbours. */
  readonly lateMs: number;
};

/**
 * The limits that docs/sigma.md, Correlations, names: with sealed events some hundred megabytes at worst. A group of one event without records takes
 * about 200 bytes, so that a million of them stay within 400 MB where somebody asks for as many.
 */
export const CORRELATION_LIMITS: CorrelationLimits = {
  groupsMax: 100_000,
  occurrencesMax: 100_000,
  bytesMax: 536_870_912,
  lateMs: 3_600_000,
};

/** Entries that a group keeps, where the condition does not need fewer. */
export const GROUP_ENTRIES_MAX = 10_000;
/** One group keeps at most this part of the bytes. */
export const GROUP_SHARE = 4;
/** Entries of one rule that an ordered correlation keeps in a group. */
export const STEP_MAX = 256;
