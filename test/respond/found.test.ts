import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EnforcementPredicate } from "../../src/model/index.ts";
import { foldLives } from "../../src/model/index.ts";
import { intentKey } from "../../src/respond/index.ts";
import { detectionOf, HOUR, manualBlock, NOW, openScene, type Scene, settle, statedIn, targetOf, WORDS } from "./scene.ts";

const ATTACKER = "203.0.113.66";
const keyOf = (text: string) => intentKey({ measure: "block", target: targetOf(text) });

async function enforcementIn({ ledger }: Scene): Promise<readonly EnforcementPredicate[]> {
  const stated: EnforcementPredicate[] = [];
  for await (const entry of ledger.entries())
    if (!entry.erased && entry.statement.kind === "enforcement") stated.push(entry.statement.predicate);
  return stated;
}

const stepsOf = (steps: readonly { step: string; targets: readonly { value: string }[] }[]) =>
  steps.map(({ step, targets }) => `${step} ${targets.map(({ value }) => value).join(" ")}`);

describe("drift", () => {
  test("is repaired soon after somebody else changes something, stated, and an alarm", async () => {
    const scene = await openScene();
    const { responder, actuator, time } = scene;
    await responder.answer(manualBlock([ATTACKER, "203.0.113.67"]));
    actuator.tamper((held) => held.delete(keyOf(ATTACKER)));
    await time.pass(4000);
    assert.ok(actuator.held.has(keyOf(ATTACKER)));
    await responder.settled();
    assert.deepEqual(stepsOf(await statedIn(scene.ledger)), [`applied ${ATTACKER} 203.0.113.67`, `repaired ${ATTACKER}`]);
    const [alarm] = (await enforcementIn(scene)).filter((one) => one.alarm);
    assert.deepEqual([alarm?.intended, alarm?.held, alarm?.repaired], [2, 1, 1]);
    assert.match(scene.problems.join("\n"), /alarm: enforcement fell below 99.9 %: 1 of 2 were held; 1 were put back/);
    assert.equal(responder.status().enforcement?.ratio, 0.5);
    await responder.close();
  });

  test("in the end of an element is repaired within a minute, too early and too late and never", async () => {
    const { responder, actuator, time } = await openScene();
    await responder.answer(manualBlock(["203.0.113.1", "203.0.113.2", "203.0.113.3"], HOUR));
    for (const [address, endMs] of [
      ["203.0.113.1", NOW + 120_000],
      ["203.0.113.2", NOW + 9 * HOUR],
      ["203.0.113.3", null],
    ] as const)
      actuator.held.set(keyOf(address), { measure: "block", target: targetOf(address), expiresAtMs: endMs, dropped: null });
    await time.pass(61_000);
    assert.deepEqual(
      [...actuator.held.values()].map(({ expiresAtMs }) => expiresAtMs),
      [NOW + HOUR, NOW + HOUR, NOW + HOUR],
    );
    await responder.close();
  });

  test("while the enforcer cannot be reached is unknown, which is an alarm; when it comes back all is put back", async () => {
    const scene = await openScene();
    const { responder, actuator, time } = scene;
    await responder.answer(manualBlock([ATTACKER]));
    actuator.unreachable = true;
    actuator.tamper((held) => held.clear());
    await time.pass(10_000);
    assert.match(responder.status().unreachable ?? "", /could not use the enforcer/);
    actuator.unreachable = false;
    await time.pass(4000);
    assert.ok(actuator.held.has(keyOf(ATTACKER)));
    assert.equal(responder.status().unreachable, null);
    await responder.settled();
    assert.ok((await enforcementIn(scene)).every(({ alarm }) => alarm));
    await responder.close();
  });
});

