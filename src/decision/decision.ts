import {
  type Answer,
  type Assessed,
  type LawText,
  type NextEvidence,
  type RemedyPlan,
  type Tree,
  type Value,
  valueWord,
} from "../model/index.ts";
import { type Counter, counterOf } from "./counter.ts";
import { isIdle, type Leaf, leavesOf } from "./leaves.ts";

/** What a question of a pack asks, and what a careful opponent would ask of it. */
export type Asked = { readonly ask: LawText; readonly critical: readonly LawText[] };

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
  readonly positions: readonly { readonly value: Value; readonly holders: readonly string[] }[];
  readonly next: readonly NextEvidence[];
  readonly tree: Tree;
};

/** A decision on one page: what was asked, what the record and the rules answer, and what may lawfully be done. */
export type Decision = {
  readonly input: DecisionInput;
  readonly questions: readonly DecisionQuestion[];
  /** Main questions on which the record has nothing at all. */
  readonly idle: readonly LawText[];
  readonly differences: readonly { readonly question: LawText; readonly before: Value; readonly after: Value }[];
};

const NEXT_MAX = 3;

/** Makes a decision. Main questions on which the record has nothing at all are undetermined, and only named. */
export function decisionOf(input: DecisionInput): Decision {
  const { incident, today, main } = input;
  const answers = new Map(incident.answers.map((answer) => [answer.rule, answer]));
  const after = new Map((today?.answers ?? []).map((answer) => [answer.rule, answer]));
  const asked = main.flatMap((rule) => answers.get(rule) ?? []);
  return {
    input,
    questions: asked.filter(({ tree }) => !isIdle(tree)).map((answer) => questionOf(answer, input)),
    idle: asked.filter(({ tree }) => isIdle(tree)).map(({ question }) => question),
    differences: asked.flatMap((answer) => {
      const now = after.get(answer.rule);
      if (now === undefined || valueWord(now.headline) === valueWord(answer.headline)) return [];
      return [{ question: answer.question, before: answer.headline, after: now.headline }];
    }),
  };
}

function questionOf(answer: Answer, input: DecisionInput): DecisionQuestion {
  const leaves = leavesOf(answer.tree);
  const by = (truth: Value["truth"]) => leaves.filter((leaf) => leaf.node !== "law" && leaf.value.truth === truth);
  const presumed = by("not_met").filter(({ reasons }) => reasons.includes("presumed"));
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
    open: leaves.filter(({ value }) => value.truth === "undetermined"),
    presumed,
    positions: groupsOf(answer),
    next: input.next.filter(({ rule }) => rule === answer.rule).slice(0, NEXT_MAX),
    tree: answer.tree,
  };
}

function groupsOf({ byPosition }: Answer): DecisionQuestion["positions"] {
  const groups = Map.groupBy(byPosition, ({ sure }) => valueWord(sure));
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ value: first.sure, holders: same.map(({ position }) => position) }];
  });
}
