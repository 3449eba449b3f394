import { z } from "zod";
import {
  type CaseGraph,
  type Damage,
  type Due,
  damageOf,
  dutiesOf,
  FACTS,
  headlineOf,
  type Rerun,
  rerun,
  runQuery,
  type SeverityView,
  severityFacts,
  severityOf,
  unknownDuties,
} from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import { type CasefilePredicate, type Event, type Noun, type NounId, nounId } from "../../model/index.ts";
import { dictionary } from "../dictionary.ts";
import { VERSION } from "../installation.ts";
import type { BookedCase } from "./book.ts";
import { caseCall } from "./call.ts";
import { type CaseDesk, caseInSight, casesInSight } from "./desk.ts";
import { type Entered, enterNouns, enterWords } from "./enter.ts";
import { readCaseEvents, spanOf } from "./events.ts";
import { foldOf } from "./folds.ts";
import { shippedDuties, shippedScales } from "./packs.ts";
import { recordNouns } from "./record-nouns.ts";
import { FACT_TOOL, isToldTime, parseFact, toldFacts, toldTimes } from "./told-facts.ts";
import { caseWord, flagWord, nounWord, text, timeWord } from "./words.ts";

/** The harm of a case, and how grave it is by each scale. */
export type ToldDamage = { readonly damage: Damage; readonly severity: readonly SeverityView[] };

/** What harm came of it. With `rerun` every figure's query is asked again of the sealed records, which takes as long as reading them. */
export const damageCall = caseCall({
  name: "damage",
  about: "one",
  does: "reads",
  input: z.strictObject({
    case: caseWord,
    rerun: flagWord.default(false),
    since: timeWord.optional(),
    until: timeWord.optional(),
  }),
  run: async (desk, { case: id, rerun: again, ...span }): Promise<ToldDamage> => {
    const booked = await caseInSight(desk, id);
    const reruns = again ? await rerunAll(desk, booked, span) : new Map<NounId, Rerun>();
    return gradedDamage(booked, reruns);
  },
});

/** A case's harm and how grave it is by each shipped scale; `reruns` says what came of asking the figures again. */
async function gradedDamage(booked: BookedCase, reruns: ReadonlyMap<NounId, Rerun>): Promise<ToldDamage> {
  return gradeGraph(foldOf(booked).view(), booked.casefile, reruns);
}

/** The same of a claim graph, such as of the part of a case that some readers may see. */
export async function gradeGraph(
  graph: CaseGraph,
  casefile: CasefilePredicate,
  reruns: ReadonlyMap<NounId, Rerun> = new Map(),
): Promise<ToldDamage> {
  const damage = damageOf(graph, reruns);
  const facts = severityFacts(damage, casefile, toldFacts(graph.nouns.values()));
  return { damage, severity: severityOf(facts, await shippedScales()) };
}

type Asked = { readonly since?: string | undefined; readonly until?: string | undefined };

/** Asks every figure's query again of the sealed records; throws CASE_WALLED for who may not read them. */
export async function rerunAll(desk: CaseDesk, booked: BookedCase, asked: Asked = {}): Promise<ReadonlyMap<NounId, Rerun>> {
  const events = await eventsOf(desk, booked, asked);
  const reruns = new Map<NounId, Rerun>();
  for (const { id, noun } of foldOf(booked).view().nouns.values())
    if (noun.noun === "observation" && noun.fact.of === "quantity" && noun.fact.query !== null)
      reruns.set(id, rerun(noun.fact, events, sha256));
  return reruns;
}

async function eventsOf(desk: CaseDesk, booked: BookedCase, asked: Asked): Promise<readonly Event[]> {
  const events: Event[] = [];
  await readCaseEvents(desk, spanOf(desk, booked, asked), (event) => events.push(event));
  return events;
}

/** Records that one figure cites in the case, at most; the query's input digest binds all that it read. */
const CITED_MAX = 1000;

const queryInput = z.strictObject({
  case: caseWord,
  query: text(100),
  arguments: dictionary(z.string().max(100), z.string().max(4000)).default(new Map()),
  claim: nounWord,
  since: timeWord.optional(),
  until: timeWord.optional(),
});

/** Measures harm: asks a named query of the sealed records and enters its figure, the records it rests on, and its link to a claim. */
export const measureCall = caseCall({
  name: "measure",
  about: "one",
  does: "states",
  input: queryInput,
  run: async (desk, { case: id, query, arguments: args, claim, ...span }): Promise<Entered> => {
    const booked = await caseInSight(desk, id);
    const ran = runQuery(query, Object.fromEntries(args), await eventsOf(desk, booked, span), sha256);
    if (!ran.ok) {
      const place = ran.fault.kind === "bad-argument" ? ` for the argument ${ran.fault.at}` : "";
      throw new Failure("CASE_REFUSED", `could not ask ${query}: expected ${ran.fault.expected}${place}`);
    }
    const { quantity, records, caveats, negative } = ran.value;
    const cited = [...(await recordNouns(desk.world.ledger, records.slice(0, CITED_MAX), booked.casefile.tlp)).values()];
    const [first] = cited;
    if (first === undefined)
      throw new Failure("CASE_REFUSED", `${query} found no record that it could rest on; ${negative ?? "nothing was measured"}`);
    const observation: Noun = {
      noun: "observation",
      record: nounId(first, sha256),
      at: { by: "query", query },
      fact: quantity,
      when: quantity.over,
      by: { tool: `meridian ${query}`, version: VERSION, arguments: [] },
    };
    const more = records.length > cited.length ? [`rests on ${records.length} records, of which ${cited.length} are cited`] : [];
    const why = [...(negative === null ? [] : [negative]), ...more, ...caveats].join("; ").slice(0, 4000).toWellFormed();
    const derived = cited.slice(1).map((record) => linkNoun("derives", nounId(record, sha256), observation, ""));
    const measures = linkOf("measures", nounId(observation, sha256), claim, why);
    const named = [...cited, observation, ...derived, measures].map((noun) => ({
      as: noun === observation ? "figure" : null,
      noun,
    }));
    return enterNouns(desk, booked, named);
  },
});

