import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Range } from "../../model/index.ts";
import type { Damage } from "../damage/damage-of.ts";
import type { Answer } from "./evaluate.ts";
import { FACTS, type Fact, type FactName, type SeverityFacts, severityFacts } from "./facts.ts";
import { boundsOf, scoreWith } from "./points.ts";
import { type PointsScale, readScale, type Scale } from "./scale.ts";
import { severityLines } from "./severity-lines.ts";
import { type CriteriaView, severityOf } from "./severity-of.ts";

const FOLDER = join(import.meta.dirname, "../../../packs/scales");
const SCALES: ReadonlyMap<string, Scale> = new Map(
  readdirSync(FOLDER).map((file) => {
    const read = readScale(readFileSync(join(FOLDER, file), "utf8"));
    assert.ok(read.ok, `${file}: ${JSON.stringify(read)}`);
    return [read.value.scale, read.value];
  }),
);
const scale = (name: string): Scale => {
  const found = SCALES.get(name);
  assert.ok(found !== undefined, name);
  return found;
};
const nciss = (): PointsScale => {
  const found = scale("nciss");
  assert.ok(found.kind === "points");
  return found;
};

const at = (value: number): Range => ({ lo: value, best: value, hi: value });
type Told = { readonly [Name in FactName]?: Fact["value"] };
const facts = (told: Told): SeverityFacts =>
  new Map(Object.entries(told).map(([name, value]) => [name as FactName, { value, from: [] }]));
const seen = (name: string, told: Told): CriteriaView => {
  const [view] = severityOf(facts(told), [scale(name)]);
  assert.ok(view?.kind === "criteria");
  return view;
};
const answerOf = (name: string, id: string, told: Told) => seen(name, told).criteria.find((one) => one.id === id)?.judged.answer;

test("NCISS has the weights, bounds and the worked example of its demonstration", () => {
  assert.deepEqual(boundsOf(nciss()), { lo: 325, hi: 3400 });
  const ukraine = {
    "functional-impact": "denial-critical",
    "observed-activity": "effect",
    location: "critical-systems",
    actor: "apt-targeted",
    "information-impact": "destruction-critical",
    recoverability: "extended",
    "cross-sector": "energy",
    "potential-impact": "high",
  };
  const score = scoreWith(nciss(), ukraine);
  assert.deepEqual([score.lo.toFixed(1), score.hi.toFixed(1)], ["88.6", "88.6"]);
  assert.deepEqual(scoreWith(nciss(), {}), { lo: 0, hi: 100 });
});

test("who did it changes no severity: the score runs over everybody, and stands without it too", () => {
  const judged = [
    "functional-impact=denial-critical",
    "observed-activity=effect",
    "location=critical-systems",
    "information-impact=destruction-critical",
  ];
  judged.push("recoverability=extended", "potential-impact=high");
  const view = (actor: string | null) => {
    const [found] = severityOf(facts({ judged, sectors: ["energy"], ...(actor === null ? {} : { actor: [actor] }) }), [nciss()]);
    assert.ok(found?.kind === "points");
    return found;
  };
  const { score, apart } = view(null);
  // 3050 − 400 + 4 × 20 … 4 × 100 of 325 … 3400; without the actor 2650 of 245 … 3000.
  assert.deepEqual(
    [score.lo.toFixed(4), score.hi.toFixed(4)],
    [((2730 - 325) / 30.75).toFixed(4), ((3050 - 325) / 30.75).toFixed(4)],
  );
  assert.equal(apart?.withoutApart.lo.toFixed(4), ((2650 - 245) / 27.55).toFixed(4));
  for (const actor of ["criminal", "apt-targeted", "unknown"]) {
    assert.deepEqual(view(actor).score, score);
    assert.deepEqual(view(actor).apart, apart);
  }
  assert.ok(severityLines([view("criminal")])[0]?.includes("78.2 to 88.6 over all values of actor"));
});

