import { recordsOf, type StixObject, textOf, textsOf } from "../../stix/index.ts";
import { cite, createCitations } from "./citations.ts";
import type { ActorProfile, CampaignProfile, Cited, Knowledge, SoftwareProfile, Technique } from "./knowledge.ts";

type Profiles = Pick<Knowledge, "actors" | "software" | "techniques" | "campaigns">;

const NAME_MAX = 400;

/** Profiles of live objects, which are sorted by STIX id and each there once. A link to something that is not there is left out. */
export function profilesOf(objects: readonly StixObject[]): Profiles {
  const ids = publicIds(objects);
  const links = createCitations(objects, ids);
  const of = <Profile extends { readonly id: string }>(
    types: readonly string[],
    make: (object: StixObject, id: string) => Profile,
  ) =>
    objects
      .filter(({ type }) => types.includes(type))
      .map((object) => make(object, ids.get(object.id) ?? object.id))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  const named = (object: StixObject, id: string) => ({ id, name: nameOf(object), aliases: aliasesOf(object) });
  const uses = (object: StixObject): readonly Cited[] => links.get(`uses ${object.id}`) ?? [];
  const byId = new Map(objects.map((object) => [object.id, object]));
  return {
    actors: of<ActorProfile>(["intrusion-set"], (object, id) => ({ ...named(object, id), uses: uses(object) })),
    software: of<SoftwareProfile>(["malware", "tool"], (object, id) => ({
      ...named(object, id),
      kind: object.type === "tool" ? "tool" : "malware",
      uses: uses(object),
      indicators: patternsFor(links.get(`indicated ${object.id}`) ?? [], byId),
    })),
    techniques: of<Technique>(["attack-pattern"], (object, id) => ({
      id,
      name: nameOf(object),
      parent: links.get(`subtechnique-of ${object.id}`)?.[0]?.of ?? null,
      tactics: [...new Set(recordsOf(object, "kill_chain_phases").flatMap((phase) => textOf(phase, "phase_name") ?? []))].sort(),
      assets: (links.get(`targets ${object.id}`) ?? []).map((asset) => asset.of),
    })),
    campaigns: of<CampaignProfile>(["campaign"], (object, id) => ({
      ...named(object, id),
      uses: uses(object),
      attributedTo: links.get(`attributed-to ${object.id}`) ?? [],
      citations: cite(object),
      firstSeen: textOf(object, "first_seen") ?? null,
      lastSeen: textOf(object, "last_seen") ?? null,
    })),
  };
}

/** The ATT&CK id where an object has one of its own, else its STIX id; of two objects that claim one ATT&CK id the first keeps it. */
function publicIds(objects: readonly StixObject[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const ids = new Map<string, string>();
  for (const object of objects) {
    const own = recordsOf(object, "external_references").find((reference) => isAttack(textOf(reference, "source_name")));
    const stated = own === undefined ? undefined : textOf(own, "external_id");
    const id = stated !== undefined && /^[A-Z]{1,4}\d{4}(?:\.\d{3})?$/.test(stated) && !taken.has(stated) ? stated : object.id;
    taken.add(id);
    ids.set(object.id, id);
  }
  return ids;
}

function isAttack(source: string | undefined): boolean {
  return source?.startsWith("mitre-") === true;
}

function nameOf(object: StixObject): string {
  return (textOf(object, "name") ?? object.id).slice(0, NAME_MAX);
}

function aliasesOf(object: StixObject): readonly string[] {
  const listed = [...textsOf(object, "aliases"), ...textsOf(object, "x_mitre_aliases")].map((alias) => alias.slice(0, NAME_MAX));
  return [...new Set(listed)].filter((alias) => alias !== nameOf(object)).sort();
}

function patternsFor(indicators: readonly Cited[], byId: ReadonlyMap<string, StixObject>): readonly string[] {
  const patterns = indicators.flatMap(({ of }) => {
    const indicator = byId.get(of);
    return indicator !== undefined && (textOf(indicator, "pattern_type") ?? "stix") === "stix"
      ? (textOf(indicator, "pattern") ?? [])
      : [];
  });
  return [...new Set(patterns)].sort();
}
