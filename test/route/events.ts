import { type Event, type Fields, type LogSource, type RecordName, recordName } from "../../src/model/index.ts";

const READING = { format: "test", readAtMs: 0, utcOffsetMinutes: 0, host: null, context: [] };

/** An event of one record whose name is `id` repeated: no two ids give one name. */
export function eventOf(id: number, ms: number, logsource: LogSource, fields: Fields): Event {
  const commitment = new Uint8Array(32);
  new DataView(commitment.buffer).setUint32(0, (id * 2_654_435_761) >>> 0);
  new DataView(commitment.buffer).setUint32(4, id);
  const record = {
    commitment,
    salt: new Uint8Array(32),
    bytes: new Uint8Array(0),
    origin: { source: "file:test", offset: id, lines: 1 },
    reading: READING,
    rejected: null,
  } as Event["records"][number];
  return { time: { fromMs: ms, toMs: ms }, logsource, fields: { ...fields }, records: [record] };
}

/** The name of an event's record. */
export function nameOf(event: Event): RecordName {
  return recordName(event.records[0]?.commitment ?? new Uint8Array(32));
}

export const SYSMON: LogSource = { product: "windows", service: "sysmon" };
export const SECURITY: LogSource = { product: "windows", service: "security" };

/** A Sysmon GUID that says nothing of a start. */
export function guid(number: number): string {
  return `{00000001-zzzz-0000-0000-${String(number).padStart(12, "0")}}`;
}
