import { assert, type Clock, concat, isoTime, present, type Sha256, toHex } from "../lib/index.ts";
import {
  type Accounting,
  closes,
  type Detection,
  type Digest,
  type Event,
  type EvidenceRecord,
  type Position,
  type RecordName,
  recordName,
  type SegmentId,
  type SegmentPredicate,
  type SourceId,
  type Statement,
  segmentSubjects,
} from "../model/index.ts";
import type { WholeFile } from "./commit.ts";
import type { Receipt } from "./committer.ts";
import { detectionStatement, type RecordPlace } from "./detection-statement.ts";
import { leavesPath, recordsPath, segmentId, segmentOrdinal } from "./layout.ts";
import {
  BACKLOG_BYTES,
  BACKLOG_RECORDS,
  BATCH_ENTRIES_MAX,
  SEGMENT_BYTES,
  SEGMENT_DETECTIONS,
  SEGMENT_INTERVAL_MS,
  SEGMENT_RECORDS,
} from "./limits.ts";
import { RecordPlaces } from "./record-places.ts";
import { continues, SegmentDraft } from "./segment-draft.ts";

/** A contiguous stretch of one source that is wholly read: what telemetry's reader lets go of. */
export type SealableUnit = {
  readonly records: readonly EvidenceRecord[];
  readonly events: readonly Event[];
  readonly accounting: Accounting;
};

/** A unit, where its source goes on after it, and the detections that its events brought. */
export type Addition = {
  readonly source: SourceId;
  readonly name: string;
  readonly unit: SealableUnit;
  readonly position: Position;
  readonly detections: readonly Detection[];
};

/** A segment that is durable: its statement's receipt, and those of the detections that were stated with it. */
export type SealedSegment = {
  readonly segment: SegmentId;
  readonly predicate: SegmentPredicate;
  readonly receipt: Receipt;
  readonly detections: readonly { readonly detection: Detection; readonly receipt: Receipt }[];
};

/** Runs something later; gives what calls it off. */
export type After = (ms: number, run: () => void) => () => void;

export type SealerOptions = {
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly after: After;
  readonly compress: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** The matcher and its version, for detection statements. */
  readonly engine: string;
  /** Digests of the documents that the detection's rule refers to. */
  readonly ruleDocuments: (detection: Detection) => readonly Digest[];
  /** Told of each segment once it is durable. */
  readonly onSealed?: (sealed: SealedSegment) => void;
  /** Told when sealing has failed: nothing is taken any more, and a source that is quiet would not notice. */
  readonly onFailed?: () => void;
  readonly recordsMax?: number;
  readonly bytesMax?: number;
  readonly intervalMs?: number;
  readonly backlogRecords?: number;
};

/** What the sealer asks of a ledger. */
export type SealingLedger = {
  readonly segmentCount: number;
  positions(): ReadonlyMap<SourceId, Position>;
  append(statements: readonly Statement[], files: readonly WholeFile[]): Promise<readonly Receipt[]>;
  findRecord(name: RecordName): Promise<RecordPlace | undefined>;
};

type Closed = {
  readonly ordinal: number;
  readonly draft: SegmentDraft;
  readonly sealedAt: string;
  readonly files: Promise<readonly WholeFile[]>;
};

/** Gathers units into segments and states each with its detections. One sealer a ledger. */
export class Sealer {
  readonly #ledger: SealingLedger;
  readonly #options: SealerOptions;
  readonly #places = new RecordPlaces();
  readonly #ends: Map<SourceId, Position>;
  readonly #soughtContext = new Set<RecordName>();
  readonly #sought = new WeakSet<EvidenceRecord>();
  #draft: SegmentDraft;
  #ordinal: number;
  #waiting: Detection[] = [];
  /** Detections that came with the present segment. */
  #brought = 0;
  #cancelTimer: (() => void) | undefined;
  #tail: Promise<void> = Promise.resolve();
  #failure: unknown;
  #backlog = { records: 0, bytes: 0 };
  #wakers: (() => void)[] = [];

