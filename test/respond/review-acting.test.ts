import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Book } from "../../src/respond/index.ts";
import { detectionOf, FakeGuards, manualBlock, NOW, openScene, statedIn } from "./scene.ts";

const ATTACKER = "203.0.113.66";
const SHARED = "203.0.113.80";

/** Guards with one shared address, which only approval may block. */
class SharingGuards extends FakeGuards {
  constructor() {
    super();
    const usual = this.judge;
    this.judge = (order, asking) =>
      order.target.value !== SHARED || asking.approved
        ? usual(order, asking)
        : { ok: false, guard: "shared", reason: "many people", approvable: true };
  }
}

describe("an order that only approval lets pass", () => {
  test("is asked for once when a playbook wants it", async () => {
    const scene = await openScene({}, { guards: new SharingGuards() });
    for (let line = 0; line < 20; line++) scene.responder.observe(detectionOf(SHARED), NOW);
    await scene.responder.settled();
    assert.deepEqual(
      (await statedIn(scene.ledger)).map(({ step }) => step),
      ["awaiting"],
    );
    assert.equal(scene.actuator.held.size, 0);
    await scene.responder.close();
  });

  test("waits when the playbook asks for persons anyway", async () => {
    const scene = await openScene({}, { guards: new SharingGuards() });
    scene.proposals = [{ persons: 1 }];
    scene.responder.observe(detectionOf(SHARED), NOW);
    assert.deepEqual(
      scene.steps.map(({ step }) => step),
      ["awaiting"],
    );
    await scene.responder.close();
  });

  test("is refused to a person who orders it alone", async () => {
    const scene = await openScene({}, { guards: new SharingGuards() });
    const { steps } = await scene.responder.answer<"block">(manualBlock([SHARED]));
    assert.deepEqual(
      steps.map(({ step }) => step),
      ["refused"],
    );
    await scene.responder.close();
  });
});

test("nothing that cannot be stated is begun, not even for a person", async () => {
  const scene = await openScene();
  const before = scene.actuator.calls.filter((call) => call.startsWith("apply")).length;
  scene.disk.before = () => "lost";
  await scene.responder.answer<"block">(manualBlock([ATTACKER]));
  assert.equal(scene.responder.status().paused, "actions cannot be stated now, so that none is begun");
  const { steps } = await scene.responder.answer<"block">(manualBlock(["203.0.113.67"]));
  assert.deepEqual(
    steps.map(({ step }) => step),
    ["failed"],
  );
  assert.equal(scene.actuator.calls.filter((call) => call.startsWith("apply")).length, before + 1);
});

test("what is held shows why it is held, not why another target was refused", async () => {
  const scene = await openScene();
  scene.guards.protectedValues.add("203.0.113.1");
  await scene.responder.answer<"block">(manualBlock(["203.0.113.1", ATTACKER]));
  const predicates = await statedIn(scene.ledger);
  const book = new Book();
  for (const predicate of predicates) book.add(predicate, null);
  const [held] = book.intents.values();
  assert.equal(book.lives.get(held?.action ?? "")?.first.reason, "they attack");
  await scene.responder.close();
});
