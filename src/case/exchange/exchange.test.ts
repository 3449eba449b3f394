import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { AT, exchangeCase } from "../../../test/case/exchange-case.ts";
import { CASE, KEEPER, Scene, sha256 } from "../../../test/case/nouns.ts";
import { randomCase } from "../../../test/case/random-case.ts";
import { sharedData, skipWithout } from "../../../test/support/shared-data.ts";
import { stixSchemas } from "../../../test/support/stix-schemas.ts";
import { formatJson, type JsonObject, parseJson, toHex, utf8 } from "../../lib/index.ts";
import { type CasefilePredicate, type Noun, type NounId, nounId, TLP_LABELS, type Tlp } from "../../model/index.ts";
import {
  bundleOf,
  formatBundle,
  parseBundle,
  parseIdentifier,
  type StixBundle,
  type StixObject,
  tlpMarking,
  validateBundle,
} from "../../stix/index.ts";
import type { CaseNoun } from "../graph/held.ts";
import type { Verdict } from "../weigh/verdict.ts";
import { type ExportOptions, exportStix } from "./export.ts";
import { importStix } from "./import.ts";
import type { ImportOptions } from "./import-types.ts";
import { CLAIM_TYPE, MERIDIAN_EXTENSION } from "./meridian.ts";

const sha1 = (bytes: Uint8Array) => new Uint8Array(createHash("sha1").update(bytes).digest());
const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 500 : 25;
const CASEFILE: CasefilePredicate = {
  case: CASE,
  event: "opened",
  title: "Clock outage at Harbour Time Service",
  victim: "Harbour Time Service",
  incidents: [],
  sectors: [],
  jurisdictions: [],
  duties: [],
  awareAt: null,
  tlp: "clear",
  by: KEEPER,
  at: "2026-11-20T00:00:00.000Z",
};
const OUT: ExportOptions = { audience: "red", exporter: "Harbour Authority", at: AT, sha1, sha256 };
const IN: ImportOptions = { case: CASE, by: KEEPER, at: AT, digest: "0".repeat(64), title: "a bundle", tlp: "amber", sha256 };
const judge = stixSchemas();

/** Nouns as a case holds them, each once. */
function held(nouns: readonly Noun[]): readonly CaseNoun[] {
  const byId = new Map(nouns.map((noun) => [nounId(noun, sha256), noun]));
  const withdrawn = new Map(
    [...byId].flatMap(([id, noun]) => (noun.noun === "judgement" && noun.stance === "withdraw" ? [[noun.on, id] as const] : [])),
  );
  return [...byId].map(([id, noun], order) => ({
    id,
    noun,
    order,
    statedBy: KEEPER,
    entry: null,
    withdrawnBy: withdrawn.get(id) ?? null,
  }));
}

const namesIn = (nouns: readonly Noun[]) => nouns.map((noun) => nounId(noun, sha256)).sort();
const nounsOf = (bundle: StixBundle, options: Partial<ImportOptions> = {}) =>
  importStix(bundle, { ...IN, ...options }).dockets.flatMap((docket) => docket.nouns);

function read(bundle: StixBundle): StixBundle {
  const again = parseBundle(formatBundle(bundle));
  assert.ok(again.ok, JSON.stringify(again));
  return again.value;
}

/** By our own rules, and by the schemas of OASIS when they are there. */
function assertValid(bundle: StixBundle): void {
  assert.deepEqual(validateBundle(bundle), []);
  for (const object of bundle.objects) assert.deepEqual(judge?.(object) ?? [], [], formatJson(object));
}

const cases = fc
  .tuple(fc.integer(), fc.integer({ min: 5, max: 60 }))
  .map(([seed, size]) => [...randomCase(seed, size).nouns, ...exchangeCase(seed)]);

