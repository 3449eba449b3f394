import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sha256 } from "../../../test/support/telemetry.ts";
import { present } from "../../lib/index.ts";
import { addBackgrounds, type Background, formatBackground, HOUR_MS, readBackground } from "./background.ts";
import { readHashList } from "./hash-list.ts";
import { countBackground, identifyTools } from "./identify.ts";
import { indicatorTrait } from "./indicator.ts";
import { createToolKnowledge, type ToolSources } from "./knowledge.ts";
import type { ToolObservation } from "./observed.ts";
import { readToolPack } from "./pack.ts";
import { STRENGTH_BANS_MAX, UNKNOWN_BANS_MAX } from "./strength.ts";

const DIGEST = "ab".repeat(32);
const pack = (id: string, name: string, also = "[]") => `
title: ${name}
tool: { id: ${id}, name: ${name} }
sources: [Harbour Authority]
reviewed: { by: North Port CERT, on: "2026-11-22" }
traits:
  - way: command-line
    says: told to send
    level: family
    shows: [0.5, 0.8, 0.95]
    forgeability: 0.5
    also: ${also}
    where:
      - { field: CommandLine, op: program, values: [carry] }
      - { field: CommandLine, op: flag, values: ["send:2"] }
`;

function traitsOf(text: string) {
  const read = readToolPack(text, sha256);
  assert.ok(read.ok, read.ok ? "" : `${read.fault.where}: ${read.fault.expected}`);
  return read.value;
}

const BARE: ToolSources = { traits: traitsOf(pack("carry", "Carry")), hashes: [], software: [] };
const knowledge = createToolKnowledge(BARE, sha256);

function seen(hour: number, fields: ToolObservation["fields"], techniques: readonly string[] = []): ToolObservation {
  return { records: [`record ${hour} ${JSON.stringify(fields)}`], place: "hts-jump1", atMs: hour * HOUR_MS, fields, techniques };
}
const calm = (hours: number) => Array.from({ length: hours }, (_, hour) => seen(hour, { CommandLine: "ls" }));
const USED = seen(0, { CommandLine: "C:\\Temp\\Carry.exe -Se^nd payroll" });

test("a tool is found by its command line, with the record and the base rate", () => {
  const background = countBackground(knowledge, calm(200), { corpus: "200 calm hours" });
  const { findings, tools, searched } = identifyTools(knowledge, [USED, ...calm(1)], { background });
  const [finding] = findings;
  assert.deepEqual([finding?.tool.name, finding?.way, finding?.records, searched], ["Carry", "command-line", USED.records, 1]);
  const base = present(finding, "found").baseRate;
  assert.ok(base.known && base.windows === 0 && base.of === 200 && base.corpus === "200 calm hours");
  assert.ok((tools[0]?.bans.lo ?? 0) > 1 && (tools[0]?.bans.best ?? 0) > 2);
});

test("what is common in calm times weighs little", () => {
  const busy = calm(200).map((observation, at) => (at % 2 === 0 ? { ...USED, atMs: observation.atMs } : observation));
  const background = countBackground(knowledge, busy, { corpus: "a site that uses it" });
  const [sum] = identifyTools(knowledge, [USED], { background }).tools;
  assert.ok(present(sum, "found").bans.best < 0.5);
});

test("without a corpus the base rate is unknown and no finding weighs more than its cap", () => {
  const { findings } = identifyTools(knowledge, [USED], { background: null });
  assert.equal(findings[0]?.baseRate.known, false);
  assert.ok((findings[0]?.weights.build.hi ?? 9) <= UNKNOWN_BANS_MAX["command-line"]);
  assert.ok((findings[0]?.weights.build.lo ?? 9) <= 0);
});

test("a corpus that was counted before a trait was known says nothing of it", () => {
  const older = createToolKnowledge({ ...BARE, traits: [] }, sha256);
  const background = countBackground(older, calm(100), { corpus: "older" });
  const [finding] = identifyTools(knowledge, [USED], { background }).findings;
  assert.equal(finding?.baseRate.known, false);
});

test("who searches more places finds more by accident", () => {
  const background = countBackground(knowledge, calm(200), { corpus: "200 calm hours" });
  const bansIn = (hours: number) => identifyTools(knowledge, [USED, ...calm(hours)], { background }).tools[0]?.bans.best ?? 0;
  assert.ok(bansIn(1) > bansIn(50) && bansIn(50) > bansIn(5000));
});

test("a trait that two tools show is counted for both, and each finding says so", () => {
  const both = createToolKnowledge({ ...BARE, traits: [...BARE.traits, ...traitsOf(pack("haul", "Haul", "[Lug]"))] }, sha256);
  const { findings, tools } = identifyTools(both, [USED], { background: null });
  assert.deepEqual(
    findings.map(({ tool }) => tool.id),
    ["carry", "haul"],
  );
  assert.deepEqual(findings[0]?.shared.names, ["Carry", "Haul", "Lug"]);
  assert.deepEqual(
    tools.map(({ alike }) => alike),
    [
      ["Haul", "Lug"],
      ["Carry", "Lug"],
    ],
  );
});

