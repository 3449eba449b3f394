import assert from "node:assert/strict";
import { test } from "node:test";
import { docketOf, KEEPER, Scene, sha256, weight } from "../../../test/case/nouns.ts";
import type { CaseId, EntryName, NounId } from "../../model/index.ts";
import { createCaseGraph } from "./case-graph.ts";
import type { GraphFaultKind } from "./fault.ts";

const UNKNOWN = "f".repeat(64) as NounId;

/** One of each, and what the last noun of the docket, which `make` adds, is refused for. */
type Row = readonly [name: string, fault: GraphFaultKind | null, path: string, make: (scene: Scene, of: Cast) => unknown];
type Cast = ReturnType<typeof cast>;

function cast(scene: Scene) {
  const record = scene.record("log", "sensor:gate");
  const copy = scene.record("copy of log", "sensor:archive");
  const reading = scene.reading(record, "a line");
  const quantity = scene.quantity(record, 60);
  const entity = scene.entity("gate");
  const event = scene.event("gate opened", [0, 1]);
  const later = scene.event("gate closed", [5, 6]);
  const claim = scene.claim("did it?");
  const outcome = scene.claim("what came of it?", { kind: "outcome" });
  const [machine, cluster, organisation] = (["machine", "cluster", "organisation"] as const).map((level) =>
    scene.actorClaim("who?", level),
  ) as [NounId, NounId, NounId];
  return { record, copy, reading, quantity, entity, event, later, claim, outcome, machine, cluster, organisation };
}

const PARTY_A = weight("Party A", "other", 1);

const ROWS: readonly Row[] = [
  ["a copy of a record", null, "", (scene, { record, copy }) => scene.link("derives", record, copy)],
  [
    "a record shown in a claim without a reading",
    "misfit",
    "to",
    (scene, { record, claim }) => scene.link("derives", record, claim),
  ],
  ["a reading of an event's", null, "", (scene, { reading, event }) => scene.link("derives", reading, event)],
  ["an event told by a record", "misfit", "to", (scene, { record, event }) => scene.link("derives", record, event)],
  ["a claim that derives", "misfit", "from", (scene, { claim, event }) => scene.link("derives", claim, event)],
  ["a link from nothing", "missing", "from", (scene, { claim }) => scene.bears(UNKNOWN, claim)],
  ["a link to nothing", "missing", "to", (scene, { reading }) => scene.bears(reading, UNKNOWN)],
  ["a link to itself", "self-link", "to", (scene, { record }) => scene.link("derives", record, record)],
  ["evidence that bears on a claim", null, "", (scene, { reading, claim }) => scene.bears(reading, claim)],
  ["evidence that bears on an event", "misfit", "to", (scene, { reading, event }) => scene.bears(reading, event)],
  ["an entity that bears on a claim", "misfit", "from", (scene, { entity, claim }) => scene.bears(entity, claim)],
  [
    "a weight for an answer that there is not",
    "unknown-answer",
    "bearing.weights[0].for",
    (scene, { reading, claim }) => scene.bears(reading, claim, [weight("perhaps", "other", 1)]),
  ],
  [
    "a weight of an answer against itself",
    "weighed-twice",
    "bearing.weights[0]",
    (scene, { reading, claim }) => scene.bears(reading, claim, [weight("yes", "yes", 1)]),
  ],
  [
    "two weights of the same two answers",
    "weighed-twice",
    "bearing.weights[1]",
    (scene, { reading, claim }) => scene.bears(reading, claim, [weight("yes", "other", 1), weight("other", "yes", 1)]),
  ],
  ["a figure that measures an outcome", null, "", (scene, { quantity, outcome }) => scene.link("measures", quantity, outcome)],
  ["a text that measures", "misfit", "from", (scene, { reading, outcome }) => scene.link("measures", reading, outcome)],
  ["a figure that measures whether", "misfit", "to", (scene, { quantity, claim }) => scene.link("measures", quantity, claim)],
  ["an event that causes a later one", null, "", (scene, { event, later }) => scene.causes(event, later)],
  ["an event that causes an earlier one", "against-time", "", (scene, { event, later }) => scene.causes(later, event)],
  ["a reading that causes", "misfit", "from", (scene, { reading, event }) => scene.causes(reading, event)],
  ["a claim on who that is caused", "misfit", "to", (scene, { event, cluster }) => scene.causes(event, cluster)],
  ["a record about an entity", null, "", (scene, { record, entity }) => scene.link("about", record, entity)],
  ["a record about a claim", "misfit", "to", (scene, { record, claim }) => scene.link("about", record, claim)],
  ["a reading of no record", "missing", "record", (scene) => scene.reading(UNKNOWN, "x")],
  ["a reading of a reading", "misfit", "record", (scene, { reading }) => scene.reading(reading, "x")],
  ["a claim on nothing", "missing", "subject", (scene) => scene.claim("what?", { subject: UNKNOWN })],
  [
    "an answer that names no entity",
    "misfit",
    "answers[0].entity",
    (scene, { event }) =>
      scene.claim("what?", {
        answers: [
          { answer: "it", entity: event },
          { answer: "other", entity: null },
        ],
      }),
  ],
  ["a claim in place of another", null, "", (scene, { claim }) => scene.claim("did it, then?", { supersedes: claim })],
  [
    "a claim in place of one of another kind",
    "misfit",
    "supersedes",
    (scene, { outcome }) => scene.claim("x", { supersedes: outcome }),
  ],
  ["a judgement on nothing", "missing", "on", (scene) => scene.judge(UNKNOWN, "review")],
  [
    "an assessment for an answer that there is not",
    "unknown-answer",
    "answer",
    (scene, { claim }) =>
      scene.add({
        noun: "judgement",
        on: claim,
        stance: "assess",
        answer: "perhaps",
        why: "",
        by: KEEPER,
        at: "2026-11-22T12:00:00.000Z",
      }),
  ],
  ["a claim that bears on one a level up", null, "", (scene, { machine, cluster }) => scene.bears(machine, cluster, [PARTY_A])],
  [
    "a claim that bears on one two levels up",
    "level-skipped",
    "to",
    (scene, { machine, organisation }) => scene.bears(machine, organisation, [PARTY_A]),
  ],
  [
    "a claim that bears without a weight",
    "unweighed",
    "bearing.weights",
    (scene, { machine, cluster }) => scene.bears(machine, cluster, []),
  ],
];

