import type { Digest } from "../../model/index.ts";
import type { DecisionContext, DetectionFacts, Held, Order, Proposal } from "../../respond/index.ts";

/** What the playbooks in force want done about a detection. */
export type Decide = (facts: DetectionFacts, context: DecisionContext) => readonly Proposal[];

/** How far an action reaches: addresses, live flows that it hits, live flows there are. */
export type Reach = { readonly addresses: bigint; readonly flowsHit: number; readonly flowsSeen: number };

/** A guard's answer to one order. */
export type Verdict =
  | { readonly ok: true; readonly reach: Reach }
  | { readonly ok: false; readonly guard: string; readonly reason: string };

/** Who asks, on whose approval, and how well the address has proved itself. */
export type Asking = {
  readonly origin: "playbook" | "person";
  readonly approved: boolean;
  /** True when a person said that the address may be forged and is to be blocked all the same. */
  readonly spoofableOk: boolean;
  readonly reachability: Proposal["reachability"];
  /** Targets that are meant to be held now. */
  readonly held: number;
  readonly nowMs: number;
};

/** The guards as the node asks them; what they know of the machine is kept fresh behind them. Every call is synchronous. */
export type Guards = {
  /** The digest of all that is protected now. */
  digest(): Digest;
  /** Judges an order that is about to be given, and counts it against the budgets when it passes. */
  judge(order: Order, asking: Asking): Verdict;
  /** The same answer, and nothing is counted. */
  wouldJudge(order: Order, asking: Asking): Verdict;
  /** Why a target must not be held; null when it may. */
  protectedWhy(what: Pick<Held, "measure" | "target">): string | null;
};
