import { createHash } from "node:crypto";
import {
  attackFlowOf,
  type CaseFold,
  type CaseNoun,
  causalModelOf,
  exportStix,
  type SeverityView,
  writeAttackFlow,
} from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { formatJson, type Json, toHex, utf8 } from "../../lib/index.ts";
import type { NounId, Tlp } from "../../model/index.ts";
import { formatBundle, type Sha1, tlpWithin } from "../../stix/index.ts";
import type { BookedCase } from "./book.ts";
import { gradeGraph, type ToldDamage } from "./call-damage.ts";
import { foldOf, foldOnly } from "./folds.ts";

/** A file of an export. */
export type ExportedFile = { readonly name: string; readonly text: string; readonly sha256: string };

/** SHA-1 (FIPS 180-4): names of STIX objects are UUIDv5, and nothing rests on it. */
const sha1: Sha1 = (bytes) => new Uint8Array(createHash("sha1").update(bytes).digest());

/** A text as a file, with its digest. */
export function fileOf(name: string, text: string): ExportedFile {
  return { name, text, sha256: toHex(sha256(utf8(text))) };
}

/** When the case last changed, by its own statements: an export knows no other clock. */
export function lastChange({ casefile, dockets }: BookedCase): string {
  return dockets.reduce((latest, { predicate }) => (predicate.at > latest ? predicate.at : latest), casefile.at);
}

/** The case as a STIX 2.1 bundle, for readers cleared to `audience`; how many nouns are above it. */
export function stixFile(
  booked: BookedCase,
  { audience, exporter, cleared }: { readonly audience: Tlp; readonly exporter: string; readonly cleared: Cleared },
): { readonly file: ExportedFile; readonly leftOut: number } {
  const { severity } = cleared;
  const verdicts = new Map([...cleared.fold.scores()].map(([id, { verdict }]) => [id, verdict]));
  const at = lastChange(booked);
  const scores = severity.flatMap(scoreOf);
  const nouns = foldOf(booked).view().nouns.values();
  const { bundle, leftOut } = exportStix(nouns, booked.casefile, { audience, exporter, at, verdicts, scores, sha1, sha256 });
  return { file: fileOf(`${booked.casefile.case}.stix.json`, formatBundle(bundle)), leftOut: leftOut.nouns };
}

/** Scores of points as STIX has them, which knows one number: the most that the facts leave open, with the least in words. */
function scoreOf(view: SeverityView): readonly { readonly name: string; readonly value: number; readonly description: string }[] {
  if (view.kind !== "points") return [];
  const { lo, hi } = view.score;
  return [{ name: view.title, value: hi, description: `at most this, at least ${lo.toFixed(1)}` }];
}

/** One Attack Flow (STIX 2.1) for each outcome and damage that has causes. */
export function attackFlowFiles(booked: BookedCase, fold: CaseFold): readonly ExportedFile[] {
  const [graph, scores] = [fold.view(), fold.scores()];
  return graph.claims().flatMap((outcome) => {
    const noun = graph.nouns.get(outcome)?.noun;
    if (noun?.noun !== "claim" || (noun.kind !== "outcome" && noun.kind !== "damage")) return [];
    if (graph.linksTo(outcome, "causes").length === 0) return [];
    const model = causalModelOf(graph, scores, outcome);
    if (!model.ok) return [];
    const { title, case: id } = booked.casefile;
    const head = {
      name: title,
      description: `Causes of ${outcome} in ${id}`,
      scope: "incident",
      created: lastChange(booked),
    } as const;
    const text = writeAttackFlow(attackFlowOf(model.value, head, sha1), sha1);
    return [fileOf(`${id}.${outcome.slice(0, 12)}.attack-flow.json`, text)];
  });
}

/** The nouns, a line each, as `case import` takes them back: those that the audience is cleared for, and nothing that rests on another. */
export function nounsFile(booked: BookedCase, audience: Tlp): { readonly file: ExportedFile; readonly leftOut: number } {
  const gone = nounsAbove(booked, audience);
  const lines = nounsOf(booked).flatMap(({ id, noun }) => (gone.has(id) ? [] : [`${formatJson(noun as unknown as Json)}\n`]));
  return { file: fileOf(`${booked.casefile.case}.nouns.ndjson`, lines.join("")), leftOut: gone.size };
}

/** The part of a case that readers are cleared for, with what is answered and measured in it. */
export type Cleared = ToldDamage & { readonly fold: CaseFold; readonly leftOut: number };

/** A case as far as readers are cleared: weighed anew without what is above them, so that no answer tells of it. */
export async function clearedFor(booked: BookedCase, audience: Tlp): Promise<Cleared> {
  const gone = nounsAbove(booked, audience);
  const fold = gone.size === 0 ? foldOf(booked) : foldOnly(booked, (id) => !gone.has(id));
  return { fold, leftOut: gone.size, ...(await gradeGraph(fold.view(), booked.casefile)) };
}

/** The nouns that readers are not cleared for, and those that speak of one. */
function nounsAbove(booked: BookedCase, audience: Tlp): ReadonlySet<NounId> {
  const gone = new Set<NounId>();
  for (const { id, noun } of nounsOf(booked)) {
    const above = noun.noun === "record" && !tlpWithin(noun.tlp, audience);
    if (above || mentions(noun, gone)) gone.add(id);
  }
  return gone;
}

function nounsOf(booked: BookedCase): readonly CaseNoun[] {
  return [...foldOf(booked).view().nouns.values()].sort((left, right) => left.order - right.order);
}

function mentions(json: Json, gone: ReadonlySet<string>): boolean {
  if (typeof json === "string") return gone.has(json);
  if (json === null || typeof json !== "object") return false;
  return Object.values(json).some((item: Json) => mentions(item, gone));
}
