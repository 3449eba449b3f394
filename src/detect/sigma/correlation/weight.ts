import type { Event, FieldValue } from "../../../model/index.ts";

/** What an event, and each of its values or records, takes beside its texts: about what V8 needs. */
const EVENT_BYTES = 256;
const PART_BYTES = 16;

/** About the bytes of memory that an event keeps: a measure to bound state by, from the lengths of its texts and records. */
export function weightOf({ fields, records }: Event): number {
  let bytes = EVENT_BYTES;
  for (const name in fields) bytes += valueWeight(fields[name] as FieldValue);
  for (const record of records) bytes += PART_BYTES + record.bytes.length;
  return bytes;
}

function valueWeight(value: FieldValue): number {
  if (typeof value === "string") return PART_BYTES + value.length;
  if (typeof value !== "object" || value === null) return PART_BYTES;
  return value.reduce<number>((sum, one) => sum + valueWeight(one), PART_BYTES);
}
