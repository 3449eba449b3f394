import assert from "node:assert/strict";
import { test } from "node:test";
import { isoTime } from "../../src/lib/index.ts";
import { CUSTODY_PROBLEMS, type Custody, type CustodyProblemKind, foldCustody } from "../../src/vault/index.ts";
import { offered, TABLE } from "./custody-table.ts";
import { ANNA, BEN, CARA, CASE, hand, nameOf, Story, signedBy } from "./story.ts";

const HOUR_MS = 3_600_000;

function fold(story: Story, nowMs = story.nowMs): Custody {
  return foldCustody(story.entries, { nowMs, acceptWithinMs: 72 * HOUR_MS });
}

test("an exhibit is in the hands of who acquired it, then of who accepted it", () => {
  const story = new Story();
  const { exhibit, offer } = offered(story);
  assert.deepEqual(fold(story).chains.get(exhibit)?.holding, { state: "offered", by: ANNA, to: BEN, offer });
  story.event(exhibit, "transferred-in", BEN, { counterparty: ANNA, answers: offer });
  story.event(exhibit, "accessed", BEN);
  const { chains, problems } = fold(story);
  assert.deepEqual(problems, []);
  assert.deepEqual(chains.get(exhibit)?.holding, { state: "held", by: BEN });
  assert.equal(chains.get(exhibit)?.last, nameOf(3));
});

test("an offer that is taken back leaves the exhibit where it was", () => {
  const story = new Story();
  const { exhibit, offer } = offered(story);
  story.event(exhibit, "returned", ANNA, { answers: offer });
  story.event(exhibit, "accessed", ANNA);
  const { chains, problems } = fold(story);
  assert.deepEqual(problems, []);
  assert.deepEqual(chains.get(exhibit)?.holding, { state: "held", by: ANNA });
});

test("another party takes an exhibit with its own key, and then only its people act on it", () => {
  const story = new Story();
  const exhibit = story.exhibit(1);
  const offer = story.event(exhibit, "transferred-out", ANNA, { counterparty: CARA });
  story.event(exhibit, "transferred-in", CARA, { counterparty: ANNA, answers: offer });
  story.signers(signedBy({ ...CARA, name: "North Port CERT" }, "party"));
  assert.deepEqual(fold(story).problems, []);
  story.event(exhibit, "accessed", ANNA);
  assert.deepEqual(kinds(story), ["overlap"]);
});

test("a hold keeps an exhibit by its id or its case until it is lifted", () => {
  const story = new Story();
  const exhibit = story.exhibit(1, { case: CASE });
  story.hold({ hold: "one", exhibits: [exhibit] });
  story.hold({ hold: "two", cases: [CASE] });
  assert.deepEqual(fold(story).chains.get(exhibit)?.holds, ["one", "two"]);
  story.hold({ hold: "one", action: "lift" });
  story.hold({ hold: "two", action: "lift" });
  story.event(exhibit, "destroyed", ANNA);
  assert.deepEqual(fold(story).problems, []);
  assert.deepEqual(fold(story).chains.get(exhibit)?.holding, { state: "destroyed", by: ANNA });
});

test("a hold that is placed again keeps what it kept before, until it is lifted", () => {
  const story = new Story();
  const [first, second] = [story.exhibit(1, { case: CASE }), story.exhibit(2)];
  story.hold({ hold: "one", exhibits: [second], cases: [CASE] });
  story.hold({ hold: "one" });
  for (const exhibit of [first, second]) assert.deepEqual(fold(story).chains.get(exhibit)?.holds, ["one"]);
  story.hold({ hold: "one", action: "lift" });
  for (const exhibit of [first, second]) assert.deepEqual(fold(story).chains.get(exhibit)?.holds, []);
});

test("an event that has no right to move an exhibit leaves it where it is", () => {
  const dan = hand("D. Example");
  const rows: readonly (readonly [string, (story: Story, taken: ReturnType<typeof offered>) => void])[] = [
    [
      "taken by another hand",
      (story, { exhibit, offer }) => void story.event(exhibit, "transferred-in", dan, { counterparty: ANNA, answers: offer }),
    ],
    [
      "taken in the name of the hand, without its signature",
      (story, { exhibit, offer }) => {
        story.event(exhibit, "transferred-in", BEN, { counterparty: ANNA, answers: offer });
        story.signers(signedBy(dan));
      },
    ],
    [
      "taken although it is not offered",
      (story, { exhibit }) => void story.event(exhibit, "transferred-in", dan, { counterparty: ANNA, answers: nameOf(77) }),
    ],
    [
      "offered by who does not hold it",
      (story, { exhibit }) => void story.event(exhibit, "transferred-out", dan, { counterparty: CARA }),
    ],
    ["taken back by another", (story, { exhibit, offer }) => void story.event(exhibit, "returned", dan, { answers: offer })],
    ["destroyed while it is offered", (story, { exhibit }) => void story.event(exhibit, "destroyed", ANNA)],
  ];
  for (const [name, tell] of rows) {
    const story = new Story();
    const taken = offered(story);
    tell(story, taken);
    const { exhibit, offer } = taken;
    assert.notDeepEqual(kinds(story), [], name);
    assert.deepEqual(fold(story).chains.get(exhibit)?.holding, { state: "offered", by: ANNA, to: BEN, offer }, name);
    const problems = kinds(story);
    story.event(exhibit, "transferred-in", BEN, { counterparty: ANNA, answers: offer });
    assert.deepEqual(kinds(story), problems, `${name}: who was offered it takes it still`);
    assert.deepEqual(fold(story).chains.get(exhibit)?.holding, { state: "held", by: BEN }, name);
  }
});

test("a destruction with any problem, even of a clock, destroys nothing", () => {
  const story = new Story();
  const exhibit = story.exhibit(1);
  story.hold({ exhibits: [exhibit] });
  story.event(exhibit, "destroyed", ANNA);
  story.hold({ action: "lift" });
  story.event(exhibit, "destroyed", ANNA, { occurred: { from: isoTime(0), to: isoTime(0), sources: [] } });
  assert.deepEqual(kinds(story), ["destroyed-under-hold", "clock-before-predecessor"]);
  assert.deepEqual(fold(story).chains.get(exhibit)?.holding, { state: "held", by: ANNA });
});

function kinds(story: Story, nowMs?: number): readonly CustodyProblemKind[] {
  return fold(story, nowMs).problems.map(({ kind }) => kind);
}

for (const { kind, when, tell } of TABLE) {
  test(`${kind}: ${when}`, () => {
    const story = new Story();
    const nowMs = tell(story);
    assert.deepEqual(kinds(story, typeof nowMs === "number" ? nowMs : undefined), [kind]);
  });
}

test("every kind of problem has a row", () => {
  assert.deepEqual(new Set(TABLE.map(({ kind }) => kind)), new Set(Object.keys(CUSTODY_PROBLEMS)));
});
