import assert from "node:assert/strict";
import { test } from "node:test";
import { assess, createLawBook, type LawBook, type LawPack } from "../../src/law/index.ts";
import { present } from "../../src/lib/index.ts";
import { type Finding, valueWord } from "../../src/model/index.ts";
import { elementsOf, lawPacks } from "./support/domestic.ts";

const packs = lawPacks();
const asOf = "2026-11-23";

function bookOf(some: readonly LawPack[]): LawBook {
  const book = createLawBook(some);
  assert.ok(book.ok, book.ok ? "" : JSON.stringify(book.fault));
  return book.value;
}

const book = bookOf([...packs.values()]);

/** Kinds that every element which asks for kinds accepts one list of at a time. */
function kindsFor(prop: string): readonly string[] {
  const element = present(
    elementsOf(packs).find(({ id }) => id === prop),
    `an element ${prop}`,
  );
  return element.item.evidence.flat();
}

const shown = (prop: string, change: Partial<Finding> = {}): Finding => ({
  prop,
  pro: "clear",
  con: null,
  kinds: kindsFor(prop),
  sources: ["first", "second"],
  against: [],
  claims: [],
  ...change,
});
const refuted = (prop: string): Finding => ({ ...shown(prop), pro: null, con: "clear", kinds: [], against: ["first"] });

const CONDITIONS = [
  "organ",
  "other_obligation_breached",
  "injured",
  "only_responsible_state",
  "purpose_compliance",
  "continuing_or_unrepaired",
  "called_on",
  "notified_and_offered_talks",
  "proportionate",
  "reversible",
];
const BARS = ["touches_protected_obligations", "before_binding_tribunal", "breaches_duty_to_third"];
const ALL: readonly Finding[] = [...CONDITIONS.map((prop) => shown(prop)), ...BARS.map(refuted), shown("wrong_ceased")];

const without = (prop: string) => ALL.filter((finding) => finding.prop !== prop);
const instead = (finding: Finding) => [...without(finding.prop), finding];

function answer(findings: readonly Finding[], rule = "countermeasure", under = book) {
  const [one] = assess(under, { findings, figures: [] }, { asOf, rules: [rule] }).answers;
  const { headline, believed } = present(one, `an answer of ${rule}`);
  return { headline: valueWord(headline), believed: valueWord(believed) };
}

test("with all findings the gate is met, under every position and on sources that were read", () => {
  assert.deepEqual(answer(ALL), { headline: "met", believed: "met" });
});

test("an empty record opens nothing", () => {
  assert.equal(answer([]).headline, "undetermined:both");
  assert.equal(answer([], "necessity").headline, "undetermined:facts");
  assert.equal(answer([], "attribution").headline, "undetermined:facts");
});

for (const prop of [...CONDITIONS, ...BARS]) {
  test(`without ${prop} the gate is open to doubt and shut`, () => {
    const { headline, believed } = answer(without(prop));
    assert.match(headline, /^undetermined:/);
    assert.match(believed, /^undetermined:/);
  });
}

for (const prop of CONDITIONS.filter(
  (id) => !["organ", "other_obligation_breached", "injured", "notified_and_offered_talks"].includes(id),
)) {
  test(`with ${prop} refuted the gate is shut for good`, () => {
    assert.equal(answer(instead(refuted(prop))).headline, "not_met");
  });
}

for (const bar of BARS) {
  test(`${bar} bars it`, () => {
    assert.equal(answer(instead(shown(bar))).headline, "not_met");
  });
}

test("a pending case bars nothing while the wrong goes on, and shuts it while nobody knows", () => {
  const pending = instead(shown("before_binding_tribunal")).filter(({ prop }) => prop !== "wrong_ceased");
  assert.equal(answer([...pending, refuted("wrong_ceased")]).headline, "met");
  assert.equal(answer(pending).headline, "undetermined:facts");
});

test("a procedure that the other frustrates restores it; one that is only said to be does not", () => {
  const pending = instead(shown("before_binding_tribunal"));
  assert.equal(answer([...pending, refuted("tribunal_procedure_frustrated")]).headline, "not_met");
  assert.equal(answer(pending).headline, "not_met");
  assert.equal(answer([...pending, shown("tribunal_procedure_frustrated")]).headline, "met");
  const bare = shown("tribunal_procedure_frustrated", { kinds: ["open_record"] });
  assert.notEqual(answer([...pending, bare]).headline, "met");
});

test("proven urgency replaces notice; urgency that nobody shows is presumed away", () => {
  const silent = without("notified_and_offered_talks");
  assert.equal(answer([...silent, shown("urgent")]).headline, "met");
  assert.notEqual(answer([...silent, shown("urgent", { pro: "preponderance" })]).headline, "met");
  assert.equal(answer([...silent, refuted("notified_and_offered_talks"), refuted("notice_would_defeat")]).headline, "not_met");
});

test("that notice would defeat it opens it for some positions and for no headline", () => {
  const findings = [...without("notified_and_offered_talks"), shown("notice_would_defeat")];
  assert.match(answer(findings).headline, /^undetermined:(law|both)$/);
});

for (const prop of CONDITIONS) {
  test(`${prop} on bare assertion shows nothing: evidence of no kind, and of a kind that is not asked for`, () => {
    for (const kinds of [[], ["open_record_of_nobody"]]) {
      assert.notEqual(answer(instead(shown(prop, { kinds }))).headline, "met");
    }
  });
}

test("every element of these packs names the kinds of evidence that it takes", () => {
  const own = ["attribution", "due-diligence", "norms", "privacy", "necessity", "countermeasures"];
  const elements = elementsOf(packs).filter(({ pack }) => own.includes(pack.pack));
  assert.ok(elements.length > 50);
  for (const { id, item } of elements) assert.ok(item.evidence.length > 0 && item.evidence.every((list) => list.length > 0), id);
});

test("no basis of attribution takes an address, a language or hours of work as its evidence", () => {
  const weak = ["network_capture", "timeline", "malware_analysis", "operator_log", "open_record"];
  for (const basis of [
    "organ",
    "governmental_authority",
    "placed_at_disposal",
    "instructions",
    "effective_control",
    "acknowledged_adopted",
  ]) {
    const findings = [shown(basis, { kinds: weak, pro: "conclusive", sources: ["a", "b", "c", "d"] })];
    assert.equal(answer(findings, "attribution").headline, "undetermined:facts", basis);
    assert.equal(answer([shown(basis)], "attribution").headline, "met", basis);
  }
});

test("misattribution drill: every link has one origin, so the gate stays shut", () => {
  const planted = instead(shown("organ", { pro: "conclusive", sources: ["copied code", "copied code", "copied code"] }));
  assert.equal(answer(planted, "attribution").headline, "undetermined:facts");
  assert.notEqual(answer(planted).headline, "met");
  assert.notEqual(answer(planted).believed, "met");
});

test("who acts against the wrong State answers for it, mistaken or not", () => {
  const acted = [shown("measure_taken"), shown("obligation_breached_by_measure"), refuted("only_responsible_state")];
  assert.equal(answer(acted, "responsibility_for_own_measure").headline, "met");
  assert.equal(answer([...ALL, ...acted.slice(0, 2)], "responsibility_for_own_measure").headline, "not_met");
});

test("without the positions' word the law of countermeasures stands as it is, and cyberspace stays contested", () => {
  assert.equal(answer(ALL, "cyber_countermeasure").headline, "undetermined:law");
});
