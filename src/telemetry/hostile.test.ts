import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { lineFrames, READ_AT_MS, readAll, sampleReader } from "../../test/support/telemetry.ts";
import { recordName } from "../model/index.ts";
import { READER_FAILED } from "./guarded.ts";
import { entitiesOf, rereadEvents, type Unit } from "./index.ts";

const SAMPLES = join(import.meta.dirname, "samples");
const FILES = readdirSync(SAMPLES)
  .filter((name) => !name.endsWith(".golden"))
  .map((name) => readFileSync(join(SAMPLES, name)));

/** Reads bytes to the end, twice, and asks for entities: none of it may throw, and the two readings must agree. */
function survive(bytes: Uint8Array): readonly Unit[] {
  const units = readAll(sampleReader(), lineFrames(bytes));
  const named = new Map(units.flatMap((unit) => unit.records).map((record) => [recordName(record.commitment), record]));
  for (const unit of units) {
    for (const { rejected } of unit.records) assert.ok(rejected?.startsWith(READER_FAILED) !== true, rejected ?? "");
    for (const event of unit.events) {
      entitiesOf(event);
      assert.ok(event.time.fromMs <= event.time.toMs);
      assert.ok(Number.isSafeInteger(event.time.fromMs) && Math.abs(event.time.toMs) < 8.64e15);
      assert.equal(Object.getPrototypeOf(event.fields), null);
    }
    assert.deepEqual(
      rereadEvents(unit.records, (name) => named.get(name)),
      unit.events,
    );
  }
  return units;
}

test("no bytes make the reader throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void survive(bytes)));
});

const wound = fc.record({ at: fc.nat(), length: fc.nat(12), insert: fc.uint8Array({ maxLength: 12 }) });

test("no damage to a sample makes the reader throw", () => {
  fc.assert(
    fc.property(fc.constantFrom(...FILES), fc.array(wound, { minLength: 1, maxLength: 12 }), (file, wounds) => {
      let bytes: Buffer = file;
      for (const { at, length, insert } of wounds) {
        const start = at % bytes.length;
        bytes = Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + length)]);
      }
      survive(bytes);
    }),
    { numRuns: 300 },
  );
});

test("no JSON object makes the reader throw", () => {
  const names = [
    "Event",
    "System",
    "EventData",
    "winlog",
    "event_type",
    "timestamp",
    "layers",
    "index",
    "ts",
    "_path",
    "EventID",
    "Channel",
  ];
  const more = [
    "__CURSOR",
    "__REALTIME_TIMESTAMP",
    "MESSAGE",
    "eventSource",
    "eventName",
    "awsRegion",
    "event_id",
    "log_name",
    "UserData",
  ];
  const key = fc.oneof(
    fc.constantFrom(...names, ...more, "__proto__", "#text", "#attributes", "UtcTime"),
    fc.string({ maxLength: 5 }),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.dictionary(key, tie("value"), { maxKeys: 6 }),
    value: fc.oneof({ depthSize: "small" }, fc.jsonValue({ maxDepth: 1 }), tie("tree"), fc.array(tie("tree"), { maxLength: 2 })),
  }));
  fc.assert(
    fc.property(tree, (value) => void survive(Buffer.from(JSON.stringify(value)))),
    { numRuns: 500 },
  );
});

const TOO_WIDE = "nested deeper than 32 levels, more than 20000 values or a name of more than 4096 characters";
const LONG = "n".repeat(100_000);
const LEAVES = `{${Array.from({ length: 10_000 }, (_, at) => `"x${at}":1`).join()}}`;

test("a value that is the name of something in every object gives a field that name and nothing else", () => {
  for (const label of ["__proto__", "constructor", "toString"]) {
    const event = {
      EventID: 4688,
      Channel: "Security",
      NewProcessName: "x",
      MandatoryLabel: label,
      event_type: label,
      _path: label,
    };
    for (const unit of survive(Buffer.from(JSON.stringify(event)))) {
      for (const { fields } of unit.events) assert.deepEqual({ ...fields }["IntegrityLevel"], undefined);
    }
  }
});

const REFUSED: readonly (readonly [string, Uint8Array, string])[] = [
  ["bytes that are no UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), "not UTF-8"],
  ["a hole of NUL bytes", Buffer.from("Nov 23 02:07:08 h su: x\0\0"), "holds NUL bytes"],
  ["an object that is cut off", Buffer.from('{"a":'), "not JSON, though it begins like an object"],
  ["nesting without end", Buffer.from(`${'{"a":'.repeat(9999)}1${"}".repeat(9999)}`), TOO_WIDE],
  ...["System", "EventData"].map((part): readonly [string, Uint8Array, string] => [
    `lists without end in ${part} of evtx_dump`,
    Buffer.from(`{"Event":{"System":{"EventID":1},"${part}":{"EventID":1,"x":${"[".repeat(9999)}${"]".repeat(9999)}}}}`),
    TOO_WIDE,
  ]),
  // Else one line has as many names of its length as it has leaves, and V8 finds all of them in one place of a table.
  ["long names around many", Buffer.from(`{"a":{"${LONG}":${LEAVES}}}`), TOO_WIDE],
  ["a long name", Buffer.from(`{"${LONG}":1}`), TOO_WIDE],
  [
    "a long element with many attributes in evtx_dump",
    Buffer.from(`{"Event":{"System":{"EventID":1,"${LONG}":{"#attributes":${LEAVES}}}}}`),
    TOO_WIDE,
  ],
];
for (const [name, bytes, reason] of REFUSED) {
  test(`${name} is kept and rejected with its reason`, () => {
    const [record] = survive(bytes).flatMap((unit) => unit.records);
    assert.equal(record?.rejected, reason);
    assert.deepEqual(record?.bytes, bytes);
  });
}

test("what the framer refused is kept under its reason", () => {
  const frame = {
    bytes: Buffer.from("{}"),
    offset: 0,
    lines: 3,
    end: { offset: 9, mode: "line" as const },
    refused: "over-long",
  };
  const [unit] = sampleReader().read(frame, READ_AT_MS);
  assert.deepEqual(unit?.accounting, { linesIn: 3, evaluated: 0, rejected: 3, dropped: 0 });
  assert.equal(unit?.records[0]?.rejected, "over-long");
});

test("long lines made to set a pattern back are read in time", { timeout: 20_000 }, () => {
  const long = 60_000;
  const lines = [
    `Nov 23 02:07:08 h sshd[1]: Failed password for ${" from 1.1.1.1 port 1".repeat(400)}x`,
    `Nov 23 02:07:08 h sudo: a : ${"PWD=/ ; USER=x ; ".repeat(400)}`,
    `1.1.1.1 - ${"a ".repeat(long / 2)}[23/Nov/2026:02:05:46 +1300] "GET / HTTP/1.1" 200 1`,
    `1.1.1.1 - - [23/Nov/2026:02:05:46 +1300] "${"\\\\".repeat(long / 2)}`,
    `<34>1 2026-11-22T13:06:00Z h p - - ${'[a b="c"'.repeat(long / 8)}`,
    `type=SYSCALL msg=audit(1795352841.000:1): ${"a=".repeat(long)}`,
    `type=SYSCALL msg=audit(1795352841.000:2): ${" ,".repeat(long)}`,
    `${"=".repeat(long)}x`,
    `2026-11-22 13:05:48 ${"1 ".repeat(150)}`,
    `{"r":[${'{"a":1},'.repeat(15_000)}{"a":1}]}`,
  ];
  const before = performance.now();
  survive(Buffer.from(lines.join("\n")));
  assert.ok(performance.now() - before < 5000, `took ${performance.now() - before} ms`);
});
