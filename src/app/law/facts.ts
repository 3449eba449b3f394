import type { Facts, Figure, Finding, NounId } from "../../model/index.ts";
import { STANDARDS } from "../../model/index.ts";
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
  const { readings, respondent } = given;
  const fitting = readings.claims.filter(({ of }) => of === null || of === respondent);
  const read = fitting.map((reading) => ({
    reading,
    pro: proofOf(given, reading.claim, reading.shows),
    con: proofOf(given, reading.claim, reading.refutes),
  }));
  const byProp = [...Map.groupBy(read, ({ reading }) => reading.prop)].sort(([a], [b]) => (a < b ? -1 : 1));
  return { findings: byProp.flatMap(([prop, list]) => findingOf(prop, list)), figures: given.figures };
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
