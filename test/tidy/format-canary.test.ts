import assert from "node:assert/strict";
import { test } from "node:test";
import { gateOn } from "./planted-tree.ts";

test("format passes what the formatter writes", () => {
  const { ok, output } = gateOn("format", { "src/lib/good.ts": "export const one = 1;\n" });
  assert.ok(ok, output);
});

test("format refuses other spacing and unsorted imports", () => {
  assert.equal(gateOn("format", { "src/lib/bad.ts": "export const one=1\n" }).ok, false);
  const unsorted = 'import { b } from "./b.ts";\nimport { a } from "./a.ts";\n\nexport const both = [a, b];\n';
  assert.equal(gateOn("format", { "src/lib/bad.ts": unsorted }).ok, false);
});