test("what we give and take back is the same case, valid on the way by everybody's rules", () => {
  fc.assert(
    fc.property(cases, (nouns) => {
      const all = held(nouns);
      const given = exportStix(all, CASEFILE, OUT);
      const bundle = read(given.bundle);
      assertValid(bundle);
      assert.deepEqual(given.leftOut, { nouns: 0, foreign: 0, incident: false });
      const taken = importStix(bundle, IN);
      assert.deepEqual(namesIn(taken.dockets.flatMap((docket) => docket.nouns)), all.map(({ id }) => id).sort());
      assert.equal(taken.nouns.foreign, 0);
      assert.equal(taken.nouns.carried + taken.kept.length, bundle.objects.length);
      assert.equal(formatBundle(exportStix([...all].reverse(), CASEFILE, OUT).bundle), formatBundle(given.bundle));
    }),
    { numRuns: RUNS },
  );
});

test("nothing goes out above its audience, nor anything that rests on it or names it", () => {
  fc.assert(
    fc.property(
      cases,
      fc.constantFrom(...TLP_LABELS),
      fc.infiniteStream(fc.constantFrom(...TLP_LABELS)),
      (nouns, audience, labels) => {
        const scene = nouns.filter(({ noun }) => noun === "record");
        const relabelled = new Map(
          scene.map((noun) => [nounId(noun, sha256), { ...noun, tlp: labels.next().value as Tlp } as Noun]),
        );
        const all = held(renamed(nouns, relabelled));
        const given = exportStix(all, CASEFILE, { ...OUT, audience });
        const bundle = read(given.bundle);
        assertValid(bundle);
        const above = [...relabelled.values()].filter(
          (noun) => noun.noun === "record" && TLP_LABELS.indexOf(noun.tlp) > TLP_LABELS.indexOf(audience),
        );
        const text = formatBundle(bundle);
        for (const noun of above) assert.ok(!text.includes(nounId(noun, sha256)), "the name of what is left out is left out too");
        for (const level of TLP_LABELS.slice(TLP_LABELS.indexOf(audience) + 1))
          assert.ok(!text.includes(tlpMarking(level).id), `no ${level}`);
        assert.equal(given.told + given.leftOut.nouns, all.length);
        assert.ok(given.leftOut.nouns >= new Set(above.map((noun) => nounId(noun, sha256))).size);
        assert.equal(importStix(bundle, IN).nouns.carried, given.told);
        assert.deepEqual(
          importStix(bundle, IN).kept.filter(({ why }) => why.includes("not in the bundle")),
          [],
        );
      },
    ),
    { numRuns: RUNS },
  );
});

/** The same nouns over records that were changed: names are content, so everything above is renamed. */
function renamed(nouns: readonly Noun[], changed: ReadonlyMap<NounId, Noun>): readonly Noun[] {
  const names = new Map<string, string>();
  return nouns.map((noun) => {
    const own = nounId(noun, sha256);
    let text = formatJson(changed.get(own) ?? noun);
    for (const [from, to] of names) text = text.replaceAll(from, to);
    const json = parseJson(text);
    assert.ok(json.ok);
    const next = json.value as unknown as Noun;
    names.set(own, nounId(next, sha256));
    return next;
  });
}

test("a case above the audience shows neither its incident nor its title", () => {
  const given = exportStix(held(new Scene().nouns), { ...CASEFILE, tlp: "amber+strict" }, { ...OUT, audience: "green" });
  assert.equal(given.leftOut.incident, true);
  assert.ok(!formatBundle(given.bundle).includes("Clock outage"));
});

/** An actor claim with this verdict, and what goes out as an attribution. */
function attributions(outcome: Verdict["outcome"], notAssessable: string | null = null): readonly StixObject[] {
  const scene = new Scene();
  const actor = scene.add({ noun: "entity", kind: "actor", name: "Harbour Crew", refs: [] });
  const claim = scene.claim("Who did it?", {
    kind: "actor",
    level: "cluster",
    answers: [
      { answer: "Harbour Crew", entity: actor },
      { answer: "imitation of Harbour Crew", entity: null },
      { answer: "other", entity: null },
    ],
  });
  const answer = {
    answer: "Harbour Crew",
    against: "other",
    notAssessable,
    log10LR: { lo: 1, best: 2, hi: 3 },
    scale: "strong support",
    overImitation: null,
    likelihood: null,
    posterior: null,
  };
  const verdict: Verdict = {
    claim,
    outcome,
    answers: [answer],
    n: 3,
    counted: { sources: 3, items: 3, echoes: 0 },
    fragility: null,
    collapse: null,
    influences: [],
    caps: { credibility: 0, reliability: 0, forgeability: 0, source: 0 },
    confidence: { level: "moderate", because: [] },
    needed: [],
    temperature: { value: 1, from: "test" },
    coverage: null,
    dissents: [],
    contradictions: [],
  };
  const given = exportStix(held(scene.nouns), CASEFILE, { ...OUT, verdicts: new Map([[claim, verdict]]) });
  assertValid(read(given.bundle));
  const told = given.bundle.objects.find(({ type }) => type === CLAIM_TYPE)?.["verdict"] as { outcome: string };
  assert.equal(told.outcome, outcome.is);
  return given.bundle.objects.filter((object) => object["relationship_type"] === "attributed-to");
}

