import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { stringify } from "yaml";
import { loadRules, type SigmaRule } from "../../src/detect/index.ts";
import { createMatcher } from "../../src/detect/sigma/index.ts";
import type { Event, Fields } from "../../src/model/index.ts";
import { referenceHits } from "./reference-matcher.ts";
import { sha256 } from "./support.ts";

const FIELDS = ["Image", "CommandLine", "User", "EventID", "Missing"];
// Few pieces, chosen to collide: case pairs beyond ASCII, the five dashes, wildcards, escapes, an astral letter in both cases.
const PIECES = [
  "-ab",
  "\u2013AB",
  "/aB",
  "a\u03c3c",
  "A\u03a3C",
  "a\u03c2c",
  "i",
  "I",
  "\u0131",
  "\u0130",
  "\u{10400}b",
  "\u{10428}B",
  "k",
  "\u212a",
  "a?",
  "?b",
  "a*b",
  "\\",
  "\\*",
  "aab",
  "abb",
  "46",
  "\u00df",
];
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 2 }).map((pieces) => pieces.join(""));
const scalar = fc.oneof({ weight: 5, arbitrary: text }, fc.integer({ min: -3, max: 50 }), fc.boolean());
const fieldValue = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.constant(null),
  fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }),
);
const fields: fc.Arbitrary<Fields> = fc.dictionary(fc.constantFrom(...FIELDS.slice(0, 4)), fieldValue, {
  noNullPrototype: false,
  maxKeys: 4,
});
const logsource = fc.constantFrom(
  { product: "windows", category: "process_creation" },
  { product: "windows", service: "security" },
  { product: "linux" },
);

const search = fc.constantFrom("", "contains", "startswith", "endswith");
const textItem = fc
  .tuple(
    fc.constantFrom(...FIELDS, ""),
    search,
    fc.subarray(["windash", "cased", "all", "neq"]),
    fc.array(scalar, { minLength: 1, maxLength: 6 }),
  )
  .map(
    ([field, step, flags, values]) =>
      [[field, step, ...flags].filter((part, index) => index === 0 || part !== "").join("|"), values] as const,
  );
const otherItem = fc.oneof(
  fc.tuple(fc.constantFrom(...FIELDS), fc.boolean()).map(([field, value]) => [`${field}|exists`, value] as const),
  fc.constantFrom(...FIELDS).map((field) => [field, null] as const),
  fc
    .tuple(fc.constantFrom(...FIELDS), fc.constantFrom("lt", "lte", "gt", "gte"), fc.integer({ min: -2, max: 50 }))
    .map(([field, compare, bound]) => [`${field}|${compare}`, bound] as const),
  fc.tuple(fc.constantFrom(...FIELDS), fc.constantFrom(...FIELDS)).map(([field, other]) => [`${field}|fieldref`, other] as const),
  fc
    .tuple(fc.constantFrom(...FIELDS), fc.constantFrom("a+b", "^ab", "(?:a|4)[b6]?$", "a.b", "ab{2}", "aabb*", "aabb?", "b|6"))
    .map(([field, pattern]) => [`${field}|re`, pattern] as const),
);
const map = fc
  .array(fc.oneof({ weight: 3, arbitrary: textItem }, otherItem), { minLength: 1, maxLength: 3 })
  .map((items) => Object.fromEntries(items));
const keywordList = fc.array(fc.oneof(text, fc.integer({ min: 0, max: 50 })), { minLength: 1, maxLength: 3 });
const selection = fc.oneof({ weight: 4, arbitrary: map }, fc.array(map, { minLength: 1, maxLength: 2 }), keywordList);
const condition = fc.constantFrom(
  "sel_a",
  "not sel_a",
  "sel_a and sel_b",
  "sel_a or not sel_b",
  "1 of sel_*",
  "all of sel_*",
  "2 of them",
  "not 1 of sel_*",
  "(sel_a or other) and not sel_b",
  "not (sel_a and sel_b) and other",
  "other or all of sel_* and not sel_a",
  "1 of *_b",
);

