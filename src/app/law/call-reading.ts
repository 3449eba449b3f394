import { z } from "zod";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure, toHex, utf8 } from "../../lib/index.ts";
import type { CaseId, NounId, NounOf, ReadingPredicate, StatementOf } from "../../model/index.ts";
import type { BookedCase } from "../case/book.ts";
import { caseCall } from "../case/call.ts";
import { type CaseDesk, caseInSight, nowAt } from "../case/desk.ts";
import { foldOf } from "../case/folds.ts";
import { caseWord, nounWord, text } from "../case/words.ts";
import { loadLaw } from "./packs.ts";
import { foldReadings } from "./readings.ts";
import { idWord } from "./words.ts";

/** What a reading stated. `unknown`: propositions and kinds of evidence that no pack asks about, so that a slip is seen. */
export type ToldReading = {
  readonly case: CaseId;
  readonly entry: number | null;
  readonly claims: number;
  readonly records: number;
  readonly unknown: readonly string[];
};

const answersWord = z.array(text(400)).max(200).default([]);

const readingInput = z
  .strictObject({
    case: caseWord,
    claims: z
      .array(
        z.strictObject({
          claim: nounWord,
          prop: idWord,
          shows: answersWord,
          refutes: answersWord,
          of: nounWord.nullable().default(null),
          why: z.string().max(4000).default(""),
        }),
      )
      .max(10_000)
      .default([]),
    records: z
      .array(z.strictObject({ record: nounWord, kinds: z.array(idWord).max(20) }))
      .max(10_000)
      .default([]),
  })
  .refine(({ claims, records }) => claims.length + records.length > 0, "expected at least one claim or record to be read");

/**
 * Says how claims are to be read as propositions of law, and which kinds of evidence records are: a statement of its own, that a later one takes the
 * place of. Throws CASE_REFUSED when a claim, an answer, a party or a record is not in the case, CASE_WALLED over another's word.
 */
export const readingCall = caseCall({
  name: "reading",
  about: "one",
  does: "states",
  input: readingInput,
  run: async (desk, { case: id, claims, records }): Promise<ToldReading> => {
    const booked = await caseInSight(desk, id);
    const predicate: ReadingPredicate = { case: id, claims, records, by: desk.by, at: nowAt(desk) };
    checkReading(desk, booked, predicate);
    const unknown = await unknownIn(desk, predicate);
    const [receipt] = await desk.world.append([readingStatement(predicate)]);
    await desk.book.refresh();
    return { case: id, entry: receipt?.index ?? null, claims: claims.length, records: records.length, unknown };
  },
});

/** A reading as a statement about its case. */
export function readingStatement(predicate: ReadingPredicate): StatementOf<"reading"> {
  return { kind: "reading", subject: [caseSubject(predicate.case)], predicate };
}

/** The case by its id, as the subject of a statement. */
export function caseSubject(id: CaseId): { readonly name: string; readonly digest: { readonly sha256: string } } {
  return { name: id, digest: { sha256: toHex(sha256(utf8(id))) } };
}

/** Throws when a reading speaks of what the case has not, contradicts itself, or takes back the word of somebody else. */
function checkReading(desk: CaseDesk, booked: BookedCase, { claims, records }: ReadingPredicate): void {
  if (booked.casefile.event === "closed") throw new Failure("CASE_REFUSED", `${booked.casefile.case} is closed`);
  const { nouns } = foldOf(booked).view();
  const nounOf = (id: NounId) => nouns.get(id)?.noun;
  for (const read of claims) {
    const claim = nounOf(read.claim);
    if (claim?.noun !== "claim") throw refused(`the case has no claim ${read.claim}`);
    checkAnswers(claim, read);
    if (read.of !== null && nounOf(read.of)?.noun !== "entity") throw refused(`the case has no entity ${read.of}`);
  }
  const lost = records.find(({ record }) => nounOf(record)?.noun !== "record");
  if (lost !== undefined) throw refused(`the case has no record ${lost.record}`);
  requireOwn(desk, booked, { claims, records });
}

function checkAnswers(claim: NounOf<"claim">, { claim: id, shows, refutes, of }: ReadingPredicate["claims"][number]): void {
  const answers = new Map(claim.answers.map(({ answer, entity }) => [answer, entity]));
  const lost = [...shows, ...refutes].find((answer) => !answers.has(answer));
  if (lost !== undefined)
    throw refused(`claim ${id} has no answer ${JSON.stringify(lost)}; it has ${[...answers.keys()].join(", ")}`);
  const both = shows.find((answer) => refutes.includes(answer));
  if (both !== undefined) throw refused(`the answer ${JSON.stringify(both)} cannot both show and refute it`);
  const other = shows.find((answer) => of !== null && (answers.get(answer) ?? of) !== of);
  if (other !== undefined) throw refused(`the answer ${JSON.stringify(other)} names another than ${of}`);
}

/** Throws CASE_WALLED when who may see some victims only would put their word in the place of somebody else's, unless they keep the case. */
export function requireOwn(
  desk: CaseDesk,
  { readings, casefile }: BookedCase,
  given: Pick<ReadingPredicate, "claims" | "records">,
): void {
  if (desk.scope === null || desk.by === casefile.by) return;
  const standing = foldReadings(readings.map(({ predicate }) => predicate));
  const claimed = given.claims.find(({ claim, prop }) =>
    standing.claims.some((one) => one.claim === claim && one.prop === prop && one.by !== desk.by),
  );
  const recorded = given.records.find(({ record }) => (standing.recordsBy.get(record) ?? desk.by) !== desk.by);
  if (claimed !== undefined || recorded !== undefined)
    throw new Failure("CASE_WALLED", `only ${casefile.by}, who keeps the case, may take the place of another's reading`);
}

async function unknownIn({ packs }: CaseDesk, { claims, records }: ReadingPredicate): Promise<readonly string[]> {
  const { book } = await loadLaw(packs);
  const props = new Set([...book.elements].flatMap(([id, { item }]) => item.prop ?? id));
  const ids = [
    ...claims.flatMap(({ prop }) => (props.has(prop) ? [] : [prop])),
    ...records.flatMap(({ kinds }) => kinds.filter((kind) => !book.kinds.has(kind))),
  ];
  return [...new Set(ids)].sort();
}

function refused(what: string): Failure {
  return new Failure("CASE_REFUSED", `${what}; nothing was stated`);
}
