import assert from "node:assert/strict";
import test from "node:test";
import { AT, Scene, sha256 } from "../../../test/case/nouns.ts";
import type { NounId } from "../../model/index.ts";
import { createCaseGraph } from "../graph/case-graph.ts";
import { explainOutcome } from "./explain.ts";
import { causalModelOf } from "./graph-model.ts";

type Causing = { readonly gate: "all" | "any"; readonly group: string; readonly tested?: boolean };

function causes(scene: Scene, [from, to]: readonly [NounId, NounId], { gate, group, tested }: Causing): NounId {
  const whyBecause = tested === undefined ? null : { butFor: tested, complete: true, why: "tried on a copy" };
  return scene.add({ noun: "link", type: "causes", from, to, bearing: null, causing: { gate, group, whyBecause }, why: "" });
}

function entity(scene: Scene, kind: "actor" | "control" | "party" | "asset", name: string): NounId {
  return scene.add({ noun: "entity", kind, name, refs: [] });
}

function event(scene: Scene, what: string, on: readonly NounId[] = []): NounId {
  const when = { from: AT, to: AT, clock: null };
  return scene.add({ noun: "event", what, on: [...on], when, learned: AT, technique: null });
}

/** Clock set wrong, by a login that is seen and a second factor that was off, or by a fault that nobody saw. */
function built() {
  const scene = new Scene();
  const record = scene.record("sshd log", "sensor:gate");
  const seen = scene.reading(record, "Accepted password");
  const actor = entity(scene, "actor", "Party A");
  const victim = entity(scene, "party", "Harbour Time Service");
  const factor = entity(scene, "control", "second factor");
  const server = entity(scene, "asset", "time server");
  const login = event(scene, "login with a stolen password", [actor, server]);
  const off = event(scene, "the second factor was off", [factor]);
  const fault = event(scene, "the receiver failed");
  const outcome = scene.claim("was the clock set wrong?", { kind: "outcome" });
  scene.link("about", off, victim);
  scene.link("derives", seen, login);
  const support = scene.link("derives", seen, off);
  scene.bears(seen, outcome);
  causes(scene, [login, outcome], { gate: "all", group: "1", tested: true });
  causes(scene, [off, outcome], { gate: "all", group: "1" });
  causes(scene, [fault, outcome], { gate: "all", group: "2" });
  return { scene, login, off, fault, outcome, actor, victim, factor, server, support };
}

function explained({ scene, outcome }: ReturnType<typeof built>) {
  const fold = createCaseGraph({ sha256 });
  const added = fold.add(scene.docket());
  assert.ok(added.ok, JSON.stringify(added));
  const model = causalModelOf(fold.view(), fold.scores(), outcome);
  assert.ok(model.ok, JSON.stringify(model));
  const found = explainOutcome(model.value, outcome);
  assert.ok(found.ok);
  return { model: model.value, found: found.value };
}

test("what records support occurred, what nothing supports is unknown and never taken for more", () => {
  const made = built();
  const { model, found } = explained(made);
  assert.equal(model.nodes.get(made.login)?.state, "occurred");
  assert.equal(model.nodes.get(made.off)?.role, "control");
  assert.deepEqual([model.nodes.get(made.fault)?.state, model.nodes.get(made.fault)?.note], ["unknown", "no record supports it"]);
  const fault = found.causes.find(({ node }) => node.id === made.fault);
  assert.deepEqual([fault?.butFor, fault?.ness], ["not", "possible"]);
});

test("an open verdict leaves the outcome open: nothing is certain of what may not have happened", () => {
  const { model, found } = explained(built());
  const { state, note } = model.nodes.get(found.outcome.id) ?? {};
  assert.equal(state, "unknown");
  assert.match(note ?? "", /verdict is open/);
  assert.ok(found.causes.every(({ ness }) => ness !== "certain"));
});

test("acts are ascribed to actors, controls and parties, not to what they were done to", () => {
  const made = built();
  const { model } = explained(made);
  assert.deepEqual(model.nodes.get(made.login)?.by, [made.actor]);
  assert.deepEqual([...(model.nodes.get(made.off)?.by ?? [])].sort(), [made.factor, made.victim].sort());
  assert.equal(model.entities.has(made.server), false);
});

test("an event whose support is withdrawn is unknown again", () => {
  const made = built();
  made.scene.judge(made.support, "withdraw");
  const { model } = explained(made);
  assert.equal(model.nodes.get(made.off)?.state, "unknown");
  assert.equal(model.nodes.get(made.login)?.state, "occurred");
});

test("the links' groups are alternatives, and edges that nobody tested are questions", () => {
  const made = built();
  const { model, found } = explained(made);
  const groups = (model.into.get(made.outcome) ?? []).map(({ needs, causes: from }) => [needs, [...from].sort()]);
  assert.deepEqual(groups, [
    ["all", [made.login, made.off].sort()],
    ["all", [made.fault]],
  ]);
  const untested = found.questions.filter(({ about }) => about === "untested").map(({ cause }) => cause ?? "");
  assert.deepEqual(new Set(untested), new Set([made.off, made.fault]));
});
