import { z } from "zod";
import { type Relation, relateCases } from "../../case/index.ts";
import { sha256 } from "../../ledger/io/index.ts";
import { formatJson, toHex, utf8 } from "../../lib/index.ts";
import { type CaseId, type Digest, type Noun, nounId } from "../../model/index.ts";
import { VERSION } from "../installation.ts";
import { caseCall } from "./call.ts";
import { relatedOf, traitsWord } from "./call-read.ts";
import { caseInSight, casesInSight, nowAt } from "./desk.ts";
import { type Entered, enterNouns } from "./enter.ts";
import { caseWord, text } from "./words.ts";

/**
 * Holds one rule against every case that may be seen and enters the result into one of them as a pattern claim, with the cases that do not match. Cases of
 * other victims are only counted in what is stated: the wall between victims holds in the ledger too.
 */
export const patternCall = caseCall({
  name: "pattern",
  about: "one",
  does: "states",
  input: z.strictObject({ case: caseWord, trait: traitsWord, ask: text(2000).optional() }),
  run: async (desk, { case: id, trait: traits, ask }): Promise<Entered> => {
    const booked = await caseInSight(desk, id);
    const { tlp, victim } = booked.casefile;
    const all = await casesInSight(desk);
    const relation = relateCases(traits, all.map(relatedOf));
    const own = new Set(all.filter(({ casefile }) => casefile.victim === victim).map(({ casefile }) => casefile.case));
    const now = nowAt(desk);
    const span = { from: now, to: now, clock: null };
    const digest = toHex(sha256(utf8(formatJson(relation)))) as Digest;
    const record: Noun = {
      noun: "record",
      place: {
        kept: "elsewhere",
        sha256: digest,
        title: `comparison of ${all.length} cases: ${relation.rule}`.slice(0, 1000),
        url: null,
      },
      media: "application/json",
      taken: span,
      origin: "query:relate",
      tlp,
    };
    const observation: Noun = {
      noun: "observation",
      record: nounId(record, sha256),
      at: { by: "whole" },
      fact: { of: "text", text: statedText(relation, own) },
      when: span,
      by: { tool: "meridian case relate", version: VERSION, arguments: [relation.rule.slice(0, 4000)] },
    };
    const claim: Noun = {
      noun: "claim",
      kind: "pattern",
      level: null,
      subject: null,
      ask: ask ?? `Do the cases with ${relation.rule} have one cause?`.slice(0, 2000),
      answers: ["one cause", "other"].map((answer) => ({ answer, entity: null })),
      prior: null,
      supersedes: null,
    };
    const link: Noun = {
      noun: "link",
      type: "derives",
      from: nounId(observation, sha256),
      to: nounId(claim, sha256),
      bearing: null,
      causing: null,
      why: "the comparison that the question comes from",
    };
    const named = [
      { as: "comparison", noun: record },
      { as: "result", noun: observation },
      { as: "pattern", noun: claim },
      { as: null, noun: link },
    ];
    return enterNouns(desk, booked, named);
  },
});

const STATED_UNITS_MAX = 10_000;

function statedText({ rule, cases, baseRates }: Relation, own: ReadonlySet<CaseId>): string {
  const lines = [`rule: ${rule}`, `cases looked at: ${cases.length}`];
  for (const likeness of ["matches", "differs", "silent"] as const) {
    const alike = cases.filter((one) => one.likeness === likeness);
    const named = alike.filter((one) => own.has(one.case)).map((one) => one.case);
    const others = alike.length - named.length;
    lines.push(`${likeness}: ${[...named, ...(others === 0 ? [] : [`${others} of other victims`])].join(", ") || "none"}`);
  }
  for (const { trait, shown, of } of baseRates) lines.push(`${trait}: in ${shown} of the ${of} cases that could show it`);
  return lines.join("\n").slice(0, STATED_UNITS_MAX).toWellFormed();
}
