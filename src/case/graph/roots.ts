import type { NounId } from "../../model/index.ts";
import { createNetwork, SINK, SOURCE } from "./flow.ts";
import { type Ground, groundOf, type Unit } from "./ground.ts";
import { type Held, type Walks } from "./held.ts";
import { reachOf } from "./reach.ts";

/** One way from a claim down to an origin: the nouns on it, the claim first, the record that the origin first produced last. */
export type RootPath = { readonly nouns: readonly NounId[]; readonly origin: string };

/** How many of a claim's ways down to origins share nothing that could fail for both. */
export type Roots = {
  /** The greatest number of ways that share no record, no bytes and no origin: n independent roots. */
  readonly origins: number;
  /** The same, when origins may be shared. */
  readonly records: number;
  /** So many ways as `origins` says. */
  readonly witness: readonly RootPath[];
  /** When `origins` is 1, what every way goes through: an origin where there is one, else records that are the same bytes; else null. */
  readonly bottleneck: { readonly origin: string } | { readonly records: readonly NounId[] } | null;
};

/** Units from the claim's own evidence down, and the origin at the end. */
type Way = { readonly units: readonly Unit[]; readonly origin: string };

/** n alone, which is what a verdict needs. */
export function countRoots(claim: Held, walks: Walks): number {
  const ground = groundOf(claim, walks);
  const taken = takenOrigins(ground);
  return taken.size + waysThrough(ground.units, taken).length;
}

/** The independent roots of a claim (Menger 1927, as a maximum flow with room for one at each record and at each origin). */
export function rootsOf(claim: Held, walks: Walks): Roots {
  const reach = reachOf(claim, walks);
  const ground = groundOf(claim, walks);
  const taken = takenOrigins(ground);
  const ways = waysThrough(ground.units, taken);
  const witness = [
    ...[...taken].map(([origin, nouns]) => ({ nouns: nouns(), origin })),
    ...ways.map((way) => ({ nouns: nounsAlong(way), origin: way.origin })),
  ];
  const [only] = witness.length === 1 ? witness : [];
  return {
    origins: witness.length,
    records: ground.plain.length + waysThrough(ground.units, null).length,
    witness,
    bottleneck:
      only === undefined ? null : reach?.origins.length === 1 ? { origin: only.origin } : bottleneckOf(ground.units, ways[0]),
  };
}

/**
 * Origins that are served by a record with no other way on: some greatest set of ways uses them so, since whatever way ends there can be
 * exchanged for this one.
 */
function takenOrigins({ plain, units }: Ground): ReadonlyMap<string, () => readonly NounId[]> {
  const taken = new Map<string, () => readonly NounId[]>();
  for (const { from } of plain) if (!taken.has(from.origin)) taken.set(from.origin, () => nounsDownTo(from));
  for (const unit of units) {
    const [origin] = unit.origins.keys();
    if (unit.entered === null || origin === undefined || unit.origins.size > 1 || unit.originals.size > 0) continue;
    if (!taken.has(origin)) taken.set(origin, () => nounsAlong({ units: [unit], origin }));
  }
  return taken;
}

/** A greatest set of ways through units that end in other origins than those taken; null: origins may be shared. `without` is left out. */
function waysThrough(units: readonly Unit[], taken: ReadonlyMap<string, unknown> | null, without?: Unit): readonly Way[] {
  const network = createNetwork();
  const nodes = new Map<Unit, number>();
  const ends = new Map<string, number>();
  for (const unit of units) if (unit !== without) nodes.set(unit, network.node(false));
  const endOf = (origin: string): number => {
    const known = ends.get(origin) ?? network.node(taken === null);
    if (!ends.has(origin)) network.arc(known, SINK);
    ends.set(origin, known);
    return known;
  };
  for (const [unit, node] of nodes) {
    if (unit.entered !== null) network.arc(SOURCE, node);
    for (const origin of unit.origins.keys()) if (taken?.has(origin) !== true) network.arc(node, endOf(origin));
    for (const original of unit.originals.keys()) {
      const next = nodes.get(original);
      if (next !== undefined) network.arc(node, next);
    }
  }
  const unitAt = new Map([...nodes].map(([unit, node]) => [node, unit]));
  const originAt = new Map([...ends].map(([origin, node]) => [node, origin]));
  return network.solve().map((path) => ({
    units: path.flatMap((node) => unitAt.get(node) ?? []),
    origin: originAt.get(path.at(-1) ?? SINK) ?? "",
  }));
}

/** With one way and several origins: the lowest unit on it without which there is none. */
function bottleneckOf(units: readonly Unit[], way: Way | undefined): Roots["bottleneck"] {
  const cut = way?.units.findLast((unit) => waysThrough(units, new Map(), unit).length === 0);
  return cut === undefined ? null : { records: cut.members.map(({ id }) => id).sort() };
}

/** From the claim to a record, as the walk came. */
function nounsDownTo(record: Held): readonly NounId[] {
  const nouns = [record.id];
  for (let edge = record.cameBy; edge !== null; edge = edge.to.cameBy) nouns.push(edge.to.id);
  return nouns.reverse();
}

function nounsAlong({ units, origin }: Way): readonly NounId[] {
  const entered = units[0]?.entered ?? null;
  const nouns = entered === null ? [] : [...nounsDownTo(entered.from)];
  const say = (held: Held | undefined) => {
    if (held !== undefined && nouns.at(-1) !== held.id) nouns.push(held.id);
  };
  for (const [at, unit] of units.entries()) {
    const next = units[at + 1];
    const edge = next === undefined ? undefined : unit.originals.get(next);
    if (next === undefined) say(unit.origins.get(origin));
    else {
      say(edge?.to);
      say(edge?.from);
    }
  }
  return nouns;
}
