import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { createLawBook, readLawPack } from "../../src/law/index.ts";
import { NODE_DEPTH_MAX, PACK_ITEMS_MAX, PACK_UNITS_MAX, RULE_LEAVES_MAX, RULES_DEEP_MAX } from "../../src/law/limits.ts";
import { assertGolden } from "../support/golden.ts";
import { LAW_PACKS } from "./support/domestic.ts";

const ROOT = join(import.meta.dirname, "../..");
const textOf = (path: string) => readFileSync(join(ROOT, path), "utf8");
const PAGE = textOf("spec/law-pack.md");
const EXAMPLE = /```yaml\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? assert.fail("the page begins with an example");
const fits = new Ajv2020({ allErrors: false }).compile(JSON.parse(textOf("spec/law-pack.schema.json")) as object);

const POSITION = `kind: position
pack: position-hu
version: "1"
title: { en: Harbour Union, zh: 港口联盟 }
sources: { S: { title: Statement of the Harbour Union, read: quoted, date: "2024-03-01" } }
holder: hu
of: { en: Harbour Union, zh: 港口联盟 }
date: "2024-03-01"
law: { grave_without_physical: { value: met, cite: [S/4], quote: three words here } }
`;
const KINDS = `kind: evidence-kinds
pack: kinds
version: "1"
title: { en: Kinds, zh: 种类 }
sources: {}
kinds: { operator_log: { name: { en: Operator's log, zh: 运营者日志 }, route: own-logs } }
`;
const CASES = `kind: cases
pack: cases
version: "1"
title: { en: Cases, zh: 案例 }
sources: { own: { title: Own construction, read: read } }
cases:
  T1_stopped:
    title: { en: A service stopped, zh: 服务中断 }
    confidence: D
    cite: [own]
    accused: null
    shown: { stopped: { at: clear, kinds: [operator_log], sources: [operator] } }
    expect: { force: [{ is: "undetermined:both" }] }
`;

function change(from: string, to: string, text = EXAMPLE): string {
  assert.ok(text.includes(from), from);
  return text.replace(from, () => to);
}

const HARM = '{ ask: { en: "Was anybody hurt?", zh: "?" }, standard: clear,';
const MEASURE =
  'measure: { figure: hours_out, unit: h, is: atLeast, than: [{ from: null, value: 4 }, { from: "2025-01-01", value: 2 }] },';
const deep = (levels: number) => `{ not: `.repeat(levels) + "{ el: harm }" + " }".repeat(levels);
const WHEN = "{ any: [{ el: harm }, { all: [{ el: stopped }, { law: grave_without_physical }] }] }";

/** Packs by what they are about; `fine`: our reader takes it; `form`: the JSON Schema does, or null where YAML comes to no JSON. */
type Vector = readonly [about: string, text: string, fine: boolean, form: boolean | null];
const VECTORS: readonly Vector[] = [
  ["the example", EXAMPLE, true, true],
  ["a position", POSITION, true, true],
  ["kinds of evidence", KINDS, true, true],
  ["cases", CASES, true, true],
  ["a proposal", change("kind: rules", "kind: proposal"), true, true],
  ["a pack of rules that has none yet", EXAMPLE.slice(0, EXAMPLE.indexOf("law:")), true, true],
  ["an element that holds a figure against dated thresholds", change(HARM, `${HARM} ${MEASURE}`), true, true],
  ["a defence that is presumed", change(HARM, `${HARM} burden: respondent, presume: not_met,`), true, true],
  ["nesting as deep as may be", change(WHEN, deep(NODE_DEPTH_MAX)), true, true],
  ["nesting one deeper", change(WHEN, deep(NODE_DEPTH_MAX + 1)), false, true],
  ["an unknown kind of pack", change("kind: rules", "kind: verdict"), false, false],
  ["an unknown name", change(HARM, `${HARM} weight: 3,`), false, false],
  ["days of an element: a rule has days", change(HARM, `${HARM} from: "2025-01-01",`), false, false],
  ["an unknown standard", change("standard: clear", "standard: certain"), false, false],
  ["a text in one language", change('{ en: "Was anybody hurt?", zh: "?" }', '{ en: "Was anybody hurt?" }'), false, false],
  ["an id with a capital", change("  stopped:", "  Stopped:"), false, false],
  ["a day that is no date", change("kind: law", "kind: law\n    from: 1 May 2024"), false, false],
  ["a way of reading that there is not", change("read: read", "read: skimmed"), false, false],
  ["a citation without a key", change("cite: [Manual/69.9]", "cite: [/69.9]"), false, false],
  ["two connectives in one node", change(WHEN, "{ any: [{ el: harm }], all: [] }"), false, false],
  ["a node of no form", change(WHEN, "{ }"), false, false],
  ["a count below nothing", change("minSources: 2", "minSources: -1"), false, false],
  ["a presumption that something is met", change(HARM, `${HARM} presume: met,`), false, false],
  ["a threshold of another comparison", change(HARM, `${HARM} ${MEASURE.replace("atLeast", "about")}`), false, false],
  ["a rule without an answer for what is open", change(", undetermined: { en: open, zh: 未定 }", ""), false, false],
  ["a jurisdiction that is no code", change("kind: law", "kind: law\n    jurisdiction: Harbour"), false, false],
  ["a version that is a number", change('version: "1"', "version: 1"), false, false],
  ["a position that says maybe", change("value: met", "value: maybe", POSITION), false, false],
  ["a position of no day", change('date: "2024-03-01"\nlaw', "law", POSITION), false, false],
  ["a way into somebody else's systems", change("route: own-logs", "route: intrusion", KINDS), false, false],
  ["a case that expects a percentage", change('"undetermined:both"', "70%", CASES), false, false],
  ["a case that says nothing of who is accused", change("    accused: null\n", "", CASES), false, false],
  ["a list", "- kind: rules\n", false, false],
  ["nothing", "", false, false],
  ["equal keys", `${EXAMPLE}pack: other\n`, false, null],
  ["an alias", change("cite: [Manual/69.9]", "cite: &c [Manual/69.9]").replace("cite: [Charter/2.4]", "cite: *c"), false, null],
  ["an unknown tag", change("pack: example", "pack: !name example"), false, null],
  ["two documents", `${EXAMPLE}---\n${KINDS}`, false, null],
];

test("the vectors beside the page are what our reader says", () => {
  const vectors = VECTORS.map(([about, text, fine, form]) => {
    const read = readLawPack(text);
    assert.equal(read.ok, fine, `${about}: ${read.ok ? "" : `${read.fault.at}: ${read.fault.expected}`}`);
    return { about, fault: read.ok ? null : `${read.fault.at}: expected ${read.fault.expected}`, schema: form, text };
  });
  assertGolden(join(ROOT, "spec/law-pack.vectors.json"), `${JSON.stringify(vectors, null, 2)}\n`);
});

for (const [about, text, fine, form] of VECTORS)
  if (form !== null)
    test(`the JSON Schema ${form ? "takes" : "refuses"}: ${about}`, () => {
      assert.equal(fits(parse(text)), form, JSON.stringify(fits.errors));
      // What the schema cannot say is nesting: a document that it refuses, the reader refuses too.
      assert.ok(form || !fine);
    });

test("the example's rules lead somewhere by themselves", () => {
  const read = readLawPack(EXAMPLE);
  assert.ok(read.ok && createLawBook([read.value]).ok);
});

test("reader and schema take every pack that is shipped", () => {
  const files = readdirSync(LAW_PACKS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));
  assert.ok(files.length > 30);
  for (const file of files) {
    const text = readFileSync(join(LAW_PACKS, file), "utf8");
    assert.ok(readLawPack(text).ok, file);
    assert.ok(fits(parse(text)), `${file}: ${JSON.stringify(fits.errors)}`);
  }
});

test("the page tells the limits that the code has", () => {
  assert.ok(PAGE.includes(`${PACK_UNITS_MAX.toLocaleString("en")} UTF-16 units`));
  assert.ok(PAGE.includes(`${NODE_DEPTH_MAX} levels`) && PAGE.includes(`${PACK_ITEMS_MAX.toLocaleString("en")} of a kind`));
  assert.ok(
    PAGE.includes(`${RULE_LEAVES_MAX.toLocaleString("en")} leaves`) && PAGE.includes(`${RULES_DEEP_MAX} rules in each other`),
  );
});
