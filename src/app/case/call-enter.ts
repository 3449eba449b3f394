import { z } from "zod";
import { Failure, type Json, type JsonObject } from "../../lib/index.ts";
import { CLAIM_KINDS, CLAIM_LEVELS, LINK_TYPES, STANCES } from "../../model/index.ts";
import { caseCall } from "./call.ts";
import { enterWords } from "./enter.ts";
import { type NamedWords, parseNounsDocument } from "./nouns-document.ts";
import { caseWord, nounWord, text } from "./words.ts";

const DOCUMENT_UNITS_MAX: number = 16 * 1024 * 1024;

/** Enters a document of nouns (docs/case.md §Words). */
export const addNouns = caseCall({
  name: "add",
  about: "one",
  does: "states",
  input: z.strictObject({ case: caseWord, document: text(DOCUMENT_UNITS_MAX) }),
  run: async (desk, { case: id, document }) => {
    const list = parseNounsDocument(document);
    if (!list.ok) throw new Failure("CASE_REFUSED", `line ${list.fault.line}: expected ${list.fault.expected}`);
    return enterWords(desk, id, list.value);
  },
});

/** Asks a question with all its answers. `other`, and for an actor its imitations, are added. */
export const claimCall = caseCall({
  name: "claim",
  about: "one",
  does: "states",
  input: z.strictObject({
    case: caseWord,
    kind: z.enum(CLAIM_KINDS),
    level: z.enum(CLAIM_LEVELS).nullable().default(null),
    ask: text(2000),
    answers: z
      .array(z.strictObject({ answer: text(400), entity: nounWord.nullable().default(null) }))
      .min(1)
      .max(200),
    subject: nounWord.nullable().default(null),
    supersedes: nounWord.nullable().default(null),
    prior: z.array(z.number().min(0).max(1)).max(200).nullable().default(null),
  }),
  run: (desk, { case: id, ...words }) => enterWords(desk, id, one({ noun: "claim", ...words })),
});

const range = z.strictObject({ lo: z.number(), best: z.number(), hi: z.number() });

/** Links two nouns. */
export const linkCall = caseCall({
  name: "link",
  about: "one",
  does: "states",
  input: z.strictObject({
    case: caseWord,
    from: nounWord,
    to: nounWord,
    type: z.enum(LINK_TYPES),
    why: z.string().max(4000).default(""),
    bearing: z
      .strictObject({
        weights: z
          .array(
            z.strictObject({
              for: text(400),
              against: text(400).default("other"),
              log10LR: range,
              basis: z.enum(["measured", "judged"]).default("judged"),
              reference: text(1000).nullable().default(null),
            }),
          )
          .min(1)
          .max(400),
        reliability: z.enum(["A", "B", "C", "D", "E", "F"]).default("F"),
        credibility: z.int().min(1).max(6).default(6),
        forgeability: z.number().min(0).max(1).default(1),
      })
      .nullable()
      .default(null),
    causing: z
      .strictObject({
        gate: z.enum(["all", "any"]).default("all"),
        group: z.string().max(100).default(""),
        whyBecause: z
          .strictObject({ butFor: z.boolean(), complete: z.boolean(), why: text(4000) })
          .nullable()
          .default(null),
      })
      .nullable()
      .default(null),
  }),
  run: (desk, { case: id, ...words }) => enterWords(desk, id, one({ noun: "link", ...words })),
});

/** Says a party's word on a noun: assesses, reviews, dissents or withdraws. */
export const judgeCall = caseCall({
  name: "judge",
  about: "one",
  does: "states",
  input: z.strictObject({
    case: caseWord,
    on: nounWord,
    stance: z.enum(STANCES),
    answer: text(400).nullable().default(null),
    why: text(4000),
  }),
  run: (desk, { case: id, ...words }) => enterWords(desk, id, one({ noun: "judgement", ...words })),
});

function one(words: Readonly<Record<string, unknown>>): readonly NamedWords[] {
  return [{ as: null, words: words as JsonObject & Record<string, Json> }];
}
