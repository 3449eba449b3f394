import type { Facts, Figure, Finding, NounId } from "../../model/index.ts";
import { IMITATION, OTHER, STANDARDS } from "../../model/index.ts";
import { NOTHING_PROVED, type Proof, type ProvenCase, proofOf } from "./proof.ts";
import type { CaseReadings, ClaimReading } from "./readings.ts";

/** All that facts may come from. */
export type FactsGiven = ProvenCase & {
  readonly readings: CaseReadings;
  /** Whose part is asked about; null: whoever it was. */
  readonly respondent: NounId | null;
  readonly figures: readonly Figure[];
};

type Read = { readonly reading: ClaimReading; readonly pro: Proof; readonly con: Proof };

/**
 * What a case shows, as the law may know it. Findings come only from claims: how well their evidence proves the answers that a reading says show or
 * refute a proposition. A reading about one party counts only when that party is asked about. Pure; the same case gives the same facts.
 * docs/assess.md §Facts.
 */
export function factsOf(given: FactsGiven): Facts {
  const { readings } = given;
  const fitting = readings.claims.flatMap((reading) => readingAbout(given, reading));
  const read = fitting.map((reading) => ({
    reading,
    pro: proofOf(given, reading.claim, reading.shows),
    con: proofOf(given, reading.claim, reading.refutes),
  }));
  const byProp = [...Map.groupBy(read, ({ reading }) => reading.prop)].sort(([a], [b]) => (a < b ? -1 : 1));
  return { findings: byProp.flatMap(([prop, list]) => findingOf(prop, list)), figures: given.figures };
}

/**
 * A reading with those answers that can show something of who is asked about. One about another party, or all of whose answers name others, tells nothing
 * here, for or against; nor does `other` ever, or that somebody passed for the party.
 */
function readingAbout({ graph, respondent }: FactsGiven, reading: ClaimReading): readonly ClaimReading[] {
  if (reading.of !== null && reading.of !== respondent) return [];
  const noun = graph.nouns.get(reading.claim)?.noun;
  const entities = new Map(noun?.noun === "claim" ? noun.answers.map(({ answer, entity }) => [answer, entity]) : []);
  const named = reading.shows.flatMap((answer) => entities.get(answer) ?? []);
  if (respondent !== null && named.length > 0 && !named.includes(respondent)) return [];
  const shows = reading.shows.filter((answer) => {
    const entity = entities.get(answer) ?? null;
    const isOther = answer === OTHER || (reading.of !== null && answer.startsWith(IMITATION));
    return !isOther && (respondent === null || entity === null || entity === respondent);
  });
  return [{ ...reading, shows }];
}

function findingOf(prop: string, list: readonly Read[]): readonly Finding[] {
  const counting = list.filter(({ pro, con }) => pro.standard !== null || con.standard !== null);
  if (counting.length === 0) return [];
  const [pro, con] = [strongest(counting.map((one) => one.pro)), strongest(counting.map((one) => one.con))];
  // Kinds of what is proved as well as the finding is: a hint of a better kind opens nothing.
  const kinds = counting.flatMap((one) => (one.pro.standard === pro.standard ? one.pro.kinds : []));
  return [
    {
      prop,
      pro: pro.standard,
      con: con.standard,
      kinds: pro.standard === null ? [] : [...new Set(kinds)].sort(),
      sources: pro.sources,
      against: con.sources,
      claims: [...new Set(counting.map(({ reading }) => reading.claim))].sort(),
    },
  ];
}

/** The best proof. Two claims may rest on the same bytes under two names, so their sources are not added: of equals that with most sources. */
export function strongest(proofs: readonly Proof[]): Proof {
  return proofs.reduce((best, next) => {
    const [a, b] = [rankOf(best), rankOf(next)];
    if (a !== b) return b > a ? next : best;
    if (best.sources.length !== next.sources.length) return next.sources.length > best.sources.length ? next : best;
    return next.sources.join("\n") < best.sources.join("\n") ? next : best;
  }, NOTHING_PROVED);
}

function rankOf({ standard }: Proof): number {
  return standard === null ? -1 : STANDARDS.indexOf(standard);
}
