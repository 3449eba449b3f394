import { assert, equalBytes, Failure, type FilePort, parseHex, type Sha256 } from "../lib/index.ts";
import { leafHash, parseClaimedCheckpoint, parseNote, parseVkey, type SignatureChecks, treeRoot } from "../merkle/index.ts";
import { Keyring, type RecordName, type SegmentId } from "../model/index.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { BatchIndex, type LedgerEntry, type OpenEntry, readEntries } from "./entries.ts";
import { CHECKPOINT, segmentId } from "./layout.ts";
import { Places } from "./places.ts";
import { type SealedRecord, SegmentReader, type SegmentWorld } from "./segments.ts";

/** What may be read of a ledger that another process writes: its entries up to a checkpoint, and the keys that they name. */
export type LedgerReader = {
  readonly size: number;
  readonly keyring: Keyring;
  entries(from: number): AsyncIterable<LedgerEntry>;
  entry(index: number): Promise<LedgerEntry>;
};

export type ReaderOptions = {
  readonly files: FilePort;
  readonly sha256: Sha256;
  readonly checks: SignatureChecks;
  /** Told of each entry while it is read the first time: what is made of them counts only when the ledger opens, since the root is compared last. */
  readonly onEntry?: (entry: LedgerEntry) => void;
};

/**
 * Reads the ledger in a directory as far as its checkpoint goes now, without its lock and without writing: a writer only adds behind it.
 * Every entry is compared with the signed root, and the root's signatures with the log keys that the entries name, which are the
 * directory's own word: who must know that they are the right ones holds them against a trust file. Throws LEDGER_DAMAGED.
 */
export async function openLedgerReader(options: ReaderOptions): Promise<LedgerReader> {
  const { files, sha256, checks, onEntry } = options;
  const note = (await files.read(CHECKPOINT)) ?? new Uint8Array();
  const size = claimedSize(note);
  const source = { files, sha256, batches: new BatchIndex(files) };
  const keyring = new Keyring();
  const leaves: Uint8Array[] = [];
  for await (const entry of readEntries(source, 0, size)) {
    const commitment = parseHex(entry.name);
    assert(commitment.ok, "an entry's name is a commitment in hexadecimal");
    leaves.push(leafHash(sha256, commitment.value));
    if (!entry.erased) keyring.add(entry.index, entry.statement);
    onEntry?.(entry);
  }
  const logKeys = keyring.logKeys(size).map(({ vkey }) => parseVkey(vkey));
  const head = await readCheckpoint(
    note,
    logKeys.flatMap((key) => (key.ok ? [[key.value]] : [])),
    checks,
  );
  if (!head.ok) throw damaged(`the keys that it names did not sign its checkpoint (${head.fault.detail})`);
  if (!equalBytes(treeRoot(sha256, leaves), head.value.root)) throw damaged("its entries do not have the signed root");
  return {
    size,
    keyring,
    entries: (from) => readEntries(source, from, size),
    entry: async (index) => {
      assert(index < size, "an entry below the size");
      for await (const entry of readEntries(source, index, size)) return entry;
      throw damaged(`entry ${index} is missing`);
    },
  };
}

/** What may be read of the records that another process seals: segments up to a checkpoint. */
export type SegmentsReader = {
  readonly segmentCount: number;
  segmentId(ordinal: number): SegmentId;
  segmentRecords(id: SegmentId): AsyncIterable<SealedRecord>;
  findRecord(name: RecordName): Promise<{ readonly segment: SegmentId; readonly index: number } | undefined>;
};

/** Reads the segments of a ledger that `openLedgerReader` opened, each record compared with what was sealed. Throws LEDGER_DAMAGED. */
export async function openSegmentsReader(ledger: LedgerReader, world: SegmentWorld): Promise<SegmentsReader> {
  const places = new Places();
  for await (const entry of ledger.entries(0)) places.add(entry.erased ? undefined : entry.statement);
  return segmentsAt(ledger, places, world);
}

/** Opens a ledger to be read with its segments, as `openLedgerReader` and `openSegmentsReader` do, in one pass over its entries. Throws LEDGER_DAMAGED. */
export async function openWholeReader(
  options: ReaderOptions & SegmentWorld,
): Promise<{ readonly ledger: LedgerReader; readonly segments: SegmentsReader }> {
  const places = new Places();
  const ledger = await openLedgerReader({
    ...options,
    onEntry: (entry) => {
      places.add(entry.erased ? undefined : entry.statement);
      options.onEntry?.(entry);
    },
  });
  return { ledger, segments: segmentsAt(ledger, places, options) };
}

function segmentsAt(ledger: LedgerReader, places: Places, world: SegmentWorld): SegmentsReader {
  const open = async (index: number): Promise<OpenEntry> => {
    const entry = await ledger.entry(index);
    if (entry.erased) throw damaged(`the envelope of entry ${index} is erased, which no erasure may do`);
    return entry;
  };
  const segments = new SegmentReader(world, places, open);
  return {
    segmentCount: places.segmentCount,
    segmentId,
    segmentRecords: (id) => segments.records(id),
    findRecord: (name) => segments.find(name),
  };
}

/** The size that a checkpoint states; believed when its signatures are checked. */
function claimedSize(bytes: Uint8Array): number {
  const note = parseNote(bytes);
  const head = note.ok ? parseClaimedCheckpoint(note.value.text) : note;
  if (!head.ok) throw damaged("its checkpoint cannot be read");
  return Number(head.value.size);
}

function damaged(why: string): Failure {
  return new Failure("LEDGER_DAMAGED", `could not read the ledger: ${why}`);
}