test("only a named, assessable actor that leads becomes attributed-to", () => {
  const [attribution, ...more] = attributions({ is: "leads", answer: "Harbour Crew" });
  assert.deepEqual(more, []);
  assert.deepEqual(
    [
      attribution?.["confidence"],
      parseIdentifier(attribution?.["source_ref"])?.type,
      parseIdentifier(attribution?.["target_ref"])?.type,
    ],
    [50, "incident", "threat-actor"],
  );
  assert.deepEqual(attributions({ is: "leads", answer: "Harbour Crew" }, "no profile"), []);
  assert.deepEqual(attributions({ is: "leads", answer: "imitation of Harbour Crew" }), []);
  assert.deepEqual(attributions({ is: "leads", answer: "other" }), []);
  assert.deepEqual(attributions({ is: "unknown", nearest: "Harbour Crew", doubts: ["no-support"] }), []);
  assert.deepEqual(attributions({ is: "imitation-not-excluded", answer: "Harbour Crew", doubts: [] }), []);
});

test("an object that somebody changed no longer gives back our noun, and is listed", () => {
  const scene = new Scene();
  scene.add({ noun: "entity", kind: "tool", name: "tidewiper", refs: [] });
  const { bundle } = exportStix(held(scene.nouns), CASEFILE, OUT);
  const changed = bundleOf(
    bundle.id,
    bundle.objects.map((object) => (object.type === "tool" ? { ...object, name: "other" } : object)),
  );
  const taken = importStix(changed, IN);
  assert.equal(taken.nouns.carried, 0);
  assert.ok(taken.kept.some(({ why }) => why.includes("no longer fits")));
  assert.ok(taken.dockets.flatMap(({ nouns }) => nouns).some((noun) => noun.noun === "entity" && noun.name === "other"));
});

test("fifty re-publications of one attribution are one origin, judged, of reliability F", () => {
  const bundle = published(80);
  const nouns = Array.from({ length: 50 }, (_, at) => nounsOf(bundle, { digest: toHex(sha256(utf8(String(at)))) })).flat();
  const records = new Map(nouns.flatMap((noun) => (noun.noun === "record" ? [[nounId(noun, sha256), noun.origin]] : [])));
  assert.equal(records.size, 50);
  assert.deepEqual([...new Set(records.values())], ["publisher:North Port CERT"]);
  const claims = new Map(nouns.flatMap((noun) => (noun.noun === "claim" ? [[nounId(noun, sha256), noun]] : [])));
  assert.equal(claims.size, 1);
  const [claim] = [...claims.values()];
  assert.deepEqual(
    [claim?.level, claim?.answers.map(({ answer }) => answer)],
    ["cluster", ["Harbour Crew", "imitation of Harbour Crew", "other"]],
  );
  for (const noun of nouns)
    if (noun.noun === "link") {
      assert.deepEqual(
        [noun.bearing?.reliability, noun.bearing?.weights[0]?.basis, noun.bearing?.weights[0]?.log10LR.best],
        ["F", "judged", 0.602],
      );
      assert.match(noun.bearing?.weights[0]?.reference ?? "", /asserted by North Port CERT with confidence 80 of 100/);
    }
});

const ref = (type: string, digit = 1) => `${type}--${String(digit).repeat(8)}-17d4-4cbf-938f-98ee46b3cd3f`;

