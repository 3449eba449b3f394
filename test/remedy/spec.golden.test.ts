import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { OPTIONS_MAX, SUNSET_DAYS_MAX } from "../../src/remedy/catalogue/option.ts";
import { MEASURES_BY_CLASS } from "../../src/remedy/catalogue/vocabulary.ts";
import { readCatalogue } from "../../src/remedy/index.ts";
import { CATALOGUE_UNITS_MAX } from "../../src/remedy/read-yaml.ts";
import { assertGolden } from "../support/golden.ts";
import { ROOT, textOf } from "./world.ts";

const PAGE = textOf("spec/remedy-catalogue.md");
const EXAMPLE = /```yaml\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? assert.fail("the page begins with an example");
const fits = new Ajv2020({ allErrors: false }).compile(JSON.parse(textOf("spec/remedy-catalogue.schema.json")) as object);

const change = (from: string, to: string): string => {
  assert.ok(EXAMPLE.includes(from), from);
  return EXAMPLE.replace(from, () => to);
};

/** Catalogues by what they are about; `form`: the JSON Schema alone says no. */
const VECTORS: readonly (readonly [about: string, text: string, form: boolean])[] = [
  ["the example", EXAMPLE, true],
  [
    "stricter than the floor",
    change("standard: reasonable, sources: 1 }\n      actor", "standard: clear, sources: 3 }\n      actor"),
    true,
  ],
  ["an unknown class", change("class: cooperation", "class: self_defence"), false],
  ["an unknown measure", change("measure: request_for_assistance", "measure: hack_back"), false],
  ["harm to civilians", change("civilians: 0", "civilians: 1"), false],
  ["a deed in a title", change("en: Request for assistance", "en: Hack back"), true],
  ["a deed in another script's letters", change("en: Request for assistance", "en: Rеquest for assistance"), true],
  ["a deed in an id", change("  request_assistance:", "  disrupt_sender:"), true],
  ["whom must be spared, in a limit of kind only", change("A request, and no accusation", "Relatives as well"), true],
  [
    "looser than the floor",
    change("standard: reasonable, sources: 1 }\n      actor", "standard: scintilla, sources: 1 }\n      actor"),
    true,
  ],
  ["a rule of the floor left out", change("requires: [territory_indicated]", "requires: []"), true],
  ["a measure of another class", change("class: cooperation", "class: retorsion"), true],
  ["a warning that is not there", change("warnings: [data_abroad]", "warnings: [other]"), true],
  ["a title in five languages", change(", ar: طلب المساعدة", ""), false],
  ["no end", change("sunsetDays: 60", "sunsetDays: 0"), false],
  ["an unknown name", change("    owed: null", "    owed: null\n    target: all"), false],
  ["equal keys", `${EXAMPLE}version: "2"\n`, false],
  [
    "an alias",
    change("letters: [assistance]", "letters: &l [assistance]\n    warnings: *l").replace("    warnings: [data_abroad]\n", ""),
    false,
  ],
];

test("the vectors beside the page are what our reader says", () => {
  const vectors = VECTORS.map(([about, text]) => {
    const read = readCatalogue(text);
    return { about, fault: read.ok ? null : `${read.fault.at}: ${read.fault.expected}`, text };
  });
  assert.deepEqual(
    vectors.map(({ fault }) => fault === null),
    VECTORS.map((_, at) => at < 2),
  );
  assertGolden(join(ROOT, "spec/remedy-catalogue.vectors.json"), `${JSON.stringify(vectors, null, 2)}\n`);
});

for (const [about, text, form] of VECTORS.slice(0, -2))
  test(`the JSON Schema ${form ? "takes the form of" : "refuses"}: ${about}`, () => assert.equal(fits(parse(text)), form));

test("the page tells the measures and the limits that the code has", () => {
  for (const [kind, measures] of Object.entries(MEASURES_BY_CLASS))
    assert.ok(PAGE.includes(`| \`${kind}\` | ${measures.map((measure) => `\`${measure}\``).join(", ")} |`), kind);
  assert.ok(PAGE.includes(`${CATALOGUE_UNITS_MAX.toLocaleString("en")} UTF-16 units`));
  assert.ok(
    PAGE.includes(`| options | ${OPTIONS_MAX} |`) &&
      PAGE.includes(`| \`sunsetDays\`, \`replyDays\`, \`noticeDays\` | ${SUNSET_DAYS_MAX} |`),
  );
});

test("every catalogue that is shipped loads", () => {
  for (const file of readdirSync(join(ROOT, "packs/remedy"))) assert.ok(readCatalogue(textOf(`packs/remedy/${file}`)).ok, file);
});