function linkNoun(type: "derives", from: NounId, to: Noun, why: string): Noun {
  return linkOf(type, from, nounId(to, sha256), why);
}

function linkOf(type: "derives" | "measures", from: NounId, to: NounId, why: string): Noun {
  return { noun: "link", type, from, to, bearing: null, causing: null, why };
}

/** States a fact that a scale asks for and no query measures, with the record that says it. */
export const factCall = caseCall({
  name: "fact",
  about: "one",
  does: "states",
  input: z.strictObject({ case: caseWord, record: nounWord, name: text(100), value: text(2000) }),
  run: async (desk, { case: id, record, name, value }): Promise<Entered> => {
    if (parseFact(name, value) === undefined && !isToldTime(name, value)) throw new Failure("CASE_REFUSED", factHelp(name));
    const by = { tool: FACT_TOOL, version: VERSION, arguments: [name, value] };
    return enterWords(desk, id, [{ as: "fact", words: { noun: "observation", record, text: `${name}: ${value}`, by } }]);
  },
});

function factHelp(name: string): string {
  const kind = Object.hasOwn(FACTS, name) ? FACTS[name as keyof typeof FACTS] : undefined;
  if (kind === undefined)
    return `expected a fact that a scale asks for (${Object.keys(FACTS).join(", ")}), or classified:DUTY or submitted:DUTY/STEP with a time such as 2026-11-22T12:00:00.000Z`;
  const expected = { flag: "yes or no", range: "a number, or LO,BEST,HI", words: "words with commas between them" }[kind];
  return `expected ${expected} for ${name}`;
}

/** A case in a list, with the reports that somebody owes somebody. */
export type ListedCase = {
  readonly case: string;
  readonly title: string;
  readonly victim: string;
  readonly event: string;
  readonly at: string;
  readonly claims: number;
  readonly dues: readonly Due[];
  /** Duties that no pack knows. */
  readonly unknownDuties: readonly string[];
};

/** The cases that may be seen; with `due`, those with a duty to report, the next deadline first. */
export const listCall = caseCall({
  name: "list",
  about: "all",
  does: "reads",
  input: z.strictObject({ due: flagWord.default(false) }),
  run: async (desk, { due }): Promise<readonly ListedCase[]> => {
    const packs = due ? await shippedDuties() : [];
    const listed = await Promise.all((await casesInSight(desk)).map((booked) => listedCase(desk, booked, packs)));
    if (!due) return listed;
    const owing = listed.filter(({ dues, unknownDuties: unknown }) => dues.length + unknown.length > 0);
    return owing.sort((left, right) => nextDue(left) - nextDue(right) || (left.case < right.case ? -1 : 1));
  },
});

async function listedCase(
  desk: CaseDesk,
  booked: BookedCase,
  packs: Awaited<ReturnType<typeof shippedDuties>>,
): Promise<ListedCase> {
  const { casefile } = booked;
  const { case: id, title, victim, event, at } = casefile;
  const graph = foldOf(booked).view();
  const dues = packs.length === 0 ? [] : await duesOf(desk, booked, packs);
  const unknown = packs.length === 0 ? [] : unknownDuties(casefile, packs);
  return { case: id, title, victim, event, at, claims: graph.claims().length, dues, unknownDuties: unknown };
}

async function duesOf(
  { world }: CaseDesk,
  booked: BookedCase,
  packs: Awaited<ReturnType<typeof shippedDuties>>,
): Promise<readonly Due[]> {
  const { severity } = await gradedDamage(booked, new Map());
  const { nouns } = foldOf(booked).view();
  const told = toldFacts(nouns.values());
  const flags = told.flatMap(({ name, value }) =>
    typeof value === "boolean" ? [[name, value ? "met" : "not met"] as const] : [],
  );
  const scales = packs.flatMap(({ scale }) =>
    scale === null ? [] : [[scale, headlineOf(severity, scale) ?? "undetermined"] as const],
  );
  const applies = Object.fromEntries([...flags, ...scales]);
  return dutiesOf(booked.casefile, { ...toldTimes(nouns.values()), applies }, world.nowMs(), packs);
}

function nextDue({ dues }: ListedCase): number {
  const times = dues.flatMap(({ dueAtMs, latestAtMs }) => dueAtMs ?? latestAtMs ?? []);
  return Math.min(...times, Number.MAX_SAFE_INTEGER);
}
