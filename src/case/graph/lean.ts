import type { NounId } from "../../model/index.ts";
import { type Edge, type Held, isKind, isSupport, type LinkType, stands, type Walks } from "./held.ts";

/** One step of how something leans: over which link (null: a reading), to which noun. */
export type Step = { readonly via: LinkType | "reads"; readonly link: NounId | null; readonly to: NounId };

/** A noun that leans on another one, by a shortest path from that one. `causal`: only as its effect, which carries no evidence. */
export type Leaning = { readonly id: NounId; readonly causal: boolean; readonly path: readonly Step[] };

/** What a walk found, nearest first. Paths are to be read before the next walk. */
export type Leaned = {
  readonly rests: readonly Held[];
  readonly causal: readonly Held[];
  /** The bears-on links whose evidence changes with the nouns that the walk began at. */
  readonly bearings: readonly Held[];
};

/**
 * Walks from nouns to everything that leans on them: first what rests on them as on evidence, then the effects of all these. Over what stands;
 * the nouns to start from need not.
 */
export function leanedOn(starts: readonly Held[], walks: Walks): Leaned {
  const mark = walks.next();
  const bearings: Held[] = [];
  const rests: Held[] = [];
  const causal: Held[] = [];
  const visit = (edge: Edge, into: Held[]): boolean => {
    if (edge.to.mark === mark) return false;
    edge.to.mark = mark;
    edge.to.cameBy = edge;
    into.push(edge.to);
    return true;
  };
  const queue: Held[] = [...starts];
  const rest = (edge: Edge) => {
    if (edge.type === "bears-on" && edge.link !== null) bearings.push(edge.link);
    if (visit(edge, rests)) queue.push(edge.to);
  };
  for (const held of starts) {
    held.mark = mark;
    held.cameBy = null;
  }
  for (const held of starts) if (isKind(held, "link") && held.edge !== null && isSupport(held.edge)) rest(held.edge);
  walkSupport(queue, starts.length, rest);
  for (const held of starts) if (isKind(held, "link") && held.edge?.type === "causes") visit(held.edge, causal);
  walkCauses([...starts, ...rests], causal, visit);
  return { rests, causal, bearings };
}

/** `queue` grows while `rest` finds more; its first `asked` are walked on from whether they stand or not. */
function walkSupport(queue: readonly Held[], asked: number, rest: (edge: Edge) => void): void {
  for (let at = 0; at < queue.length; at++) {
    const held = queue[at] as Held;
    if (at >= asked && !stands(held)) continue;
    for (const edge of held.outOf) if (isSupport(edge) && stands(edge.link)) rest(edge);
  }
}

function walkCauses(from: readonly Held[], causal: Held[], visit: (edge: Edge, into: Held[]) => boolean): void {
  const walk = (held: Held) => {
    for (const edge of held.outOf) if (edge.type === "causes" && stands(edge.link)) visit(edge, causal);
  };
  from.forEach(walk);
  for (let at = 0; at < causal.length; at++) walk(causal[at] as Held);
}

/** How the last walk came to a noun; empty for one that it started at. */
export function pathTo(held: Held): readonly Step[] {
  const steps: Step[] = [];
  for (let edge = held.cameBy; edge !== null; edge = edge.from.cameBy) {
    steps.push({ via: edge.type, link: edge.link?.id ?? null, to: edge.to.id });
    // A walk that began at the link itself ends with it, wherever its other end was come to from.
    if (edge.link !== null && edge.link.mark === held.mark) break;
  }
  return steps.reverse();
}
