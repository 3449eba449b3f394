import assert from "node:assert/strict";
import { test } from "node:test";
import { createDetector, type Eviction } from "../../src/detect/index.ts";
import { event, load, ruleText } from "./one-rule.ts";

const BASE = ruleText("selection:\n  is: a\ncondition: selection", "title: a\nid: id-a\nname: a");
const ROOMY = { groupsMax: 1_000, occurrencesMax: 100_000, bytesMax: 1e9, lateMs: 25_000 };

/** Bounds, the most that a session may count to fire, and the users and seconds of events: the last is older than what was given up. */
const CASES = [
  {
    what: "entries",
    limits: { ...ROOMY, occurrencesMax: 3 },
    most: 1,
    steps: [
      ["ann", 1000],
      ["bob", 1000],
      ["bob", 1002],
      ["ann", 1002],
      ["bob", 999],
    ],
  },
  {
    what: "bytes",
    limits: { ...ROOMY, bytesMax: 2_500 },
    most: 0,
    steps: [
      ["ann", 1000],
      ["ann", 1000],
      ["ann", 1000],
      ["ann", 999],
      ["ann", 1000],
    ],
  },
] as const;

for (const { what, limits, most, steps } of CASES) {
  test(`an event older than what its session gave up for ${what} begins a session of its own`, () => {
    const together = `title: t\nid: t\ncorrelation:\n  type: event_count\n  rules: [a]\n  group-by: [user]\n  timespan: 1s\n  window: session\n  gap: 1s\n  condition: {lte: ${most}}\n`;
    const { rules, refused } = load(BASE, together);
    assert.deepEqual(refused, []);
    const evictions: Eviction[] = [];
    const onEviction = (eviction: Eviction): void => void evictions.push(eviction);
    const detector = createDetector(rules, { utcOffsetMinutes: 0, limits, onEviction });
    for (const [user, at] of steps)
      for (const found of detector.observe(event({ is: "a", user }, at * 1000)))
        assert.ok(found.events.length > 0 && found.events.length <= most, `${user} ${at}`);
    assert.ok(evictions.length > 0);
  });
}
