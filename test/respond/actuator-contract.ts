import assert from "node:assert/strict";
import { test } from "node:test";
import type { Actuator, Held, Order } from "../../src/respond/index.ts";

/** What the contract needs to know of one actuator. */
export type ActuatorUnderTest = {
  readonly name: string;
  /** An actuator that holds nothing yet. It is closed by `close`. */
  readonly open: () => Promise<{ readonly actuator: Actuator; readonly close: () => Promise<void> }>;
  /** Targets of its measures, no two the same, that no guard of it refuses; at least two. */
  readonly targets: readonly Pick<Order, "measure" | "target">[];
  readonly nowMs: () => number;
  /** Lets `ms` go by on the actuator's clock: turns a fake one, or waits for a real one. */
  readonly pass: (ms: number) => Promise<void>;
  /** How exactly `list` knows an end; 0 when to the millisecond. */
  readonly precisionMs: number;
};

const HOUR_MS = 3_600_000;
const SHORT_MS = 300;

/** What every actuator must do, registered as tests of node:test. */
export function actuatorContract(under: ActuatorUnderTest): void {
  const { name, targets, nowMs, precisionMs } = under;
  const [first, second] = targets;
  assert(first !== undefined && second !== undefined, "the contract needs two targets");
  const order = (one: Pick<Order, "measure" | "target">, ms: number): Order => ({ ...one, expiresAtMs: nowMs() + ms });
  const done = (orders: readonly Pick<Order, "target">[]) =>
    orders.map(({ target }) => ({ target, state: "done", guard: null, reason: null }));
  const end = (held: readonly Held[], { target }: Pick<Order, "target">) =>
    held.find((one) => one.target.kind === target.kind && one.target.value === target.value)?.expiresAtMs;
  const assertEnd = (held: readonly Held[], wanted: Order) => {
    const off = Math.abs((end(held, wanted) ?? Number.NaN) - (wanted.expiresAtMs ?? 0));
    assert(off <= precisionMs, `${wanted.target.value} ends ${off} ms off`);
  };
  const check = (title: string, run: (actuator: Actuator) => Promise<void>) => {
    void test(`${name}: ${title}`, async () => {
      const { actuator, close } = await under.open();
      try {
        await run(actuator);
      } finally {
        await close();
      }
    });
  };

  check("holds what it was told to hold, until when it was told", async (actuator) => {
    const orders = targets.map((target, index) => order(target, HOUR_MS + index * 60_000));
    assert.deepEqual(await actuator.apply(orders), done(orders));
    const held = await actuator.list();
    assert.deepEqual(names(held), names(orders));
    for (const wanted of orders) assertEnd(held, wanted);
  });

  check("changes nothing when it rehearses", async (actuator) => {
    const orders = targets.map((target) => order(target, HOUR_MS));
    assert.deepEqual(await actuator.rehearse(orders), done(orders));
    assert.deepEqual(await actuator.list(), []);
  });

  check("takes back what is named, and nothing else", async (actuator) => {
    await actuator.apply(targets.map((target) => order(target, HOUR_MS)));
    assert.deepEqual(await actuator.undo([first]), done([first]));
    assert.deepEqual(names(await actuator.list()), names(targets.slice(1)));
  });

  check("finds that taking back what is not held is done", async (actuator) => {
    assert.deepEqual(await actuator.undo(targets), done(targets));
    assert.deepEqual(await actuator.list(), []);
  });

  check("extends what it holds, once", async (actuator) => {
    await actuator.apply([order(first, HOUR_MS)]);
    const longer = order(first, 2 * HOUR_MS);
    assert.deepEqual(await actuator.apply([longer]), done([longer]));
    const held = await actuator.list();
    assert.equal(held.length, 1);
    assertEnd(held, longer);
  });

  check("lets go by itself when the time is over", async (actuator) => {
    await actuator.apply([order(first, SHORT_MS), order(second, HOUR_MS)]);
    await under.pass(SHORT_MS);
    for (let turn = 0; turn < 100 && (await actuator.list()).length > 1; turn++) await under.pass(20);
    assert.deepEqual(names(await actuator.list()), names([second]));
  });

  check("answers each order in its place, and nothing to nothing", async (actuator) => {
    assert.deepEqual(await actuator.apply([]), []);
    assert.deepEqual(await actuator.undo([]), []);
    const twice = [order(second, HOUR_MS), order(first, HOUR_MS), order(second, HOUR_MS)];
    assert.deepEqual(await actuator.apply(twice), done(twice));
    assert.deepEqual(names(await actuator.list()), names([first, second]));
  });

  check("keeps its generation over its own changes", async (actuator) => {
    const before = await actuator.generation();
    await actuator.apply(targets.map((target) => order(target, HOUR_MS)));
    await actuator.undo(targets);
    assert.equal(await actuator.generation(), before);
  });
}

function names(list: readonly Pick<Order, "measure" | "target">[]): readonly string[] {
  return list.map(({ measure, target }) => `${measure} ${target.kind}:${target.value}`).sort();
}
