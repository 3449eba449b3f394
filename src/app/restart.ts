import type { Detector } from "../detect/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { Event, EvidenceRecord, RecordName, SegmentId, SourceId } from "../model/index.ts";
import { rereadStretches } from "../telemetry/index.ts";

/** At most this many segments are read again at a start; what is older than they are is not seen by correlations. */
export const REPLAY_SEGMENTS_MAX = 400;

/** Looking back for where a window begins, at most this many events stay in memory; the others are read twice. */
const HELD_EVENTS_MAX = 200_000;

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
export async function replayWindow(replay: Replay, { windowMs, segmentsMax }: Reach): Promise<void> {
  if (windowMs === 0) return;
  const { ledger, detector } = replay;
  const first = Math.max(1, ledger.segmentCount - segmentsMax + 1);
  const read = new Map<number, readonly Event[]>();
  let [from, held, newestMs] = [ledger.segmentCount + 1, 0, Number.NEGATIVE_INFINITY];
  while (from > first) {
    const events = await sealedEvents(replay, ledger.segmentId(from - 1));
    newestMs = events.reduce((newest, { time }) => Math.max(newest, time.toMs), newestMs);
    if (events.length > 0 && events.every(({ time }) => time.toMs < newestMs - windowMs)) break;
    from--;
    held += events.length;
    if (held <= HELD_EVENTS_MAX) read.set(from, events);
  }
  for (let ordinal = from; ordinal <= ledger.segmentCount; ordinal++) {
    const events = read.get(ordinal) ?? (await sealedEvents(replay, ledger.segmentId(ordinal)));
    for (const event of events) if (event.time.toMs >= newestMs - windowMs) detector.replay(event);
  }
}

type Reach = { readonly windowMs: number; readonly segmentsMax: number };

/** Observes again what was sealed behind segment `from`: nothing that was found is found again, and what had begun can still be completed. */
export async function replayBehind({ ledger, detector, know }: Replay, from: number): Promise<void> {
  for (let ordinal = from + 1; ordinal <= ledger.segmentCount; ordinal++)
    for (const event of await sealedEvents({ ledger, know }, ledger.segmentId(ordinal))) detector.replay(event);
}

type Rereading = Pick<Replay, "ledger" | "know">;

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
