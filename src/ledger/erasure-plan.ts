import { type Sha256, utf8 } from "../lib/index.ts";
import { inclusionProofs, leafHash } from "../merkle/index.ts";
import type { ErasedPart, RecordName, SegmentId } from "../model/index.ts";
import type { WholeFile } from "./commit.ts";
import type { Keeping } from "./holds.ts";
import { formatKeptLine } from "./kept-line.ts";
import { keptPath } from "./layout.ts";
import { formatRecordLine } from "./segment-line.ts";
import type { SealedRecord, SegmentReader } from "./segments.ts";

/** What an erasure would do to one segment, counted in records. `cited` and `held` are among those that stay. */
export type SegmentReach = {
  readonly segment: SegmentId;
  readonly records: number;
  readonly erased: number;
  readonly cited: number;
  readonly held: number;
};

/** An erasure's effect on one segment, with the file that is to take the place of its records. */
export type SegmentPlan = {
  readonly reach: SegmentReach;
  readonly root: string;
  readonly part: ErasedPart;
  /** The records that go. */
  readonly gone: readonly RecordName[];
  readonly file: WholeFile;
};

/** Whether an erasure wants a record; a hold is asked before it, and what is cited by whoever wants it. */
export type Wanted = (name: RecordName, cited: boolean) => boolean;

/** How the statement says what went: by what stays, where little stays; by what goes, where little goes. */
export type Naming = "kept" | "gone";

type Source = { readonly segments: SegmentReader; readonly sha256: Sha256; readonly keeping: Keeping };

/** Plans a segment's erasure; undefined when it would take nothing that is still there. */
export async function planSegment(
  { segments, sha256, keeping }: Source,
  id: SegmentId,
  wanted: Wanted,
  naming: Naming,
): Promise<SegmentPlan | undefined> {
  if (keeping.heldSegments.has(id)) return undefined;
  const [stays, gone]: [Extract<SealedRecord, { record: unknown }>[], RecordName[]] = [[], []];
  let [cited, held] = [0, 0];
  const hashes: Uint8Array[] = [];
  for await (const sealed of segments.records(id)) {
    hashes.push(leafHash(sha256, sealed.leaf));
    if (sealed.erased) continue;
    const [isCited, isHeld] = [keeping.cited.has(sealed.name), keeping.heldRecords.has(sealed.name)];
    if (!isHeld && wanted(sealed.name, isCited)) gone.push(sealed.name);
    else {
      stays.push(sealed);
      cited += Number(isCited);
      held += Number(isHeld);
    }
  }
  const { predicate } = await segments.sealed(id);
  const { root, records } = predicate;
  if (gone.length === 0) return undefined;
  const names = stays.map(({ name }) => name);
  return {
    reach: { segment: id, records, erased: gone.length, cited, held },
    root,
    gone,
    part: { segment: id, records, ...(naming === "kept" ? { kept: names, gone: null } : { kept: null, gone }) },
    file: { path: keptPath(id, (await segments.erasures(id)).length + 1), bytes: keptLines(sha256, hashes, stays) },
  };
}

function keptLines(
  sha256: Sha256,
  hashes: readonly Uint8Array[],
  stays: readonly Extract<SealedRecord, { record: unknown }>[],
): Uint8Array<ArrayBuffer> {
  const proofs = inclusionProofs(
    sha256,
    hashes,
    stays.map(({ index }) => index),
  );
  const lines = stays.map(({ record, index }) =>
    formatKeptLine({ line: formatRecordLine(record, index).trimEnd(), proof: proofs.get(index) ?? [] }),
  );
  return utf8(lines.join(""));
}
