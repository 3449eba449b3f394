import { type Checked, type Json, type JsonObject, no, tableOf, yes } from "../../lib/index.ts";
import { IMITATION, OTHER } from "../../model/index.ts";
import { VERSION } from "../installation.ts";

/** What is filled in where a person's words leave it out. */
export type Filling = {
  readonly now: string;
  readonly by: string;
  readonly tlp: string;
};

/** What is wrong with a person's words for a noun. */
export type WordsFault = { readonly kind: "bad-words"; readonly path: string; readonly expected: string };

/**
 * The whole form of a noun (spec/docket.md §Nouns) from what a person wrote of it (docs/case.md §Words): what may be left out is filled in, a
 * single time becomes a span, a single number a range, an actor claim gets `other` and its imitations. References stay as they are.
 */
export function completeNoun(words: JsonObject, filling: Filling): Checked<JsonObject, WordsFault> {
  const { noun } = words;
  const complete = typeof noun === "string" ? COMPLETE.get(noun) : undefined;
  if (complete === undefined)
    return no({ kind: "bad-words", path: "noun", expected: `one of ${[...COMPLETE.keys()].join(", ")}` });
  return yes(complete(words, filling));
}

const COMPLETE: ReadonlyMap<string, (words: JsonObject, filling: Filling) => JsonObject> = tableOf({
  record: (words, { tlp, now }) => ({
    media: "application/octet-stream",
    tlp,
    ...words,
    taken: spanOf(words["taken"] ?? now),
  }),
  observation: ({ text, ...words }) => ({
    at: { by: "whole" },
    by: { tool: "meridian", version: VERSION, arguments: [] },
    ...(text === undefined ? {} : { fact: { of: "text", text } }),
    ...words,
    when: words["when"] === undefined || words["when"] === null ? null : spanOf(words["when"]),
  }),
  entity: (words) => ({ refs: [], ...words }),
  event: (words, { now }) => ({ on: [], technique: null, learned: now, ...words, when: spanOf(words["when"]) }),
  claim: (words) => ({
    level: null,
    subject: null,
    prior: null,
    supersedes: null,
    ...words,
    answers: answersOf(words["kind"], words["answers"]),
  }),
  link: (words) => ({
    why: "",
    ...words,
    bearing: words["type"] === "bears-on" ? bearingOf(words["bearing"]) : (words["bearing"] ?? null),
    causing: words["type"] === "causes" ? causingOf(words["causing"]) : (words["causing"] ?? null),
  }),
  judgement: (words, { now, by }) => ({ answer: null, why: "", by, at: now, ...words }),
});

function spanOf(json: Json | undefined): Json {
  if (typeof json === "string") return { from: json, to: json, clock: null };
  return isObject(json) ? { clock: null, ...json } : (json ?? null);
}

function answersOf(kind: Json | undefined, json: Json | undefined): Json {
  if (!Array.isArray(json)) return json ?? null;
  const given = (json as readonly Json[]).map((answer) =>
    isObject(answer) ? { entity: null, ...answer } : { answer, entity: null },
  );
  const names = given.flatMap(({ answer }) => (typeof answer === "string" ? [answer] : []));
  const actors = kind === "actor" ? names.filter((name) => name !== OTHER && !name.startsWith(IMITATION)) : [];
  const wanted = [...actors.map((name) => IMITATION + name), OTHER].filter((name) => !names.includes(name));
  return [...given, ...wanted.map((answer) => ({ answer, entity: null }))];
}

/** One weight may be written without its list, and a figure without its range. What is not said of the source is the least that can be. */
function bearingOf(json: Json | undefined): Json {
  if (!isObject(json)) return json ?? null;
  const { for: answer, against, log10LR, basis, reference, weights, ...rest } = json;
  const single = answer === undefined ? undefined : [{ for: answer, against, log10LR, basis, reference }];
  const list = weights ?? (single as Json | undefined) ?? [];
  return {
    reliability: "F",
    credibility: 6,
    forgeability: 1,
    ...rest,
    weights: Array.isArray(list) ? (list as readonly Json[]).map(weightOf) : list,
  };
}

function weightOf(json: Json): Json {
  if (!isObject(json)) return json;
  return {
    for: json["for"] ?? null,
    against: json["against"] ?? OTHER,
    basis: json["basis"] ?? "judged",
    reference: json["reference"] ?? null,
    log10LR: rangeOf(json["log10LR"]),
  };
}

function rangeOf(json: Json | undefined): Json {
  if (typeof json === "number") return { lo: json, best: json, hi: json };
  if (Array.isArray(json) && json.length === 3) return { lo: json[0] ?? null, best: json[1] ?? null, hi: json[2] ?? null };
  return json ?? null;
}

function causingOf(json: Json | undefined): Json {
  if (json === undefined || json === null) return { gate: "all", group: "", whyBecause: null };
  return isObject(json) ? { gate: "all", group: "", whyBecause: null, ...json } : json;
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
