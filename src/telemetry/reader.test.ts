import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { lineFrames, READ_AT_MS, readAll, sampleReader, sha256 } from "../../test/support/telemetry.ts";
import { closes, type Event, recordCommitment, recordName } from "../model/index.ts";
import { createReader, type Frame, rereadEvents, type Unit } from "./index.ts";

const SAMPLES = join(import.meta.dirname, "samples");
const LINES = readdirSync(SAMPLES)
  .filter((name) => !name.endsWith(".golden"))
  .map((name) => readFileSync(join(SAMPLES, name), "utf8").trimEnd().split("\n"));
const framesOf = (lines: readonly string[]): readonly Frame[] => lineFrames(Buffer.from(lines.join("\n")));
const linesOf = (name: string): readonly string[] => readFileSync(join(SAMPLES, name), "utf8").trimEnd().split("\n");
const eventsOf = (units: readonly Unit[]): readonly Event[] => units.flatMap((unit) => unit.events);

/** Samples cut anywhere and stacked in any order: a file of mixed formats. */
const mixture = fc
  .array(
    fc.constantFrom(...LINES).chain((lines) => fc.nat(lines.length).map((count) => lines.slice(0, count))),
    { maxLength: 8 },
  )
  .map((parts) => parts.flat());

test("units are contiguous, complete and account for every line, whatever the mixture", () => {
  fc.assert(
    fc.property(mixture, fc.nat(40), (lines, flushAt) => {
      const reader = sampleReader();
      const frames = framesOf(lines);
      const units = frames.flatMap((frame, at) => [
        ...reader.read(frame, READ_AT_MS),
        ...(at === flushAt ? reader.flush(READ_AT_MS) : []),
      ]);
      units.push(...reader.flush(READ_AT_MS));
      assert.deepEqual(
        units.flatMap((unit) => unit.records.map((record) => record.origin.offset)),
        frames.map((frame) => frame.offset),
      );
      for (const { records, events, accounting, end } of units) {
        assert.ok(closes(accounting));
        assert.equal(accounting.linesIn, records.length);
        assert.equal(accounting.rejected, records.filter((record) => record.rejected !== null).length);
        assert.deepEqual(end, frames.find((frame) => frame.offset === records.at(-1)?.origin.offset)?.end);
        for (const event of events) for (const record of event.records) assert.ok(records.includes(record));
      }
    }),
  );
});

test("reading sealed records again gives the reader's events, by unit and by event", () => {
  fc.assert(
    fc.property(mixture, (lines) => {
      const units = readAll(sampleReader("file:mixed", "hts-sample"), framesOf(lines));
      const named = new Map(units.flatMap((unit) => unit.records).map((record) => [recordName(record.commitment), record]));
      for (const unit of units) {
        assert.deepEqual(
          rereadEvents(unit.records, (name) => named.get(name)),
          unit.events,
        );
        for (const event of unit.events)
          assert.deepEqual(
            rereadEvents(event.records, (name) => named.get(name)),
            [event],
          );
      }
    }),
  );
});

test("each record is named by a commitment over a salt of its own", () => {
  const lines = Array.from({ length: 2500 }, (_, at) => `{"n":${at % 2}}`);
  const records = readAll(sampleReader(), framesOf(lines)).flatMap((unit) => unit.records);
  assert.equal(new Set(records.map((record) => Buffer.from(record.salt).toString("hex"))).size, lines.length);
  for (const { commitment, salt, bytes } of records) assert.deepEqual(commitment, recordCommitment(sha256, salt, bytes));
});

test("a data line of a table names the header lines that explain it, and is not read without them", () => {
  const units = readAll(sampleReader(), framesOf(linesOf("zeek-dns.log")));
  const records = units.flatMap((unit) => unit.records);
  const row = records[8];
  assert.ok(row !== undefined);
  const explains = records.filter((record) => row.reading.context.includes(recordName(record.commitment)));
  assert.deepEqual(
    explains.map((record) => Buffer.from(record.bytes).toString().split(/\s/)[0]),
    ["#separator", "#set_separator", "#empty_field", "#unset_field", "#path", "#fields", "#types"],
  );
  assert.deepEqual(
    rereadEvents([row], () => undefined),
    [],
  );
});

