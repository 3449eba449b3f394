import type { Standard } from "./standard.ts";
import type { Value } from "./truth.ts";

/** Why a node has its value. */
export const REASONS = [
  "shown",
  "refuted",
  "missing",
  "below-standard",
  "wrong-kind",
  "few-sources",
  "conflict",
  "presumed",
  "no-figure",
  "straddles",
  "no-threshold",
  "silent",
  "not-yet-stated",
  "contested",
  "position",
  "unverified",
  "not-in-force",
  "positions-differ",
] as const;
export type ReasonCode = (typeof REASONS)[number];

/** What an element asked for and what the record had. */
export type Shown = {
  readonly standard: Standard;
  readonly pro: Standard | null;
  readonly con: Standard | null;
  /** `pro` after caps for kinds and sources. */
  readonly reached: Standard | null;
  readonly sources: readonly string[];
  readonly sourcesAsked: number;
  /** Each list is one that none of the evidence's kinds is in. */
  readonly kindsMissing: readonly (readonly string[])[];
  /** Of a threshold: what was measured, and what it is held against. */
  readonly measured: { readonly lo: number; readonly hi: number; readonly asked: number; readonly unit: string } | null;
};

/** One evaluated node: the explanation is the evaluation. */
export type Tree = {
  readonly node: "rule" | "defeater" | "element" | "law" | "all" | "any" | "atLeast" | "not" | "positions";
  /** Id of the rule, defeater, element or law key; of `positions`, the rule's; else "". */
  readonly id: string;
  readonly label: string;
  /** Taking every source at its word. */
  readonly value: Value;
  /** Resting on verified sources only: what may stand in a headline. */
  readonly sure: Value;
  readonly reasons: readonly ReasonCode[];
  readonly shown: Shown | null;
  /** Of a node under `positions`: those that come to this tree. */
  readonly positions: readonly string[];
  readonly children: readonly Tree[];
};
