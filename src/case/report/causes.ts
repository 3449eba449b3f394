import type { NounId } from "../../model/index.ts";
import type { Causation, CauseFinding, EntityFinding } from "../causation/causation.ts";
import { ANSWERS, degreeText, nameOf, questionLine, STATES } from "../causation/causation-lines.ts";
import { causationPicture } from "../causation/causation-picture.ts";
import { explainOutcome } from "../causation/explain.ts";
import { causalModelOf } from "../causation/graph-model.ts";
import type { CausalModel } from "../causation/model.ts";
import { counted } from "../weigh/figures.ts";
import type { Asked, Writing } from "./given.ts";
import type { Part, Picture, Section, Sentence } from "./report.ts";

type Explained = { readonly asked: Asked; readonly model: CausalModel; readonly causation: Causation };

/** How each outcome came about, whoever's acts and omissions: the victim's stand between the others, in the same words. */
export function causesSection(writing: Writing): Section {
  const explained = writing.asked
    .filter(({ claim: { kind } }) => kind === "outcome" || kind === "damage")
    .map((asked) => explain(asked, writing));
  const parts = explained.flatMap((one) => one.parts);
  const none: Part = { heading: null, sentences: [{ text: "No outcome of the case has causes.", ground: "case", cites: [] }] };
  return {
    title: "Causes",
    parts: parts.length === 0 ? [none] : parts,
    pictures: explained.flatMap((one) => one.pictures),
  };
}

function explain(asked: Asked, writing: Writing): { readonly parts: readonly Part[]; readonly pictures: readonly Picture[] } {
  const { graph, scores } = writing;
  const links = graph.linksTo(asked.id, "causes");
  if (!links.some(({ withdrawnBy }) => withdrawnBy === null)) return { parts: [], pictures: [] };
  const model = causalModelOf(graph, scores, asked.id);
  const causation = model.ok ? explainOutcome(model.value, asked.id) : model;
  if (!model.ok || !causation.ok) {
    const text = "Its causes could not be worked out: what the links say does not make a graph that can be solved.";
    return { parts: [{ heading: asked.claim.ask, sentences: [writing.grounds.say(text, asked.id)] }], pictures: [] };
  }
  const found = { asked, model: model.value, causation: causation.value };
  return {
    parts: [{ heading: asked.claim.ask, sentences: sentencesOf(found, writing) }],
    pictures: [{ title: `Causes of: ${asked.claim.ask}`, svg: causationPicture(found.model, found.causation) }],
  };
}

function sentencesOf({ asked, model, causation }: Explained, writing: Writing): readonly Sentence[] {
  const { say } = writing.grounds;
  const { outcome, causes, entities, stops, questions, bounds } = causation;
  const name = (id: string) => nameOf(model.nodes.get(id), id);
  const involved = causes.filter(({ ness }) => ness !== "not");
  return [
    say(STATES[outcome.state] + (outcome.note === null ? "" : ` (${outcome.note})`), asked.id),
    ...stops.sets.map((set) => say(`Without this it would not have come: ${set.map(name).join("; and ")}.`, nouns(set))),
    ...involved.map((cause) => say(causeText(cause, name), cause.node.id as NounId)),
    ...entities.map((entity) => say(entityText(entity, name), nouns(entity.acts))),
    ...ownSentences(causation, name, writing),
    ...questions.map((question) =>
      say(
        `Open: ${questionLine(question, name)}`,
        nouns(question.cause === null ? [question.node] : [question.node, question.cause]),
      ),
    ),
    ...bounds.map((bound) => say(`Bounded: ${bound}.`, asked.id)),
  ];
}

function causeText({ node, butFor, ness, responsibility, witness }: CauseFinding, name: (id: string) => string): string {
  const others = witness?.absent ?? [];
  const alone = others.length === 0 ? "" : ` It alone would have decided had there not been: ${others.map(name).join("; ")}.`;
  const known =
    node.state === "unknown"
      ? `, of which it is not known whether it occurred${node.note === null ? "" : ` (${node.note})`}`
      : "";
  return `"${name(node.id)}"${known}: but for it: ${ANSWERS[butFor]}; part of a sufficient set (NESS): ${ANSWERS[ness]}; responsibility ${degreeText(responsibility)}.${alone}`;
}

function entityText(
  { entity, acts, butFor, ness, responsibility, through }: EntityFinding,
  name: (id: string) => string,
): string {
  return `By ${entity.kind} ${entity.name} (${counted(acts.length, "act")}): but for all of it: ${ANSWERS[butFor]}; part of a cause: ${ANSWERS[ness]}; responsibility ${degreeText(responsibility)}, through "${name(through)}".`;
}

/** What the victim contributed: controls that were missing or failed, and what is ascribed to it by name. */
function ownSentences(causation: Causation, name: (id: string) => string, { casefile, grounds }: Writing): readonly Sentence[] {
  const own = new Set(
    causation.entities
      .filter(({ entity: { kind, name: called } }) => kind === "control" || called === casefile.victim)
      .flatMap(({ acts }) => acts),
  );
  const contributed = causation.causes.filter(({ node, ness }) => ness !== "not" && (node.missing || own.has(node.id)));
  if (contributed.length === 0) return [];
  const words = contributed.map(({ node, responsibility }) => `"${name(node.id)}" (${degreeText(responsibility)})`);
  return [
    grounds.say(
      `Of these on the side of ${casefile.victim}, safeguards that were missing or failed among them: ${words.join("; ")}.`,
      contributed.map(({ node }) => node.id as NounId),
    ),
  ];
}

/** A model that a case gives has nouns as nodes, and nothing else. */
function nouns(ids: readonly string[]): readonly NounId[] {
  return ids as readonly NounId[];
}
