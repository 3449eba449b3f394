import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { drawFrom, randomGraph } from "../../../test/support/causal-graphs.ts";
import { assertGolden } from "../../../test/support/golden.ts";
import { present } from "../../lib/index.ts";
import { causationLines } from "./causation-lines.ts";
import { causationPicture } from "./causation-picture.ts";
import { createCausalModel } from "./create-model.ts";
import { explainOutcome } from "./explain.ts";
import { type CausalModel, type CausalNode, causalGate as gate, causalNode as node } from "./model.ts";

const golden = (name: string) => join(import.meta.dirname, "../../../test/golden", name);

function explained(model: CausalModel, outcome: string) {
  const found = explainOutcome(model, outcome);
  assert.ok(found.ok);
  return found.value;
}

function modelWith(name: string, names: Partial<CausalNode> = {}): CausalModel {
  const made = createCausalModel({
    nodes: [
      node("login", { name: "login with a stolen password", role: "act", by: ["a"] }),
      node("factor", { name: "the second factor", role: "control", state: "not-occurred", by: ["v"] }),
      node("fault", { name: "the receiver failed", state: "unknown", note: "no record supports it" }),
      node("storm", { name: "a storm", state: "not-occurred" }),
      node("access", { name: "access to the time server", ...names }),
      node("wrong", { name, role: "outcome" }),
    ],
    gates: [
      gate("access", ["login"], { unless: ["factor"], tests: [{ cause: "login", butFor: true, complete: true, why: "tried" }] }),
      gate("wrong", ["access"], { group: "1" }),
      gate("wrong", ["fault", "storm"], { group: "2" }),
      gate("wrong", ["fault"], { group: "3" }),
    ],
    entities: [
      { id: "a", name: "Party A", kind: "actor" },
      { id: "v", name: "Harbour Time Service", kind: "party" },
    ],
  });
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

test("the text of an example", () => {
  const model = modelWith("clock set wrong");
  assertGolden(golden("causation.txt"), `${causationLines(model, explained(model, "wrong")).join("\n")}\n`);
});

test("the picture of an example", () => {
  const model = modelWith("clock set wrong");
  assertGolden(golden("causation.svg"), causationPicture(model, explained(model, "wrong")));
});

test("the victim's missing control and the attacker's act get the same words", () => {
  const model = modelWith("clock set wrong");
  const lines = causationLines(model, explained(model, "wrong"));
  const after = (name: string) => present(lines[lines.indexOf(`  - ${name}`) + 1], name);
  assert.equal(after("the second factor was missing or failed"), after("login with a stolen password"));
});

test("whatever is written into a name stays one line of text and text in the picture", () => {
  const nasty = '</text><script>alert(1)</script>"&\u202e\u0000\n  - forged: yes';
  const model = modelWith(nasty, { name: nasty });
  const found = explained(model, "wrong");
  const picture = causationPicture(model, found);
  assert.ok(!picture.includes("<script") && !picture.includes("\u0000"));
  assert.ok(!causationLines(model, found).some((line) => /[\u0000-\u001f\u202e]/.test(line) || line.startsWith("  - forged")));
});

test("a graph of 200 nodes is drawn, twice the same", () => {
  const { model, outcome } = randomGraph({ nodes: 200, roots: 60, fan: 3, back: 200, unknown: 0.02 }, drawFrom(5));
  const found = explained(model, outcome);
  const picture = causationPicture(model, found);
  assert.equal(picture, causationPicture(model, found));
  assert.ok(picture.startsWith("<svg ") && picture.length < 1_000_000);
});
