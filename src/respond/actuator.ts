import type { Measure, Target } from "../model/index.ts";

/** One thing to be done to one target. */
export type Order = {
  readonly measure: Measure;
  readonly target: Target;
  /** When it ends by itself, in milliseconds since 1970; null for what is done at once and cannot be taken back. */
  readonly expiresAtMs: number | null;
};

/** What became of one order. `refused`: a guard said no; `failed`: the system did. The reason is null only when done. */
export type Outcome = {
  readonly target: Target;
  readonly state: "done" | "refused" | "failed";
  /** The guard that refused. */
  readonly guard: string | null;
  readonly reason: string | null;
};

/** What the system really holds. */
export type Held = {
  readonly measure: Measure;
  readonly target: Target;
  readonly expiresAtMs: number | null;
  readonly dropped: { readonly packets: number; readonly bytes: number } | null;
};

/**
 * Does things to the operator's own systems, and knows what it has done. Outcomes come in the order of the orders, one each; a call
 * that could not be made at all throws ENFORCER_UNREACHABLE. Applying what is held already, with a later end, extends it.
 */
export type Actuator = {
  readonly name: string;
  readonly measures: readonly Measure[];
  apply(orders: readonly Order[]): Promise<readonly Outcome[]>;
  /** A dry run: what apply would answer, and nothing changed. */
  rehearse(orders: readonly Order[]): Promise<readonly Outcome[]>;
  /** Taking back what is not held is done. */
  undo(orders: readonly Pick<Order, "measure" | "target">[]): Promise<readonly Outcome[]>;
  /** Read from the system, never from memory. */
  list(): Promise<readonly Held[]>;
  /** Changes whenever somebody else may have changed what the system holds; cheap. */
  generation(): Promise<string>;
};
