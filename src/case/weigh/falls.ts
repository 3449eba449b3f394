import { present } from "../../lib/index.ts";
import { type Board, rivalsOf } from "./board.ts";
import { type Front, fewestToFall } from "./fragility.ts";
import { addTo, type Vector, zeros } from "./frame.ts";
import { bandFloor, enfsiWords } from "./scales.ts";
import { type Group, leaderOf, standingOf } from "./support.ts";
import { type Fragility, INFLUENCES_MAX, type Influence } from "./verdict.ts";

/**
 * Fewest sources whose failure moves the leader's best estimate below its verbal band or lets another lead; where an imitation is
 * excluded, also those whose failure lets it in again. That the verdict grows stronger when a source fails is no fall.
 */
export function fragilityOf(board: Board): Fragility | null {
  return board.leader === null ? null : fallsBelow(board, bandFloor(board.leader.lead.best));
}

/** Fewest sources without which there is no lead left that would be reported. null when there is none now. */
export function collapseOf(board: Board): Fragility | null {
  const { leader, settings } = board;
  return leader === null || leader.lead.best < settings.leadBansMin ? null : fallsBelow(board, settings.leadBansMin);
}

function fallsBelow(board: Board, floor: number): Fragility | null {
  const { groups, frame } = board;
  const fronts = frontsOf(board, floor);
  const falls = fewestToFall(
    groups.map(({ origins }) => origins),
    fronts.map(({ front }) => front),
  );
  if (falls === null) return null;
  const failed = new Set(falls.origins);
  const left = groups.filter(({ origins }) => !origins.some((origin) => failed.has(origin)));
  const { k, atMost, exact, origins } = falls;
  const isMate = fronts[falls.front]?.rival === board.mate;
  const actor = frame.answers[board.leader?.answer ?? -1] ?? "";
  const to = isMate ? `${frame.answers[board.mate] ?? ""} is no longer excluded` : saidOf(board, left, actor);
  return { k, atMost, exact, falls: origins, to, of: board.sources.length };
}

function frontsOf(board: Board, floor: number): { rival: number; front: Front }[] {
  const { frame, notAssessable, settings, mate } = board;
  const leader = present(board.leader, "a leader");
  const rivals = rivalsOf(leader.answer, frame, notAssessable).map((rival) => ({ rival, front: frontOf(board, rival, floor) }));
  if (mate < 0) return rivals;
  const apart = board.gap.range(board.total, leader.answer, mate);
  const excluded = apart.lo > 0 && apart.best >= settings.leadBansMin;
  return excluded ? [...rivals, { rival: mate, front: frontOf(board, mate, settings.leadBansMin) }] : rivals;
}

function frontOf({ leader, gap, total, groups }: Board, rival: number, floor: number): Front {
  const answer = present(leader, "a leader").answer;
  return {
    gap: gap.best(total, answer, rival),
    floor,
    gives: groups.map(({ vector }) => gap.best(vector, answer, rival)),
  };
}

function saidOf(board: Board, left: readonly Group[], actor: string): string {
  const { frame, gap, notAssessable } = board;
  const total: Vector = zeros(frame.columns);
  for (const { vector } of left) addTo(total, vector, 1);
  const standings = [...frame.answers.keys()].flatMap((answer) => {
    if (notAssessable.has(answer)) return [];
    const standing = standingOf(answer, rivalsOf(answer, frame, notAssessable), (a, b) => gap.range(total, a, b));
    return standing === null ? [] : [standing];
  });
  const was = standings.find(({ answer }) => answer === board.leader?.answer);
  if (was !== undefined && was.lead.best > 1e-9) return `${enfsiWords(was.lead.best)} for ${actor}`;
  const now = leaderOf(standings);
  return now === null || now.lead.best <= 1e-9 ? "nothing leads" : `${frame.answers[now.answer] ?? ""} leads`;
}

/** Leave one source out: what the lead loses. Largest first; of equals by name. */
export function influencesOf(board: Board): Influence[] {
  const { leader, groups, frame, notAssessable, gap, total } = board;
  if (leader === null) return [];
  const lost = new Map<string, Vector>();
  for (const { origins, vector } of groups) {
    for (const origin of origins) {
      const before = lost.get(origin);
      lost.set(origin, before === undefined ? vector : vector.map((cell, at) => cell + (before[at] ?? 0)));
    }
  }
  const rivals = rivalsOf(leader.answer, frame, notAssessable);
  const leads = rivals.map((rival) => gap.best(total, leader.answer, rival));
  const influences = [...lost].map(([origin, vector]) => {
    let left = Infinity;
    for (const [index, rival] of rivals.entries())
      left = Math.min(left, (leads[index] ?? 0) - gap.best(vector, leader.answer, rival));
    return { origin, bans: leader.lead.best - left };
  });
  return mostInfluential(influences);
}

function mostInfluential(influences: readonly Influence[]): Influence[] {
  const sorted = Float64Array.from(influences, ({ bans }) => bans).sort();
  const least = sorted[Math.max(0, sorted.length - INFLUENCES_MAX)] ?? 0;
  const most = influences.filter(({ bans }) => bans >= least);
  return most.sort((a, b) => b.bans - a.bans || (a.origin < b.origin ? -1 : 1)).slice(0, INFLUENCES_MAX);
}