test("a digest names the build; another build is far less likely to have it", () => {
  const list = readHashList(`# ours\n${DIGEST.toUpperCase()},carry,Carry,1.2\n`, "Harbour Authority", sha256);
  assert.ok(list.ok);
  const known = createToolKnowledge({ ...BARE, hashes: list.value }, sha256);
  const background = countBackground(known, calm(300), { corpus: "calm" });
  const file = seen(0, { Hashes: `SHA1=${"cd".repeat(20)},SHA256=${DIGEST.toUpperCase()}` });
  const [finding] = identifyTools(known, [file], { background }).findings;
  assert.ok(finding !== undefined && finding.way === "hash");
  assert.ok(finding.weights.build.best > 2 && finding.weights.build.best - finding.weights.anotherBuild.best > 1);
  assert.ok(finding.weights.build.hi <= STRENGTH_BANS_MAX);
  assert.equal(identifyTools(known, [seen(0, { Hashes: `SHA256=0${DIGEST}` })], { background }).findings.length, 0);
});

test("an indicator is matched event by event; one about several events is refused", () => {
  const tool = { id: "carry", name: "Carry" };
  const of = (pattern: string) =>
    indicatorTrait({ id: "indicator--1", tool, name: "I", pattern, source: "North Port CERT" }, sha256);
  const trait = of("[domain-name:value = 'drop.example' OR file:name = 'Carry.exe']");
  assert.ok(trait.ok);
  const known = createToolKnowledge({ ...BARE, traits: [trait.value] }, sha256);
  const found = identifyTools(known, [seen(0, { QueryName: "drop.example" }), seen(1, { Image: "C:\\T\\Carry.exe" })], {
    background: null,
  });
  assert.deepEqual(
    found.findings.map(({ way, observations }) => [way, observations]),
    [["indicator", 2]],
  );
  assert.equal(of("[file:name = 'a'] FOLLOWEDBY [file:name = 'b']").ok, false);
  assert.equal(of("[file:name = ").ok, false);
});

test("an indicator that is looked up by its texts matches what it would match alone", () => {
  const texts = ["drop.example", "Carry.exe", "10.0.0.7"];
  const field = fc.constantFrom("QueryName", "Image", "DestinationIp");
  const part = fc.record({
    path: fc.constantFrom("domain-name:value", "file:name", "ipv4-addr:value"),
    text: fc.constantFrom(...texts),
  });
  const test = part.map(({ path, text }) => `${path} = '${text}'`);
  const pattern = fc.oneof(
    test,
    fc.tuple(test, fc.constantFrom("AND", "OR"), test).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(pattern, field, fc.constantFrom(...texts), (inner, name, value) => {
      const trait = indicatorTrait(
        { id: "i", tool: { id: "c", name: "C" }, name: "I", pattern: `[${inner}]`, source: "s" },
        sha256,
      );
      assert.ok(trait.ok);
      const [fast, slow] = [trait.value, { ...trait.value, anchors: null }].map(
        (one) =>
          createToolKnowledge({ traits: [one], hashes: [], software: [] }, sha256).match(seen(0, { [name]: value })).length,
      );
      assert.equal(fast, slow);
    }),
  );
});

test("a profile of the knowledge base is compared by techniques, with the tools that fit as well", () => {
  const techniques = ["T1003.001", "T1021.002", "T1059.001", "T1105"];
  const software = [
    { id: "S1", name: "Carry", techniques },
    { id: "S2", name: "Haul", techniques: techniques.slice(0, 3) },
    { id: "S3", name: "Lug", techniques: techniques.slice(0, 2) },
  ];
  const known = createToolKnowledge({ traits: [], hashes: [], software }, sha256);
  const observations = techniques.slice(0, 3).map((technique, hour) => seen(hour, {}, [technique]));
  const { findings } = identifyTools(known, observations, { background: null });
  assert.deepEqual(
    findings.map(({ tool, shared }) => [tool.name, shared.names]),
    [
      ["Carry", ["Carry", "Haul"]],
      ["Haul", ["Carry", "Haul"]],
    ],
  );
  assert.ok(findings.every(({ weights }) => weights.build.hi <= UNKNOWN_BANS_MAX.behaviour));
});

const anyObservation = fc.record({
  hour: fc.integer({ min: 0, max: 20 }),
  line: fc.constantFrom("ls", "carry -send x", "carry -x", "carry /SEND", "other"),
});
test("the order of observations changes nothing, and repeating one adds no weight", () => {
  const background = countBackground(knowledge, calm(100), { corpus: "calm" });
  fc.assert(
    fc.property(fc.array(anyObservation, { maxLength: 20 }), (drawn) => {
      const observations = drawn.map(({ hour, line }) => seen(hour, { CommandLine: line }));
      const once = identifyTools(knowledge, observations, { background });
      assert.deepEqual(identifyTools(knowledge, observations.toReversed(), { background }), once);
      assert.deepEqual(identifyTools(knowledge, [...observations, ...observations], { background }).tools, once.tools);
    }),
  );
});

test("a background comes back as it was written, and two of disjoint windows add up", () => {
  const one = countBackground(knowledge, [...calm(10), USED], { corpus: "north" });
  const other = countBackground(knowledge, calm(20).slice(10), { corpus: "south" });
  assert.deepEqual(readBackground(formatBackground(one)), { ok: true, value: one });
  const both = addBackgrounds(one, other);
  assert.ok(both.ok);
  const counted = countBackground(knowledge, [...calm(20), USED], { corpus: "north; south" });
  assert.equal(formatBackground(both.value), formatBackground(counted));
  assert.equal(addBackgrounds(one, { ...other, windowMs: 1 }).ok, false);
});

test("a background that cannot be is refused", () => {
  const good = countBackground(knowledge, calm(2), { corpus: "calm" });
  const change = (part: Partial<Background>) => readBackground(formatBackground({ ...good, ...part })).ok;
  assert.ok(change({}));
  assert.ok(!change({ windowMs: 0 }) && !change({ seen: { [good.looked[0] ?? ""]: 3 } }) && !change({ windows: -1 }));
});
