import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createDetector, type Detector, type Eviction, reproduce } from "../../src/detect/index.ts";
import { CORRELATION_LIMITS, type CorrelationLimits } from "../../src/detect/sigma/index.ts";
import type { Detection, Event } from "../../src/model/index.ts";
import { detectorOf, event, load, ruleText } from "./one-rule.ts";
import { sha256 } from "./support.ts";

/** A rule that fires on events whose field `is` has the rule's name. */
const base = (name: string): string =>
  ruleText(`selection:\n  is: ${name}\ncondition: selection`, `title: ${name}\nid: id-${name}\nname: ${name}`);
const correlation = (body: string, heading = "title: together\nid: together"): string =>
  `${heading}\ncorrelation:\n${body.trim().replace(/^\s*/gm, "  ").replaceAll("  - ", "    ")}\n`;
const count = (condition: string, more = ""): string =>
  correlation(`type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10s\ncondition: {${condition}}\n${more}`);

/** `a@5 b@7` as events with their times in seconds; `a:bob@5` has the user bob instead of ann. */
function events(script: string): Event[] {
  return script.split(" ").map((step, index) => {
    const [, is = "", user = "ann", seconds = "0"] = /^(\w+)(?::(\w+))?@(\d+)$/.exec(step) ?? [];
    return event({ is, user, n: index }, Number(seconds) * 1000);
  });
}

/** What fired, as `title[numbers of the events cited]`. */
function told(detector: Detector, script: string): string[] {
  return events(script)
    .flatMap((observed) => detector.observe(observed))
    .map(shown);
}

function shown({ rule, events: cited }: Detection): string {
  return `${rule.title}[${cited.map(({ fields }) => fields["n"]).join(" ")}]`;
}

const CASES: readonly (readonly [name: string, texts: readonly string[], script: string, expected: readonly string[]])[] = [
  ["a count that is reached", [base("a"), count("gte: 3")], "a@1 a@2 a@3", ["together[0 1 2]"]],
  ["a count over too long a time", [base("a"), count("gte: 3")], "a@1 a@2 a@12", []],
  ["both ends of the timespan count", [base("a"), count("gte: 3")], "a@1 a@2 a@11", ["together[0 1 2]"]],
  ["a sliding window", [base("a"), count("gte: 3")], "a@1 a@8 a@12 a@13", ["together[1 2 3]"]],
  ["groups apart", [base("a"), count("gte: 2")], "a@1 a:bob@2 a:bob@3 a@4", ["together[1 2]", "together[0 3]"]],
  ["groups by folded case", [base("a"), count("gte: 2")], "a:BOB@2 a:bob@3", ["together[0 1]"]],
  [
    "once in a timespan, then again",
    [base("a"), count("gte: 2")],
    "a@1 a@2 a@3 a@11 a@12",
    ["together[0 1]", "together[1 2 3 4]"],
  ],
  ["gt", [base("a"), count("gt: 2")], "a@1 a@2 a@3", ["together[0 1 2]"]],
  ["eq", [base("a"), count("eq: 2")], "a@1 a@2 a@3", ["together[0 1]"]],
  ["a range", [base("a"), count("gt: 1, lte: 2")], "a@1 a@2", ["together[0 1]"]],
  ["an upper bound is looked at on every event", [base("a"), count("lt: 2")], "a@1 a@2", ["together[0]"]],
  ["an event without the group's field is in no group", [base("a"), count("gte: 2").replace("user", "nobody")], "a@1 a@2", []],
  ["no group-by is one group", [base("a"), count("gte: 2").replace("[user]", "[]")], "a@1 a:bob@2", ["together[0 1]"]],
  ["late events count with their neighbours", [base("a"), count("gte: 3")], "a@1 a@40 a@3 a@2", ["together[0 2 3]"]],
  ["rules that stay silent", [base("a"), count("gte: 9")], "a@1", []],
  ["rules that speak", [base("a"), count("gte: 2", "generate: true")], "a@1 a@2", ["a[0]", "a[1]", "together[0 1]"]],
  ["a rule by id", [base("a"), count("gte: 2").replace("[a]", "[id-a]")], "a@1 a@2", ["together[0 1]"]],
  [
    "all rules in any order",
    [base("a"), base("b"), correlation("type: temporal\nrules: [a, b]\ngroup-by: [user]\ntimespan: 10s")],
    "b@1 b@2 a@3",
    ["together[1 2]"],
  ],
  [
    "all rules, not one twice",
    [base("a"), base("b"), correlation("type: temporal\nrules: [a, b]\ngroup-by: [user]\ntimespan: 10s")],
    "a@1 a@2 b@13",
    [],
  ],
  [
    "some of the rules",
    [
      base("a"),
      base("b"),
      base("c"),
      correlation("type: temporal\nrules: [a, b, c]\ngroup-by: [user]\ntimespan: 10s\ncondition: {gte: 2}"),
    ],
    "c@1 a@2",
    ["together[0 1]"],
  ],
  [
    "the order of the rules",
    [base("a"), base("b"), base("c"), correlation("type: temporal_ordered\nrules: [a, b, c]\ngroup-by: [user]\ntimespan: 10s")],
    "b@1 a@2 c@3 b@4 a@5 c@6",
    ["together[1 3 5]"],
  ],
  [
    "the order at one time is the order observed",
    [base("a"), base("b"), correlation("type: temporal_ordered\nrules: [a, b]\ngroup-by: [user]\ntimespan: 10s")],
    "b@1 a@1 b@1",
    ["together[1 2]"],
  ],
  [
    "a late first step",
    [base("a"), base("b"), correlation("type: temporal_ordered\nrules: [a, b]\ngroup-by: [user]\ntimespan: 10s")],
    "b@9 a@5",
    ["together[0 1]"],
  ],
];

