import type { Knowledge } from "../knowledge/knowledge.ts";

/** What one actor is known by, counted. `uses`: in how many reports each feature stands, at least 1. */
export type ActorRow = {
  readonly id: string;
  readonly name: string;
  readonly uses: ReadonlyMap<string, number>;
  readonly reports: readonly ReadonlySet<string>[];
  /** Sum of `uses`. */
  readonly mentions: number;
  /** Techniques shown by software of the actor, with how many of its software show them. */
  readonly implied: ReadonlyMap<string, number>;
  readonly software: number;
  /** Euclidean length of the profile, features weighed by rarity. */
  readonly length: number;
  readonly reportLengths: readonly number[];
};

/** A knowledge base, counted for ranking. A feature is a technique or software, by id. */
export type ActorTable = {
  readonly digest: string;
  readonly rows: readonly ActorRow[];
  /** By how many actors a feature is used. */
  readonly holders: ReadonlyMap<string, number>;
  /** In how many reports about one actor a feature stands, over all actors. */
  readonly mentioned: ReadonlyMap<string, number>;
  readonly reports: number;
  readonly software: ReadonlyMap<string, "malware" | "tool">;
  /** By how many pieces of software a technique is shown. */
  readonly shown: ReadonlyMap<string, number>;
  readonly names: ReadonlyMap<string, string>;
};

/** Rarity of a feature in nats: the fewer actors use it, the more. Inverse document frequency (Spärck Jones 1972), smoothed. */
export function rarity(table: Pick<ActorTable, "rows" | "holders">, feature: string): number {
  return Math.log((table.rows.length + 1) / ((table.holders.get(feature) ?? 0) + 0.5));
}

type Draft = {
  readonly id: string;
  readonly name: string;
  readonly uses: Map<string, number>;
  readonly reports: Map<string, Set<string>>;
};

/** Counts a knowledge base. What campaigns used counts for the actor to which they are attributed; a report counts once for a link. */
export function createActorTable(knowledge: Knowledge): ActorTable {
  const drafts = draftsOf(knowledge);
  const [holders, mentioned] = [new Map<string, number>(), new Map<string, number>()];
  for (const { uses, reports } of drafts) {
    for (const feature of uses.keys()) add(holders, feature, 1);
    for (const report of reports.values()) for (const feature of report) add(mentioned, feature, 1);
  }
  const shows = new Map(knowledge.software.map(({ id, uses }) => [id, uses.map(({ of }) => of)]));
  const shown = new Map<string, number>();
  for (const techniques of shows.values()) for (const technique of techniques) add(shown, technique, 1);
  const rare = (feature: string) => rarity({ rows: drafts as readonly unknown[] as readonly ActorRow[], holders }, feature);
  return {
    digest: knowledge.digest,
    rows: drafts.map((draft) => rowOf(draft, shows, rare)),
    holders,
    mentioned,
    reports: drafts.reduce((sum, { reports }) => sum + reports.size, 0),
    software: new Map(knowledge.software.map(({ id, kind }) => [id, kind])),
    shown,
    names: new Map([...knowledge.software, ...knowledge.techniques].map(({ id, name }) => [id, name])),
  };
}

function draftsOf(knowledge: Knowledge): readonly Draft[] {
  const drafts = knowledge.actors.map(({ id, name }): Draft => ({ id, name, uses: new Map(), reports: new Map() }));
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  for (const { id, uses } of knowledge.actors) for (const use of uses) note(byId.get(id), use.of, use.citations);
  for (const { attributedTo, uses } of knowledge.campaigns)
    for (const { of: actor } of attributedTo) for (const use of uses) note(byId.get(actor), use.of, use.citations);
  return drafts;
}

function note(draft: Draft | undefined, feature: string, citations: readonly string[]): void {
  if (draft === undefined) return;
  const fresh = citations.filter((citation) => draft.reports.get(citation)?.has(feature) !== true);
  for (const citation of fresh) draft.reports.set(citation, (draft.reports.get(citation) ?? new Set()).add(feature));
  if (fresh.length > 0 || !draft.uses.has(feature)) add(draft.uses, feature, Math.max(1, fresh.length));
}

function rowOf(draft: Draft, shows: ReadonlyMap<string, readonly string[]>, rare: (feature: string) => number): ActorRow {
  const features = [...draft.uses.keys()].sort();
  const implied = new Map<string, number>();
  const software = features.filter((feature) => shows.has(feature));
  for (const tool of software) for (const technique of shows.get(tool) ?? []) add(implied, technique, 1);
  const reports = [...draft.reports].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, report]) => report);
  const lengthOf = (of: Iterable<string>) =>
    Math.sqrt([...of].sort().reduce((sum, feature) => sum + rare(feature) * rare(feature), 0));
  return {
    id: draft.id,
    name: draft.name,
    uses: draft.uses,
    reports,
    mentions: [...draft.uses.values()].reduce((sum, count) => sum + count, 0),
    implied,
    software: software.length,
    length: lengthOf(features),
    reportLengths: reports.map(lengthOf),
  };
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
