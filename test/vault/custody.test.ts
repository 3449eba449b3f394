import assert from "node:assert/strict";
import { test } from "node:test";
import { CUSTODY_PROBLEMS, type Custody, type CustodyProblemKind, foldCustody } from "../../src/vault/index.ts";
import { offered, TABLE } from "./custody-table.ts";
import { ANNA, BEN, CARA, CASE, nameOf, Story, signedBy } from "./story.ts";

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