  /** Use createSealer. */
  constructor(ledger: SealingLedger, options: SealerOptions) {
    this.#ledger = ledger;
    this.#options = options;
    this.#ends = new Map(ledger.positions());
    this.#ordinal = ledger.segmentCount + 1;
    this.#draft = new SegmentDraft(options.sha256);
  }

  /** Detections that wait for a record of theirs to be sealed. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Segments so far, those that are still on their way to the disk among them. */
  get segments(): number {
    return this.#ordinal - 1;
  }

  /** The segment and index of a record; undefined when it was never added or made known. */
  placeOf(record: EvidenceRecord): { readonly ordinal: number; readonly index: number } | undefined {
    return this.#places.numbersOf(record);
  }

  /** Says where a record of an earlier run is sealed, so that detections can cite it. One that nobody spoke of is looked for by its name. */
  know(record: EvidenceRecord, place: RecordPlace): void {
    this.#places.know(record, place);
  }

  /** Takes a unit, whole, into the present segment. Never waits; throws when sealing has failed. Ask `ready` before reading on. */
  add({ source, name, unit, position, detections }: Addition): void {
    if (this.#failure !== undefined) throw this.#failure;
    assert(closes(unit.accounting), "every line of a unit is accounted for");
    this.#places.add(unit, this.#ordinal, this.#draft.records);
    for (const record of unit.records) this.#draft.addRecord(record);
    this.#draft.addStretch({ id: source, name }, { from: this.#beginOf(source, unit, position), to: position }, unit.accounting);
    this.#ends.set(source, position);
    for (const detection of detections) this.#waiting.push(detection);
    this.#brought += detections.length;
    const { recordsMax = SEGMENT_RECORDS, bytesMax = SEGMENT_BYTES, intervalMs = SEGMENT_INTERVAL_MS } = this.#options;
    const isFull = this.#draft.records >= recordsMax || this.#draft.bytes >= bytesMax || this.#brought >= SEGMENT_DETECTIONS;
    if (isFull) this.#closeDraft();
    else this.#cancelTimer ??= this.#options.after(intervalMs, () => this.#closeDraft());
  }

  /** Where the unit's source stood before it: the end of its last unit, or in a file that we have not seen the unit's own beginning. */
  #beginOf(source: SourceId, unit: SealableUnit, position: Position): Position {
    const offset = position.kind === "file" ? (unit.records[0]?.origin.offset ?? position.offset) : 0;
    const end = this.#ends.get(source);
    const goesOn = end !== undefined && end.offset <= offset && continues({ ...end, offset }, { ...position, offset });
    return goesOn ? end : { ...position, offset, cursor: null };
  }

