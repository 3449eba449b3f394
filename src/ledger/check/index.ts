import { type FilePort } from "../../lib/index.ts";
import {
  type Accounting,
  addAccounting,
  erasedBy,
  NOTHING_READ,
  nameIn,
  type Position,
  type PredicateOf,
  type SegmentId,
  type SourceId,
  type Statement,
  type Unreliable,
} from "../../model/index.ts";
import { keptPath, leavesPath, recordsPath, SEGMENTS, segmentId } from "../layout.ts";
import { continues } from "../segment-draft.ts";
import { checkEntries, statementOf } from "./entries.ts";
import { checkErasures } from "./erasures.ts";
import { type LedgerProblem, Problems } from "./problem.ts";
import { checkSegment, type SegmentSource, type Taken } from "./segments.ts";
import { checkTree, type TreeOptions } from "./tree.ts";

export type CheckOptions = TreeOptions & SegmentSource;

/** The ledger as it is on disk. Sound when `problems` is empty. */
export type LedgerReport = {
  readonly origin: string;
  readonly size: number;
  readonly segments: number;
  readonly records: number;
  readonly erasedSegments: number;
  readonly accounting: Accounting;
  /** Entries that are in order, and signed by a key that was revoked as of a time before they were sealed. No damage. */
  readonly notReliedOn: readonly Unreliable[];
  readonly problems: readonly LedgerProblem[];
};

/**
 * Re-derives everything from what is signed: tiles and root from the entries, entries from their envelopes, segments' roots from
 * their records, positions and accounting from the segments' statements; and names all that does not fit. Reads only. Throws only
 * when a file cannot be read.
 */
export async function checkLedger(options: CheckOptions): Promise<LedgerReport> {
  const problems = new Problems();
  const tree = await checkTree(options, problems);
  const { entries, notReliedOn } =
    tree === undefined ? { entries: [], notReliedOn: [] } : await checkEntries(options, tree.commitments, problems);
  const statements = entries.map(statementOf);
  const segments = await checkSegments(options, statements, problems);
  checkCitations(statements, segments.leaves, problems);
  checkErasures(statements, segments.leaves, problems);
  await checkStrays(options.files, segments, problems);
  return {
    origin: tree?.head.origin ?? "",
    size: tree?.head.size ?? 0,
    segments: segments.leaves.size,
    records: [...segments.leaves.values()].reduce((total, { length }) => total + length, 0),
    erasedSegments: [...segments.taken.keys()].filter((id) => segments.leaves.has(id)).length,
    accounting: segments.accounting,
    notReliedOn,
    problems: problems.found,
  };
}

/** Only what a stranger without envelopes can see: the checkpoint's signatures, and tiles and root re-derived from the entries. */
export async function checkPublishedTree(
  options: TreeOptions,
): Promise<{ readonly size: number; readonly problems: readonly LedgerProblem[] }> {
  const problems = new Problems();
  const tree = await checkTree(options, problems);
  return { size: tree?.head.size ?? 0, problems: problems.found };
}

type Leaves = Map<SegmentId, readonly Uint8Array[]>;
type Segments = { readonly leaves: Leaves; readonly taken: ReadonlyMap<SegmentId, Taken>; readonly accounting: Accounting };

async function checkSegments(
  options: CheckOptions,
  statements: readonly (Statement | undefined)[],
  problems: Problems,
): Promise<Segments> {
  const taken = new Map<SegmentId, Taken>();
  for (const statement of statements) {
    if (statement?.kind !== "erasure") continue;
    for (const part of statement.predicate.segments)
      taken.set(part.segment, [...(taken.get(part.segment) ?? []), erasedBy(part)]);
  }
  const leaves: Leaves = new Map();
  const positions = new Map<SourceId, Position>();
  let accounting = NOTHING_READ;
  for (const statement of statements) {
    if (statement?.kind !== "segment") continue;
    const { predicate } = statement;
    const expected = segmentId(leaves.size + 1);
    if (predicate.segment !== expected) problems.add("segment-gap", predicate.segment, `expected ${expected}`);
    leaves.set(predicate.segment, await checkSegment(options, predicate, taken.get(predicate.segment) ?? [], problems));
    for (const source of predicate.sources) checkPosition(positions, source, problems);
    accounting = addAccounting(accounting, predicate.accounting);
  }
  return { leaves, taken, accounting };
}

/** In one file nothing is read twice: a stretch begins where the last one ended, unless the file was cut short and written anew. */
function checkPosition(
  positions: Map<SourceId, Position>,
  { id, from, to }: PredicateOf<"segment">["sources"][number],
  problems: Problems,
): void {
  const last = positions.get(id);
  const sameFile =
    last !== undefined &&
    continues({ ...last, offset: 0 }, { ...from, offset: 0 }) &&
    last.fileId?.headSha256 === from.fileId?.headSha256;
  if (sameFile && from.kind === "file" && from.offset !== last.offset) {
    problems.add("position-gap", id, `reading goes on at byte ${from.offset}, it had ended at ${last.offset}`);
  }
  positions.set(id, to);
}

function checkCitations(statements: readonly (Statement | undefined)[], leaves: Leaves, problems: Problems): void {
  for (const [index, statement] of statements.entries()) {
    if (statement?.kind !== "detection") continue;
    for (const record of statement.predicate.events.flatMap(({ records }) => records)) {
      const leaf = leaves.get(record.segment)?.[record.index];
      if (leaf === undefined || nameIn(leaf) !== record.name) {
        problems.add("bad-citation", `entry ${index}`, `record ${record.name} is not at ${record.segment}/${record.index}`);
      }
    }
  }
}

async function checkStrays(files: FilePort, { leaves, taken }: Segments, problems: Problems): Promise<void> {
  const paths = new Set(
    [...leaves.keys()].flatMap((id) => {
      const erasures = taken.get(id)?.length ?? 0;
      // Records that an erasure should have taken are named by checkSegment.
      return [recordsPath(id), leavesPath(id), ...(erasures === 0 ? [] : [keptPath(id, erasures)])];
    }),
  );
  for (const name of await files.list(SEGMENTS)) {
    if (!paths.has(`${SEGMENTS}/${name}`)) problems.add("unstated-file", `${SEGMENTS}/${name}`, "no statement speaks of it");
  }
}