type Row = readonly [scale: string, id: string, told: Told, answer: Answer];
const cloud = { "entity-types": ["cloud-computing-service-provider"] };
const dns = { "entity-types": ["dns-service-provider"] };
const trust = { "entity-types": ["trust-service-provider"] };
const noLoss = { "loss-share-of-turnover": at(0), "potential-loss-eur": at(0), "potential-loss-share-of-turnover": at(0) };
const calm = { "users-share": at(0), "users-affected": at(0), "data-compromised": false, "limited-longest-s": at(0) };
const clients = {
  "counterparts-share": at(0),
  "transactions-share": at(0),
  "transactions-value-share": at(0),
  "relevant-clients": false,
};
const BOUNDARIES: readonly Row[] = [
  ["nis2-2024-2690", "3-1-a", { ...noLoss, "loss-eur": at(500_000) }, "not met"],
  ["nis2-2024-2690", "3-1-a", { ...noLoss, "loss-eur": at(500_000.01) }, "met"],
  ["nis2-2024-2690", "3-1-a", { ...noLoss, "loss-eur": at(499_999.99) }, "not met"],
  ["nis2-2024-2690", "3-1-a", { ...noLoss, "loss-eur": { lo: 400_000, best: 450_000, hi: 600_000 } }, "undetermined"],
  [
    "nis2-2024-2690",
    "3-1-a",
    {
      "loss-eur": at(0),
      "loss-share-of-turnover": at(0.05),
      "potential-loss-eur": at(0),
      "potential-loss-share-of-turnover": at(0),
    },
    "not met",
  ],
  ["nis2-2024-2690", "3-1-a", { "loss-share-of-turnover": at(0.050_001) }, "met"],
  ["nis2-2024-2690", "3-1-a", { "loss-eur": at(0) }, "undetermined"],
  ["nis2-2024-2690", "3-1-e", { "malicious-access": true }, "undetermined"],
  ["nis2-2024-2690", "3-1-e", { "malicious-access": true, "severe-disruption-possible": true }, "met"],
  ["nis2-2024-2690", "7", { ...cloud, ...calm, "outage-longest-s": at(1800) }, "not met"],
  ["nis2-2024-2690", "7", { ...cloud, ...calm, "outage-longest-s": at(1800.001) }, "met"],
  ["nis2-2024-2690", "7", { ...cloud, ...calm, "outage-longest-s": at(1799.999) }, "not met"],
  ["nis2-2024-2690", "7", { ...cloud, ...calm, "outage-longest-s": { lo: 1700, best: 1801, hi: 1900 } }, "undetermined"],
  ["nis2-2024-2690", "7", { ...dns, "outage-longest-s": at(9999) }, "not met"],
  ["nis2-2024-2690", "7", { "outage-longest-s": at(9999) }, "undetermined"],
  ["nis2-2024-2690", "7", { ...cloud, "users-share": at(0.06), "limited-longest-s": at(3601) }, "met"],
  [
    "nis2-2024-2690",
    "7",
    {
      ...cloud,
      ...calm,
      "outage-longest-s": at(0),
      "users-share": at(0.05),
      "users-affected": at(1_000_000),
      "limited-longest-s": at(9999),
    },
    "not met",
  ],
  ["nis2-2024-2690", "7", { ...cloud, "users-affected": at(1_000_001), "limited-longest-s": at(3601) }, "met"],
  ["nis2-2024-2690", "7", { ...cloud, "data-compromised": true, malicious: true }, "met"],
  [
    "nis2-2024-2690",
    "5",
    {
      ...dns,
      "data-compromised": true,
      "misconfiguration-only": true,
      "domains-wrong": at(999),
      "domains-wrong-share": at(0.01),
      "outage-longest-s": at(0),
      "response-time-s-over-an-hour": at(10),
    },
    "not met",
  ],
  [
    "nis2-2024-2690",
    "5",
    {
      ...dns,
      "data-compromised": true,
      "misconfiguration-only": true,
      "domains-wrong": at(1000),
      "domains-wrong-share": at(0.01),
    },
    "met",
  ],
  ["nis2-2024-2690", "5", { ...dns, "response-time-s-over-an-hour": at(10.1) }, "met"],
  ["nis2-2024-2690", "14", { ...trust, "outage-longest-s": at(1200.5) }, "met"],
  ["nis2-2024-2690", "14", { ...trust, "outage-in-a-week-s": at(3601) }, "met"],
  ["nis2-2024-2690", "14", { ...trust, "data-compromised": true, "compromised-users": at(101) }, "met"],
  ["nis2-2024-2690", "3-2", { scheduled: true }, "not met"],
  ["dora-2024-1772", "9-1", { ...clients, "clients-share": at(0.1), "customers-affected": at(100_000) }, "not met"],
  ["dora-2024-1772", "9-1", { ...clients, "clients-share": at(0), "customers-affected": at(100_001) }, "met"],
  ["dora-2024-1772", "9-1", { "counterparts-share": at(0.300_1) }, "met"],
  [
    "dora-2024-1772",
    "9-3",
    { "incident-duration-s": at(86_400), "supports-critical-functions": true, "outage-total-s": at(7200) },
    "not met",
  ],
  [
    "dora-2024-1772",
    "9-3",
    { "incident-duration-s": at(86_400), "supports-critical-functions": true, "outage-total-s": at(7200.001) },
    "met",
  ],
  ["dora-2024-1772", "9-3", { "incident-duration-s": at(86_401) }, "met"],
  ["dora-2024-1772", "9-4", { "member-states": at(1) }, "not met"],
  ["dora-2024-1772", "9-4", { "member-states": at(2) }, "met"],
  ["dora-2024-1772", "9-6", { "loss-eur": at(100_000), "potential-loss-eur": at(100_000) }, "not met"],
  ["dora-2024-1772", "9-6", { "loss-eur": at(100_000.01) }, "met"],
];

