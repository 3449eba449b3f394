import type { Range } from "../../model/index.ts";
import { addTo, bestAt, type Frame, rangeAt, type Vector, zeros } from "./frame.ts";
import { difference, negate } from "./range.ts";
import type { Parts } from "./share.ts";

/** All that counts of the items that rest on just these origins. */
export type Group = { readonly origins: readonly string[]; readonly vector: Vector };

/** Adds up by set of origins, strongest item first, so that the sums are the same bits in whatever order the items came. */
export function groupsOf({ table, order, share }: Parts): Group[] {
  const { frame, settings, rests, most, cells } = table;
  const byRest: Group[] = [];
  const groups: Group[] = [];
  for (let at = 0; at < order.length; at += 1) {
    const [row, part] = [order[at] ?? 0, share[at] ?? 0];
    const rest = rests[row];
    if (rest === undefined || part === 0 || most[row] === 0) continue;
    let group = byRest[rest.id];
    if (group === undefined) {
      group = { origins: rest.origins, vector: zeros(frame.columns) };
      byRest[rest.id] = group;
      groups.push(group);
    }
    addTo(group.vector, cells, part / settings.temperature.value, row);
  }
  return groups;
}

export function totalOf(groups: readonly Group[], columns: number): Vector {
  const total = zeros(columns);
  for (const { vector } of groups) addTo(total, vector, 1);
  return total;
}

/** Reads how one answer lies above another from a sum of vectors; between an actor and its imitator from their own column. */
export type Gap = {
  readonly range: (vector: Vector, answer: number, rival: number) => Range;
  readonly best: (vector: Vector, answer: number, rival: number) => number;
};

export function gapReader(frame: Frame): Gap {
  const mates = new Map(
    frame.disguises.flatMap(({ actor, imitator }) => [[actor, imitator] as const, [imitator, actor] as const]),
  );
  const columns = new Map(frame.disguises.map(({ actor }, index) => [actor, frame.answers.length + index] as const));
  const best = (vector: Vector, answer: number, rival: number): number => {
    if (mates.get(answer) !== rival) return bestAt(vector, answer) - bestAt(vector, rival);
    const apart = columns.get(answer);
    return apart === undefined ? 0 - bestAt(vector, columns.get(rival) ?? rival) : bestAt(vector, apart);
  };
  const range = (vector: Vector, answer: number, rival: number): Range => {
    if (mates.get(answer) !== rival) return difference(rangeAt(vector, answer), rangeAt(vector, rival));
    const apart = columns.get(answer);
    return apart === undefined ? negate(rangeAt(vector, columns.get(rival) ?? rival)) : rangeAt(vector, apart);
  };
  return { range, best };
}

/** How an answer stands against the rest: against the strongest of the rivals, which no prior over them can better. */
export type Standing = { readonly answer: number; readonly nearest: number; readonly lead: Range };

/** null when there is no rival. */
export function standingOf(
  answer: number,
  rivals: readonly number[],
  gap: (answer: number, rival: number) => Range,
): Standing | null {
  let standing: Standing | null = null;
  for (const rival of rivals) {
    if (rival === answer) continue;
    const range = gap(answer, rival);
    if (standing === null) {
      standing = { answer, nearest: rival, lead: range };
      continue;
    }
    const { lead, nearest }: Standing = standing;
    standing = {
      answer,
      nearest: range.best < lead.best ? rival : nearest,
      lead: { lo: Math.min(lead.lo, range.lo), best: Math.min(lead.best, range.best), hi: Math.min(lead.hi, range.hi) },
    };
  }
  return standing;
}

/** The one answer that lies above all others by best estimate; null when none does. */
export function leaderOf(standings: readonly Standing[]): Standing | null {
  return standings.find(({ lead }) => lead.best > 0) ?? null;
}

/** Every origin of these groups, in their order. */
export function sourcesOf(groups: readonly Group[]): string[] {
  return [...new Set(groups.flatMap(({ origins }) => origins))];
}
