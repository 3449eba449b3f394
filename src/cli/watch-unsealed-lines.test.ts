import assert from "node:assert/strict";
import { test } from "node:test";
import type { Detection } from "../model/index.ts";
import { unsealedLines } from "./watch-unsealed-lines.ts";

const found = (number: number) =>
  ({
    rule: { title: `rule ${number}` },
    events: [{ records: [{ origin: { source: "file:a.log", offset: number } }] }],
  }) as unknown as Detection;

test("what was printed and is not known to be sealed is counted and named, up to a bound", () => {
  assert.deepEqual(unsealedLines([], 0), []);
  assert.deepEqual(unsealedLines([], 7), ["the run broke off; all 7 detections that were printed are sealed"]);
  const some = unsealedLines([found(3), found(9)], 7);
  assert.equal(some[0], "the run broke off: 2 of 7 detections that were printed are not known to be sealed");
  assert.deepEqual(some.slice(1, -1), ["not sealed: rule 3, file:a.log at byte 3", "not sealed: rule 9, file:a.log at byte 9"]);
  assert.match(some.at(-1) ?? "", /the next start .* prints again .* syslog and standard input .* are gone$/);
  const many = unsealedLines(
    Array.from({ length: 25 }, (_, index) => found(index)),
    25,
  );
  assert.equal(many.length, 1 + 20 + 1 + 1);
  assert.equal(many.at(-2), "not sealed: 5 more");
});
