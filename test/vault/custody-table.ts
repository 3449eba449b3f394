import { isoTime } from "../../src/lib/index.ts";
import type { EntryName, ExhibitId } from "../../src/model/index.ts";
import type { CustodyProblemKind } from "../../src/vault/index.ts";
import { ANNA, BEGIN_MS, BEN, CARA, content, hand, KEEPER_SIGNS, nameOf, type Story, signedBy } from "./story.ts";

const HOUR_MS = 3_600_000;
const at = (ms: number) => ({ from: isoTime(ms), to: isoTime(ms), sources: [] });

/** An exhibit that Anna offered to Ben. */
export function offered(story: Story): { exhibit: ExhibitId; offer: EntryName } {
  const exhibit = story.exhibit(1);
  return { exhibit, offer: story.event(exhibit, "transferred-out", ANNA, { counterparty: BEN }) };
}

/** A story in which exactly one thing is wrong; `tell` gives the time of the fold when that matters. */
type Row = { readonly kind: CustodyProblemKind; readonly when: string; readonly tell: (story: Story) => number | void };

/** For each kind of problem at least one. */
export const TABLE: readonly Row[] = [
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