test("a reader that goes on in the middle of a table needs the header records, and then reads the same", () => {
  const frames = framesOf(linesOf("zeek-dns.log"));
  const first = sampleReader();
  readAll(first, frames.slice(0, 9));
  const options = { source: "file:sample", utcOffsetMinutes: 780, sha256, randomBytes: (count: number) => new Uint8Array(count) };
  const resumed = createReader({ ...options, context: first.context() });
  const fresh = createReader(options);
  const rest = frames.slice(9, 10);
  assert.deepEqual(eventsOf(readAll(resumed, rest))[0]?.fields, eventsOf(readAll(first, rest))[0]?.fields);
  assert.deepEqual(
    readAll(resumed, rest)[0]?.records[0]?.reading.context,
    first.context().map((one) => recordName(one.commitment)),
  );
  assert.equal(readAll(fresh, rest)[0]?.records[0]?.rejected, "no known format");
});

test("a second table in a file is explained by its own header lines only", () => {
  const second = ["#separator \\x09", "#path\tx", "#fields\tts\tname", "#types\ttime\tstring", "1795352834.25\tone"];
  const records = readAll(sampleReader(), framesOf([...linesOf("zeek-dns.log"), ...second])).flatMap((unit) => unit.records);
  assert.deepEqual(
    records.at(-1)?.reading.context,
    records.slice(-5, -1).map((record) => recordName(record.commitment)),
  );
});

const audit = (type: string, serial: number, seconds = 1795352841, rest = ""): string =>
  `type=${type} msg=audit(${seconds}.000:${serial}): ${rest}`;

test("lines of interleaved audit events wait for one another and keep their order", () => {
  const lines = [
    audit("SYSCALL", 1),
    audit("SYSCALL", 2),
    "plain words",
    audit("CWD", 1),
    audit("PROCTITLE", 2),
    audit("PROCTITLE", 1),
  ];
  const units = readAll(sampleReader(), framesOf(lines));
  assert.equal(units.length, 1);
  assert.deepEqual(units[0]?.accounting, { linesIn: 6, evaluated: 5, rejected: 1, dropped: 0 });
  assert.deepEqual(
    eventsOf(units).map((event) => event.fields["type"]),
    [
      ["SYSCALL", "CWD", "PROCTITLE"],
      ["SYSCALL", "PROCTITLE"],
    ],
  );
});

const WAITING: readonly (readonly [string, readonly string[], readonly number[]])[] = [
  ["an end mark closes its event and is none itself", [audit("SYSCALL", 1), audit("EOE", 1), audit("EOE", 1)], [2, 1]],
  ["a record by a program stands alone", [audit("USER_LOGIN", 1), audit("CRED_ACQ", 2)], [1, 1]],
  ["two seconds later an event is over", [audit("SYSCALL", 1), audit("USER_END", 2, 1795352843)], [2]],
  ["less than two seconds later it is not", [audit("SYSCALL", 1), audit("USER_END", 2, 1795352842)], [2]],
  ["the bound lets go of what never ends", Array.from({ length: 300 }, (_, serial) => audit("SYSCALL", serial)), [256, 44]],
];
for (const [name, lines, sizes] of WAITING) {
  test(name, () => {
    const units = readAll(sampleReader(), framesOf(lines));
    assert.deepEqual(
      units.map((unit) => unit.records.length),
      sizes,
    );
  });
}

test("nothing is held back once an event is complete", () => {
  const reader = sampleReader();
  const given = framesOf([audit("SYSCALL", 1), audit("USER_END", 2, 1795352843), audit("SYSCALL", 3, 1795352850)]).map(
    (frame) => reader.read(frame, READ_AT_MS).length,
  );
  assert.deepEqual(given, [0, 1, 0]);
});

test("a byte-order mark, a carriage return and blank lines are no obstacle", () => {
  const lines = ['\uFEFF{"EventID":1,"Channel":"Security"}\r', " \r", "Nov 23 02:07:08 hts-jump1 su: (to root) a on pts/0\r"];
  const units = readAll(sampleReader(), framesOf(lines));
  assert.deepEqual(
    units.map((unit) => [unit.records[0]?.reading.format, unit.events.length]),
    [
      ["windows-flat-json", 1],
      ["blank", 0],
      ["syslog-3164", 1],
    ],
  );
  assert.equal(eventsOf(units)[1]?.fields["tty"], "pts/0");
});
