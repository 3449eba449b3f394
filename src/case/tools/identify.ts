import { type Background, baseRates, HOUR_MS, WindowCount } from "./background.ts";
import { type Hit, profileFindings, type ToolFinding, traitFinding } from "./finding.ts";
import type { HashTrait } from "./hash-list.ts";
import type { ToolKnowledge } from "./knowledge.ts";
import type { ToolObservation } from "./observed.ts";
import { sumTools, type ToolSum } from "./sum.ts";
import type { Trait } from "./trait.ts";

export type ToolIdentification = {
  /** By tool, way and trait. */
  readonly findings: readonly ToolFinding[];
  /** What the findings come to for each tool, heaviest first. */
  readonly tools: readonly ToolSum[];
  readonly observations: number;
  /** Windows of a place and an hour (or what the background has) in which anything was observed. */
  readonly searched: number;
  /** Profiles that share enough techniques and are too many to name. */
  readonly profilesLeftOut: number;
};

export type IdentifyOptions = {
  /** Of the user's own benign telemetry; null for none: then nothing weighs more than its stated cap. */
  readonly background: Background | null;
};

/** Which tools the observations show, how, how strongly, and how often the same shows where no tool is. Any order gives the same answer. */
export function identifyTools(
  knowledge: ToolKnowledge,
  observations: Iterable<ToolObservation>,
  { background }: IdentifyOptions,
): ToolIdentification {
  const count = new WindowCount(background?.windowMs ?? HOUR_MS);
  const hits = new Map<Trait | HashTrait, Hit>();
  const techniques = new Map<string, Hit>();
  let total = 0;
  for (const observation of observations) {
    total++;
    for (const trait of knowledge.match(observation)) addHit(hits, trait, observation);
    for (const technique of observation.techniques) addHit(techniques, technique, observation);
    count.add(observation, []);
  }
  const rates = baseRates(background, count.windows);
  const findings = [...hits].map(([trait, hit]) => traitFinding(trait, hit, { knowledge, rates }));
  const profiles = profileFindings(techniques, { knowledge, rates });
  const all = [...findings, ...profiles.findings].sort(byToolAndTrait);
  return {
    findings: all,
    tools: sumTools(all),
    observations: total,
    searched: count.windows,
    profilesLeftOut: profiles.leftOut,
  };
}

/** Counts a corpus that is taken to be benign. `corpus` says in words what it is; it is printed with every finding. */
export function countBackground(
  knowledge: ToolKnowledge,
  observations: Iterable<ToolObservation>,
  { corpus, windowMs = HOUR_MS }: { readonly corpus: string; readonly windowMs?: number },
): Background {
  const count = new WindowCount(windowMs);
  for (const observation of observations) {
    const keys = knowledge.match(observation).map(({ key }) => key);
    count.add(observation, [...keys, ...observation.techniques.map((technique) => knowledge.keyOf(technique))]);
  }
  return count.background(corpus, knowledge.keys);
}

function addHit<Key>(hits: Map<Key, Hit>, key: Key, { records, atMs }: ToolObservation): void {
  const hit = hits.get(key) ?? { records: new Set<string>(), observations: 0, fromMs: atMs, toMs: atMs };
  hits.set(key, hit);
  hit.observations++;
  hit.fromMs = Math.min(hit.fromMs, atMs);
  hit.toMs = Math.max(hit.toMs, atMs);
  for (const record of records) hit.records.add(record);
}

function byToolAndTrait(a: ToolFinding, b: ToolFinding): number {
  const [one, other] = [`${a.tool.id}\n${a.way}\n${a.key}`, `${b.tool.id}\n${b.way}\n${b.key}`];
  return one < other ? -1 : one > other ? 1 : 0;
}
