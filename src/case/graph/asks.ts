import { formatJson, type Sha256, toHex, utf8 } from "../../lib/index.ts";
import type { Ask, Item } from "../weigh/ask.ts";
import { type Held, isKind, stands, type Walks } from "./held.ts";
import { reachOf } from "./reach.ts";
import { countRoots } from "./roots.ts";
import { dissentsOn } from "./standing.ts";

/** What else is known of a claim, from outside its graph: a knowledge base's coverage, contradictions found. */
export type Beside = Pick<Ask, "notAssessable" | "coverage" | "contradictions" | "openSet">;

/** Makes claims into questions to weigh. Keeps each bears-on link's item until it is forgotten. */
export type Asks = {
  readonly ask: (claim: Held) => Ask;
  /** An item is to be made anew; gives what it was, for `recall`. */
  forget(link: Held): Item | null | undefined;
  recall(link: Held, item: Item | null | undefined): void;
};

/** Asks over one graph; `beside` says what else is known of a claim. */
export function createAsks(walks: Walks, sha256: Sha256, beside: (claim: Held) => Beside): Asks {
  const items = new Map<Held, Item | null>();
  const contents = new Map<Held, string>();
  const sorted = new Map<Held, { readonly links: readonly Held[]; readonly of: number }>();
  const contentOf = (evidence: Held): string => {
    const known = contents.get(evidence) ?? contentKey(evidence, sha256);
    contents.set(evidence, known);
    return known;
  };
  const itemOf = (link: Held): Item | null => {
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
    ask: (claim) =>
      askOf(claim, { walks, items: bearingsOn(claim).flatMap((link) => itemOf(link) ?? []), beside: beside(claim) }),
    forget: (link) => {
      const was = items.get(link);
      items.delete(link);
      return was;
    },
    recall: (link, item) => {
      if (item === undefined) items.delete(link);
      else items.set(link, item);
    },
  };
}

function askOf(
  claim: Held,
  { walks, items, beside }: { readonly walks: Walks; readonly items: readonly Item[]; readonly beside: Beside },
): Ask {
  const { noun } = claim;
  if (noun.noun !== "claim") throw new TypeError("only a claim is asked");
  const dissents = dissentsOn(claim).map(({ by, answer, why }) => ({ by, answer, why }));
  return {
    claim: claim.id,
    kind: noun.kind,
    level: noun.level,
    answers: noun.answers.map(({ answer }) => answer),
    prior: noun.prior,
    items,
    roots: countRoots(claim, walks),
    dissents,
    ...beside,
  };
}

/** A link's item; null when the link or its evidence is withdrawn, or nothing is left that the evidence rests on. */
function makeItem(link: Held, walks: Walks, contentOf: (evidence: Held) => string): Item | null {
  const { noun, edge } = link;
  if (noun.noun !== "link" || noun.bearing === null || edge === null || !stands(link)) return null;
  const reach = reachOf(edge.from, walks);
  if (reach === null) return null;
  const { weights, reliability, credibility, forgeability } = noun.bearing;
  return { link: link.id, weights, reliability, credibility, forgeability, ...reach, content: contentOf(edge.from) };
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
