import { assert, type Json, type Sha256, utf8 } from "../../lib/index.ts";
import type { CasefilePredicate, NounId, NounOf, Tlp } from "../../model/index.ts";
import { isRecord, type Sha1, type StixObject, tlpMarking, tlpWithin, uuidV4, uuidV5 } from "../../stix/index.ts";
import type { CaseNoun } from "../graph/held.ts";
import type { Verdict } from "../weigh/verdict.ts";
import { beside } from "./carrier.ts";
import { MERIDIAN_NAMESPACE } from "./meridian.ts";

/** What an export is made from. */
export type DraftGiven = {
  readonly casefile: CasefilePredicate;
  /** The nouns that may go to the audience, in the order of the case. */
  readonly nouns: readonly CaseNoun[];
  readonly levels: ReadonlyMap<NounId, Tlp>;
  readonly verdicts: ReadonlyMap<NounId, Verdict>;
  /** The nouns that an object of somebody else's already tells, by its id. */
  readonly stands: ReadonlyMap<NounId, string>;
  readonly exporter: string;
  readonly at: string;
  readonly sha1: Sha1;
  readonly sha256: Sha256;
};

/** A bundle while it is written. */
export class Draft {
  readonly given: DraftGiven;
  readonly #objects = new Map<string, StixObject>();
  readonly #levels = new Map<string, Tlp>();
  readonly #ids = new Map<NounId, string>();
  readonly #nouns: ReadonlyMap<NounId, CaseNoun>;
  readonly #linksTo = new Map<NounId, (CaseNoun & { readonly noun: NounOf<"link"> })[]>();

  readonly #measured: ReadonlySet<NounId>;

  constructor(given: DraftGiven) {
    this.given = given;
    this.#nouns = new Map(given.nouns.map((one) => [one.id, one]));
    for (const one of given.nouns) if (one.noun.noun === "link") this.#addLink({ ...one, noun: one.noun });
    this.#measured = new Set(given.nouns.flatMap((one) => this.#measures(one)));
  }

  #addLink(link: CaseNoun & { readonly noun: NounOf<"link"> }): void {
    const held = this.#linksTo.get(link.noun.to);
    if (held === undefined) this.#linksTo.set(link.noun.to, [link]);
    else held.push(link);
  }

  /** Observations of what did happen: a potential effect is never an impact. */
  get measured(): ReadonlySet<NounId> {
    return this.#measured;
  }

  noun(id: NounId): CaseNoun | undefined {
    return this.#nouns.get(id);
  }

  #measures({ noun, withdrawnBy }: CaseNoun): readonly NounId[] {
    const link = noun.noun === "link" && noun.type === "measures" && withdrawnBy === null ? noun : undefined;
    const [from, to] = link === undefined ? [] : [this.#nouns.get(link.from), this.#nouns.get(link.to)];
    const harm = to?.noun.noun === "claim" && ["outcome", "damage"].includes(to.noun.kind) && to.withdrawnBy === null;
    return harm && from?.withdrawnBy === null ? [from.id] : [];
  }

  /** Links into a noun that stand. */
  linksTo(id: NounId): readonly (CaseNoun & { readonly noun: NounOf<"link"> })[] {
    return (this.#linksTo.get(id) ?? []).filter(({ withdrawnBy }) => withdrawnBy === null);
  }

  level(id: NounId): Tlp {
    return this.given.levels.get(id) ?? this.given.casefile.tlp;
  }

  /** The identifier of an object of ours: the same name gives the same in every export. */
  id(type: string, name: string): string {
    return `${type}--${uuidV5(MERIDIAN_NAMESPACE, name, this.given.sha1)}`;
  }

  /** The same with the version that STIX demands of a process. */
  idV4(type: string, name: string): string {
    return `${type}--${uuidV4(() => this.given.sha256(utf8(name)).slice(0, 16))}`;
  }

  /** Says which object stands for a noun. */
  stand(id: NounId, stixId: string): void {
    this.#ids.set(id, stixId);
  }

  /** The object that others refer to when they mean this noun: somebody else's where there is one. */
  idOf(id: NounId): string | undefined {
    return this.given.stands.get(id) ?? this.#ids.get(id);
  }

  /** Common properties of a domain or relationship object. `changes`: its content follows the case, so it has versions. */
  common(type: string, id: string, changes = false): StixObject {
    const created = this.given.casefile.at;
    const modified = changes && this.given.at > created ? this.given.at : created;
    return { type, spec_version: "2.1", id, created_by_ref: this.given.exporter, created, modified };
  }

  /** With the marking of a level. An object that stands at two levels is known from the milder one. */
  marked(object: StixObject, level: Tlp): StixObject {
    return { ...object, object_marking_refs: [tlpMarking(level).id] };
  }

  put(object: StixObject, level: Tlp): void {
    const held = this.#levels.get(object.id);
    if (held !== undefined && tlpWithin(held, level)) return;
    this.#levels.set(object.id, level);
    this.#objects.set(object.id, object);
  }

  /** An object that says again, for others, what a noun's own object says. */
  putBeside(object: StixObject, given: { readonly of: string; readonly level: Tlp; readonly fresh?: boolean }): void {
    this.put(this.marked(beside(withoutEmpty(object), given.fresh ?? false, given.of), given.level), given.level);
  }

  objects(): readonly StixObject[] {
    return [...this.#objects.values()];
  }

  levels(): ReadonlySet<Tlp> {
    return new Set(this.#levels.values());
  }
}

/** STIX knows neither null nor empty lists and dictionaries (§2): what is empty is left out. */
export function withoutEmpty(object: StixObject): StixObject {
  const json = clean(object);
  assert(isRecord(json), "an object stays one: it has a type and an id");
  return json as StixObject;
}

function clean(json: Json): Json | undefined {
  if (json === null) return undefined;
  if (Array.isArray(json)) {
    const items = (json as readonly Json[]).flatMap((item) => clean(item) ?? []);
    return items.length === 0 ? undefined : items;
  }
  if (!isRecord(json)) return json;
  const kept: Record<string, Json> = Object.create(null);
  for (const name of Object.keys(json)) {
    const value = clean(json[name] as Json);
    if (value !== undefined) kept[name] = value;
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}
