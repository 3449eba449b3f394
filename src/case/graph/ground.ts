import { type Edge, type Held, isKind, type Walks } from "./held.ts";
import { copiedFrom, standingInto } from "./reach.ts";

/** Records that count as one since they have the same bytes, and where one gets to from them. */
export type Unit = {
  readonly members: readonly Held[];
  /** The edge by which the claim's own evidence came to it first; null when it was only reached as the original of a copy. */
  entered: Edge | null;
  /** Who first produced it, each with a record that says so; several when records of different origins have the same bytes. */
  readonly origins: Map<string, Held>;
  /** What it was copied from, with the edge that says so. */
  readonly originals: Map<Unit, Edge>;
};

/** What the evidence of a claim stands on. `plain`: edges to records that stand for themselves, without copies, originals or twins. */
export type Ground = { readonly plain: readonly Edge[]; readonly units: readonly Unit[] };

/** Walks down from a noun to the records under it, and on from copies to their originals. Leaves in `cameBy` how it came to each noun that is no record. */
export function groundOf(noun: Held, walks: Walks): Ground {
  const plain: Edge[] = [];
  const mixed: Edge[] = [];
  const mark = walks.next();
  const queue = [noun];
  noun.mark = mark;
  noun.cameBy = null;
  for (let at = 0; at < queue.length; at++) {
    for (const edge of standingInto(queue[at] as Held)) {
      const { from } = edge;
      if (from.mark === mark) continue;
      from.mark = mark;
      from.cameBy = edge;
      if (!isKind(from, "record")) queue.push(from);
      else if (from.twins.length > 1 || copiedFrom(from).length > 0) mixed.push(edge);
      else plain.push(edge);
    }
  }
  if (mixed.length === 0) return { plain, units: [] };
  const units = unitsFrom(mixed);
  for (const edge of plain) {
    const unit = units.get(edge.from.twins);
    if (unit !== undefined) unit.entered = edge;
  }
  return { plain: plain.filter(({ from }) => !units.has(from.twins)), units: [...units.values()] };
}

function unitsFrom(entries: readonly Edge[]): ReadonlyMap<readonly Held[], Unit> {
  const units = new Map<readonly Held[], Unit>();
  const seen = new Set<Held>();
  const queue: Held[] = [];
  const unitOf = (record: Held): Unit => {
    const unit = units.get(record.twins) ?? { members: record.twins, entered: null, origins: new Map(), originals: new Map() };
    units.set(record.twins, unit);
    if (!seen.has(record)) queue.push(record);
    seen.add(record);
    return unit;
  };
  for (const edge of entries) unitOf(edge.from).entered ??= edge;
  for (let at = 0; at < queue.length; at++) {
    const record = queue[at] as Held;
    const unit = unitOf(record);
    const copies = copiedFrom(record);
    if (copies.length === 0 && !unit.origins.has(record.origin)) unit.origins.set(record.origin, record);
    for (const edge of copies) {
      if (edge.from.withdrawnBy !== null) continue;
      const original = unitOf(edge.from);
      if (original !== unit && !unit.originals.has(original)) unit.originals.set(original, edge);
    }
  }
  return units;
}
