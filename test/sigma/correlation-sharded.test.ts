import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  createCorrelationShard,
  createDetector,
  createMatcher,
  createShardRouter,
  type Eviction,
  mergeAnswers,
  type ShardAnswer,
  type ShardTask,
  type SigmaRule,
} from "../../src/detect/sigma/index.ts";
import type { Detection, Event } from "../../src/model/index.ts";
import { event, load, ruleText } from "./one-rule.ts";

const SOAK = process.env["MERIDIAN_SOAK"] === "1";
const LATE_MS = 20_000;
const LIMITS = { groupsMax: 10_000, occurrencesMax: 100_000, bytesMax: 1e9, lateMs: LATE_MS };

const BASES = ["a", "b", "c"].map((name) =>
  ruleText(`selection:\n  is|contains: ${name}\ncondition: selection`, `title: ${name}\nid: id-${name}\nname: ${name}`),
);

const TYPES = [
  "type: event_count\nrules: [a]\ncondition: {gte: 2}",
  "type: event_count\nrules: [a, b]\ncondition: {lte: 2}",
  "type: value_count\nrules: [a, b]\ncondition: {field: x, gte: 2}",
  "type: temporal\nrules: [a, b]",
  "type: temporal\nrules: [a, b, c]\ncondition: c and b and not a",
  "type: temporal_ordered\nrules: [a, b]",
  "type: value_sum\nrules: [a]\ncondition: {field: x, gte: 4.5}",
  "type: value_percentile\nrules: [b, c]\ncondition: {field: x, percentile: 90, gte: 4}",
  "type: event_count\nrules: [together-0, b]\ncondition: {gte: 2}",
  "type: temporal\nrules: [together-1, together-0, c]\ncondition: {gte: 2}",
];

/** Correlations of any type, some of them of others, with and without groups. */
const correlations = fc
  .array(
    fc.record({
      type: fc.nat(TYPES.length - 1),
      groupBy: fc.constantFrom(
        "",
        "group-by: [user]",
        "group-by: [user, host]",
        "group-by: [who]\naliases: {who: {a: user, b: host, c: user}}",
      ),
      window: fc.constantFrom("window: sliding", "window: tumbling", "window: session\ngap: 4s"),
      timespan: fc.integer({ min: 5, max: 30 }),
      generate: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((made) => {
    const rules = made.map(({ type, groupBy, window, timespan, generate }, index) => {
      const body = TYPES[type] ?? "";
      // A chain needs what it rests on, which stands before it.
      const isOpen = [...body.matchAll(/together-(\d)/g)].some(([, base]) => Number(base) >= index || (type === 9 && index < 2));
      const lines = [...(isOpen ? (TYPES[0] as string) : body).split("\n"), ...groupBy.split("\n"), ...window.split("\n")];
      const said = [...lines, `timespan: ${timespan}s`, `generate: ${generate}`].filter((line) => line !== "");
      return `title: t${index}\nid: together-${index}\ncorrelation:\n${said.map((line) => `  ${line}`).join("\n")}\n`;
    });
    const { rules: loaded, refused } = load(...BASES, ...rules);
    assert.deepEqual(refused, []);
    return loaded;
  });

/** Events in turn and out of it; several rules fit some of them, some are in no group. */
const stepsOf = (maxLength: number, lateMax: number) =>
  fc.array(
    fc.record({
      forward: fc.integer({ min: 0, max: 6 }),
      late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: lateMax })),
      is: fc.constantFrom("a", "b", "c", "ab", "abc", "d"),
      user: fc.constantFrom("ann", "bob", "CY", "dee", null),
      host: fc.constantFrom("one", "two", ["one", "two"]),
      x: fc.constantFrom("1", "2.5", "4", "V", "v"),
    }),
    { minLength: 1, maxLength },
  );

/** Many of them within the lateness; or fewer, some of them later, before anything is forgotten. */
const stream = fc.oneof(stepsOf(60, LATE_MS / 1000), stepsOf(20, 4 * (LATE_MS / 1000))).map((steps): Event[] => {
  let newest = 1_000;
  return steps.map(({ forward, late, is, user, host, x }, n) => {
    const at = late === 0 ? newest + forward : newest - late;
    newest = Math.max(newest, at);
    return event({ is, host, x, n, ...(user === null ? {} : { user }) }, at * 1000);
  });
});

type Found = { readonly detections: readonly Detection[]; readonly evictions: readonly Eviction[] };

function alone(rules: readonly SigmaRule[], events: readonly Event[]): readonly Found[] {
  const evictions: Eviction[] = [];
  const detector = createDetector(rules, { utcOffsetMinutes: 0, limits: LIMITS, onEviction: (one) => evictions.push(one) });
  return events.map((one) => ({ detections: detector.observe(one), evictions: evictions.splice(0) }));
}

/** All tasks first, then each shard its own at a time: nothing but the order within a shard is kept. */
function sharded(rules: readonly SigmaRule[], events: readonly Event[], shards: number): readonly Found[] {
  const options = { utcOffsetMinutes: 0, limits: LIMITS, shards };
  const compiled = rules.flatMap(({ detection }) => detection ?? []);
  const matcher = createMatcher(compiled, 0);
  const router = createShardRouter(rules, options);
  const routed = events.map((one) => router.route(one, matcher.match(one)));
  const tasks = routed.flatMap((one) => one.tasks);
  const answers: ShardAnswer[] = [];
  for (let shard = shards - 1; shard >= 0; shard--) {
    const counting = createCorrelationShard(rules, options);
    const own = tasks.filter((task) => task.shard === shard);
    for (const task of structuredClone<readonly ShardTask[]>(own)) answers.push(counting.take(task));
  }
  const byOrder = Map.groupBy(answers, ({ order }) => order);
  return routed.map((one) => mergeAnswers(one, byOrder.get(one.order) ?? []));
}

test("1, 2 and 4 shards find, in order, what one detector finds", () => {
  let found = 0;
  fc.assert(
    fc.property(correlations, stream, (rules, events) => {
      const expected = JSON.stringify(alone(rules, events));
      found += expected.length;
      for (const shards of [1, 2, 4]) assert.equal(JSON.stringify(sharded(rules, events, shards)), expected, `${shards} shards`);
    }),
    { numRuns: SOAK ? 20_000 : 100 },
  );
  assert.ok(found > 0);
});
