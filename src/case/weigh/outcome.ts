import { present } from "../../lib/index.ts";
import type { Board } from "./board.ts";
import type { Doubt, Fragility, Outcome } from "./verdict.ts";

/** Doubts that leave an actor or who passes for it standing together. */
const OF_THE_PAIR: readonly Doubt[] = ["single-source", "falls-with-one-source"];

/** Unknown unless everything speaks for an answer: the default of the method, docs/attribution.md §Unknown. */
export function outcomeOf(board: Board, n: number, collapse: Fragility | null): Outcome {
  const { leader, frame } = board;
  const doubts = doubtsOf(board, n, collapse);
  if (leader === null) return { is: "unknown", nearest: null, doubts };
  const answer = present(frame.answers[leader.answer], "leader");
  if (doubts.every((doubt) => OF_THE_PAIR.includes(doubt)) && isDisguisable(board))
    return { is: "imitation-not-excluded", answer: actorName(board), doubts };
  return doubts.length === 0 ? { is: "leads", answer } : { is: "unknown", nearest: answer, doubts };
}

function doubtsOf({ groups, leader, settings, ask }: Board, n: number, collapse: Fragility | null): Doubt[] {
  if (groups.length === 0) return ["no-support"];
  if (leader === null) return ["not-told-apart"];
  const { openSet } = ask;
  const doubts: [boolean, Doubt][] = [
    [n <= 1, "single-source"],
    [collapse !== null && collapse.k <= 1, "falls-with-one-source"],
    [leader.lead.lo <= 0, "not-told-apart"],
    [leader.lead.best < settings.leadBansMin, "below-lead"],
    [openSet !== undefined && openSet.statistic < openSet.threshold, "outside-knowledge"],
  ];
  return doubts.flatMap(([holds, doubt]) => (holds ? [doubt] : []));
}

/** Whether the capped evidence fails to tell the leader from the one who passes for it. */
function isDisguisable({ leader, mate, gap, total, settings }: Board): boolean {
  if (leader === null || mate < 0) return false;
  const apart = gap.range(total, leader.answer, mate);
  return apart.lo <= 0 || apart.best < settings.leadBansMin;
}

function actorName({ frame, mate }: Board): string {
  const disguise = frame.disguises.find(({ actor, imitator }) => actor === mate || imitator === mate);
  return present(frame.answers[present(disguise, "disguise of the leader").actor], "actor");
}