for (const [name, texts, script, expected] of CASES)
  test(`correlation: ${name}`, () => assert.deepEqual(told(detectorOf(texts), script), expected));

test("value_count counts distinct values, case folded, of one field or of several together", () => {
  const counting = (field: string): string =>
    correlation(`type: value_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10s\ncondition: {field: ${field}, gte: 2}`);
  const values = (field: string, rows: readonly (readonly [x: string, y: string])[]): number => {
    const detector = detectorOf([base("a"), counting(field)]);
    return rows.flatMap(([x, y]) => detector.observe(event({ is: "a", user: "ann", x, ...(y === "" ? {} : { y }) }))).length;
  };
  assert.equal(
    values("x", [
      ["1", ""],
      ["1", ""],
      ["2", ""],
    ]),
    1,
  );
  assert.equal(
    values("x", [
      ["v", ""],
      ["V", ""],
    ]),
    0,
  );
  assert.equal(
    values("[x, y]", [
      ["1", "1"],
      ["1", "2"],
    ]),
    1,
  );
  assert.equal(
    values("[x, y]", [
      ["1", "1"],
      ["2", ""],
    ]),
    0,
  );
});

test("aliases name a different field for each rule", () => {
  const together = correlation(
    "type: temporal\nrules: [a, b]\ngroup-by: [who]\ntimespan: 10s\naliases: {who: {a: user, b: actor}}",
  );
  const detector = detectorOf([base("a"), base("b"), together]);
  assert.deepEqual(detector.observe(event({ is: "a", user: "ann" })), []);
  assert.deepEqual(detector.observe(event({ is: "b", user: "ann", actor: "bob" })), []);
  assert.equal(detector.observe(event({ is: "b", actor: "ann" })).length, 1);
});

const GUESSING = `${base("fail")}---\n${correlation("type: event_count\nrules: [fail]\ngroup-by: [user]\ntimespan: 10s\ncondition: {gte: 3}", "title: guessing\nid: guessing\nname: guessing")}---\n${base("login")}---\n${correlation("type: temporal_ordered\nrules: [guessing, login]\ngroup-by: [user]\ntimespan: 60s")}`;

