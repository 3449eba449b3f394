import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CASE, docketOf, KEEPER, Scene, sha256, weight } from "../../../test/case/nouns.ts";
import { createCaseGraph, damageOf, type Rerun } from "../../case/index.ts";
import { type DocketPredicate, type Facts, type NounId, reaches, STANDARDS, type Standard } from "../../model/index.ts";
import { CASE_SETTINGS } from "../case/settings.ts";
import { factsOf } from "./facts.ts";
import { figuresOf } from "./figures.ts";
import { type EvidenceGates, gatesOf } from "./gates.ts";
import { type ClaimReading, foldReadings } from "./readings.ts";

type Kinds = Readonly<Record<NounId, readonly string[]>>;
type Read = {
  readonly readings?: readonly Partial<ClaimReading>[];
  readonly kinds?: Kinds;
  readonly respondent?: NounId;
  readonly later?: readonly DocketPredicate[];
};

/** The facts and gates of a scene, read as told. */
function read(scene: Scene, { readings = [], kinds = {}, respondent, later = [] }: Read): { facts: Facts; gates: EvidenceGates } {
  const fold = createCaseGraph({ sha256, settings: CASE_SETTINGS });
  for (const docket of [docketOf(scene.nouns), ...later]) {
    const added = fold.add(docket);
    assert.ok(added.ok, added.ok ? "" : JSON.stringify(added.fault));
  }
  const claims = readings.map(
    (one) => ({ prop: "p", shows: ["yes"], refutes: ["no"], of: null, why: "", ...one }) as ClaimReading,
  );
  const given = {
    graph: fold.view(),
    scores: fold.scores(),
    ask: (id: NounId) => fold.ask(id),
    kindsOf: (record: NounId) => kinds[record] ?? [],
    readings: foldReadings([{ case: CASE, claims, records: [], by: KEEPER, at: "2026-11-22T12:00:00.000Z" }]),
    respondent: respondent ?? null,
    figures: figuresOf(damageOf(fold.view()), fold.view(), claims),
  };
  const facts = factsOf(given);
  return { facts, gates: gatesOf(given, facts, respondent ?? null) };
}

const YES_NO = { answers: ["yes", "no", "other"].map((answer) => ({ answer, entity: null })) };

/** A yes-or-no question with so many sources of so many bans each for an answer. */
function asked(scene: Scene, sources: number, { bans = 3, answer = "yes", from = "s" } = {}): NounId {
  const claim = scene.claim(`Was it so? ${from}`, YES_NO);
  for (let at = 0; at < sources; at++) {
    const weights = ["yes", "no", "other"].filter((one) => one !== answer).map((rival) => weight(answer, rival, bans));
    scene.bears(scene.reading(scene.record(`${from}${at}`, `sensor:${from}${at}`), `seen ${from}${at}`), claim, weights);
  }
  return claim;
}

const TABLE: readonly (readonly [what: string, sources: number, bans: number, standard: Standard | null, n: number])[] = [
  ["no evidence", 0, 0, null, 0],
  ["evidence that tells nothing apart", 3, 0, null, 0],
  ["one source, however strong", 1, 3, "reasonable", 1],
  ["two sources, either of which carries the lead", 2, 3, "clear", 2],
  ["three weak sources", 3, 0.2, "reasonable", 3],
  ["two sources of one ban", 2, 1, "preponderance", 2],
  ["three sources, one of which would weaken the words", 3, 3, "clear", 3],
  ["six sources, any of which may fail", 6, 3, "conclusive", 6],
];

for (const [what, sources, bans, standard, n] of TABLE)
  test(`standard of ${what}: ${standard}`, () => {
    const scene = new Scene();
    const claim = asked(scene, sources, { bans });
    const [finding] = read(scene, { readings: [{ claim }] }).facts.findings;
    assert.deepEqual([finding?.pro ?? null, finding?.con ?? null, finding?.sources.length ?? 0], [standard, null, n]);
  });

test("the same evidence for the opposite refutes as well as it would have shown", () => {
  const scene = new Scene();
  const claim = asked(scene, 6, { answer: "no" });
  const [finding] = read(scene, { readings: [{ claim }] }).facts.findings;
  assert.deepEqual([finding?.pro, finding?.con, finding?.sources, finding?.against.length], [null, "conclusive", [], 6]);
});

test("ten copies of one source, and ten words of one source, are one", () => {
  const scene = new Scene();
  const claim = scene.claim("Was it so?", YES_NO);
  const original = scene.record("original", "sensor:a");
  for (let at = 0; at < 10; at++) {
    const copy = scene.record(`copy ${at}`, `publisher:${at}`);
    scene.link("derives", original, copy);
    scene.bears(scene.reading(copy, `seen ${at}`), claim, [weight("yes", "other", 3), weight("yes", "no", 3)]);
    scene.bears(scene.reading(scene.record(`word ${at}`, "sensor:a"), `said ${at}`), claim, [weight("yes", "other", 3)]);
  }
  const [finding] = read(scene, { readings: [{ claim }] }).facts.findings;
  assert.deepEqual([finding?.pro, finding?.sources], ["reasonable", ["sensor:a"]]);
});

