import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { intentKey } from "../../src/respond/index.ts";
import { HOUR, manualBlock, openScene, type Scene, statedIn, targetOf } from "./scene.ts";

const ATTACKER = "203.0.113.66";
const KEY = intentKey({ measure: "block", target: targetOf(ATTACKER) });
const MINUTE = 60_000;
const STEPS = [
  ["6 h forward", 6 * HOUR],
  ["6 h back", -6 * HOUR],
  ["a leap second forward", 1000],
  ["a leap second back", -1000],
  ["a year forward", 365 * 24 * HOUR],
] as const;

/** Somebody sets the clock of the host; a kernel's timeouts do not care. */
function setClock({ time, actuator }: Pick<Scene, "time" | "actuator">, ms: number): void {
  time.nowMs += ms;
  for (const [key, held] of actuator.held)
    if (held.expiresAtMs !== null) actuator.held.set(key, { ...held, expiresAtMs: held.expiresAtMs + ms });
}

describe("a clock that is set while a block for an hour is held", () => {
  for (const [name, ms] of STEPS) {
    test(`${name}: it ends after its hour, and is compared, shown and put back by what is left`, async () => {
      const scene = await openScene();
      const { responder, actuator, time, problems, ledger } = scene;
      await responder.answer(manualBlock([ATTACKER]));
      await time.pass(20 * MINUTE, 10_000);
      actuator.calls.length = 0;
      setClock(scene, ms);
      await time.pass(5 * MINUTE, 10_000);
      assert.deepEqual([...new Set(actuator.calls)], ["list"], "nothing to repair, nothing to end");
      const { blocks } = await responder.answer({ ask: "blocks", after: null, limit: 1, of: null });
      const leftMs = Date.parse(blocks[0]?.expiresAt ?? "") - time.nowMs;
      assert.ok(Math.abs(leftMs - 35 * MINUTE) <= 3000, `${leftMs} ms shown as left`);
      actuator.tamper((held) => held.clear());
      await time.pass(10_000);
      assert.ok(Math.abs((actuator.held.get(KEY)?.expiresAtMs ?? 0) - time.nowMs - 35 * MINUTE + 10_000) <= 3000);
      await time.pass(34 * MINUTE, 10_000);
      assert.equal(responder.status().intended, 1);
      await time.pass(2 * MINUTE, 10_000);
      assert.equal(responder.status().intended, 0);
      assert.equal(actuator.held.size, 0);
      await responder.settled();
      assert.deepEqual(
        (await statedIn(ledger)).map(({ step }) => step),
        ["applied", "repaired", "expired"],
      );
      assert.equal(problems.filter((what) => what.includes("alarm")).length, 1, "the one of the flush");
      await responder.close();
    });
  }

  test("6 h back: an order for longer than what is left lengthens it all the same", async () => {
    const scene = await openScene();
    const { responder, actuator, time } = scene;
    await responder.answer(manualBlock([ATTACKER]));
    await time.pass(40 * MINUTE, 10_000);
    setClock(scene, -6 * HOUR);
    assert.equal((await responder.answer(manualBlock([ATTACKER], 10 * MINUTE))).standing.length, 1);
    // The system is asked anew, by the clock as it is now.
    actuator.held.delete(KEY);
    const { steps } = await responder.answer(manualBlock([ATTACKER]));
    assert.deepEqual(
      steps.map(({ step }) => step),
      ["extended"],
    );
    await time.pass(50 * MINUTE, 10_000);
    assert.ok(actuator.held.has(KEY));
    await time.pass(11 * MINUTE, 10_000);
    assert.equal(responder.status().intended, 0);
    assert.equal(actuator.held.size, 0);
    await responder.close();
  });

  test("back, and the node restarts: it is held no longer than it was asked for", async () => {
    const first = await openScene();
    await first.responder.answer(manualBlock([ATTACKER]));
    await first.time.pass(20 * MINUTE, 10_000);
    await first.responder.close();
    await first.ledger.close();
    setClock(first, -6 * HOUR);
    const again = await openScene({}, first);
    await again.time.pass(39 * MINUTE, 10_000);
    assert.equal(again.responder.status().intended, 1);
    await again.time.pass(22 * MINUTE, 10_000);
    assert.equal(again.responder.status().intended, 0);
    assert.equal(again.actuator.held.size, 0);
    await again.responder.close();
  });
});
