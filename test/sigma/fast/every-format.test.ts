import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import type { ScannerOptions } from "../../../src/detect/fast/scanner.ts";
import { VIEWED_FORMATS } from "../../../src/telemetry/index.ts";
import { BothWays } from "./both-ways.ts";
import { Drawn } from "./drawn.ts";
import { DRAWN_FORMATS, type DrawnFormat } from "./drawn-formats.ts";
import { lineMaker } from "./drawn-lines.ts";
import { drawnRule, textsIn } from "./drawn-rules.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 1_000 : 4;
/** Run always, so that each format has lines with hits and lines that were not read, whatever else is drawn. */
const ALWAYS: [seed: number][] = [[0], [1], [2], [3], [4], [5]];
/** Enough that expressions get automata, memos turn over and columns rest. */
const LINES = 120;
const SMALL: ScannerOptions = {
  chunkBytes: 65_536,
  memoPlaces: 1_024,
  memoBytes: 131_072,
  tokenBytesMax: 2_048,
  memoryBytes: 1 << 25,
  seed: 11n,
};
/** So little room that nearly nothing stays remembered, or that there is none for some of the automata. */
const ROOMS: readonly ScannerOptions[] = [
  SMALL,
  { ...SMALL, memoPlaces: 16, memoBytes: 4_096, tokenBytesMax: 512 },
  { ...SMALL, memoPlaces: 16, memoBytes: 4_096, memoryBytes: 2_880_000 },
];

function run(seed: number, format: DrawnFormat, both: readonly BothWays[]): void {
  const draw = new Drawn(seed);
  const rules = draw.several(draw.pick([3, 10, 40]), () => drawnRule(draw, format));
  const ofRules = textsIn(rules.map((text): unknown => parse(text)));
  const makers = [false, false, true].map((isOdd) => lineMaker(draw, format, ofRules, isOdd));
  const lines: Uint8Array[] = [];
  for (let at = 0; at < LINES; at++) lines.push(at > 0 && draw.chance(25) ? draw.pick(lines) : draw.pick(makers)());
  draw.pick(both).compareBytes(rules, lines);
}

for (const name of VIEWED_FORMATS) {
  test(`whatever rules and lines are: ${name}`, (t) => {
    const format = DRAWN_FORMATS[name];
    assert.ok(format !== undefined);
    const both = ROOMS.map((room) => new BothWays(room, name));
    fc.assert(
      fc.property(fc.nat(), (seed) => run(seed, format, both)),
      { numRuns: ALWAYS.length + RUNS, examples: ALWAYS },
    );
    for (const one of both) t.diagnostic(String(one));
    const sum = (count: (one: BothWays) => number): number => both.reduce((total, one) => total + count(one), 0);
    assert.ok(sum((one) => one.withHits) > 0 && sum((one) => one.read) < sum((one) => one.lines));
  });
}
