import assert from "node:assert/strict";
import { test } from "node:test";
import { type Finding, valueWord } from "../../model/index.ts";
import { assess } from "../assess.ts";
import { createLawBook } from "../book.ts";
import { readLawPack } from "../pack/read-pack.ts";

const EXAMPLE = `
kind: rules
pack: example
version: "1"
title: { en: Example, zh: 示例 }
sources:
  Charter: { title: Charter of the United Nations, read: read }
  Manual: { title: A manual, read: unverified }
law:
  grave_without_physical: { ask: { en: "May grave effects be force?", zh: "?" }, cite: [Charter/2.4] }
elements:
  harm: { ask: { en: "Was anybody hurt?", zh: "?" }, standard: clear, evidence: [[medical_record]], minSources: 2, cite: [Charter/2.4] }
  stopped: { ask: { en: "Did a service stop?", zh: "?" }, standard: clear, evidence: [[operator_log]], cite: [Charter/2.4] }
  only_inconvenience: { ask: { en: "Was it inconvenience only?", zh: "?" }, standard: clear, cite: [Manual/69.9] }
rules:
  force:
    kind: law
    question: { en: "Was it a use of force?", zh: "?" }
    cite: [Charter/2.4]
    when: { any: [{ el: harm }, { all: [{ el: stopped }, { law: grave_without_physical }] }] }
    unless:
      below: { cite: [Charter/2.4], when: { all: [{ el: only_inconvenience }, { not: { el: harm } }] } }
    gives: { met: { en: met, zh: 是 }, not_met: { en: no, zh: 否 }, undetermined: { en: open, zh: 未定 } }
`;

const position = (holder: string, value: string) => `
kind: position
pack: position-${holder}
version: "1"
title: { en: ${holder}, zh: ${holder} }
sources: { S: { title: A statement, read: read } }
holder: ${holder}
of: { en: ${holder}, zh: ${holder} }
date: "2020-01-01"
law: { grave_without_physical: { value: ${value}, cite: [S] } }
`;

function bookOf(...texts: readonly string[]) {
  const packs = texts.map((text) => {
    const read = readLawPack(text);
    assert.ok(read.ok, read.ok ? "" : JSON.stringify(read.fault));
    return read.value;
  });
  const book = createLawBook(packs);
  assert.ok(book.ok, book.ok ? "" : JSON.stringify(book.fault));
  return book.value;
}

type Proved = { readonly kinds?: readonly string[]; readonly sources?: readonly string[] };
const shown = (prop: string, { kinds = [], sources = ["a"] }: Proved = {}): Finding => ({
  prop,
  pro: "clear",
  con: null,
  kinds,
  sources,
  against: [],
  claims: [],
});
const refuted = (prop: string): Finding => ({ ...shown(prop), pro: null, con: "clear" });

test("a blackout without harm is undetermined because of the law, and every position's answer is told", () => {
  const book = bookOf(EXAMPLE, position("a", "met"), position("b", "not_met"), position("c", "silent"));
  const findings = [refuted("harm"), shown("stopped", { kinds: ["operator_log"] }), refuted("only_inconvenience")];
  const [answer] = assess(book, { findings, figures: [] }, { asOf: "2026-01-01" }).answers;
  assert.deepEqual(
    answer?.byPosition.map(({ position: holder, value }) => [holder, valueWord(value)]),
    [
      ["a", "met"],
      ["b", "not_met"],
      ["c", "undetermined:law"],
    ],
  );
  assert.equal(valueWord(answer?.believed ?? assert.fail()), "undetermined:law");
  // One way out rests on a source that nobody has read: the headline cannot say met even for position a.
  assert.equal(valueWord(answer?.byPosition[0]?.sure ?? assert.fail()), "undetermined:law");
});

test("ten copies of one source are one, and evidence of the wrong kind shows nothing clear", () => {
  const book = bookOf(EXAMPLE);
  const harm = (kinds: readonly string[], sources: readonly string[]) => {
    const facts = { findings: [shown("harm", { kinds, sources })], figures: [] };
    const [answer] = assess(book, facts, { asOf: "2026-01-01", positions: [] }).answers;
    return valueWord(answer?.tree.value ?? assert.fail());
  };
  assert.equal(harm(["medical_record"], Array(10).fill("blog")), "undetermined:both");
  assert.equal(harm(["blog_post"], ["a", "b"]), "undetermined:both");
});

test("before a position was stated its holder is silent", () => {
  const book = bookOf(EXAMPLE, position("a", "met"));
  const findings = [refuted("harm"), shown("stopped", { kinds: ["operator_log"] }), refuted("only_inconvenience")];
  const at = (asOf: string) =>
    valueWord(assess(book, { findings, figures: [] }, { asOf }).answers[0]?.byPosition[0]?.value ?? assert.fail());
  assert.equal(at("2019-12-31"), "undetermined:law");
  assert.equal(at("2020-01-01"), "met");
});
