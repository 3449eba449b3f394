import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts } from "../../src/model/index.ts";
import { type RemedyInput, remedyOf } from "../../src/remedy/index.ts";
import { ACTOR, CATALOGUE, DAY, facts, finding, input, openOptions, shutGates, without } from "./world.ts";

const NOBODY: Pick<RemedyInput, "route" | "actor" | "damage" | "incidentBand"> = {
  route: { standard: null, sources: [], claims: [] },
  actor: { standard: null, sources: [], claims: [], level: null, name: null },
  damage: { standard: null, sources: [], claims: [] },
  incidentBand: null,
};
const EMPTY: Facts = { findings: [], figures: [] };

test("with an empty record only care, own handling and keeping records are open", () => {
  assert.deepEqual(openOptions({ ...input("state", EMPTY), ...NOBODY }), [
    "victim_care",
    "internal_handling",
    "preserve_evidence",
  ]);
});

test("with everything shown, what is open is what fits the level of the actor", () => {
  const of = (level: string) => openOptions(input(level));
  assert.ok(["name_state", "suspend_treaty", "court_or_arbitration", "recall"].every((id) => of("state").includes(id)));
  assert.ok(["entry_restriction", "asset_freeze", "name_group"].every((id) => !of("state").includes(id)));
  assert.ok(["entry_restriction", "asset_freeze", "criminal_referral"].every((id) => of("person").includes(id)));
  assert.ok(["name_state", "suspend_treaty"].every((id) => !of("person").includes(id)));
  assert.ok(of("organisation").includes("name_group") && !of("cluster").includes("entry_restriction"));
  for (const id of ["name_state", "name_group", "asset_freeze", "suspend_treaty"])
    assert.ok(!of("machine").includes(id) && !of("nobody knows").includes(id), id);
});

