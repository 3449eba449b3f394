import assert from "node:assert/strict";
import test from "node:test";
import type { Certainty } from "./certainty.ts";
import { createCausalModel } from "./create-model.ts";
import { actualCauses, butFor, minimalCutSets, ness, responsibility } from "./doors.ts";
import { explainOutcome } from "./explain.ts";
import { type CausalGate, type CausalNode, causalGate as gate, causalNode as node } from "./model.ts";

/** What the literature says of one node: but-for, part of a cause (NESS and Halpern 2015), degree of responsibility. */
type Answer = readonly [butFor: Certainty, cause: Certainty, degree: number];
type Textbook = {
  readonly name: string;
  readonly source: string;
  readonly nodes: readonly CausalNode[];
  readonly gates: readonly CausalGate[];
  readonly answers: Readonly<Record<string, Answer>>;
};

const votes = (count: number) => Array.from({ length: count }, (_, at) => node(`voter ${at + 1}`, { role: "decision" }));
const absent = (id: string, forestalledBy: readonly string[] = []) => node(id, { state: "not-occurred", forestalledBy });
const YES = (degree = 1): Answer => ["certain", "certain", degree];
const PART = (degree: number): Answer => ["not", "certain", degree];
const NO: Answer = ["not", "not", 0];

const TEXTBOOK: readonly Textbook[] = [
  {
    name: "a forest fire that takes both lightning and a dropped match",
    source: "Halpern and Pearl 2005 (conjunctive); Halpern 2015",
    nodes: [node("lightning"), node("match"), node("fire")],
    gates: [gate("fire", ["lightning", "match"])],
    answers: { lightning: YES(), match: YES() },
  },
  {
    name: "a forest fire for which either would do, and both came",
    source: "Halpern 2015 (disjunctive): both together are the cause, each is part of it; k = 1 in Chockler and Halpern 2004",
    nodes: [node("lightning"), node("match"), node("fire")],
    gates: [gate("fire", ["lightning", "match"], { needs: "any" })],
    answers: { lightning: PART(1 / 2), match: PART(1 / 2) },
  },
  {
    name: "Suzy's stone hits first; Billy's, on its way, finds no bottle",
    source: "Lewis 2000; Halpern and Pearl 2005; Halpern 2015: Suzy's throw is the cause, Billy's is none, but-for fails",
    nodes: [
      node("Suzy throws", { role: "act" }),
      node("Billy throws", { role: "act" }),
      node("Suzy hits"),
      absent("Billy hits", ["Suzy hits"]),
      node("shattered"),
    ],
    gates: [
      gate("Suzy hits", ["Suzy throws"]),
      gate("Billy hits", ["Billy throws"]),
      gate("shattered", ["Suzy hits", "Billy hits"], { needs: "any" }),
    ],
    answers: { "Suzy throws": PART(1), "Suzy hits": PART(1), "Billy throws": NO, "Billy hits": NO },
  },
  {
    name: "two assassins shoot at once, each bullet enough",
    source: "over-determination: Wright 1985 (NESS says both); Halpern 2015 (each a part)",
    nodes: [node("first"), node("second"), node("death")],
    gates: [gate("death", ["first"], { group: "1" }), gate("death", ["second"], { group: "2" })],
    answers: { first: PART(1 / 2), second: PART(1 / 2) },
  },
  {
    name: "11 to 0, six to win",
    source: "Chockler and Halpern 2004, introduction: each of 11 has responsibility 1/6",
    nodes: [...votes(11), node("elected")],
    gates: [
      gate(
        "elected",
        votes(11).map(({ id }) => id),
        { needs: { atLeast: 6 } },
      ),
    ],
    answers: Object.fromEntries(votes(11).map(({ id }) => [id, PART(1 / 6)])),
  },
  {
    name: "6 to 5, six to win",
    source: "Chockler and Halpern 2004, introduction: each of the six has responsibility 1; who voted against is no cause",
    nodes: [...votes(11).map((vote, at) => (at < 6 ? vote : { ...vote, state: "not-occurred" as const })), node("elected")],
    gates: [
      gate(
        "elected",
        votes(11).map(({ id }) => id),
        { needs: { atLeast: 6 } },
      ),
    ],
    answers: Object.fromEntries(votes(11).map(({ id }, at) => [id, at < 6 ? YES() : NO])),
  },
  {
    name: "three pollute, two thirds of it kill the fish",
    source: "Wright 1985 (several small causes, none necessary, none sufficient): NESS says each",
    nodes: [node("A"), node("B"), node("C"), node("fish die")],
    gates: [gate("fish die", ["A", "B", "C"], { needs: { atLeast: 2 } })],
    answers: { A: PART(1 / 2), B: PART(1 / 2), C: PART(1 / 2) },
  },
  {
    name: "an antidote against a poison that was never given",
    source: "bogus prevention: Hiddleston 2005; Halpern 2015: the antidote is no cause of survival",
    nodes: [absent("poison"), node("antidote", { role: "control" }), absent("death")],
    gates: [gate("death", ["poison"], { unless: ["antidote"] })],
    answers: { poison: NO, antidote: NO },
  },
  {
    name: "the doctor did not treat, and the patient died",
    source: "omissions: Halpern and Pearl 2005: the missing treatment is a cause beside the disease",
    nodes: [node("disease"), node("treatment", { role: "control", state: "not-occurred" }), node("death")],
    gates: [gate("death", ["disease"], { unless: ["treatment"] })],
    answers: { disease: YES(), treatment: YES() },
  },
  {
    name: "the desert traveller: poisoned water ran out of a shot canteen",
    source: "McLaughlin 1925; Hart and Honoré 1959; Halpern and Pearl 2005: emptying it is the cause, the poison is none",
    nodes: [
      node("poisons", { role: "act" }),
      node("shoots", { role: "act" }),
      node("thirst"),
      absent("drinks poison", ["thirst"]),
      node("death"),
    ],
    gates: [
      gate("thirst", ["shoots"]),
      gate("drinks poison", ["poisons"]),
      gate("death", ["thirst", "drinks poison"], { needs: "any" }),
    ],
    answers: { shoots: PART(1), thirst: PART(1), poisons: NO, "drinks poison": NO },
  },
  {
    name: "the trumping order: major and sergeant shout, the corporal goes by the major",
    source: "Schaffer 2000; Halpern and Pearl 2005: in a model that says whose order he follows, the major's alone is the cause",
    nodes: [node("major"), node("sergeant"), node("heeds major"), absent("heeds sergeant", ["heeds major"]), node("advance")],
    gates: [
      gate("heeds major", ["major"]),
      gate("heeds sergeant", ["sergeant"]),
      gate("advance", ["heeds major", "heeds sergeant"], { needs: "any" }),
    ],
    answers: { major: PART(1), sergeant: NO },
  },
  {
    name: "A loads B's gun, B shoots; C shoots too",
    source: "Hopkins and Pearl 2003; Halpern and Pearl 2005: had B not shot, loading would be no cause",
    nodes: [node("A loads"), absent("B shoots"), node("C shoots"), node("death")],
    gates: [gate("death", ["A loads", "B shoots"], { group: "1" }), gate("death", ["C shoots"], { group: "2" })],
    answers: { "A loads": NO, "B shoots": NO, "C shoots": YES() },
  },
  {
    name: "a firing squad of ten, one bullet enough",
    source:
      "the definition of Chockler and Halpern 2004; in their own squad one gun is loaded, which asks for blame and not for responsibility",
    nodes: [...votes(10), node("death")],
    gates: [
      gate(
        "death",
        votes(10).map(({ id }) => id),
        { needs: "any" },
      ),
    ],
    answers: Object.fromEntries(votes(10).map(({ id }) => [id, PART(1 / 10)])),
  },
];

