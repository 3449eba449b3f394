import { present } from "../../lib/index.ts";
import type { NounId } from "../../model/index.ts";
import { type Edge, type Held, isKind } from "./held.ts";

/** A docket that is being looked at: its new nouns and edges are beside the graph until all of it is known to hold. */
export type Staged = {
  /** A noun of the graph or an earlier one of the docket. */
  readonly find: (id: NounId) => Held | undefined;
  /** The new nouns in order, each with its place in the docket, and the edges that they make. */
  readonly nouns: readonly { readonly held: Held; readonly at: number }[];
  readonly edges: readonly { readonly edge: Edge; readonly at: number }[];
  /** How many new ones there are of what is counted under a key. */
  count(key: string, held: Held): number;
  add(held: Held, at: number): void;
};

/** Nothing yet, beside the nouns that the graph has. */
export function beginStage(known: ReadonlyMap<NounId, Held>): Staged {
  const fresh = new Map<NounId, Held>();
  const nouns: { held: Held; at: number }[] = [];
  const edges: { edge: Edge; at: number }[] = [];
  const counts = new Map<string, number>();
  const tally = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  const find = (id: NounId) => known.get(id) ?? fresh.get(id);
  return {
    find,
    nouns,
    edges,
    count: (key, held) => counts.get(`${key} ${held.id}`) ?? 0,
    add: (held, at) => {
      fresh.set(held.id, held);
      nouns.push({ held, at });
      if (isKind(held, "judgement")) tally(`judgement ${held.noun.on}`);
      const edge = edgeOf(held, find);
      if (edge === null) return;
      edges.push({ edge, at });
      tally(`into ${edge.to.id}`);
    },
  };
}

function edgeOf(held: Held, find: Staged["find"]): Edge | null {
  const end = (id: NounId) => present(find(id), "a checked noun refers to nouns that are there");
  if (isKind(held, "observation")) return { type: "reads", from: end(held.noun.record), to: held, link: null };
  if (!isKind(held, "link")) return null;
  return { type: held.noun.type, from: end(held.noun.from), to: end(held.noun.to), link: held };
}
