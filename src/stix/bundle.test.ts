import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { sharedData, skipWithout } from "../../test/support/shared-data.ts";
import { formatJson, type Json, parseJson } from "../lib/index.ts";
import { formatBundle, parseBundle, parseObject } from "./bundle.ts";

const ID = "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d";
const TOOL = '{"type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}';
const bundle = (objects: string) => `{"type":"bundle","id":"${ID}","objects":${objects}}`;

const REFUSED: readonly (readonly [string, string, string])[] = [
  ["no JSON", "{", "bad-json"],
  ["a name twice", `{"type":"bundle","type":"bundle","id":"${ID}"}`, "bad-json"],
  [
    "an integer that a double would change",
    bundle(`[{"type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","x":9007199254740993}]`),
    "bad-json",
  ],
  ["a lone surrogate", bundle(`[{"type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","x":"\\ud800"}]`), "bad-json"],
  ["too deep", bundle("[".repeat(100)), "bad-json"],
  ["no bundle", TOOL, "bad-stix"],
  ["another id", '{"type":"bundle","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}', "bad-stix"],
  ["objects that are null", bundle("null"), "bad-stix"],
  ["an object that is none", bundle("[1]"), "bad-stix"],
  ["an object without a type", bundle('[{"id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}]'), "bad-stix"],
  ["an id of another type", bundle('[{"type":"tool","id":"malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}]'), "bad-stix"],
  ["a bundle in a bundle", bundle(`[{"type":"bundle","id":"${ID}"}]`), "bad-stix"],
];

for (const [name, text, kind] of REFUSED)
  test(`a bundle is refused: ${name}`, () => {
    const read = parseBundle(text);
    assert.equal(read.ok ? "taken" : read.fault.kind, kind);
  });

test("a limit is said with its number", () => {
  const limits = { textUnits: 1000, objects: 1 };
  assert.deepEqual(parseBundle(bundle(`[${TOOL},${TOOL}]`), limits), {
    ok: false,
    fault: { kind: "too-large", what: "objects", max: 1 },
  });
  assert.deepEqual(parseBundle(" ".repeat(1001), limits), { ok: false, fault: { kind: "too-large", what: "text", max: 1000 } });
});

test("what nobody knows stays: types, properties, extensions, versions of one id, empty lists", () => {
  const unknown =
    '{"type":"x-tide","id":"x-tide--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","__proto__":1,"constructor":[],"n":1.50,"z":null}';
  for (const text of [
    bundle(`[${unknown},${TOOL},${TOOL}]`),
    bundle("[]"),
    `{"type":"bundle","id":"${ID}","x_own":{"a":[]},"spec_version":"2.0"}`,
  ]) {
    const [read, json] = [parseBundle(text), parseJson(text)];
    assert.ok(read.ok && json.ok);
    assert.equal(formatBundle(read.value), `${formatJson(json.value)}\n`);
  }
});

const NAME = fc.stringMatching(/^[a-z_]{3,12}$/).filter((name) => name !== "type" && name !== "id");

test("whatever JSON an object holds comes back the same, in another order of properties only", () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(NAME, fc.jsonValue({ maxDepth: 3, stringUnit: "grapheme" })), { maxLength: 5 }),
      (bodies) => {
        const objects = bodies.map((body) => ({ ...body, type: "x-tide", id: "x-tide--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f" }));
        const text = JSON.stringify({ objects, id: ID, type: "bundle" });
        const read = parseBundle(text);
        const json = parseJson(text);
        assert.equal(read.ok, json.ok);
        if (!read.ok || !json.ok) return;
        assert.equal(formatBundle(read.value), `${formatJson(json.value)}\n`);
        const again = parseBundle(formatBundle(read.value));
        assert.ok(again.ok);
        assert.equal(formatBundle(again.value), formatBundle(read.value));
      },
    ),
  );
});

test("a bundle cut anywhere, or with a byte changed, is read or refused and never worse", () => {
  const whole = bundle(`[${TOOL}]`);
  for (let length = 0; length < whole.length; length++) assert.equal(parseBundle(whole.slice(0, length)).ok, false);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.string({ unit: "binary", maxLength: 3 }), (at, noise) => {
      parseBundle(whole.slice(0, at) + noise + whole.slice(at + 1));
    }),
  );
});

const FILES = ["stix2-json-schemas/examples", "stix2-json-schemas/examples/threat-reports", "attack", "attack-flow/stix"];

test("every published bundle comes back whole", { skip: skipWithout("stix2-json-schemas") }, () => {
  let read = 0;
  for (const folder of FILES.flatMap((name) => sharedData(...name.split("/")) ?? []))
    for (const file of readdirSync(folder).filter((name) => /\.json(?:\.gz)?$/.test(name) && !/schema|extension/.test(name))) {
      const bytes = readFileSync(join(folder, file));
      const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      const json = parseJson(text);
      assert.ok(json.ok, file);
      const taken = parseBundle(text);
      if (taken.ok) assert.equal(formatBundle(taken.value), `${formatJson(json.value)}\n`, file);
      else assert.equal(formatJson(objectIn(text)), formatJson(json.value), file);
      read++;
    }
  assert.ok(read >= 10, `${read} files were read`);
});

function objectIn(text: string): Json {
  const read = parseObject(text);
  return read.ok ? read.value : null;
}
