import type { Noun, NounId, NounKind, NounOf } from "../../model/index.ts";
import { parseIdentifier, type StixObject } from "../../stix/index.ts";
import type { CaseNoun } from "../graph/held.ts";
import type { Draft } from "./draft.ts";
import { EVENT_EXTENSION, NOUN_TYPE } from "./meridian.ts";

type Of<Kind extends NounKind> = CaseNoun & { readonly noun: NounOf<Kind> };
type Entity = NounOf<"entity">;

const TYPES: Readonly<Record<Entity["kind"], readonly string[]>> = {
  actor: ["threat-actor", "intrusion-set"],
  tool: ["tool", "malware"],
  infrastructure: ["infrastructure"],
  asset: ["infrastructure"],
  service: ["infrastructure"],
  control: ["course-of-action"],
  place: ["location"],
  party: ["identity"],
};

/** The domain object for an entity: of the type that it had elsewhere if it came from STIX, else the plainest that fits. */
export function entityObject({ noun, id }: Of<"entity">, draft: Draft): StixObject {
  const type = entityType(noun);
  const common = draft.common(type, draft.id(type, id));
  const known = noun.refs.filter(({ scheme, id: ref }) => scheme !== "stix" && scheme !== "" && ref !== "");
  const references = known.map(({ scheme, id: ref }) => ({
    source_name: scheme === "attack" ? "mitre-attack" : scheme,
    external_id: ref,
  }));
  const country = noun.refs.find(({ scheme }) => scheme === "iso3166")?.id;
  return {
    ...common,
    name: noun.name,
    ...(type === "malware" ? { is_family: true } : {}),
    ...(type === "location" && country !== undefined ? { country } : {}),
    ...(references.length === 0 ? {} : { external_references: references }),
  };
}

/** A place whose country nobody gave is no location of STIX, which wants one: it goes as an object of our own. */
function entityType({ kind, refs }: Entity): string {
  const [plain = NOUN_TYPE, ...others] = TYPES[kind];
  const named = refs.map(({ scheme, id }) => (scheme === "stix" ? parseIdentifier(id)?.type : undefined));
  const group = refs.some(({ scheme, id }) => scheme === "attack" && /^G\d{4}$/.test(id)) ? "intrusion-set" : undefined;
  const type = [...others, plain].find((one) => named.includes(one) || one === group) ?? plain;
  if (type === "location" && !refs.some(({ scheme }) => scheme === "iso3166")) return NOUN_TYPE;
  return type;
}

/** An event of the Incident Extension Suite, with a sighting of its technique. It occurred when something that was seen leads to it. */
export function eventObject({ noun, id }: Of<"event">, draft: Draft): StixObject {
  const stixId = draft.id("event", id);
  const seen = draft.linksTo(id).some(({ noun: link }) => link.type === "derives");
  const { from, to } = noun.when;
  const sighting = noun.technique === null ? undefined : sightTechnique(noun, { id, stixId }, draft);
  for (const on of noun.on) joinEntity(on, { id, stixId }, draft);
  return {
    ...draft.common("event", stixId),
    name: noun.what,
    status: seen ? "occurred" : "undetermined",
    start_time: from,
    ...(to > from ? { end_time: to } : {}),
    ...(sighting === undefined ? {} : { sighting_refs: [sighting] }),
    extensions: { [EVENT_EXTENSION]: { extension_type: "new-sdo" } },
  };
}

function sightTechnique(
  { technique, when }: NounOf<"event">,
  { id, stixId }: { id: NounId; stixId: string },
  draft: Draft,
): string {
  const level = draft.level(id);
  const pattern = draft.common("attack-pattern", draft.id("attack-pattern", technique ?? ""));
  const reference = { source_name: "mitre-attack", external_id: technique };
  const base = draft.given.casefile.tlp;
  draft.putBeside({ ...pattern, name: technique, external_references: [reference] }, { of: stixId, level: base });
  const sighting = draft.common("sighting", draft.id("sighting", id));
  draft.putBeside(
    { ...sighting, sighting_of_ref: pattern.id, first_seen: when.from, last_seen: when.to, count: 1 },
    { of: stixId, level },
  );
  return sighting.id;
}

/** What the suite has words for: an event impacts infrastructure, a tool performed it. Anything else is only related. */
function joinEntity(on: NounId, { id, stixId }: { id: NounId; stixId: string }, draft: Draft): void {
  const target = draft.idOf(on);
  if (target === undefined) return;
  const type = parseIdentifier(target)?.type ?? "";
  const performed = type === "tool" || type === "malware";
  const [source, word, end] = performed
    ? [target, "performed", stixId]
    : [stixId, type === "infrastructure" ? "impacts" : "related-to", target];
  const relationship = draft.common("relationship", draft.id("relationship", `${id} on ${on}`));
  draft.putBeside(
    { ...relationship, relationship_type: word, source_ref: source, target_ref: end },
    { of: stixId, level: draft.level(id) },
  );
}

/** Where an entity, and nothing else, is meant. */
export function isEntity(noun: Noun | undefined): noun is Entity {
  return noun?.noun === "entity";
}
