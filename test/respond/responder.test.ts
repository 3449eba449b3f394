import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ResponderAnswers } from "../../src/app/respond/request.ts";
import { foldLives } from "../../src/model/index.ts";
import { isFailure } from "../keys/node.ts";
import { detectionOf, HOUR, manualBlock, NOW, openScene, settle, statedIn, targetOf, WORDS } from "./scene.ts";

const ATTACKER = "203.0.113.66";

describe("a detection", () => {
  test("is with the actuator before observe returns, and stated afterwards", async () => {
    const { responder, actuator, ledger } = await openScene();
    const before = ledger.size;
    responder.observe(detectionOf(ATTACKER), NOW);
    assert.deepEqual(actuator.calls.at(-1), "apply 1");
    assert.equal(ledger.size, before);
    await responder.settled();
    const [stated] = await statedIn(ledger);
    assert.equal(stated?.step, "applied");
    assert.deepEqual(stated?.targets, [targetOf(ATTACKER)]);
    assert.equal(stated?.expiresAt, "2026-11-22T13:00:00.000Z");
    assert.deepEqual(stated?.reach, { addresses: "1", flowsHit: 0, flowsSeen: 3 });
    assert.equal(stated?.undo, `meridian unblock ${stated?.action}`);
    await responder.close();
  });

  test("of the same attack again changes nothing while more than half of the time is left, then extends the same action", async () => {
    const { responder, time, ledger } = await openScene();
    for (let line = 0; line < 100; line++) responder.observe(detectionOf(ATTACKER), NOW);
    await settle();
    responder.observe(detectionOf(ATTACKER), NOW);
    await time.pass(HOUR / 2 + 60_000, 60_000);
    responder.observe(detectionOf(ATTACKER, time.nowMs), time.nowMs);
    await responder.settled();
    const stated = await statedIn(ledger);
    assert.deepEqual(
      stated.map(({ step }) => step),
      ["applied", "extended"],
    );
    assert.equal(stated[1]?.action, stated[0]?.action);
    assert.equal(stated[1]?.expiresAt, "2026-11-22T13:31:00.000Z");
    await responder.close();
  });

  test("whose target a guard protects is refused once, not at every line", async () => {
    const { responder, guards, actuator, ledger } = await openScene();
    guards.protectedValues.add(ATTACKER);
    for (let line = 0; line < 50; line++) responder.observe(detectionOf(ATTACKER), NOW);
    await responder.settled();
    const stated = await statedIn(ledger);
    assert.deepEqual(
      stated.map(({ step, guards: by }) => [step, by.refusedBy]),
      [["refused", "allowlist"]],
    );
    assert.equal(actuator.held.size, 0);
    await responder.close();
  });

  test("that the enforcer refuses or cannot do is stated as refused or failed, and intends nothing", async () => {
    const { responder, actuator, ledger } = await openScene();
    actuator.answer = ({ target }) =>
      target.value === ATTACKER
        ? { state: "refused", guard: "operator", reason: "an operator's session" }
        : { state: "failed", guard: null, reason: "no such set" };
    responder.observe(detectionOf(ATTACKER), NOW);
    responder.observe(detectionOf("203.0.113.67"), NOW);
    await settle();
    actuator.unreachable = true;
    responder.observe(detectionOf("203.0.113.68"), NOW);
    await responder.settled();
    const stated = await statedIn(ledger);
    assert.deepEqual(
      stated.map(({ step, guards, targets }) => [step, guards.refusedBy, targets[0]?.value]),
      [
        ["refused", "operator", ATTACKER],
        ["failed", null, "203.0.113.67"],
        ["failed", null, "203.0.113.68"],
      ],
    );
    assert.equal(responder.status().intended, 0);
    actuator.unreachable = false;
    await responder.close();
  });

  test("of old lines is rehearsed and never acted on", async () => {
    const { responder, actuator, ledger } = await openScene();
    for (let line = 0; line < 10; line++) responder.observe(detectionOf(ATTACKER, NOW - HOUR), NOW);
    await responder.settled();
    const stated = await statedIn(ledger);
    assert.deepEqual(
      stated.map(({ step }) => step),
      ["rehearsed"],
    );
    assert.match(stated[0]?.reason ?? "", /too long after/);
    assert.equal(actuator.held.size, 0);
    await responder.close();
  });

  test("only rehearses in a node that rehearses", async () => {
    const { responder, actuator, ledger } = await openScene({ mode: "rehearse" });
    for (let line = 0; line < 10; line++) responder.observe(detectionOf(ATTACKER), NOW);
    await responder.settled();
    assert.deepEqual(
      (await statedIn(ledger)).map(({ step }) => step),
      ["rehearsed"],
    );
    assert.deepEqual(actuator.calls, []);
    await assert.rejects(responder.answer(manualBlock([ATTACKER])), isFailure("RESPONSE_REFUSED", /only rehearses/));
    await responder.close();
  });
});

