import type { Knowledge } from "./knowledge.ts";

/** How much a knowledge base says of one actor, campaigns attributed to it included. */
export type ActorCoverage = {
  readonly id: string;
  readonly name: string;
  readonly techniques: number;
  readonly software: number;
  /** Different reports. */
  readonly citations: number;
  /** Share of its links that rest on one report; 0 where there is none. */
  readonly singleSource: number;
  /** Why it cannot be assessed; null when it can. Not assessable is not unlikely. */
  readonly thin: string | null;
};

/** Fewer techniques and software than this, or fewer reports, make a profile thin: nothing follows from what it does not list. */
const PROFILE_FEATURES_MIN = 5;
const PROFILE_REPORTS_MIN = 2;

/** Counts of every actor, in the order of the knowledge base. */
export function coverageOf({ actors, campaigns, software }: Knowledge): readonly ActorCoverage[] {
  const tools = new Set(software.map(({ id }) => id));
  const attributed = Map.groupBy(
    campaigns.flatMap(({ attributedTo, uses }) => attributedTo.map(({ of }) => ({ of, uses }))),
    ({ of }) => of,
  );
  return actors.map(({ id, name, uses }) => {
    const reports = new Map<string, Set<string>>();
    for (const { of, citations } of [...uses, ...(attributed.get(id) ?? []).flatMap((campaign) => campaign.uses)])
      reports.set(of, new Set([...(reports.get(of) ?? []), ...citations]));
    const features = [...reports.keys()];
    const citations = new Set([...reports.values()].flatMap((named) => [...named])).size;
    const single = [...reports.values()].filter((named) => named.size <= 1).length;
    return {
      id,
      name,
      techniques: features.filter((feature) => !tools.has(feature)).length,
      software: features.filter((feature) => tools.has(feature)).length,
      citations,
      singleSource: features.length === 0 ? 0 : single / features.length,
      thin: thinness(features.length, citations),
    };
  });
}

function thinness(features: number, reports: number): string | null {
  if (features < PROFILE_FEATURES_MIN) return `${features} techniques and software are known, ${PROFILE_FEATURES_MIN} are needed`;
  if (reports < PROFILE_REPORTS_MIN)
    return `known from ${reports} ${reports === 1 ? "report" : "reports"}, ${PROFILE_REPORTS_MIN} are needed`;
  return null;
}
