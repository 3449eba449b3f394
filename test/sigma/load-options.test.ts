import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openRuleSet, readLoadOptions } from "../../src/app/index.ts";
import { waitsFor } from "../../src/detect/index.ts";
import { event, ruleText } from "./one-rule.ts";
import { sha256 } from "./support.ts";

const FILTER = "title: f\nid: f\nlogsource:\n  product: test\nfilter:\n  rules: any\n  s:\n    user: root\n  condition: s\n";

test("what a configuration says beside rules decides what they find, and what their detections rest on", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "meridian-options-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const rules = [write("a.yml", ruleText("s:\n  f|expand: 'x-%who%'\ncondition: s")), write("f.yml", FILTER)];
  const pipeline = write("p.pipeline", "transformations:\n  - type: field_name_mapping\n    mapping: {f: g}\n");
  const load = await readLoadOptions({ pipelines: [pipeline], filterDialect: "suppress", placeholders: { who: ["me"] } });
  const set = await openRuleSet(rules, 0, undefined, { load });
  assert.deepEqual(set.loaded.refused, []);
  const [found] = set.detector.observe(event({ g: "x-me" }));
  assert.ok(found);
  const documents = set.ruleDocuments(found);
  assert.equal(documents.length, 3);
  assert.ok(documents.every((digest) => set.document(digest) !== undefined));
  assert.equal(set.detector.observe(event({ g: "x-me", user: "root" })).length, 0);
  const without = await openRuleSet(rules.slice(0, 1), 0);
  assert.notEqual(set.facts.set, without.facts.set);
});

test("a pipeline that cannot be read or used stops the start, by name and place", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "meridian-options-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const settings = { pipelines: [join(folder, "p.yml")], filterDialect: null, placeholders: {} };
  await assert.rejects(readLoadOptions(settings), { code: "RULES_UNREADABLE" });
  writeFileSync(join(folder, "p.yml"), "transformations:\n  - type: magic\n");
  writeFileSync(join(folder, "a.yaml"), ruleText("s:\n  f: a\ncondition: s"));
  const load = await readLoadOptions(settings);
  await assert.rejects(openRuleSet([join(folder, "a.yaml")], 0, undefined, { load }), {
    code: "RULES_UNREADABLE",
    message: /p\.yml:2:11: unknown transformation: magic/,
  });
});

test("documents alone tell which placeholders their detections were found with", () => {
  const rule = (value: string): Uint8Array => new TextEncoder().encode(ruleText(`s:\n  f|expand: ${value}\ncondition: s`));
  assert.deepEqual(waitsFor([rule("'%who%-%where%'"), rule("'%who%'")], sha256), ["who", "where"]);
  assert.deepEqual(waitsFor([rule("plain")], sha256), []);
});
