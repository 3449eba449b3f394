import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { lineFrames, readAll, sampleReader } from "../../test/support/telemetry.ts";
import { utf8 } from "../lib/index.ts";
import type { Event, EvidenceRecord } from "../model/index.ts";
import { rereadEvents, rereadStretches } from "./reread.ts";

const PLAIN = "Nov 22 12:00:01 a sshd[1]: Failed password for root from 192.0.2.1 port 1 ssh2";
const BROKEN = "Nov 22 12:00:01 a sshd[1]: \u0000";
const audit = (type: string, serial: number): string => `type=${type} msg=audit(1795352841.000:${serial}): pid=${serial}`;

/** What an event says, and of which records. */
const told = (events: readonly Event[]) =>
  events.map(({ time, logsource, fields, records }) => ({
    time,
    logsource,
    fields: { ...fields },
    at: records.map(({ origin }) => origin),
  }));

function read(source: string, lines: readonly string[]) {
  return readAll(sampleReader(source), lineFrames(utf8(lines.map((line) => `${line}\n`).join(""))));
}

test("sealed records give the events that the reader gave, in its order, whatever stands between the lines of an audit event", () => {
  const line = fc.oneof(
    fc.constantFrom(PLAIN, BROKEN, "junk"),
    fc
      .tuple(fc.constantFrom("SYSCALL", "CWD", "PROCTITLE", "EOE", "USER_LOGIN"), fc.nat(3))
      .map(([type, serial]) => audit(type, serial)),
  );
  fc.assert(
    fc.property(fc.array(fc.array(line, { maxLength: 12 }), { maxLength: 4 }), (parts) => {
      const units = parts.flatMap((lines, index) => read(`file:${index}`, lines));
      const records: EvidenceRecord[] = units.flatMap((unit) => [...unit.records]);
      assert.deepEqual(told(rereadStretches(records, () => undefined)), told(units.flatMap(({ events }) => [...events])));
    }),
    { numRuns: 300 },
  );
});

test("a later line of an audit event that the reader had let go of is an event of its own", () => {
  const units = read("file:a", [audit("USER_LOGIN", 1), audit("USER_LOGIN", 1)]);
  const records = units.flatMap((unit) => [...unit.records]);
  assert.deepEqual([rereadStretches(records, () => undefined).length, rereadEvents(records, () => undefined).length], [2, 1]);
});
