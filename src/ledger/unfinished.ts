import type { SegmentId } from "../model/index.ts";
import { BatchIndex, readEntries } from "./entries.ts";
import { eraseEnvelopes } from "./erase-entries.ts";
import { isSegmentFile, keptPath, leavesPath, recordsPath, SEGMENTS } from "./layout.ts";
import type { LedgerState } from "./state.ts";

/** Finishes what the latest erasure states and a crash may have left: envelopes and record files are gone for good when this resolves. */
export async function finishErasures(state: LedgerState): Promise<void> {
  const { files, sha256 } = state.options;
  const by = state.places.latestErasure;
  const batches = new BatchIndex(files);
  if (by !== undefined) {
    for await (const entry of readEntries({ files, sha256, batches }, by, state.edge.size)) {
      if (!entry.erased && entry.statement.kind === "erasure")
        await eraseEnvelopes({ files, batches }, entry.statement.predicate.entries, by);
      break;
    }
  }
  await tidySegments(state);
}

/**
 * Removes what no statement speaks of (a segment that a crash cut off before its statement, what an erasure wanted to keep before it
 * was stated), and finishes erasures that are stated: their records are gone for good when this resolves.
 */
async function tidySegments(state: LedgerState): Promise<void> {
  const { files } = state.options;
  for (const name of await files.list(SEGMENTS)) {
    const id = name.slice(0, name.indexOf(".")) as SegmentId;
    const path = `${SEGMENTS}/${name}`;
    if (!isSegmentFile(id, path)) continue;
    const erasures = state.places.erasuresOf(id).length;
    const records = erasures === 0 ? recordsPath(id) : keptPath(id, erasures);
    const known = state.places.segmentEntry(id) !== undefined;
    if (known && (path === records || path === leavesPath(id))) continue;
    await files.remove(path);
  }
  if (state.places.hasErasures) await files.syncDirectory(SEGMENTS);
}
