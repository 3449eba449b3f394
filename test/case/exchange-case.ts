import type { Noun, NounId, NounOf, QuantityName } from "../../src/model/index.ts";
import { seededRandom } from "../support/random.ts";
import { Scene } from "./nouns.ts";

export const AT = "2026-11-22T12:00:00.000Z";

type Entity = NounOf<"entity">;
const ENTITIES: readonly Pick<Entity, "kind" | "name" | "refs">[] = [
  { kind: "actor", name: "Harbour Crew", refs: [] },
  { kind: "actor", name: "Group", refs: [{ scheme: "attack", id: "G0001" }] },
  { kind: "tool", name: "tidewiper", refs: [{ scheme: "stix", id: "malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f" }] },
  { kind: "tool", name: "sshd", refs: [{ scheme: "cpe", id: "cpe:2.3:a:openbsd:openssh:9.9:*:*:*:*:*:*:*" }] },
  { kind: "infrastructure", name: "198.51.100.7", refs: [] },
  { kind: "asset", name: "hts-jump1", refs: [] },
  { kind: "service", name: "time", refs: [] },
  { kind: "control", name: "second factor", refs: [] },
  { kind: "place", name: "the harbour", refs: [] },
  { kind: "place", name: "the other harbour", refs: [{ scheme: "iso3166", id: "XK" }] },
  { kind: "party", name: "", refs: [{ scheme: "", id: "" }] },
];

const FACTS: readonly (readonly [string, string])[] = [
  ["ipv4-addr", '{"value":"198.51.100.7"}'],
  ["file", '{"hashes":{"SHA-256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},"name":"a.exe","size":3}'],
  ["process", '{"command_line":"sh -c id","pid":7}'],
  ["process", '{"pid":"seven"}'],
  ["network-traffic", '{"dst_port":22,"protocols":["tcp"],"src_ref":"ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"}'],
  ["domain-name", '{"id":"domain-name--1","value":"harbour.example"}'],
  ["file", '{"name":null}'],
  ["x-own-thing", '{"value":1}'],
  ["url", "not json"],
];

const QUANTITIES: readonly (readonly [QuantityName, string, number])[] = [
  ["downtime", "s", 600],
  ["records", "1", 12],
  ["bytes-out", "B", 4096],
  ["money", "EUR", 1000],
  ["money", "EUR", 0],
  ["clock-error", "s", 2.5],
];

/** Nouns of every kind that an export has a word for, chosen by a seed: the same for the same seed. */
export function exchangeCase(seed: number): readonly Noun[] {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const scene = new Scene();
  const records = ["one", "two"].map((name) => scene.record(`exchange ${name}`, `sensor:${name}`));
  const entities = Array.from({ length: 4 }, () => scene.add({ noun: "entity", ...pick(ENTITIES) }));
  const readings = Array.from({ length: 4 }, () => observe(scene, pick(records), pick(FACTS)));
  const event = scene.add({
    noun: "event",
    what: "logon",
    on: [...new Set([pick(entities), pick(entities)])],
    when: { from: AT, to: pick([AT, "2026-11-22T12:00:01.000Z"]), clock: null },
    learned: AT,
    technique: pick(["T1110.001", null]),
  });
  scene.link("derives", pick(readings), event);
  const harm = scene.claim("How long?", { kind: pick(["outcome", "damage", "potential"] as const) });
  const quantity = pick(QUANTITIES);
  scene.link("measures", measure(scene, pick(records), quantity), harm);
  scene.link("about", harm, pick(entities));
  return scene.nouns;
}

const BY = { tool: "meridian", version: "1", arguments: [] };

function observe(scene: Scene, record: NounId, [type, properties]: readonly [string, string]): NounId {
  return scene.add({
    noun: "observation",
    record,
    at: { by: "whole" },
    fact: { of: "observable", type, properties },
    when: null,
    by: BY,
  });
}

function measure(scene: Scene, record: NounId, [name, unit, best]: (typeof QUANTITIES)[number]): NounId {
  const over = { from: AT, to: AT, clock: null };
  const value = { lo: best, best, hi: best * 2 };
  const fact = {
    of: "quantity" as const,
    name,
    unit,
    value,
    over,
    query: null,
    state: "asserted" as const,
    countingRule: null,
    baseline: null,
    pricedOn: null,
  };
  return scene.add({ noun: "observation", record, at: { by: "whole" }, fact, when: null, by: BY });
}
