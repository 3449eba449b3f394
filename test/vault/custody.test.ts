import assert from "node:assert/strict";
import { test } from "node:test";
import { isoTime } from "../../src/lib/index.ts";
import type { ExhibitId } from "../../src/model/index.ts";
import { CUSTODY_PROBLEMS, type Custody, type CustodyProblemKind, foldCustody } from "../../src/vault/index.ts";
import { ANNA, BEGIN_MS, BEN, CARA, CASE, content, hand, KEEPER_SIGNS, nameOf, Story, signedBy } from "./story.ts";

const HOUR_MS = 3_600_000;
const at = (ms: number) => ({ from: isoTime(ms), to: isoTime(ms), sources: [] });

function fold(story: Story, nowMs = story.nowMs): Custody {
  return foldCustody(story.entries, { nowMs, acceptWithinMs: 72 * HOUR_MS });
}

/** An exhibit that Anna offered to Ben. */
function offered(story: Story): { exhibit: ExhibitId; offer: ReturnType<typeof nameOf> } {
  const exhibit = story.exhibit(1);
  return { exhibit, offer: story.event(exhibit, "transferred-out", ANNA, { counterparty: BEN }) };
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

function kinds(story: Story, nowMs?: number): readonly CustodyProblemKind[] {
  return fold(story, nowMs).problems.map(({ kind }) => kind);
}

type Row = { readonly kind: CustodyProblemKind; readonly when: string; readonly tell: (story: Story) => number | void };

const TABLE: readonly Row[] = [
  {
    kind: "unknown-exhibit",
    when: "an event names an exhibit that was never taken in",
    tell: (story) => void story.event("ex-00000000000000ff" as ExhibitId, "accessed", ANNA),
  },
  {
    kind: "duplicate-exhibit",
    when: "an id is given twice",
    tell: (story) => {
      story.exhibit(1);
      story.exhibit(1, { number: "other" });
    },
  },
  {
    kind: "duplicate-number",
    when: "a number is given twice",
    tell: (story) => {
      story.exhibit(1);
      story.exhibit(2, { number: "HTS-2026-1" });
    },
  },
  {
    kind: "unknown-parent",
    when: "an exhibit was made from one that is not there",
    tell: (story) => void story.exhibit(1, { parent: "ex-00000000000000ff" as ExhibitId }),
  },
  {
    kind: "broken-previous",
    when: "an event names another than the one before it",
    tell: (story) => {
      const exhibit = story.exhibit(1);
      story.event(exhibit, "accessed", ANNA);
      story.event(exhibit, "accessed", ANNA, { previous: nameOf(0) });
    },
  },
  {
    kind: "unexpected-answer",
    when: "a correction corrects nothing of this chain",
    tell: (story) => void story.event(story.exhibit(1), "corrected", ANNA, { answers: nameOf(77) }),
  },
  {
    kind: "unexpected-answer",
    when: "a reading answers something",
    tell: (story) => void story.event(story.exhibit(1), "accessed", ANNA, { answers: nameOf(0) }),
  },
  {
    kind: "unexpected-answer",
    when: "what was never disclosed comes back",
    tell: (story) => void story.event(story.exhibit(1), "returned", ANNA, { answers: nameOf(0) }),
  },
  {
    kind: "missing-words",
    when: "a transfer has no purpose",
    tell: (story) => void story.event(story.exhibit(1), "transferred-out", ANNA, { counterparty: BEN, purpose: " " }),
  },
  {
    kind: "missing-words",
    when: "a transfer names nobody",
    tell: (story) => void story.event(story.exhibit(1), "transferred-out", ANNA),
  },
  {
    kind: "missing-words",
    when: "a destruction has no authority",
    tell: (story) => void story.event(story.exhibit(1), "destroyed", ANNA, { authority: "" }),
  },
  {
    kind: "gap",
    when: "the taking hand signs days later",
    tell: (story) => {
      const { exhibit, offer } = offered(story);
      const late = BEGIN_MS + 100 * HOUR_MS;
      const times = { occurred: at(late), recordedAt: isoTime(late) };
      story.event(exhibit, "transferred-in", BEN, { counterparty: ANNA, answers: offer, ...times });
      return late;
    },
  },
  {
    kind: "offer-unanswered",
    when: "nobody accepts within the time",
    tell: (story) => {
      offered(story);
      return BEGIN_MS + 73 * HOUR_MS;
    },
  },
  {
    kind: "overlap",
    when: "it is offered to two",
    tell: (story) => {
      const { exhibit } = offered(story);
      story.event(exhibit, "transferred-out", ANNA, { counterparty: CARA });
    },
  },
  {
    kind: "overlap",
    when: "two accept one offer",
    tell: (story) => {
      const { exhibit, offer } = offered(story);
      story.event(exhibit, "transferred-in", BEN, { counterparty: ANNA, answers: offer });
      story.event(exhibit, "transferred-in", BEN, { counterparty: ANNA, answers: offer });
    },
  },
  {
    kind: "overlap",
    when: "it is read between two hands",
    tell: (story) => void story.event(offered(story).exhibit, "accessed", ANNA),
  },
  {
    kind: "not-the-holder",
    when: "somebody gives what another holds",
    tell: (story) => void story.event(story.exhibit(1), "transferred-out", BEN, { counterparty: CARA }),
  },
  {
    kind: "not-the-holder",
    when: "somebody takes back another's offer",
    tell: (story) => {
      const { exhibit, offer } = offered(story);
      story.event(exhibit, "returned", BEN, { answers: offer });
    },
  },
  {
    kind: "acceptance-without-offer",
    when: "somebody takes what nobody gave",
    tell: (story) => void story.event(story.exhibit(1), "transferred-in", BEN, { counterparty: ANNA, answers: nameOf(0) }),
  },
  {
    kind: "accepted-by-another",
    when: "another hand takes it",
    tell: (story) => {
      const { exhibit, offer } = offered(story);
      story.event(exhibit, "transferred-in", hand("D. Example"), { counterparty: ANNA, answers: offer });
    },
  },
  {
    kind: "accepted-by-another",
    when: "the acceptance names another giver",
    tell: (story) => {
      const { exhibit, offer } = offered(story);
      story.event(exhibit, "transferred-in", BEN, { counterparty: CARA, answers: offer });
    },
  },
  {
    kind: "unsigned-hand",
    when: "the keeper signs a receipt for a person",
    tell: (story) => {
      const { exhibit, offer } = offered(story);
      story.event(exhibit, "transferred-in", BEN, { counterparty: ANNA, answers: offer });
      story.signers(KEEPER_SIGNS);
    },
  },
  {
    kind: "signed-by-another",
    when: "one person's key signs what another did",
    tell: (story) => {
      story.event(story.exhibit(1), "accessed", ANNA);
      story.signers(signedBy(BEN));
    },
  },
  {
    kind: "clock-reversed",
    when: "an event ends before it begins",
    tell: (story) => {
      const exhibit = story.exhibit(1);
      const from = isoTime(story.nowMs);
      story.event(exhibit, "accessed", ANNA, { occurred: { from, to: isoTime(story.nowMs - 1), sources: [] } });
    },
  },
  {
    kind: "clock-before-predecessor",
    when: "an event ends before what it follows begins",
    tell: (story) => void story.event(story.exhibit(1), "accessed", ANNA, { occurred: at(BEGIN_MS - 1) }),
  },
  {
    kind: "clock-recorded-early",
    when: "an event is recorded before it happens",
    tell: (story) => {
      const exhibit = story.exhibit(1);
      story.event(exhibit, "accessed", ANNA, { occurred: at(story.nowMs + 1) });
    },
  },
  {
    kind: "clock-against-order",
    when: "a later entry was recorded earlier",
    tell: (story) => {
      const exhibit = story.exhibit(1);
      const early = BEGIN_MS - 2001;
      const occurred = { from: isoTime(early), to: isoTime(BEGIN_MS), sources: [] };
      story.event(exhibit, "accessed", ANNA, { recordedAt: isoTime(early), occurred });
    },
  },
  {
    kind: "clock-in-future",
    when: "an exhibit was recorded later than now",
    tell: (story) => {
      story.exhibit(1);
      return BEGIN_MS - 2001;
    },
  },
  {
    kind: "content-differs",
    when: "an event is about another exhibit's bytes",
    tell: (story) => {
      const exhibit = story.exhibit(1);
      story.exhibit(2);
      story.event(exhibit, "accessed", ANNA, { inputs: [content(2)] });
    },
  },
  {
    kind: "content-differs",
    when: "a copy is not the same bytes",
    tell: (story) => {
      const exhibit = story.exhibit(1);
      story.exhibit(2);
      story.event(exhibit, "copied", ANNA, { outputs: [content(2)] });
    },
  },
  {
    kind: "unresolved-digest",
    when: "something was made of which there is no exhibit",
    tell: (story) => void story.event(story.exhibit(1), "transformed", ANNA, { outputs: [content(9)] }),
  },
  {
    kind: "unresolved-digest",
    when: "a digest is an exhibit's and the length is not",
    tell: (story) => {
      const exhibit = story.exhibit(1);
      story.event(exhibit, "transformed", ANNA, { outputs: [{ ...content(1), bytes: 1 }] });
    },
  },
  {
    kind: "after-destruction",
    when: "what was destroyed is read",
    tell: (story) => {
      const exhibit = story.exhibit(1);
      story.event(exhibit, "destroyed", ANNA);
      story.event(exhibit, "accessed", ANNA);
    },
  },
  {
    kind: "destroyed-under-hold",
    when: "a hold keeps it",
    tell: (story) => {
      const exhibit = story.exhibit(1);
      story.hold({ exhibits: [exhibit] });
      story.event(exhibit, "destroyed", ANNA);
    },
  },
];

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
