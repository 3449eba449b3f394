import {
  activeHolds,
  type ErasedPart,
  erasedBy,
  erasureFault,
  type HoldPredicate,
  type Indexed,
  type RecordName,
  type StatementOf,
  statementPath,
} from "../model/index.ts";
import type { Faults } from "./faults.ts";
import { ofKind, type ProvenStatement } from "./statements.ts";

/** By entry, then by segment: whether the erasure took the record of a name. */
export type Erasures = ReadonlyMap<number, ReadonlyMap<string, (name: RecordName) => boolean>>;

/**
 * The erasures that were made under a policy (spec/segment.md §Expiry, §Orders): by a schedule of segments that were due, or by an order
 * of what it names, stated before them and against no hold. Any other is a fault, and erases nothing.
 */
export function provenErasures(
  proven: readonly ProvenStatement[],
  segments: ReadonlyMap<string, StatementOf<"segment">>,
  faults: Faults,
): Erasures {
  const before = <Predicate>(stated: readonly Indexed<{ readonly predicate: Predicate }>[], index: number) =>
    stated.filter((other) => other.index < index).map(({ statement }) => statement.predicate);
  const [schedules, orders, holds] = [ofKind(proven, "retention"), ofKind(proven, "order"), ofKind(proven, "hold")];
  const erasures = new Map<number, ReadonlyMap<string, (name: RecordName) => boolean>>();
  for (const { index, statement } of ofKind(proven, "erasure")) {
    const heldThen = before(holds, index);
    const why = erasureFault(statement.predicate, {
      schedules: before(schedules, index),
      orders: before(orders, index),
      holds: heldThen,
      sealedAt: (segment) => segments.get(segment)?.predicate.sealedAt,
    });
    if (why === undefined)
      erasures.set(index, new Map(statement.predicate.segments.map((part) => [part.segment, mayTake(part, heldThen)])));
    else faults.add("erasure-differs", statementPath(index), why);
  }
  return erasures;
}

/** A part that names only what it kept is not seen to take what a hold names until a record says that it went: then it may not have. */
function mayTake(part: ErasedPart, holds: readonly HoldPredicate[]): (name: RecordName) => boolean {
  const took = erasedBy(part);
  const held = new Set([...activeHolds(holds).values()].flatMap(({ records }) => records));
  return (name) => took(name) && !held.has(name);
}
