import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import {
  type AssessOptions,
  assess,
  createLawBook,
  type LawBook,
  type LawPack,
  readLawPack,
  runCase,
} from "../../src/law/index.ts";
import { present } from "../../src/lib/index.ts";
import { type Facts, type Figure, type Finding, STANDARDS, type ValueWord, valueWord } from "../../src/model/index.ts";
import { allLeaves, LAW_PACKS, lawPacks, rulesOf } from "./support/domestic.ts";

const TODAY = "2026-11-23";
const RECORDED = ["use_of_force", "threat_of_force", "armed_attack"];
const DRAFT = "proposals/ci-attack.yaml";
const packs = lawPacks();
const book = bookOf([...packs.values()]);
const holders = [...book.positions.keys()];
const elementsIn = (rule: string): readonly string[] => {
  const { item } = present(book.rules.get(rule), rule);
  return [...allLeaves(item, "el"), ...allLeaves(item, "ref").flatMap(elementsIn)];
};
const asked = [...new Set(RECORDED.flatMap(elementsIn))].sort();

test("force, threat and armed attack are recorded only, and say that they allow no forcible answer", () => {
  for (const id of RECORDED) assert.equal(present(book.rules.get(id), id).item.recordOnly, true, id);
  for (const id of RECORDED)
    assert.match(present(book.rules.get(id), id).item.gives.met.en, /not allow a forcible|records that and stops/, id);
  assert.match(present(book.rules.get("use_of_force"), "use_of_force").item.gives.met.zh, /不允许以武力回应|并不允许/);
});

test("nothing but the record leans on a threat or on an armed attack", () => {
  const leaning = rulesOf(packs).filter(({ item }) => allLeaves(item, "ref").some((ref) => RECORDED.slice(1).includes(ref)));
  assert.deepEqual(leaning, []);
});

test("what only an armed attack or a threat asks for changes no other answer", () => {
  const harm = [shown("harm_persons"), shown("proximate")];
  const grave = ["gravest_scale_and_effects", "threat_made", "threatened_act_is_force"].map(shown);
  const rules = [...book.rules.keys()].filter((id) => !RECORDED.slice(1).includes(id));
  const words = (findings: readonly Finding[]) =>
    assess(book, { findings, figures: [] }, { asOf: TODAY, rules }).answers.map(({ rule, believed, headline }) => [
      rule,
      valueWord(believed),
      valueWord(headline),
    ]);
  assert.deepEqual(words([...harm, ...grave]), words(harm));
  assert.equal(wordOf("armed_attack", { findings: [...harm, ...grave, refuted("only_arms_supply")], figures: [] }), "met");
});

test("no question on force asks who acted, or what that actor did before", () => {
  assert.deepEqual(asked, [
    "armed_trained",
    "ci_function_loss",
    "damage_objects",
    "gravest_scale_and_effects",
    "harm_persons",
    "only_arms_supply",
    "only_collection",
    "only_funding",
    "only_inconvenience",
    "only_pressure",
    "proximate",
    "severity_high",
    "threat_made",
    "threat_only_of_defence",
    "threatened_act_is_force",
  ]);
  for (const id of asked) {
    const { ask, critical, evidence } = present(book.elements.get(id), id).item;
    const texts = [ask, ...critical].map(({ en }) => en).join(" ");
    assert.doesNotMatch(texts, /attacker|perpetrator|who (did|acted|is behind)|track record|hostile State|adversary/i, id);
    for (const kinds of evidence)
      for (const kind of ["unit_identification", "technical_link"]) assert.equal(kinds.includes(kind), false, `${id}: ${kind}`);
  }
});

test("whatever is proved of the actor, the answers on force stay as they are", () => {
  const actor = [...book.elements.keys()].filter((id) => !asked.includes(id));
  const standard = fc.constantFrom(...STANDARDS);
  const about = fc.subarray(actor, { maxLength: 12 }).chain((ids) => fc.tuple(fc.constant(ids), standard, standard));
  const base = facts(BLACKOUT);
  const before = RECORDED.map((id) => wordOf(id, base));
  fc.assert(
    fc.property(about, ([ids, pro, con]) => {
      const more = ids.map((prop) => ({ ...shown(prop), pro, con, against: ["x"] }));
      assert.deepEqual(
        RECORDED.map((id) => wordOf(id, { ...base, findings: [...base.findings, ...more] })),
        before,
      );
    }),
    { numRuns: 25 },
  );
});

