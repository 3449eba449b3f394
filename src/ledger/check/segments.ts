import { equalBytes, explainError, type FilePort, type Sha256, toHex, wholeLines } from "../../lib/index.ts";
import { leafHash, treeRoot, verifyInclusion } from "../../merkle/index.ts";
import {
  closes,
  nameIn,
  type RecordName,
  recordLeaf,
  recordName,
  type SegmentId,
  type SegmentPredicate,
} from "../../model/index.ts";
import { parseKeptLine } from "../kept-line.ts";
import { keptPath, leavesPath, recordsPath } from "../layout.ts";
import { expectLines, parseRecordLine } from "../segment-line.ts";
import { splitLeaves } from "../segments.ts";
import type { Problems } from "./problem.ts";

export type SegmentSource = {
  readonly files: FilePort;
  readonly sha256: Sha256;
  readonly decompress: (bytes: Uint8Array) => Promise<Uint8Array>;
};

/** What each erasure that names the segment took of it, in order. */
export type Taken = readonly ((name: RecordName) => boolean)[];

/** One segment against its statement, and against its erasures where there are any. Gives its leaves. */
export async function checkSegment(
  source: SegmentSource,
  predicate: SegmentPredicate,
  taken: Taken,
  problems: Problems,
): Promise<readonly Uint8Array[]> {
  const id = predicate.segment;
  if (!closes(predicate.accounting)) problems.add("open-accounting", id, "lines in are not evaluated + rejected + dropped");
  const lines = predicate.sources.reduce((total, one) => total + one.lines, 0);
  if (lines !== predicate.accounting.linesIn)
    problems.add("open-accounting", id, `its sources have ${lines} lines, its accounting ${predicate.accounting.linesIn}`);
  const leaves = await checkLeaves(source, predicate, problems);
  if (taken.length === 0) await checkRecords(source, id, leaves, problems);
  else await checkKept(source, predicate, { taken, leaves }, problems);
  return leaves;
}

async function checkLeaves(
  { files, sha256 }: SegmentSource,
  predicate: SegmentPredicate,
  problems: Problems,
): Promise<readonly Uint8Array[]> {
  const path = leavesPath(predicate.segment);
  const leaves = splitLeaves((await files.read(path)) ?? new Uint8Array(0));
  const root = treeRoot(
    sha256,
    leaves.map((leaf) => leafHash(sha256, leaf)),
  );
  if (leaves.length !== predicate.records || toHex(root) !== predicate.root) {
    problems.add("bad-leaves", path, `expected ${predicate.records} leaves with the stated root, got ${leaves.length}`);
  }
  return leaves;
}

async function checkRecords(
  { files, sha256, decompress }: SegmentSource,
  id: SegmentId,
  leaves: readonly Uint8Array[],
  problems: Problems,
): Promise<void> {
  const path = recordsPath(id);
  const compressed = await files.read(path);
  if (compressed === undefined) {
    problems.add("missing-records", path, "no erasure says why");
    return;
  }
  const lines = await decompress(compressed)
    .then(expectLines)
    .catch((error: unknown) => {
      problems.add("bad-records", path, explainError(error));
      return [];
    });
  if (lines.length !== leaves.length) problems.add("bad-records", path, `expected ${leaves.length} lines, got ${lines.length}`);
  for (const [index, raw] of lines.entries()) {
    const line = parseRecordLine(raw, sha256);
    const same =
      line.ok &&
      line.value.index === index &&
      equalBytes(recordLeaf(sha256, line.value.record), leaves[index] ?? new Uint8Array(0));
    if (!same)
      problems.add("bad-records", `${path} line ${index}`, line.ok ? "it is not the record that was sealed" : line.fault.kind);
  }
}

async function checkKept(
  { files, sha256 }: SegmentSource,
  predicate: SegmentPredicate,
  { taken, leaves }: { readonly taken: Taken; readonly leaves: readonly Uint8Array[] },
  problems: Problems,
): Promise<void> {
  const id = predicate.segment;
  const path = keptPath(id, taken.length);
  if ((await files.read(recordsPath(id))) !== undefined)
    problems.add("unfinished-erasure", recordsPath(id), "it is stated as erased and still there");
  const bytes = await files.read(path);
  const lines = bytes === undefined ? undefined : wholeLines(bytes);
  const kept = leaves.map((leaf) => nameIn(leaf)).filter((name) => !taken.some((took) => took(name)));
  if (lines?.length !== kept.length) {
    const got = bytes === undefined ? "no file" : (lines?.length ?? "what is not whole lines of UTF-8");
    problems.add("bad-kept", path, `expected ${kept.length} lines, got ${got}`);
  }
  const root = treeRoot(
    sha256,
    leaves.map((one) => leafHash(sha256, one)),
  );
  for (const [at, raw] of (lines ?? []).entries()) {
    const fault = keptFault(sha256, raw, { name: kept[at], predicate, leaves, root });
    if (fault !== undefined) problems.add("bad-kept", `${path} line ${at}`, fault);
  }
}

type KeptClaim = {
  readonly name: string | undefined;
  readonly predicate: SegmentPredicate;
  readonly leaves: readonly Uint8Array[];
  readonly root: Uint8Array;
};

function keptFault(sha256: Sha256, raw: string, { name, predicate, leaves, root }: KeptClaim): string | undefined {
  const kept = parseKeptLine(raw);
  const line = kept === undefined ? undefined : parseRecordLine(kept.line, sha256);
  if (kept === undefined || line?.ok !== true) return "it is malformed";
  const { index, record } = line.value;
  const leaf = leaves[index];
  if (leaf === undefined || !equalBytes(leaf, recordLeaf(sha256, record))) return "it is not the record that was sealed";
  if (recordName(record.commitment) !== name) return "it is not the next record that no erasure took";
  const claim = {
    index: BigInt(index),
    size: BigInt(predicate.records),
    leaf: leafHash(sha256, leaf),
    proof: kept.proof,
    root,
  };
  return verifyInclusion(sha256, claim).ok ? undefined : "its proof does not verify";
}