test("five who say the same words are one who says them", () => {
  const scene = new Scene();
  const claim = scene.claim("Was it so?", YES_NO);
  for (let at = 0; at < 5; at++)
    scene.bears(scene.reading(scene.record(`r${at}`, `sensor:${at}`), "it stopped"), claim, [
      weight("yes", "no", 3),
      weight("yes", "other", 3),
    ]);
  const [finding] = read(scene, { readings: [{ claim }] }).facts.findings;
  assert.deepEqual([finding?.pro, finding?.sources.length], ["reasonable", 1]);
});

test("an open dissent leaves it contested, which is no finding", () => {
  const scene = new Scene();
  const claim = asked(scene, 5);
  const others = new Scene();
  others.judge(claim, "dissent", "Salt Marsh Water", "we saw another");
  assert.equal(
    read(scene, { readings: [{ claim }], later: [others.docket("Salt Marsh Water")] }).facts.findings[0]?.pro,
    "reasonable",
  );
});

test("a claim that is withdrawn, or that another took the place of, gives nothing", () => {
  const scene = new Scene();
  const gone = asked(scene, 5);
  const old = asked(scene, 5, { from: "t" });
  scene.judge(gone, "withdraw", KEEPER, "wrong");
  scene.claim("Was it really so?", { ...YES_NO, supersedes: old });
  assert.deepEqual(read(scene, { readings: [{ claim: gone }, { claim: old, prop: "q" }] }).facts.findings, []);
});

test("kinds are those of the records that carry the answer, and of no others", () => {
  const scene = new Scene();
  const claim = asked(scene, 2);
  const weak = scene.record("weak", "sensor:weak");
  scene.bears(scene.reading(weak, "perhaps"), claim, [weight("yes", "other", 0.05), weight("yes", "no", 0.05)]);
  const records = scene.nouns.flatMap((noun, at) => (noun.noun === "record" ? [idAt(scene, at)] : []));
  const [first, second] = records;
  assert.ok(first !== undefined && second !== undefined);
  const kinds: Kinds = { [first]: ["operator_log"], [second]: ["timeline"], [weak]: ["medical_record"] };
  assert.deepEqual(read(scene, { readings: [{ claim }], kinds }).facts.findings[0]?.kinds, ["operator_log", "timeline"]);
});

test("a hint of a better kind opens nothing beside a strong proof of another", () => {
  const scene = new Scene();
  const [strong, hint] = [asked(scene, 3), asked(scene, 1, { from: "hint", bans: 0.3 })];
  const kinds = Object.fromEntries(
    scene.nouns.flatMap((noun, at) =>
      noun.noun === "record" ? [[idAt(scene, at), [noun.origin.startsWith("sensor:hint") ? "medical_record" : "timeline"]]] : [],
    ),
  );
  const [finding] = read(scene, { readings: [{ claim: strong }, { claim: hint }], kinds }).facts.findings;
  assert.deepEqual([finding?.pro, finding?.kinds, finding?.claims.length], ["clear", ["timeline"], 2]);
});

test("a reading about a party counts when that party is asked about", () => {
  const scene = new Scene();
  const party = scene.entity("Party A");
  const claim = asked(scene, 3);
  const readings = [{ claim, of: party }];
  assert.deepEqual(read(scene, { readings }).facts.findings, []);
  assert.equal(read(scene, { readings, respondent: scene.entity("Party B") }).facts.findings.length, 0);
  assert.equal(read(scene, { readings, respondent: party }).facts.findings.length, 1);
});

test("an imitation that cannot be excluded, and an imitation that leads, show no actor", () => {
  const scene = new Scene();
  const party = scene.entity("Party A");
  const answers = ["Party A", "imitation of Party A", "other"].map((answer) => ({
    answer,
    entity: answer === "Party A" ? party : null,
  }));
  const claim = scene.claim("Who?", { kind: "actor", level: "state", answers });
  for (let at = 0; at < 4; at++) {
    const seen = scene.reading(scene.record(`r${at}`, `sensor:${at}`), `the same tool, ${at}`);
    scene.add({
      noun: "link",
      type: "bears-on",
      from: seen,
      to: claim,
      bearing: { weights: [weight("Party A", "other", 3)], reliability: "A", credibility: 1, forgeability: 0.9 },
      causing: null,
      why: "",
    });
  }
  const { gates } = read(scene, {});
  assert.deepEqual(
    [gates.actor.standard, gates.actor.name, gates.actor.level, gates.actorEntity],
    ["reasonable", "Party A", "state", party],
  );
});

