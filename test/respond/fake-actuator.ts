import { Failure } from "../../src/lib/index.ts";
import { MEASURES } from "../../src/model/index.ts";
import { type Actuator, type Held, intentKey, type Order, type Outcome } from "../../src/respond/index.ts";

/** A system in memory that a test can break, drain and tamper with. */
export class FakeActuator implements Actuator {
  readonly name = "fake";
  readonly measures = MEASURES;
  readonly held = new Map<string, Held>();
  readonly calls: string[] = [];
  readonly #clock: () => number;
  /** Set: every call throws. */
  unreachable = false;
  /** Answers an order instead of doing it. */
  answer: (order: Order) => Pick<Outcome, "state" | "guard" | "reason"> | undefined = () => undefined;
  /** Calls wait for it. */
  gate: Promise<void> = Promise.resolve();
  #generation = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Somebody else changes what is held. */
  tamper(change: (held: Map<string, Held>) => void): void {
    change(this.held);
    this.#generation++;
  }

  async apply(orders: readonly Order[]): Promise<readonly Outcome[]> {
    this.calls.push(`apply ${orders.length}`);
    this.#reach();
    const outcomes = orders.map((order) => this.#apply(order));
    await this.gate;
    return outcomes;
  }

  #apply(order: Order): Outcome {
    const other = this.answer(order);
    if (other !== undefined) return { target: order.target, ...other };
    const key = intentKey(order);
    const before = this.held.get(key)?.expiresAtMs ?? Number.NEGATIVE_INFINITY;
    if (order.expiresAtMs !== null && order.expiresAtMs > before)
      this.held.set(key, {
        measure: order.measure,
        target: order.target,
        expiresAtMs: order.expiresAtMs,
        dropped: { packets: 7, bytes: 420 },
      });
    return { target: order.target, state: "done", guard: null, reason: null };
  }

  async rehearse(orders: readonly Order[]): Promise<readonly Outcome[]> {
    this.#reach();
    return orders.map(({ target }) => ({ target, state: "done", guard: null, reason: null }));
  }

  async undo(orders: readonly Pick<Order, "measure" | "target">[]): Promise<readonly Outcome[]> {
    this.calls.push(`undo ${orders.length}`);
    this.#reach();
    for (const order of orders) this.held.delete(intentKey(order));
    return orders.map(({ target }) => ({ target, state: "done", guard: null, reason: null }));
  }

  async list(): Promise<readonly Held[]> {
    this.calls.push("list");
    this.#reach();
    for (const [key, { expiresAtMs }] of this.held)
      if (expiresAtMs !== null && expiresAtMs <= this.#clock()) this.held.delete(key);
    return [...this.held.values()];
  }

  async generation(): Promise<string> {
    this.#reach();
    return String(this.#generation);
  }

  #reach(): void {
    if (this.unreachable) throw new Failure("ENFORCER_UNREACHABLE", "could not use the enforcer: it is a test");
  }
}
