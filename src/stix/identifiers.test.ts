import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { JsonObject } from "../lib/index.ts";
import { latestById } from "./bundle.ts";
import { parseIdentifier } from "./identifier.ts";
import { scoId } from "./sco-id.ts";
import { compareTimes, parseTimestamp } from "./timestamp.ts";
import { TLP_LEVELS, tlpMarking, tlpMarkingV1, tlpOf, tlpOfMarking } from "./tlp.ts";
import { uuidV4 } from "./uuid.ts";

const sha1 = (bytes: Uint8Array) => new Uint8Array(createHash("sha1").update(bytes).digest());

/** Made by the Python library of OASIS (stix2 3.0.2). */
const KNOWN: readonly (readonly [string, JsonObject])[] = [
  ["ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4", { value: "198.51.100.3" }],
  [
    "file--7e567502-8994-53ff-9c69-79240cae362d",
    {
      size: 3,
      hashes: {
        "SHA-256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        MD5: "d41d8cd98f00b204e9800998ecf8427e",
      },
      name: "a.exe",
    },
  ],
  ["domain-name--dbf3aff2-b3cd-57d2-9616-0ddfde9d01ad", { value: "bücher.example" }],
  ["autonomous-system--9ad79ee3-2fde-5015-b0cc-7a96404effca", { number: 64496, name: "not part of it" }],
  ["user-account--28a10aa1-eddf-57b5-bc46-4e606ee90036", { account_login: "ops", account_type: "unix" }],
  [
    "windows-registry-key--fbe6e6db-c755-520c-a2fe-d8b6de9c0168",
    { values: [{ data_type: "REG_SZ", name: "a", data: "b" }], key: "HKEY_LOCAL_MACHINE\\Software\\T" },
  ],
  [
    "network-traffic--26bca92f-59f9-5fd3-a013-02aaf45b04ad",
    { src_ref: "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4", protocols: ["ipv4", "tcp"], src_port: 24678 },
  ],
  ["url--7c97ba9f-1c22-5a5a-97fe-93291e9cc5c6", { value: "https://x.example/?a='b'" }],
  ["directory--2bda44dc-71c7-5067-a65e-12ee13230b84", { path: "C:\\Windows\\é" }],
];

for (const [id, properties] of KNOWN)
  test(`the identifier of an observable is the one that others compute: ${id}`, () => {
    assert.equal(scoId(parseIdentifier(id)?.type ?? "", properties, sha1), id);
  });

test("without anything to compute from there is none", () => {
  assert.equal(scoId("process", { pid: 1 }, sha1), undefined);
  assert.equal(scoId("file", { size: 1 }, sha1), undefined);
  assert.equal(scoId("constructor", { value: "1" }, sha1), undefined);
  assert.notEqual(scoId("file", { hashes: { "x-b": "1", "x-a": "2" } }, sha1), scoId("file", { hashes: { "x-b": "1" } }, sha1));
});

const IDS: readonly (readonly [string, number | undefined])[] = [
  ["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", 4],
  ["x-tide--8E2E2D2B-17D4-5CBF-938F-98EE46B3CD3F", 5],
  ["tool-8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", undefined],
  ["tool--8e2e2d2b17d44cbf938f98ee46b3cd3f", undefined],
  ["Tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", undefined],
  [`${"a".repeat(300)}--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f`, undefined],
  ["tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f\n", undefined],
  ["", undefined],
];

for (const [text, version] of IDS)
  test(`identifier ${JSON.stringify(text.slice(0, 60))}`, () => assert.equal(parseIdentifier(text)?.version, version));

test("a random UUID has version and variant whatever the bytes", () => {
  assert.equal(
    uuidV4(() => new Uint8Array(16).fill(255)),
    "ffffffff-ffff-4fff-bfff-ffffffffffff",
  );
  assert.equal(
    uuidV4(() => new Uint8Array(16)),
    "00000000-0000-4000-8000-000000000000",
  );
});

