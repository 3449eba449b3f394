/** What can say no to an order, and what a protected thing is protected by. docs/guards.md. */
export const GUARDS = [
  "own-address",
  "special-address",
  "resolver",
  "time-source",
  "gateway",
  "management",
  "operator",
  "peer",
  "allowlist",
  "shared",
  "safety",
  "system",
  "target",
  "expiry",
  "spoofable",
  "prefix-length",
  "live-flows",
  "budget",
  "canary",
] as const;

export type GuardName = (typeof GUARDS)[number];

/**
 * Who decided: a `playbook` by itself, a `person`, the `reconciler` that restores what was decided before, or nobody that the `enforcer`
 * knows, which sees orders and not their reasons. Each has a budget of its own, so that a storm of one never starves another.
 */
export const ORIGINS = ["playbook", "person", "reconciler", "enforcer"] as const;

export type Origin = (typeof ORIGINS)[number];

/**
 * How the other end was reached: its address proved itself by a completed handshake, could have been forged (UDP, a lone SYN), was not
 * used at all (something on this machine), or nobody said.
 */
export type Reachability = "handshake" | "spoofable" | "local" | "unstated";