for (const [name, id, told, answer] of BOUNDARIES)
  test(`${name} ${id} is ${answer} for ${JSON.stringify(told)}`, () => {
    assert.equal(answerOf(name, id, told), answer);
  });

const reputation = {
  "reputation-media": false,
  "reputation-complaints": false,
  "reputation-regulatory": false,
  "reputation-clients-lost": false,
};
const quiet: Told = {
  ...clients,
  ...reputation,
  "clients-share": at(0),
  "customers-affected": at(0),
  "incident-duration-s": at(0),
  "outage-total-s": at(0),
  "member-states": at(1),
  "data-loss-adverse": false,
  "loss-eur": at(0),
  "potential-loss-eur": at(0),
  "supports-critical-functions": true,
  "supervised-service": false,
  "malicious-access": false,
  "data-loss-possible": false,
  "small-financial-entity": false,
  "recurring-in-6-months": false,
};

test("DORA: critical services are the gate, then malicious access alone or any two other thresholds", () => {
  const major = (told: Told) => seen("dora-2024-1772", { ...quiet, ...told }).headline.answer;
  assert.equal(major({}), "not met");
  assert.equal(major({ "member-states": at(2) }), "not met");
  assert.equal(major({ "member-states": at(2), "loss-eur": at(100_001) }), "met");
  assert.equal(major({ "member-states": at(2), "loss-eur": { lo: 90_000, best: 95_000, hi: 110_000 } }), "undetermined");
  assert.equal(major({ "malicious-access": true, "data-loss-possible": true }), "met");
  // Access that harmed the business is point (a): whether there was other access is for somebody to say.
  assert.equal(major({ "malicious-access": true, "data-loss-possible": true, "data-loss-adverse": true }), "undetermined");
  assert.equal(major({ "supports-critical-functions": false, "member-states": at(2), "loss-eur": at(100_001) }), "not met");
  const { headline } = seen("dora-2024-1772", {});
  assert.equal(headline.answer, "undetermined");
  assert.ok(headline.missing.includes("supports-critical-functions"));
});

test("a straddling range says so and names no side", () => {
  const { judged } =
    seen("dora-2024-1772", { "loss-eur": { lo: 90_000, best: 99_000, hi: 110_000 }, "potential-loss-eur": at(0) }).criteria.find(
      ({ id }) => id === "9-6",
    ) ?? {};
  assert.deepEqual(
    [judged?.answer, judged?.missing, judged?.straddling],
    ["undetermined", [], ["loss-eur is 90000 to 110000, on both sides of 100000"]],
  );
});

