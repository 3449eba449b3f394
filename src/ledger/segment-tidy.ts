import type { SegmentId } from "../model/index.ts";
import { commitmentsPath, keptPath, recordsPath, SEGMENTS } from "./layout.ts";
import type { LedgerState } from "./state.ts";

/**
 * Removes what no statement speaks of (a segment that a crash cut off before its statement, what an erasure wanted to keep before it
 * was stated), and finishes erasures that are stated: their records are gone for good when this resolves.
 */
export async function tidySegments(state: LedgerState): Promise<void> {
  const { files } = state.options;
  for (const name of await files.list(SEGMENTS)) {
    const id = name.slice(0, name.indexOf(".")) as SegmentId;
    const path = `${SEGMENTS}/${name}`;
    if (!isOurs(id, path)) continue;
    const known = state.places.segmentEntry(id) !== undefined;
    const gone = state.places.erasureOf(id) !== undefined;
    if (known && !(path === recordsPath(id) && gone) && !(path === keptPath(id) && !gone)) continue;
    await files.remove(path);
  }
  if (state.places.erasedSegments().length > 0) await files.syncDirectory(SEGMENTS);
}

function isOurs(id: SegmentId, path: string): boolean {
  return [recordsPath(id), commitmentsPath(id), keptPath(id)].includes(path);
}
