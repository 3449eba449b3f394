import { assert, equalBytes, explainError, Failure, type FilePort, parseHex, present, toHex, wholeLines } from "../lib/index.ts";
import { inclusionProof, leafHash, treeRoot } from "../merkle/index.ts";
import {
  commitmentIn,
  type ErasurePredicate,
  type EvidenceRecord,
  erasedBy,
  LEAF_BYTES,
  nameIn,
  type RecordName,
  recordLeaf,
  type SegmentId,
  type SegmentPredicate,
} from "../model/index.ts";
import type { OpenEntry } from "./entries.ts";
import { parseKeptLine } from "./kept-line.ts";
import { keptPath, leavesPath, recordsPath, segmentId } from "./layout.ts";
import { SEGMENT_RECORDS_MAX } from "./limits.ts";
import type { Places } from "./places.ts";
import { expectLines, parseRecordLine, type RecordLine } from "./segment-line.ts";
import type { LedgerOptions } from "./state.ts";

/** A record of a segment, or what its erasure left: the name. */
export type SealedRecord =
  | {
      readonly segment: SegmentId;
      readonly index: number;
      readonly name: RecordName;
      readonly leaf: Uint8Array;
      readonly record: EvidenceRecord;
      readonly erased?: never;
    }
  | {
      readonly segment: SegmentId;
      readonly index: number;
      readonly name: RecordName;
      readonly leaf: Uint8Array;
      readonly erased: true;
      readonly erasure: number;
    };

/** That a record is in its segment: leaf `index` of `size` under `root`, which the segment's statement in entry `entry` names. */
export type RecordProof = {
  readonly segment: SegmentId;
  readonly index: number;
  readonly name: RecordName;
  /** The record's commitment and its reading's. */
  readonly leaf: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly entry: number;
};

/** An erasure that reached a segment: its entry, what it says, and whether it took the record of a name. */
export type SegmentErasure = {
  readonly entry: number;
  readonly predicate: ErasurePredicate;
  readonly took: (name: RecordName) => boolean;
};

type Sealed = { readonly predicate: SegmentPredicate; readonly entry: number; readonly leaves: readonly Uint8Array[] };

/** What reading a segment needs of the world. */
export type SegmentWorld = Pick<LedgerOptions, "files" | "sha256" | "decompress">;

/** Segments whose leaves stay in memory: 640 kB each. */
const CACHED_MAX = 16;

/** Reads sealed segments and compares everything with what their statements say. Damage is thrown as LEDGER_DAMAGED. */
export class SegmentReader {
  readonly #options: SegmentWorld;
  readonly #places: Places;
  readonly #entry: (index: number) => Promise<OpenEntry>;
  readonly #cache = new Map<SegmentId, Sealed>();

  constructor(options: SegmentWorld, places: Places, entry: (index: number) => Promise<OpenEntry>) {
    this.#options = options;
    this.#places = places;
    this.#entry = entry;
  }

