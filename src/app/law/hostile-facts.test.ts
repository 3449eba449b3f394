// What people, by slip or on purpose, read into a case: none of it may show anything of somebody else, or harm where none was.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CASE, docketOf, KEEPER, Scene, sha256, weight } from "../../../test/case/nouns.ts";
import { createCaseGraph, damageOf, type Rerun } from "../../case/index.ts";
import type { Facts, NounId } from "../../model/index.ts";
import { CASE_SETTINGS } from "../case/settings.ts";
import { factsOf } from "./facts.ts";
import { figuresOf } from "./figures.ts";
import { type EvidenceGates, gatesOf } from "./gates.ts";
import { type ClaimReading, foldReadings } from "./readings.ts";

type Read = {
  readonly readings?: readonly Partial<ClaimReading>[];
  readonly respondent?: NounId | null;
  readonly reruns?: ReadonlyMap<NounId, Rerun>;
};

function read(scene: Scene, { readings = [], respondent = null, reruns }: Read): { facts: Facts; gates: EvidenceGates } {
  const fold = createCaseGraph({ sha256, settings: CASE_SETTINGS });
  const added = fold.add(docketOf(scene.nouns));
  assert.ok(added.ok, added.ok ? "" : JSON.stringify(added.fault));
  const claims = readings.map((one) => ({ prop: "p", shows: [], refutes: [], of: null, why: "", ...one }) as ClaimReading);
  const folded = foldReadings([{ case: CASE, claims, records: [], by: KEEPER, at: "2026-11-22T12:00:00.000Z" }]);
  const given = {
    graph: fold.view(),
    scores: fold.scores(),
    ask: (id: NounId) => fold.ask(id),
    kindsOf: () => [],
    readings: folded,
    respondent,
    figures: figuresOf(damageOf(fold.view(), reruns), fold.view(), folded.claims),
  };
  const facts = factsOf(given);
  return { facts, gates: gatesOf(given, facts, respondent) };
}

type Answer = { readonly answer: string; readonly entity: NounId | null };

/** A claim that three sources answer alike. */
function answered(scene: Scene, ask: string, answers: readonly Answer[], changes: object = {}): NounId {
  const claim = scene.claim(ask, { answers, ...changes });
  const [first, ...rivals] = answers.map(({ answer }) => answer);
  assert.ok(first !== undefined);
  const weights = rivals.map((rival) => weight(first, rival, 3));
  for (const at of [0, 1, 2])
    scene.bears(scene.reading(scene.record(`${ask}${at}`, `sensor:${ask}${at}`), `${ask} seen ${at}`), claim, weights);
  return claim;
}

const plain = (...answers: readonly string[]): readonly Answer[] => answers.map((answer) => ({ answer, entity: null }));

/** Who it was: the party, with an imitation of it. */
const who = (name: string, entity: NounId | null): readonly Answer[] => [
  { answer: name, entity },
  ...plain(`imitation of ${name}`, "other"),
];

test("what is shown of one party counts for nobody else, whatever the reading says that it is about", () => {
  const scene = new Scene();
  const [a, b] = [scene.entity("Party A"), scene.entity("Party B")];
  const claim = answered(scene, "Whose organ?", [
    { answer: "of A", entity: a },
    { answer: "of B", entity: b },
    ...plain("other"),
  ]);
  const readings = [{ claim, shows: ["of A"], refutes: ["of B"] }];
  const found = (respondent: NounId | null) => read(scene, { readings, respondent }).facts.findings;
  assert.deepEqual(found(b), []);
  assert.deepEqual([found(a)[0]?.pro, found(null)[0]?.pro], ["clear", "clear"]);
  const both = read(scene, { readings: [{ claim, shows: ["of A", "of B"] }], respondent: b }).facts.findings;
  assert.equal(both.length, 0);
});

test("that it was something else, or an imitation of a party, shows nothing of that party", () => {
  const scene = new Scene();
  const a = scene.entity("Party A");
  const other = answered(scene, "Which?", plain("other", "yes", "no"));
  const fake = answered(scene, "Who?", [...plain("imitation of Party A"), { answer: "Party A", entity: a }, ...plain("other")]);
  const readings = [
    { claim: other, shows: ["other"] },
    { claim: fake, prop: "q", shows: ["imitation of Party A"], of: a },
  ];
  assert.deepEqual(read(scene, { readings, respondent: a }).facts.findings, []);
});

test("two claims on one level that name two parties name neither", () => {
  const scene = new Scene();
  const [a, b] = [scene.entity("Party A"), scene.entity("Party B")];
  answered(scene, "Who did it?", who("Party A", a), { kind: "actor", level: "state" });
  assert.equal(read(scene, {}).gates.actor.standard, "clear");
  answered(scene, "Who was it?", who("Party B", b), { kind: "actor", level: "state" });
  for (const respondent of [null, a, b]) assert.equal(read(scene, { respondent }).gates.actor.standard, "reasonable");
});

test("claims on two levels, or that name the same party, do not contradict each other", () => {
  const scene = new Scene();
  const [a, b] = [scene.entity("Party A"), scene.entity("Party B")];
  answered(scene, "Who did it?", who("Party A", a), { kind: "actor", level: "state" });
  answered(scene, "Who was it?", who("Party A", a), { kind: "actor", level: "state" });
  answered(scene, "Which group?", who("Party B", b), { kind: "actor", level: "cluster" });
  const { actor } = read(scene, {}).gates;
  assert.deepEqual([actor.standard, actor.name, actor.level], ["clear", "Party A", "state"]);
});

test("an answer that names nobody is a hint of an actor at most", () => {
  const scene = new Scene();
  answered(scene, "Who did it?", who("a worn cable", null), { kind: "actor", level: "organisation" });
  const { actor } = read(scene, {}).gates;
  assert.equal(actor.standard, "scintilla");
});

for (const answer of [
  "no",
  "It did not stop",
  "not affected",
  "none at all",
  "No harm",
  "nothing happened",
  "unharmed",
  "没有损害",
  "未受影响",
])
  test(`"${answer}" shows no harm and no route`, () => {
    const scene = new Scene();
    answered(scene, "Did it stop?", plain(answer, "it stopped", "other"), { kind: "outcome" });
    answered(scene, "How?", plain(answer, "by the jump host", "other"), { kind: "route" });
    const { damage, route } = read(scene, {}).gates;
    assert.deepEqual([damage.standard, route.standard], [null, null]);
  });

test("a measured nothing is no harm", () => {
  const scene = new Scene();
  const claim = scene.claim("How long?", { kind: "damage" });
  const seen = scene.quantity(scene.record("ticket", "party:a"), 0);
  scene.link("measures", seen, claim);
  const { facts, gates } = read(scene, { reruns: new Map([[seen, { same: true } as Rerun]]) });
  assert.deepEqual([facts.figures.length, gates.damage.standard, gates.incidentBand], [3, null, 0]);
});

test("a reading that only refutes gives no figure its name", () => {
  const scene = new Scene();
  const claim = scene.claim("How many failed?", { kind: "damage" });
  scene.link("measures", scene.quantity(scene.record("ticket", "party:a"), 7200), claim);
  const names = read(scene, { readings: [{ claim, prop: "systems_failed", refutes: ["no"] }] }).facts.figures;
  assert.deepEqual([...new Set(names.map(({ name }) => name))], ["downtime"]);
});
