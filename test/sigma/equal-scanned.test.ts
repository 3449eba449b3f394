import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createRuleJudge } from "../../src/detect/fast/rule-judge.ts";
import { createScanner, SCANNER_OPTIONS, type Scanner } from "../../src/detect/fast/scanner.ts";
import { createMatcher } from "../../src/detect/sigma/index.ts";
import { lineView } from "../../src/telemetry/views/index.ts";
import { progress } from "../support/progress.ts";
import { sharedData, skipWithout } from "../support/shared-data.ts";
import { eventsOf, filesUnder, jsonDocuments, sigmaRules } from "./support.ts";
import { zipLines } from "./zip.ts";

const SOAK = process.env["MERIDIAN_SOAK"] === "1";
const RECORDING_STRIDE = SOAK ? 1 : 21;
const LINES_EACH_MAX = SOAK ? Number.POSITIVE_INFINITY : 1_500;
/** Real feeds take the fast path: of their lines at most so many are not vouched for. */
const UNVOUCHED_MAX = 0.02;

const skip = skipWithout("otrf", "datasets", "atomic", "windows");

test("no rule fires on a recorded line that the scanner passes over, and it passes over most", { skip }, (t) => {
  const zips = filesUnder(sharedData("otrf", "datasets", "atomic", "windows") as string, ".zip");
  const found = judged("windows-flat-json", lanes(zips));
  t.diagnostic(JSON.stringify(found));
  assert.deepEqual(found.missed, []);
  assert.ok(found.hits > 10 && found.mayFire < found.lines / 10 && found.unvouched <= found.lines * UNVOUCHED_MAX);
});

test("the same of the nested events of SigmaHQ's samples, on nearly all of which one fires", {
  skip: skipWithout("sigma", "regression_data"),
}, (t) => {
  const paths = filesUnder(sharedData("sigma", "regression_data") as string, ".json");
  const lines = paths
    .flatMap((path) => jsonDocuments(readFileSync(path, "utf8")))
    .map((text) => JSON.stringify(JSON.parse(text)));
  const quiet = lines.map((line) => line.replace(/(?<=":")[^"\\]{4,}(?=")/g, (value) => value.replace(/[aeiou]/g, "\u0079")));
  const found = judged("evtx-json", [lines, quiet]);
  t.diagnostic(JSON.stringify(found));
  assert.deepEqual(found.missed, []);
  assert.ok(found.hits > 150 && found.unvouched <= found.lines * UNVOUCHED_MAX);
});

function* lanes(zips: readonly string[]): Generator<readonly string[]> {
  for (const [number, path] of zips.entries()) if (number % RECORDING_STRIDE === 0) yield zipLines(path).slice(0, LINES_EACH_MAX);
}

type Found = { lines: number; hits: number; mayFire: number; unvouched: number; missed: string[] };

function judged(format: string, recordings: Iterable<readonly string[]>): Found {
  const compiled = sigmaRules().rules.flatMap(({ detection }) => (detection === null ? [] : [detection]));
  const matcher = createMatcher(compiled, 0);
  const view = lineView(format);
  assert.ok(view);
  const options = { ...SCANNER_OPTIONS, seed: 20_261_123n };
  const scanner = createScanner((module) => createRuleJudge(compiled, view, { utcOffsetMinutes: 0, module }), options);
  assert.ok(scanner);
  const found: Found = { lines: 0, hits: 0, mayFire: 0, unvouched: 0, missed: [] };
  for (const lines of recordings) {
    const handed = handedOf(scanner, lines, found);
    const events = eventsOf(lines);
    assert.equal(events.length, lines.length);
    for (const [number, event] of events.entries()) {
      const hits = matcher.match(event).length;
      found.hits += hits;
      if (hits > 0 && !handed.has(number)) found.missed.push(lines[number] as string);
    }
    found.lines += lines.length;
    progress(() => `${found.lines} lines, ${found.hits} hits`);
  }
  return found;
}

/** The numbers of the lines that must be read in full. */
function handedOf(scanner: Scanner, lines: readonly string[], found: Found): ReadonlySet<number> {
  const starts = new Map<number, number>();
  let at = 0;
  for (const [number, line] of lines.entries()) {
    starts.set(at, number);
    at += Buffer.byteLength(line) + 1;
  }
  const { handed } = scanner.scan(Buffer.from(`${lines.join("\n")}\n`), true);
  for (const { why } of handed) found[why === "may fire" ? "mayFire" : "unvouched"]++;
  return new Set(handed.map(({ start }) => starts.get(start) as number));
}