describe("what is held without a statement", () => {
  test("is stated as found, kept to its own end, shown, can be undone, and has a life without a fault", async () => {
    const scene = await openScene();
    const { responder, actuator, time, ledger } = scene;
    actuator.tamper((held) => {
      for (const address of [ATTACKER, "203.0.113.67"])
        held.set(keyOf(address), { measure: "block", target: targetOf(address), expiresAtMs: NOW + HOUR, dropped: null });
    });
    await time.pass(4000);
    const { blocks } = await responder.answer({ ask: "blocks", after: null, limit: 10, of: null });
    assert.deepEqual(
      blocks.map(({ target, began, by }) => [target.value, began, by]),
      [
        [ATTACKER, "found", "reconciler"],
        ["203.0.113.67", "found", "reconciler"],
      ],
    );
    await responder.answer({ ask: "unblock", what: [ATTACKER], measure: null, ...WORDS });
    assert.deepEqual([...actuator.held.keys()], [keyOf("203.0.113.67")]);
    await time.pass(HOUR, 30_000);
    await responder.settled();
    assert.deepEqual(stepsOf(await statedIn(ledger)), [
      `found ${ATTACKER} 203.0.113.67`,
      `undone ${ATTACKER}`,
      "expired 203.0.113.67",
    ]);
    const entries = [];
    for await (const entry of ledger.entries())
      if (!entry.erased && entry.statement.kind === "action") entries.push({ ...entry, statement: entry.statement });
    assert.deepEqual(
      [...foldLives(entries).values()].flatMap(({ faults }) => faults),
      [],
    );
    await responder.close();
  });

  test("and never ends is stated once, not every minute, and goes when a person says so", async () => {
    const { responder, actuator, time, ledger } = await openScene();
    actuator.tamper((held) =>
      held.set(keyOf(ATTACKER), { measure: "block", target: targetOf(ATTACKER), expiresAtMs: null, dropped: null }),
    );
    await time.pass(300_000, 10_000);
    await responder.settled();
    assert.deepEqual(stepsOf(await statedIn(ledger)), [`found ${ATTACKER}`]);
    await responder.answer({ ask: "unblock", what: [ATTACKER], measure: null, ...WORDS });
    assert.equal(actuator.held.size, 0);
    await responder.close();
  });

  test("and is protected is undone at once", async () => {
    const { responder, actuator, guards, time, ledger } = await openScene();
    guards.protectedValues.add(ATTACKER).add("203.0.113.67");
    actuator.tamper((held) => {
      held.set(keyOf(ATTACKER), { measure: "block", target: targetOf(ATTACKER), expiresAtMs: NOW + HOUR, dropped: null });
      held.set(keyOf("203.0.113.67"), { measure: "block", target: targetOf("203.0.113.67"), expiresAtMs: null, dropped: null });
    });
    await time.pass(4000);
    assert.equal(actuator.held.size, 0);
    await responder.settled();
    assert.deepEqual(stepsOf(await statedIn(ledger)), [`found ${ATTACKER}`, "found 203.0.113.67", `undone ${ATTACKER}`]);
    await responder.close();
  });
});

test("a block of an address that came onto the allowlist since is undone at the next comparison", async () => {
  const { responder, actuator, guards, time, ledger } = await openScene();
  await responder.answer(manualBlock([ATTACKER]));
  guards.protectedValues.add(ATTACKER);
  await time.pass(61_000);
  assert.equal(actuator.held.size, 0);
  await responder.settled();
  assert.deepEqual(stepsOf(await statedIn(ledger)), [`applied ${ATTACKER}`, `undone ${ATTACKER}`]);
  await responder.close();
});

test("what runs out is stated as expired within seconds, with what it held back", async () => {
  const { responder, actuator, time, ledger } = await openScene();
  responder.observe(detectionOf(ATTACKER), NOW);
  await settle();
  await time.pass(HOUR + 4000, 2000);
  await responder.settled();
  const stated = await statedIn(ledger);
  assert.deepEqual(stepsOf(stated), [`applied ${ATTACKER}`, `expired ${ATTACKER}`]);
  assert.deepEqual(stated[1]?.dropped, { packets: 7, bytes: 420 });
  assert.ok(!actuator.calls.includes("undo 1"));
  await responder.close();
});

test("a calm hour is stated once", async () => {
  const scene = await openScene();
  await scene.responder.answer(manualBlock([ATTACKER], 9 * HOUR));
  await scene.time.pass(2 * HOUR + 70_000, 5000);
  await scene.responder.settled();
  const stated = await enforcementIn(scene);
  assert.deepEqual(
    stated.map(({ alarm, intended, held }) => [alarm, intended, held]),
    [
      [false, 0, 0],
      [false, 1, 1],
    ],
  );
  await scene.responder.close();
});
