import {
  type Answer,
  type Assessed,
  type LawText,
  type NextEvidence,
  type RemedyPlan,
  type Value,
  valueWord,
} from "../model/index.ts";
import type { Asked } from "./asked.ts";
import { type Counter, counterOf } from "./counter.ts";
import { isIdle, isSilent, type Leaf, leavesOf } from "./leaves.ts";

/** What a decision is made from. Everything in it was worked out elsewhere; nothing here judges. */
export type DecisionInput = {
  readonly head: DecisionHead;
  /** Under the law of the day of the incident, and of today; null when both are one day. */
  readonly incident: Pick<Assessed, "asOf" | "answers">;
  readonly today: Pick<Assessed, "asOf" | "answers"> | null;
  readonly next: readonly NextEvidence[];
  readonly plan: RemedyPlan | null;
  /** Of an element, a point of law or a rule, by id. */
  readonly asked: (id: string) => Asked | null;
  /** The name of a holder of a position. */
  readonly holder: (id: string) => LawText | null;
  /** The name of a kind of evidence. */
  readonly kind: (id: string) => LawText | null;
  /** The rules that the page is about, in order. */
  readonly main: readonly string[];
};

/** What the page says of itself. Digests in full. */
export type DecisionHead = {
  readonly case: string;
  readonly title: string;
  readonly victim: string;
  readonly respondent: string | null;
  readonly entry: number | null;
  readonly engine: string;
  readonly packs: number;
  readonly facts: string;
  readonly result: string;
};

/** One question with its answer, argued from the other side first. */
export type DecisionQuestion = {
  readonly rule: string;
  readonly question: LawText;
  readonly value: Value;
  /** What it would be if unread sources say what the packs say; null when that is the same. */
  readonly believed: Value | null;
  readonly isClosed: boolean;
  readonly gives: LawText;
  readonly counter: Counter;
  readonly shown: readonly Leaf[];
  readonly refuted: readonly Leaf[];
  readonly open: readonly Leaf[];
  readonly presumed: readonly Leaf[];
  /** Holders by what they come to; empty when no position has a say. */
  readonly positions: readonly { readonly value: Value; readonly isSilent: boolean; readonly holders: readonly string[] }[];
  readonly next: readonly NextEvidence[];
};

/** A decision on one page: what was asked, what the record and the rules answer, and what may lawfully be done. */
export type Decision = {
  readonly input: DecisionInput;
  readonly questions: readonly DecisionQuestion[];
  /** Main questions on which the record has nothing at all. */
  readonly idle: readonly LawText[];
  readonly differences: readonly { readonly question: LawText; readonly before: Value; readonly after: Value }[];
};

const NEXT_MAX = 1;

/** Makes a decision. Main questions on which the record has nothing at all are undetermined, and only named. */
export function decisionOf(input: DecisionInput): Decision {
  const { incident, today, main } = input;
  const answers = new Map(incident.answers.map((answer) => [answer.rule, answer]));
  const after = new Map((today?.answers ?? []).map((answer) => [answer.rule, answer]));
  const asked = main.flatMap((rule) => answers.get(rule) ?? []);
  return {
    input,
    questions: asked.filter((answer) => !isLeftOut(answer)).map((answer) => questionOf(answer, input)),
    idle: asked.filter(isLeftOut).map(({ question }) => question),
    differences: asked.flatMap((answer) => {
      const now = after.get(answer.rule);
      if (now === undefined || valueWord(now.headline) === valueWord(answer.headline)) return [];
      return [{ question: answer.question, before: answer.headline, after: now.headline }];
    }),
  };
}

/** What law alone has answered is told although the record has nothing on it. */
function isLeftOut({ tree, headline }: Answer): boolean {
  return headline.truth === "undetermined" && isIdle(tree);
}

function questionOf(answer: Answer, input: DecisionInput): DecisionQuestion {
  const leaves = leavesOf(answer.tree);
  const by = (truth: Value["truth"]) => leaves.filter(({ tree }) => tree.sure.truth === truth);
  const presumed = by("not_met").filter(({ tree }) => tree.reasons.includes("presumed"));
  return {
    rule: answer.rule,
    question: answer.question,
    value: answer.headline,
    believed: valueWord(answer.believed) === valueWord(answer.headline) ? null : answer.believed,
    isClosed: answer.closure !== null,
    gives: answer.gives,
    counter: counterOf(answer, leaves, input.asked),
    shown: by("met"),
    refuted: by("not_met").filter((leaf) => !presumed.includes(leaf)),
    open: by("undetermined"),
    presumed,
    positions: groupsOf(answer),
    next: input.next.filter(({ rule }) => rule === answer.rule).slice(0, NEXT_MAX),
  };
}

/** Holders that come to the same, those apart who have not spoken on a point that matters. */
function groupsOf({ tree, byPosition }: Answer): DecisionQuestion["positions"] {
  const silent = new Set(
    tree.children.filter((child) => tree.node === "positions" && isSilent(child)).flatMap(({ positions }) => positions),
  );
  const isOpen = ({ position, sure }: Answer["byPosition"][number]) => sure.truth === "undetermined" && silent.has(position);
  const groups = Map.groupBy(byPosition, (by) => `${valueWord(by.sure)} ${isOpen(by)}`);
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    return [{ value: first.sure, isSilent: isOpen(first), holders: same.map(({ position }) => position) }];
  });
}
