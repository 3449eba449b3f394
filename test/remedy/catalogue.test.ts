import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { FLOORS } from "../../src/remedy/catalogue/floors.ts";
import { LAWFUL_MEASURES, MEASURES_BY_AIM } from "../../src/remedy/catalogue/vocabulary.ts";
import { catalogueClash, neverOffered, readCatalogue } from "../../src/remedy/index.ts";
import { BOOK, CATALOGUE, CATALOGUE_TEXT, textOf } from "./world.ts";

const schema = new Ajv2020({ allErrors: false }).compile(JSON.parse(textOf("spec/remedy-catalogue.schema.json")) as object);

/** Where and why a text is refused; null when it loads. */
function refusal(text: string): string | null {
  const read = readCatalogue(text);
  return read.ok ? null : `${read.fault.at}: ${read.fault.expected}`;
}

/** The catalogue with one text in the place of another, which must be there. */
function changed(from: string | RegExp, to: string): string {
  const text = CATALOGUE_TEXT.replace(from, to);
  assert.notEqual(text, CATALOGUE_TEXT, `${from} is in the catalogue`);
  return text;
}

const section = (id: string) => new RegExp(`(  ${id}:\\n(?: {4}.*\\n| {6}.*\\n)*)`).exec(CATALOGUE_TEXT)?.[1] ?? assert.fail(id);
const HEAD = CATALOGUE_TEXT.slice(0, CATALOGUE_TEXT.indexOf("\noptions:\n")) + "\noptions:\n";
/** A catalogue of one option, with a change. */
function changedIn(id: string, from: string | RegExp, to: string): string {
  const before = section(id);
  const after = before.replace(from, to);
  assert.notEqual(after, before, `${from} is in ${id}`);
  return HEAD + after;
}

test("the catalogue loads, fits its JSON Schema, and every rule that it waits for is known", () => {
  assert.equal(refusal(CATALOGUE_TEXT), null);
  assert.ok(schema(parse(CATALOGUE_TEXT)), JSON.stringify(schema.errors));
  for (const [id, { requires, owed }] of Object.entries(CATALOGUE.options))
    for (const rule of [...requires, ...(owed === null ? [] : [owed])])
      assert.ok(BOOK.rules.has(rule), `${id} waits for ${rule}`);
});

test("every lawful measure is in the catalogue, none harms civilians, and none outlives a year", () => {
  const options = Object.values(CATALOGUE.options);
  assert.deepEqual([...new Set(options.map(({ measure }) => measure))].sort(), [...LAWFUL_MEASURES].sort());
  for (const { effects, title } of options) {
    assert.equal(effects.civilians, 0);
    assert.ok(effects.sunsetDays >= 1 && effects.sunsetDays <= 365);
    assert.equal(Object.values(title).filter((text) => text !== "").length, 6);
  }
});

test("the vocabulary, read as a whole, holds no deed that must never be offered", () => {
  const words = [...LAWFUL_MEASURES, ...Object.keys(MEASURES_BY_AIM), ...Object.keys(FLOORS)].join(" ");
  assert.doesNotMatch(
    words,
    /force|attack|hack|intru|implant|disrupt|sabot|strike|armed|self_?def|malware|relative|famil|national|medic|food|aviation|water/,
  );
});

const CLASSES = ["self_defence", "force", "intrusion", "disruption", "implant", "hack_back", "reprisal", "Cooperation", "cyber"];
for (const name of CLASSES)
  test(`no class ${name} can be added`, () =>
    assert.match(
      refusal(changedIn("internal_handling", "class: cooperation", `class: ${name}`)) ?? "",
      /class: one of cooperation, institutional/,
    ));

const MEASURES = [
  "hack_back",
  "implant",
  "ddos",
  "counter_intrusion",
  "sinkhole_of_others",
  "grid_shutdown",
  "use_of_force",
  "self_defence",
  "relatives_listing",
  "nationality_ban",
  "medicine_embargo",
  "food_embargo",
  "aviation_parts_ban",
  "cert_cutoff",
  "water_cutoff",
];
for (const name of MEASURES)
  test(`no measure ${name} can be added`, () => {
    const text = changedIn("internal_handling", "measure: internal_handling", `measure: ${name}`);
    assert.match(refusal(text) ?? "", /measure: one of victim_care/);
    assert.equal(schema(parse(text)), false);
  });

for (const civilians of ["1", "5", "-1", "0.5", "null", '"0"', "true"])
  test(`civilians: ${civilians} does not load`, () => {
    const text = changedIn("asset_freeze", "civilians: 0", `civilians: ${civilians}`);
    assert.match(refusal(text) ?? "", /effects\.civilians: 0: no lawful answer harms civilians/);
    assert.equal(schema(parse(text)), false);
  });

