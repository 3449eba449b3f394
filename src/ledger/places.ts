import { assert, formatJson, type Json, parseJson, type Sha256, type Shaped, shape, textOf, toHex, utf8 } from "../lib/index.ts";
import {
  type ErasurePredicate,
  Keyring,
  type Position,
  positionShape,
  type RetentionPredicate,
  type SegmentId,
  type SegmentPredicate,
  type SourceId,
  STATEMENT_KINDS,
  type Statement,
} from "../model/index.ts";
import { segmentId, segmentOrdinal } from "./layout.ts";

/** What the ledger must know of its own entries to go on: where sources stand, and which entry tells of which segment. */
export class Places {
  readonly #positions = new Map<SourceId, Position>();
  /** Entry of segment n at n − 1. */
  readonly #segments: number[] = [];
  /** Ordinal of an erased segment to the entries of its erasures, in order. */
  readonly #erasures = new Map<number, number[]>();
  /** Ordinal of a segment to the latest erasure under a schedule that took of it. */
  readonly #expiries = new Map<number, number>();
  /** Entries of `hold` statements: what is held is read from them when something is to be erased. */
  readonly #holdEntries: number[] = [];
  /** The governing schedule: the latest retention statement. */
  #retention: RetentionPredicate | undefined;
  /** Names of every schedule so far: an erasure under one is an expiry, any other is under an order. */
  readonly #schedules = new Set<string>();
  #latestErasure: number | undefined;
  /** Entries of `key` statements: which keys were believed when is read from them, never from a view. */
  readonly #keyEntries: number[] = [];
  #keyring = new Keyring();
  #size = 0;

  /** Entries folded so far. */
  get size(): number {
    return this.#size;
  }

  /** Where each source goes on: the end of the last segment that has lines of it. */
  get positions(): ReadonlyMap<SourceId, Position> {
    return this.#positions;
  }

  /** Segments so far; their ordinals are 1 to this. */
  get segmentCount(): number {
    return this.#segments.length;
  }

  /** The schedule that governs now. */
  get retention(): RetentionPredicate | undefined {
    return this.#retention;
  }

  /** The entry of the latest erasure: the only one that a crash can have left unfinished. */
  get latestErasure(): number | undefined {
    return this.#latestErasure;
  }

  /** The keys that the ledger believes. */
  get keyring(): Keyring {
    return this.#keyring;
  }

  /** The entries that say which keys are believed: entry 0 and those of `key` statements. */
  get keyEntries(): readonly number[] {
    return this.#size === 0 ? [] : [0, ...this.#keyEntries];
  }

  /** Takes the keys that the key entries tell of: what a view alone does not hold. */
  takeKeys(keyring: Keyring): void {
    this.#keyring = keyring;
  }

  /** The entry whose statement tells of the segment; undefined when there is no such segment. */
  segmentEntry(id: SegmentId): number | undefined {
    const ordinal = segmentOrdinal(id);
    return ordinal === undefined ? undefined : this.#segments[ordinal - 1];
  }

  /** The entries of the erasures that took records of the segment, in order; none while all are there. */
  erasuresOf(id: SegmentId): readonly number[] {
    return this.#erasures.get(segmentOrdinal(id) ?? 0) ?? [];
  }

  /** The entry of the latest erasure that took of the segment by a schedule; undefined when none did. */
  expiryOf(id: SegmentId): number | undefined {
    return this.#expiries.get(segmentOrdinal(id) ?? 0);
  }

  /** Whether an erasure took records of any segment. */
  get hasErasures(): boolean {
    return this.#erasures.size > 0;
  }

  /** The entries of `hold` statements, in order. */
  get holdEntries(): readonly number[] {
    return this.#holdEntries;
  }

  /** Folds the next entry; undefined for one whose envelope is erased (never a segment, an erasure or a schedule). */
  add(statement: Statement | undefined): void {
    const entry = this.#size++;
    if (statement !== undefined) this.#keyring.add(entry, statement);
    switch (statement?.kind) {
      case "segment":
        return this.#addSegment(entry, statement.predicate);
      case "erasure":
        return this.#addErasures(entry, statement.predicate);
      case "hold":
        return void this.#holdEntries.push(entry);
      case "key":
        return void this.#keyEntries.push(entry);
      case "retention":
        this.#retention = statement.predicate;
        return void this.#schedules.add(statement.predicate.schedule);
      default: // the others change nothing that the ledger itself must know
    }
  }

