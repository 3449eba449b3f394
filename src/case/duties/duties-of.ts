import { isoTime, parseIsoTime } from "../../lib/index.ts";
import type { CasefilePredicate } from "../../model/index.ts";
import type { Answer } from "../severity/evaluate.ts";
import type { DutyPack, DutyStep, Limit } from "./duty-pack.ts";

/** What the clocks need beyond the casefile. Times are ms since 1970; null and absent mean that nobody has said. */
export type DutyFacts = {
  /** When the incident was classified, by duty. */
  readonly classifiedAtMs: Readonly<Record<string, number>>;
  /** When a report was handed in, by `duty/step`. */
  readonly submittedAtMs: Readonly<Record<string, number>>;
  /** The scales' headlines and the flags that say whether there is a duty at all; absent is undetermined. */
  readonly applies: Readonly<Record<string, Answer>>;
};

/** One report that somebody owes somebody. */
export type Due = {
  readonly duty: string;
  readonly step: string;
  readonly what: string;
  readonly to: string;
  readonly article: string;
  readonly reference: string;
  readonly confidence: DutyStep["confidence"];
  /** Does the law ask for it, as far as the facts go? Undetermined is no permission to wait. */
  readonly applies: Answer;
  /** The deadline when all that it runs from is known. */
  readonly dueAtMs: number | null;
  /** While something is missing: the deadline if every report before it is handed in at its own last moment. */
  readonly latestAtMs: number | null;
  readonly submittedAtMs: number | null;
  readonly overdue: "yes" | "no" | "unknown";
  readonly missing: readonly string[];
  readonly note: string | null;
};

type Keys = Pick<CasefilePredicate, "duties" | "awareAt">;

/** Reports that the casefile's duties ask for, earliest deadline first, those without one last. A duty that no pack knows is left to `unknownDuties`. */
export function dutiesOf(casefile: Keys, facts: DutyFacts, nowMs: number, packs: readonly DutyPack[]): readonly Due[] {
  const dues = packs
    .filter(({ duty }) => casefile.duties.includes(duty))
    .flatMap((pack) => stepsOf(pack, casefile, facts, nowMs));
  return dues.sort((a, b) => soonest(a) - soonest(b) || (`${a.duty}/${a.step}` < `${b.duty}/${b.step}` ? -1 : 1));
}

/** Duties of the casefile of which no pack says when what is due. Sorted. */
export function unknownDuties(casefile: Pick<CasefilePredicate, "duties">, packs: readonly DutyPack[]): readonly string[] {
  return casefile.duties.filter((duty) => !packs.some((pack) => pack.duty === duty)).sort();
}

function soonest({ dueAtMs, latestAtMs }: Due): number {
  return dueAtMs ?? latestAtMs ?? Number.MAX_SAFE_INTEGER;
}

/** The moment a clock runs from: known, only bounded by the deadlines before it, or neither. */
type Start = { readonly atMs: number | null; readonly latestMs: number | null; readonly missing: string | null };

function stepsOf(pack: DutyPack, casefile: Keys, facts: DutyFacts, nowMs: number): readonly Due[] {
  const deadlines = new Map<string, number | null>();
  const awareMs = casefile.awareAt === null ? null : (parseIsoTime(casefile.awareAt) ?? null);
  const classifiedMs = facts.classifiedAtMs[pack.duty] ?? null;
  const handedIn = (step: string) => facts.submittedAtMs[`${pack.duty}/${step}`] ?? null;
  const startOf = ({ after }: Limit): Start => {
    if (after === "aware")
      return { atMs: awareMs, latestMs: awareMs, missing: awareMs === null ? "when the victim became aware" : null };
    if (after === "classified")
      return { atMs: classifiedMs, latestMs: null, missing: classifiedMs === null ? "when the incident was classified" : null };
    const step = after.slice("submitted:".length);
    const atMs = handedIn(step);
    return {
      atMs,
      latestMs: atMs ?? deadlines.get(step) ?? null,
      missing: atMs === null ? `when the ${step} was handed in` : null,
    };
  };
  return pack.steps.map((step) => {
    const { firm, ...timed } = timesOf(step, startOf);
    deadlines.set(step.id, timed.dueAtMs ?? timed.latestAtMs);
    const submittedAtMs = handedIn(step.id);
    return {
      duty: pack.duty,
      step: step.id,
      what: step.what,
      to: pack.to,
      article: step.article,
      reference: pack.reference,
      confidence: step.confidence,
      applies: facts.applies[pack.scale ?? pack.flag ?? ""] ?? "undetermined",
      ...timed,
      submittedAtMs,
      overdue: overdueOf({ ...timed, firm }, submittedAtMs, nowMs),
      note: step.note,
    };
  });
}