  /** Resolves when few enough records wait for the disk. Files wait for it; a source that cannot wait drops and counts. */
  async ready(): Promise<void> {
    const { backlogRecords = BACKLOG_RECORDS } = this.#options;
    while (this.#failure === undefined && (this.#backlog.records >= backlogRecords || this.#backlog.bytes >= BACKLOG_BYTES)) {
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Seals what has been added; resolves when it is durable and stated. Throws the failure that stopped sealing. */
  async seal(): Promise<void> {
    this.#closeDraft();
    await this.#tail;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Seals what is left and stops the timer. */
  async close(): Promise<void> {
    await this.seal();
  }

  #closeDraft(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#draft.isEmpty || this.#failure !== undefined) return;
    const closed = this.#takeDraft();
    const { records, bytes } = closed.draft;
    this.#backlog = { records: this.#backlog.records + records, bytes: this.#backlog.bytes + bytes };
    // Compression runs beside the segment before; statements go in order.
    this.#tail = Promise.all([closed.files, this.#tail])
      .then(([files]) => this.#state(closed, files))
      .catch((error: unknown) => {
        this.#failure ??= error;
        this.#options.onFailed?.();
      })
      .finally(() => {
        this.#backlog = { records: this.#backlog.records - records, bytes: this.#backlog.bytes - bytes };
        for (const wake of this.#wakers.splice(0)) wake();
      });
  }

  #takeDraft(): Closed {
    const draft = this.#draft;
    const ordinal = this.#ordinal++;
    this.#brought = 0;
    this.#draft = new SegmentDraft(this.#options.sha256);
    return { ordinal, draft, sealedAt: isoTime(this.#options.clock()), files: this.#filesOf(draft, segmentId(ordinal)) };
  }

  async #filesOf(draft: SegmentDraft, id: SegmentId): Promise<readonly WholeFile[]> {
    const { lines, leaves } = draft.finish();
    return [
      { path: recordsPath(id), bytes: await this.#options.compress(concat(...lines)) },
      { path: leavesPath(id), bytes: leaves },
    ];
  }

  /** States the segment and, in the same batch, every detection whose records are sealed with it: a crash loses and repeats neither. */
  async #state({ ordinal, draft, sealedAt }: Closed, files: readonly WholeFile[]): Promise<void> {
    if (this.#failure !== undefined) return;
    const predicate: SegmentPredicate = {
      segment: segmentId(ordinal),
      records: draft.records,
      root: toHex(draft.root()) as Digest,
      sealedAt,
      sources: draft.sources,
      accounting: draft.accounting,
    };
    const detections = await this.#takeStatable(ordinal);
    const statements = detections.map((detection) => detectionStatement(detection, this.#contextOf(detection)));
    const segment: Statement = {
      kind: "segment",
      subject: segmentSubjects(predicate),
      predicate,
    };
    const [receipt, ...receipts] = await this.#ledger.append([segment, ...statements], files);
    assert(receipt !== undefined && receipts.length === detections.length, "every statement has its receipt");
    const stated = detections.map((detection, at) => ({
      detection,
      receipt: present(receipts[at], "every detection has its receipt"),
    }));
    this.#options.onSealed?.({ segment: predicate.segment, predicate, receipt, detections: stated });
  }

  async #takeStatable(ordinal: number): Promise<readonly Detection[]> {
    const [statable, later]: [Detection[], Detection[]] = [[], []];
    const waiting = this.#waiting.slice();
    for (const detection of waiting) {
      const sealed = statable.length < BATCH_ENTRIES_MAX - 1 && (await this.#isSealed(detection, ordinal));
      (sealed ? statable : later).push(detection);
    }
    // Others may have come while we looked context up.
    this.#waiting = [...later, ...this.#waiting.slice(waiting.length)];
    return statable;
  }

  async #isSealed(detection: Detection, ordinal: number): Promise<boolean> {
    for (const record of detection.events.flatMap(({ records }) => records)) {
      if ((this.#places.ordinalOf(record) ?? (await this.#soughtOrdinal(record))) > ordinal) return false;
      for (const name of record.reading.context) if (!(await this.#knowsContext(name, ordinal))) return false;
    }
    return true;
  }

  /** A record that was never added was sealed by an earlier run. */
  async #soughtOrdinal(record: EvidenceRecord): Promise<number> {
    if (!this.#sought.has(record)) {
      this.#sought.add(record);
      const found = await this.#ledger.findRecord(recordName(record.commitment));
      if (found !== undefined) this.#places.know(record, found);
    }
    return this.#places.ordinalOf(record) ?? Number.POSITIVE_INFINITY;
  }

  /** A record that explains others may have been sealed before this process began. */
  async #knowsContext(name: RecordName, ordinal: number): Promise<boolean> {
    if (this.#places.placeOfContext(name) === undefined && !this.#soughtContext.has(name)) {
      // Once is enough: what this process has not sealed the ledger will not learn.
      this.#soughtContext.add(name);
      const found = await this.#ledger.findRecord(name);
      if (found !== undefined) this.#places.addContext(name, found);
    }
    const place = this.#places.placeOfContext(name);
    return place !== undefined && (segmentOrdinal(place.segment) ?? 0) <= ordinal;
  }

  #contextOf(detection: Detection): Parameters<typeof detectionStatement>[1] {
    return {
      engine: this.#options.engine,
      ruleDocuments: this.#options.ruleDocuments(detection),
      placeOf: (record) => this.#places.placeOf(record),
      placeOfContext: (name) => this.#places.placeOfContext(name),
    };
  }
}

/** The sealer of a ledger; it goes on where the ledger's positions say. */
export function createSealer(ledger: SealingLedger, options: SealerOptions): Sealer {
  return new Sealer(ledger, options);
}
