import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { foldMeasures, type NamedMeasure, remedyOf } from "../../src/remedy/index.ts";
import { ACTOR, CATALOGUE, DAY, input, without } from "./world.ts";

const plan = remedyOf([CATALOGUE], input("state"));

function measure(event: NamedMeasure["event"], day: string, more: Partial<NamedMeasure> = {}): NamedMeasure {
  return {
    case: "case-0123456789ab" as NamedMeasure["case"],
    option: "suspend_treaty",
    event,
    against: ACTOR,
    assessment: "0".repeat(64) as NamedMeasure["assessment"],
    why: "weighed",
    until: "2027-12-31",
    by: "A. Counsel",
    at: `${day}T09:00:00.000Z`,
    ...more,
  };
}

const state = (statements: readonly NamedMeasure[], against = plan) =>
  foldMeasures(statements, { asOf: DAY, plan: against }).measures.map((held) => held.state);

const decided = measure("decided", "2026-11-01");
const TABLE: readonly (readonly [what: string, statements: readonly NamedMeasure[], states: readonly string[]])[] = [
  ["nothing", [], []],
  ["decided today", [measure("decided", DAY)], ["in-force"]],
  ["decided, and not looked at today", [decided], ["due"]],
  ["decided, and looked at today", [decided, measure("reviewed", DAY)], ["in-force"]],
  ["looked at yesterday", [decided, measure("reviewed", "2026-11-22")], ["due"]],
  ["suspended", [decided, measure("suspended", "2026-11-10")], ["suspended"]],
  ["suspended, then looked at", [decided, measure("suspended", "2026-11-10"), measure("reviewed", DAY)], ["suspended"]],
  ["suspended, then decided anew", [decided, measure("suspended", "2026-11-10"), measure("decided", DAY)], ["in-force"]],
  ["suspended, then ended", [decided, measure("suspended", "2026-11-10"), measure("ended", "2026-11-12")], ["ended"]],
  ["suspended twice", [decided, measure("suspended", "2026-11-10"), measure("suspended", DAY)], ["suspended"]],
  ["ended", [decided, measure("ended", "2026-11-10")], ["ended"]],
  ["ended, then decided anew", [decided, measure("ended", "2026-11-10"), measure("decided", DAY)], ["in-force"]],
  ["at its own day", [measure("decided", "2026-11-01", { until: DAY })], ["lapsed"]],
  ["the day before", [measure("decided", DAY, { until: "2026-11-24" })], ["in-force"]],
  ["at its sunset of 90 days, whatever was decided", [measure("decided", "2026-08-25")], ["lapsed"]],
  ["a day before its sunset", [measure("decided", "2026-08-26"), measure("reviewed", DAY)], ["in-force"]],
  [
    "reviewed does not prolong",
    [measure("decided", "2026-08-25"), measure("reviewed", DAY, { until: "2028-01-01" })],
    ["lapsed"],
  ],
  ["a review shortens", [decided, measure("reviewed", "2026-11-20", { until: "2026-11-21" })], ["lapsed"]],
  ["decided tomorrow", [measure("decided", "2026-11-24")], []],
  ["against somebody who is not shown", [measure("decided", DAY, { against: "Party Z" })], ["unjustified"]],
  ["against nobody, where an actor is asked for", [measure("decided", DAY, { against: null })], ["unjustified"]],
  ["an answer that no catalogue knows", [measure("decided", DAY, { option: "unknown" })], ["unjustified"]],
  ["an answer that is shut", [measure("decided", DAY, { option: "asset_freeze" })], ["unjustified"]],
];
for (const [what, statements, states] of TABLE) test(`a measure: ${what}`, () => assert.deepEqual(state(statements), states));

test("a measure is no longer justified when a gate shuts, and is told which", () => {
  const today = remedyOf([CATALOGUE], input("state", without("countermeasure_shown")));
  const [held] = foldMeasures([decided, measure("reviewed", DAY)], { asOf: DAY, plan: today }).measures;
  assert.equal(held?.state, "unjustified");
  assert.deepEqual(
    held?.because.map(({ en }) => en),
    ["Q. There is: Undetermined (facts): countermeasure_shown"],
  );
});

test("only of one that is suspended or no longer justified is told what speaks against it", () => {
  const today = remedyOf([CATALOGUE], input("state", without("countermeasure_shown")));
  const because = (...statements: NamedMeasure[]) =>
    foldMeasures(statements, { asOf: DAY, plan: today }).measures.map((held) => held.because.length);
  assert.deepEqual(because(decided, measure("suspended", DAY)), [1]);
  assert.deepEqual(because(decided, measure("ended", DAY)), [0]);
  assert.deepEqual(because(decided), [1]);
});

test("an answer that asks for no actor can be decided on against nobody", () =>
  assert.deepEqual(state([measure("decided", DAY, { option: "plead_necessity", against: null, until: "2026-12-01" })]), [
    "in-force",
  ]));

test("a plan of another day justifies nothing", () =>
  assert.deepEqual(state([measure("decided", DAY)], { ...plan, asOf: "2026-11-22" }), ["unjustified"]));

test("words on a measure that nobody decided on are strays, and so are days that are no dates", () => {
  const strays = [measure("reviewed", DAY), measure("ended", DAY), measure("decided", DAY, { until: "2026-02-30" })];
  assert.deepEqual(foldMeasures(strays, { asOf: DAY, plan }), { measures: [], stray: strays });
});

test("measures of two cases, options or targets are apart; two spellings of a name are one", () => {
  const held = [
    decided,
    measure("decided", DAY, { option: "recall" }),
    measure("decided", DAY, { against: "Party B" }),
    measure("ended", DAY, { against: " party  a" }),
  ];
  assert.deepEqual(state(held), ["ended", "in-force", "unjustified"]);
});

test("nothing is in force beyond its sunset, after its end, or while a gate is shut", () => {
  const event = fc.constantFrom<NamedMeasure["event"][]>("decided", "reviewed", "suspended", "ended");
  const day = fc
    .integer({ min: 0, max: 200 })
    .map((back) => new Date(Date.parse(DAY) - back * 86_400_000).toISOString().slice(0, 10));
  const option = fc.constantFrom("suspend_treaty", "recall", "asset_freeze", "nowhere");
  const statements = fc
    .array(fc.tuple(event, day, day, option), { maxLength: 12 })
    .map((each) => each.map(([e, on, until, o]) => measure(e, on, { until, option: o })).sort((a, b) => (a.at < b.at ? -1 : 1)));
  fc.assert(
    fc.property(statements, (ordered) => {
      for (const held of foldMeasures(ordered, { asOf: DAY, plan }).measures) {
        if (held.state !== "in-force" && held.state !== "due") continue;
        const told = plan.options.find((each) => each.option === held.option);
        assert.ok(told?.open && held.until > DAY);
        assert.ok(Date.parse(held.until) <= Date.parse(held.decidedOn) + told.sunsetDays * 86_400_000);
      }
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 10_000 : 300 },
  );
});
