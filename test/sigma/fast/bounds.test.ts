import assert from "node:assert/strict";
import { test } from "node:test";
import { stringify } from "yaml";
import { Column } from "../../../src/detect/fast/column.ts";
import { HAND_OVER } from "../../../src/detect/fast/judge.ts";
import { SCANNER_OPTIONS, type ScannerOptions } from "../../../src/detect/fast/scanner.ts";
import { atomsIn } from "../../../src/detect/fast/three-valued.ts";
import { load, ruleText } from "../one-rule.ts";
import { assertProportional } from "../proportional.ts";
import { BothWays } from "./both-ways.ts";

test("what is true of values fills no more room than there is, and what is known stays known", () => {
  const words = Array.from({ length: 12 }, (_, at) => `word${at}`);
  const { rules } = load(ruleText(`a:\n  F|contains: [${words.join()}]\ncondition: a`));
  const atoms = rules.flatMap(({ detection }) => (detection === null ? [] : [...atomsIn(detection.expression)]));
  const room = { bytesLeft: 20_000 };
  const column = new Column("F", [{ use: { field: "F", how: "is" }, atoms }], {
    rulesOf: () => [1],
    mattering: (_field, open) => open,
    utcOffsetMinutes: 0,
    room,
  });
  const texts = Array.from({ length: 1 << 10 }, (_, bits) => words.filter((_word, at) => (bits >> at) & 1).join("-"));
  const numbers = texts.map((text) => column.numberOf(text));
  const told = numbers.filter((number) => number !== HAND_OVER).length;
  assert.ok(told > 30 && told < 100, `${told} are told`);
  assert.ok(room.bytesLeft >= 0);
  assert.deepEqual(
    texts.map((text) => column.numberOf(text)),
    numbers,
  );
});

const SCANNER: ScannerOptions = {
  ...SCANNER_OPTIONS,
  chunkBytes: 65_536,
  memoPlaces: 1_024,
  memoBytes: 131_072,
  memoryBytes: 1 << 26,
  seed: 3n,
};

const LETTERS = "evilevilevil";
/** So many writings of one word, which differ in case only. */
const writings = (count: number): string[] =>
  Array.from({ length: count }, (_, bits) =>
    [...LETTERS].map((letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter)).join(""),
  );

test("a value that opens the gates of many questions of one rule costs no more for each of them", () => {
  const work = (count: number): void => {
    const detection = { a: { "CommandLine|contains|cased": writings(count) }, b: { Image: "x" }, condition: "a and b" };
    const lines = Array.from({ length: 12 }, (_, at) =>
      JSON.stringify({ EventID: 1, Channel: "Security", CommandLine: `${at} Evilevilevil` }),
    );
    new BothWays(SCANNER).compare([stringify({ title: "a rule", logsource: { product: "windows" }, detection })], lines);
  };
  assertProportional(work, 4_096, "a line that opens the gates of a rule's questions");
});
