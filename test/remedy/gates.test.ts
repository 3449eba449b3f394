import assert from "node:assert/strict";
import { test } from "node:test";
import type { Gate, NextEvidence, Tree, Truth, Value } from "../../src/model/index.ts";
import { unpresumed } from "../../src/remedy/gates/presumption.ts";
import { type Drawn, type RemedyInput, type ReplyWindow, remedyOf } from "../../src/remedy/index.ts";
import { ACTOR, bookOf, CATALOGUE, DAY, facts, finding, input, shutGates, textOf, without } from "./world.ts";

function gateOf(given: RemedyInput, option: string, gate: Gate["gate"], id = ""): Gate {
  const told = remedyOf([CATALOGUE], given).options.find((each) => each.option === option);
  return told?.gates.find((each) => each.gate === gate && each.id === id) ?? assert.fail(`${option} ${gate} ${id}`);
}

const person = input("person");
const state = input("state");
const only = (of: RemedyInput, option: string) => of.drawn.find((each) => each.option === option) ?? assert.fail();
const good = only(person, "asset_freeze");

const DRAWN: readonly (readonly [what: string, drawn: readonly Drawn[], shut: readonly string[], says: string])[] = [
  ["one good draft", [good], [], "Drawn so that it touches none"],
  [
    "a draft of another option alone",
    [{ ...good, option: "recall" }],
    ["civilians", "sector"],
    "Nobody has said what it would touch",
  ],
  ["one of two unsigned", [good, { ...good, by: " " }], ["civilians"], "Drawn by nobody in person"],
  [
    "one of two aimed elsewhere",
    [good, { ...good, against: "Party Z" }],
    ["civilians"],
    "Aimed at somebody else than who is shown",
  ],
  [
    "one of two touching a service",
    [good, { ...good, essential: ["power"] }],
    ["civilians"],
    "It touches a service that people live by",
  ],
  [
    "one of two not looked at",
    [good, { ...good, civilians: null }],
    ["civilians"],
    "Nobody has looked at what it does to civilians",
  ],
  ["one of two touching civilians", [good, { ...good, civilians: true }], ["civilians"], "It touches civilians"],
  ["a draft without a sector", [{ ...good, sectors: [], why: "none" }], ["sector"], "Drawn so that it touches none"],
  ["one sector of two elsewhere", [{ ...good, sectors: ["telecom", "space"] }], ["sector"], "Drawn so that it touches none"],
  [
    "one draft of two elsewhere without reasons",
    [good, { ...good, sectors: ["space"] }],
    ["sector"],
    "Drawn so that it touches none",
  ],
];
for (const [what, drawn, shut, says] of DRAWN)
  test(`what it would touch: ${what}`, () => {
    assert.deepEqual(shutGates({ ...person, drawn }, "asset_freeze"), shut);
    assert.equal(gateOf({ ...person, drawn }, "asset_freeze", "civilians").has.en, says);
  });

test("each draft stays in the sector or says why not", () => {
  const elsewhere = { ...good, sectors: ["space"] };
  assert.deepEqual(shutGates({ ...person, drawn: [good, { ...elsewhere, why: "held there" }] }, "asset_freeze"), []);
  assert.deepEqual(shutGates({ ...person, drawn: [{ ...elsewhere, why: "held there" }, elsewhere] }, "asset_freeze"), ["sector"]);
});

test("the gate of the sector says which it is", () => {
  const has = (drawn: readonly Drawn[]) => gateOf({ ...person, drawn }, "asset_freeze", "sector").has.en;
  assert.equal(has([]), "Not drawn up");
  assert.equal(has([good]), "The same sector");
  assert.equal(has([{ ...good, sectors: ["space"], why: "held there" }]), "Another sector, with reasons");
  assert.equal(has([{ ...good, sectors: ["space"] }]), "Another sector, without reasons");
});

const BANDS: readonly (readonly [band: number | null, openTo: number, says: string])[] = [
  [null, 0, "No damage is measured"],
  [-1, 0, "No damage is measured"],
  [6, 0, "No damage is measured"],
  [2.5, 0, "No damage is measured"],
  [Number.POSITIVE_INFINITY, 0, "No damage is measured"],
  [0, 0, "Incident: band 0"],
  [1, 1, "Incident: band 1"],
  [2, 2, "Incident: band 2"],
  [5, 5, "Incident: band 5"],
];
for (const [incidentBand, openTo, says] of BANDS)
  test(`an incident of band ${incidentBand} lets answers reach to ${openTo}`, () => {
    for (const { band, gates } of remedyOf([CATALOGUE], { ...state, incidentBand }).options) {
      const scale = gates.find(({ gate }) => gate === "scale");
      assert.equal(scale?.open, band <= openTo);
      assert.equal(scale?.has.en, says);
    }
  });

