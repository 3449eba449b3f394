import assert from "node:assert/strict";
import { test } from "node:test";
import { load, ruleText } from "../../../test/sigma/one-rule.ts";
import { createMatcher } from "./matcher.ts";

test("log sources that no rule tells apart share what is made of the rules", () => {
  const { rules } = load(ruleText("a:\n  b: x\ncondition: a"));
  let asked = 0;
  const compiled = rules.flatMap(({ detection }) =>
    detection === null ? [] : [{ ...detection, clues: () => (asked++, undefined) }],
  );
  const matcher = createMatcher(compiled, 0);
  for (let service = 0; service < 3_000; service++) {
    const logsource = { product: service % 2 === 0 ? "test" : "other", service: `made-up-${service}` };
    const hits = matcher.match({ time: { fromMs: 0, toMs: 0 }, logsource, fields: { b: "x" }, records: [] });
    assert.equal(hits.length, service % 2 === 0 ? 1 : 0);
  }
  assert.equal(asked, 1);
});
