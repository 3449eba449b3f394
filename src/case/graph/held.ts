import type { EntryName, LINK_TYPES, Noun, NounId, NounKind, NounOf } from "../../model/index.ts";
import type { Item } from "../weigh/ask.ts";

export type LinkType = (typeof LINK_TYPES)[number];

/** A noun where it stands in the case. */
export type CaseNoun = {
  readonly id: NounId;
  readonly noun: Noun;
  /** The how-manieth noun of the case it is, counted from 0. */
  readonly order: number;
  /** Who stated the docket that brought it in first. */
  readonly statedBy: string;
  /** The ledger entry of that docket; null when the graph was not told. */
  readonly entry: EntryName | null;
  /** The earliest withdrawal that stands; null when the noun stands. */
  readonly withdrawnBy: NounId | null;
};

/** Between two nouns: a link, or (`reads`, without a link) from a record to the observation that reads it. */
export type Edge = {
  readonly type: LinkType | "reads";
  readonly from: Held;
  readonly to: Held;
  readonly link: Held | null;
};

/** A link's item, the same object for as long as what it says is the same; null when nothing is left that it rests on. */
export type KeptItem = {
  readonly item: Item;
  /** As `Reach` has it. */
  readonly plain: boolean;
} | null;

/** A noun as the graph keeps it: what is readonly outside changes here as dockets come in. */
export type Held = Omit<CaseNoun, "withdrawnBy"> & {
  withdrawnBy: NounId | null;
  into: readonly Edge[];
  outOf: readonly Edge[];
  judgements: readonly Held[];
  successors: readonly Held[];
  /** Of a link, what it joins; of an observation, its reading. */
  edge: Edge | null;
  /** Of a record, all records of the case with its bytes, itself too; of other nouns empty. */
  twins: readonly Held[];
  /** Of a record, its origin as the case spelled it first; of other nouns empty. */
  origin: string;
  /** Of a claim, the links into it that somebody judged, each once. */
  judgedLinks: readonly Held[];
  /** Of a bears-on link, what it gives to be weighed, once that was made. */
  item: KeptItem | undefined;
  /** The longest way down to a record, in steps, and how many ways there are; of links and judgements 0. */
  depth: number;
  ways: number;
  /** The number of the last walk that came by, and the edge it came over. */
  mark: number;
  cameBy: Edge | null;
};

const NONE: readonly never[] = [];

/** A noun that nothing refers to yet. */
export function hold(given: Omit<CaseNoun, "withdrawnBy">): Held {
  return {
    ...given,
    withdrawnBy: null,
    into: NONE,
    outOf: NONE,
    judgements: NONE,
    successors: NONE,
    edge: null,
    twins: NONE,
    origin: "",
    judgedLinks: NONE,
    item: undefined,
    depth: 0,
    ways: given.noun.noun === "record" ? 1 : 0,
    mark: 0,
    cameBy: null,
  };
}

/** Adds to one of a noun's lists. Most nouns have most lists empty: those share one. */
export function attach<Name extends "into" | "outOf" | "judgements" | "successors" | "judgedLinks">(
  held: Held,
  name: Name,
  item: Held[Name][number],
): void {
  const list = held[name] as unknown[];
  if (list.length === 0) (held as Record<Name, unknown>)[name] = [item];
  else list.push(item);
}

/** Is it a noun of that kind? */
export function isKind<Kind extends NounKind>(held: Held, kind: Kind): held is Held & { readonly noun: NounOf<Kind> } {
  return held.noun.noun === kind;
}

/** Does what is at one end of it lean on what is at the other? All but `causes` and `about`. */
export function isSupport(edge: Edge): boolean {
  return edge.type !== "causes" && edge.type !== "about";
}

/** Is neither the noun nor, for an edge, its link withdrawn? */
export function stands(held: Held | null): boolean {
  return held === null || held.withdrawnBy === null;
}

/** Numbers walks over the graph, so that nouns can be marked without a set. */
export type Walks = { next(): number };

/** A fresh count of walks; one for each graph. */
export function createWalks(): Walks {
  let last = 0;
  return { next: () => ++last };
}