type Change = (given: RemedyInput) => RemedyInput;
const SHUT: readonly (readonly [why: string, level: string, option: string, change: Change, gates: readonly string[]])[] = [
  ["a weak route", "state", "name_state", (g) => ({ ...g, route: { ...g.route, standard: "preponderance" } }), ["route"]],
  ["no route", "state", "technical_notice", (g) => ({ ...g, route: NOBODY.route }), ["route"]],
  ["weak damage", "person", "asset_freeze", (g) => ({ ...g, damage: { ...g.damage, standard: "preponderance" } }), ["damage"]],
  ["an actor below clear", "state", "name_state", (g) => ({ ...g, actor: { ...g.actor, standard: "preponderance" } }), ["actor"]],
  ["one source of the actor", "state", "name_state", (g) => ({ ...g, actor: { ...g.actor, sources: ["lab"] } }), ["actor"]],
  [
    "ten copies of one source (X5)",
    "organisation",
    "name_group",
    (g) => ({
      ...g,
      actor: { ...g.actor, sources: [...Array(9).fill("blog.example"), "ＢＬＯＧ.example ", "blog\u200b.example"] },
    }),
    ["actor"],
  ],
  [
    "an assessment of another day",
    "state",
    "recall",
    (g) => ({ ...g, assessed: { ...g.assessed, asOf: "2026-11-22" } }),
    ["rule:attribution"],
  ],
  ["no assessment", "state", "recall", (g) => ({ ...g, assessed: { ...g.assessed, answers: [] } }), ["rule:attribution"]],
  [
    "two answers to one rule",
    "state",
    "recall",
    (g) => ({ ...g, assessed: { ...g.assessed, answers: [...g.assessed.answers, ...g.assessed.answers] } }),
    ["rule:attribution"],
  ],
  ["a smaller incident", "state", "name_state", (g) => ({ ...g, incidentBand: 2 }), ["scale"]],
  ["no measured damage", "state", "protest", (g) => ({ ...g, incidentBand: null }), ["scale"]],
  ["a band that is none", "state", "protest", (g) => ({ ...g, incidentBand: Number.NaN }), ["scale"]],
  ["no reviews, as today", "state", "name_state", (g) => ({ ...g, reviews: [] }), ["review"]],
  [
    "reviews by one party under two spellings",
    "state",
    "name_state",
    (g) => ({
      ...g,
      reviews: g.reviews.map((word) => ({ ...word, party: word.party === "Party C" ? " party  b" : word.party })),
    }),
    ["review"],
  ],
  ["our own review", "state", "name_state", (g) => ({ ...g, self: "Party C" }), ["review"]],
  [
    "a review by the accused",
    "state",
    "name_state",
    (g) => ({ ...g, reviews: g.reviews.map((word) => ({ ...word, party: ACTOR })) }),
    ["review"],
  ],
  [
    "one dissent",
    "state",
    "name_state",
    (g) => ({ ...g, reviews: [...g.reviews, { option: "name_state", party: "Party D", verdict: "disagrees", on: DAY }] }),
    ["review"],
  ],
  [
    "a review of tomorrow",
    "state",
    "name_state",
    (g) => ({ ...g, reviews: g.reviews.map((word) => ({ ...word, on: "2026-11-24" })) }),
    ["review"],
  ],
  ["no invitation to reply", "state", "name_state", (g) => ({ ...g, replies: [] }), ["reply"]],
  [
    "an invitation to somebody else",
    "state",
    "name_state",
    (g) => ({ ...g, replies: g.replies.map((r) => ({ ...r, from: "Party Z" })) }),
    ["reply"],
  ],
  [
    "a window that still runs",
    "state",
    "name_state",
    (g) => ({ ...g, replies: g.replies.map((r) => ({ ...r, until: DAY })) }),
    ["reply"],
  ],
  [
    "a window that is too short",
    "state",
    "name_state",
    (g) => ({ ...g, replies: g.replies.map((r) => ({ ...r, until: "2026-10-14" })) }),
    ["reply"],
  ],
  [
    "a reply that nobody has looked at",
    "state",
    "name_state",
    (g) => ({ ...g, replies: g.replies.map((r) => ({ ...r, receivedOn: "2026-10-20" })) }),
    ["reply"],
  ],
  [
    "a waiver without reasons",
    "state",
    "name_state",
    (g) => ({ ...g, replies: g.replies.map((r) => ({ ...r, waived: { by: "A. Counsel", why: " " } })) }),
    ["reply"],
  ],
  ["no notice", "state", "suspend_treaty", (g) => ({ ...g, notices: [] }), ["reply:notice"]],
  [
    "notice of yesterday",
    "state",
    "suspend_treaty",
    (g) => ({ ...g, notices: g.notices.map((n) => ({ ...n, on: "2026-11-22" })) }),
    ["reply:notice"],
  ],
  ["nothing drawn up", "person", "asset_freeze", (g) => ({ ...g, drawn: [] }), ["civilians", "sector"]],
  [
    "civilians not looked at",
    "person",
    "asset_freeze",
    (g) => ({ ...g, drawn: g.drawn.map((d) => ({ ...d, civilians: null })) }),
    ["civilians"],
  ],
  [
    "harm to civilians",
    "person",
    "asset_freeze",
    (g) => ({ ...g, drawn: g.drawn.map((d) => ({ ...d, civilians: true })) }),
    ["civilians"],
  ],
  [
    "an essential service in the same sector",
    "state",
    "suspend_cooperation",
    (g) => ({
      ...g,
      sectors: ["energy"],
      drawn: g.drawn.map((d) => ({ ...d, sectors: ["energy"], essential: ["power supply"] })),
    }),
    ["civilians"],
  ],
  [
    "a sector that is essential by its name, though it is the same",
    "state",
    "trade_limit",
    (g) => ({ ...g, sectors: ["health"], drawn: g.drawn.map((d) => ({ ...d, sectors: ["health"] })) }),
    ["civilians"],
  ],
  [
    "aim at somebody else",
    "person",
    "entry_restriction",
    (g) => ({ ...g, drawn: g.drawn.map((d) => ({ ...d, against: "Party Z" })) }),
    ["civilians"],
  ],
  ["another sector without reasons", "person", "asset_freeze", (g) => ({ ...g, sectors: ["space"] }), ["sector"]],
];
for (const [why, level, option, change, gates] of SHUT)
  test(`${option} is shut by ${why}`, () => {
    const given = input(level);
    assert.deepEqual(shutGates(given, option), []);
    assert.deepEqual(shutGates(change(given), option), gates);
  });

