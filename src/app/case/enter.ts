import { sha256 } from "../../ledger/io/index.ts";
import { Failure, formatJson, type JsonObject } from "../../lib/index.ts";
import {
  type CaseId,
  type DocketPredicate,
  docketSubjects,
  type ExhibitId,
  type Noun,
  type NounId,
  nounId,
  nounShape,
  type RecordName,
  type Statement,
} from "../../model/index.ts";
import type { BookedCase } from "./book.ts";
import { type CaseDesk, caseInSight, nowAt, requireSealed } from "./desk.ts";
import { foldAndState, foldOf } from "./folds.ts";
import { completeNoun } from "./noun-words.ts";
import { type NamedWords, replaceNames } from "./nouns-document.ts";
import { exhibitNoun, recordNouns } from "./record-nouns.ts";

/** What entered a case: the nouns with their ids, in order, and the ledger entry that holds them; null when all of them stood there before. */
export type Entered = {
  readonly case: CaseId;
  readonly entry: number | null;
  readonly nouns: readonly { readonly as: string | null; readonly id: NounId; readonly noun: Noun["noun"] }[];
};

type Named = { readonly as: string | null; readonly noun: Noun };

/**
 * Enters what a person wrote into a case, in one statement or not at all: names resolved, records and exhibits looked up, defaults filled in.
 * Throws CASE_UNKNOWN, and CASE_REFUSED with the place of what does not fit.
 */
export async function enterWords(desk: CaseDesk, id: CaseId, list: readonly NamedWords[]): Promise<Entered> {
  const booked = await caseInSight(desk, id);
  const records = await recordsOf(desk, booked, list);
  const names = new Map<string, string>();
  const named: Named[] = [];
  for (const [at, { as, words }] of list.entries()) {
    const place = as === null ? `noun ${at + 1}` : `noun ${at + 1} (${as})`;
    const noun = records.get(at) ?? readNoun(desk, booked, { words, names, place });
    if (as !== null) {
      if (names.has(as)) throw new Failure("CASE_REFUSED", `${place}: the name ${as} is taken by a noun before it`);
      names.set(as, nounId(noun, sha256));
    }
    named.push({ as, noun });
  }
  return enterNouns(desk, booked, named);
}

/**
 * Enters nouns that are whole. What stands in the case already is not stated again. `beside` are statements that speak of them: they are stated with them,
 * or nothing is. Throws CASE_REFUSED.
 */
export async function enterNouns(
  desk: CaseDesk,
  booked: BookedCase,
  named: readonly Named[],
  beside: readonly Statement[] = [],
): Promise<Entered> {
  const id = booked.casefile.case;
  if (booked.casefile.event === "closed") throw new Failure("CASE_REFUSED", `${id} is closed`);
  const listed = named.map(({ as, noun }) => ({ as, id: nounId(noun, sha256), noun }));
  const standing = foldOf(booked).view().nouns;
  const seen = new Set<NounId>();
  const nouns = listed.flatMap(({ id: name, noun }) => {
    if (standing.has(name) || seen.has(name)) return [];
    seen.add(name);
    return [noun];
  });
  const answer = listed.map(({ as, id: name, noun }) => ({ as, id: name, noun: noun.noun }));
  if (nouns.length === 0) {
    if (beside.length > 0) await desk.world.append(beside);
    await desk.book.refresh();
    return { case: id, entry: null, nouns: answer };
  }
  const predicate: DocketPredicate = { case: id, at: nowAt(desk), by: desk.by, nouns };
  let entry: number | null = null;
  await foldAndState(booked, predicate, async () => {
    const [receipt] = await desk.world.append([{ kind: "docket", subject: docketSubjects(predicate), predicate }, ...beside]);
    entry = receipt?.index ?? null;
  });
  await desk.book.refresh();
  return { case: id, entry, nouns: answer };
}

type Reading = { readonly words: JsonObject; readonly names: ReadonlyMap<string, string>; readonly place: string };

function readNoun(desk: CaseDesk, { casefile }: BookedCase, { words, names, place }: Reading): Noun {
  const replaced = replaceNames(words, names);
  if (!replaced.ok) throw new Failure("CASE_REFUSED", `${place}: nothing before it is named ${replaced.fault.name}`);
  const whole = completeNoun(replaced.value as JsonObject, { now: nowAt(desk), by: desk.by, tlp: casefile.tlp });
  if (!whole.ok) throw new Failure("CASE_REFUSED", `${place}: expected ${whole.fault.expected} at ${whole.fault.path}`);
  const noun = nounShape(whole.value, "noun");
  if (!noun.ok) throw new Failure("CASE_REFUSED", `${place}: expected ${noun.fault.expected} at ${noun.fault.path}`);
  return noun.value;
}

/** Nouns of `noun: record` with `of: NAME`: sealed records and exhibits, by their place in the list. */
async function recordsOf(
  desk: CaseDesk,
  { casefile }: BookedCase,
  list: readonly NamedWords[],
): Promise<ReadonlyMap<number, Noun>> {
  const found = new Map<number, Noun>();
  const sealed = new Map<number, RecordName>();
  for (const [at, { words }] of list.entries()) {
    const { of } = words;
    if (words["noun"] !== "record" || typeof of !== "string") continue;
    requireSealed(desk);
    if (/^[0-9a-f]{64}$/.test(of)) sealed.set(at, of as RecordName);
    else found.set(at, exhibitOf(desk, of, casefile.tlp));
  }
  const nouns = await recordNouns(desk.world.ledger, [...sealed.values()], casefile.tlp);
  for (const [at, name] of sealed) {
    const noun = nouns.get(name);
    if (noun === undefined) throw new Failure("CASE_REFUSED", `record ${name} cannot be read`);
    found.set(at, noun);
  }
  return found;
}

function exhibitOf({ book }: CaseDesk, id: string, tlp: BookedCase["casefile"]["tlp"]): Noun {
  const exhibit = book.exhibit(id as ExhibitId);
  if (exhibit === undefined)
    throw new Failure(
      "CASE_REFUSED",
      `expected \`of\` as a record's 64 hexadecimal digits or an exhibit's id, got ${formatJson(id)}`,
    );
  return exhibitNoun(exhibit, tlp);
}
