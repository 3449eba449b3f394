import type { ActionPredicate, Digest } from "../../model/index.ts";
import type { DecisionContext, DetectionFacts, Held, Order, Proposal } from "../../respond/index.ts";

/** A playbook in force. */
export type ShelvedPlaybook = { readonly id: string; readonly name: string; readonly digest: string };

/** What the playbooks in force want done about a detection. */
export type Decide = (facts: DetectionFacts, context: DecisionContext) => readonly Proposal[];

/** How far an action reaches: addresses, live flows that it hits, live flows there are. */
export type Reach = { readonly addresses: bigint; readonly flowsHit: number; readonly flowsSeen: number };

/** A guard's answer to one order. */
export type Verdict =
  | { readonly ok: true; readonly reach: Reach }
  | {
      readonly ok: false;
      readonly guard: string;
      readonly reason: string;
      /** True when the same order would pass this guard on persons' approval. */
      readonly approvable?: boolean;
    };

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

/** The playbooks in force, and how to read them again. */
export type PlaybookShelf = {
  readonly decide: Decide;
  list(): readonly ShelvedPlaybook[];
  /** Reads the folders again. Throws PLAYBOOK_INVALID, and what was in force stays. */
  reload(): Promise<void>;
  /** How many persons the step of a playbook asks for, if it is in force. */
  personsOf(playbook: ActionPredicate["playbook"]): number;
};

/** The canary: whether automatic action is paused since something critical was hit. */
export type Pause = { why(): string | null; resume(): void };
