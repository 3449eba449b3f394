import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, test } from "node:test";
import { approveDeed, claimKey, enterKey, parseDeed } from "../../src/app/index.ts";
import { personKey } from "../../src/ledger/io/index.ts";
import { isoTime, utf8 } from "../../src/lib/index.ts";
import { intentKey } from "../../src/respond/index.ts";
import { isFailure } from "../keys/node.ts";
import { detectionOf, HOUR, manualBlock, NOW, openScene, type Scene, settle, statedIn, targetOf, WORDS } from "./scene.ts";

const ATTACKER = "203.0.113.66";
const keyOf = (text: string) => intentKey({ measure: "block", target: targetOf(text) });
const stepsOf = (steps: readonly { step: string; targets: readonly { value: string }[] }[]) =>
  steps.map(({ step, targets }) => `${step} ${targets.map(({ value }) => value).join(" ")}`);

describe("a restart", () => {
  test("re-asserts what has not run out from the ledger alone, through the guards", async () => {
    const first = await openScene();
    await first.responder.answer(manualBlock([ATTACKER, "203.0.113.67"], 2 * HOUR));
    await first.responder.answer(manualBlock(["203.0.113.68"], HOUR / 2));
    await first.responder.answer({ ask: "unblock", what: ["203.0.113.67"], measure: null, ...WORDS });
    await first.responder.answer(manualBlock(["203.0.113.69"], 2 * HOUR));
    await first.responder.close();
    await first.ledger.close();
    first.actuator.held.clear();
    first.guards.protectedValues.add("203.0.113.69");
    await first.time.pass(HOUR, 60_000);
    const again = await openScene({}, first);
    assert.deepEqual([...again.actuator.held.keys()], [keyOf(ATTACKER)]);
    assert.equal(again.actuator.held.get(keyOf(ATTACKER))?.expiresAtMs, NOW + 2 * HOUR);
    await again.responder.settled();
    assert.deepEqual(stepsOf(await statedIn(again.ledger)).slice(4), [
      "expired 203.0.113.68",
      "undone 203.0.113.69",
      `repaired ${ATTACKER}`,
    ]);
    await again.responder.close();
  });

  test("after a crash between block and statement finds the block", async () => {
    const first = await openScene();
    first.responder.observe(detectionOf(ATTACKER), NOW);
    await settle();
    const disk = first.disk.killed();
    const again = await openScene({}, { time: first.time, actuator: first.actuator, guards: first.guards, disk });
    await again.responder.settled();
    assert.deepEqual(stepsOf(await statedIn(again.ledger)), [`found ${ATTACKER}`]);
    assert.ok(again.actuator.held.has(keyOf(ATTACKER)));
    await again.responder.close();
  });

  test("of a node whose enforcer is away goes on without it, and catches up", async () => {
    const first = await openScene();
    await first.responder.answer(manualBlock([ATTACKER]));
    await first.responder.close();
    await first.ledger.close();
    first.actuator.held.clear();
    first.actuator.unreachable = true;
    const again = await openScene({}, first);
    assert.match(again.problems.join(), /enforcement fell below/);
    again.actuator.unreachable = false;
    await again.time.pass(4000);
    assert.ok(again.actuator.held.has(keyOf(ATTACKER)));
    await again.responder.close();
  });

  test("re-asserts 6,000 blocks of bulk orders in bulk", async () => {
    const first = await openScene();
    const all = Array.from({ length: 6000 }, (_, index) => `10.1.${index >> 8}.${index & 255}`);
    await first.responder.answer(manualBlock(all.slice(0, 3000), 9 * HOUR));
    await first.responder.answer(manualBlock(all.slice(3000), 9 * HOUR));
    await first.responder.close();
    await first.ledger.close();
    first.actuator.held.clear();
    first.actuator.calls.length = 0;
    const again = await openScene({}, first);
    assert.equal(again.actuator.held.size, 6000);
    assert.deepEqual(first.actuator.calls, ["list", "apply 6000"]);
    await again.responder.settled();
    const steps = (await statedIn(again.ledger)).map(({ step }) => step);
    assert.deepEqual(steps, ["applied", "applied"], "so many repairs are counted in the enforcement statement alone");
    await again.responder.close();
  });
});

describe("a ledger that takes nothing more", () => {
  test("ends new automatic action, leaves what is held, and still lets a person undo", async () => {
    const scene = await openScene();
    const { responder, disk, actuator, time, problems } = scene;
    responder.observe(detectionOf(ATTACKER), NOW);
    await responder.settled();
    disk.before = () => "lost";
    responder.observe(detectionOf("203.0.113.67"), NOW);
    await responder.settled();
    for (let at = 68; at < 80; at++) responder.observe(detectionOf(`203.0.113.${at}`), NOW);
    await settle();
    assert.deepEqual([...actuator.held.keys()], [keyOf(ATTACKER), keyOf("203.0.113.67")]);
    assert.equal(responder.status().withheld, 12);
    assert.match(responder.status().paused ?? "", /cannot be stated/);
    assert.match(problems.join("\n"), /the ledger takes no statements, so no new automatic action is begun/);
    await responder.answer({ ask: "unblock", what: [ATTACKER], measure: null, ...WORDS });
    await time.pass(120_000, 10_000);
    assert.deepEqual([...actuator.held.keys()], [keyOf("203.0.113.67")]);
    await responder.close();
    assert.match(problems.at(-1) ?? "", /steps could not be stated/);
  });

  test("or is too slow pauses automatic action until there is room, and loses no step", async () => {
    const scene = await openScene({ unstatedMax: 500 });
    const { responder, ledger, time } = scene;
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const append = ledger.append.bind(ledger);
    ledger.append = async (statements, files) => {
      await gate;
      return append(statements, files);
    };
    await time.pass(1000);
    scene.proposals = Array.from({ length: 500 }, (_, index) => ({ target: targetOf(`10.0.${index >> 8}.${index & 255}`) }));
    responder.observe(detectionOf(ATTACKER), NOW);
    await settle();
    assert.match(responder.status().paused ?? "", /cannot be stated/);
    scene.proposals = [{}];
    responder.observe(detectionOf(ATTACKER), NOW);
    assert.equal(responder.status().withheld, 1);
    open();
    await responder.settled();
    assert.equal(responder.status().paused, null);
    assert.equal((await statedIn(ledger)).length, 500);
    await responder.close();
  });
});