const OPENERS: readonly (readonly [how: string, change: Change])[] = [
  [
    "another sector with reasons",
    (g) => ({ ...g, sectors: ["space"], drawn: g.drawn.map((d) => ({ ...d, why: "the account is held there" })) }),
  ],
  [
    "a waiver with reasons",
    (g) => ({ ...g, replies: g.replies.map((r) => ({ ...r, until: DAY, waived: { by: "B. Judge", why: "heard in court" } })) }),
  ],
  [
    "a reply that was weighed",
    (g) => ({ ...g, replies: g.replies.map((r) => ({ ...r, receivedOn: DAY, considered: "it changes nothing" })) }),
  ],
];
for (const [how, change] of OPENERS)
  test(`asset_freeze stays open with ${how}`, () => assert.deepEqual(shutGates(change(input("person")), "asset_freeze"), []));

const RULES: readonly (readonly [why: string, level: string, option: string, known: Facts, gates: readonly string[]])[] = [
  [
    "a rival explanation that was not tested (T21a)",
    "state",
    "name_state",
    without("imitation_tested"),
    ["rule:alternatives_tested"],
  ],
  [
    "a test of imitation whose links share one origin (T21a)",
    "state",
    "name_state",
    facts({ ...finding("imitation_tested", "conclusive"), sources: ["lab"] }),
    ["rule:alternatives_tested"],
  ],
  [
    "no basis of attribution, however clear the actor (X6)",
    "state",
    "name_state",
    without("attribution_shown"),
    ["rule:attribution"],
  ],
  [
    "a tie instead of own conduct",
    "person",
    "entry_restriction",
    facts(finding("only_by_association", "reasonable")),
    ["rule:own_conduct"],
  ],
  ["a tie that nobody has ruled out", "person", "entry_restriction", without("only_by_association"), ["rule:own_conduct"]],
  ["a body where one person is asked for", "organisation", "entry_restriction", without("one_person"), ["rule:natural_person"]],
  ["no review in court", "person", "asset_freeze", without("remedy_available"), ["rule:remedy_available"]],
  [
    "no exemption of medicine (J14)",
    "person",
    "asset_freeze",
    facts(finding("medicine_and_food_spared", null, "clear")),
    ["rule:humanitarian_exemptions"],
  ],
  [
    "no exemption of flight safety (J14)",
    "state",
    "trade_limit",
    facts(finding("aviation_safety_spared", null, "clear")),
    ["rule:humanitarian_exemptions"],
  ],
  ["no consent to a court", "state", "court_or_arbitration", without("jurisdiction_consented"), ["rule:jurisdiction_consent"]],
  [
    "a defence that nobody raised and the rule presumes away",
    "state",
    "invoke_responsibility",
    without("consent"),
    ["rule:wrongful_act"],
  ],
  ["no imminent peril", "state", "plead_necessity", without("grave_imminent_peril"), ["rule:imminent_peril"]],
  ["no territory", "state", "request_assistance", without("from_territory"), ["rule:territory_indicated"]],
];
for (const [why, level, option, known, gates] of RULES)
  test(`${option} is shut by ${why}`, () => assert.deepEqual(shutGates(input(level, known), option), gates));

test("a presumption is named, and what would open it is told", () => {
  const plan = remedyOf([CATALOGUE], input("state", without("consent")));
  const gate = plan.options
    .find(({ option }) => option === "invoke_responsibility")
    ?.gates.find(({ id }) => id === "wrongful_act");
  assert.equal(gate?.has.en, "Only presumed: nobody has raised consent");
  assert.ok(gate.opener !== null);
});

