import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../../lib/index.ts";
import { parseBundle } from "../bundle.ts";
import { STIX_RULES } from "./finding.ts";
import { STIX_FINDINGS_MAX, validateBundle } from "./validate.ts";

const UUID = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
const TIME = "2026-11-22T12:00:00.000Z";
const REF = (type: string) => `${type}--${UUID}`;
const MARK = "marking-definition";

type Body = { readonly [name: string]: Json };
const sdo = (type: string, body: Body): Body => ({
  type,
  spec_version: "2.1",
  id: REF(type),
  created: TIME,
  modified: TIME,
  ...body,
});
const sco = (type: string, body: Body): Body => ({ type, spec_version: "2.1", id: REF(type), ...body });
const marking = (id: string, body: Body): Body => ({
  type: MARK,
  spec_version: "2.1",
  id: `${MARK}--${id}`,
  created: TIME,
  definition_type: "statement",
  definition: { statement: "s" },
  ...body,
});

function rulesOf(...objects: readonly Body[]): readonly string[] {
  const read = parseBundle(JSON.stringify({ type: "bundle", id: REF("bundle"), objects }));
  assert.ok(read.ok, JSON.stringify(read));
  return [...new Set(validateBundle(read.value).map(({ rule }) => rule))].sort();
}

const tool = (body: Body) => sdo("tool", { name: "t", ...body });
const identity = (body: Body) => sdo("identity", { name: "i", ...body });
const V5 = "8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f";

/** One thing wrong in each. */
const WRONG: readonly (readonly [string, readonly Body[]])[] = [
  ["identifier", [tool({ id: "tool--8e2e2d2b-17d4-0cbf-938f-98ee46b3cd3f" })]],
  ["identifier", [tool({ created_by_ref: "nobody" })]],
  ["type-name", [sdo("x--tide", {})]],
  ["property-name", [tool({ "x-own": 1 })]],
  ["property-name", [tool({ xY_own: 1 })]],
  ["no-empty", [tool({ labels: [] })]],
  ["no-empty", [tool({ x_own: { deep: null } })]],
  ["required", [sdo("tool", {})]],
  ["required", [{ type: "tool", spec_version: "2.1", id: REF("tool"), created: TIME, name: "t" }]],
  ["required", [sco("file", { size: 1 })]],
  ["spec-version", [tool({ spec_version: "2.2" })]],
  ["timestamp", [tool({ created: "2026-02-30T00:00:00.000Z", modified: "2027-01-01T00:00:00.000Z" })]],
  ["timestamp", [tool({ modified: "2026-11-22T12:00:00Z" })]],
  ["timestamp", [sdo("campaign", { name: "c", first_seen: "2026-13-01T00:00:00Z" })]],
  ["timestamp", [sco("file", { name: "f", ctime: "2026-02-30T00:00:00Z" })]],
  ["timestamp", [sco("network-traffic", { protocols: ["tcp"], src_ref: REF("ipv4-addr"), start: "yesterday" })]],
  ["timestamp-order", [tool({ modified: "2026-11-22T11:59:59.999Z" })]],
  ["timestamp-order", [sdo("indicator", { pattern: "x", pattern_type: "yara", valid_from: TIME, valid_until: TIME })]],
  [
    "timestamp-order",
    [sco("network-traffic", { protocols: ["tcp"], src_ref: REF("ipv4-addr"), start: TIME, end: "2026-11-22T11:00:00Z" })],
  ],
  ["confidence", [tool({ confidence: 101 })]],
  ["confidence", [tool({ confidence: 50.5 })]],
  ["marking-circular", [marking(UUID, { object_marking_refs: [`${MARK}--${UUID}`] })]],
  ["marking-circular", [marking(UUID, { granular_markings: [{ marking_ref: `${MARK}--${UUID}`, selectors: ["definition"] }] })]],
  [
    "marking-circular",
    [marking(UUID, { object_marking_refs: [`${MARK}--${V5}`] }), marking(V5, { object_marking_refs: [`${MARK}--${UUID}`] })],
  ],
  ["marking-selector", [tool({ granular_markings: [{ marking_ref: `${MARK}--${UUID}`, selectors: ["description"] }] })]],
  [
    "marking-selector",
    [tool({ labels: ["a"], granular_markings: [{ marking_ref: `${MARK}--${UUID}`, selectors: ["labels.[1]"] }] })],
  ],
  ["marking-selector", [tool({ granular_markings: [{ selectors: ["name"] }] })]],
  ["reference-type", [tool({ created_by_ref: REF("tool") })]],
  ["reference-type", [tool({ object_marking_refs: [REF("identity")] })]],
  ["reference-type", [sdo("sighting", { sighting_of_ref: REF("tool"), where_sighted_refs: [REF("tool")] })]],
  [
    "relationship-ends",
    [sdo("relationship", { relationship_type: "uses", source_ref: REF("relationship"), target_ref: REF("tool") })],
  ],
  ["relationship-ends", [sdo("sighting", { sighting_of_ref: REF("ipv4-addr") })]],
  ["observable-reference", [sco("file", { name: "f", parent_directory_ref: REF("file") })]],
  ["observable-reference", [sco("network-traffic", { protocols: ["tcp"], src_ref: REF("url") })]],
  [
    "observed-data",
    [sdo("observed-data", { first_observed: TIME, last_observed: TIME, number_observed: 0, object_refs: [REF("url")] })],
  ],
  ["observed-data", [sdo("observed-data", { first_observed: TIME, last_observed: TIME, number_observed: 1 })]],
  ["mime-type", [sco("artifact", { mime_type: "nonsense", payload_bin: "AAAA" })]],
  ["character-set", [sco("file", { name: "f", name_enc: "no such set!" })]],
  ["language", [tool({ lang: "english language" })]],
  ["language", [sco("software", { name: "s", languages: ["en", "x y"] })]],
  ["language-content", [sdo("language-content", { object_ref: REF("tool"), contents: { "not a tag": { name: "n" } } })]],
  ["language-content", [sdo("language-content", { object_ref: REF("tool"), contents: { de: { Name: "n" } } })]],
  ["pattern", [sdo("indicator", { pattern: "[file:name = ]", pattern_type: "stix", valid_from: TIME })]],
  ["cpe", [sco("software", { name: "s", cpe: "cpe:2.3:a:b" })]],
  ["cpe", [sco("software", { name: "s", cpe: "cpe:/a:b:c" })]],
  ["uuid-version", [sco("process", { id: `process--${V5}`, pid: 1 })]],
  ["uuid-version", [sco("user-account", { id: `user-account--${V5}`, display_name: "d" })]],
  ["hash", [sco("file", { hashes: { MD5: "abc" } })]],
  ["extension", [tool({ extensions: { "my extension": { extension_type: "property-extension" } } })]],
  ["extension", [tool({ extensions: { [REF("extension-definition")]: { rank: 1 } } })]],
  ["opinion", [sdo("opinion", { opinion: "maybe", object_refs: [REF("tool")] })]],
  ["location", [sdo("location", { latitude: 1 })]],
  ["location", [sdo("location", { name: "somewhere" })]],
  ["external-reference", [tool({ external_references: [{ source_name: "s" }] })]],
  ["duplicate", [tool({}), tool({ description: "another" })]],
];

