import assert from "node:assert/strict";
import { test } from "node:test";
import { stringify } from "yaml";
import { SCANNER_OPTIONS } from "../../../src/detect/fast/scanner.ts";
import { BothWays } from "./both-ways.ts";

type Missed = {
  readonly name: string;
  readonly format: string;
  readonly logsource: object;
  /** The detection of each rule; the first fires on the last line. */
  readonly detections: readonly object[];
  readonly lines: readonly string[];
};

const SYSMON = { EventID: 1, Channel: "Microsoft-Windows-Sysmon/Operational" };

/** Rules and lines of which a scanner once said something else than who reads every line. */
const MISSED: readonly Missed[] = [
  {
    name: "a field with a space in its name that one rule asks for with the space and another without",
    format: "windows-flat-json",
    logsource: { product: "windows" },
    detections: [
      { a: { ThreatName: "evil" }, condition: "a" },
      { a: { "Threat Name": "other" }, condition: "a" },
    ],
    lines: [JSON.stringify({ ...SYSMON, "Threat Name": "evil" })],
  },
];

for (const { name, format, logsource, detections, lines } of MISSED) {
  test(`not passed over any more: ${name}`, () => {
    const both = new BothWays(
      { ...SCANNER_OPTIONS, chunkBytes: 65_536, memoPlaces: 1_024, memoryBytes: 1 << 28, seed: 1n },
      format,
    );
    both.compare(
      detections.map((detection) => stringify({ title: "a rule", logsource, detection })),
      lines,
    );
    assert.ok(both.withHits > 0, "no rule fires");
  });
}
