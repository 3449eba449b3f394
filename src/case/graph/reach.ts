import type { NounId } from "../../model/index.ts";
import { type Edge, type Held, isSupport, stands, type Walks } from "./held.ts";

/** What a noun rests on: records that stand, and who first produced them; both sorted, each once. */
export type Reach = {
  readonly records: readonly NounId[];
  readonly origins: readonly string[];
  /** No copies and no records with the bytes of others: then as many ways down share nothing as there are origins. */
  readonly plain: boolean;
};

/**
 * The records under a noun, and their origins (research: origin(link)). A copy of another record is nobody's word but that one's: it counts as a
 * record, its origin does not, and it falls when all that it was copied from have fallen. Null when the noun reaches no origin.
 */
export function reachOf(held: Held, walks: Walks): Reach | null {
  const found = recordsUnder(held, walks);
  if (found.length === 0) return null;
  const roots = found.filter((record) => copiedFrom(record).length === 0);
  if (roots.length === 0) return null;
  const records = roots.length === found.length ? found : withCopies(roots, new Set(found));
  const origins = new Set(roots.map(({ origin }) => origin));
  const plain = roots.length === found.length && found.every(({ twins }) => twins.length === 1);
  return { records: records.map(({ id }) => id).sort(), origins: [...origins].sort(), plain };
}

/** Roots, and of the records found those that are copies of one of them, however many times removed. */
function withCopies(roots: readonly Held[], found: ReadonlySet<Held>): readonly Held[] {
  const living = new Set(roots);
  for (const record of living) for (const edge of record.outOf) if (found.has(edge.to) && stands(edge.link)) living.add(edge.to);
  return [...living];
}

/** Every record that stands and is reached downwards over what stands, the noun itself among them. */
function recordsUnder(start: Held, walks: Walks): readonly Held[] {
  if (!stands(start)) return [];
  const mark = walks.next();
  const records: Held[] = [];
  const open = [start];
  start.mark = mark;
  for (let held = open.pop(); held !== undefined; held = open.pop()) {
    if (held.noun.noun === "record") records.push(held);
    for (const edge of held.into) {
      const { from } = edge;
      if (from.mark === mark || !standsOver(edge)) continue;
      from.mark = mark;
      open.push(from);
    }
  }
  return records;
}

/** The edges by which a noun rests on others, where both the link and the other noun stand. */
export function standingInto(held: Held): readonly Edge[] {
  return held.into.filter(standsOver);
}

function standsOver(edge: Edge): boolean {
  return edge.from.withdrawnBy === null && isSupport(edge) && stands(edge.link);
}

/** The links that say that a record is a copy; what it was copied from may be withdrawn. */
export function copiedFrom(record: Held): readonly Edge[] {
  return record.into.filter(({ type, link }) => type === "derives" && stands(link));
}
