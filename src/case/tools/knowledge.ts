import type { Sha256 } from "../../lib/index.ts";
import { digestsOf, type HashTrait } from "./hash-list.ts";
import { anchorsIn } from "./indicator.ts";
import { LineCache, Looked, type ToolObservation } from "./observed.ts";
import { type ToolProfile, techniqueKey } from "./profile.ts";
import type { Trait } from "./trait.ts";

/** What tools are known by. */
export type ToolSources = {
  /** Of packs and indicators. */
  readonly traits: readonly Trait[];
  readonly hashes: readonly HashTrait[];
  /** Of a STIX knowledge base. */
  readonly software: readonly ToolProfile[];
};

/** What tools are known by, ready to look. */
export type ToolKnowledge = {
  readonly software: readonly ToolProfile[];
  /** The keys of all traits and techniques that are looked for, sorted. */
  readonly keys: readonly string[];
  /** How many tools are known by traits or hashes. */
  readonly tools: number;
  /** What an observation shows. */
  match(observation: ToolObservation): readonly (Trait | HashTrait)[];
  /** Who is known to show a trait, by name, sorted. */
  showing(key: string): readonly string[];
  keyOf(technique: string): string;
};

/** Prepares sources for looking. A trait given twice counts once. */
export function createToolKnowledge({ traits, hashes, software }: ToolSources, sha256: Sha256): ToolKnowledge {
  const distinct = [...new Map(traits.map((trait) => [`${trait.key} ${trait.tool.id}`, trait])).values()];
  const byDigest = Map.groupBy(hashes, ({ digest }) => digest);
  const names = new Map<string, Set<string>>();
  for (const { key, tool, also } of [...distinct, ...hashes]) {
    const known = names.get(key) ?? new Set();
    names.set(key, known);
    for (const name of [tool.name, ...also]) known.add(name);
  }
  const techniqueKeys = new Map<string, string>();
  const keyOf = (technique: string) => {
    const key = techniqueKeys.get(technique) ?? techniqueKey(technique, sha256);
    techniqueKeys.set(technique, key);
    return key;
  };
  const lines = new LineCache();
  const always = distinct.filter(({ anchors }) => anchors === null);
  const anchored = new Map<string, Trait[]>();
  for (const trait of distinct)
    for (const text of new Set(trait.anchors ?? [])) {
      const traits = anchored.get(text);
      if (traits === undefined) anchored.set(text, [trait]);
      else traits.push(trait);
    }
  const techniques = new Set(software.flatMap((tool) => tool.techniques));
  return {
    software,
    keys: [...new Set([...names.keys(), ...[...techniques].map(keyOf)])].sort(),
    tools: new Set([...distinct, ...hashes].map(({ tool }) => tool.id)).size,
    match: (observation) => {
      const looked = new Looked(observation, lines);
      const digests = byDigest.size === 0 ? [] : [...new Set(digestsOf(looked))];
      const worth = [...always, ...worthTrying(anchored, looked)];
      return [...worth.filter((trait) => trait.test(looked)), ...digests.flatMap((digest) => byDigest.get(digest) ?? [])];
    },
    showing: (key) => [...(names.get(key) ?? [])].sort(),
    keyOf,
  };
}

/** Indicators by the texts that they ask for: a feed has thousands, and an event few texts. */
function worthTrying(anchored: ReadonlyMap<string, readonly Trait[]>, looked: Looked): ReadonlySet<Trait> {
  if (anchored.size === 0) return new Set();
  return new Set([...anchorsIn(looked)].flatMap((text) => anchored.get(text) ?? []));
}