for (const { name, source, nodes, gates, answers } of TEXTBOOK)
  test(`${name} (${source})`, () => {
    const model = createCausalModel({ nodes, gates });
    assert.ok(model.ok, JSON.stringify(model));
    const found = explainOutcome(model.value, nodes.at(-1)?.id ?? "");
    assert.ok(found.ok);
    const said = found.value.causes.map(({ node: { id }, butFor, ness, responsibility }) => {
      assert.equal(responsibility.lo, responsibility.hi);
      return [id, [butFor, ness, responsibility.hi]] as const;
    });
    const told = Object.fromEntries(said.filter(([id]) => id in answers));
    assert.deepEqual(told, Object.fromEntries(Object.entries(answers).filter(([id]) => id in told)));
    for (const [id, answer] of Object.entries(answers)) if (!(id in told)) assert.deepEqual(answer, NO, id);
  });

test("a missing control whose being there would have helped is a cause in the words of any other", () => {
  const model = createCausalModel({
    nodes: [node("login"), node("second factor", { role: "control", state: "unknown", by: ["v"] }), node("loss")],
    gates: [gate("loss", ["login"], { unless: ["second factor"], group: "g" })],
    entities: [{ id: "v", name: "Party A", kind: "party" }],
  });
  assert.ok(model.ok);
  const found = explainOutcome(model.value, "loss");
  assert.ok(found.ok);
  const [first] = found.value.entities;
  assert.deepEqual(first, {
    entity: { id: "v", name: "Party A", kind: "party" },
    acts: ["second factor"],
    butFor: "possible",
    ness: "possible",
    responsibility: { lo: 0, hi: 1 },
    through: "second factor",
  });
});

