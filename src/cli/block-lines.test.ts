import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActionPredicate } from "../model/index.ts";
import { blockLines } from "./block-lines.ts";

function refusedBy(guard: string): readonly string[] {
  const step = { step: "refused", targets: [], guards: { refusedBy: guard }, reason: "why" } as unknown as ActionPredicate;
  return blockLines({ steps: [step], standing: [], awaiting: [] }, "");
}

test("a refusal says what to do about the guard that it names", () => {
  assert.match(refusedBy("peer").join("\n"), /by the guard peer: why\n {10}another party's witness/);
});

for (const guard of ["moon", "constructor", "__proto__", "toString"])
  test(`nothing is said of a guard that nobody knows: ${guard}`, () => assert.equal(refusedBy(guard).length, 1));