const NOTHING_LIKE_FORCE = { refuted: ["harm_persons", "damage_objects", "armed_trained"], figures: [] };

test("each bright line at the lower end decides alone, under every position", () => {
  for (const mere of ["only_inconvenience", "only_collection", "only_funding", "only_pressure"]) {
    const grave = { shown: [mere, "ci_function_loss", "proximate"], ...NOTHING_LIKE_FORCE, figures: [severity(5, 5)] };
    assert.equal(wordOf("use_of_force", facts(grave)), "not_met", mere);
    for (const holder of holders) assert.equal(wordOf("use_of_force", facts(grave), holder), "not_met", `${mere}: ${holder}`);
  }
});

test("physical harm decides alone at the upper end, in the headline and under every position", () => {
  for (const harm of ["harm_persons", "damage_objects"]) {
    const physical = facts({ shown: [harm, "proximate"], refuted: [], figures: [] });
    const [answer] = assess(book, physical, { asOf: TODAY, rules: ["use_of_force"] }).answers;
    assert.equal(valueWord(present(answer, harm).headline), "met");
    for (const { position, sure } of present(answer, harm).byPosition) assert.equal(valueWord(sure), "met", position);
  }
});

type Told = { readonly shown: readonly string[]; readonly refuted: readonly string[]; readonly figures: readonly Figure[] };
const MERE = ["only_inconvenience", "only_collection", "only_funding", "only_pressure"];
const BLACKOUT: Told = {
  shown: ["ci_function_loss", "function_loss", "unauthorised_access", "proximate"],
  refuted: [
    "harm_persons",
    "damage_objects",
    "armed_trained",
    "territorial_presence",
    "governmental_functions",
    "covert_influence",
    ...MERE,
  ],
  figures: [severity(4, 5)],
};
const HARM: Told = { shown: ["harm_persons", "proximate"], refuted: [], figures: [] };
const PRESENCE: Told = { shown: ["territorial_presence"], refuted: ["consent_given"], figures: [] };

/** A rule, a record, one finding less, and what is left: under the experts of 2017, under a position that does not exclude it, and under one without the rule. */
const DROPPED: readonly (readonly [string, Told, string, readonly [ValueWord, ValueWord, ValueWord]])[] = [
  ["use_of_force", HARM, "", ["met", "met", "met"]],
  ["use_of_force", HARM, "harm_persons", ["undetermined:both", "undetermined:facts", "undetermined:both"]],
  ["use_of_force", HARM, "proximate", ["undetermined:both", "undetermined:facts", "undetermined:both"]],
  ["use_of_force", BLACKOUT, "", ["undetermined:law", "met", "undetermined:law"]],
  ["use_of_force", BLACKOUT, "ci_function_loss", ["undetermined:both", "undetermined:facts", "undetermined:both"]],
  ["use_of_force", BLACKOUT, "proximate", ["undetermined:both", "undetermined:facts", "undetermined:both"]],
  ["use_of_force", BLACKOUT, "severity_band", ["undetermined:both", "undetermined:facts", "undetermined:both"]],
  ["use_of_force", BLACKOUT, "only_inconvenience", ["undetermined:both", "undetermined:facts", "undetermined:both"]],
  ["use_of_force", BLACKOUT, "harm_persons", ["undetermined:both", "met", "undetermined:both"]],
  ["use_of_force", BLACKOUT, "function_loss", ["undetermined:law", "met", "undetermined:law"]],
  ["sovereignty", BLACKOUT, "", ["met", "met", "not_met"]],
  ["sovereignty", BLACKOUT, "function_loss", ["undetermined:facts", "met", "not_met"]],
  ["sovereignty", BLACKOUT, "unauthorised_access", ["met", "met", "not_met"]],
  ["sovereignty", BLACKOUT, "proximate", ["undetermined:facts", "met", "not_met"]],
  ["sovereignty", BLACKOUT, "territorial_presence", ["met", "met", "undetermined:facts"]],
  ["sovereignty", PRESENCE, "", ["met", "met", "met"]],
  ["sovereignty", PRESENCE, "consent_given", ["met", "met", "met"]],
  ["sovereignty", PRESENCE, "territorial_presence", ["undetermined:both", "undetermined:both", "undetermined:facts"]],
];