/** A bundle of another party: a campaign attributed to a group, with a word against it and what has no noun. */
function published(confidence: number): StixBundle {
  const common = { spec_version: "2.1", created: AT, modified: AT, created_by_ref: ref("identity") };
  const edge = { relationship_type: "attributed-to", source_ref: ref("campaign"), target_ref: ref("intrusion-set"), confidence };
  return bundleOf(ref("bundle"), [
    { ...common, type: "identity", id: ref("identity"), name: "North Port CERT" },
    { ...common, type: "campaign", id: ref("campaign"), name: "Low tide", first_seen: AT, last_seen: AT, x_own: { kept: [1.5] } },
    {
      ...common,
      type: "intrusion-set",
      id: ref("intrusion-set"),
      name: "Harbour Crew",
      object_marking_refs: [tlpMarking("green").id],
    },
    { ...common, type: "relationship", id: ref("relationship"), ...edge },
    {
      ...common,
      type: "opinion",
      id: ref("opinion"),
      opinion: "disagree",
      explanation: "planted",
      object_refs: [ref("relationship")],
    },
    { ...common, type: "indicator", id: ref("indicator"), pattern: "[file:name = 'x']", pattern_type: "stix", valid_from: AT },
    {
      ...common,
      type: "observed-data",
      id: ref("observed-data"),
      first_observed: AT,
      last_observed: AT,
      number_observed: 1,
      object_refs: [ref("url")],
    },
    { type: "url", spec_version: "2.1", id: ref("url"), value: "https://harbour.example/" },
    { ...common, type: "x-tide", id: ref("x-tide"), height: 3 },
  ]);
}

test("the word of others becomes nouns; what has none is listed with the reason", () => {
  const taken = importStix(published(0), IN);
  assert.deepEqual(
    taken.kept.map(({ type, why }) => [type, why]),
    [
      ["indicator", "no noun for this type"],
      ["x-tide", "no noun for this type"],
    ],
  );
  const kinds = taken.dockets.flatMap(({ nouns }) => nouns.map(({ noun }) => noun)).sort();
  assert.deepEqual(kinds, ["claim", "entity", "entity", "event", "judgement", "link", "observation", "observation", "record"]);
});

test("names that objects inherit are names that nobody knows", () => {
  const changed = published(55).objects.map((object) => {
    if (object.type === "opinion") return { ...object, opinion: "constructor" };
    return object.type === "relationship" ? { ...object, target_ref: ref("constructor") } : object;
  });
  const taken = importStix(bundleOf(ref("bundle"), changed), IN);
  assert.deepEqual(
    taken.kept.filter(({ type }) => type === "opinion" || type === "relationship").map(({ why }) => why),
    ["attributed to something that is no actor", "it speaks of nothing that became a noun"],
  );
});

const INHERITED = parseJson('{"__proto__":"kept","value":"https://harbour.example/"}');

test("what is observed keeps a member named __proto__, coming in and going out", () => {
  assert.ok(INHERITED.ok);
  const own = INHERITED.value as JsonObject;
  const bundle = published(55);
  const objects = bundle.objects.map((object) => (object.type === "url" ? { ...object, ...own } : object));
  const nouns = importStix(bundleOf(bundle.id, objects), IN).dockets.flatMap((docket) => docket.nouns);
  const facts = nouns.flatMap((noun) => (noun.noun === "observation" && noun.fact.of === "observable" ? [noun.fact] : []));
  assert.deepEqual([...new Set(facts.map(({ properties }) => properties))], [formatJson({ ...own, id: ref("url") })]);

  const scene = new Scene();
  const record = scene.record("a page", "sensor:one");
  const fact = { of: "observable" as const, type: "url", properties: formatJson(own) };
  scene.add({
    noun: "observation",
    record,
    at: { by: "whole" },
    fact,
    when: null,
    by: { tool: "t", version: "1", arguments: [] },
  });
  const url = exportStix(held(scene.nouns), CASEFILE, OUT).bundle.objects.find(({ type }) => type === "url");
  assert.ok(url !== undefined && Object.hasOwn(url, "__proto__"));
});

