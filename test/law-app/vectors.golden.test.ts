// The vectors of spec/assessment.md: statements that are read, statements that must be refused, and what readings in order come to.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { foldReadings } from "../../src/app/law/readings.ts";
import { textOf, toHex, utf8 } from "../../src/lib/index.ts";
import {
  type AssessmentPredicate,
  assessmentSubjects,
  type Digest,
  formatStatement,
  type MeasurePredicate,
  type NounId,
  parseStatement,
  type ReadingPredicate,
  type Statement,
} from "../../src/model/index.ts";
import { AT, CASE, KEEPER, sha256 } from "../case/nouns.ts";
import { assertGolden } from "../support/golden.ts";

const SPEC = join(import.meta.dirname, "../../spec");
const VECTORS = join(SPEC, "assessment.vectors.json");
const digestOf = (text: string) => toHex(sha256(utf8(text))) as Digest;
const nounOf = (text: string) => digestOf(text) as string as NounId;
const ABOUT_CASE = [{ name: CASE, digest: { sha256: digestOf(CASE) } }];

const READING: ReadingPredicate = {
  case: CASE,
  claims: [
    {
      claim: nounOf("Did the service stop?"),
      prop: "ci_function_loss",
      shows: ["yes"],
      refutes: ["no"],
      of: null,
      why: "pilots cannot bring ships in without the time",
    },
  ],
  records: [{ record: nounOf("the log of the operator"), kinds: ["operator_log"] }],
  by: KEEPER,
  at: AT,
};
const ASSESSMENT: AssessmentPredicate = {
  case: CASE,
  respondent: null,
  facts: digestOf("facts"),
  packs: [{ pack: "example", version: "1", sha256: digestOf("the bytes of the pack") }],
  engine: "meridian-law 1",
  days: [
    {
      asOf: "2026-11-22",
      answers: [
        { rule: "force", headline: "undetermined:law", believed: "undetermined:law", byPosition: { a: "met", b: "not_met" } },
        { rule: "recorded", headline: "met", believed: "met", byPosition: {} },
      ],
      result: digestOf("result"),
    },
  ],
  closed: false,
  by: KEEPER,
  at: AT,
};
const MEASURE: MeasurePredicate = {
  case: CASE,
  option: "notice",
  event: "decided",
  against: null,
  assessment: digestOf("result"),
  why: "they can stop it at their end, and may not know of it",
  until: "2026-12-01",
  by: KEEPER,
  at: AT,
};

const reading = (changes: Partial<ReadingPredicate> = {}): Statement => ({
  kind: "reading",
  subject: ABOUT_CASE,
  predicate: { ...READING, ...changes },
});
const assessment = (changes: Partial<AssessmentPredicate> = {}): Statement => {
  const predicate = { ...ASSESSMENT, ...changes };
  return { kind: "assessment", subject: assessmentSubjects(predicate), predicate };
};
const measure = (changes: Partial<MeasurePredicate> = {}): Statement => ({
  kind: "measure",
  subject: ABOUT_CASE,
  predicate: { ...MEASURE, ...changes },
});
const [DAY] = ASSESSMENT.days;
const [CLAIM] = READING.claims;
assert.ok(DAY !== undefined && CLAIM !== undefined);

const VALID: Readonly<Record<string, Statement>> = {
  "a claim read as a proposition, and a record as a kind of evidence": reading(),
  "a reading that is taken back": reading({ claims: [{ ...CLAIM, shows: [], refutes: [] }], records: [] }),
  "an assessment of one day": assessment(),
  "an assessment of two days about one party": assessment({
    respondent: nounOf("Party A"),
    days: [{ ...DAY, asOf: "2026-03-01" }, DAY],
  }),
  "a measure that is decided on": measure(),
  "a measure that is ended": measure({ event: "ended", why: "the service runs again" }),
};

const INVALID: Readonly<Record<string, Statement>> = {
  "a proposition that is no id": reading({ claims: [{ ...CLAIM, prop: "Harm to persons" }] }),
  "a claim without its digits": reading({ claims: [{ ...CLAIM, claim: "the first one" as NounId }] }),
  "a kind of evidence that is no id": reading({ records: [{ record: nounOf("r"), kinds: ["a log"] }] }),
  "an answer in a word that there is not": assessment({
    days: [{ ...DAY, answers: [{ rule: "force", headline: "likely" as never, believed: "met", byPosition: {} }] }],
  }),
  "an undetermined answer without its cause": assessment({
    days: [{ ...DAY, answers: [{ rule: "force", headline: "undetermined" as never, believed: "met", byPosition: {} }] }],
  }),
  "three days": assessment({ days: [DAY, DAY, DAY] }),
  "a day that is no date": assessment({ days: [{ ...DAY, asOf: "yesterday" }] }),
  "an assessment whose subjects leave out a pack": { ...assessment(), subject: ABOUT_CASE },
  "a measure that is carried out": measure({ event: "executed" as never }),
  "a measure without an end": measure({ until: "" }),
  "a measure that rests on no assessment": measure({ assessment: null as never }),
};

/** Readings in order, and what of them stands in the end. */
const STORIES: Readonly<Record<string, readonly ReadingPredicate[]>> = {
  "a later word on the same claim and proposition takes the place of the earlier": [
    READING,
    { ...READING, claims: [{ ...CLAIM, shows: ["no"], refutes: ["yes"] }], records: [] },
  ],
  "one claim may answer two propositions": [READING, { ...READING, claims: [{ ...CLAIM, prop: "function_loss" }], records: [] }],
  "a reading that shows and refutes nothing takes the earlier back": [
    READING,
    {
      ...READING,
      claims: [{ ...CLAIM, shows: [], refutes: [] }],
      records: [{ record: nounOf("the log of the operator"), kinds: [] }],
    },
  ],
};

function standing(statements: readonly ReadingPredicate[]): object {
  const { claims, records } = foldReadings(statements);
  return { statements, claims, records: Object.fromEntries(records) };
}

test("spec/assessment.vectors.json is what this code writes", () => {
  const written = (statements: Readonly<Record<string, Statement>>) =>
    Object.fromEntries(Object.entries(statements).map(([name, statement]) => [name, textOf(formatStatement(statement))]));
  const readings = Object.fromEntries(Object.entries(STORIES).map(([name, story]) => [name, standing(story)]));
  assertGolden(VECTORS, `${JSON.stringify({ valid: written(VALID), invalid: written(INVALID), readings }, null, 2)}\n`);
});

const vectors = JSON.parse(readFileSync(VECTORS, "utf8")) as { valid: Record<string, string>; invalid: Record<string, string> };
for (const [name, text] of Object.entries(vectors.valid))
  test(`${name}: read and written back`, () => {
    const read = parseStatement(utf8(text));
    assert.ok(read.ok, JSON.stringify(read));
    assert.equal(textOf(formatStatement(read.value)), text);
  });
for (const [name, text] of Object.entries(vectors.invalid))
  test(`${name}: refused`, () => assert.ok(!parseStatement(utf8(text)).ok));

test("the page shows the assessment of the vectors", () => {
  const page = readFileSync(join(SPEC, "assessment.md"), "utf8");
  const shown = /^\{"at":.*\}$/m.exec(page)?.[0] ?? "";
  const { predicate } = JSON.parse(vectors.valid["an assessment of one day"] ?? "{}") as { predicate: unknown };
  const short = (json: string) => json.replace(/"([0-9a-f]{8})(?:[0-9a-f]{56}|\[…\])"/g, '"$1[…]"');
  assert.equal(shown, short(JSON.stringify(predicate)));
});
