import { type Assessed, type Facts, type Tree, type ValueWord, valueWord } from "../model/index.ts";
import { type AssessOptions, assess } from "./assess.ts";
import type { LawBook } from "./book.ts";

/** Both days are ISO dates. */
export type AssessOnOptions = Omit<AssessOptions, "asOf"> & { readonly incidentDay: string; readonly today: string };

/** The law of the day of the incident and that of today, side by side. */
export type AssessedOn = {
  readonly incident: Omit<Assessed, "next">;
  readonly today: Omit<Assessed, "next">;
  /** Rules whose headline or whose believed answer is not the same on both days. */
  readonly differences: readonly DayDifference[];
  /** Defences that nobody raised, as the law of the incident counted them. */
  readonly presumed: readonly { readonly rule: string; readonly element: string }[];
  /** Rules that a tribunal would close against who bears the burden: kept apart, as that is no answer. */
  readonly closures: readonly string[];
};
export type DayDifference = {
  readonly rule: string;
  readonly incident: { readonly headline: ValueWord; readonly believed: ValueWord };
  readonly today: { readonly headline: ValueWord; readonly believed: ValueWord };
};

/** Assesses as of the incident and as of today. */
export function assessOn(book: LawBook, facts: Facts, { incidentDay, today, ...options }: AssessOnOptions): AssessedOn {
  const before = assess(book, facts, { ...options, asOf: incidentDay });
  const now = assess(book, facts, { ...options, asOf: today });
  const differences = before.answers.flatMap((answer, at): DayDifference[] => {
    const [incident, later] = [wordsOf(answer), wordsOf(now.answers[at] ?? answer)];
    const same = incident.headline === later.headline && incident.believed === later.believed;
    return same ? [] : [{ rule: answer.rule, incident, today: later }];
  });
  return {
    incident: before,
    today: now,
    differences,
    presumed: before.answers.flatMap(({ rule, tree }) => [...presumedIn(tree)].map((element) => ({ rule, element }))),
    closures: before.answers.filter(({ closure }) => closure !== null).map(({ rule }) => rule),
  };
}

function wordsOf({ headline, believed }: Assessed["answers"][number]): DayDifference["incident"] {
  return { headline: valueWord(headline), believed: valueWord(believed) };
}

function presumedIn({ node, id, reasons, children }: Tree): ReadonlySet<string> {
  const own = node === "element" && reasons.includes("presumed") ? [id] : [];
  return new Set([...own, ...children.flatMap((child) => [...presumedIn(child)])]);
}