const TIMES: readonly (readonly [string, boolean])[] = [
  ["2026-11-22T12:00:00Z", true],
  ["2026-11-22T12:00:00.123456789Z", true],
  ["2016-12-31T23:59:60Z", true],
  ["2024-02-29T00:00:00Z", true],
  ["2100-02-29T00:00:00Z", false],
  ["2026-04-31T00:00:00Z", false],
  ["2026-00-01T00:00:00Z", false],
  ["2026-11-22T24:00:00Z", false],
  ["2026-11-22T12:00:00+00:00", false],
  ["2026-11-22 12:00:00Z", false],
  ["2026-11-22T12:00:00.Z", false],
  ["2026-11-22T12:00:00Z\n", false],
];

for (const [text, sound] of TIMES)
  test(`time ${JSON.stringify(text)}`, () => assert.equal(parseTimestamp(text) !== undefined, sound));

test("times are compared exactly, whatever the number of digits", () => {
  const sorted = [
    "0001-01-01T00:00:00Z",
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.0001Z",
    "2026-01-01T00:00:00.00010000001Z",
    "2026-01-01T00:00:00.45Z",
    "2026-01-01T00:00:00.5Z",
    "2026-01-01T00:00:01Z",
  ];
  for (const [at, text] of sorted.entries())
    for (const [other, right] of sorted.entries()) {
      const [a, b] = [parseTimestamp(text), parseTimestamp(right)];
      assert.ok(a !== undefined && b !== undefined);
      assert.equal(Math.sign(compareTimes(a, b)), Math.sign(at - other));
    }
  assert.equal(parseTimestamp("2026-01-01T00:00:00.500Z")?.key, parseTimestamp("2026-01-01T00:00:00.5Z")?.key);
});

test("the five markings of TLP 2.0 have the published identifiers", () => {
  assert.deepEqual(
    TLP_LEVELS.map((level) => [tlpMarking(level)["name"], tlpMarking(level).id.slice(20)]),
    [
      ["TLP:CLEAR", "94868c89-83c2-464b-929b-a1a8aa3c8487"],
      ["TLP:GREEN", "bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
      ["TLP:AMBER", "55d920b0-5e8b-4f79-9ee9-91f868d9b421"],
      ["TLP:AMBER+STRICT", "939a9414-2ddd-4d32-a0cd-375ea402b003"],
      ["TLP:RED", "e828b379-4e03-4974-9ac4-e53a884c97c1"],
    ],
  );
});

test("TLP 1.0 is read and, for old tools, written, never milder than it was", () => {
  const read = TLP_LEVELS.map((level) => tlpOfMarking(tlpMarkingV1(level), undefined));
  assert.deepEqual(read, ["clear", "green", "amber", "red", "red"]);
  assert.deepEqual(
    TLP_LEVELS.map((level) => tlpOfMarking(tlpMarking(level).id, undefined)),
    [...TLP_LEVELS],
  );
});

test("a marking that a producer made counts by what it says; of several the strictest counts, of parts too", () => {
  const UUID = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
  const own = { ...tlpMarking("amber+strict"), id: `marking-definition--${UUID}` };
  const old = {
    ...own,
    id: "marking-definition--11111111-17d4-4cbf-938f-98ee46b3cd3f",
    extensions: {},
    definition_type: "tlp",
    definition: { tlp: "WHITE" },
  };
  const definitions = latestById([own, old]);
  const object = (refs: readonly string[], part?: string) => ({
    type: "tool",
    id: `tool--${UUID}`,
    object_marking_refs: refs,
    granular_markings: part === undefined ? [] : [{ marking_ref: part, selectors: ["name"] }],
  });
  assert.equal(tlpOf(object([]), definitions), undefined);
  assert.equal(tlpOf(object([old.id]), definitions), "clear");
  assert.equal(tlpOf(object([old.id, own.id, tlpMarking("green").id]), definitions), "amber+strict");
  assert.equal(tlpOf(object([tlpMarking("green").id], tlpMarking("red").id), definitions), "red");
});
