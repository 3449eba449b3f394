import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createLineDetector } from "../../../src/detect/fast/line-detector.ts";
import { SCANNER_OPTIONS } from "../../../src/detect/fast/scanner.ts";
import { createMatcher } from "../../../src/detect/sigma/index.ts";
import { lineView } from "../../../src/telemetry/index.ts";
import { progress } from "../../support/progress.ts";
import { skipWithout } from "../../support/shared-data.ts";
import { compiledRules, eventOfLine, recordedLines, regressionLines } from "./lines.ts";

const SOAK = process.env["MERIDIAN_SOAK"] === "1";
/** All recordings together are longer than a string may be. */
const LINES_AT_ONCE = 10_000;
const SEED = 0x9e3779b97f4a7c15n;
const skipRules = skipWithout("sigma", "rules");
const skipRecordings = skipRules === false ? skipWithout("otrf", "datasets", "atomic", "windows") : skipRules;

/** What both ways find in the lines; the share of lines that were read in full. */
function compare(format: string, lines: readonly string[]): { readonly hits: number; readonly read: number } {
  const view = lineView(format);
  assert.ok(view !== undefined);
  const rules = compiledRules();
  const matcher = createMatcher(rules, 0);
  const readLine = (bytes: Uint8Array): ReturnType<typeof eventOfLine> => eventOfLine(format, bytes);
  const detector = createLineDetector(rules, view, {
    utcOffsetMinutes: 0,
    readLine,
    scanner: { ...SCANNER_OPTIONS, seed: SEED },
  });
  const sums = { hits: 0, read: 0 };
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
    const part = lines.slice(at, at + LINES_AT_ONCE);
    const bytes = new TextEncoder().encode(`${part.join("\n")}\n`);
    const { consumed, read, fired } = detector.observe(bytes, true);
    assert.equal(consumed, bytes.length);
    const found = fired.map(({ start, end, hits }) => `${start} ${end} ${hits.map(({ rule }) => rule.ref.id).join()}`);
    assert.deepEqual(found, expected(part));
    sums.hits += found.length;
    sums.read += read;
    progress(() => `${at} of ${lines.length} lines`);
  }
  return sums;

  function expected(part: readonly string[]): readonly string[] {
    const all: string[] = [];
    let start = 0;
    for (const line of part) {
      const text = new TextEncoder().encode(line);
      const event = readLine(text);
      const hits = event === undefined ? [] : matcher.match(event);
      if (hits.length > 0) all.push(`${start} ${start + text.length} ${hits.map(({ rule }) => rule.ref.id).join()}`);
      start += text.length + 1;
    }
    return all;
  }
}

test("recorded attacks: lines that are not read hold nothing that a rule fires on", { skip: skipRecordings }, (t) => {
  const lines = recordedLines(SOAK ? 1 : 40, SOAK ? 100 : 25);
  const { hits, read } = compare("windows-flat-json", lines);
  t.diagnostic(`${lines.length} lines, ${hits} with hits, ${read} read in full`);
  assert.ok(hits > 20);
  assert.ok(read - hits < lines.length / 40);
});

test("the regression samples, nested as evtx_dump writes them", { skip: skipRules }, (t) => {
  const lines = regressionLines();
  const { hits, read } = compare("evtx-json", lines);
  t.diagnostic(`${lines.length} lines, ${hits} with hits, ${read} read in full`);
  assert.ok(hits > 100);
  assert.ok(read < lines.length);
});

const SAMPLES = [
  ["winlogbeat", "winlogbeat"],
  ["winlogbeat-6", "winlogbeat"],
  ["suricata-eve", "eve"],
  ["aws-cloudtrail", "cloudtrail"],
  ["zeek-json", "zeek"],
] as const;

test("samples of the other formats", { skip: skipRules }, () => {
  for (const [format, file] of SAMPLES) {
    const path = join(import.meta.dirname, "../../../src/telemetry/samples", `${file}.ndjson`);
    const lines = readFileSync(path, "utf8").split("\n");
    compare(
      format,
      lines.filter((line) => line !== ""),
    );
  }
});

test("without a scanner every line is read", () => {
  const view = lineView("zeek-json");
  assert.ok(view !== undefined);
  const read: string[] = [];
  const readLine = (bytes: Uint8Array): undefined => void read.push(new TextDecoder().decode(bytes));
  const detector = createLineDetector([], view, { utcOffsetMinutes: 0, readLine, scanner: undefined });
  assert.deepEqual(detector.observe(new TextEncoder().encode("a\n\nb"), false), { consumed: 3, read: 2, fired: [] });
  assert.deepEqual(detector.observe(new TextEncoder().encode("b"), true), { consumed: 1, read: 1, fired: [] });
  assert.deepEqual(read, ["a", "", "b"]);
});

test("a time in seconds with a fraction is no reason to read a line, other spellings are", () => {
  const view = lineView("zeek-json");
  assert.ok(view !== undefined);
  const detector = createLineDetector([], view, {
    utcOffsetMinutes: 0,
    readLine: () => undefined,
    scanner: { ...SCANNER_OPTIONS, seed: SEED },
  });
  const rows: readonly (readonly [ts: string, read: number])[] = [
    ["1795352833.820456", 0],
    ["1795352833", 0],
    ['"2026-11-22T13:07:14.25Z"', 0],
    ["1795352833.8204560001", 1],
    ["17953528330.5", 1],
    ["-1.5", 1],
    ["1.5e9", 1],
    ["1.", 1],
    ["[1.5]", 1],
    ['{"a":1}', 1],
  ];
  for (const [ts, read] of rows) {
    const line = new TextEncoder().encode(`{"_path":"conn","ts":${ts},"uid":"C1"}\n`);
    assert.equal(detector.observe(line, true).read, read, ts);
  }
});