test("a model that says twice, of nothing, in a circle or against itself is refused", () => {
  const ab = [node("a"), node("b"), node("c", { role: "control" })];
  const table: readonly (readonly [string, readonly CausalNode[], readonly CausalGate[]])[] = [
    ["twice", [node("a"), node("a")], []],
    ["unknown-node", ab, [gate("b", ["x"])]],
    ["bad-gate", ab, [gate("b", [])]],
    ["bad-gate", ab, [gate("b", ["a", "a"])]],
    ["bad-gate", ab, [gate("b", ["a"], { needs: { atLeast: 2 } })]],
    ["cycle", ab, [gate("b", ["a"]), gate("a", ["b"])]],
    ["not-monotone", ab, [gate("b", ["a", "c"]), gate("b", ["a"], { group: "2", unless: ["c"] })]],
    ["not-monotone", ab, [gate("b", ["c"], { unless: ["a"] })]],
    ["not-monotone", [node("a", { forestalledBy: ["b"] }), node("b")], []],
    ["cycle", [node("a", { state: "not-occurred", forestalledBy: ["b"] }), node("b")], [gate("b", ["a"])]],
    ["too-large", Array.from({ length: 2001 }, (_, at) => node(`n${at}`)), []],
  ];
  for (const [kind, nodes, gates] of table) {
    const made = createCausalModel({ nodes, gates });
    assert.equal(made.ok ? "yes" : made.fault.kind, kind);
  }
});

test("each question can be asked by itself", () => {
  const made = createCausalModel({ nodes: [node("a"), node("b"), node("c")], gates: [gate("c", ["a", "b"], { needs: "any" })] });
  assert.ok(made.ok);
  const model = made.value;
  assert.deepEqual(butFor(model, "c", "a"), { ok: true, value: "not" });
  assert.deepEqual(ness(model, "c", "a"), { ok: true, value: "certain" });
  assert.deepEqual(responsibility(model, "c", "a"), { ok: true, value: { lo: 1 / 2, hi: 1 / 2 } });
  assert.deepEqual(actualCauses(model, "c"), { ok: true, value: { sets: [["a", "b"]], count: "1" } });
  assert.deepEqual(minimalCutSets(model, "c"), actualCauses(model, "c"));
  assert.equal(butFor(model, "x", "a").ok, false);
});