test("no headline rests on a threshold that nobody read", () => {
  const pack = (confidence: string) => `
kind: criteria
scale: invented
version: "1"
title: Invented
source: { title: Invented, reference: "Art. 1", url: "https://example.org/" }
headline: all
met: invented
criteria:
  - { id: a, article: "Art. 1", text: over ten, confidence: ${confidence}, read: nowhere, when: { fact: records-affected, over: 10 } }
  - { id: all, article: "Art. 2", text: all, confidence: verified, read: here, when: { criterion: a } }
`;
  const view = (confidence: string) => {
    const read = readScale(pack(confidence));
    assert.ok(read.ok, JSON.stringify(read));
    return severityOf(facts({ "records-affected": at(11) }), [read.value])[0] as CriteriaView;
  };
  assert.equal(view("verified").headline.answer, "met");
  const unread = view('"general knowledge"');
  assert.deepEqual(
    [unread.headline.answer, unread.headline.unverified, unread.criteria[0]?.judged.answer],
    ["undetermined", ["Art. 1"], "met"],
  );
  assert.ok(severityLines([unread]).some((line) => line.includes("threshold not verified")));
});

test("every criterion cites its article, where it was read, and facts that exist", () => {
  for (const one of SCALES.values())
    if (one.kind === "criteria")
      for (const { article, read } of one.criteria) assert.ok(article.startsWith("Art. ") && read.length > 10, article);
    else assert.ok(one.note.length > 10);
});

const anyFact = fc.constantFrom(...(Object.keys(FACTS) as FactName[])).chain((name) => {
  const kind = FACTS[name];
  const number = fc.double({ min: 0, max: 2e6, noNaN: true });
  const value: fc.Arbitrary<Fact["value"]> =
    kind === "flag"
      ? fc.boolean()
      : kind === "words"
        ? fc.constant(["energy"])
        : fc.tuple(number, number, number).map(([a, b, c]) => {
            const [lo = 0, best = 0, hi = 0] = [a, b, c].sort((x, y) => x - y);
            return { lo, best, hi };
          });
  return value.map((known): readonly [FactName, Fact] => [name, { value: known, from: [] }]);
});

test("learning more never turns one answer into the other", () => {
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 25 }), fc.array(anyFact, { maxLength: 25 }), (some, more) => {
      const known = new Map(some);
      const all = new Map([...more, ...some]);
      const before = severityOf(known, [...SCALES.values()]);
      const after = severityOf(all, [...SCALES.values()]);
      for (const [index, view] of before.entries()) {
        const later = after[index];
        if (view.kind !== "criteria" || later?.kind !== "criteria") continue;
        for (const [position, { judged }] of view.criteria.entries())
          if (judged.answer !== "undetermined") assert.equal(later.criteria[position]?.judged.answer, judged.answer);
      }
      severityLines(after);
    }),
    { numRuns: 100 },
  );
});

test("what is wrong with a pack is said with its place", () => {
  const at = (text: string) => {
    const read = readScale(text);
    return read.ok ? "read" : `${read.fault.at}: ${read.fault.expected}`;
  };
  const text = readFileSync(join(FOLDER, "dora-2024-1772.yaml"), "utf8");
  assert.equal(at(text), "read");
  assert.match(at(text.replace("fact: loss-eur", "fact: loss-euro")), /criteria\[\d+\]\.when/);
  assert.match(at(text.replace('criterion: "6"', 'criterion: "major"')), /criterion major before it/);
  assert.match(at(text.replace("member-states, from: 2", "member-states, is: true")), /a flag fact/);
  assert.match(at(text.replace("headline: major", "headline: nothing")), /headline/);
  assert.match(at(`a: &x 1\nb: *x`), /aliases|kind/);
  assert.match(at("[".repeat(100_000)), /YAML|alias/);
});

test("figures of several services are at least the largest and at most their sum, and potential loss stays apart", () => {
  const figure = (best: number, name = "downtime", unit = "s") => ({
    quantity: { name, unit, value: at(best), query: null },
    id: "a",
  });
  const group = (question: string, ...figures: unknown[]) => ({ question, figures });
  const damage = {
    actual: [{ groups: [group("gate", figure(100)), group("dock", figure(50))] }],
    potential: [{ groups: [group("loss", figure(9e9, "money", "EUR"))] }],
  } as unknown as Damage;
  const known = severityFacts(damage, { sectors: ["energy"] });
  assert.deepEqual(known.get("outage-total-s")?.value, { lo: 100, best: 100, hi: 150 });
  assert.deepEqual(known.get("outage-longest-s")?.value, { lo: 0, best: 100, hi: 150 });
  assert.equal(known.has("loss-eur"), false);
  assert.deepEqual(known.get("potential-loss-eur")?.value, at(9e9));
});
