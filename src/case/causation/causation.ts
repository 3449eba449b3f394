import type { Certainty, Degree } from "./certainty.ts";
import type { CausalEntity, CausalNode } from "./model.ts";

/** What one node has to do with the outcome. */
export type CauseFinding = {
  readonly node: CausalNode;
  /** Had it not occurred, the outcome would not have. */
  readonly butFor: Certainty;
  /** A member of a minimal set of what occurred that suffices for the outcome (NESS); the same as a part of a cause by Halpern 2015. */
  readonly ness: Certainty;
  /** 1/(1+k), Chockler and Halpern 2004. */
  readonly responsibility: Degree;
  /** The same over those ways only in which it occurred; of a node that is known to have occurred no different. */
  readonly ifOccurred: Degree;
  /** A smallest contingency, in the world with the most unknowns: the others that must be absent so that it decides. null when it is no cause there. */
  readonly witness: { readonly absent: readonly string[]; readonly smallest: boolean } | null;
  /** A minimal sufficient set that it is a member of; null when none was worked out. */
  readonly suffices: readonly string[] | null;
};

/** What somebody, a tool or a control has to do with it by all that is ascribed to it. */
export type EntityFinding = {
  readonly entity: CausalEntity;
  readonly acts: readonly string[];
  /** Without all of its acts together. */
  readonly butFor: Certainty;
  readonly ness: Certainty;
  /** The most of any one act. */
  readonly responsibility: Degree;
  /** The act with the most. */
  readonly through: string;
};

/** Minimal sets, smallest first. */
export type MinimalSets = {
  readonly sets: readonly (readonly string[])[];
  /** How many there are in all, a decimal; null when they were not counted. */
  readonly count: string | null;
};

export const QUESTIONS = ["unexplained", "held-off", "untested", "but-for-failed", "incomplete", "disagrees", "unknown"] as const;

/** What is open: a test that is missing, that failed, or that says something else than the model. */
export type CausalQuestion = {
  readonly about: (typeof QUESTIONS)[number];
  readonly node: string;
  /** The cause at the other end of the edge; null for a question about a node. */
  readonly cause: string | null;
  readonly why: string | null;
};

/** How an outcome came about, as far as the model says. */
export type Causation = {
  readonly outcome: CausalNode;
  /** All that could have led to it, most responsible first. */
  readonly causes: readonly CauseFinding[];
  readonly entities: readonly EntityFinding[];
  /** Sets without which it would not have come, even had everything unknown occurred. */
  readonly stops: MinimalSets;
  /** Sets that sufficed for it, had everything unknown occurred. */
  readonly sufficient: MinimalSets;
  readonly questions: readonly CausalQuestion[];
  readonly unknown: readonly string[];
  /** Ways to fill in what is unknown that were looked at. */
  readonly worlds: number;
  /** Are all numbers exact? If not, `bounds` says what is only bounded and why. */
  readonly exact: boolean;
  readonly bounds: readonly string[];
};
