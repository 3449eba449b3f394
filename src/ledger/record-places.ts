import { assert } from "../lib/index.ts";
import { type Event, type EvidenceRecord, type RecordName, recordName } from "../model/index.ts";
import type { RecordPlace } from "./detection-statement.ts";
import { segmentId, segmentOrdinal } from "./layout.ts";
import { SEGMENT_RECORDS_MAX } from "./limits.ts";

/** Records that explain others are remembered by name, the newest of them; an older one is looked up in the ledger. */
const CONTEXT_MAX = 100_000;

/** Where the records of this run are, so that detections can cite them. A record that nobody holds any more is forgotten with it. */
export class RecordPlaces {
  /** ordinal · SEGMENT_RECORDS_MAX + index: one number is cheaper than an object for each of 60,000 records a second. */
  readonly #packed = new WeakMap<EvidenceRecord, number>();
  readonly #context = new Map<RecordName, RecordPlace>();

  /** Remembers the records of a unit, which begin at `first` in segment `ordinal`. */
  add(
    unit: { readonly records: readonly EvidenceRecord[]; readonly events: readonly Event[] },
    ordinal: number,
    first: number,
  ): void {
    const read = new Set(unit.events.flatMap(({ records }) => records));
    for (const [offset, record] of unit.records.entries()) {
      assert(first + offset < SEGMENT_RECORDS_MAX, `a segment has at most ${SEGMENT_RECORDS_MAX} records`);
      this.#packed.set(record, ordinal * SEGMENT_RECORDS_MAX + first + offset);
      // A record that was read and gave no event can only be one that explains others.
      if (record.rejected === null && !read.has(record))
        this.addContext(recordName(record.commitment), place(ordinal, first + offset));
    }
  }

  /** Remembers where a record of an earlier run is. */
  know(record: EvidenceRecord, { segment, index }: RecordPlace): void {
    const ordinal = segmentOrdinal(segment);
    assert(ordinal !== undefined && index >= 0 && index < SEGMENT_RECORDS_MAX, "a place is one in a segment");
    this.#packed.set(record, ordinal * SEGMENT_RECORDS_MAX + index);
  }

  /** Remembers a record that explains others. */
  addContext(name: RecordName, at: RecordPlace): void {
    this.#context.set(name, at);
    if (this.#context.size <= CONTEXT_MAX) return;
    const [oldest] = this.#context.keys();
    if (oldest !== undefined) this.#context.delete(oldest);
  }

  /** The ordinal of the record's segment; undefined when it was never added. */
  ordinalOf(record: EvidenceRecord): number | undefined {
    return this.numbersOf(record)?.ordinal;
  }

  /** The ordinal of the record's segment and its index in it; undefined when it was never added. */
  numbersOf(record: EvidenceRecord): { readonly ordinal: number; readonly index: number } | undefined {
    const packed = this.#packed.get(record);
    if (packed === undefined) return undefined;
    return { ordinal: Math.floor(packed / SEGMENT_RECORDS_MAX), index: packed % SEGMENT_RECORDS_MAX };
  }

  /** Where the record is; undefined when it was never added. */
  placeOf(record: EvidenceRecord): RecordPlace | undefined {
    const numbers = this.numbersOf(record);
    return numbers === undefined ? undefined : place(numbers.ordinal, numbers.index);
  }

  /** Where the explaining record of this name is; undefined when it is not remembered. */
  placeOfContext(name: RecordName): RecordPlace | undefined {
    return this.#context.get(name);
  }
}

function place(ordinal: number, index: number): RecordPlace {
  return { segment: segmentId(ordinal), index };
}
