import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Entity, EntryName, RecordName } from "../../model/index.ts";
import { formatStatement, parseStatement } from "../../model/index.ts";
import { caseId, caseStatement, foldCases, INCIDENT_GAP_MS, type SealedDetection, splitIncident } from "../index.ts";

const MINUTE_MS = 60_000;

function detection(index: number, minute: number, ...entities: readonly Entity[]): SealedDetection {
  const fromMs = Date.UTC(2026, 0, 1) + minute * MINUTE_MS;
  return {
    index,
    entry: index.toString(16).padStart(64, "0") as EntryName,
    rule: `rule-${index}`,
    title: `Finding ${index}`,
    level: "medium",
    time: { fromMs, toMs: fromMs + 999 },
    records: [index.toString(16).padStart(64, "f") as RecordName],
    entities,
  };
}

const indexesOf = (detections: readonly SealedDetection[]) =>
  foldCases(detections).map(({ entries }) => entries.map(({ detection: { index } }) => index));

const TABLE: readonly (readonly [string, readonly SealedDetection[], readonly (readonly number[])[]])[] = [
  ["nothing", [], []],
  ["one detection is one incident", [detection(3, 0, "host:a")], [[3]]],
  ["a shared host within the gap joins", [detection(1, 0, "host:a"), detection(2, 59, "host:a")], [[1, 2]]],
  ["a shared host after the gap does not", [detection(1, 0, "host:a"), detection(2, 61, "host:a")], [[1], [2]]],
  [
    "a chain of near detections stays one incident",
    [0, 50, 100].map((minute, index) => detection(index, minute, "ip:192.0.2.1")),
    [[0, 1, 2]],
  ],
  ["different hosts stay apart", [detection(1, 0, "host:a"), detection(2, 0, "host:b")], [[1], [2]]],
  [
    "a program that two hosts share does not join",
    [detection(1, 0, "process:/bin/sh"), detection(2, 0, "process:/bin/sh")],
    [[1], [2]],
  ],
  [
    "a detection that ties two incidents merges them",
    [detection(1, 0, "host:a"), detection(2, 1, "host:b"), detection(3, 2, "host:a", "host:b")],
    [[1, 2, 3]],
  ],
  ["order is by time, not by ledger index", [detection(1, 5, "host:a"), detection(2, 1, "host:a")], [[2, 1]]],
  ["a detection without records opens nothing", [{ ...detection(1, 0, "host:a"), records: [] }], []],
];

for (const [name, detections, expected] of TABLE) {
  test(name, () => assert.deepEqual(indexesOf(detections), expected));
}

test("each entry says which kinds of entity tie it to those before it", () => {
  const [incident] = foldCases([detection(1, 0, "host:a", "user:u"), detection(2, 1, "host:a", "user:u", "ip:192.0.2.1")]);
  assert.deepEqual(
    incident?.entries.map(({ sharedKinds }) => sharedKinds),
    [[], ["host", "user"]],
  );
});

test("the case keeps its id when a detection with an earlier time is sealed later", () => {
  const first = [detection(4, 10, "host:a")];
  const grown = [...first, detection(9, 5, "host:a")];
  const [before] = foldCases(first);
  const [after] = foldCases(grown);
  assert.ok(before !== undefined && after !== undefined);
  assert.equal(caseId(after), caseId(before));
});

const anyDetections = fc
  .array(
    fc.record({ minute: fc.integer({ min: 0, max: 400 }), hosts: fc.subarray(["host:a", "host:b", "host:c"] as Entity[]) }),
    { maxLength: 20 },
  )
  .map((drafts) => drafts.map(({ minute, hosts }, index) => detection(index, minute, ...hosts)));

test("every detection with records is in exactly one incident, whatever the order they come in", () => {
  fc.assert(
    fc.property(anyDetections, fc.infiniteStream(fc.nat()), (detections, keys) => {
      const shuffled = detections
        .map((entry) => ({ entry, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ entry }) => entry);
      assert.deepEqual(indexesOf(shuffled), indexesOf(detections));
      assert.deepEqual(
        indexesOf(detections)
          .flat()
          .sort((a, b) => a - b),
        detections.map(({ index }) => index),
      );
    }),
  );
});

test("neighbours in an incident of one host are never further apart than the gap", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 }), (minutes) => {
      for (const { entries } of foldCases(minutes.map((minute, index) => detection(index, minute, "host:a")))) {
        const times = entries.map(({ detection: { time } }) => time);
        for (const [at, time] of times.entries()) {
          const before = times[at - 1];
          if (before !== undefined) assert.ok(time.fromMs - before.toMs <= INCIDENT_GAP_MS);
        }
      }
    }),
  );
});

test("the case statement reads back as written and cites every record", () => {
  const [incident] = foldCases([detection(1, 0, "host:a"), detection(2, 3, "host:a")]);
  assert.ok(incident !== undefined);
  const statement = caseStatement(incident);
  const read = parseStatement(formatStatement(statement));
  assert.ok(read.ok);
  assert.deepEqual(JSON.parse(JSON.stringify(read.value)), JSON.parse(JSON.stringify(statement)));
  assert.equal(statement.predicate.title, "Finding 1 and 1 other finding");
  assert.ok(statement.predicate.timeline.every(({ records }) => records.length === 1));
});

test("an incident too large for one statement is stated as several, and those before the last stay as it grows", () => {
  const many = Array.from({ length: 25_000 }, (_, at) => ({
    ...detection(at, at / 1000, "host:a"),
    entry: at.toString(16).padStart(8, "0").padEnd(64, "0") as EntryName,
  }));
  const stated = (detections: readonly SealedDetection[]) =>
    foldCases(detections)
      .flatMap((incident) => splitIncident(incident))
      .map(caseStatement);
  const cases = stated(many);
  assert.ok(cases.length > 1);
  for (const statement of cases) assert.ok(formatStatement(statement).length * (4 / 3) < 16 * 1024 * 1024);
  assert.deepEqual(
    cases.flatMap(({ predicate }) => predicate.timeline.map(({ index }) => index)),
    many.map(({ index }) => index),
  );
  assert.equal(new Set(cases.map(({ predicate }) => predicate.case)).size, cases.length);
  assert.deepEqual(stated(many.slice(0, -10)).slice(0, -1), cases.slice(0, -1));
});

test("a detection on many records, with a long title, can be stated", () => {
  const records = Array.from({ length: 10_001 }, (_, at) => at.toString(16).padStart(64, "0") as RecordName);
  const [incident] = foldCases([
    { ...detection(0, 0, "host:a"), records, title: "t".repeat(1000), level: "high" },
    detection(1, 0, "host:a"),
  ]);
  assert.ok(incident !== undefined);
  assert.ok(parseStatement(formatStatement(caseStatement(incident))).ok);
});