test("what breaches nothing is retorsion; what does needs the countermeasure gate; what is not known stops for counsel (T17a)", () => {
  const classes = (known: Facts) =>
    remedyOf([CATALOGUE], input("state", known))
      .options.filter(({ option }) => option.startsWith("suspend_cooperation"))
      .map((told) => [told.option, told.class, told.open]);
  const breach = "breach_by_suspended_cooperation";
  assert.deepEqual(classes(facts()), [["suspend_cooperation", "retorsion", true]]);
  assert.deepEqual(classes(facts(finding(breach, "clear"))), [
    ["suspend_cooperation", "retorsion", false],
    ["suspend_cooperation.as_countermeasure", "countermeasure", true],
  ]);
  assert.deepEqual(classes(without(breach)), [
    ["suspend_cooperation", "retorsion", false],
    ["suspend_cooperation.as_countermeasure", "countermeasure", false],
  ]);
  const both = remedyOf([CATALOGUE], input("state", without(breach))).options.filter(({ option }) =>
    option.startsWith("suspend_coop"),
  );
  for (const { gates } of both) assert.match(gates.find(({ open }) => !open)?.has.en ?? "", /Stop: counsel decides/);
});

test("a freeze that breaches something owed is a countermeasure, against the State alone and for 90 days at most", () => {
  const known = facts(finding("breach_by_asset_freeze", "clear"));
  const told = remedyOf([CATALOGUE], input("state", known)).options.find(
    ({ option }) => option === "asset_freeze.as_countermeasure",
  );
  assert.deepEqual([told?.class, told?.open, told?.sunsetDays], ["countermeasure", true, 90]);
  assert.deepEqual(shutGates(input("person", known), "asset_freeze.as_countermeasure"), ["actor"]);
  const lacking = { findings: known.findings.filter(({ prop }) => prop !== "countermeasure_shown"), figures: [] };
  assert.deepEqual(shutGates(input("state", lacking), "asset_freeze.as_countermeasure"), ["rule:countermeasure"]);
});

test("a gang without a State behind it: cooperation and legal assistance open, countermeasures shut, necessity open in facts (T14c)", () => {
  const known = without("attribution_shown", "wrongful_act_shown", "countermeasure_shown", "necessity_shown");
  const open = openOptions(input("organisation", known));
  for (const id of ["request_assistance", "mutual_legal_assistance", "criminal_referral", "protest"])
    assert.ok(open.includes(id), id);
  assert.ok(!open.includes("suspend_treaty"));
  assert.deepEqual(shutGates(input("organisation", known), "plead_necessity"), ["rule:necessity"]);
});

test("an open option tells its limits, the laws that collide with it, and when it ends", () => {
  const told = remedyOf([CATALOGUE], input("person")).options.find(({ option }) => option === "asset_freeze");
  assert.ok(told?.limits.some(({ en }) => en.startsWith("Never: Relatives")));
  assert.ok(
    told?.limits.some(({ en }) => en === "Never: Medicine, food, water, the safety of flight, or channels of response teams"),
  );
  assert.ok(told?.warnings.some(({ en }) => en.endsWith("2021), art. 12; text read) In this case: it applies.")));
  assert.match(
    told?.gates.find(({ gate }) => gate === "sunset")?.has.en ?? "",
    /on 2027-05-22; each day asks: still justified\?/,
  );
});

test("a warning is told in every case, with whether its rule applies here", () => {
  const last = (known: Facts) => {
    const told = remedyOf([CATALOGUE], input("state", known)).options.find(({ option }) => option === "preserve_evidence");
    return told?.warnings[0]?.en.slice(-42);
  };
  assert.match(last(facts()) ?? "", /In this case: it applies\.$/);
  assert.match(last(facts(finding("bar_cn_dsl_36_shown", null, "clear"))) ?? "", /In this case: shown not to apply\.$/);
  assert.match(last(without("bar_cn_dsl_36_shown")) ?? "", /In this case: not known\.$/);
});

test("every shut gate says what it asks and what there is, in both languages of packs", () => {
  for (const { gates } of remedyOf([CATALOGUE], { ...input("state", EMPTY), ...NOBODY, drawn: [], reviews: [], replies: [] })
    .options)
    for (const { asks, has, opener, open, gate } of gates) {
      for (const text of [asks, has, ...(opener === null ? [] : [opener])]) assert.ok(text.en !== "" && text.zh !== "");
      assert.ok(open || opener !== null || gate === "rule", gate);
    }
});
