import type { Measure, Target } from "../../model/index.ts";
import { formatTarget } from "../target.ts";
import type { Activity } from "./activity.ts";
import { compareText } from "./finding.ts";
import type { Fate, Span } from "./simulate.ts";
import type { Traffic } from "./traffic.ts";

/** Why somebody counts as known good. `listed`: the operator said so; `protected`: a guard's list; `history`: what it did before. */
export type GoodMark = { readonly by: "listed" | "protected" | "history"; readonly why: string };

/** What would have happened to one target. */
export type RehearsedTarget = {
  readonly target: Target;
  readonly measure: Measure;
  readonly knownGood: readonly GoodMark[];
  readonly firstMs: number;
  readonly spans: readonly Span[];
  readonly heldMs: number;
  /** Lines that would have been held back; null where lines cannot be told to be the target's. */
  readonly lines: { readonly attack: number; readonly good: number; readonly other: number } | null;
  /** Findings that would not have been made. */
  readonly spared: number;
  readonly awaiting: Fate["awaiting"];
  readonly refusals: Fate["refusals"];
  readonly activity: Activity | null;
};

export type RehearsalTotals = {
  /** Targets that would have been held, and how many of them are known to be good. */
  readonly held: number;
  readonly knownGood: number;
  /** Times that something would have been done. */
  readonly times: number;
  readonly refused: number;
  readonly awaiting: number;
  readonly lines: { readonly attack: number; readonly good: number; readonly other: number };
  readonly spared: number;
};

/** What a rehearsal found. */
export type RehearsalReport = {
  /** From the first finding or line to the last, milliseconds since 1970; null without any. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
  readonly lines: number;
  readonly findings: number;
  readonly totals: RehearsalTotals;
  /** Whom it would have hit and should not have: first. Then the others that would have been held. */
  readonly held: readonly RehearsedTarget[];
  /** Whom playbooks asked for and no block came of: guards refused, or persons were not asked. */
  readonly spared: readonly RehearsedTarget[];
};

export type Rehearsed = {
  readonly fates: readonly Fate[];
  readonly traffic: readonly (Traffic | null)[];
  /** The operator's own list and the guards', for one target. */
  readonly goodOf: (target: Target) => readonly GoodMark[];
  readonly span: RehearsalReport["span"];
  readonly lines: number;
  readonly findings: number;
};

/** Puts fates and traffic together: would-be victims first, those who lose most before the others. */
export function reportRehearsal({ fates, traffic, goodOf, span, lines, findings }: Rehearsed): RehearsalReport {
  const targets = fates
    .map((fate, at) => rehearsed(fate, traffic[at] ?? null, goodOf(fate.target)))
    .filter(({ measure }) => measure !== "notify")
    .sort(byHarm);
  const held = targets.filter(({ spans }) => spans.length > 0);
  const spared = targets.filter(({ spans }) => spans.length === 0);
  return { span, lines, findings, totals: totalsOf(held, spared), held, spared };
}

function rehearsed(fate: Fate, traffic: Traffic | null, marks: readonly GoodMark[]): RehearsedTarget {
  const knownGood = [...marks, ...historyMark(traffic)];
  const { target, measure, firstMs, spans, spared, awaiting, refusals } = fate;
  return {
    target,
    measure,
    knownGood,
    firstMs: spans[0]?.fromMs ?? firstMs,
    spans,
    heldMs: spans.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0),
    lines: traffic === null ? null : linesOf(traffic, knownGood.length > 0),
    spared,
    awaiting,
    refusals,
    activity: traffic?.activity ?? null,
  };
}

function historyMark(traffic: Traffic | null): readonly GoodMark[] {
  if (traffic === null || traffic.acceptedBefore.times === 0) return [];
  const { times, accounts } = traffic.acceptedBefore;
  const whose = accounts.length === 0 ? "" : ` (${accounts.join(", ")})`;
  return [{ by: "history", why: `${times} accepted ${times === 1 ? "login" : "logins"}${whose} before any playbook ran on it` }];
}

/** A line of somebody good is good unless a finding cites it or it was refused; of anybody else only findings and refusals speak. */
function linesOf({ held: { attack, accepted, other } }: Traffic, isGood: boolean): RehearsedTarget["lines"] {
  return isGood ? { attack, good: accepted + other, other: 0 } : { attack, good: 0, other: accepted + other };
}

function totalsOf(held: readonly RehearsedTarget[], spared: readonly RehearsedTarget[]): RehearsalTotals {
  const sum = (of: (target: RehearsedTarget) => number) => held.reduce((total, target) => total + of(target), 0);
  return {
    held: held.length,
    knownGood: held.filter(({ knownGood }) => knownGood.length > 0).length,
    times: sum(({ spans }) => spans.length),
    refused: [...held, ...spared].filter(({ refusals }) => refusals.length > 0).length,
    awaiting: [...held, ...spared].filter(({ awaiting }) => awaiting !== null).length,
    lines: {
      attack: sum(({ lines }) => lines?.attack ?? 0),
      good: sum(({ lines }) => lines?.good ?? 0),
      other: sum(({ lines }) => lines?.other ?? 0),
    },
    spared: sum(({ spared: findings }) => findings),
  };
}

function byHarm(left: RehearsedTarget, right: RehearsedTarget): number {
  return (
    Number(right.knownGood.length > 0) - Number(left.knownGood.length > 0) ||
    (right.lines?.good ?? 0) - (left.lines?.good ?? 0) ||
    (right.lines?.attack ?? 0) - (left.lines?.attack ?? 0) ||
    left.firstMs - right.firstMs ||
    compareText(`${left.measure} ${formatTarget(left.target)}`, `${right.measure} ${formatTarget(right.target)}`)
  );
}
