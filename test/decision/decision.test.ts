import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Decision,
  type DecisionInput,
  decisionHtml,
  decisionMarkdown,
  decisionOf,
  LANGUAGES,
} from "../../src/decision/index.ts";
import { assess, nextEvidence } from "../../src/law/index.ts";
import { type Facts, type Finding, type LawText, valueWord } from "../../src/model/index.ts";
import { shippedBook } from "./world.ts";

const DAY = "2026-03-04";
const { book, asked, kind, holder } = shippedBook();

const shown = (prop: string, kinds: readonly string[], sources: readonly string[] = ["a", "b", "c"]): Finding => ({
  prop,
  pro: "clear",
  con: null,
  kinds,
  sources,
  against: [],
  claims: [],
});
const refuted = (prop: string): Finding => ({ ...shown(prop, []), pro: null, con: "clear" });

const BLACKOUT: Facts = {
  findings: [
    shown("ci_function_loss", ["operator_log", "regulator_report"]),
    shown("proximate", ["timeline", "operator_log", "equipment_forensics"]),
    refuted("harm_persons"),
    refuted("damage_objects"),
  ],
  figures: [],
};

function decide(facts: Facts, main: readonly string[], title = "Blackout at the port"): Decision {
  const assessed = assess(book, facts, { asOf: DAY });
  const next = nextEvidence(book, facts, { asOf: DAY, rules: main });
  const head = {
    case: "case-0123456789ab",
    title,
    victim: "Harbour Authority",
    respondent: "Party A",
    entry: 7,
    engine: "e",
    packs: 3,
    facts: "f",
    result: "r",
  };
  const input: DecisionInput = { head, incident: assessed, today: null, next, plan: null, asked, kind, holder, main };
  return decisionOf(input);
}

test("a blackout without harm stays open for the law, and the first argument is from the other side", () => {
  const [question] = decide(BLACKOUT, ["use_of_force"]).questions;
  assert.equal(question?.value.truth, "undetermined");
  assert.ok(question.value.law);
  assert.deepEqual(question.counter, { is: "refuted", ask: asked("harm_persons")?.ask, id: "harm_persons" });
  assert.deepEqual(
    question.shown.map(({ tree }) => tree.id),
    ["proximate", "ci_function_loss"],
  );
  assert.ok(question.refuted.some(({ tree }) => tree.id === "damage_objects"));
});

test("an answer that is met is argued against by evidence, positions or a critical question, never by its own ground", () => {
  const harm = shown("harm_persons", ["medical_record", "death_certificate", "official_inquiry"]);
  const facts = { ...BLACKOUT, findings: [harm, ...BLACKOUT.findings.filter(({ prop }) => prop !== "harm_persons")] };
  const [question] = decide(facts, ["use_of_force"]).questions;
  assert.equal(question?.value.truth, "met");
  assert.notEqual(question.counter.is, "none");
  assert.notEqual(question.counter.is, "shown");
});

test("an answer that is not met is argued against by what speaks for it", () => {
  const pro: Finding = { ...refuted("organ"), pro: "reasonable", kinds: ["technical_link"], sources: ["a"] };
  const all = ["governmental_authority", "placed_at_disposal", "instructions", "effective_control", "acknowledged_adopted"];
  const [question] = decide({ findings: [pro, ...all.map(refuted)], figures: [] }, ["attribution_4"]).questions;
  assert.equal(question?.value.truth, "not_met");
  assert.notEqual(question.counter.is, "refuted");
});

test("what nobody answered is named as undetermined and nothing more", () => {
  const { questions, idle } = decide({ findings: [], figures: [] }, ["use_of_force", "sovereignty"]);
  assert.deepEqual(questions, []);
  assert.equal(idle.length, 2);
});

test("every language has the whole page, no word in braces is left, and paragraphs have the same numbers", () => {
  const decision = decide(BLACKOUT, ["use_of_force", "sovereignty"]);
  const numbers = (page: string) => page.match(/\\\[[0-9.]+\\\]/g) ?? [];
  const english = numbers(decisionMarkdown(decision, "en"));
  assert.ok(english.length > 10);
  for (const language of LANGUAGES) {
    const page = decisionMarkdown(decision, language);
    assert.deepEqual(numbers(page), english, language);
    assert.doesNotMatch(page, /\{[a-z]+\}/, language);
    assert.match(decisionHtml(decision, language), new Map([["ar", /<html lang="ar" dir="rtl">/]]).get(language) ?? /dir="ltr">/);
  }
});

test("a page in zh has no sentence of another language", () => {
  const page = decisionMarkdown(decide(BLACKOUT, ["use_of_force", "sovereignty"], "港口停电"), "zh").replaceAll(
    /case-[0-9a-f]+|Harbour Authority|Party A/g,
    "",
  );
  assert.deepEqual(page.match(/[A-Za-z]{4,}/g) ?? [], []);
});

test("whatever somebody wrote stays text", () => {
  const hostile = "<script>alert(1)</script> [x](http://evil.example) \u202egnp.exe\n# no heading";
  const decision = decide(BLACKOUT, ["use_of_force"], hostile);
  const html = decisionHtml(decision, "en");
  assert.doesNotMatch(html, /<script|\u202e/);
  const markdown = decisionMarkdown(decision, "en");
  assert.doesNotMatch(markdown, /\u202e|\n# no heading|[^\\]\]\(http/);
});

test("the same decision is the same bytes, and other names change names alone", () => {
  const page = (victim: string) => {
    const decision = decide(BLACKOUT, ["use_of_force", "sovereignty"]);
    return decisionHtml(
      { ...decision, input: { ...decision.input, head: { ...decision.input.head, victim, respondent: "Party B" } } },
      "en",
    );
  };
  assert.equal(page("Harbour Authority"), page("Harbour Authority"));
  assert.equal(page("North Port CERT").replaceAll("North Port CERT", "Harbour Authority"), page("Harbour Authority"));
});

test("the differences between the two days are told", () => {
  const before = assess(book, BLACKOUT, { asOf: "2010-01-01" });
  const after = assess(book, BLACKOUT, { asOf: DAY });
  const decision = decide(BLACKOUT, ["sovereignty"]);
  const both = decisionOf({ ...decision.input, incident: before, today: after });
  const words = ({ answers }: typeof before) =>
    valueWord(answers.find(({ rule }) => rule === "sovereignty")?.headline ?? assert.fail());
  assert.equal(both.differences.length, words(before) === words(after) ? 0 : 1);
});

test("a text is told in the language asked for", () => {
  const question: LawText | undefined = decide(BLACKOUT, ["use_of_force"]).questions[0]?.question;
  assert.ok(
    question !== undefined &&
      decisionMarkdown(decide(BLACKOUT, ["use_of_force"]), "zh").includes(question.zh.replaceAll(/[[\]]/g, "")),
  );
});
