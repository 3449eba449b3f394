import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Digest } from "../../src/model/index.ts";
import { detectionOf, FakeGuards, NOW, openScene, statedIn } from "./scene.ts";

const ATTACKER = "203.0.113.66";

/** Guards that refuse what may be forged, and whose list can be replaced. */
class StrictGuards extends FakeGuards {
  list = "ab".repeat(32) as Digest;

  constructor() {
    super();
    this.digest = () => this.list;
    const usual = this.judge;
    this.judge = (order, asking) =>
      asking.reachability === "spoofable" ? { ok: false, guard: "spoofable", reason: "it may be forged" } : usual(order, asking);
  }
}

describe("a refusal", () => {
  test("of forgeable evidence does not shield from the proof that follows", async () => {
    const scene = await openScene({}, { guards: new StrictGuards() });
    scene.proposals = [{ reachability: "spoofable" }];
    for (let line = 0; line < 9; line++) scene.responder.observe(detectionOf(ATTACKER), NOW);
    scene.proposals = [{ reachability: "handshake" }];
    scene.responder.observe(detectionOf(ATTACKER), NOW);
    await scene.responder.settled();
    assert.deepEqual(
      (await statedIn(scene.ledger)).map(({ step }) => step),
      ["refused", "applied"],
    );
    assert.equal(scene.actuator.held.size, 1);
    await scene.responder.close();
  });

  test("by one playbook's limits does not silence another playbook", async () => {
    const scene = await openScene();
    scene.guards.refusing = "prefix-length";
    scene.responder.observe(detectionOf(ATTACKER), NOW);
    scene.guards.refusing = null;
    scene.proposals = [{ playbook: { id: "playbook--other", digest: scene.guards.digest(), step: "action--1" } }];
    scene.responder.observe(detectionOf(ATTACKER), NOW);
    await scene.responder.settled();
    assert.equal(scene.actuator.held.size, 1);
    await scene.responder.close();
  });

  test("by a list that has changed since is judged again at once", async () => {
    const guards = new StrictGuards();
    const scene = await openScene({}, { guards });
    guards.protectedValues.add(ATTACKER);
    for (let line = 0; line < 9; line++) scene.responder.observe(detectionOf(ATTACKER), NOW);
    guards.protectedValues.delete(ATTACKER);
    guards.list = "cd".repeat(32) as Digest;
    for (let line = 0; line < 9; line++) scene.responder.observe(detectionOf(ATTACKER), NOW);
    await scene.responder.settled();
    assert.deepEqual(
      (await statedIn(scene.ledger)).map(({ step }) => step),
      ["refused", "applied"],
    );
    await scene.responder.close();
  });
});
