import { type CaseFold, damageOf, type Rerun } from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { Failure, formatJson, toHex, utf8 } from "../../lib/index.ts";
import type { CaseId, Digest, Facts, NounId } from "../../model/index.ts";
import type { BookedCase } from "../case/book.ts";
import { rerunAll } from "../case/call-damage.ts";
import type { CaseDesk } from "../case/desk.ts";
import { foldOf, foldUntil } from "../case/folds.ts";
import { type FactsGiven, factsOf } from "./facts.ts";
import { figuresOf } from "./figures.ts";
import { type EvidenceGates, gatesOf } from "./gates.ts";
import { foldReadings } from "./readings.ts";

/** What facts of a case are asked for. */
export type FactsAsked = {
  /** An entity of the case, by its name or its 64 digits; null: whoever it was. */
  readonly respondent: string | null;
  /** Ask the queries of figures again of the sealed records, where the asker may read them. */
  readonly rerun: boolean;
  /** As the case stood before this ledger index; all of it when left out. */
  readonly until?: number;
};

/** A case's facts with all that goes with them. */
export type CaseFacts = {
  readonly case: CaseId;
  readonly respondent: { readonly id: NounId; readonly name: string } | null;
  readonly facts: Facts;
  /** SHA-256 of the facts as canonical JSON. */
  readonly digest: Digest;
  readonly gates: EvidenceGates;
  /** Readings about another party than the one asked about: they count for nothing here. */
  readonly aboutOthers: number;
  /** Whether figures were asked again of the sealed records; without that, none is measured. */
  readonly rerun: boolean;
};

/** Reads a case as facts. Throws CASE_REFUSED when the respondent is nobody of the case. */
export async function readFacts(desk: CaseDesk, booked: BookedCase, asked: FactsAsked): Promise<CaseFacts> {
  const { until } = asked;
  const fold = until === undefined ? foldOf(booked) : foldUntil(booked, until);
  const stated = booked.readings.filter(({ index }) => until === undefined || index < until);
  const readings = foldReadings(stated.map(({ predicate }) => predicate));
  const respondent = respondentOf(fold, asked.respondent);
  const sealed = await sealedRecords(desk, fold);
  const [reruns, isRerun] = await rerunsOf(desk, booked, asked.rerun);
  const graph = fold.view();
  const aboutThem = readings.claims.filter(({ of }) => of === null || of === respondent?.id);
  const given: FactsGiven = {
    graph,
    scores: fold.scores(),
    ask: (claim) => fold.ask(claim),
    kindsOf: (record) => [...(readings.records.get(record) ?? []), ...(sealed.has(record) ? ["sealed_telemetry"] : [])],
    readings,
    respondent: respondent?.id ?? null,
    figures: figuresOf(damageOf(graph, reruns), graph, aboutThem),
  };
  const facts = factsOf(given);
  return {
    case: booked.casefile.case,
    respondent,
    facts,
    digest: factsDigest(facts),
    gates: gatesOf(given, facts, respondent?.id ?? null),
    aboutOthers: readings.claims.length - aboutThem.length,
    rerun: isRerun,
  };
}

function factsDigest(facts: Facts): Digest {
  return toHex(sha256(utf8(formatJson(facts)))) as Digest;
}

function respondentOf(fold: CaseFold, asked: string | null): CaseFacts["respondent"] {
  if (asked === null) return null;
  const standing = [...fold.view().nouns.values()].filter(({ withdrawnBy }) => withdrawnBy === null);
  const found = standing.flatMap(({ id, noun }) =>
    noun.noun === "entity" && (id === asked || noun.name === asked) ? [{ id, name: noun.name }] : [],
  );
  const [only] = found;
  if (only === undefined) throw new Failure("CASE_REFUSED", `the case has no entity ${JSON.stringify(asked)}`);
  if (found.length > 1)
    throw new Failure(
      "CASE_REFUSED",
      `${found.length} entities of the case are called ${JSON.stringify(asked)}: name one by its 64 hexadecimal digits`,
    );
  return only;
}

/** The records that really are sealed in this ledger where they say they are: what calls itself sealed may be anybody's word. */
async function sealedRecords({ world }: CaseDesk, fold: CaseFold): Promise<ReadonlySet<NounId>> {
  const found = new Set<NounId>();
  for (const { id, noun, withdrawnBy } of fold.view().nouns.values()) {
    if (withdrawnBy !== null || noun.noun !== "record" || noun.place.kept !== "segment") continue;
    const { name, segment, index } = noun.place;
    const place = await world.ledger.findRecord(name);
    if (place?.segment === segment && place.index === index) found.add(id);
  }
  return found;
}

const NO_RERUNS: ReadonlyMap<NounId, Rerun> = new Map();

/** Only who may read every victim's records can ask again; others get the figures as they are said. */
async function rerunsOf(desk: CaseDesk, booked: BookedCase, isAsked: boolean): Promise<[ReadonlyMap<NounId, Rerun>, boolean]> {
  if (!isAsked || desk.scope !== null) return [NO_RERUNS, false];
  const hasQueries = [...foldOf(booked).view().nouns.values()].some(
    ({ noun }) => noun.noun === "observation" && noun.fact.of === "quantity" && noun.fact.query !== null,
  );
  return hasQueries ? [await rerunAll(desk, booked), true] : [NO_RERUNS, true];
}
