import type { SealedRecord } from "../ledger/index.ts";
import { type Event, type EvidenceRecord, type RecordName, recordName, type SegmentId } from "../model/index.ts";
import { rereadEvents } from "../telemetry/index.ts";

/** What is asked of a ledger, open or only read, to read its records. */
export type SealedSegments = {
  segmentRecords(id: SegmentId): AsyncIterable<SealedRecord>;
  findRecord(name: RecordName): Promise<{ readonly segment: SegmentId; readonly index: number } | undefined>;
};

/** The events of one segment, read again from its records. `headers` remembers the records that explain others, from one segment to the next. */
export async function sealedEvents(
  ledger: SealedSegments,
  id: SegmentId,
  headers: Map<RecordName, EvidenceRecord>,
): Promise<readonly Event[]> {
  const records: EvidenceRecord[] = [];
  for await (const sealed of ledger.segmentRecords(id)) if (!sealed.erased) records.push(sealed.record);
  const wanted = new Set(records.flatMap(({ reading }) => reading.context));
  if (wanted.size > 0)
    for (const record of records) {
      const name = recordName(record.commitment);
      if (wanted.has(name)) headers.set(name, record);
    }
  for (const name of wanted) if (!headers.has(name)) await findHeader(ledger, name, headers);
  return rereadEvents(records, (name) => headers.get(name));
}

async function findHeader(ledger: SealedSegments, name: RecordName, headers: Map<RecordName, EvidenceRecord>): Promise<void> {
  const place = await ledger.findRecord(name);
  if (place === undefined) return;
  for await (const sealed of ledger.segmentRecords(place.segment))
    if (sealed.index === place.index && !sealed.erased) headers.set(name, sealed.record);
}
