import { assert, formatJson, type Sha256, toHex, utf8 } from "../../lib/index.ts";
import type { Ask, Item } from "../weigh/ask.ts";
import { type Edge, type Held, isKind, isSupport, type KeptItem, stands, type Walks } from "./held.ts";
import { reachOf } from "./reach.ts";
import { countRoots } from "./roots.ts";
import { dissentsOn } from "./standing.ts";

/** What else is known of a claim, from outside its graph: a knowledge base's coverage, contradictions found. */
export type Beside = Pick<Ask, "notAssessable" | "coverage" | "contradictions" | "openSet">;

/** Makes claims into questions to weigh. Keeps each bears-on link's item in it, until `item` is set to undefined. */
export type Asks = {
  readonly ask: (claim: Held) => Ask;
  /** Makes the items of these links that have none: quicker in the order of a walk than in that of names, which is random in memory. */
  readonly makeItems: (links: readonly Held[]) => void;
};

/** What leads into a claim: its bears-on links by name, and whatever else it rests on. `of` so many edges. */
type Into = { readonly links: readonly Held[]; readonly others: readonly Edge[]; readonly of: number };

/** Asks over one graph; `beside` says what else is known of a claim. */
export function createAsks(walks: Walks, sha256: Sha256, beside: (claim: Held) => Beside): Asks {
  const contents = new Map<Held, string>();
  const known = new Map<Held, Into>();
  const contentOf = (evidence: Held): string => {
    const content = contents.get(evidence) ?? contentKey(evidence, sha256);
    contents.set(evidence, content);
    return content;
  };
  const intoOf = (claim: Held): Into => {
    const before = known.get(claim);
    if (before?.of === claim.into.length) return before;
    const into = sortInto(claim);
    known.set(claim, into);
    return into;
  };
  const itemOf = (link: Held): KeptItem => {
    if (link.item === undefined) link.item = makeItem(link, walks, contentOf);
    return link.item;
  };
  return {
    makeItems: (links) => links.forEach(itemOf),
    ask: (claim) => {
      const { links, others } = intoOf(claim);
      const kept = links.map(itemOf);
      const roots = plainRoots(others, walks, kept) ?? countRoots(claim, walks);
      return { ...questionOf(claim, kept), roots, ...beside(claim) };
    },
  };
}

function sortInto({ into }: Held): Into {
  const links = into.flatMap(({ type, link }) => (type === "bears-on" && link !== null ? [link] : [])).sort(byId);
  return { links, others: into.filter((edge) => isSupport(edge) && edge.type !== "bears-on"), of: into.length };
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
    items: itemsOf(kept),
    dissents: dissentsOn(claim).map(({ by, answer, why }) => ({ by, answer, why })),
  };
}

function itemsOf(kept: readonly KeptItem[]): Item[] {
  const items: Item[] = [];
  for (const one of kept) if (one !== null) items.push(one.item);
  return items;
}

/** n where it is the number of origins, without a walk through all that the claim rests on; null where copies or equal bytes can make it less. */
function plainRoots(others: readonly Edge[], walks: Walks, kept: readonly KeptItem[]): number | null {
  const origins = new Set<string>();
  for (const one of kept) {
    if (one === null) continue;
    if (!one.plain) return null;
    for (const origin of one.item.origins) origins.add(origin);
  }
  for (const { from, link } of others) {
    const reach = stands(link) ? reachOf(from, walks) : null;
    if (reach === null) continue;
    if (!reach.plain) return null;
    for (const origin of reach.origins) origins.add(origin);
  }
  return origins.size;
}

/** null when the link or its evidence is withdrawn, or nothing is left that the evidence rests on. */
function makeItem(link: Held, walks: Walks, contentOf: (evidence: Held) => string): KeptItem {
  const { edge } = link;
  if (edge === null || !stands(link)) return null;
  const reach = reachOf(edge.from, walks);
  const { noun } = link;
  if (reach === null || noun.noun !== "link" || noun.bearing === null) return null;
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
  const said = fact.of === "text" ? { ...fact, text: sameWords(fact.text) } : fact;
  return toHex(sha256(utf8(formatJson({ fact: said, when }))));
}

/** Texts that differ in case, white space or marks that are not seen say the same. */
function sameWords(text: string): string {
  const seen = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "");
  return seen.replace(/\s+/g, " ").trim();
}

function byId(left: Held, right: Held): number {
  return left.id < right.id ? -1 : 1;
}
