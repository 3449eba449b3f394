import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createDetector, type Detector } from "../../src/detect/index.ts";
import { shardOf } from "../../src/detect/sigma/correlation/shard.ts";
import type { Detection, Event } from "../../src/model/index.ts";
import { event, load, ruleText } from "./one-rule.ts";

const BASES = ["a", "b"].map((name) =>
  ruleText(`selection:\n  is: ${name}\ncondition: selection`, `title: ${name}\nid: id-${name}\nname: ${name}`),
);

/** One correlation of each type and window, and one of another. */
const BODIES = [
  "type: event_count\nrules: [a]\ncondition: {gte: 3}",
  "type: event_count\nrules: [a, b]\nwindow: tumbling\ncondition: {gte: 3}",
  "type: event_count\nrules: [a]\nwindow: session\ngap: 4s\ncondition: {gte: 4}",
  "type: value_count\nrules: [a, b]\ncondition: {field: x, gte: 3}",
  "type: temporal\nrules: [a, b]",
  "type: temporal\nrules: [a, b]\ncondition: b and not a",
  "type: temporal_ordered\nrules: [a, b]",
  "type: value_sum\nrules: [a]\ncondition: {field: x, gte: 4.5}",
  "type: value_avg\nrules: [a]\ncondition: {field: x, gte: 2.5}",
  "type: value_median\nrules: [a, b]\ncondition: {field: x, gt: 2}",
  "type: value_percentile\nrules: [a, b]\ncondition: {field: x, percentile: 90, gte: 4}",
  "type: event_count\nrules: [together-0]\ncondition: {gte: 2}",
];
const CORRELATIONS = BODIES.map((body, index) => {
  const timespan = index === BODIES.length - 1 ? "60s" : "10s";
  const lines = [...body.split("\n"), "group-by: [user]", `timespan: ${timespan}`, "generate: true"].map((line) => `  ${line}`);
  return `title: t${index}\nid: together-${index}\ncorrelation:\n${lines.join("\n")}\n`;
});
const RULES = load(...BASES, ...CORRELATIONS);

function detector(): Detector {
  assert.deepEqual(RULES.refused, []);
  return createDetector(RULES.rules, { utcOffsetMinutes: 0 });
}

const step = fc.record({
  forward: fc.integer({ min: -6, max: 6 }),
  is: fc.constantFrom("a", "b", "c"),
  user: fc.constantFrom("ann", "bob", "cy", "\ud800dan"),
  x: fc.constantFrom("1", "2.5", "4", "0.1", "v", "\udc00", 1e300, -0, ["\ud800", 2, [1e22]]),
});

const stream = fc.array(step, { minLength: 1, maxLength: 60 }).map((steps): Event[] => {
  let at = 1_000;
  return steps.map(({ forward, is, user, x }, index) => {
    at = Math.max(0, at + forward);
    return { ...event({ is, user, x, n: index }, at * 1000), records: [record(index)] };
  });
});

function record(index: number): Event["records"][number] {
  return {
    commitment: new Uint8Array(32).fill(index),
    salt: new Uint8Array(16).fill(index),
    bytes: new TextEncoder().encode(`line ${index}\n`),
    origin: { source: "test", offset: index * 7, lines: 1 },
    reading: { format: "syslog", readAtMs: index, utcOffsetMinutes: 0, host: null, context: [] },
    rejected: null,
  };
}

/** What a detection says, prototypes of fields left out. */
function told({ rule, time, events, why }: Detection) {
  return { rule: rule.id, time, why, events: events.map(({ fields, records }) => ({ fields: { ...fields }, records })) };
}

test("a snapshot taken anywhere goes on as if nothing had happened", () => {
  fc.assert(
    fc.property(stream, fc.nat(), (events, where) => {
      const cut = where % (events.length + 1);
      const [whole, before, after] = [detector(), detector(), detector()];
      const expected = events.flatMap((one) => whole.observe(one)).map(told);
      const first = events.slice(0, cut).flatMap((one) => before.observe(one));
      assert.deepEqual(after.restore(before.snapshot()), { ok: true, value: true });
      const rest = events.slice(cut).flatMap((one) => after.observe(one));
      assert.deepEqual([...first, ...rest].map(told), expected);
    }),
    { numRuns: 60 },
  );
});

test("a snapshot of other rules, of another version, or damaged is refused, and nothing throws", () => {
  const one = detector();
  for (let at = 0; at < 20; at++)
    one.observe({ ...event({ is: "a", user: `u${at % 3}`, x: "1" }, at * 500), records: [record(at)] });
  const bytes = one.snapshot();
  const other = createDetector(load(...BASES, ...CORRELATIONS.slice(0, 2)).rules, { utcOffsetMinutes: 0 });
  assert.deepEqual(other.restore(bytes), { ok: false, fault: { kind: "other-rules" } });
  const older = bytes.slice();
  older[4 + "meridian correlations ".length] = 0x30;
  assert.deepEqual(detector().restore(older), { ok: false, fault: { kind: "other-version" } });
  for (let length = 0; length < bytes.length; length += 13)
    assert.equal(detector().restore(bytes.subarray(0, length)).ok, false, `${length}`);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
      const hostile = bytes.slice();
      for (const [at, to] of changes) hostile[at] = to;
      const next = detector();
      if (next.restore(hostile).ok) next.observe(event({ is: "a", user: "u1", x: "1" }, 11_000));
    }),
    { numRuns: 60 },
  );
});

test("what is refused changes nothing, and what is taken knows its records", () => {
  const [one, other, whole] = [detector(), detector(), detector()];
  const steps = Array.from({ length: 20 }, (_, at) => ({
    ...event({ is: at % 3 === 0 ? "b" : "a", user: "u", x: at }, at * 900),
    records: [record(at)],
  }));
  const rest = steps.splice(12);
  for (const step of steps) for (const each of [one, other, whole]) each.observe(step);
  assert.equal(other.restore(one.snapshot().subarray(0, 900)).ok, false);
  const expected = rest.flatMap((step) => whole.observe(step)).map(told);
  assert.deepEqual(rest.flatMap((step) => other.observe(step)).map(told), expected);
  const after = detector();
  assert.equal(after.restore(one.snapshot()).ok, true);
  const offsets = (some: Detector) => new Set([...some.records()].map(({ origin }) => origin.offset));
  assert.deepEqual(offsets(after), offsets(one));
  const known = new Set(after.records());
  const cited = rest.flatMap((step) => after.observe(step)).flatMap(({ events }) => events.flatMap(({ records }) => records));
  const before = cited.filter(({ origin }) => origin.offset < 12 * 7);
  assert.ok(before.length > 0 && before.every((each) => known.has(each)));
});

test("groups spread over workers fire as in one", () => {
  fc.assert(
    fc.property(stream, fc.integer({ min: 1, max: 5 }), (events, shards) => {
      const whole = detector();
      const workers = Array.from({ length: shards }, detector);
      for (const one of events) {
        const user = String(one.fields["user"]);
        const expected = whole.observe(one).map(told);
        const found = (workers[shardOf("user", user, shards)] as Detector).observe(one).map(told);
        assert.deepEqual(found, expected);
      }
    }),
    { numRuns: 60 },
  );
});
