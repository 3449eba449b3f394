import { type Checked, no, yes } from "../lib/index.ts";
import type { ToldSource } from "../model/index.ts";
import type { KindsPack, LawPack, PositionPack, RulesPack } from "./pack/pack.ts";
import { type PackFault, packFault } from "./pack/read-yaml.ts";
import { checkReferences } from "./pack/references.ts";
import type { Defeater, Element, Rule } from "./pack/rule.ts";

/** Something of a pack with what its citations lead to; `verified` when one of them at least was read by somebody. */
export type Cited<Item> = {
  readonly id: string;
  readonly pack: string;
  readonly item: Item;
  readonly sources: readonly ToldSource[];
  readonly verified: boolean;
  /** Of a rule: those of its ways out that rest on no source that somebody read. */
  readonly unverifiedWays: ReadonlySet<Defeater>;
};

/** A position as it stood from a day on. */
export type Position = {
  readonly holder: string;
  readonly pack: PositionPack;
  readonly law: ReadonlyMap<string, Cited<PositionPack["law"][string]>>;
};

/** Every pack joined: what the evaluator works from. */
export type LawBook = {
  readonly rules: ReadonlyMap<string, Cited<Rule>>;
  readonly elements: ReadonlyMap<string, Cited<Element>>;
  readonly lawKeys: ReadonlySet<string>;
  /** By holder; each holder's statements, earliest first. */
  readonly positions: ReadonlyMap<string, readonly Position[]>;
  readonly kinds: ReadonlyMap<string, KindsPack["kinds"][string]>;
};

/** Joins packs. A no names the pack and the place: two things of one id, a reference to nothing, rules that lean on each other in a circle. */
export function createLawBook(packs: readonly LawPack[]): Checked<LawBook, PackFault> {
  const book = {
    rules: new Map<string, Cited<Rule>>(),
    elements: new Map<string, Cited<Element>>(),
    lawKeys: new Set<string>(),
    positions: new Map<string, Position[]>(),
    kinds: new Map<string, KindsPack["kinds"][string]>(),
  };
  for (const pack of packs) {
    const fault = addPack(book, pack);
    if (fault !== null) return no(fault);
  }
  for (const statements of book.positions.values()) statements.sort((a, b) => (a.pack.date < b.pack.date ? -1 : 1));
  const fault = checkReferences(book);
  return fault === null ? yes(book) : no(fault);
}

type Growing = {
  readonly rules: Map<string, Cited<Rule>>;
  readonly elements: Map<string, Cited<Element>>;
  readonly lawKeys: Set<string>;
  readonly positions: Map<string, Position[]>;
  readonly kinds: Map<string, KindsPack["kinds"][string]>;
};

function addPack(book: Growing, pack: LawPack): PackFault | null {
  if (pack.kind === "cases") return null;
  if (pack.kind === "evidence-kinds") return addAll(book.kinds, pack, Object.entries(pack.kinds));
  if (pack.kind === "position") return addPosition(book, pack);
  for (const key of Object.keys(pack.law)) book.lawKeys.add(key);
  return (
    addAll(
      book.elements,
      pack,
      Object.entries(pack.elements).map(([id, item]) => [id, citedOf(pack, id, item, item.cite)]),
    ) ?? addAll(book.rules, pack, citedRules(pack))
  );
}

/** A pack's rules by id, each with what its citations lead to. */
export function citedRules(pack: RulesPack): readonly (readonly [string, Cited<Rule>])[] {
  return Object.entries(pack.rules).map(([id, item]) => {
    const isUnread = ({ cite }: Defeater) => !citedOf(pack, id, item, cite).verified;
    return [id, { ...citedOf(pack, id, item, item.cite), unverifiedWays: new Set(waysOf(item).filter(isUnread)) }];
  });
}

function waysOf({ unless }: Pick<Rule, "unless">): readonly Defeater[] {
  return Object.values(unless).flatMap((way) => [way, ...waysOf(way)]);
}

const NO_WAYS: ReadonlySet<Defeater> = new Set();

function addPosition(book: Growing, pack: PositionPack): PackFault | null {
  const law = new Map(Object.entries(pack.law).map(([id, item]) => [id, citedOf(pack, id, item, item.cite)]));
  const statements = book.positions.get(pack.holder) ?? [];
  if (statements.some(({ pack: { date } }) => date === pack.date))
    return packFault(`${pack.pack}: date`, `one pack a day for ${pack.holder}`);
  book.positions.set(pack.holder, [...statements, { holder: pack.holder, pack, law }]);
  return null;
}

function addAll<Item>(into: Map<string, Item>, { pack }: LawPack, items: readonly (readonly [string, Item])[]): PackFault | null {
  for (const [id, item] of items) {
    if (into.has(id)) return packFault(`${pack}: ${id}`, "an id that no other pack has");
    into.set(id, item);
  }
  return null;
}

function citedOf<Item>(pack: LawPack, id: string, item: Item, cites: readonly string[]): Cited<Item> {
  const sources = cites.map((cite) => toldSource(pack, cite));
  return {
    id,
    pack: pack.pack,
    item,
    sources,
    verified: sources.some(({ read }) => read !== "unverified"),
    unverifiedWays: NO_WAYS,
  };
}

/** What a citation leads to; one that leads nowhere is unverified, and the check of packs refuses it. */
function toldSource({ sources }: LawPack, cite: string): ToldSource {
  const source = sources[cite.split("/")[0] ?? ""];
  if (source === undefined) return { cite, title: "", url: null, read: "unverified" };
  return { cite, title: source.title, url: source.url, read: source.read };
}
