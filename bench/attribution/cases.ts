import type { Cited, Knowledge, Random } from "../../src/case/index.ts";

/** What one report or campaign shows, and who is published to have done it. */
export type PublishedCase = {
  readonly name: string;
  readonly truth: string;
  readonly features: readonly string[];
  knowledge(): Knowledge;
};

/** Experiment B: a report about exactly one group, at least so many features cited to it, at least so many left without it. */
const FEATURES_MIN = 5;
/** Experiment A and D: campaigns with at least so many features. */
const CAMPAIGN_MIN = 3;

/** The knowledge base without these reports: a link that rests on nothing else goes; with `any`, a link that cites one at all. */
export function withoutReports(knowledge: Knowledge, reports: ReadonlySet<string>, any = false): Knowledge {
  const strip = (uses: readonly Cited[]) =>
    uses.flatMap((use) => {
      const kept = use.citations.filter((citation) => !reports.has(citation));
      if (kept.length === use.citations.length) return [use];
      return any || kept.length === 0 ? [] : [{ of: use.of, citations: kept }];
    });
  const stripAll = <Profile extends { readonly uses: readonly Cited[] }>(profiles: readonly Profile[]) =>
    profiles.map((profile) => ({ ...profile, uses: strip(profile.uses) }));
  return {
    ...knowledge,
    actors: stripAll(knowledge.actors),
    campaigns: stripAll(knowledge.campaigns),
    software: stripAll(knowledge.software),
  };
}

/** Experiment B: leave one report out. */
export function reportCases(knowledge: Knowledge): readonly PublishedCase[] {
  const reports = new Map<string, Map<string, string[]>>();
  for (const { id, uses } of knowledge.actors)
    for (const { of, citations } of uses)
      for (const citation of citations) {
        const actors = reports.get(citation) ?? new Map<string, string[]>();
        reports.set(citation, actors);
        actors.set(id, [...(actors.get(id) ?? []), of]);
      }
  return [...reports]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, actors]) => {
      const [[truth, features] = ["", []]] = [...actors];
      if (actors.size !== 1 || features.length < FEATURES_MIN) return [];
      const held = withoutReports(knowledge, new Set([name]));
      const left = held.actors.find(({ id }) => id === truth)?.uses.length ?? 0;
      return left < FEATURES_MIN
        ? []
        : [{ name, truth, features: features.toSorted(), knowledge: () => withoutReports(knowledge, new Set([name])) }];
    });
}

/** Experiment A: campaigns with a published actor; leak-controlled drops every link that cites a report of the campaign. */
export function campaignCases(knowledge: Knowledge, controlled: boolean): readonly PublishedCase[] {
  return knowledge.campaigns.flatMap((campaign) => {
    const [attributed] = campaign.attributedTo;
    const features = campaign.uses.map(({ of }) => of);
    if (attributed === undefined || features.length < CAMPAIGN_MIN) return [];
    const reports = new Set([...campaign.citations, ...campaign.uses.flatMap(({ citations }) => citations)]);
    const others = knowledge.campaigns.filter(({ id }) => id !== campaign.id);
    const held = controlled
      ? withoutReports({ ...knowledge, campaigns: others }, reports, true)
      : { ...knowledge, campaigns: [] };
    return [{ name: campaign.id, truth: attributed.of, features, knowledge: () => held }];
  });
}

/** Experiment D: campaigns that nobody has attributed. */
export function unattributed(knowledge: Knowledge): readonly PublishedCase[] {
  return knowledge.campaigns
    .filter(({ attributedTo, uses }) => attributedTo.length === 0 && uses.length > 0)
    .map(({ id, uses }) => ({ name: id, truth: "", features: uses.map(({ of }) => of), knowledge: () => knowledge }));
}

/** Experiment E: adds `count` items that only the decoy uses, a random actor that is not the true one. */
export function plantDecoy(one: PublishedCase, knowledge: Knowledge, { count, random }: { count: number; random: Random }) {
  const holders = new Map<string, number>();
  for (const { uses } of knowledge.actors) for (const { of } of uses) holders.set(of, (holders.get(of) ?? 0) + 1);
  const decoys = knowledge.actors
    .filter(({ id }) => id !== one.truth)
    .map(({ id, uses }) => ({ id, own: uses.flatMap(({ of }) => (holders.get(of) === 1 ? [of] : [])) }))
    .filter(({ own }) => own.length >= count);
  const decoy = decoys[Math.floor(random() * decoys.length)];
  if (decoy === undefined) throw new Error(`no actor has ${count} features of its own`);
  const own = [...decoy.own];
  const planted = Array.from({ length: count }, () => own.splice(Math.floor(random() * own.length), 1)[0] ?? "");
  return { ...one, decoy: decoy.id, features: [...new Set([...one.features, ...planted])].sort() };
}