test("one finding less never leaves more than the record carries", () => {
  for (const [rule, told, less, words] of DROPPED) {
    const left = { ...facts(told), findings: facts(told).findings.filter(({ prop }) => prop !== less) };
    const rest = { ...left, figures: left.figures.filter(({ name }) => name !== less) };
    assert.deepEqual(
      ["tm2", "fr", "uk"].map((holder) => wordOf(rule, rest, holder)),
      words,
      `${rule} without ${less}`,
    );
  }
});

test("grave harm takes two independent sources and the right kind of evidence", () => {
  for (const prop of ["harm_persons", "damage_objects"]) {
    const but = (change: Partial<Finding>): Facts => ({
      findings: [{ ...shown(prop), ...change }, shown("proximate")],
      figures: [],
    });
    assert.equal(wordOf("use_of_force", but({}), "tm2"), "met");
    for (const change of [
      { sources: ["a"] },
      { sources: ["a", "a", "a"] },
      { kinds: ["open_record"] },
      { pro: "preponderance" as const },
    ])
      assert.notEqual(wordOf("use_of_force", but(change), "tm2"), "met", `${prop} ${JSON.stringify(change)}`);
  }
});

test("consent that is proved undoes a breach of sovereignty, under every position", () => {
  const invited = facts({ shown: ["territorial_presence", "consent_given"], refuted: [], figures: [] });
  for (const holder of holders) assert.equal(wordOf("sovereignty", invited, holder), "not_met", holder);
});

test("whoever changes the draft definition sees which cases change", () => {
  const text = readFileSync(join(LAW_PACKS, DRAFT), "utf8");
  const other = readLawPack(text.replace("value: 10000", "value: 9999"));
  assert.ok(other.ok);
  const mine = bookOf([...packs].map(([file, pack]) => (file === DRAFT ? other.value : pack)));
  const changed = [...packs.values()]
    .flatMap((pack) => (pack.kind === "cases" ? Object.entries(pack.cases) : []))
    .filter(([, item]) => Object.hasOwn(item.expect, "ci_proposal") && runCase(mine, item, TODAY).length > 0);
  assert.deepEqual(
    changed.map(([id]) => id),
    ["d02_draft_just_below"],
  );
});

function bookOf(some: readonly LawPack[]): LawBook {
  const made = createLawBook(some);
  assert.ok(made.ok, JSON.stringify(made));
  return made.value;
}

function wordOf(rule: string, some: Facts, holder: string | null = null): ValueWord {
  const options: AssessOptions = { asOf: TODAY, rules: [rule] };
  const answer = present(assess(book, some, options).answers[0], rule);
  const seen = answer.byPosition.find(({ position }) => position === holder);
  return valueWord(seen?.value ?? answer.believed);
}

function facts({ shown: yes, refuted: no, figures }: Told): Facts {
  return { findings: [...yes.map(shown), ...no.map(refuted)], figures };
}

function shown(prop: string): Finding {
  const kinds = present(book.elements.get(prop), prop).item.evidence.flat();
  return { prop, pro: "conclusive", con: null, kinds, sources: ["a", "b"], against: [], claims: [] };
}

function refuted(prop: string): Finding {
  return { prop, pro: null, con: "clear", kinds: [], sources: [], against: ["c"], claims: [] };
}

function severity(lo: number, hi: number): Figure {
  return { name: "severity_band", unit: "1", value: { lo, best: lo, hi }, standard: "clear", sources: ["a"], claims: [] };
}
