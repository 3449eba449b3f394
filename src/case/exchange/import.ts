import { DOCKET_NOUNS_MAX, type DocketPredicate, type Noun, type NounId } from "../../model/index.ts";
import { referencesOf, type StixBundle, type StixObject } from "../../stix/index.ts";
import { carriedBy } from "./carrier.ts";
import { readForeign } from "./import-foreign.ts";
import type { ImportOptions, KeptObject, Told } from "./import-types.ts";
import { namedBy } from "./levels.ts";
import { isDefinition } from "./meridian.ts";

/** What a bundle comes to. */
export type StixImport = {
  readonly dockets: readonly DocketPredicate[];
  /** Which object of the bundle tells which noun: what exportStix wants to know of a foreign bundle. Its records stand for the bundle itself. */
  readonly stands: ReadonlyMap<NounId, string>;
  readonly kept: readonly KeptObject[];
  readonly nouns: { readonly carried: number; readonly foreign: number };
};

/**
 * Reads a bundle into nouns of a case. Objects that an export of ours made give back exactly the nouns that they carry, unless somebody
 * changed them; everything else is read as the word of its publisher, with the bundle itself as the record of it. Nothing is dropped
 * without being listed. Untrusted input: total; what does not fit the nouns' limits is listed.
 */
export function importStix(bundle: StixBundle, options: ImportOptions): StixImport {
  const carried = readCarried(bundle, options);
  const foreign = readForeign(carried.rest, bundle, options);
  const told = [...carried.nouns, ...foreign.nouns];
  const { nouns, lost } = inOrder(told);
  const losses = lost.map(({ object, noun }) => listed(bundle, object, `a ${noun.noun} that names what is not in the bundle`));
  return {
    dockets: docketsOf(nouns, options),
    stands: foreign.stands,
    kept: [...carried.kept, ...foreign.kept, ...losses].sort((left, right) => left.object - right.object),
    nouns: { carried: carried.nouns.length, foreign: foreign.nouns.length },
  };
}

function listed({ id, objects }: StixBundle, object: number, why: string): KeptObject {
  const stix = objects[object];
  return { object, id: stix?.id ?? id, type: stix?.type ?? "bundle", why };
}

type Carried = {
  readonly nouns: readonly Told[];
  readonly rest: readonly (readonly [number, StixObject])[];
  readonly kept: readonly KeptObject[];
};

/** Objects of an export of ours. Whatever an intact one refers to or says that it covers is told by its nouns. */
function readCarried({ objects }: StixBundle, { sha256 }: ImportOptions): Carried {
  const found: (Told & { order: number })[] = [];
  const rest: (readonly [number, StixObject])[] = [];
  const kept: KeptObject[] = [];
  const [covered, altered] = [new Set<string>(), new Set<string>()];
  for (const [object, stix] of objects.entries()) {
    const carries = carriedBy(stix, sha256);
    if (carries?.is === "noun") {
      found.push({ id: carries.id, noun: carries.noun, object, order: carries.order });
      for (const id of [...carries.covers, ...referencesOf(stix).map((reference) => reference.id)]) covered.add(id);
      continue;
    }
    if (carries !== undefined) kept.push({ object, id: stix.id, type: stix.type, why: WHY[carries.is] });
    if (carries?.is === "altered") altered.add(stix.id);
    if (carries === undefined || carries.is === "altered") rest.push([object, stix]);
  }
  // What somebody changed is theirs now, whoever refers to it.
  const isTold = (stix: StixObject) => isDefinition(stix) || (covered.has(stix.id) && !altered.has(stix.id));
  for (const [object, { id, type }] of rest.filter(([, stix]) => isTold(stix)))
    kept.push({ object, id, type, why: "told by nouns of this bundle" });
  const nouns = found.sort((left, right) => left.order - right.order || left.object - right.object);
  return { nouns, rest: rest.filter(([, stix]) => !isTold(stix)), kept };
}

const WHY = {
  beside: "says again what a noun of this bundle says",
  casefile: "the casefile of its exporter: a case is opened by a person",
  altered: "it carries a noun that no longer fits it: read as the word of whoever sent it",
} as const;

/** What a noun names stands before it, each once; a noun of which something is missing cannot enter a case. */
function inOrder(told: readonly Told[]): { readonly nouns: readonly Noun[]; readonly lost: readonly Told[] } {
  const byId = new Map(told.map((one) => [one.id, one]));
  const entering: Entering = { byId, done: new Set(), tried: new Set(), out: [] };
  for (const one of told) enter(one, entering);
  return { nouns: entering.out, lost: [...byId.values()].filter(({ id }) => !entering.done.has(id)) };
}

type Entering = {
  readonly byId: ReadonlyMap<NounId, Told>;
  readonly done: Set<NounId>;
  readonly tried: Set<NounId>;
  readonly out: Noun[];
};

/** Depth-first without recursion: names are content-addressed, so that no noun can name itself, however long the chain. */
function enter(first: Told, { byId, done, tried, out }: Entering): void {
  const stack = [first];
  for (let one = stack.at(-1); one !== undefined; one = stack.at(-1)) {
    const names = namedBy(one.noun);
    const waiting = tried.has(one.id) ? undefined : names.find((id) => !tried.has(id) && byId.has(id));
    if (waiting !== undefined) {
      stack.push(byId.get(waiting) as Told);
      continue;
    }
    stack.pop();
    if (tried.has(one.id)) continue;
    tried.add(one.id);
    if (!names.every((id) => done.has(id))) continue;
    done.add(one.id);
    out.push(one.noun);
  }
}

function docketsOf(nouns: readonly Noun[], { case: name, at, by }: ImportOptions): readonly DocketPredicate[] {
  const dockets: DocketPredicate[] = [];
  for (let from = 0; from < nouns.length; from += DOCKET_NOUNS_MAX)
    dockets.push({ case: name, at, by, nouns: nouns.slice(from, from + DOCKET_NOUNS_MAX) });
  return dockets;
}
