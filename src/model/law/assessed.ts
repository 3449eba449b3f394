import type { Facts } from "./facts.ts";
import type { Tree } from "./tree.ts";
import type { Value } from "./truth.ts";

/** A text in the languages that it has: `en` and `zh` always. */
export type LawText = {
  readonly en: string;
  readonly zh: string;
  readonly fr?: string;
  readonly es?: string;
  readonly ru?: string;
  readonly ar?: string;
};

/** A cited source and how it was read. */
export type ToldSource = {
  readonly cite: string;
  readonly title: string;
  readonly url: string | null;
  readonly read: "quoted" | "read" | "secondary" | "unverified";
};

export type RuleKind = "law" | "norm" | "domestic" | "policy";

/** One rule's answer under every position. */
export type Answer = {
  readonly rule: string;
  readonly kind: RuleKind;
  readonly question: LawText;
  /** What all positions agree on, resting on verified sources only; `closure` says that a tribunal would turn it into a loss for who bears the burden. */
  readonly headline: Value;
  readonly closure: "not_established" | null;
  /** The same if the unverified sources say what the packs say. */
  readonly believed: Value;
  readonly byPosition: readonly { readonly position: string; readonly value: Value; readonly sure: Value }[];
  readonly tree: Tree;
  /** What the answer means, from the pack. */
  readonly gives: LawText;
  readonly sources: readonly ToldSource[];
};

/** Evidence that would settle an open element, most useful first. */
export type NextEvidence = {
  readonly rule: string;
  readonly element: string;
  readonly ask: LawText;
  /** The rule's headline if it were shown, and if it were refuted. */
  readonly ifShown: Value;
  readonly ifRefuted: Value;
  /** In how many of the two under how many positions the rule is settled, from 0 to 1. */
  readonly settles: number;
  /** Kinds that would do, each with the lawful way to it, cheapest first. */
  readonly routes: readonly { readonly kind: string; readonly route: string }[];
};

/** A case under the packs on one day. */
export type Assessed = {
  readonly asOf: string;
  readonly facts: Facts;
  readonly answers: readonly Answer[];
  readonly next: readonly NextEvidence[];
};

/** What an assessment is bound to. */
export type AssessedWith = {
  readonly engine: string;
  readonly packs: readonly { readonly pack: string; readonly version: string; readonly sha256: string }[];
};
