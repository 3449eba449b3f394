import type { NounId, Range } from "../../model/index.ts";
import type { Coverage, Dissent } from "./ask.ts";

/** Why no answer is given. */
export type Doubt =
  | "no-support"
  | "single-source"
  | "falls-with-one-source"
  | "not-told-apart"
  | "below-lead"
  | "outside-knowledge";

export type Outcome =
  | { readonly is: "leads"; readonly answer: string }
  /** The evidence supports `answer`, and somebody who passes for it as well. */
  | { readonly is: "imitation-not-excluded"; readonly answer: string; readonly doubts: readonly Doubt[] }
  /** The default. `nearest` is what leads by best estimate, if anything does. */
  | { readonly is: "unknown"; readonly nearest: string | null; readonly doubts: readonly Doubt[] };

/** A chance as a range with its ICD 203 terms; `from` says what it starts from. */
export type Likelihood = { readonly range: Range; readonly term: string; readonly from: "even odds" | "prior" };

export type AnswerSupport = {
  readonly answer: string;
  /** The reason why it cannot be assessed; then all that follows is null. */
  readonly notAssessable: string | null;
  /** The best supported of the rest: what `log10LR` is measured against. An actor and its imitation are not each other's rest. */
  readonly against: string | null;
  /** Bans, after caps, sharing and temperature. */
  readonly log10LR: Range | null;
  /** ENFSI 2015 words for the best estimate of it. */
  readonly scale: string | null;
  /** Of an actor: how far it lies above `imitation of` it, in bans; null for other answers. */
  readonly overImitation: Range | null;
  readonly likelihood: Likelihood | null;
  /** Only when the claim gives priors; shown apart. */
  readonly posterior: Range | null;
};

/** How few sources have to fail until the verdict falls into a weaker band or another answer leads. */
export type Fragility = {
  /** Fewest; `atMost` when not exact (then at least k, at most `atMost`). */
  readonly k: number;
  readonly atMost: number;
  readonly exact: boolean;
  /** One smallest set, by name. */
  readonly falls: readonly string[];
  /** What is said then, such as "weak support for Harbour Crew" or "other leads". */
  readonly to: string;
  /** Of how many sources that carry weight. */
  readonly of: number;
};

/** What the lead loses, in bans, when the source fails: below zero when it gains. */
export type Influence = { readonly origin: string; readonly bans: number };

/** New, independent evidence that would be needed. */
export type Needed = {
  readonly reach: string;
  /** Likelihood ratio of the evidence itself, in bans before temperature, and in ENFSI words. */
  readonly bans: number;
  readonly scale: string;
  /** How many independent sources of grade A (and of B) it takes at least, as each is capped. */
  readonly sources: { readonly A: number; readonly B: number };
  /** The most that forgeability may be for one such item to count, when the rival is an imitation. */
  readonly forgeabilityMax: number | null;
};

export type Confidence = { readonly level: "low" | "moderate" | "high"; readonly because: readonly string[] };

/** What can be said of a claim, each number with what it came from. */
export type Verdict = {
  readonly claim: NounId;
  readonly outcome: Outcome;
  /** In the order of the question. */
  readonly answers: readonly AnswerSupport[];
  /** Independent roots of what carries weight: never more than the sources that do. */
  readonly n: number;
  /** Sources, items that carry weight, and items that only repeat another's content. */
  readonly counted: { readonly sources: number; readonly items: number; readonly echoes: number };
  /** Fewest sources whose failure weakens the words: the headline k. null when nothing leads. */
  readonly fragility: Fragility | null;
  /** Fewest sources whose failure ends the lead: with one, no answer is given. null when no lead is large enough. */
  readonly collapse: Fragility | null;
  /** Most influential first, at most INFLUENCES_MAX. */
  readonly influences: readonly Influence[];
  /** How many items each cap cut by more than a twentieth of a ban. */
  readonly caps: {
    readonly credibility: number;
    readonly reliability: number;
    readonly forgeability: number;
    readonly source: number;
  };
  readonly confidence: Confidence;
  readonly needed: readonly Needed[];
  readonly temperature: { readonly value: number; readonly from: string };
  readonly coverage: Coverage | null;
  readonly dissents: readonly Dissent[];
  readonly contradictions: readonly string[];
};

/** The length of `influences`. */
export const INFLUENCES_MAX = 100;
