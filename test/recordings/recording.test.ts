import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { foreignInLine, readAllowed } from "./confinement.ts";
import { listFiles, listLogs, RECORDING_BYTES_MAX, readGroundTruth, readLog, readPage, sizeBytes } from "./recordings.ts";

const STAGES = [
  "brute-force",
  "stolen-credential",
  "service-flaw",
  "discovery",
  "new-admin",
  "archive-egress",
  "log-wiping",
  "time-source",
  "service-stop",
];
const FOREIGN_SHOWN_MAX = 20;

const logs = new Map(listLogs().map((path) => [path, readLog(path)]));
const truth = readGroundTruth();
const allowed = readAllowed();

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

describe("the recording of Harbour Time Service", () => {
  it("fits into 5 MB and every log decompresses to whole lines", () => {
    const total = listFiles().reduce((sum, path) => sum + sizeBytes(path), 0);
    assert.ok(total <= RECORDING_BYTES_MAX, `expected at most ${RECORDING_BYTES_MAX} bytes, got ${total}`);
    assert.ok(logs.size >= 12, `expected at least 12 logs, got ${logs.size}`);
    for (const [path, text] of logs) assert.ok(text.endsWith("\n"), `${path} does not end with a whole line`);
  });

  it("says on its page and in its ground truth that it is an exercise with invented parties", () => {
    const [first = ""] = readPage("README.md").split("\n");
    assert.match(first, /^> \*\*Recorded exercise\.\*\* .*invented/);
    assert.equal(truth.exercise, true);
  });

  it("has the nine stages in order, one after the other", () => {
    assert.deepEqual(
      truth.stages.map((stage) => stage.id),
      STAGES,
    );
    assert.deepEqual(
      truth.stages.map((stage) => stage.order),
      STAGES.map((_, index) => index + 1),
    );
    const moments = truth.stages
      .flatMap((stage) => [stage.startedAt, ...stage.actions.map((action) => action.at), stage.endedAt])
      .map((at) => Date.parse(at));
    assert.ok(moments.every(Number.isInteger));
    assert.deepEqual(
      moments,
      moments.toSorted((a, b) => a - b),
    );
  });

  it("recorded packets and audit records before the first stage and after the last", () => {
    const packets = span("logs/hts-monitor/tshark.ndjson.zst", /"timestamp":"(\d+)"/g, 1);
    const records = span("logs/hts-time1/audit.log.zst", /audit\((\d+\.\d+):/g, 1000);
    for (const [from, to] of [packets, records]) {
      assert.ok(from < Date.parse(truth.stages[0]?.startedAt ?? ""));
      assert.ok(to > Date.parse(truth.stages.at(-1)?.endedAt ?? ""));
    }
  });

  for (const stage of truth.stages) {
    it(`holds the trace of every action of stage ${stage.id}`, () => {
      assert.ok(stage.actions.some((action) => action.expectIn.length > 0));
      for (const { command, contains, expectIn } of stage.actions) {
        for (const path of expectIn) assert.ok(logs.get(path)?.includes(contains), `${command}: ${path} lacks ${contains}`);
      }
    });
  }

  for (const [path, text] of logs) {
    it(`names nobody and nothing outside the lab in ${path}`, () => {
      const foreign = lines(text).flatMap((line) => foreignInLine(path, line, allowed));
      const shown = [...new Set(foreign.map(({ kind, value }) => `${kind} ${value}`))].slice(0, FOREIGN_SHOWN_MAX);
      assert.deepEqual(shown, []);
    });
  }

  it("shows no system call that would set the clock", () => {
    const audits = [...logs].filter(([path]) => path.endsWith("/audit.log.zst"));
    assert.equal(audits.length, 3);
    for (const [path, text] of audits) {
      assert.ok(text.includes('_exec"') && !text.includes('_clock"'), path);
    }
  });

  it("names no private key and no path of the machine on its pages", () => {
    for (const page of ["README.md", "ground-truth.json"]) {
      assert.deepEqual(
        allowed.forbidden.filter((word) => readPage(page).includes(word)),
        [],
      );
    }
  });
});

function span(path: string, pattern: RegExp, factor: number): [number, number] {
  const moments = [...(logs.get(path) ?? "").matchAll(pattern)].map((match) => Number(match[1]) * factor);
  return [moments[0] ?? Number.NaN, moments.at(-1) ?? Number.NaN];
}
