import type { CLAIM_KINDS, CLAIM_LEVELS, NounId, Range } from "../../model/index.ts";

/** Reliability of a source by the Admiralty Code (NATO AJP-2.1): A completely reliable … E unreliable, F cannot be judged. */
export type Grade = "A" | "B" | "C" | "D" | "E" | "F";

/** How much an item tells one answer from another. */
export type Weight = {
  readonly for: string;
  readonly against: string;
  /** log10 of P(item | for) ÷ P(item | against), in bans. */
  readonly log10LR: Range;
  readonly basis: "measured" | "judged";
};

/** One piece of evidence that bears on a claim. */
export type Item = {
  readonly link: NounId;
  readonly weights: readonly Weight[];
  readonly reliability: Grade;
  /** Credibility of the information, 1 (confirmed) … 5 (improbable), 6 (cannot be judged). */
  readonly credibility: number;
  /** How easily somebody else could have planted it: 0 not at all … 1. */
  readonly forgeability: number;
  /** Who or what first produced the records that it rests on, sorted: it falls when any one of them fails. */
  readonly origins: readonly string[];
  /** The records it rests on, sorted. */
  readonly records: readonly NounId[];
  /** Digest of the bytes or the fact that it repeats: equal content is an echo and counts once. null: its own. */
  readonly content: string | null;
};

/** A party's word against the assessment, printed beside it. */
export type Dissent = { readonly by: string; readonly answer: string | null; readonly why: string };

/** What is known of how well the question could be looked into. */
export type Coverage = {
  /** Vertices of the Diamond Model (Caltagirone 2013) that the evidence touches: adversary, capability, infrastructure, victim. */
  readonly vertices: readonly ("adversary" | "capability" | "infrastructure" | "victim")[];
  /** What the knowledge base held, in words, such as "54 of 174 actors have a profile"; null when none was asked. */
  readonly knowledge: string | null;
};

/** A question with all that bears on it: everything that weigh() may know. */
export type Ask = {
  readonly claim: NounId;
  readonly kind: (typeof CLAIM_KINDS)[number];
  readonly level: (typeof CLAIM_LEVELS)[number] | null;
  /** Mutually exclusive, `other` among them. */
  readonly answers: readonly string[];
  /** One for each answer, summing to 1; null for none, which is what reports show. */
  readonly prior: readonly number[] | null;
  readonly items: readonly Item[];
  /** Independent roots: how many support paths from claim to records share no origin (max-flow). */
  readonly roots: number;
  /** Answers about which too little is known to weigh them at all: not assessable, which is not unlikely. */
  readonly notAssessable?: readonly { readonly answer: string; readonly reason: string }[];
  readonly coverage?: Coverage;
  readonly dissents?: readonly Dissent[];
  /** Contradictions in the evidence that nobody has resolved, in words. */
  readonly contradictions?: readonly string[];
  /** How far the best answer stands out in the knowledge base, and the least that a known one shows; below it: unknown. */
  readonly openSet?: { readonly statistic: number; readonly threshold: number };
};
