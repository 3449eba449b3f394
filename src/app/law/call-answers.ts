import { z } from "zod";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import { type CaseId, type Noun, type NounId, type NounOf, nounId, OTHER, type ReadingPredicate } from "../../model/index.ts";
import type { BookedCase } from "../case/book.ts";
import { caseCall } from "../case/call.ts";
import { type CaseDesk, caseInSight, nowAt } from "../case/desk.ts";
import { enterNouns } from "../case/enter.ts";
import { foldOf } from "../case/folds.ts";
import { caseWord, nounWord, text } from "../case/words.ts";
import { VERSION } from "../installation.ts";
import { readingStatement, requireOwn } from "./call-reading.ts";
import { type LoadedLaw, loadLaw } from "./packs.ts";
import { foldReadings } from "./readings.ts";
import { idWord } from "./words.ts";

/** What an answer rests on: a record of the case, or a document that is named here. */
const sourceWord = z.union([
  z.strictObject({ record: nounWord }),
  z.strictObject({ title: text(1000), origin: text(400), url: text(2000).nullable().default(null) }),
]);

const answersInput = z.strictObject({
  case: caseWord,
  answers: z
    .array(
      z.strictObject({
        prop: idWord,
        answer: z.enum(["yes", "no"]),
        why: text(4000),
        source: sourceWord,
        kinds: z.array(idWord).max(20).default([]),
        of: nounWord.nullable().default(null),
      }),
    )
    .min(1, "expected an answer: none is filled in, and nothing was entered")
    .max(500),
});
type Given = z.output<typeof answersInput>["answers"][number];

/** What entered a case from a form. */
export type ToldAnswers = {
  readonly case: CaseId;
  readonly answers: number;
  readonly entry: number | null;
  readonly claims: readonly string[];
};

/**
 * Enters what people answered to the questions of packs: for each a claim, a reading of its source that bears on it with a modest weight, and how the
 * claim is read. All of it in one batch, or nothing. Throws CASE_REFUSED when no pack asks the question.
 */
export const answerFormCall = caseCall({
  name: "answer-form",
  about: "one",
  does: "states",
  input: answersInput,
  run: async (desk, { case: id, answers }): Promise<ToldAnswers> => {
    const booked = await caseInSight(desk, id);
    const law = await loadLaw(desk.packs);
    const made = answers.map((answer) => nounsOf(desk, booked, { law, answer }));
    const named = made.flatMap(({ nouns }) => nouns.map((noun) => ({ as: null, noun })));
    const predicate = readingOf(desk, booked, made);
    const beside = predicate.claims.length + predicate.records.length === 0 ? [] : [readingStatement(predicate)];
    const { entry } = await enterNouns(desk, booked, named, beside);
    return { case: id, answers: answers.length, entry, claims: [...new Set(made.map(({ read }) => read.claim))] };
  },
});

/** How the answers are to be read, as far as nobody has said so before. Kinds of a record are added to those that it has. */
function readingOf(desk: CaseDesk, booked: BookedCase, made: readonly Made[]): ReadingPredicate {
  const standing = foldReadings(booked.readings.map(({ predicate }) => predicate));
  const isKnown = ({ claim, prop }: Made["read"]) => standing.claims.some((one) => one.claim === claim && one.prop === prop);
  const claims = made.map(({ read }) => read).filter((read, at, all) => isFirst(read, at, all) && !isKnown(read));
  const kinds = Map.groupBy(
    made.flatMap((one) => one.kinds),
    ({ record }) => record,
  );
  const records = [...kinds].flatMap(([record, list]) => {
    const before = standing.records.get(record) ?? [];
    const all = [...new Set([...before, ...list.flatMap((one) => one.kinds)])].sort();
    return all.length === before.length ? [] : [{ record, kinds: all }];
  });
  requireOwn(desk, booked, { claims, records });
  return { case: booked.casefile.case, claims, records, by: desk.by, at: nowAt(desk) };
}