describe("a person", () => {
  test("blocks, lengthens and undoes; the ledger has the whole life of it without a fault", async () => {
    const { responder, actuator, ledger, time } = await openScene();
    const first = await responder.answer(manualBlock([ATTACKER, "2001:db8::/64"]));
    assert.deepEqual(
      first.steps.map(({ step, targets }) => [step, targets.length]),
      [["applied", 2]],
    );
    const shorter = await responder.answer(manualBlock([ATTACKER], HOUR / 2));
    assert.deepEqual([shorter.steps, shorter.standing.map(({ target }) => target.value)], [[], [ATTACKER]]);
    await time.pass(1000);
    const longer = await responder.answer(manualBlock([ATTACKER], 2 * HOUR));
    assert.deepEqual(
      longer.steps.map(({ step, action }) => [step, action]),
      [["extended", first.steps[0]?.action]],
    );
    const undone = await responder.answer({ ask: "unblock", what: [first.steps[0]?.action ?? ""], measure: null, ...WORDS });
    assert.equal(undone.steps.flatMap(({ targets }) => targets).length, 2);
    assert.equal(actuator.held.size, 0);
    const entries = [];
    for await (const entry of ledger.entries())
      if (!entry.erased && entry.statement.kind === "action") entries.push({ ...entry, statement: entry.statement });
    const lives = [...foldLives(entries).values()];
    assert.deepEqual(
      lives.map(({ faults, steps }) => [faults, steps.length]),
      [[[], 4]],
    );
    await responder.close();
  });

  test("must say for how long, why and who", async () => {
    const { responder } = await openScene();
    for (const request of [
      manualBlock([ATTACKER], null),
      manualBlock([ATTACKER], 31 * 24 * HOUR),
      manualBlock([ATTACKER], 0),
      manualBlock(["example.org"]),
      manualBlock([]),
      { ...manualBlock([ATTACKER]), reason: " " },
      { ...manualBlock([ATTACKER]), by: "" },
      { ...manualBlock(["session:7"]), measure: "end-session" as const },
    ])
      await assert.rejects(responder.answer(request), isFailure("CLI_USAGE"), JSON.stringify(request));
    await responder.close();
  });

  test("is told what an unblock did not reach", async () => {
    const { responder } = await openScene();
    await responder.answer(manualBlock(["203.0.113.0/24"]));
    const answer = await responder.answer({ ask: "unblock", what: [ATTACKER], measure: null, ...WORDS });
    assert.deepEqual([answer.steps, answer.nothing], [[], [ATTACKER]]);
    assert.deepEqual(
      answer.covering.map(({ target }) => target.value),
      ["203.0.113.0/24"],
    );
    await responder.close();
  });

  test("sees what is held by pages", async () => {
    const { responder } = await openScene();
    await responder.answer(manualBlock(Array.from({ length: 25 }, (_, index) => `198.51.100.${index}`)));
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { blocks, next }: ResponderAnswers["blocks"] = await responder.answer({ ask: "blocks", after, limit: 10, of: null });
      seen.push(...blocks.map(({ target }) => target.value));
      if (next === null) break;
      after = next;
    }
    assert.equal(new Set(seen).size, 25);
    await responder.close();
  });
});
