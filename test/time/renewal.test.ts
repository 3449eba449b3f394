import assert from "node:assert/strict";
import { test } from "node:test";
import { coversEntry, dueRenewals, type RenewableStatement } from "../../src/time/index.ts";

const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;

/** A statement at `entry` on the tree of all before it, with a token for each number of days until its certificates expire. */
function statement(entry: number, days: readonly number[], renews: number | null = null, size = entry): RenewableStatement {
  return { entry, size, renews, tokens: days.map((left, at) => ({ digest: `${entry}/${at}`, expiresMs: NOW + left * DAY })) };
}

const RENEW: readonly (readonly [
  name: string,
  statements: readonly RenewableStatement[],
  due: readonly (readonly string[])[],
])[] = [
  ["what holds long is left alone", [statement(5, [400, 500])], []],
  ["what expires soon is due, token by token", [statement(5, [10, 500, 20])], [["5/0", "5/2"]]],
  ["what has expired comes too late", [statement(5, [-1])], []],
  ["a later tree that has the entry covers it", [statement(5, [10]), statement(9, [400])], []],
  ["a later statement on an older tree does not", [statement(5, [10]), statement(9, [400], null, 5)], [["5/0"]]],
  ["a later one that expires as soon covers nothing; both are due", [statement(5, [10]), statement(9, [20])], [["5/0"], ["9/0"]]],
  ["a renewal covers what it renews", [statement(5, [10]), statement(9, [400], 5, 5)], []],
  ["cover reaches back through a chain", [statement(5, [10]), statement(7, [20], 5, 5), statement(9, [400], 7, 5)], []],
  ["a renewal that holds by one token needs no other", [statement(5, [10]), statement(7, [20, 400], 5, 5)], []],
  ["a renewal that does not hold is due", [statement(5, [10]), statement(7, [20], 5, 5)], [["5/0"], ["7/0"]]],
];

for (const [name, statements, due] of RENEW) {
  test(name, () => {
    const found = dueRenewals(statements, { nowMs: NOW, horizonMs: NOW + 90 * DAY });
    assert.deepEqual(
      found.map(({ digests }) => digests),
      due,
    );
  });
}

test("a statement covers no later entry and not itself", () => {
  const later = { entry: 9, size: 9, renews: null };
  assert.deepEqual(
    [8, 9, 10].map((earlier) => coversEntry(later, earlier)),
    [true, false, false],
  );
});