function isFirst<Item extends { readonly claim: string; readonly prop: string }>(
  item: Item,
  at: number,
  all: readonly Item[],
): boolean {
  return all.findIndex((one) => one.claim === item.claim && one.prop === item.prop) === at;
}

type Made = {
  readonly nouns: readonly Noun[];
  readonly read: ReadingPredicate["claims"][number];
  readonly kinds: ReadingPredicate["records"];
};

function nounsOf(
  desk: CaseDesk,
  booked: BookedCase,
  { law, answer: given }: { readonly law: LoadedLaw; readonly answer: Given },
): Made {
  const ask = questionOf(law, given.prop);
  const record = recordOf(desk, booked, given);
  const now = nowAt(desk);
  const when = { from: now, to: now, clock: null };
  const about = nounId(record, sha256);
  const observation: Noun = {
    noun: "observation",
    record: about,
    at: { by: "whole" },
    fact: { of: "text", text: given.why },
    when,
    by: { tool: "meridian assess --answers", version: VERSION, arguments: [given.prop, given.answer] },
  };
  const claim: Noun = {
    noun: "claim",
    kind: "occurred",
    level: null,
    subject: given.of,
    ask,
    answers: ["yes", "no", "other"].map((answer) => ({ answer, entity: null })),
    prior: null,
    supersedes: null,
  };
  const link = bearsOn(nounId(observation, sha256), nounId(claim, sha256), given);
  const read = {
    claim: nounId(claim, sha256),
    prop: given.prop,
    shows: ["yes"],
    refutes: ["no"],
    of: given.of,
    why: "answered in the form",
  };
  const known = foldOf(booked).view().nouns.has(about);
  return {
    nouns: [...(known ? [] : [record]), observation, claim, link],
    read,
    kinds: given.kinds.length === 0 ? [] : [{ record: about, kinds: given.kinds }],
  };
}

/** The pack's own question, so that answers to it come together in one claim. */
function questionOf({ book }: LoadedLaw, prop: string): string {
  const asking = [...book.elements.values()].find(({ id, item }) => (item.prop ?? id) === prop);
  if (asking === undefined) throw new Failure("CASE_REFUSED", `no pack asks about ${prop}; nothing was stated`);
  return asking.item.ask.en.slice(0, 2000);
}

function recordOf(desk: CaseDesk, booked: BookedCase, { source }: Given): NounOf<"record"> {
  if ("record" in source) {
    const noun = foldOf(booked).view().nouns.get(source.record)?.noun;
    if (noun?.noun !== "record") throw new Failure("CASE_REFUSED", `the case has no record ${source.record}; nothing was stated`);
    return noun;
  }
  const at = nowAt(desk);
  return {
    noun: "record",
    place: { kept: "elsewhere", sha256: null, title: source.title, url: source.url },
    media: "text/plain",
    taken: { from: at, to: at, clock: null },
    origin: source.origin,
    tlp: booked.casefile.tlp,
  };
}

/** One person's answer: between twice and ten times as probable if it is so, from a source that is fairly reliable and could have been planted. */
const MODEST_BANS = { lo: 0.3, best: 0.6, hi: 1 };
const NO_BANS = { lo: 0, best: 0, hi: 0 };

function bearsOn(from: NounId, to: NounId, { answer, why }: Given): Noun {
  // Both against `other`: an answer that no weight names could be anywhere, and ranges between named ones add up.
  const weights = ["yes", "no"].map((one) => ({
    for: one,
    against: OTHER,
    log10LR: one === answer ? MODEST_BANS : NO_BANS,
    basis: "judged" as const,
    reference: null,
  }));
  const bearing = { weights, reliability: "C" as const, credibility: 3, forgeability: 0.5 };
  return { noun: "link", type: "bears-on", from, to, bearing, causing: null, why: why.slice(0, 4000) };
}
