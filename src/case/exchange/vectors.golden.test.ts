import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { AT, CASE, KEEPER, Scene, sha256 } from "../../../test/case/nouns.ts";
import { assertGolden } from "../../../test/support/golden.ts";
import { type CasefilePredicate, nounId } from "../../model/index.ts";
import { formatBundle, parseBundle } from "../../stix/index.ts";
import type { CaseNoun } from "../graph/held.ts";
import { exportStix } from "./export.ts";
import { importStix } from "./import.ts";

const SPEC = join(import.meta.dirname, "../../../spec");
const sha1 = (bytes: Uint8Array) => new Uint8Array(createHash("sha1").update(bytes).digest());

const CASEFILE: CasefilePredicate = {
  case: CASE,
  event: "opened",
  title: "Clock outage",
  victim: "Harbour Time Service",
  incidents: [],
  sectors: [],
  jurisdictions: [],
  duties: [],
  awareAt: null,
  tlp: "green",
  by: KEEPER,
  at: AT,
};

/** The case of the page: a record, and an address read in its row 41. */
function nouns(): readonly CaseNoun[] {
  const scene = new Scene();
  const record = scene.record("auth.log", "sensor:hts-jump1");
  const fact = { of: "observable" as const, type: "ipv4-addr", properties: '{"value":"198.51.100.7"}' };
  const by = { tool: "meridian", version: "1", arguments: [] };
  scene.add({ noun: "observation", record, at: { by: "row", row: 41 }, fact, when: null, by });
  return scene.nouns.map((noun, order) => ({
    id: nounId(noun, sha256),
    noun,
    order,
    statedBy: KEEPER,
    entry: null,
    withdrawnBy: null,
  }));
}

const exported = formatBundle(
  exportStix(nouns(), CASEFILE, { audience: "green", exporter: KEEPER, at: AT, sha1, sha256 }).bundle,
);

/** What an importer makes of a text: the names of the nouns that it carries and how many of others', or the refusal. */
function told(text: string) {
  const read = parseBundle(text);
  if (!read.ok) return { refused: read.fault.kind };
  const taken = importStix(read.value, {
    case: CASE,
    by: KEEPER,
    at: AT,
    digest: "0".repeat(64),
    title: "",
    tlp: "amber",
    sha256,
  });
  const own = new Set(nouns().map(({ id }) => id));
  const names = taken.dockets.flatMap((docket) => docket.nouns.map((noun) => nounId(noun, sha256)));
  return { carried: names.filter((name) => own.has(name)), foreign: taken.nouns.foreign };
}

const TEXTS = [
  { what: "the example of the page", text: exported },
  {
    what: "an object changed after it was sealed",
    text: exported.replace('"row":41', '"row":42').replace('"name":"auth.log"', '"name":"other.log"'),
  },
  { what: "a noun under another name", text: exported.replace('\\"row\\":41', '\\"row\\":42') },
  { what: "a name twice", text: exported.replace('"type":"bundle"', '"type":"bundle","type":"bundle"') },
  { what: "cut in the middle", text: exported.slice(0, 2000) },
  { what: "not a bundle", text: "{}" },
];

test("the published vectors are what we write and read", () => {
  const vectors = TEXTS.map(({ what, text }) => ({ what, text, gives: told(text) }));
  assertGolden(join(SPEC, "stix.vectors.json"), `${JSON.stringify(vectors, null, 1)}\n`);
  assert.deepEqual(vectors[0]?.gives, { carried: nouns().map(({ id }) => id), foreign: 0 });
});

test("the example of the page is the one that we write", () => {
  const page = readFileSync(join(SPEC, "stix.md"), "utf8");
  for (const [, id] of exported.matchAll(/"id":"((?:file|ipv4-addr|observed-data)--[0-9a-f-]+)"/g))
    assert.ok(page.includes(id ?? "none"), `${id} is not on the page`);
  for (const { id } of nouns()) assert.ok(page.includes(id), `${id} is not on the page`);
});
