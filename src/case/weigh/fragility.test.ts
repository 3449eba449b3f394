import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Front, fewestToFall, hasFallen } from "./fragility.ts";

type Groups = readonly (readonly string[])[];

/** Every choice of origins, smallest first: how few make a front fall. */
function byBruteForce(groups: Groups, fronts: readonly Front[]): number | null {
  const names = [...new Set(groups.flat())];
  const sizes: number[] = [];
  for (let choice = 1; choice < 2 ** names.length; choice += 1) {
    const failed = new Set(names.filter((_, at) => ((choice >>> at) & 1) === 1));
    if (fronts.some((front) => fallsWithout(groups, front, failed))) sizes.push(failed.size);
  }
  return sizes.length === 0 ? null : Math.min(...sizes);
}

function fallsWithout(groups: Groups, { gap, floor, gives }: Front, failed: ReadonlySet<string>): boolean {
  const lost = gives.reduce((sum, give, at) => ((groups[at] ?? []).some((origin) => failed.has(origin)) ? sum + give : sum), 0);
  return hasFallen(gap - lost, floor);
}

const give = fc.integer({ min: -30, max: 60 }).map((tenths) => tenths / 10 + 0.013);
const frontsFor = (groups: Groups, rows: readonly (readonly number[])[], floors: readonly number[]): Front[] =>
  rows.map((row, at) => {
    const gives = groups.map((_, group) => row[group] ?? 0);
    const gap = gives.reduce((sum, part) => sum + part, 0);
    return { gap, floor: Math.min(floors[at] ?? 0, gap), gives };
  });
const leads = ({ gap, floor }: Front) => !hasFallen(gap, floor);
const rows = fc.array(fc.array(give, { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 3 });
const floors = fc.array(fc.constantFrom(0, 0.3, 1, 2, 3, 4, 6), { minLength: 3, maxLength: 3 });

function agrees(groups: Groups, fronts: readonly Front[]): void {
  fc.pre(fronts.every(leads));
  const found = fewestToFall(groups, fronts);
  assert.equal(found?.k ?? null, byBruteForce(groups, fronts));
  if (found === null) return;
  assert.ok(found.exact && found.origins.length === found.k);
  assert.ok(
    fronts.some((front) => fallsWithout(groups, front, new Set(found.origins))),
    "the set that is named does it",
  );
}

test("with one origin for each group the fewest are those of brute force", () => {
  fc.assert(
    fc.property(rows, floors, (gives, floor) => {
      const groups = ["a", "b", "c", "d", "e", "f", "g", "h"].map((origin) => [origin]);
      agrees(groups, frontsFor(groups, gives, floor));
    }),
  );
});

test("with shared origins the fewest are those of brute force", () => {
  const origins = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(origins, { minLength: 1, maxLength: 8 }), rows, floors, (groups, gives, floor) =>
      agrees(groups, frontsFor(groups, gives, floor)),
    ),
  );
});

test("over 30 shared origins the bounds hold what is true, and say that they are bounds", () => {
  const groups = Array.from({ length: 40 }, (_, at) => [`x${at}`, `x${(at + 1) % 40}`]);
  const found = fewestToFall(groups, [{ gap: 40, floor: 20.5, gives: groups.map(() => 1) }]);
  // Each failure takes at most 2 of the 19.5 that have to go: every second one, 10, does it.
  assert.ok(found !== null && found.k <= 10 && found.atMost >= 10, JSON.stringify(found));
  assert.equal(found.exact, found.k === found.atMost);
});

test("a search that takes too many steps ends in bounds", () => {
  const groups = Array.from({ length: 60 }, (_, at) => [`x${at % 30}`, `x${(at * 7 + 3) % 30}`]);
  const found = fewestToFall(groups, [{ gap: 60, floor: 12, gives: groups.map(() => 1) }]);
  assert.ok(found !== null && found.k <= found.atMost);
});
