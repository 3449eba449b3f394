import { IMITATION } from "../../model/index.ts";
import type { Ask } from "./ask.ts";
import type { Frame, Vector } from "./frame.ts";
import type { WeighSettings } from "./settings.ts";
import { type Parts, shareOut } from "./share.ts";
import { type Gap, type Group, gapReader, groupsOf, leaderOf, type Standing, sourcesOf, standingOf, totalOf } from "./support.ts";
import { type Memory, tableFor } from "./table.ts";

/** A question with its evidence added up: what all parts of a verdict read. */
export type Board = {
  readonly ask: Ask;
  readonly settings: WeighSettings;
  readonly frame: Frame;
  readonly parts: Parts;
  readonly groups: readonly Group[];
  /** Every origin that carries weight, strongest first. */
  readonly sources: readonly string[];
  /** In bans after caps, sharing and temperature. */
  readonly total: Vector;
  readonly gap: Gap;
  /** Why an answer cannot be assessed, by its place; an imitation shares the fate of its actor. */
  readonly notAssessable: ReadonlyMap<number, string>;
  /** One for each assessable answer that has a rival. */
  readonly standings: readonly Standing[];
  readonly leader: Standing | null;
  /** The imitation of the leader, or the actor whose imitation leads; −1 when it has none that is assessable. */
  readonly mate: number;
};

export function layOut(ask: Ask, settings: WeighSettings, memory: Memory = { table: null }): Board {
  const { table, rows } = tableFor(ask, settings, memory);
  const { frame } = table;
  const parts = shareOut(rows, table);
  const groups = groupsOf(parts);
  const total = totalOf(groups, frame.columns);
  const gap = gapReader(frame);
  const notAssessable = unassessed(ask, frame);
  const read = (answer: number, rival: number) => gap.range(total, answer, rival);
  const standings = assessable(frame, notAssessable).flatMap((answer) => {
    const standing = standingOf(answer, rivalsOf(answer, frame, notAssessable), read);
    return standing === null ? [] : [standing];
  });
  const leader = leadOf(standings, frame, read);
  const mate = leader === null ? -1 : mateOf(leader.answer, frame);
  return {
    ask,
    settings,
    frame,
    parts,
    groups,
    sources: sourcesOf(groups),
    total,
    gap,
    notAssessable,
    standings,
    leader,
    mate: notAssessable.has(mate) ? -1 : mate,
  };
}

function unassessed(ask: Ask, frame: Frame): Map<number, string> {
  const found = new Map<number, string>();
  for (const { answer, reason } of ask.notAssessable ?? []) {
    for (const name of [answer, IMITATION + answer]) {
      const column = frame.column.get(name);
      if (column !== undefined) found.set(column, reason);
    }
  }
  return found;
}

function assessable(frame: Frame, without: ReadonlyMap<number, string>): number[] {
  return [...frame.answers.keys()].filter((answer) => !without.has(answer));
}

/** The actor of an imitation or the imitation of an actor; −1 for neither. */
export function mateOf(answer: number, frame: Frame): number {
  const disguise = frame.disguises.find(({ actor, imitator }) => actor === answer || imitator === answer);
  if (disguise === undefined) return -1;
  return disguise.actor === answer ? disguise.imitator : disguise.actor;
}

/** The rest that an answer is held against. */
export function rivalsOf(answer: number, frame: Frame, without: ReadonlyMap<number, string>): number[] {
  const mate = mateOf(answer, frame);
  return assessable(frame, without).filter((rival) => rival !== answer && rival !== mate);
}

/** Of an actor and its imitation that both lead the rest, the one above the other; the actor when they are level. */
function leadOf(
  standings: readonly Standing[],
  frame: Frame,
  gap: (answer: number, rival: number) => { readonly best: number },
): Standing | null {
  const first = leaderOf(standings);
  const mate = first === null ? -1 : mateOf(first.answer, frame);
  const second = standings.find(({ answer, lead }) => answer === mate && lead.best > 0);
  if (first === null || second === undefined) return first;
  const apart = gap(first.answer, second.answer).best;
  if (apart !== 0) return apart > 0 ? first : second;
  return frame.disguises.some(({ actor }) => actor === first.answer) ? first : second;
}
