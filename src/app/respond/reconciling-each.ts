import { type Enforcement, Reconciling, type ReconcilingOptions } from "./reconciling.ts";

/** How much of what was missing at the start has been put back. */
export type PutBack = { readonly done: number; readonly of: number };

/** Several enforcers, each compared and repaired by itself: one that is away holds up no other. */
export class ReconcilingEach {
  readonly #each: readonly { readonly name: () => string; readonly one: Reconciling }[];

  constructor({
    actuators,
    ...options
  }: Omit<ReconcilingOptions, "actuator" | "isOurs"> & { actuators: readonly ReconcilingOptions["actuator"][] }) {
    this.#each = actuators.map((actuator) => {
      // What an enforcer that never answered would hold is what no other does.
      const isOurs: ReconcilingOptions["isOurs"] = (measure) =>
        actuator.measures.includes(measure) ||
        (actuator.measures.length === 0 && !actuators.some((other) => other.measures.includes(measure)));
      return { name: () => actuator.name, one: new Reconciling({ ...options, actuator, isOurs }) };
    });
  }

  /** All latest comparisons together; null before the first. */
  get latest(): Enforcement | null {
    return this.#each.reduce<Enforcement | null>((sum, { one }) => together(sum, one.latest), null);
  }

  /** Which enforcers cannot be asked, and why; null when all could be at the last try. */
  get unreachable(): string | null {
    const away = this.#each.flatMap(({ name, one }) => (one.unreachable === null ? [] : [[name(), one.unreachable] as const]));
    if (away.length === 0) return null;
    return away.map(([name, why]) => (this.#each.length === 1 ? why : `${name}: ${why}`)).join("; ");
  }

  /** What the first comparisons still put back; null when they are done. */
  get starting(): PutBack | null {
    const some = this.#each.flatMap(({ one }) => one.starting ?? []);
    if (some.length === 0) return null;
    return { done: some.reduce((sum, { done }) => sum + done, 0), of: some.reduce((sum, one) => sum + one.of, 0) };
  }

  /** As Reconciling.droppedOf. */
  droppedOf(key: string): ReturnType<Reconciling["droppedOf"]> {
    for (const { one } of this.#each) {
      const dropped = one.droppedOf(key);
      if (dropped !== null) return dropped;
    }
    return null;
  }

  /** Resolves when each has compared once and put back what was missing; they watch from then on. */
  async start(): Promise<void> {
    await Promise.all(this.#each.map(({ one }) => one.start()));
  }

  /** As Reconciling.close, of each. */
  async close(): Promise<void> {
    await Promise.all(this.#each.map(({ one }) => one.close()));
  }
}

function together(a: Enforcement | null, b: Enforcement | null): Enforcement | null {
  if (a === null || b === null) return a ?? b;
  const [intended, held] = [a.intended + b.intended, a.held + b.held];
  return {
    at: a.at < b.at ? a.at : b.at,
    intended,
    held,
    ratio: intended === 0 ? 1 : held / intended,
    repaired: a.repaired + b.repaired,
    found: a.found + b.found,
    alarm: a.alarm || b.alarm,
  };
}