test("route, actor and damage are the best shown claims of their kinds, and a no shows none", () => {
  const scene = new Scene();
  const route = scene.claim("How?", {
    kind: "route",
    answers: ["by the jump host", "other"].map((answer) => ({ answer, entity: null })),
  });
  for (let at = 0; at < 2; at++)
    scene.bears(scene.reading(scene.record(`r${at}`, `sensor:${at}`), `step ${at}`), route, [
      weight("by the jump host", "other", 3),
    ]);
  const harm = scene.claim("Was anybody hurt?", { ...YES_NO, kind: "damage" });
  for (let at = 0; at < 3; at++)
    scene.bears(scene.reading(scene.record(`h${at}`, `ward:${at}`), `none ${at}`), harm, [
      weight("no", "yes", 3),
      weight("no", "other", 3),
    ]);
  const { gates } = read(scene, {});
  assert.deepEqual([gates.route.standard, gates.route.sources.length, gates.route.claims], ["clear", 2, [route]]);
  assert.deepEqual([gates.damage.standard, gates.actor.standard, gates.incidentBand], [null, null, null]);
});

test("a figure that is only said is no measured one, and gives no band", () => {
  const scene = new Scene();
  const claim = scene.claim("How long?", { kind: "damage" });
  scene.link("measures", scene.quantity(scene.record("ticket", "party:a"), 7200), claim);
  const { facts, gates } = read(scene, {});
  assert.deepEqual(
    facts.figures.map(({ name, unit, value, standard }) => [name, unit, value.lo, standard]),
    [
      ["downtime", "min", 120, "reasonable"],
      ["downtime", "s", 7200, "reasonable"],
    ],
  );
  assert.deepEqual([gates.damage.standard, gates.incidentBand], ["reasonable", null]);
});

test("a measured claim gives its figures the name that it is read as, and none that quantities have", () => {
  const scene = new Scene();
  const claim = scene.claim("How long?", { kind: "damage" });
  scene.link("measures", scene.quantity(scene.record("ticket", "party:a"), 7200), claim);
  const named = (prop: string) =>
    read(scene, { readings: [{ claim, prop }] }).facts.figures.map(({ name, unit, value }) => [name, unit, value.best]);
  const own = [
    ["downtime", "min", 120],
    ["downtime", "s", 7200],
  ];
  assert.deepEqual(named("time_without_service"), [
    ...own,
    ["time_without_service", "min", 120],
    ["time_without_service", "s", 7200],
  ]);
  for (const reserved of ["customers", "severity_band", "downtime-longest"]) assert.deepEqual(named(reserved), own, reserved);
});

test("a figure that is asked again of the sealed records is clear, and gives a band that knows no actor", () => {
  const scene = new Scene();
  const claim = scene.claim("How many?", { kind: "damage" });
  const seen = scene.quantity(scene.record("ticket", "party:a"), 7200);
  scene.link("measures", seen, claim);
  const fold = createCaseGraph({ sha256, settings: CASE_SETTINGS });
  fold.add(docketOf(scene.nouns));
  const figures = figuresOf(damageOf(fold.view(), new Map([[seen, { same: true } as Rerun]])), fold.view());
  assert.deepEqual(
    figures.map(({ name, unit, standard, value }) => [name, unit, standard, value.lo]),
    [
      ["downtime", "min", "clear", 120],
      ["downtime", "s", "clear", 7200],
      ["severity_band", "1", "clear", 2],
    ],
  );
});

test("an empty case has no facts and no gates", () => {
  const { facts, gates } = read(new Scene(), {});
  assert.deepEqual(facts, { findings: [], figures: [] });
  assert.deepEqual([gates.route.standard, gates.actor.standard, gates.damage.standard], [null, null, null]);
});

test("taking a source away never proves anything better", () => {
  const rank = (standard: Standard | null) => (standard === null ? -1 : STANDARDS.indexOf(standard));
  const source = fc.record({ bans: fc.integer({ min: -30, max: 30 }), origin: fc.integer({ min: 0, max: 4 }) });
  fc.assert(
    fc.property(fc.array(source, { minLength: 1, maxLength: 7 }), fc.nat(6), (sources, gone) => {
      const proOf = (kept: typeof sources) => {
        const scene = new Scene();
        const claim = scene.claim("Was it so?", YES_NO);
        for (const [at, { bans, origin }] of kept.entries())
          if (bans > 0)
            scene.bears(scene.reading(scene.record(`${at}`, `o:${origin}`), `x${at}`), claim, [
              weight("yes", "no", bans / 10),
              weight("yes", "other", bans / 10),
            ]);
        return read(scene, { readings: [{ claim }] }).facts.findings[0]?.pro ?? null;
      };
      const [all, fewer] = [proOf(sources), proOf(sources.filter((_, at) => at !== gone % sources.length))];
      assert.ok(rank(fewer) <= rank(all), `${fewer} with fewer, ${all} with all`);
      assert.ok(fewer === null || reaches(all, "scintilla"));
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 2000 : 60 },
  );
});

function idAt(scene: Scene, at: number): NounId {
  const noun = scene.nouns[at];
  assert.ok(noun !== undefined);
  return new Scene().add(noun);
}