const DEEDS: readonly (readonly [language: string, title: string])[] = [
  ["en", "Hack back into the sender"],
  ["en", "H4CK b4ck"],
  ["en", "h a c k back"],
  ["en", "h\u200back back"],
  ["en", "ｈａｃｋ back"],
  ["en", "hасk back"],
  ["en", "Plant an implant"],
  ["en", "Disrupt their servers"],
  ["en", "A DDoS in answer"],
  ["en", "Use of force"],
  ["en", "Armed answer"],
  ["en", "Self-defense"],
  ["en", "Retaliate in kind"],
  ["en", "Covert action"],
  ["en", "List the relatives"],
  ["en", "Bar all nationals"],
  ["en", "End deliveries of medicine"],
  ["en", "Food embargo"],
  ["en", "Cut the CERT channel"],
  ["en", "Ground their airlines"],
  ["zh", "反向入侵"],
  ["zh", "植入程序"],
  ["zh", "发动攻击"],
  ["zh", "武力应对"],
  ["zh", "禁运药品"],
  ["zh", "列入其亲属"],
  ["ru", "Взлом в ответ"],
  ["ru", "Hack"],
  ["fr", "Sabotage en retour"],
  ["es", "Ataque de vuelta"],
  ["ar", "اختراق مضاد"],
];
for (const [language, title] of DEEDS)
  test(`no title says ${JSON.stringify(title)}`, () => {
    const at = new RegExp(`      ${language}: ".*"`);
    assert.match(
      refusal(changedIn("internal_handling", at, `      ${language}: ${JSON.stringify(title)}`)) ?? "",
      /title\.\w\w: (no "|letters of|".*" only in a limit of kind never)/,
    );
  });

test("a limit may say what is spared, and never a deed", () => {
  const limit = (kind: string, en: string) =>
    refusal(changedIn("internal_handling", "limits: []", `limits: [{ kind: ${kind}, text: { en: "${en}", zh: 限制 } }]`));
  assert.equal(limit("never", "Relatives, medicine or food"), null);
  assert.match(limit("only", "Relatives too") ?? "", /"relative" only in a limit of kind never/);
  assert.match(limit("never", "An implant without a warrant") ?? "", /no "implant"/);
});

test("ids and rules that are waited for name no deed", () => {
  assert.match(refusal(changed("  internal_handling:", "  hack_back:")) ?? "", /no "hack"/);
  assert.match(refusal(changed("  internal_handling:", "  food_embargo:")) ?? "", /no answer aimed at "food"/);
  assert.match(
    refusal(changedIn("internal_handling", "requires: []", "requires: [armed_attack]")) ?? "",
    /no "attack"|no "armed"/,
  );
});

test("a countermeasure cannot be dressed as cooperation, nor a plea of necessity as a protest", () => {
  assert.match(
    refusal(changedIn("suspend_treaty", "class: countermeasure", "class: cooperation")) ?? "",
    /measure of class cooperation/,
  );
  assert.match(refusal(changedIn("plead_necessity", "class: necessity", "class: retorsion")) ?? "", /measure of class retorsion/);
});

const WEAKENED: readonly (readonly [option: string, from: string | RegExp, to: string, fault: RegExp])[] = [
  ["name_state", "standard: clear, levels", "standard: preponderance, levels", /gates\.actor: clear or more/],
  ["name_state", "levels: [state], sources: 2", "levels: [state], sources: 1", /gates\.actor\.sources: 2 or more/],
  ["name_state", "levels: [state]", "levels: [state, machine]", /gates\.actor\.levels: of state/],
  ["name_state", "[alternatives_tested, attribution]", "[attribution]", /requires: alternatives_tested among them/],
  ["name_state", "review: 2", "review: 0", /needs\.review: 2 or more/],
  ["name_state", "replyDays: 14", "replyDays: null", /needs\.replyDays: 14 or more/],
  ["name_group", /actor: .*/, "actor: null", /gates\.actor/],
  ["asset_freeze", "damage: { standard: clear", "damage: { standard: reasonable", /gates\.damage: clear or more/],
  ["asset_freeze", ", humanitarian_exemptions", "", /requires: humanitarian_exemptions among them/],
  ["asset_freeze", "maxBand: 3", "maxBand: 0", /effects\.maxBand: 3 or more/],
  ["asset_freeze", "touches: drawn", "touches: nobody", /effects\.touches: drawn/],
  ["asset_freeze", "owed: owed_asset_freeze", "owed: null", /owed: the rule that asks/],
  ["suspend_treaty", "[countermeasure, humanitarian_exemptions]", "[humanitarian_exemptions]", /requires: countermeasure/],
  ["entry_restriction", "sunsetDays: 365", "sunsetDays: 366", /sunsetDays: a number from 1 to 365/],
  ["entry_restriction", "sunsetDays: 365", "sunsetDays: 0.5", /sunsetDays/],
];
for (const [option, from, to, fault] of WEAKENED)
  test(`${option} cannot be loosened to ${to === "" ? "less" : to}`, () => {
    const text = changedIn(option, from, to);
    assert.match(refusal(text) ?? "", fault);
  });

type Loose = { options: Record<string, Record<string, Record<string, unknown>>> };
for (const [id, option] of Object.entries(CATALOGUE.options))
  test(`${id} can be taken below the floor of ${option.measure} in no way`, () => {
    const floor = FLOORS[option.measure];
    const loosened: readonly (readonly [part: string, name: string, value: unknown, isBelow: boolean])[] = [
      ["gates", "route", null, floor.route !== null],
      ["gates", "actor", null, floor.actor !== null],
      ["gates", "damage", null, floor.damage !== null],
      ["needs", "review", floor.review - 1, floor.review > 0],
      ["needs", "replyDays", floor.replyDays - 1, floor.replyDays > 0],
      ["needs", "replyDays", null, floor.replyDays > 0],
      ["effects", "maxBand", floor.band - 1, floor.band > 0],
      ["effects", "touches", "nobody", floor.touches],
    ];
    const whole = parse(HEAD + section(id)) as Loose;
    const isRefused = (change: (own: Record<string, Record<string, unknown>>) => void): boolean => {
      const copy = structuredClone(whole);
      change(copy.options[id] ?? assert.fail(id));
      return refusal(stringify(copy)) !== null;
    };
    assert.equal(
      isRefused(() => undefined),
      false,
    );
    for (const [part, name, value, isBelow] of loosened)
      if (isBelow)
        assert.ok(
          isRefused((own) => Object.assign(own[part] ?? assert.fail(part), { [name]: value })),
          `${part}.${name}`,
        );
    for (const rule of floor.requires)
      assert.ok(
        isRefused((own) => Object.assign(own, { requires: option.requires.filter((each) => each !== rule) })),
        rule,
      );
    if (floor.owed) assert.ok(isRefused((own) => Object.assign(own, { owed: null })));
  });

const ASKED = [
  "hack back",
  "implant",
  "DDoS",
  "food embargo",
  "no medicine",
  "list the relatives",
  "反向入侵",
  "взлом",
  "self_defence",
];
for (const asked of ASKED)
  test(`whoever asks for ${JSON.stringify(asked)} is told why there is none`, () =>
    assert.match(neverOffered(asked)?.en ?? "", /^Never offered/));

test("an option that exists is not among what is never offered", () => {
  for (const id of Object.keys(CATALOGUE.options)) assert.equal(neverOffered(id), null);
});

test("a catalogue may be stricter", () => assert.equal(refusal(changedIn("name_state", "review: 2", "review: 5")), null));

const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ["equal keys", `${CATALOGUE_TEXT}options: {}\n`],
  ["an alias", CATALOGUE_TEXT.replace("limits: []", "limits: &a []").replace("limits: []", "limits: *a")],
  ["an unknown tag", CATALOGUE_TEXT.replace("limits: []", "limits: !!js/function []")],
  ["an unknown name", changedIn("internal_handling", "owed: null", "owed: null\n    also: 1")],
  ["a warning that is not there", changedIn("internal_handling", "warnings: []", "warnings: [missing]")],
  ["a source that is not there", changed("cite: DSL-2021/art. 36", "cite: NOWHERE/1")],
  ["nothing", ""],
  ["deep nesting", "[".repeat(5000)],
  ["too much", " ".repeat(600_000)],
  ["a prototype", changedIn("internal_handling", "  internal_handling:", "  __proto__:")],
];
for (const [name, text] of HOSTILE) test(`a catalogue with ${name} is refused`, () => assert.notEqual(refusal(text), null));

test("two catalogues with an option of one id clash", () => {
  assert.equal(catalogueClash([CATALOGUE]), null);
  assert.equal(catalogueClash([CATALOGUE, CATALOGUE])?.expected, "an id that no other catalogue has");
});

test("reading a catalogue is total, whatever is cut, doubled or swapped in it", () => {
  const small = HEAD + section("internal_handling") + section("asset_freeze");
  assert.equal(refusal(small), null);
  fc.assert(
    fc.property(fc.nat(small.length - 1), fc.nat(200), fc.string({ maxLength: 20 }), (at, length, put) => {
      const read = readCatalogue(small.slice(0, at) + put + small.slice(at + length));
      if (read.ok) for (const { effects } of Object.values(read.value.options)) assert.equal(effects.civilians, 0);
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 5000 : 150 },
  );
});

for (const text of [
  "háck",
  "attäck them",
  "dísrupt it",
  "攻 击",
  "反·击",
  "اخـتراق",
  "take offline",
  "neutralise",
  "render inoperable",
])
  test(`"${text}" names a deed, however it is written`, () => {
    assert.notEqual(neverOffered(text), null);
  });
