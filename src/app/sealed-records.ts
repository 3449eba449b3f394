import type { Ledger } from "../ledger/index.ts";
import type { DetectionPredicate, Event, EvidenceRecord, RecordName, SegmentId } from "../model/index.ts";
import { rereadEvents } from "../telemetry/index.ts";

/** Records by name, as far as they are still there. */
export type RecordsByName = ReadonlyMap<RecordName, EvidenceRecord>;

/** The records that detections cite, read from their segments; each segment is opened once. Erased records are left out. */
export async function readCitedRecords(
  ledger: Pick<Ledger, "segmentRecords">,
  detections: readonly DetectionPredicate[],
): Promise<RecordsByName> {
  const cited = new Map<SegmentId, Set<RecordName>>();
  for (const { segment, name } of detections.flatMap(({ events }) => events.flatMap(({ records }) => records))) {
    cited.set(segment, (cited.get(segment) ?? new Set()).add(name));
  }
  const found = new Map<RecordName, EvidenceRecord>();
  for (const [segment, names] of cited) {
    for await (const sealed of ledger.segmentRecords(segment)) {
      if (sealed.erased === undefined && names.has(sealed.name)) found.set(sealed.name, sealed.record);
    }
  }
  return found;
}

/** The events of one detection, read again from its records in the order observed. A record that is gone gives no event. */
export function rereadDetection({ events }: DetectionPredicate, records: RecordsByName): readonly Event[] {
  return events.flatMap((event) => {
    const own = event.records.filter(({ role }) => role === "match").map(({ name }) => records.get(name));
    return rereadEvents(
      own.filter((record) => record !== undefined),
      (name) => records.get(name),
    );
  });
}
