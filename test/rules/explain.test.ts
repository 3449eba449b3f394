import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import {
  createDetector,
  explainCorrelation,
  explainRule,
  loadRules,
  nearnessOfRule,
  type ToldNode,
  type ToldRule,
} from "../../src/detect/index.ts";
import type { Event, Fields } from "../../src/model/index.ts";
import { anyEvent, anyRule } from "../sigma/generated-rules.ts";
import { event, load, ruleText } from "../sigma/one-rule.ts";
import { sha256 } from "../sigma/support.ts";

function explained(detection: string, fields: Fields, source: Event["logsource"] = { product: "test" }): ToldRule {
  const { rules, refused } = load(ruleText(detection));
  assert.deepEqual(refused, []);
  const compiled = rules[0]?.detection;
  assert.ok(compiled);
  return explainRule(compiled, event(fields, 0, source), 0);
}

type Item = Extract<ToldNode, { readonly kind: "item" }>;

function itemOf({ condition }: ToldRule): Item {
  assert.equal(condition.kind, "item");
  return condition;
}

const says = (told: ToldRule) => itemOf(told).patterns[0]?.nearest?.says;

test("what is explained is what the matcher says, for any rule and event", () => {
  let fired = 0;
  fc.assert(
    fc.property(anyRule, fc.array(anyEvent, { minLength: 1, maxLength: 6 }), (rule, events) => {
      const documents = [{ path: "a.yml", bytes: new TextEncoder().encode(stringify({ title: "generated", ...rule })) }];
      const { rules } = loadRules(documents, sha256);
      const compiled = rules[0]?.detection;
      if (compiled === undefined || compiled === null) return;
      const detector = createDetector(rules, { utcOffsetMinutes: 0 });
      for (const each of events) {
        const told = explainRule(compiled, each, 0);
        const isFired = detector.observe(each).length === 1;
        assert.equal(told.fires, isFired);
        assert.equal(nearnessOfRule(compiled, each, 0) === 3, isFired);
        assert.ok(isConsistent(told.condition), JSON.stringify(told.condition));
        if (isFired) fired++;
      }
    }),
    { numRuns: 200 },
  );
  assert.ok(fired > 20, `${fired} fired`);
});

/** Each node's answer follows from those below it. */
function isConsistent(node: ToldNode): boolean {
  if (node.kind === "item") {
    const held = node.patterns.filter(({ holds }) => holds).length;
    return node.wants === "any" ? node.holds === held > 0 : !node.holds || held === node.patterns.length;
  }
  const held = node.parts.filter(({ holds }) => holds).length;
  return node.holds === (node.kind === "not" ? held === 0 : held >= node.needs) && node.parts.every(isConsistent);
}

test("the log source comes first, whatever the condition says", () => {
  const told = explained("selection:\n  User: root\ncondition: selection", { User: "root" }, { product: "linux" });
  assert.deepEqual([told.fires, told.logsource.fits, told.condition.holds], [false, false, true]);
});

test("a field that is not there is told with those that are called much like it", () => {
  const like = (fields: Fields) => {
    const { found } = itemOf(explained("selection:\n  CommandLine: a\ncondition: selection", fields));
    return found.state === "absent" ? found.like : found.state;
  };
  assert.deepEqual(like({ commandline: "a", Other: 1 }), ["commandline"]);
  assert.deepEqual(like({ "winlog.event_data.CommandLine": "a" }), ["winlog.event_data.CommandLine"]);
  assert.deepEqual(like({ command_line: "a" }), ["command_line"]);
  assert.deepEqual(like({ ComandLine: "a" }), ["ComandLine"]);
  assert.deepEqual(like({ User: "a" }), []);
  assert.deepEqual(like({ CommandLine: null }), "empty");
});