  #addSegment(entry: number, { segment, sources }: SegmentPredicate): void {
    assert(segment === segmentId(this.#segments.length + 1), "segments are numbered without gaps");
    this.#segments.push(entry);
    for (const { id, to } of sources) this.#positions.set(id, to);
  }

  #addErasures(entry: number, { segments, schedule }: ErasurePredicate): void {
    this.#latestErasure = entry;
    for (const { segment } of segments) {
      this.#addErasure(segmentOrdinal(segment) ?? 0, entry);
      if (this.#schedules.has(schedule)) this.#expiries.set(segmentOrdinal(segment) ?? 0, entry);
    }
  }

  #addErasure(ordinal: number, entry: number): void {
    const entries = this.#erasures.get(ordinal);
    if (entries === undefined) this.#erasures.set(ordinal, [entry]);
    else entries.push(entry);
  }

  /** The fold as a view file: one canonical JSON line and the SHA-256 of it. `last` is the name of the last entry folded. */
  snapshot(sha256: Sha256, last: string): Uint8Array<ArrayBuffer> {
    const line = formatJson({
      erasures: [...this.#erasures].flatMap(([ordinal, entries]) => entries.map((entry) => [ordinal, entry])),
      expiries: [...this.#expiries].map((pair) => [...pair]),
      holds: this.#holdEntries,
      keys: this.#keyEntries,
      last,
      latestErasure: this.#latestErasure ?? null,
      positions: Object.fromEntries(this.#positions) as unknown as Json,
      retention: (this.#retention ?? null) as Json,
      schedules: [...this.#schedules],
      segments: this.#segments,
      size: this.#size,
      version: VERSION,
    });
    return utf8(`${line}\n${toHex(sha256(utf8(line)))}\n`);
  }

  /** The fold that `snapshot` wrote; undefined when the file is torn or of another version. `last` says which entry it ends with. */
  static restore(sha256: Sha256, bytes: Uint8Array): { readonly places: Places; readonly last: string } | undefined {
    const [line = "", digest, ...rest] = (textOf(bytes) ?? "").split("\n");
    if (digest !== toHex(sha256(utf8(line))) || rest.join() !== "") return undefined;
    const json = parseJson(line);
    const read = json.ok ? snapshotShape(json.value, "view") : json;
    if (!read.ok) return undefined;
    return { places: new Places().#filled(read.value), last: read.value.last };
  }

  #filled(view: Shaped<typeof snapshotShape>): this {
    this.#size = view.size;
    for (const entry of view.segments) this.#segments.push(entry);
    for (const entry of view.keys) this.#keyEntries.push(entry);
    for (const entry of view.holds) this.#holdEntries.push(entry);
    this.#retention = view.retention ?? undefined;
    this.#latestErasure = view.latestErasure ?? undefined;
    for (const [id, position] of Object.entries(view.positions)) this.#positions.set(id, position);
    for (const [ordinal = 0, entry = 0] of view.erasures) this.#addErasure(ordinal, entry);
    for (const [ordinal = 0, entry = 0] of view.expiries) this.#expiries.set(ordinal, entry);
    for (const name of view.schedules) this.#schedules.add(name);
    return this;
  }
}

/** Names the fold: another fold, another number, and the old views are not read. */
const VERSION = "places-v2";

const snapshotShape = shape.record({
  erasures: shape.list(shape.list(shape.count, 2), 10_000_000),
  expiries: shape.list(shape.list(shape.count, 2), 10_000_000),
  holds: shape.list(shape.count, 100_000),
  keys: shape.list(shape.count, 100_000),
  last: shape.text(64),
  latestErasure: shape.nullable(shape.count),
  positions: shape.dictionary(positionShape),
  retention: shape.nullable(STATEMENT_KINDS.retention),
  schedules: shape.list(shape.text(200), 100_000),
  segments: shape.list(shape.count, 10_000_000),
  size: shape.count,
  version: shape.word(VERSION),
});

/** The view's file name at this size, such as places-v2-000000005000. */
export function viewName(size: number): string {
  return `${VERSION}-${String(size).padStart(12, "0")}`;
}

/** The size in a view's file name; undefined for any other name. */
export function viewSize(name: string): number | undefined {
  return /^places-v2-[0-9]{12}$/.test(name) ? Number(name.slice(-12)) : undefined;
}
