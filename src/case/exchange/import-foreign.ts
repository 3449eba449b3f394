import { formatJson, type Json, type JsonObject, tableOf } from "../../lib/index.ts";
import type { Noun, NounId } from "../../model/index.ts";
import { classOf, isRecord, recordOf, recordsOf, type StixBundle, type StixObject, textOf, textsOf } from "../../stix/index.ts";
import { readAttributions } from "./import-attribution.ts";
import { ForeignReader, type Placed } from "./import-reader.ts";
import type { ImportOptions, KeptObject, Told } from "./import-types.ts";

type Entity = Extract<Noun, { noun: "entity" }>;

const ENTITIES: ReadonlyMap<string, Entity["kind"]> = tableOf({
  "threat-actor": "actor",
  "intrusion-set": "actor",
  malware: "tool",
  tool: "tool",
  infrastructure: "infrastructure",
  identity: "party",
  location: "place",
  "course-of-action": "control",
});

/** What the word of others comes to. */
export type Foreign = {
  readonly nouns: readonly Told[];
  readonly kept: readonly KeptObject[];
  readonly stands: ReadonlyMap<NounId, string>;
};

/** Reads objects that carry none of our nouns: who and what first, then what happened, then who is said to be behind it, then words on it. */
export function readForeign(objects: readonly Placed[], bundle: StixBundle, options: ImportOptions): Foreign {
  const reader = new ForeignReader(bundle, objects, options);
  const current = objects.filter((placed) => isCurrent(placed, reader));
  const later: Placed[] = [];
  for (const placed of current) if (!readThing(placed, reader)) later.push(placed);
  const attributions = later.filter(([, stix]) => isAttribution(stix));
  readAttributions(attributions, reader);
  for (const placed of later) if (!isAttribution(placed[1])) readWord(placed, reader);
  return { nouns: reader.nouns, kept: reader.kept, stands: reader.stands };
}

/** Old versions and what its producer revoked stay in the record. */
function isCurrent(placed: Placed, reader: ForeignReader): boolean {
  const [, stix] = placed;
  if (stix["revoked"] === true) reader.keep(placed, "revoked by its producer");
  else if (reader.byId.get(stix.id) !== stix) reader.keep(placed, "a later version is there");
  else return true;
  return false;
}

function isAttribution(stix: StixObject): boolean {
  return stix.type === "relationship" && stix["relationship_type"] === "attributed-to";
}

function readThing(placed: Placed, reader: ForeignReader): boolean {
  const [, stix] = placed;
  const kind = ENTITIES.get(stix.type);
  if (kind !== undefined) reader.named(stix, reader.add(placed, entityOf(stix, kind)));
  else if (classOf(stix.type) === "sco") readObservable(placed, stix, placed, reader);
  else if (stix.type === "observed-data") readObserved(placed, reader);
  else if (stix.type === "campaign") return readEvent(placed, { from: "first_seen", to: "last_seen" }, reader);
  else if (stix.type === "event") return readEvent(placed, { from: "start_time", to: "end_time" }, reader);
  else return false;
  return true;
}

function entityOf(stix: StixObject, kind: Entity["kind"]): Entity {
  const references = recordsOf(stix, "external_references").flatMap((reference) => {
    const [source, id] = [textOf(reference, "source_name"), textOf(reference, "external_id")];
    if (source === undefined || source === "" || id === undefined) return [];
    return [{ scheme: source.startsWith("mitre-") ? "attack" : source, id }];
  });
  const country = stix.type === "location" ? textOf(stix, "country") : undefined;
  const place = country === undefined ? [] : [{ scheme: "iso3166", id: country }];
  const refs = [{ scheme: "stix", id: stix.id }, ...place, ...references];
  return { noun: "entity", kind, name: textOf(stix, "name") ?? stix.id, refs: refs.slice(0, 100) };
}

