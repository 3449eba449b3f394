import { assert, formatJson, type Sha256, toHex, utf8 } from "../../lib/index.ts";
import type { Ask, Item } from "../weigh/ask.ts";
import { type Held, isKind, stands, type Walks } from "./held.ts";
import { reachOf, standingInto } from "./reach.ts";
import { countRoots } from "./roots.ts";
import { dissentsOn } from "./standing.ts";

/** What else is known of a claim, from outside its graph: a knowledge base's coverage, contradictions found. */
export type Beside = Pick<Ask, "notAssessable" | "coverage" | "contradictions" | "openSet">;

/** A link's item, the same object for as long as what it says is the same; null when nothing is left that it rests on. */
export type KeptItem = { readonly item: Item; readonly plain: boolean } | null;

/** Makes claims into questions to weigh. Keeps each bears-on link's item until it is forgotten. */
export type Asks = {
  readonly ask: (claim: Held) => Ask;
  /** An item is to be made anew; gives what it was, for `recall`. */
  forget(link: Held): KeptItem | undefined;
  recall(link: Held, kept: KeptItem | undefined): void;
};

/** Asks over one graph; `beside` says what else is known of a claim. */
export function createAsks(walks: Walks, sha256: Sha256, beside: (claim: Held) => Beside): Asks {
  const items = new Map<Held, KeptItem>();
  const contents = new Map<Held, string>();
  const sorted = new Map<Held, { readonly links: readonly Held[]; readonly of: number }>();
  const contentOf = (evidence: Held): string => {
    const known = contents.get(evidence) ?? contentKey(evidence, sha256);
    contents.set(evidence, known);
    return known;
  };
  const itemOf = (link: Held): KeptItem => {
    const known = items.get(link);
    if (known !== undefined) return known;
    const made = makeItem(link, walks, contentOf);
    items.set(link, made);
    return made;
  };
  const bearingsOn = (claim: Held): readonly Held[] => {
    const known = sorted.get(claim);
    if (known?.of === claim.into.length) return known.links;
    const links = claim.into.flatMap(({ type, link }) => (type === "bears-on" && link !== null ? [link] : [])).sort(byId);
    sorted.set(claim, { links, of: claim.into.length });
    return links;
  };
  return {
    ask: (claim) => {
      const kept = bearingsOn(claim).map(itemOf);
      return { ...questionOf(claim, kept), roots: plainRoots(claim, walks, kept) ?? countRoots(claim, walks), ...beside(claim) };
    },
    forget: (link) => {
      const was = items.get(link);
      items.delete(link);
      return was;
    },
    recall: (link, kept) => {
      if (kept === undefined) items.delete(link);
      else items.set(link, kept);
    },
  };
}

function questionOf(claim: Held, kept: readonly KeptItem[]): Omit<Ask, "roots"> {
  const { noun } = claim;
  assert(noun.noun === "claim", "only a claim is asked");
  return {
    claim: claim.id,
    kind: noun.kind,
    level: noun.level,
    answers: noun.answers.map(({ answer }) => answer),
    prior: noun.prior,
    items: kept.flatMap((one) => one?.item ?? []),
    dissents: dissentsOn(claim).map(({ by, answer, why }) => ({ by, answer, why })),
  };
}

/** n where it is the number of origins, without a walk through all that the claim rests on; null where copies or equal bytes can make it less. */
function plainRoots(claim: Held, walks: Walks, kept: readonly KeptItem[]): number | null {
  const origins = new Set<string>();
  for (const one of kept) {
    if (one === null) continue;
    if (!one.plain) return null;
    for (const origin of one.item.origins) origins.add(origin);
  }
  for (const { type, from } of standingInto(claim)) {
    const reach = type === "bears-on" ? null : reachOf(from, walks);
    if (reach === null) continue;
    if (!reach.plain) return null;
    for (const origin of reach.origins) origins.add(origin);
  }
  return origins.size;
}

/** null when the link or its evidence is withdrawn, or nothing is left that the evidence rests on. */
function makeItem(link: Held, walks: Walks, contentOf: (evidence: Held) => string): KeptItem {
  const { noun, edge } = link;
  if (noun.noun !== "link" || noun.bearing === null || edge === null || !stands(link)) return null;
  const reach = reachOf(edge.from, walks);
  if (reach === null) return null;
  const { weights, reliability, credibility, forgeability } = noun.bearing;
  const { records, origins, plain } = reach;
  const content = contentOf(edge.from);
  return { item: { link: link.id, weights, reliability, credibility, forgeability, origins, records, content }, plain };
}

/** What says whether two pieces of evidence repeat each other: a record's bytes, the fact of an observation with its time; else the noun itself. */
function contentKey(evidence: Held, sha256: Sha256): string {
  if (isKind(evidence, "record")) return evidence.twins[0]?.id ?? evidence.id;
  if (!isKind(evidence, "observation")) return evidence.id;
  const { fact, when } = evidence.noun;
  return toHex(sha256(utf8(formatJson({ fact, when }))));
}

function byId(left: Held, right: Held): number {
  return left.id < right.id ? -1 : 1;
}
