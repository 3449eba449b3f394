import { type Answer, type LawText, type Value, valueWord } from "../model/index.ts";
import type { Asked } from "./decision.ts";
import type { Leaf } from "./leaves.ts";

/** The strongest argument against an answer that the record itself holds. */
export type Counter =
  | { readonly is: "refuted" | "against" | "open" | "critical"; readonly ask: LawText; readonly id: string }
  | { readonly is: "position"; readonly value: Value; readonly holders: readonly string[] }
  | { readonly is: "none" };

type Lookup = (id: string) => Asked | null;

/**
 * Evidence before argument: of an answer that is met, what the record holds against a part of it, then a position that differs, then what nobody has shown,
 * then a critical question. Of one that is not met or open the same, from the other side: what speaks against whoever would say "met" comes first.
 */
export function counterOf(answer: Answer, leaves: readonly Leaf[], asked: Lookup): Counter {
  const elements = leaves.filter(({ node }) => node !== "law");
  const ways = answer.headline.truth === "met" ? MET_ORDER : OPEN_ORDER;
  for (const way of ways) {
    const found = way({ answer, elements, asked });
    if (found !== null) return found;
  }
  return { is: "none" };
}

type Given = { readonly answer: Answer; readonly elements: readonly Leaf[]; readonly asked: Lookup };
type Way = (given: Given) => Counter | null;

const against: Way = ({ elements, asked }) => {
  const found = elements.find(({ value, shown }) => value.truth !== "not_met" && shown !== null && shown.con !== null);
  return found === undefined ? null : told("against", found, asked);
};

/** What is refuted; a part that nobody would call a ground for the answer is skipped by the order of the rule. */
const refuted: Way = ({ elements, asked }) => {
  const found = elements.find(({ value, reasons }) => value.truth === "not_met" && !reasons.includes("presumed"));
  return found === undefined ? null : told("refuted", found, asked);
};

const position: Way = ({ answer }) => {
  const other = answer.byPosition.filter(({ sure }) => sure.truth !== answer.headline.truth && sure.truth !== "undetermined");
  const first = other.find(({ sure }) => sure.truth === "not_met") ?? other[0];
  if (first === undefined) return null;
  const same = other.filter(({ sure }) => valueWord(sure) === valueWord(first.sure));
  return { is: "position", value: first.sure, holders: same.map(({ position: holder }) => holder) };
};

const open: Way = ({ elements, asked }) => {
  const found = elements.find(({ value }) => value.truth === "undetermined");
  return found === undefined ? null : told("open", found, asked);
};

/** Of the part with the fewest sources to spare. */
const critical: Way = ({ elements, asked }) => {
  const spare = ({ shown }: Leaf) => (shown === null ? Infinity : shown.sources.length - shown.sourcesAsked);
  const shown = elements.filter(({ value }) => value.truth === "met").sort((a, b) => spare(a) - spare(b));
  for (const { id } of shown) {
    const question = asked(id)?.critical[0];
    if (question !== undefined) return { is: "critical", ask: question, id };
  }
  return null;
};

const MET_ORDER: readonly Way[] = [against, position, critical, open];
const OPEN_ORDER: readonly Way[] = [against, position, refuted, open, critical];

function told(is: "refuted" | "against" | "open", { id }: Leaf, asked: Lookup): Counter | null {
  const ask = asked(id)?.ask;
  return ask === undefined ? null : { is, ask, id };
}