/** Documents of random rules that all load. */
export const ruleSet: fc.Arbitrary<readonly SigmaRule[]> = fc
  .array(fc.tuple(logsource, selection, selection, selection, condition), { minLength: 1, maxLength: 8 })
  .map((rules) => {
    const documents = rules.map(([source, sel_a, sel_b, other, when], index) => {
      const document = {
        title: `rule ${index}`,
        id: `rule-${index}`,
        logsource: source,
        detection: { sel_a, sel_b, other, condition: when },
      };
      return { path: `${index}.yml`, bytes: new TextEncoder().encode(stringify(document)) };
    });
    const loaded = loadRules(documents, sha256);
    assert.deepEqual(loaded.refused, []);
    return loaded.rules;
  });

const event: fc.Arbitrary<Event> = fc.record({
  time: fc.constant({ fromMs: 0, toMs: 0 }),
  logsource: fc.constantFrom(
    { product: "windows", category: "process_creation", service: "sysmon" },
    { product: "windows", service: "security" },
    { product: "linux", service: "sshd" },
  ),
  fields,
  records: fc.constant([]),
});

const RUNS = { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 10_000 : 250 };

test("the matcher agrees with the reference matcher on random rules and events", () => {
  fc.assert(
    fc.property(ruleSet, fc.array(event, { minLength: 1, maxLength: 6 }), (rules, events) => {
      const matcher = matcherOf(rules);
      for (const observed of events) {
        assert.deepEqual(
          matcher.match(observed).map(({ rule }) => rule.ref.id),
          referenceHits(rules, observed),
        );
      }
    }),
    RUNS,
  );
});

test("a reason is a value of the rule that holds by itself, and a rule held by presence has one", () => {
  fc.assert(
    fc.property(ruleSet, event, (rules, observed) => {
      for (const { rule, why } of matcherOf(rules).match(observed)) {
        for (const reason of why) {
          assert.ok(rule.selections.has(reason.selection));
          assert.ok(reasonHolds(rules, rule.ref.id, reason, observed), JSON.stringify(reason));
        }
        if (why.length === 0) assert.ok(onlyAbsences(rule.condition) || hasNegation(rule), rule.ref.id);
      }
    }),
    RUNS,
  );
});

function matcherOf(rules: readonly SigmaRule[]): ReturnType<typeof createMatcher> {
  return createMatcher(
    rules.flatMap(({ detection }) => (detection === null ? [] : [detection])),
    0,
  );
}

type Rule = NonNullable<SigmaRule["detection"]>["rule"];
type AnySelection = Rule["selections"] extends ReadonlyMap<string, infer Value> ? Value : never;

/** Asks the referee about a rule that has nothing but the value that the reason names. */
function reasonHolds(
  rules: readonly SigmaRule[],
  id: string,
  reason: { selection: string; field: string | null; pattern: string },
  observed: Event,
): boolean {
  const whole = rules.find(({ ref }) => ref.id === id) as SigmaRule;
  const rule = (whole.detection as NonNullable<SigmaRule["detection"]>).rule;
  const items = itemsOf(rule.selections.get(reason.selection) as AnySelection);
  return items.some((item) =>
    item.values.some((value) => {
      const shown = typeof value.value === "string" ? value.value : value.source === "" ? "null" : value.source;
      if (item.field !== reason.field || reason.pattern !== (item.written === "" ? shown : `${item.written}: ${shown}`))
        return false;
      const alone = { ...item, values: [value], plan: { ...item.plan, neq: false } };
      const narrowed: Rule = {
        ...rule,
        selections: new Map([[reason.selection, alone]]),
        condition: { op: "name", name: reason.selection },
      };
      return (
        referenceHits([{ ...whole, detection: { rule: narrowed, expression: { op: "or", parts: [] }, waiting: [] } }], observed)
          .length === 1
      );
    }),
  );
}

type AnyItem = Extract<AnySelection, { readonly kind: "item" }>;

function itemsOf(selection: AnySelection): readonly AnyItem[] {
  return selection.kind === "item" ? [selection] : selection.parts.flatMap(itemsOf);
}

function onlyAbsences(condition: Rule["condition"]): boolean {
  return JSON.stringify(condition).includes('"not"');
}

function hasNegation(rule: Rule): boolean {
  return [...rule.selections.values()]
    .flatMap(itemsOf)
    .some(({ plan, values }) => plan.neq || (plan.kind === "exists" && values[0]?.value === false));
}
