import type { ErasureGround } from "../../model/index.ts";
import {
  activeHolds,
  type ErasedPart,
  erasedBy,
  erasureFault,
  nameIn,
  type SegmentId,
  type Statement,
} from "../../model/index.ts";
import type { Problems } from "./problem.ts";

type Leaves = ReadonlyMap<SegmentId, readonly Uint8Array[]>;

/** Every erasure against what was stated before it: schedules, orders and holds (spec/segment.md §Expiry, §Orders, §Holds). */
export function checkErasures(statements: readonly (Statement | undefined)[], leaves: Leaves, problems: Problems): void {
  const [schedules, orders, holds, sealedAt] = [
    [] as ErasureGround["schedules"][number][],
    [] as ErasureGround["orders"][number][],
    [] as ErasureGround["holds"][number][],
    new Map<string, string>(),
  ];
  for (const [index, statement] of statements.entries()) {
    if (statement?.kind === "segment") sealedAt.set(statement.predicate.segment, statement.predicate.sealedAt);
    if (statement?.kind === "retention") schedules.push(statement.predicate);
    if (statement?.kind === "order") orders.push(statement.predicate);
    if (statement?.kind === "hold") holds.push(statement.predicate);
    if (statement?.kind !== "erasure") continue;
    const ground = { schedules, orders, holds, sealedAt: (id: string) => sealedAt.get(id) };
    const held = activeHolds(holds).size > 0;
    const segments = statement.predicate.segments.map((part) => (held ? namedGone(part, leaves) : part));
    const fault = erasureFault({ ...statement.predicate, segments }, ground);
    if (fault !== undefined) problems.add("ungrounded-erasure", `entry ${index}`, fault);
  }
}

/** The same part by the names that it took: only so can a held record be told from one that is elsewhere. */
function namedGone(part: ErasedPart, leaves: Leaves): ErasedPart {
  if (part.gone !== null) return part;
  const took = erasedBy(part);
  const names = (leaves.get(part.segment) ?? []).map((leaf) => nameIn(leaf));
  return { ...part, kept: null, gone: names.filter(took) };
}
