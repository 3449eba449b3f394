import type { Detector } from "../detect/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { Event, EvidenceRecord, RecordName, SegmentId, SourceId } from "../model/index.ts";
import { rereadStretches } from "../telemetry/index.ts";

/** At most this many segments are read again at a start; what is older than they are is not seen by correlations. */
export const REPLAY_SEGMENTS_MAX = 400;

/** What takes events that were sealed before, and learns where their records are so that detections can cite them. */
export type Replay = {
  readonly ledger: ResumedLedger;
  readonly detector: Pick<Detector, "replay">;
  readonly know: (record: EvidenceRecord, place: { readonly segment: SegmentId; readonly index: number }) => void;
};

/**
 * Brings correlations back to where they were before a restart as well as sealed records can, from those of their longest window. What was
 * counted longer ago than that or `segmentsMax` segments is forgotten.
 */
export async function replayWindow({ ledger, detector, know }: Replay, reach: Reach): Promise<void> {
  if (reach.windowMs === 0) return;
  for (const event of await sealedEventsWithin({ ledger, know }, reach)) detector.replay(event);
}

type Reach = { readonly windowMs: number; readonly segmentsMax: number };

/** Observes again what was sealed behind segment `from`: nothing that was found is found again, and what had begun can still be completed. */
export async function replayBehind({ ledger, detector, know }: Replay, from: number): Promise<void> {
  for (let ordinal = from + 1; ordinal <= ledger.segmentCount; ordinal++)
    for (const event of await sealedEvents({ ledger, know }, ledger.segmentId(ordinal))) detector.replay(event);
}

type Rereading = Pick<Replay, "ledger" | "know">;

/** Events of the newest segments, oldest segment first, back to where a whole segment is more than `windowMs` before the newest event. */
async function sealedEventsWithin(replay: Rereading, { windowMs, segmentsMax }: Reach): Promise<readonly Event[]> {
  const { ledger } = replay;
  const segments: (readonly Event[])[] = [];
  let newestMs = Number.NEGATIVE_INFINITY;
  const last = Math.max(0, ledger.segmentCount - segmentsMax);
  for (let ordinal = ledger.segmentCount; ordinal > last; ordinal--) {
    const events = await sealedEvents(replay, ledger.segmentId(ordinal));
    newestMs = events.reduce((newest, { time }) => Math.max(newest, time.toMs), newestMs);
    if (events.length > 0 && events.every(({ time }) => time.toMs < newestMs - windowMs)) break;
    segments.unshift(events);
  }
  return segments.flat().filter(({ time }) => time.toMs >= newestMs - windowMs);
}

async function sealedEvents({ ledger, know }: Rereading, id: SegmentId): Promise<readonly Event[]> {
  const records: EvidenceRecord[] = [];
  const byName = new Map<RecordName, EvidenceRecord>();
  for await (const sealed of ledger.segmentRecords(id)) {
    if (sealed.erased) continue;
    records.push(sealed.record);
    byName.set(sealed.name, sealed.record);
    know(sealed.record, sealed);
  }
  for (const name of new Set(records.flatMap(({ reading }) => reading.context))) {
    if (!byName.has(name)) for (const record of await readRecord(ledger, name)) byName.set(name, record);
  }
  return rereadStretches(records, (name) => byName.get(name));
}

/**
 * The header records by which a source's next line is to be read, when it is read on after a restart: those of the newest line that
 * was read by any, and those that came after it. A line that could not be read says nothing of either.
 */
export async function resumeContext(ledger: ResumedLedger, source: SourceId): Promise<readonly EvidenceRecord[]> {
  const last = Math.max(0, ledger.segmentCount - REPLAY_SEGMENTS_MAX);
  let after: readonly EvidenceRecord[] = [];
  for (let ordinal = ledger.segmentCount; ordinal > last; ordinal--) {
    let newest: EvidenceRecord | undefined;
    let headers: EvidenceRecord[] = [];
    for await (const sealed of ledger.segmentRecords(ledger.segmentId(ordinal))) {
      if (sealed.erased || sealed.record.origin.source !== source || sealed.record.rejected !== null) continue;
      if (isHeader(sealed.record)) headers.push(sealed.record);
      else [newest, headers] = [sealed.record, []];
    }
    after = [...headers, ...after];
    if (newest === undefined) continue;
    const context: EvidenceRecord[] = [];
    for (const name of newest.reading.context) context.push(...(await readRecord(ledger, name)));
    return [...context, ...after];
  }
  return after;
}

/** What is asked of a ledger to read on. */
type ResumedLedger = Pick<Ledger, "segmentCount" | "segmentId" | "segmentRecords" | "findRecord">;

const HASH_SIGN = 0x23;

function isHeader({ reading, bytes }: EvidenceRecord): boolean {
  return reading.format === "zeek-tsv" && bytes[0] === HASH_SIGN;
}

async function readRecord(ledger: ResumedLedger, name: RecordName): Promise<readonly EvidenceRecord[]> {
  const place = await ledger.findRecord(name);
  if (place === undefined) return [];
  for await (const sealed of ledger.segmentRecords(place.segment)) {
    if (sealed.index === place.index) return sealed.erased ? [] : [sealed.record];
  }
  return [];
}
