/** Nodes of one model, at most. */
export const CAUSAL_NODES_MAX = 2000;
/** Gates of one model, and causes over all gates. */
export const CAUSAL_GATES_MAX = 4000;
export const CAUSAL_EDGES_MAX = 20_000;
/** UTF-16 units of an id or a name. */
export const CAUSAL_TEXT_MAX = 4000;

/** What one answer may cost. Steps are counted, not timed, so that every machine stops at the same place and says the same. */
export type CausalLimits = {
  /** Nodes of decision diagrams over all completions together. */
  readonly steps: number;
  /** Ways to fill in what is unknown; beyond that results are bounds. */
  readonly completions: number;
  /** Minimal sets that are listed; how many there are is counted in any case. */
  readonly sets: number;
};

export const DEFAULT_LIMITS: CausalLimits = { steps: 4_000_000, completions: 1024, sets: 50 };