function assertForeignComesBack(bundle: StixBundle, tlp: Tlp): void {
  const first = importStix(bundle, { ...IN, tlp });
  const nouns = first.dockets.flatMap((docket) => docket.nouns);
  const foreign = [{ bundle, stands: first.stands, tlp }];
  const given = exportStix(held(nouns), CASEFILE, { ...OUT, foreign });
  const out = read(given.bundle);
  const texts = new Set(out.objects.map((object) => formatJson(object)));
  for (const object of bundle.objects) assert.ok(texts.has(formatJson(object)), `${object.id} is changed`);
  const again = importStix(out, { ...IN, digest: "1".repeat(64) });
  assert.deepEqual(namesIn(again.dockets.flatMap((docket) => docket.nouns)), namesIn(nouns));
}

test("what came from others goes out as it came in, and comes back as the same nouns", () =>
  assertForeignComesBack(published(55), "amber"));

for (const file of ["apt1.json", "poisonivy.json"])
  test(`published reports go out as they came in: ${file}`, { skip: skipWithout("stix2-json-schemas") }, () => {
    const text = readFileSync(sharedData("stix2-json-schemas", "examples", "threat-reports", file) ?? "", "utf8");
    const bundle = parseBundle(text);
    assert.ok(bundle.ok);
    assertForeignComesBack(bundle.value, "green");
  });

test("objects of others above the audience are left out and counted", () => {
  const bundle = published(55);
  const foreign = [{ bundle, stands: importStix(bundle, IN).stands, tlp: "amber" as const }];
  const given = exportStix([], CASEFILE, { ...OUT, audience: "green", foreign });
  assert.equal(given.leftOut.foreign, 8);
  assert.ok(!formatBundle(given.bundle).includes("Low tide"));
});

test("any bundle is taken without a throw, and every object of it is told or listed", () => {
  const type = fc.constantFrom(
    "identity",
    "threat-actor",
    "campaign",
    "relationship",
    "sighting",
    "opinion",
    "note",
    "observed-data",
    "url",
    "event",
    "x-tide",
    "location",
  );
  const value = fc.oneof(
    fc.constantFrom(AT, ref("identity"), ref("campaign"), ref("threat-actor"), "attributed-to", "agree", ""),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const names = fc.constantFrom(
    "name",
    "source_ref",
    "target_ref",
    "relationship_type",
    "object_refs",
    "first_seen",
    "last_seen",
    "start_time",
    "created",
    "created_by_ref",
    "opinion",
    "content",
    "confidence",
    "revoked",
    "modified",
    "objects",
    "extensions",
    "sighting_of_ref",
    "first_observed",
    "external_references",
    "value",
  );
  const object = fc.tuple(type, fc.nat(2), fc.dictionary(names, value, { maxKeys: 12 }));
  fc.assert(
    fc.property(fc.array(object, { maxLength: 15 }), (bodies) => {
      const objects = bodies.map(([kind, digit, body]) => ({ ...body, type: kind, id: ref(kind, digit + 1) }));
      const parsed = parseBundle(formatBundle(bundleOf(ref("bundle"), objects)));
      if (!parsed.ok) return;
      const taken = importStix(parsed.value, IN);
      const listed = new Set(taken.kept.map(({ object: at }) => at));
      const told = new Set(taken.stands.values());
      for (const [at, { id }] of parsed.value.objects.entries()) assert.ok(listed.has(at) || told.has(id), `${id} was dropped`);
    }),
    { numRuns: RUNS * 8 },
  );
});

test("a carrier that is forged, cyclic or cut is listed and no more", () => {
  const extension = (body: object) => ({ [MERIDIAN_EXTENSION]: { extension_type: "property-extension", ...body } });
  for (const body of [{}, { noun: "{" }, { noun: "[".repeat(9999) }, { noun: '{"noun":"entity"}' }, { noun: 5, noun_id: 6 }]) {
    const objects = [{ type: "x-tide", id: ref("x-tide"), extensions: extension(body) } as unknown as StixObject];
    const taken = importStix(bundleOf(ref("bundle"), objects), IN);
    assert.deepEqual([taken.nouns, taken.dockets], [{ carried: 0, foreign: 0 }, []]);
    assert.equal(taken.kept.length, 2);
  }
});
