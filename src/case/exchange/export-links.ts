import type { NounKind, NounOf } from "../../model/index.ts";
import { parseIdentifier, type StixObject } from "../../stix/index.ts";
import type { CaseNoun } from "../graph/held.ts";
import type { Draft } from "./draft.ts";
import { LINK_TYPE } from "./meridian.ts";

type Of<Kind extends NounKind> = CaseNoun & { readonly noun: NounOf<Kind> };

const NO_ENDS: ReadonlySet<string> = new Set(["relationship", "sighting"]);

/** A link as a relationship; where an end is itself an edge, which STIX forbids, as an object of our own. */
export function linkObject({ noun, id }: Of<"link">, draft: Draft): StixObject {
  const [from, to] = [draft.idOf(noun.from) ?? "", draft.idOf(noun.to) ?? ""];
  const edges = [from, to].some((end) => NO_ENDS.has(parseIdentifier(end)?.type ?? ""));
  const common = draft.common(edges ? LINK_TYPE : "relationship", draft.id(edges ? LINK_TYPE : "relationship", id));
  const words = noun.why === "" ? {} : { description: noun.why };
  if (edges) return { ...common, link_type: noun.type, from_ref: from, to_ref: to, ...words };
  // `derives` leads from what was there to what was made of it; STIX says the same from the other end.
  const [source, target] = noun.type === "derives" ? [to, from] : [from, to];
  return { ...common, relationship_type: WORDS[noun.type], source_ref: source, target_ref: target, ...words };
}

const WORDS: Readonly<Record<NounOf<"link">["type"], string>> = {
  derives: "derived-from",
  "bears-on": "bears-on",
  causes: "led-to",
  measures: "measures",
  about: "related-to",
};

/** A judgement: dissent and withdrawal are opinions, so is an assessment; a review is a note. */
export function judgementObject({ noun, id }: Of<"judgement">, draft: Draft): StixObject {
  const on = draft.idOf(noun.on) ?? "";
  const authors = noun.by === "" ? {} : { authors: [noun.by] };
  const about = noun.answer === null ? noun.why : `${noun.answer}: ${noun.why}`;
  if (noun.stance === "review")
    return { ...draft.common("note", draft.id("note", id)), content: about, object_refs: [on], ...authors };
  const opinion = noun.stance === "assess" ? "agree" : noun.stance === "dissent" ? "disagree" : "strongly-disagree";
  return { ...draft.common("opinion", draft.id("opinion", id)), opinion, explanation: about, object_refs: [on], ...authors };
}