function readObserved(placed: Placed, reader: ForeignReader): void {
  const [, stix] = placed;
  const inside = recordOf(stix, "objects");
  const parts: (readonly [string, JsonObject])[] = [];
  for (const id of textsOf(stix, "object_refs")) {
    const part = reader.byId.get(id);
    if (part !== undefined && classOf(part.type) === "sco") parts.push([id, part]);
  }
  for (const [name, part] of Object.entries(inside ?? {})) if (isRecord(part)) parts.push([name, part]);
  if (parts.length === 0) reader.keep(placed, "none of what it observed is in the bundle");
  for (const [, part] of parts) readObservable(placed, part, placed, reader);
}

/** A cyber-observable, at its place in the bundle; when it was seen is what the observed-data says. */
function readObservable(placed: Placed, part: JsonObject, [object, stix]: Placed, reader: ForeignReader): void {
  const properties: Record<string, Json> = Object.create(null);
  for (const name of Object.keys(part)) if (name !== "type" && name !== "spec_version") properties[name] = part[name] as Json;
  const when = reader.span(stix, "first_observed", "last_observed") ?? null;
  const id = reader.add(placed, {
    noun: "observation",
    record: reader.record(stix),
    at: { by: "pointer", pointer: `/objects/${object}` },
    fact: { of: "observable", type: textOf(part, "type") ?? "", properties: formatJson(properties) },
    when,
    by: { tool: "meridian import", version: "stix 2.1", arguments: [stix.id] },
  });
  reader.named(stix, id);
}

function readEvent(placed: Placed, names: { readonly from: string; readonly to: string }, reader: ForeignReader): boolean {
  const [, stix] = placed;
  const when = reader.span(stix, names.from, names.to);
  if (when === undefined) return false;
  addEvent(placed, { what: textOf(stix, "name") ?? textOf(stix, "description") ?? stix.id, on: [], when }, reader);
  return true;
}

function addEvent(
  placed: Placed,
  event: Pick<Extract<Noun, { noun: "event" }>, "what" | "on" | "when">,
  reader: ForeignReader,
): void {
  const [, stix] = placed;
  const learned = reader.time(stix["created"]) ?? reader.options.at;
  const what = event.what.slice(0, 1000);
  reader.named(stix, reader.add(placed, { noun: "event", ...event, what, learned, technique: null }));
}

/** Sightings, opinions and notes, which speak of what stands before them; all else has no noun. */
function readWord(placed: Placed, reader: ForeignReader): void {
  const [, stix] = placed;
  if (stix.type === "opinion" || stix.type === "note") return readJudgement(placed, reader);
  if (stix.type !== "sighting") return reader.keep(placed, whyNone(stix));
  const when = reader.span(stix, "first_seen", "last_seen");
  if (when === undefined) return reader.keep(placed, "a sighting without a time");
  const of = textOf(stix, "sighting_of_ref");
  const entity = reader.nouns.find(({ id, noun }) => id === reader.nounOf(of) && noun.noun === "entity");
  addEvent(placed, { what: `sighting of ${reader.nameOf(of)}`, on: entity === undefined ? [] : [entity.id], when }, reader);
}

function whyNone(stix: StixObject): string {
  return stix.type === "relationship"
    ? `no noun for the relationship ${textOf(stix, "relationship_type") ?? ""}`
    : "no noun for this type";
}

const STANCES: ReadonlyMap<string, "assess" | "review" | "dissent"> = tableOf({
  "strongly-agree": "assess",
  agree: "assess",
  neutral: "review",
  disagree: "dissent",
  "strongly-disagree": "dissent",
});

function readJudgement(placed: Placed, reader: ForeignReader): void {
  const [, stix] = placed;
  const stance = stix.type === "note" ? "review" : STANCES.get(textOf(stix, "opinion") ?? "");
  const on = textsOf(stix, "object_refs").flatMap((id) => reader.nounOf(id) ?? []);
  if (stance === undefined || on.length === 0) return reader.keep(placed, "it speaks of nothing that became a noun");
  const why = textOf(stix, stix.type === "note" ? "content" : "explanation") ?? "";
  const by = textsOf(stix, "authors").join(", ") || reader.publisher(stix);
  const at = reader.time(stix["created"]) ?? reader.options.at;
  for (const noun of on) reader.add(placed, { noun: "judgement", on: noun, stance, answer: null, why, by, at });
}