for (const [name, fault, path, make] of ROWS)
  test(`${name}: ${fault ?? "taken"}`, () => {
    const scene = new Scene();
    const of = cast(scene);
    make(scene, of);
    const fold = createCaseGraph({ sha256 });
    const added = fold.add(scene.docket());
    if (fault === null) return assert.ok(added.ok, JSON.stringify(added));
    assert.ok(!added.ok);
    const place = `nouns[${scene.nouns.length - 1}]`;
    assert.deepEqual([added.fault.kind, added.fault.path], [fault, path === "" ? place : `${place}.${path}`]);
    assert.equal(fold.view().nouns.size, 0, "nothing half taken");
  });

test("a circle is refused at the link that closes it, of evidence and of causes", () => {
  for (const type of ["bears", "causes"] as const) {
    const scene = new Scene();
    const ids = ["a", "b", "c"].map((ask) => scene.claim(ask));
    const join = (from: number, to: number) => scene[type](ids[from] as NounId, ids[to] as NounId);
    join(0, 1);
    join(1, 2);
    join(2, 0);
    scene.record("one more", "o");
    const fold = createCaseGraph({ sha256 });
    const added = fold.add(scene.docket());
    assert.deepEqual(added.ok ? null : [added.fault.kind, added.fault.path], ["circular", "nouns[5]"]);
    assert.ok(fold.add(docketOf(scene.nouns.slice(0, 5))).ok, "without it they hold");
    assert.ok(!fold.add(docketOf(scene.nouns.slice(5))).ok, "and it is refused later too");
  }
});

test("time runs from cause to effect through a claim that has none, and clocks are corrected", () => {
  const scene = new Scene();
  const late = scene.event("late", [10, 12]);
  const early = scene.event("early", [0, 5]);
  const between = scene.claim("between");
  scene.causes(late, between);
  scene.causes(between, early);
  const fold = createCaseGraph({ sha256 });
  const added = fold.add(scene.docket());
  assert.deepEqual(added.ok ? null : [added.fault.kind, added.fault.path], ["against-time", "nouns[4]"]);
  const slow = new Scene();
  const behind = slow.event("read off a clock that is six minutes slow", [0, 5], { lo: 0, hi: 360_000 });
  slow.causes(slow.event("late", [10, 12]), behind);
  assert.ok(createCaseGraph({ sha256 }).add(slow.docket()).ok);
});

test("a noun that is there already changes nothing, whoever says it again", () => {
  const scene = new Scene();
  scene.record("log", "sensor:gate");
  const fold = createCaseGraph({ sha256 });
  const first = fold.add(docketOf(scene.nouns, "Party A"));
  const again = fold.add(docketOf([...scene.nouns, ...scene.nouns], "Party B"));
  assert.ok(first.ok && again.ok);
  assert.deepEqual(again.value, [...first.value, ...first.value]);
  assert.deepEqual(
    [...fold.view().nouns.values()].map(({ order, statedBy }) => [order, statedBy]),
    [[0, "Party A"]],
  );
});

test("a docket of another case is refused, and listed when it is in a ledger", () => {
  const fold = createCaseGraph({ sha256 });
  assert.ok(fold.add(docketOf([])).ok);
  const other = { ...docketOf([]), case: "case-ffffffffffff" as CaseId };
  const entry = "e".repeat(64) as EntryName;
  const [tried, added] = [fold.add(other), fold.add({ ...other, entry })];
  assert.ok(!tried.ok && !added.ok);
  assert.equal(added.fault.kind, "wrong-case");
  assert.deepEqual(fold.view().refused, [{ entry, fault: added.fault }]);
});
