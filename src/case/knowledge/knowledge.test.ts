import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { sharedData, skipWithout } from "../../../test/support/shared-data.ts";
import { coverageOf } from "./coverage.ts";
import { readKnowledge } from "./read-knowledge.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
const id = (type: string, at: number) => `${type}--00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
const SET = id("intrusion-set", 1);
const TOOL = id("tool", 2);
const HOW = id("attack-pattern", 3);
const SUB = id("attack-pattern", 4);
const ASSET = id("x-mitre-asset", 5);
const RAID = id("campaign", 6);
const attack = (external_id: string) => ({ external_references: [{ source_name: "mitre-attack", external_id }] });
let next = 100;
const link = (relationship_type: string, [source_ref, target_ref]: readonly [string, string], more: object = {}) => ({
  type: "relationship",
  id: id("relationship", next++),
  relationship_type,
  source_ref,
  target_ref,
  ...more,
});
const cited = (...names: string[]) => ({ external_references: names.map((source_name) => ({ source_name })) });

const OBJECTS: readonly object[] = [
  { type: "intrusion-set", id: SET, name: "Actor A", aliases: ["Actor A", "A-team"], ...attack("G0001") },
  { type: "tool", id: TOOL, name: "Wrench", ...attack("S0001") },
  { type: "attack-pattern", id: HOW, name: "Turn", kill_chain_phases: [{ phase_name: "impact" }], ...attack("T1000") },
  { type: "attack-pattern", id: SUB, name: "Turn left", ...attack("T1000.001") },
  { type: "x-mitre-asset", id: ASSET, name: "Valve", ...attack("A0001") },
  {
    type: "campaign",
    id: RAID,
    name: "Raid",
    first_seen: "2020-01-01T00:00:00Z",
    ...attack("C0001"),
    description: "(Citation: Port Gazette)",
  },
  link("uses", [SET, TOOL], cited("Harbour News", "Port Gazette")),
  link("uses", [SET, HOW], { description: "It turns.(Citation: Harbour News)" }),
  link("uses", [TOOL, HOW]),
  link("uses", [RAID, SUB], cited("Port Gazette")),
  link("attributed-to", [RAID, SET], cited("Port Gazette")),
  link("subtechnique-of", [SUB, HOW]),
  link("targets", [HOW, ASSET]),
  link("uses", [SET, SUB], { revoked: true }),
  link("uses", [SET, id("tool", 99)]),
  link("uses", [HOW, SET]),
];
const text = (objects: readonly object[]) => JSON.stringify({ type: "bundle", id: id("bundle", 0), objects });
const read = (objects: readonly object[]) => {
  const knowledge = readKnowledge([{ name: "invented", text: text(objects) }], sha256);
  assert(knowledge.ok);
  return knowledge.value;
};

test("profiles carry their links and who says so; what is revoked, missing or the wrong way round is left out", () => {
  const { actors, software, techniques, campaigns } = read(OBJECTS);
  assert.deepEqual(actors, [
    {
      id: "G0001",
      name: "Actor A",
      aliases: ["A-team"],
      uses: [
        { of: "S0001", citations: ["Harbour News", "Port Gazette"] },
        { of: "T1000", citations: ["Harbour News"] },
      ],
    },
  ]);
  assert.deepEqual(software, [
    { id: "S0001", name: "Wrench", kind: "tool", aliases: [], uses: [{ of: "T1000", citations: [] }], indicators: [] },
  ]);
  assert.deepEqual(techniques, [
    { id: "T1000", name: "Turn", parent: null, tactics: ["impact"], assets: ["A0001"] },
    { id: "T1000.001", name: "Turn left", parent: "T1000", tactics: [], assets: [] },
  ]);
  assert.deepEqual(campaigns[0]?.attributedTo, [{ of: "G0001", citations: ["Port Gazette"] }]);
  assert.deepEqual(campaigns[0]?.citations, ["Port Gazette"]);
  assert.deepEqual([campaigns[0]?.firstSeen, campaigns[0]?.lastSeen], ["2020-01-01T00:00:00Z", null]);
});

test("coverage counts campaigns too, and says why a thin profile cannot be assessed", () => {
  assert.deepEqual(coverageOf(read(OBJECTS)), [
    {
      id: "G0001",
      name: "Actor A",
      techniques: 2,
      software: 1,
      citations: 2,
      singleSource: 2 / 3,
      thin: "3 techniques and software are known, 5 are needed",
    },
  ]);
});

test("bundles in any order give the same knowledge", () => {
  const [one, two] = [
    { name: "one", text: text(OBJECTS.slice(0, 8)) },
    { name: "two", text: text(OBJECTS.slice(5)) },
  ];
  assert.deepEqual(readKnowledge([one, two], sha256), readKnowledge([two, one], sha256));
});

test("hostile bundles are refused or read, never thrown at", () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.constantFrom(SET, TOOL, HOW, "uses", "attributed-to", "__proto__"),
  );
  const property = fc.constantFrom(
    "name",
    "aliases",
    "source_ref",
    "target_ref",
    "relationship_type",
    "external_references",
    "kill_chain_phases",
    "description",
  );
  const hostile = fc.tuple(
    fc.constantFrom(...OBJECTS),
    fc.dictionary(
      property,
      fc.oneof(
        value,
        fc.array(value),
        fc.array(fc.dictionary(fc.constantFrom("source_name", "external_id", "phase_name"), value)),
      ),
    ),
  );
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 12 }), (changes) => {
      const knowledge = read(changes.map(([object, change]) => ({ ...object, ...change })));
      coverageOf(knowledge);
    }),
  );
  for (const bad of ["", "[]", "{}", '{"type":"bundle"}', text([{ type: "tool", id: "tool--1" }])])
    assert.equal(readKnowledge([{ name: "bad", text: bad }], sha256).ok, false);
});

test("ATT&CK 18.1 loads in seconds with the counts of the research", {
  skip: skipWithout("attack", "enterprise-attack.json.gz"),
}, () => {
  const texts = ["enterprise-attack", "ics-attack"].map((name) => ({
    name,
    text: gunzipSync(readFileSync(sharedData("attack", `${name}.json.gz`) ?? "")).toString("utf8"),
  }));
  const knowledge = readKnowledge(texts, sha256);
  assert(knowledge.ok);
  const links = knowledge.value.actors.flatMap(({ uses }) => uses);
  const single = links.filter(({ citations }) => citations.length === 1).length;
  const attributed = knowledge.value.campaigns.flatMap(({ attributedTo }) => attributedTo).length;
  assert.deepEqual([knowledge.value.actors.length, knowledge.value.campaigns.length, attributed], [174, 54, 26]);
  assert.deepEqual([links.length, single], [5487, 3802]);
});
