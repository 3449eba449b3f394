export const NODE_ROLES = ["event", "control", "decision", "act", "tool", "condition", "outcome"] as const;

/** What is known of a node. A control occurred when it was there and worked. */
export type NodeState = "occurred" | "not-occurred" | "unknown";

/** One thing that happened or not. */
export type CausalNode = {
  readonly id: string;
  readonly name: string;
  readonly role: (typeof NODE_ROLES)[number];
  readonly state: NodeState;
  /** Who or what it is ascribed to: ids of entities. */
  readonly by: readonly string[];
  /** What would have kept it from happening and did happen: it was forestalled by these. */
  readonly forestalledBy: readonly string[];
  /** True of a control whose being missing is the cause: state `occurred` then says that it was missing. Set by createCausalModel. */
  readonly missing: boolean;
  /** Only a step of the reasoning, such as an operator that is drawn: it follows from its causes and can be no cause itself. */
  readonly step: boolean;
  /** What a reader must know of its state, such as "no claim supports it"; null when nothing. */
  readonly note: string | null;
};

/** How the causes of one group make the effect: all of them, any one, or at least so many. The groups of an effect are alternatives. */
export type Needs = "all" | "any" | { readonly atLeast: number };

export type CausalGate = {
  readonly effect: string;
  readonly group: string;
  readonly needs: Needs;
  readonly causes: readonly string[];
  /** Controls any one of which, present, keeps the group from having effect. */
  readonly unless: readonly string[];
  /** What somebody tested of its edges; one that is not here was not tested. */
  readonly tests: readonly WhyBecause[];
};

/** Ladkin's tests of an edge: would the effect have failed to come without the cause; do the causes listed suffice for it? */
export type WhyBecause = { readonly cause: string; readonly butFor: boolean; readonly complete: boolean; readonly why: string };

/** A gate after normalising: only causes, and the groups `all` that controls add to. */
export type PlainGate = Omit<CausalGate, "unless">;

export type CausalEntity = { readonly id: string; readonly name: string; readonly kind: string };

/** What createCausalModel takes. */
export type CausalDraft = {
  readonly nodes: readonly CausalNode[];
  readonly gates: readonly CausalGate[];
  readonly entities?: readonly CausalEntity[];
  /** Pairs of which exactly one occurred. */
  readonly either?: readonly (readonly [string, string])[];
};

/** A checked model: acyclic, every name known, no negation left. */
export type CausalModel = {
  readonly nodes: ReadonlyMap<string, CausalNode>;
  /** The groups that lead to each node, alternatives of each other. */
  readonly into: ReadonlyMap<string, readonly PlainGate[]>;
  /** Causes before effects, otherwise by id. */
  readonly order: readonly string[];
  readonly entities: ReadonlyMap<string, CausalEntity>;
  readonly either: readonly (readonly [string, string])[];
};

export type ModelFault =
  | { readonly kind: "too-large"; readonly what: string; readonly max: number }
  | { readonly kind: "twice" | "unknown-node" | "bad-gate" | "not-monotone"; readonly at: string; readonly expected: string }
  | { readonly kind: "cycle"; readonly through: readonly string[] };

/** A node with the usual rest: an event that occurred, nobody's, forestalled by nothing. */
export function causalNode(id: string, rest: Partial<Omit<CausalNode, "id">> = {}): CausalNode {
  return {
    id,
    name: id,
    role: "event",
    state: "occurred",
    by: [],
    forestalledBy: [],
    missing: false,
    step: false,
    note: null,
    ...rest,
  };
}

/** A gate with the usual rest: all of one group. */
export function causalGate(effect: string, causes: readonly string[], rest: Partial<CausalGate> = {}): CausalGate {
  return { effect, causes, group: "", needs: "all", unless: [], tests: [], ...rest };
}

/** By UTF-16 unit: the same everywhere. */
export function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