test("a correlation is the base of another, and cites all events that count", () => {
  assert.deepEqual(told(detectorOf([GUESSING]), "login@1 fail@2 fail@3 login@4 fail@5 login:bob@6 login@7"), [
    "together[1 2 4 6]",
  ]);
});

test("a correlation's reasons are its own and those of what it counted", () => {
  const [found] = detections([base("a"), count("gte: 2")], "a@1 a@2");
  assert.deepEqual(found?.why, [
    { selection: "correlation", field: "user", pattern: "event_count gte 2 within 10s" },
    { selection: "selection", field: "is", pattern: "a" },
  ]);
  assert.deepEqual(found?.time, { fromMs: 1000, toMs: 2000 });
});

function detections(texts: readonly string[], script: string): Detection[] {
  const detector = detectorOf(texts);
  return events(script).flatMap((observed) => detector.observe(observed));
}

test("many events are cited by their first and last, never fewer than the condition needs", () => {
  const script = Array.from({ length: 130 }, (_, index) => `a@${Math.floor(index / 20)}`).join(" ");
  const [fifty] = detections([base("a"), count("gte: 50")], script);
  assert.equal(fifty?.events.length, 50);
  const [all] = detections([base("a"), count("gte: 120")], script);
  assert.equal(all?.events.length, 120);
  // A late event completes 130 at once: 100 are enough to show it.
  const late = detections(
    [base("a"), count("gt: 1, lte: 500").replace("10s", "1d"), count("gte: 9").replaceAll("together", "other")],
    script,
  );
  assert.ok(late.every((found) => found.events.length <= 100));
});

test("what was cited fires the rule again", () => {
  const texts = [
    base("a"),
    base("b"),
    count("gte: 3"),
    GUESSING.replaceAll("together", "second"),
    correlation(
      "type: value_count\nrules: [a, b]\ngroup-by: [user]\ntimespan: 20s\ncondition: {field: n, gte: 4}",
      "title: values\nid: values",
    ),
    correlation("type: temporal\nrules: [a, b, fail]\ngroup-by: [user]\ntimespan: 15s", "title: near\nid: near"),
  ];
  const documents = load(...texts).rules.map(({ document }) => document);
  const step = fc.tuple(
    fc.constantFrom("a", "b", "fail", "login"),
    fc.constantFrom("ann", "bob"),
    fc.integer({ min: 0, max: 60 }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), fc.boolean(), (steps, ordered) => {
      const script = (ordered ? [...steps].sort((left, right) => left[2] - right[2]) : steps)
        .map(([is, user, at]) => `${is}:${user}@${at}`)
        .join(" ");
      for (const found of detections(texts, script)) {
        const again = reproduce(documents, found.events, sha256, { utcOffsetMinutes: 0 });
        assert.ok(
          again.some(({ rule }) => rule.id === found.rule.id),
          `${shown(found)} in ${script}`,
        );
      }
    }),
    { numRuns: 300 },
  );
});

test("on events in order a count fires exactly when a slow count says so", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 60 }), (gaps) => {
      let atMs = 0;
      let firedMs = Number.NEGATIVE_INFINITY;
      const seen: number[] = [];
      const detector = detectorOf([base("a"), count("gte: 4")]);
      for (const gap of gaps) {
        atMs += gap * 1000;
        seen.push(atMs);
        const expected = seen.filter((before) => before >= atMs - 10_000).length >= 4 && atMs - firedMs >= 10_000;
        if (expected) firedMs = atMs;
        assert.equal(detector.observe(event({ is: "a", user: "ann" }, atMs)).length, expected ? 1 : 0);
      }
    }),
  );
});

