import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { recount, recountByRules } from "./recount.ts";
import { type CountItem, type CountingRule, claimedCountShape, sayRule } from "./rule.ts";

const rule = (same: readonly string[], more: Partial<CountingRule> = {}): CountingRule => ({
  name: `by ${same.join("+")}`,
  unit: "tool",
  same,
  window: null,
  exclude: [],
  ...more,
});
const item = (id: string, keys: Record<string, string>, more: Partial<CountItem> = {}): CountItem => ({
  id,
  keys,
  when: null,
  records: [`record of ${id}`],
  ...more,
});
const claim = (n: number) => ({ what: "tools", n, by: "Harbour Authority", countingRule: null });

const TOOLS = [
  item("a", { sha256: "11", family: "carry", compiled: "2020" }),
  item("b", { sha256: "22", family: "carry", compiled: "2021" }),
  item("c", { sha256: "22", family: "carry", compiled: "2021" }),
  item("d", { family: "haul" }),
  item("e", { sha256: "33" }),
  item("f", { sha256: "44", family: "lug" }, { records: [] }),
];

test("the same items are six, three or two, as the rule has it, and the claim agrees with one of them", () => {
  const [bySha, byFamily] = recountByRules(claim(3), TOOLS, [rule(["sha256"]), rule(["family"])]);
  assert.deepEqual(bySha?.count, { lo: 3, best: 3, hi: 4 });
  assert.deepEqual(bySha?.agrees, "exact");
  assert.deepEqual(bySha?.duplicates, [{ item: "c", of: "b" }]);
  assert.deepEqual(bySha?.open, [{ item: "d", unknown: ["sha256"], mayBe: ["a", "b", "e"] }]);
  assert.deepEqual(bySha?.uncountable, ["f"]);
  assert.deepEqual(byFamily?.count, { lo: 2, best: 2, hi: 3 });
  assert.deepEqual([byFamily?.agrees, recount(claim(41), TOOLS, rule(["sha256"])).agrees], ["possible", "no"]);
});

test("an item that fits none of those counted is one of its own, however little is known of it", () => {
  const { count, open } = recount(
    claim(2),
    [item("a", { x: "1", y: "1" }), item("b", { x: "2" }), item("c", { x: "2" })],
    rule(["x", "y"]),
  );
  assert.deepEqual(count, { lo: 2, best: 2, hi: 3 });
  assert.deepEqual(
    open.map(({ mayBe }) => mayBe),
    [[], []],
  );
});

test("what lies outside the window or is ruled out does not count, with the reason; what may lie inside is open", () => {
  const when = (fromMs: number, toMs: number) => ({ when: { fromMs, toMs } });
  const items = [
    item("in", { kind: "x" }, when(10, 20)),
    item("out", { kind: "y" }, when(40, 50)),
    item("edge", { kind: "z" }, when(25, 35)),
    item("own", { kind: "test" }, when(10, 10)),
    item("when", { kind: "w" }),
  ];
  const exclude = [{ key: "kind", values: ["test"], why: "our own exercise" }];
  const counted = recount(claim(1), items, rule(["kind"], { window: { fromMs: 0, toMs: 30 }, exclude }));
  assert.deepEqual(counted.count, { lo: 1, best: 1, hi: 3 });
  assert.deepEqual(counted.excluded, [
    { item: "out", why: "outside the window" },
    { item: "own", why: "our own exercise" },
  ]);
  assert.deepEqual(
    counted.open.map((one) => one.item),
    ["edge", "when"],
  );
});

test("what contradicts itself is not counted as one or the other", () => {
  const counted = recount(claim(1), [item("a", { sha256: "11" }), item("a", { sha256: "22" })], rule(["sha256"]));
  assert.deepEqual(counted.count, { lo: 1, best: 1, hi: 1 });
  assert.deepEqual(counted.contradictions, [{ item: "a", key: "sha256", values: ["11", "22"] }]);
});

test("a rule is said in a sentence, and a claim is read with its own rule or none", () => {
  assert.equal(sayRule(rule(["sha256", "family"])), "by sha256+family: each tool once, by sha256 and family");
  assert.ok(claimedCountShape({ ...claim(41), countingRule: rule(["sha256"]) }, "claim").ok);
  assert.ok(!claimedCountShape({ ...claim(-1) }, "claim").ok);
});

const anyKeys = fc.record({ x: fc.constantFrom("1", "2", "3"), y: fc.constantFrom("1", "2", "3") }, { requiredKeys: [] });
const anyItem = fc.record({
  id: fc.constantFrom(..."abcdefgh"),
  keys: anyKeys,
  when: fc.option(fc.record({ fromMs: fc.integer({ min: 0, max: 50 }), toMs: fc.integer({ min: 50, max: 90 }) })),
  records: fc.array(fc.constantFrom("r1", "r2"), { maxLength: 2 }),
});
const anyItems = fc.array(anyItem, { maxLength: 12 });
const anyRule = fc
  .record({ same: fc.subarray(["x", "y"]), to: fc.option(fc.integer({ min: 40, max: 95 })) })
  .map(({ same, to }) => rule(same, { window: to === null ? null : { fromMs: 10, toMs: to } }));

test("a count is ordered, does not depend on the order of items, and repeating them adds nothing", () => {
  fc.assert(
    fc.property(anyItems, anyRule, (items, by) => {
      const once = recount(claim(3), items, by);
      assert.ok(once.count.lo <= once.count.best && once.count.best <= once.count.hi);
      assert.deepEqual(recount(claim(3), items.toReversed(), by), once);
      assert.deepEqual(recount(claim(3), [...items, ...items], by), once);
    }),
  );
});

test("a whole item that repeats another under another name changes no number", () => {
  fc.assert(
    fc.property(anyItems, fc.constantFrom("1", "2"), (items, value) => {
      const by = rule(["x", "y"]);
      const one = item("z1", { x: value, y: value });
      const count = recount(claim(0), [...items, one], by).count;
      assert.deepEqual(recount(claim(0), [...items, one, { ...one, id: "z2" }], by).count, count);
    }),
  );
});

test("two lists together count at most what they count apart, and without records nothing", () => {
  fc.assert(
    fc.property(anyItems, anyItems, anyRule, (left, right, by) => {
      const named = (items: readonly CountItem[], side: string) => items.map((one) => ({ ...one, id: `${side}${one.id}` }));
      const [one, other] = [named(left, "l"), named(right, "r")];
      const counts = [one, other, [...one, ...other]].map((items) => recount(claim(0), items, by).count);
      const [a, b, both] = counts as [(typeof counts)[number], (typeof counts)[number], (typeof counts)[number]];
      for (const end of ["best", "hi"] as const) assert.ok(both[end] <= a[end] + b[end]);
      assert.ok(both.lo <= a.hi + b.hi && both.hi >= Math.max(a.lo, b.lo));
      const bare = recount(
        claim(0),
        one.map((each) => ({ ...each, records: [] })),
        by,
      );
      assert.deepEqual([bare.count, bare.uncountable.length], [{ lo: 0, best: 0, hi: 0 }, new Set(one.map(({ id }) => id)).size]);
    }),
  );
});