  /** The segment's statement and its leaves, which have the root that it names. */
  async sealed(id: SegmentId): Promise<Sealed> {
    const known = this.#cache.get(id);
    if (known !== undefined) return known;
    const entry = this.#places.segmentEntry(id);
    assert(entry !== undefined, `there is no segment ${id}`);
    const { statement } = await this.#entry(entry);
    assert(statement.kind === "segment", "places points at segment statements");
    const sealed = {
      predicate: statement.predicate,
      entry,
      leaves: await readLeaves(this.#options, statement.predicate),
    };
    this.#cache.set(id, sealed);
    if (this.#cache.size > CACHED_MAX) this.#cache.delete(present(this.#cache.keys().next().value, "the cache is not empty"));
    return sealed;
  }

  /** All records of a segment in order, each compared with its leaf before it is given. */
  async *records(id: SegmentId): AsyncGenerator<SealedRecord> {
    const { leaves } = await this.sealed(id);
    const erasures = await this.erasures(id);
    const isWhole = erasures.length === 0;
    const source = isWhole ? await readRecordLines(this.#options, id) : await readKeptLines(this.#options, id, erasures.length);
    const gone = (at: number) => goneRecord(id, at, { leaves, erasures });
    let index = 0;
    for (const raw of source) {
      const line = comparedLine(this.#options, { id, raw }, leaves);
      if (isWhole && line.index !== index) throw damaged(id, `expected record ${index}, got ${line.index}`);
      for (; index < line.index; index++) yield gone(index);
      yield { segment: id, index, ...leafAt(leaves, index), record: line.record };
      index++;
    }
    if (isWhole && index !== leaves.length) throw damaged(id, `expected ${leaves.length} records, got ${index}`);
    for (; index < leaves.length; index++) yield gone(index);
  }

  /** The erasures that took records of the segment, in order, each with what it took. */
  async erasures(id: SegmentId): Promise<readonly SegmentErasure[]> {
    const erasures: SegmentErasure[] = [];
    for (const entry of this.#places.erasuresOf(id)) {
      const { statement } = await this.#entry(entry);
      assert(statement.kind === "erasure", "places points at erasures");
      const part = statement.predicate.segments.find(({ segment }) => segment === id);
      const { predicate } = statement;
      erasures.push({ entry, predicate, took: erasedBy(present(part, "an erasure names the segments that it reaches")) });
    }
    return erasures;
  }

  /** Shows that the record is in its segment, and nothing of its neighbours but hashes. Works for erased records too. */
  async proof(id: SegmentId, index: number): Promise<RecordProof> {
    const { predicate, entry, leaves } = await this.sealed(id);
    const leaf = leaves[index];
    assert(leaf !== undefined, `${id} has ${leaves.length} records, asked for ${index}`);
    const hashes = leaves.map((one) => leafHash(this.#options.sha256, one));
    const root = treeRoot(this.#options.sha256, hashes);
    const proof = inclusionProof(this.#options.sha256, hashes, index);
    return { segment: id, index, name: nameIn(leaf), leaf, size: predicate.records, root, proof, entry };
  }

  /** Where the record of this name is sealed, newest segments first; undefined when in none. */
  async find(name: RecordName): Promise<{ readonly segment: SegmentId; readonly index: number } | undefined> {
    const wanted = parseHex(name);
    assert(wanted.ok, "a record name is hexadecimal");
    for (let ordinal = this.#places.segmentCount; ordinal > 0; ordinal--) {
      const segment = segmentId(ordinal);
      const { leaves } = await this.sealed(segment);
      const index = leaves.findIndex((leaf) => equalBytes(commitmentIn(leaf), wanted.value));
      if (index >= 0) return { segment, index };
    }
    return undefined;
  }
}

function goneRecord(
  segment: SegmentId,
  index: number,
  { leaves, erasures }: { readonly leaves: readonly Uint8Array[]; readonly erasures: readonly SegmentErasure[] },
): SealedRecord {
  const place = leafAt(leaves, index);
  const by = erasures.find(({ took }) => took(place.name));
  if (by === undefined) throw damaged(segment, `record ${index} is missing, and no erasure took it`);
  return { segment, index, ...place, erased: true, erasure: by.entry };
}

function leafAt(leaves: readonly Uint8Array[], index: number): { readonly name: RecordName; readonly leaf: Uint8Array } {
  const leaf = present(leaves[index], "an index below the number of records");
  return { name: nameIn(leaf), leaf };
}

async function readLeaves({ files, sha256 }: SegmentWorld, predicate: SegmentPredicate): Promise<readonly Uint8Array[]> {
  const id = predicate.segment;
  const bytes = await files.read(leavesPath(id));
  if (bytes === undefined) throw damaged(id, "its leaves are missing");
  const leaves = splitLeaves(bytes);
  if (leaves.length !== predicate.records) throw damaged(id, `expected ${predicate.records} leaves, got ${leaves.length}`);
  const root = treeRoot(
    sha256,
    leaves.map((leaf) => leafHash(sha256, leaf)),
  );
  if (toHex(root) !== predicate.root) throw damaged(id, "its leaves do not have the root of its statement");
  return leaves;
}

/** The leaves in the bytes of a leaves file; none when they are not whole. */
export function splitLeaves(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length % LEAF_BYTES !== 0 || bytes.length > LEAF_BYTES * SEGMENT_RECORDS_MAX) return [];
  return Array.from({ length: bytes.length / LEAF_BYTES }, (_, at) => bytes.subarray(at * LEAF_BYTES, (at + 1) * LEAF_BYTES));
}

async function readRecordLines({ files, decompress }: SegmentWorld, id: SegmentId): Promise<readonly string[]> {
  const compressed = await files.read(recordsPath(id));
  if (compressed === undefined) throw damaged(id, "its records are missing, and no erasure says why");
  try {
    return expectLines(await decompress(compressed));
  } catch (error) {
    throw damaged(id, `its records cannot be read (${explainError(error)})`);
  }
}

function comparedLine(
  options: SegmentWorld,
  { id, raw }: { id: SegmentId; raw: string },
  leaves: readonly Uint8Array[],
): RecordLine {
  const line = parseRecordLine(raw, options.sha256);
  if (!line.ok) throw damaged(id, `a record line is ${line.fault.kind}`);
  const leaf = leaves[line.value.index];
  if (leaf === undefined || !equalBytes(leaf, recordLeaf(options.sha256, line.value.record))) {
    throw damaged(id, `record ${line.value.index} is not the one that was sealed`);
  }
  return line.value;
}

async function readKeptLines(
  { files }: { readonly files: FilePort },
  id: SegmentId,
  erasures: number,
): Promise<readonly string[]> {
  const bytes = await files.read(keptPath(id, erasures));
  if (bytes === undefined) throw damaged(id, "what its erasure kept is missing");
  const lines = wholeLines(bytes);
  if (lines === undefined) throw damaged(id, "what its erasure kept is not whole lines of UTF-8");
  return lines.map((raw) => {
    const kept = parseKeptLine(raw);
    if (kept === undefined) throw damaged(id, "a kept line is malformed");
    return kept.line;
  });
}

function damaged(id: SegmentId, why: string): Failure {
  return new Failure("LEDGER_DAMAGED", `could not read ${id}: ${why}`);
}