for (const [rule, objects] of WRONG)
  test(`${rule}: ${JSON.stringify(objects[0]).slice(0, 160)}`, () => {
    assert.deepEqual(rulesOf(...objects), [rule]);
  });

test("every rule has a bundle that breaks it", () => {
  assert.deepEqual([...new Set(WRONG.map(([rule]) => rule))].sort(), [...STIX_RULES].sort());
});

test("a type that objects inherit as a name is one that nobody knows", () => {
  assert.deepEqual(rulesOf(sdo("constructor", {})), []);
  assert.deepEqual(rulesOf(sdo("constructor", { first_seen: "yesterday" })), ["timestamp"]);
  assert.deepEqual(rulesOf(sco("file", { hashes: { constructor: "1" } })), []);
});

test("what is right is not found fault with", () => {
  const right = [
    identity({ lang: "zh-Hant-TW" }),
    tool({ created_by_ref: REF("identity"), confidence: 0, granular_markings: [{ lang: "en", selectors: ["name"] }] }),
    sdo("indicator", { pattern: "[file:name MATCHES '(?<=a)b']", pattern_type: "stix", valid_from: TIME }),
    sco("process", { pid: 1 }),
    sco("software", {
      name: "s",
      cpe: "cpe:2.3:a:foo\\:bar:big\\$money_manager_2010:*:*:*:*:special:ipod_touch:80gb:*",
      languages: ["eng"],
    }),
    sco("file", { name: "f", hashes: { "SHA-256": "a".repeat(64), "x-own": "anything" } }),
    marking(UUID, {}),
    { type: "tool", id: REF("tool"), created: "2016-01-01T00:00:00.000Z", modified: "2016-01-01T00:00:00.000Z", labels: [] },
  ];
  assert.deepEqual(rulesOf(...right), []);
});

test("a hostile bundle gets no endless report", () => {
  const objects = Array.from({ length: 6000 }, () => ({ type: "x--a", spec_version: "2.1", id: REF("x--a") }));
  const read = parseBundle(JSON.stringify({ type: "bundle", id: REF("bundle"), objects }));
  assert.ok(read.ok);
  assert.equal(validateBundle(read.value).length, STIX_FINDINGS_MAX);
});

test("a ring of ten thousand markings is found in one go", () => {
  const name = (at: number) => `00000000-0000-4000-8000-${String(at % 10_000).padStart(12, "0")}`;
  const ring = Array.from({ length: 10_000 }, (_, at) =>
    marking(name(at), { object_marking_refs: [`${MARK}--${name(at + 1)}`] }),
  );
  assert.deepEqual(rulesOf(...ring), ["marking-circular"]);
});
