import type { Range } from "../../model/index.ts";
import { IMITATION, OTHER } from "../../model/index.ts";
import type { ActorRanking, ActorStanding, ItemWeight } from "./rank.ts";

/** What one item tells of the answers to an actor claim on level cluster: the bearing of a bears-on link. */
export type ActorBearing = {
  readonly of: string;
  readonly weights: readonly {
    readonly for: string;
    readonly against: string;
    readonly log10LR: Range;
    readonly basis: "measured";
    /** Such as "T1003 is used by 3 of 174 actors". */
    readonly reference: string;
  }[];
  readonly forgeability: number;
};

/** How easily another could show the same to mislead: whoever has a public tool, who has got a leaked one, who has read the report. Judged. */
export const PLANTING = { tool: 0.9, malware: 0.5, technique: 0.6 } as const;
const ANSWERS_MAX = 10;

export type BearingsOptions = {
  /** What support will be divided by when it is weighed: it is put into the weights, which are calibrated already, so that it cancels. */
  readonly temperature: number;
  /** Of each feature: what it is. */
  readonly kindOf: (feature: string) => keyof typeof PLANTING;
};

/** The answers: the first assessable ones by name, for each its imitation, and other. Names are unique (an id is put to equal ones). */
export function actorAnswers(ranking: ActorRanking): readonly string[] {
  const names = leading(ranking).map(({ answer }) => answer);
  return [...names, ...names.map((name) => IMITATION + name), OTHER];
}

/**
 * Bearings of each item on an actor claim: for an actor against `other`, which is the average actor. What each says of imitation follows
 * from its forgeability when it is weighed. What comes from an actor's size is no evidence and is left out.
 */
export function bearingsOf(ranking: ActorRanking, { temperature, kindOf }: BearingsOptions): readonly ActorBearing[] {
  const actors = leading(ranking);
  const items = actors[0]?.standing.items ?? [];
  return items.map(({ of }, at) => ({
    of,
    weights: actors.flatMap(({ answer, standing }) => {
      const item = standing.items[at];
      if (item === undefined) return [];
      const log10LR = times(item.log10LR, temperature);
      return [{ for: answer, against: OTHER, log10LR, basis: "measured" as const, reference: say(item, ranking) }];
    }),
    forgeability: PLANTING[kindOf(of)],
  }));
}

/** A sentence that states the count behind a weight. */
function say({ of, name, holders, listed, pooled }: ItemWeight, { actors, knowledge }: ActorRanking): string {
  const profile = listed ? "this one among them" : "not this one";
  const capped = pooled ? "; pooled with the other rare items and capped" : "";
  return `${name} (${of}) is used by ${holders} of ${actors} actors, ${profile}${capped}; knowledge base ${knowledge.slice(0, 16)}`.slice(
    0,
    1000,
  );
}

function leading({ standings }: ActorRanking): readonly { readonly answer: string; readonly standing: ActorStanding }[] {
  const first = standings.filter(({ assessable }) => assessable.yes).slice(0, ANSWERS_MAX);
  const counts = Map.groupBy(first, ({ name }) => name);
  const plain = (name: string) => counts.get(name)?.length === 1 && name !== OTHER && !name.startsWith(IMITATION);
  return first.map((standing) => ({
    answer: (plain(standing.name) ? standing.name : `${standing.id}: ${standing.name}`).slice(0, 380),
    standing,
  }));
}

function times({ lo, best, hi }: Range, factor: number): Range {
  return { lo: lo * factor, best: best * factor, hi: hi * factor };
}