test("the nearest value says what still differs", () => {
  const of = (item: string, value: Fields[string]) =>
    says(explained(`selection:\n  ${item}\ncondition: selection`, { F: value }));
  assert.equal(of("F|cased: Root", "root"), "differs only in case");
  assert.equal(of("F: -a", "/a"), "differs only in the kind of dash");
  assert.equal(of("F: root", "the root"), "has it, and more");
  assert.equal(of("F|startswith: root", "the root"), "has it, but not at the beginning");
  assert.equal(of("F|endswith: the", "the root"), "has it, but not at the end");
  assert.equal(of("F: root", " root"), "has blanks at an end");
  assert.equal(of("F|contains: whoami", "whose"), 'has "who", 3 of 6 characters');
  assert.equal(of("F|contains: whoami", "xyz"), "has nothing of it");
  assert.equal(of("F|gt: 5", "4"), "is not above 5");
  assert.equal(of("F|gt: 5", "0x9"), "is no decimal number");
  assert.equal(of("F|cidr: 10.0.0.0/8", "11.0.0.1"), "is an address outside the network");
  assert.equal(of("F|cidr: 10.0.0.0/8", "host"), "is no IP address");
  assert.equal(of("F|re: a+b", "ab c".replace("b", "c")), "the expression is not found in it");
  assert.equal(of("F: null", "x"), "there is a value");
});

test("of many values those that fit come first, then the nearest", () => {
  const values = ["zzz", "whoam", "who", ...Array.from({ length: 20 }, (_, index) => `q${index}`)];
  const told = itemOf(
    explained(`selection:\n  F|contains: [${values.join(", ")}]\ncondition: selection`, { F: "I am whoareyou" }),
  );
  assert.deepEqual(
    told.patterns.slice(0, 2).map(({ pattern }) => pattern),
    ["contains: who", "contains: whoam"],
  );
  assert.equal(told.patterns.length + told.more, values.length);
});

const BASE =
  "title: Refused\nid: base\nname: refused\nlogsource: {product: test}\ndetection:\n  s: {Outcome: failure}\n  condition: s\n";
const COUNT =
  "title: Guessing\nid: guess\ncorrelation: {type: event_count, rules: [refused], group-by: [User], timespan: 1m, condition: {gte: 3}}\n";

test("a correlation says which of its rules fire, which groups they fill, and how far the counts come", () => {
  const { rules } = load(`${BASE}---\n${COUNT}`);
  const rule = rules.find(({ correlation }) => correlation !== null);
  assert.ok(rule);
  const at = (seconds: number, fields: Fields) => event({ Outcome: "failure", ...fields }, seconds * 1000);
  const events = [
    at(0, { User: "ann" }),
    at(10, { User: "Ann" }),
    at(15, {}),
    at(90, { User: "ann" }),
    at(91, { User: "bob" }),
    event({}, 92_000),
  ];
  const told = explainCorrelation(rule, events, 0);
  assert.equal(told.fires, 0);
  assert.deepEqual(told.bases, [{ title: "Refused", fires: 5 }]);
  assert.deepEqual(told.ungrouped, [{ title: "Refused", lacks: ["User"] }]);
  assert.deepEqual(
    told.groups.map(({ key, most }) => [key[0], most]),
    [
      ["ann", 2],
      ["bob", 1],
    ],
  );
  assert.equal(explainCorrelation(rule, [...events.slice(0, 2), at(20, { User: "ANN" })], 0).fires, 1);
});

test("the most in a window of any kind is what makes event and value counts fire", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("event_count", "value_count"),
      fc.constantFrom("", "window: tumbling, ", "window: session, gap: 20s, "),
      fc.array(fc.record({ at: fc.nat(200), user: fc.constantFrom("a", "b"), value: fc.nat(4) }), { maxLength: 14 }),
      (type, window, steps) => {
        const field = type === "value_count" ? "field: V, " : "";
        const { rules } = load(
          `${BASE}---\n${COUNT.replace("event_count", type).replace("timespan", `${window}timespan`).replace("{gte", `{${field}gte`)}`,
        );
        const rule = rules.find(({ correlation }) => correlation !== null);
        assert.ok(rule);
        const sorted = steps.toSorted((left, right) => left.at - right.at);
        const told = explainCorrelation(
          rule,
          sorted.map(({ at, user, value }) => event({ Outcome: "failure", User: user, V: value }, at * 1000)),
          0,
        );
        assert.equal(
          told.fires > 0,
          told.groups.some(({ most }) => (most ?? 0) >= 3),
        );
      },
    ),
    { numRuns: 200 },
  );
});
