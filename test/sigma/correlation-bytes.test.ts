import assert from "node:assert/strict";
import { test } from "node:test";
import { createDetector, type Eviction } from "../../src/detect/index.ts";
import { CORRELATION_LIMITS } from "../../src/detect/sigma/index.ts";
import { event, load, ruleText } from "./one-rule.ts";

const BASE = ruleText("selection:\n  is: a\ncondition: selection", "title: a\nid: id-a\nname: a");
const ruleOf = (type: string, condition: string): string =>
  `title: together\nid: together\ncorrelation:\n  type: ${type}\n  rules: [a]\n  group-by: [user]\n  timespan: 10s\n  condition: ${condition}\n`;
const COUNT = ruleOf("event_count", "{gte: 3}");
const VALUES = ruleOf("value_count", "{gte: 3, field: what}");

function counting(rule: string, bytesMax: number) {
  const evictions: Eviction[] = [];
  const { rules } = load(BASE, rule);
  const limits = { ...CORRELATION_LIMITS, bytesMax };
  const detector = createDetector(rules, { utcOffsetMinutes: 0, limits, onEviction: (eviction) => evictions.push(eviction) });
  const at = (fields: { readonly user: string; readonly what?: string }, seconds: number): number =>
    detector.observe(event({ is: "a", ...fields }, seconds * 1000)).length;
  return { at, evictions };
}

test("what long events keep in memory is bounded, and what is given up is reported", () => {
  const { at, evictions } = counting(COUNT, 1_000_000);
  const what = "w".repeat(10_000);
  for (let user = 0; user < 500; user++) at({ user: `u${user}`, what }, 1);
  const lost = evictions.reduce((sum, one) => sum + one.lost, 0);
  assert.ok(lost >= 400 && lost <= 410, `${lost} of 500 events of 10 kB were given up to keep 1 MB`);
  assert.ok(evictions.every(({ kind }) => kind === "occurrences"));
  assert.equal(at({ user: "u499" }, 1) + at({ user: "u499" }, 1), 1, "the newest group is never given up");
});

test("a few heavy groups do not push out many light ones", () => {
  const { at, evictions } = counting(COUNT, 1_000_000);
  for (let user = 0; user < 1_000; user++) for (let time = 0; time < 2; time++) at({ user: `light${user}` }, 1);
  const what = "w".repeat(20_000);
  for (let user = 0; user < 200; user++) for (let time = 0; time < 2; time++) at({ user: `heavy${user}`, what }, 2);
  assert.notEqual(evictions.length, 0);
  let fired = 0;
  for (let user = 0; user < 1_000; user++) fired += at({ user: `light${user}` }, 3);
  assert.ok(fired >= 990, `${fired} of 1,000 light groups were still there`);
});

test("one group keeps a quarter of the bytes", () => {
  const { at, evictions } = counting(ruleOf("event_count", "{gte: 40}"), 1_000_000);
  let fired = 0;
  for (let time = 0; time < 60; time++) fired += at({ user: "ann", what: "w".repeat(10_000) }, 1);
  assert.equal(fired, 0);
  assert.equal(
    evictions.reduce((sum, one) => sum + one.lost, 0),
    60 - 24,
  );
});

test("texts of any length are told apart whole", () => {
  const { at } = counting(VALUES, CORRELATION_LIMITS.bytesMax);
  const long = (end: string): string => `${"x".repeat(2_000)}${end}`;
  assert.equal(at({ user: long("a"), what: long("1") }, 1), 0);
  assert.equal(at({ user: long("a"), what: long("1") }, 1), 0);
  assert.equal(at({ user: long("b"), what: long("2") }, 1), 0);
  assert.equal(at({ user: long("A"), what: long("2") }, 1), 0, "case is folded before");
  assert.equal(at({ user: long("a"), what: long("\ud800") }, 1), 1);
  assert.equal(at({ user: long("b"), what: long("\ud800") }, 1), 0);
  assert.equal(at({ user: long("b"), what: long("\udfff") }, 1), 1, "halves of surrogate pairs are not the same");
});

// V8's hash of a text of more than 16,383 units is its length: as keys of a table, two thousand took 12 s.
test("long texts of one length cost no more than others", () => {
  const { at } = counting(COUNT, CORRELATION_LIMITS.bytesMax);
  const started = process.cpuUsage();
  const names = 2_000;
  for (let user = 0; user < names; user++) at({ user: `${"x".repeat(20_000)}${user + names}` }, 1);
  const { user, system } = process.cpuUsage(started);
  assert.ok((user + system) / 1e6 < 6, `${(user + system) / 1e6} s`);
});