test("exactly as many sources as are asked for are enough", () => {
  assert.deepEqual(shutGates({ ...state, actor: { ...state.actor, sources: ["lab", "operator"] } }, "name_state"), []);
  assert.equal(
    gateOf({ ...state, route: { ...state.route, sources: ["lab"] } }, "name_state", "route").has.en,
    "Clear and convincing, from 1 independent source",
  );
  assert.deepEqual(shutGates({ ...state, route: { ...state.route, sources: [" "] } }, "name_state"), ["route"]);
});

test("an actor without a name is not shown", () =>
  assert.ok(shutGates({ ...state, actor: { ...state.actor, name: "" } }, "protest").includes("actor")));

const word = (party: string, verdict: "agrees" | "disagrees" | "abstains", on = "2026-11-01", option = "name_state") => ({
  option,
  party,
  verdict,
  on,
});
const [b, c] = [word("Party B", "agrees"), word("Party C", "agrees")];
const REVIEWS: readonly (readonly [what: string, reviews: RemedyInput["reviews"], open: boolean, says: string])[] = [
  ["two agree", [b, c], true, "2 agree, 0 disagree"],
  ["none", [], false, "No other party has reviewed it"],
  [
    "two agree on another option",
    [word("Party B", "agrees", DAY, "recall"), word("Party C", "agrees", DAY, "recall")],
    false,
    "No other party has reviewed it",
  ],
  ["one agrees and one abstains", [b, word("Party C", "abstains")], false, "1 agree, 0 disagree"],
  ["one changed its mind later", [b, c, word("Party C", "disagrees", "2026-11-02")], false, "1 agree, 1 disagree"],
  [
    "one came round later, told out of order",
    [b, word("Party C", "agrees", "2026-11-02"), word("Party C", "disagrees")],
    true,
    "2 agree, 0 disagree",
  ],
  ["of two words on one day the stricter stands", [b, word("Party C", "disagrees"), c], false, "1 agree, 1 disagree"],
  ["and so it does the other way round", [b, c, word("Party C", "disagrees")], false, "1 agree, 1 disagree"],
  ["of two mild words on one day the later stands", [b, word("Party C", "abstains"), c], true, "2 agree, 0 disagree"],
  ["nobody by name", [b, word(" ", "agrees")], false, "1 agree, 0 disagree"],
];
for (const [what, reviews, open, says] of REVIEWS)
  test(`review: ${what}`, () => {
    const gate = gateOf({ ...state, reviews }, "name_state", "review");
    assert.deepEqual([gate.open, gate.has.en], [open, says]);
  });

const window: ReplyWindow = state.replies[0] ?? assert.fail();
const REPLIES: readonly (readonly [what: string, replies: readonly ReplyWindow[], open: boolean, says: string])[] = [
  ["a window of this option", [{ ...window, option: "name_state" }], true, "The window has run or was waived with reasons"],
  ["a window of another option", [{ ...window, option: "recall" }], false, "Nobody was invited to reply"],
  [
    "one that runs beside one that has run",
    [window, { ...window, until: "2026-12-24" }],
    true,
    "The window has run or was waived with reasons",
  ],
  [
    "one reply not weighed beside one that was",
    [
      { ...window, receivedOn: DAY, considered: "weighed" },
      { ...window, receivedOn: DAY },
    ],
    false,
    "A reply came, and nobody has said what it changes",
  ],
  ["a reply of tomorrow", [{ ...window, receivedOn: "2026-11-24", considered: "weighed" }], false, "The window is still running"],
  [
    "exactly as many days as asked",
    [{ ...window, invitedOn: "2026-10-18" }],
    true,
    "The window has run or was waived with reasons",
  ],
  ["a day less", [{ ...window, invitedOn: "2026-10-19" }], false, "The window is still running"],
  ["a waiver by nobody", [{ ...window, waived: { by: "", why: "heard" } }], false, "The window is still running"],
];
for (const [what, replies, open, says] of REPLIES)
  test(`reply: ${what}`, () => {
    const gate = gateOf({ ...state, replies }, "name_state", "reply");
    assert.deepEqual([gate.open, gate.has.en], [open, says]);
  });