test("replay brings the state back and says nothing twice", () => {
  const whole = "a@1 a@2 a@3 a@4 a@12 a@13 a@14";
  const expected = told(detectorOf([base("a"), count("gte: 3")]), whole);
  for (let cut = 0; cut <= 7; cut++) {
    const all = events(whole);
    const before = detectorOf([base("a"), count("gte: 3")]);
    const told1 = all
      .slice(0, cut)
      .flatMap((observed) => before.observe(observed))
      .map(shown);
    const after = detectorOf([base("a"), count("gte: 3")]);
    for (const observed of all.slice(0, cut)) after.replay(observed);
    assert.deepEqual(
      [
        ...told1,
        ...all
          .slice(cut)
          .flatMap((observed) => after.observe(observed))
          .map(shown),
      ],
      expected,
    );
  }
});

/** A detector that counts by user under a condition, with the evictions that it reports. */
function bounded(condition: string, limits: CorrelationLimits) {
  const evictions: Eviction[] = [];
  const { rules } = load(base("a"), count(condition));
  const detector = createDetector(rules, { utcOffsetMinutes: 0, limits, onEviction: (eviction) => evictions.push(eviction) });
  const at = (user: string, seconds: number): number => detector.observe(event({ is: "a", user }, seconds * 1000)).length;
  return { at, evictions };
}

test("state stays within its bounds and what is given up is reported", () => {
  const { at, evictions } = bounded("gte: 2", { groupsMax: 3, occurrencesMax: 100, bytesMax: 1e9, lateMs: 1000 });
  for (const user of ["u1", "u2", "u3", "u4"]) at(user, 1);
  assert.deepEqual(
    evictions.map(({ rule, kind, lost }) => [rule.id, kind, lost]),
    [["together", "groups", 1]],
  );
  assert.equal(at("u4", 2), 1);
  evictions.length = 0;
  at("u9", 100); // everything else is older than the timespan: forgotten, not given up
  assert.deepEqual(evictions, []);
});

test("whoever comes from more sources in turn than there is room for is found all the same", () => {
  const { at, evictions } = bounded("gte: 10", { groupsMax: 1000, occurrencesMax: 5000, bytesMax: 1e9, lateMs: 1000 });
  let fired = 0;
  for (let round = 0; round < 30; round++) for (let user = 0; user < 2000; user++) fired += at(`u${user}`, round / 10);
  assert.ok(fired > 500, `${fired} of 2000 fired`);
  assert.ok(evictions.some(({ kind }) => kind === "groups") && evictions.some(({ kind }) => kind === "occurrences"));
});

test("groups that have nearly fired do not shut out what comes later", () => {
  const { at } = bounded("gte: 10", { groupsMax: 100, occurrencesMax: 10_000, bytesMax: 1e9, lateMs: 1000 });
  for (let user = 0; user < 100; user++) for (let time = 0; time < 9; time++) at(`hog${user}`, 0);
  let fired = 0;
  for (let round = 0; round < 80; round++) for (let user = 0; user < 50; user++) fired += at(`u${user}`, 1);
  assert.ok(fired >= 25, `${fired} of 50 fired`);
});

test("fifty thousand sources that take turns are each found, by the limits in force", () => {
  const { at, evictions } = bounded("gte: 2", CORRELATION_LIMITS);
  let fired = 0;
  for (let round = 0; round < 2; round++) for (let user = 0; user < 50_000; user++) fired += at(`u${user}`, round);
  assert.equal(fired, 50_000);
  assert.deepEqual(evictions, []);
});

