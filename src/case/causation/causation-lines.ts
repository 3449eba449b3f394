import type { CausalQuestion, Causation, CauseFinding, EntityFinding, MinimalSets } from "./causation.ts";
import type { Certainty, Degree } from "./certainty.ts";
import type { CausalModel, CausalNode } from "./model.ts";

/** Sets, causes and questions that are told; how many more there are is said. */
const TOLD_MAX = 20;

/** What was found, as lines that a person reads. The same causation gives the same lines; every cause, whoever's, gets the same words. */
export function causationLines(model: CausalModel, causation: Causation): readonly string[] {
  const name = (id: string) => nameOf(model.nodes.get(id), id);
  const { outcome, causes, entities, stops, questions, unknown, bounds } = causation;
  const involved = causes.filter(({ ness }) => ness !== "not");
  return [
    `How "${plain(outcome.name)}" came about`,
    STATES[outcome.state] + (outcome.note === null ? "" : ` (${plain(outcome.note)})`),
    "",
    `What would have stopped it, had it not been for: ${setCount(stops)}`,
    ...stops.sets.slice(0, TOLD_MAX).map((set) => `  - ${set.map(name).join("; and ")}`),
    ...more(stops.sets.length - TOLD_MAX),
    "",
    `What had a part in it: ${involved.length} of ${causes.length}`,
    ...involved.slice(0, TOLD_MAX).flatMap((cause) => causeLines(cause, name)),
    ...more(involved.length - TOLD_MAX),
    ...(entities.length === 0 ? [] : ["", "By whom and with what (each by the most of any one act)"]),
    ...entities.slice(0, TOLD_MAX).map((entity) => entityLine(entity, name)),
    ...more(entities.length - TOLD_MAX),
    ...(questions.length === 0 ? [] : ["", `Open questions: ${questions.length}`]),
    ...questions.slice(0, TOLD_MAX).map((question) => `  - ${questionLine(question, name)}`),
    ...more(questions.length - TOLD_MAX),
    ...(unknown.length === 0 ? [] : ["", `Not known whether it occurred: ${unknown.map(name).slice(0, TOLD_MAX).join("; ")}`]),
    ...bounds.map((bound) => `Bounded: ${bound}.`),
    "",
    "Responsibility 1/(1+k): k others would have had to be absent for this alone to decide. It is no share of blame, and the numbers need not add up to 1.",
  ];
}

/** Of an outcome. */
export const STATES = {
  occurred: "It occurred.",
  "not-occurred": "It did not occur: nothing caused it.",
  unknown: "Whether it occurred is not known.",
};
/** What is answered to a test over every way to fill in what is unknown. */
export const ANSWERS: Readonly<Record<Certainty, string>> = {
  certain: "yes",
  possible: "depends on what is not known",
  not: "no",
};

function causeLines(
  { node, butFor, ness, responsibility, witness }: CauseFinding,
  name: (id: string) => string,
): readonly string[] {
  const note = node.note === null ? "" : ` (${plain(node.note)})`;
  const known = node.state === "unknown" ? "; not known whether it occurred" : "";
  return [
    `  - ${nameOf(node, node.id)}${known}${note}`,
    `    but for it: ${ANSWERS[butFor]}; part of a sufficient set (NESS) and of a cause (Halpern 2015): ${ANSWERS[ness]}; responsibility ${degreeText(responsibility)}`,
    ...(witness === null || witness.absent.length === 0
      ? []
      : [`    it alone would have decided had there not been: ${witness.absent.map(name).join("; ")}`]),
  ];
}

function entityLine(
  { entity, acts, butFor, ness, responsibility, through }: EntityFinding,
  name: (id: string) => string,
): string {
  const count = acts.length === 1 ? "1 act" : `${acts.length} acts`;
  return `  - ${plain(entity.name)} (${entity.kind}, ${count}): but for all of it: ${ANSWERS[butFor]}; part of a cause: ${ANSWERS[ness]}; responsibility ${degreeText(responsibility)}, through ${name(through)}`;
}

/** An open question as one line. */
export function questionLine({ about, node, cause, why }: CausalQuestion, name: (id: string) => string): string {
  const edge = cause === null ? name(node) : `${name(cause)} -> ${name(node)}`;
  const said = why === null || why === "" ? "" : ` (${plain(why)})`;
  return `${edge}: ${ABOUT[about]}${said}`;
}

const ABOUT: Readonly<Record<CausalQuestion["about"], string>> = {
  unexplained: "it occurred, and the causes listed do not suffice for it: what else was there?",
  "held-off": "all its causes were there, and it did not occur: what kept it from happening?",
  untested: "nobody tested whether the effect would have failed to come without it, or whether the causes suffice",
  "but-for-failed": "tested: the effect would have come without it",
  incomplete: "tested: the causes listed do not suffice",
  disagrees: "the test says otherwise than the model",
  unknown: "did it occur?",
};

/** A degree as a fraction, or as a range of them. */
export function degreeText({ lo, hi }: Degree): string {
  return lo === hi ? fraction(lo) : `${fraction(lo)} to ${fraction(hi)}`;
}

function fraction(degree: number): string {
  if (degree === 0) return "0";
  const parts = Math.round(1 / degree);
  return parts === 1 ? "1" : `1/${parts}`;
}

function setCount({ sets, count }: MinimalSets): string {
  if (count === null) return `${sets.length} sets that were come by; there may be more and smaller ones`;
  return count === "0" ? "nothing that the model has" : `${count} minimal ${count === "1" ? "set" : "sets"}, smallest first`;
}

function more(count: number): readonly string[] {
  return count > 0 ? [`  and ${count} more`] : [];
}

/** A node in words: of a control that is a cause by not being there, that it was missing. */
export function nameOf(node: CausalNode | undefined, id: string): string {
  if (node === undefined) return plain(id);
  return plain(node.missing ? `${node.name} was missing or failed` : node.name);
}

/** One line, whatever somebody wrote into a name: no control characters and nothing that turns the direction of text. */
function plain(text: string): string {
  return text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, " ").trim();
}