const NOTICES: readonly (readonly [option: string, to: string, on: string, open: boolean])[] = [
  ["suspend_treaty", ACTOR, "2026-11-09", true],
  ["suspend_treaty", ACTOR, "2026-11-10", false],
  ["suspend_treaty", "Party Z", "2026-10-01", false],
  ["recall", ACTOR, "2026-10-01", false],
];
for (const [option, to, on, open] of NOTICES)
  test(`notice of ${option} to ${to} on ${on} ${open ? "opens" : "does not open"} suspend_treaty`, () =>
    assert.equal(gateOf({ ...state, notices: [{ option, to, on }] }, "suspend_treaty", "reply", "notice").open, open));

test("as a countermeasure an option asks for two sources, two reviews, clear damage, and its own rules but own conduct", () => {
  const given = input("state", facts(finding("breach_by_suspended_cooperation", "clear")));
  const id = "suspend_cooperation.as_countermeasure";
  assert.deepEqual(shutGates({ ...given, actor: { ...given.actor, sources: ["lab"] } }, id), ["actor"]);
  assert.deepEqual(shutGates({ ...given, damage: { ...given.damage, standard: "preponderance" } }, id), ["damage"]);
  assert.deepEqual(shutGates({ ...given, reviews: given.reviews.filter(({ party }) => party !== "Party C") }, id), ["review"]);
  const rules = remedyOf([CATALOGUE], given)
    .options.find(({ option }) => option === id)
    ?.gates.flatMap((gate) => (gate.gate === "rule" ? [gate.id] : []));
  assert.deepEqual(rules, ["owed_suspended_cooperation", "countermeasure", "humanitarian_exemptions", "attribution"]);
  const frozen = remedyOf([CATALOGUE], input("state", facts(finding("breach_by_asset_freeze", "clear"))));
  const freeze = frozen.options.find(({ option }) => option === "asset_freeze.as_countermeasure")?.gates.map((gate) => gate.id);
  assert.ok(freeze?.includes("legal_basis_named") && !freeze.includes("own_conduct"));
});

test("what is owed is told in words that fit what is known", () => {
  const gate = (known: ReturnType<typeof facts>) => gateOf(input("person", known), "asset_freeze", "rule", "owed_asset_freeze");
  const breaches = gate(facts(finding("breach_by_asset_freeze", "clear")));
  assert.deepEqual([breaches.open, breaches.has.en, breaches.opener], [false, "It breaches an obligation that is owed", null]);
  const unknown = gate(without("breach_by_asset_freeze"));
  assert.equal(unknown.has.en, "Undetermined (facts): breach_by_asset_freeze. Stop: counsel decides which it is");
  assert.equal(unknown.opener?.en, "Counsel's finding on what is owed, with the treaty text");
  assert.equal(gate(facts()).asks.en, "It breaches no obligation that is owed");
});

const V = (truth: Truth, law = false): Value => ({ truth, facts: truth === "undetermined" && !law, law });
const next = (rule: string, element: string, ifShown: Truth, route = "court-order"): NextEvidence => ({
  rule,
  element,
  ask: { en: `About ${element}?`, zh: "?" },
  ifShown: V(ifShown),
  ifRefuted: V("not_met"),
  settles: 0.5,
  routes: [{ kind: "k", route }],
});

test("what would open a rule is the evidence that would, by its cheapest lawful way", () => {
  const given = input("state", without("imitation_tested"));
  const opener = (list: readonly NextEvidence[]) =>
    gateOf({ ...given, assessed: { ...given.assessed, next: list } }, "name_state", "rule", "alternatives_tested").opener?.en;
  assert.equal(opener([]), "Evidence, by lawful means, on: imitation_tested");
  assert.equal(opener([next("attribution", "x", "met")]), "Evidence, by lawful means, on: imitation_tested");
  const list = [
    next("attribution", "x", "met"),
    next("alternatives_tested", "y", "undetermined"),
    next("alternatives_tested", "z", "met"),
  ];
  assert.equal(opener(list), "Evidence by order of a court on: About z?");
  assert.equal(opener(list.slice(0, 2)), "Evidence by order of a court on: About y?");
  assert.equal(opener([next("alternatives_tested", "y", "met", "by entering their network")]), "Evidence on: About y?");
});