const REFUSED: readonly (readonly [text: string, reason: string])[] = [
  [correlation("type: value_max\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1, field: x}"), "correlation type value_max"],
  [correlation("type: value_sum\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1}"), "bad correlation condition"],
  [correlation("type: value_sum\nrules: [a]\ntimespan: 1m\ncondition: {gte: 0x10, field: x}"), "bad correlation condition"],
  [correlation("type: value_sum\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1, field: [x, y]}"), "bad correlation condition"],
  [correlation("type: value_percentile\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1, field: x}"), "missing percentile"],
  [
    correlation("type: value_percentile\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1, field: x, percentile: 101}"),
    "bad correlation condition",
  ],
  [
    correlation("type: value_median\nrules: [a]\ntimespan: 1m\ncondition: {gte: 1, field: x, percentile: 50}"),
    "bad correlation condition",
  ],
  [correlation("type: temporal_extended\nrules: [a]\ntimespan: 1m"), "bad correlation condition"],
  [correlation("type: temporal\nrules: [a]\ntimespan: 1m\ncondition: b"), "condition names what is not there"],
  [correlation("type: temporal\nrules: [a, b]\ntimespan: 1m\ncondition: a"), "bad correlation condition"],
  [correlation("type: temporal\ntimespan: 1m\ncondition: 1 of a*"), "missing rules"],
  [correlation("type: temporal\nrules: [a]\ntimespan: 1m\ncondition: not a"), "bad correlation condition"],
  [count("gte: 1").replace("10s", "101y"), "bad timespan"],
  [count("gte: 1", "window: hopping"), "bad window"],
  [count("gte: 1", "gap: 5s"), "bad window"],
  [count("gte: 1", "window: session"), "bad window"],
  [count("gte: 1", "window: session\ngap: 11s"), "bad gap"],
  [`rsigma.window: tumbling\n${count("gte: 1", "window: tumbling")}`, "bad window"],
  [correlation("rules: [a]\ntimespan: 1m\ncondition: {gte: 1}"), "correlation type missing"],
  [count("gte: 1").replace("10s", "10"), "bad timespan"],
  [count("gte: 1").replace("10s", "0s"), "bad timespan"],
  [count("gte: 1").replace("  timespan: 10s\n", ""), "missing timespan"],
  [count("gte: ten"), "bad correlation condition"],
  [count("field: x, gte: 1"), "bad correlation condition"],
  [count("gte: 10001"), "correlation count too large"],
  [count("gt: 10000"), "cites too many events"],
  [count("gte: 1").replace("{gte: 1}", "a and b"), "bad correlation condition"],
  [count("gte: 1", "windows: tumbling"), "unknown correlation key windows"],
  [count("gte: 1").replace("[a]", "[nobody]"), "refers to a rule that is not loaded"],
  [count("gte: 1").replace("[a]", "[a, a]"), "bad rules"],
  [count("gte: 1").replace("[a]", "[a, id-a]"), "bad rules"],
  [count("gte: 1").replace("[a]", "[together]"), "correlations refer to each other"],
  [correlation("type: temporal_ordered\nrules: [a]\ntimespan: 1m\ncondition: {gte: 2}"), "bad correlation condition"],
];

test("correlations that are not supported are refused by reason", () => {
  for (const [text, reason] of REFUSED)
    assert.deepEqual(
      load(base("a"), text).refused.map((one) => one.reason),
      [reason],
      text,
    );
});

test("value_count counts as many values as its condition asks for, each met more than once", () => {
  const rule = "type: value_count\nrules: [a]\ngroup-by: [user]\ntimespan: 1d\ncondition: {field: x, gte: 9000}";
  const evictions: unknown[] = [];
  const { rules } = load(base("a"), correlation(rule));
  const detector = createDetector(rules, { utcOffsetMinutes: 0, onEviction: (one) => evictions.push(one) });
  const at = Array.from({ length: 18_000 }, (_, turn) => turn);
  const fired = at.filter((turn) => detector.observe(event({ is: "a", user: "ann", x: `v${turn >> 1}` }, turn)).length > 0);
  assert.equal(fired[0], 17_998);
  assert.deepEqual(evictions, []);
});

test("a text that is no well-formed Unicode may be counted", () => {
  const rule = "type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10s\ncondition: {gte: 2}";
  const detector = detectorOf([base("a"), correlation(rule)]);
  const odd = event({ is: "a", user: "ann", x: "\ud800" });
  assert.equal([...detector.observe(odd), ...detector.observe(odd)].length, 1);
});
