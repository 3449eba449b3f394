import type { CaseGraph } from "../../case/index.ts";
import type { BookedCase } from "../case/book.ts";
import type { CaseDesk } from "../case/desk.ts";

/**
 * The day (UTC) whose law an incident is held against: of the earliest incident that the case takes in; else of its earliest event; else on which the
 * victim became aware; else on which the case was opened.
 */
export function incidentDay({ book }: Pick<CaseDesk, "book">, { casefile, casefiles }: BookedCase, graph: CaseGraph): string {
  const incidents = casefile.incidents.flatMap((id) => book.incident(id)?.span.from ?? []);
  const events = [...graph.nouns.values()].flatMap(({ noun, withdrawnBy }) =>
    noun.noun === "event" && withdrawnBy === null ? [noun.when.from] : [],
  );
  const opened = casefiles[0]?.predicate.at ?? casefile.at;
  const known = [earliest(incidents), earliest(events), casefile.awareAt];
  return dayOf(known.find((time) => time !== null) ?? opened);
}

/** The day of a time in UTC. */
export function dayOf(time: string): string {
  return time.slice(0, 10);
}

function earliest(times: readonly string[]): string | null {
  return times.reduce<string | null>((first, next) => (first === null || next < first ? next : first), null);
}
