import { type Ask, type CaseGraph, type ClaimScore, matrixOf, type Verdict } from "../../case/index.ts";
import { type NounId, type Range, type Standard, weakerOf } from "../../model/index.ts";
import { CASE_SETTINGS } from "../case/settings.ts";

/** What of a case a claim's proof is read from. */
export type ProvenCase = {
  readonly graph: Pick<CaseGraph, "nouns" | "status" | "roots" | "dissentsUnder" | "claims">;
  readonly scores: ReadonlyMap<NounId, ClaimScore>;
  readonly ask: (claim: NounId) => Ask | null;
  /** The kinds of evidence that a record is known to be. */
  readonly kindsOf: (record: NounId) => readonly string[];
};

/** How well a claim proves one of some answers: nothing when `standard` is null. */
export type Proof = {
  readonly standard: Standard | null;
  /** The answer that is proved best; null when none is. */
  readonly answer: string | null;
  readonly sources: readonly string[];
  readonly kinds: readonly string[];
};

export const NOTHING_PROVED: Proof = { standard: null, answer: null, sources: [], kinds: [] };

/** Bans by which the low end must lead for each standard. docs/assess.md §From bans to standards argues for each. */
const LEAD_BANS = { preponderance: 0.3, clear: 1.3, conclusive: 2 } as const;
/** A source that lifts an answer by less carries nothing: a twentieth of a ban, as verdicts count what caps cut. */
const CARRIES_BANS = 0.05;
/** Rounding never makes support. */
const SLACK_BANS = 1e-9;

/** The best proof that a claim gives of any of these answers. A claim that is withdrawn, superseded or rests on no record gives none. */
export function proofOf(held: ProvenCase, claim: NounId, answers: readonly string[]): Proof {
  const score = held.scores.get(claim);
  const status = held.graph.status(claim);
  if (score === undefined || !score.supported || status === null || status === "withdrawn" || status === "superseded")
    return NOTHING_PROVED;
  const named = namedBy(score.verdict);
  const first = answers.find((answer) => answer === named);
  const [best] = [...(first === undefined ? [] : [first]), ...answers].filter((answer) => isLifted(score.verdict, answer));
  if (best === undefined) return NOTHING_PROVED;
  const dissents = held.graph.dissentsUnder(claim);
  const reached = standardOf(score.verdict, best, dissents.length === 0);
  // A dissent that nobody answered leaves it contested: reason enough to ask, and for no finding.
  const isContested = dissents.some(({ answeredBy }) => answeredBy === null);
  const standard = isContested ? weakerOf(reached, "reasonable") : reached;
  return { standard, answer: best, ...carriedBy(held, claim, best) };
}

/** The answer that a verdict names, sure of it or not. */
export function namedBy({ outcome }: Verdict): string | null {
  return outcome.is === "unknown" ? outcome.nearest : outcome.answer;
}

function isLifted(verdict: Verdict, answer: string): boolean {
  return (leadOf(verdict, answer)?.hi ?? 0) > SLACK_BANS;
}

function leadOf({ answers }: Verdict, answer: string): Range | null {
  return answers.find((one) => one.answer === answer)?.log10LR ?? null;
}

function standardOf(verdict: Verdict, answer: string, isUndisputed: boolean): Standard {
  const lo = leadOf(verdict, answer)?.lo ?? 0;
  if (namedBy(verdict) !== answer || lo <= SLACK_BANS) return "scintilla";
  // An imitation that is not excluded, one source, a lead that one source carries: all end here.
  if (verdict.outcome.is !== "leads" || lo < LEAD_BANS.preponderance) return "reasonable";
  const { confidence, n } = verdict;
  if (!standsWithoutOne(verdict) || confidence.level === "low" || lo < LEAD_BANS.clear) return "preponderance";
  const isClean = isUndisputed && verdict.contradictions.length === 0;
  return confidence.level === "high" && n >= 3 && lo >= LEAD_BANS.conclusive && isClean ? "conclusive" : "clear";
}

function standsWithoutOne({ collapse }: Verdict): boolean {
  return collapse !== null && collapse.k >= 2;
}

/**
 * Origins and kinds of evidence behind the items that lift an answer over its nearest rival: each that lifts it, by all its items together, by enough to
 * carry something. Never more origins than there are independent roots.
 */
function carriedBy(held: ProvenCase, claim: NounId, answer: string): Pick<Proof, "sources" | "kinds"> {
  const ask = held.ask(claim);
  const verdict = held.scores.get(claim)?.verdict;
  if (ask === null || verdict === undefined) return { sources: [], kinds: [] };
  const [byOrigin, byKind] = [new Map<string, number>(), new Map<string, number>()];
  const add = (sums: Map<string, number>, name: string, bans: number) => sums.set(name, (sums.get(name) ?? 0) + bans);
  for (const { link, origins, bans } of liftsOf(ask, answer, rivalOf(verdict, answer))) {
    for (const origin of origins) add(byOrigin, origin, bans);
    const records = ask.items.find((item) => item.link === link)?.records ?? [];
    for (const kind of new Set(records.flatMap(held.kindsOf))) add(byKind, kind, bans);
  }
  const independent = new Set(held.graph.roots(claim)?.witness.map(({ origin }) => origin));
  // The most telling first, so that what is cut is the least.
  const origins = carrying(byOrigin).filter((origin) => independent.has(origin));
  const most = namedBy(verdict) === answer ? Math.min(verdict.n, independent.size) : independent.size;
  return { sources: origins.slice(0, most).sort(), kinds: carrying(byKind).sort() };
}

function rivalOf({ answers }: Verdict, answer: string): string | null {
  return answers.find((one) => one.answer === answer)?.against ?? null;
}

type Lift = { readonly link: NounId; readonly origins: readonly string[]; readonly bans: number };

/** What each item adds to an answer's lead over a rival, in bans; those that add nothing are left out. */
function liftsOf(ask: Ask, answer: string, rival: string | null): readonly Lift[] {
  const [at, over] = [ask.answers.indexOf(answer), rival === null ? -1 : ask.answers.indexOf(rival)];
  return matrixOf(ask, CASE_SETTINGS).rows.flatMap(({ link, origins, cells, share }) => {
    const bans = (((cells[at]?.best ?? 0) - (cells[over]?.best ?? 0)) * share) / CASE_SETTINGS.temperature.value;
    return bans > 0 ? [{ link, origins, bans }] : [];
  });
}

function carrying(sums: ReadonlyMap<string, number>): string[] {
  const most = [...sums].filter(([, bans]) => bans >= CARRIES_BANS);
  return most.sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1)).map(([name]) => name);
}