test("a rule says why it is shut: refuted, open in facts or law, unread, unanswered, of another day", () => {
  const told = (headline: Value, believed: Value = headline, asOf = DAY) => {
    const answers = state.assessed.answers.map((answer) => {
      if (answer.rule !== "attribution") return answer;
      return { ...answer, headline, believed, tree: { ...answer.tree, sure: headline, value: believed, children: [] } };
    });
    const { has, opener } = gateOf({ ...state, assessed: { ...state.assessed, asOf, answers } }, "recall", "rule", "attribution");
    return [has.en, opener?.en ?? null];
  };
  assert.deepEqual(told(V("not_met")), ["Not met", null]);
  assert.deepEqual(told(V("undetermined", true)), ["Undetermined (law)", null]);
  assert.deepEqual(told(V("undetermined", true), V("met")), [
    "Undetermined (law): rests on a source that nobody has read",
    "Somebody reads the cited sources and says so",
  ]);
  assert.deepEqual(told(V("undetermined", true), V("not_met")), [
    "Undetermined (law): rests on a source that nobody has read",
    null,
  ]);
  assert.equal(told({ truth: "undetermined", facts: true, law: true })[0], "Undetermined (facts and law)");
  assert.deepEqual(told(V("met"), V("met"), "2026-11-22"), ["The assessment is of another day", `An assessment as of ${DAY}`]);
  const none = gateOf({ ...state, assessed: { ...state.assessed, answers: [] } }, "recall", "rule", "attribution");
  assert.deepEqual([none.has.en, none.opener?.en], ["No pack answers it", "A rule pack that holds attribution"]);
});

const leaf = (truth: Truth, reason: "shown" | "presumed" | "unverified" = "shown"): Tree => ({
  node: "element",
  id: "e",
  label: "",
  value: V(truth),
  sure: V(truth),
  reasons: [reason],
  shown: null,
  positions: [],
  children: [],
});
const node = (name: Tree["node"], children: readonly Tree[], id = ""): Tree => ({
  ...leaf("met"),
  node: name,
  id,
  reasons: [],
  children,
});
const [met, not, open, presumed] = [leaf("met"), leaf("not_met"), leaf("undetermined"), leaf("not_met", "presumed")];
const TREES: readonly (readonly [what: string, tree: Tree, truth: Truth])[] = [
  ["a presumed leaf", presumed, "undetermined"],
  ["an unread leaf", leaf("met", "unverified"), "undetermined"],
  ["a rule with a presumed defeater", node("rule", [met, presumed]), "undetermined"],
  ["a rule with a refuted defeater", node("rule", [met, not]), "met"],
  ["a rule with a defeater that holds", node("rule", [met, met]), "not_met"],
  ["a defeater that is itself defeated", node("rule", [met, node("defeater", [met, met])]), "met"],
  ["any, one met beside a presumption", node("any", [presumed, met]), "met"],
  ["any, one refuted beside a presumption", node("any", [presumed, not]), "undetermined"],
  ["all, one presumed", node("all", [met, presumed]), "undetermined"],
  ["all, one refuted beside a presumption", node("all", [not, presumed]), "not_met"],
  ["not a presumption", node("not", [presumed]), "undetermined"],
  ["not refuted", node("not", [not]), "met"],
  ["two of three met", node("atLeast", [met, met, presumed], "2"), "met"],
  ["one of three met, one presumed, two asked", node("atLeast", [met, not, presumed], "2"), "undetermined"],
  ["one of three met, none open, two asked", node("atLeast", [met, not, not], "2"), "not_met"],
  ["none met, two open, two asked", node("atLeast", [not, open, open], "2"), "undetermined"],
  ["positions agree", node("positions", [met, met]), "met"],
  ["positions differ", node("positions", [met, not]), "undetermined"],
  ["positions agree that it is refuted", node("positions", [not, not]), "not_met"],
];
for (const [what, tree, truth] of TREES)
  test(`without presumptions: ${what} is ${truth}`, () => assert.equal(unpresumed(tree), truth));

test("the gates' own pack stands alone but for the sanctions that it refers to", () => {
  assert.throws(() => bookOf(textOf("packs/law/remedy-gates.yaml")), /sanction_/);
});
