import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createCoverageTally } from "../../src/app/coverage-tally.ts";
import { openRuleSet } from "../../src/app/rule-set.ts";
import { formatStatement, parseStatement } from "../../src/model/index.ts";

const RULE = "title: fits\nlogsource: {product: linux}\ndetection: {a: {b: x}, condition: a}\n";
const bad = (modifier: string): string => RULE.replace("b: x", `b|${modifier}: x`);

test("rules that are refused for more reasons than a statement takes do not end the run", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "meridian-refused-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const rules = Array.from({ length: 1_200 }, (_, at) => bad(at < 2 ? "same" : `foo${at}${at === 7 ? "z".repeat(3_000) : ""}`));
  for (let at = 0; at < rules.length; at += 100)
    await writeFile(join(folder, `${at}.yml`), rules.slice(at, at + 100).join("---\n"));
  await writeFile(join(folder, "good.yml"), RULE);
  const { facts } = await openRuleSet([folder], 0);
  assert.equal(facts.refused.length, 1_001);
  assert.deepEqual(facts.refused[0], { what: "unknown modifier same", count: 2 });
  assert.equal(facts.refused.at(-1)?.what, "other reasons");
  assert.equal(
    facts.refused.reduce((sum, { count }) => sum + count, 0),
    1_200,
  );
  assert.ok(parseStatement(formatStatement(createCoverageTally(facts).statement(0, 1))).ok);
});