async function enterPerson(scene: Scene, name: string) {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  const key = personKey(utf8(pem), "a test key");
  const holder = { name, function: "duty officer", party: "Harbour Authority" };
  const claim = { action: "add", role: "person", replaces: null, holder, effectiveFrom: isoTime(NOW), reason: "hired" } as const;
  await enterKey(scene, await claimKey(scene.ledger.origin, claim, key));
  return key;
}

describe("an action that waits for approval", () => {
  test("is done when enough persons have approved exactly it, and the statement names their entries", async () => {
    const scene = await openScene({ personsForManual: 2 });
    const [ana, ben] = [await enterPerson(scene, "Ana"), await enterPerson(scene, "Ben")];
    const { awaiting } = await scene.responder.answer(manualBlock([ATTACKER]));
    const deed = parseDeed(/'(.*)'/.exec(awaiting[0]?.approve ?? "")?.[1] ?? "");
    assert.match(deed.what, /^block 203\.0\.113\.66 for 1h \(act-[0-9a-f]{16}\)$/);
    await approveDeed(scene.ledger, deed, ana, { nowMs: NOW, validHours: 1 });
    await scene.responder.settled();
    assert.equal(scene.actuator.held.size, 0);
    const other = { ...deed, what: deed.what.replace("66", "67") };
    await approveDeed(scene.ledger, other, ben, { nowMs: NOW, validHours: 1 });
    await scene.responder.settled();
    assert.equal(scene.actuator.held.size, 0);
    await approveDeed(scene.ledger, deed, ben, { nowMs: NOW, validHours: 1 });
    await scene.responder.settled();
    assert.ok(scene.actuator.held.has(keyOf(ATTACKER)));
    const stated = await statedIn(scene.ledger);
    assert.deepEqual(stepsOf(stated), [`awaiting ${ATTACKER}`, `applied ${ATTACKER}`]);
    assert.equal(stated[1]?.approvals.length, 2);
    await scene.responder.close();
  });

  test("survives a restart, is let go by what was approved meanwhile, and is over when nobody approved it for a day", async () => {
    const scene = await openScene();
    scene.proposals = [{ persons: 1 }];
    scene.responder.observe(detectionOf(ATTACKER), NOW);
    scene.responder.observe(detectionOf(ATTACKER), NOW);
    scene.responder.observe(detectionOf("203.0.113.67"), NOW);
    await scene.responder.settled();
    const { awaiting } = await scene.responder.answer({ ask: "blocks", after: null, limit: 1, of: null });
    assert.equal(awaiting.length, 2);
    const deed = parseDeed(/'(.*)'/.exec(awaiting[0]?.approve ?? "")?.[1] ?? "");
    await scene.responder.close();
    await approveDeed(scene.ledger, deed, await enterPerson(scene, "Ana"), { nowMs: NOW, validHours: 1 });
    await scene.ledger.close();
    const again = await openScene({}, scene);
    assert.deepEqual([...again.actuator.held.keys()], [keyOf(ATTACKER)]);
    await again.time.pass(24 * HOUR + 60_000, 600_000);
    await again.responder.settled();
    assert.ok(stepsOf(await statedIn(again.ledger)).includes("expired 203.0.113.67"));
    assert.equal(again.responder.status().awaiting, 0);
    await again.responder.close();
  });

  test("is never more than people can read", async () => {
    const scene = await openScene({ personsForManual: 2 });
    const many = Array.from({ length: 300 }, (_, index) => `10.0.0.${index % 256}${index > 255 ? "/31" : ""}`);
    await assert.rejects(scene.responder.answer(manualBlock(many)), isFailure("CLI_USAGE", /more targets than persons can read/));
    await scene.responder.close();
  });
});

test("what cost a critical flow is rolled back, and stated so", async () => {
  const { responder, actuator, ledger } = await openScene();
  const { steps } = await responder.answer(manualBlock([ATTACKER]));
  await responder.rollBack(steps[0]?.action ?? "", "tcp 192.0.2.1:443 worked before and failed after");
  assert.equal(actuator.held.size, 0);
  await responder.settled();
  assert.deepEqual(stepsOf(await statedIn(ledger)), [`applied ${ATTACKER}`, `rolled-back ${ATTACKER}`]);
  await responder.close();
});