/** `firm`: past `latestAtMs` it is too late, whatever is still to be learned. */
type Times = Pick<Due, "dueAtMs" | "latestAtMs" | "missing"> & { readonly firm: boolean };

function timesOf({ limits, lateClassification }: DutyStep, startOf: (limit: Limit) => Start): Times {
  const clocks = limits.map((limit) => ({ limit, start: startOf(limit) }));
  const ends = clocks.map(({ limit, start }) => endOf(start.atMs, limit));
  const latest = earliest(clocks.map(({ limit, start }) => endOf(start.atMs ?? start.latestMs, limit)));
  const missing = [...new Set(clocks.flatMap(({ start }) => start.missing ?? []))].sort();
  const late = lateClassification === null ? null : endOf(startOf(lateClassification).atMs, lateClassification);
  const first = clocks.find(({ limit }) => limit.after === "aware");
  const cap = first === undefined ? null : endOf(first.start.atMs, first.limit);
  const classifiedMs = lateClassification === null ? null : startOf(lateClassification).atMs;
  // Classified after the first deadline had passed: it is due from classification alone.
  if (late !== null && cap !== null && classifiedMs !== null && classifiedMs > cap)
    return { dueAtMs: late, latestAtMs: null, missing: [], firm: true };
  if (missing.length === 0) return { dueAtMs: earliest(ends), latestAtMs: null, missing, firm: true };
  // What is classified late is due later: until it is, nobody can say that it is overdue.
  return { dueAtMs: null, latestAtMs: latest, missing, firm: lateClassification === null };
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null).sort((a, b) => a - b);
  return known[0] ?? null;
}

function endOf(fromMs: number | null, { hours, months }: Limit): number | null {
  if (fromMs === null) return null;
  return hours === null ? monthsLater(fromMs, months ?? 0) : fromMs + hours * 3_600_000;
}

/** The same day and time so many calendar months on, in UTC; the last day of the month where it has no such day. */
export function monthsLater(fromMs: number, months: number): number {
  const from = new Date(fromMs);
  const month = from.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), lastDay));
  return day + (fromMs - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()));
}

/** The moment of the deadline itself is still in time. */
function overdueOf({ dueAtMs, latestAtMs, firm }: Times, submittedAtMs: number | null, nowMs: number): Due["overdue"] {
  const atMs = submittedAtMs ?? nowMs;
  if (dueAtMs !== null) return atMs > dueAtMs ? "yes" : "no";
  if (firm && latestAtMs !== null && atMs > latestAtMs) return "yes";
  return "unknown";
}

/** The list that a person reads, one report a block. */
export function dutyLines(dues: readonly Due[], nowMs: number): readonly string[] {
  if (dues.length === 0) return ["No reporting duty is named in the casefile, or no pack knows those that are."];
  return dues.flatMap((due) => [
    `${whenText(due)}  ${due.duty} ${due.step}: ${due.what}`,
    `    to ${due.to}; ${due.article}, ${due.reference}${due.confidence === "verified" ? "" : ` (${due.confidence}, not verified)`}`,
    `    ${stateText(due, nowMs)}; duty ${due.applies === "met" ? "applies" : due.applies === "not met" ? "does not apply by the facts known" : "not determined by the facts known"}`,
    ...(due.missing.length === 0 ? [] : [`    not known: ${due.missing.join("; ")}`]),
    ...(due.note === null ? [] : [`    ${due.note}`]),
  ]);
}

function whenText({ dueAtMs, latestAtMs }: Due): string {
  if (dueAtMs !== null) return `due ${isoTime(dueAtMs)}`;
  return latestAtMs === null ? "due at a time not known " : `by ${isoTime(latestAtMs)} at the latest`;
}

function stateText({ submittedAtMs, overdue, dueAtMs, latestAtMs }: Due, nowMs: number): string {
  if (submittedAtMs !== null) return `handed in ${isoTime(submittedAtMs)}${overdue === "yes" ? ", late" : ""}`;
  if (overdue === "yes") return "OVERDUE";
  const endMs = dueAtMs ?? latestAtMs;
  if (endMs !== null && nowMs > endMs) return "open, and past that time: late only if it was known by then to be reportable";
  return endMs === null ? "open" : `open, ${((endMs - nowMs) / 3_600_000).toFixed(1)} h left`;
}
