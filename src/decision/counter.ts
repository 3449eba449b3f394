import { type Answer, type LawText, type Truth, type Value, valueWord } from "../model/index.ts";
import type { Asked } from "./asked.ts";
import type { Leaf } from "./leaves.ts";

/** The strongest argument against an answer that the record itself holds. */
export type Counter =
  | { readonly is: "refuted" | "against" | "shown" | "open" | "critical"; readonly ask: LawText; readonly id: string }
  | { readonly is: "position"; readonly value: Value; readonly holders: readonly string[] }
  | { readonly is: "none" };

type Given = { readonly answer: Answer; readonly leaves: readonly Leaf[]; readonly asked: (id: string) => Asked | null };
type Way = (given: Given) => Counter | null;

/**
 * Evidence before argument. Against "met", and against whoever would say "met" where it is open: a part that is refuted, a way out that is shown, evidence
 * the other way, a position that says "not met", what nobody has shown, a critical question. Against "not met": evidence for it, and a position that says "met".
 */
export function counterOf(answer: Answer, leaves: readonly Leaf[], asked: Given["asked"]): Counter {
  const { truth, facts, law } = answer.headline;
  const ways = truth === "not_met" ? FOR_MET : AGAINST_MET;
  // Where the law alone keeps it open, those who would say no are the argument.
  for (const way of law && !facts ? [positionsOf("not_met"), ...ways] : ways) {
    const found = way({ answer, leaves, asked });
    if (found !== null) return found;
  }
  return { is: "none" };
}

/** A part whose refutation, or a way out whose proof, speaks against "met". */
const decidedAgainst: Way = ({ leaves, asked }) => {
  const found = leaves.find(
    ({ tree, isGround }) => tree.sure.truth === (isGround ? "not_met" : "met") && !tree.reasons.includes("presumed"),
  );
  return found === undefined ? null : told(found.isGround ? "refuted" : "shown", found, asked);
};

/** Evidence that did not decide its part, on the side that `isFor` says. */
const evidence =
  (isFor: boolean): Way =>
  ({ leaves, asked }) => {
    const found = leaves.find(
      ({ tree: { shown }, isGround }) => shown !== null && (isGround === isFor ? shown.pro : shown.con) !== null,
    );
    return found === undefined ? null : told(found.isGround === isFor ? "shown" : "against", found, asked);
  };

const positionsOf =
  (truth: Truth): Way =>
  ({ answer }) => {
    const other = answer.byPosition.filter(({ sure }) => sure.truth === truth && valueWord(sure) !== valueWord(answer.headline));
    const [first] = other;
    return first === undefined ? null : { is: "position", value: first.sure, holders: other.map(({ position }) => position) };
  };

const open: Way = ({ leaves, asked }) => {
  const found = leaves.find(({ tree, isGround }) => isGround && tree.node !== "law" && tree.sure.truth === "undetermined");
  return found === undefined ? null : told("open", found, asked);
};

/** Of the part with the fewest sources to spare. */
const critical: Way = ({ leaves, asked }) => {
  const spare = ({ tree: { shown } }: Leaf) => (shown === null ? Infinity : shown.sources.length - shown.sourcesAsked);
  for (const { tree } of leaves.filter(({ tree: { sure } }) => sure.truth === "met").sort((a, b) => spare(a) - spare(b))) {
    const question = asked(tree.id)?.critical[0];
    if (question !== undefined) return { is: "critical", ask: question, id: tree.id };
  }
  return null;
};

const AGAINST_MET: readonly Way[] = [decidedAgainst, evidence(false), positionsOf("not_met"), open, critical];
const FOR_MET: readonly Way[] = [evidence(true), positionsOf("met"), critical];

function told(is: "refuted" | "against" | "shown" | "open", { tree: { id } }: Leaf, asked: Given["asked"]): Counter | null {
  const ask = asked(id)?.ask;
  return ask === undefined ? null : { is, ask, id };
}
