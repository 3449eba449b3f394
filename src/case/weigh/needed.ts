import { present } from "../../lib/index.ts";
import { type Board, rivalsOf } from "./board.ts";
import { powerOfTen } from "./range.ts";
import { enfsiWords, nextBand } from "./scales.ts";
import type { Needed, Outcome } from "./verdict.ts";

const ANSWERS_MAX = 5;

/**
 * What new, independent evidence would have to weigh to change what is said: bans of the evidence itself, before temperature,
 * told apart from every rival at once. The least that would do, and how many sources of grade A or B it takes under their caps.
 */
export function neededFor(board: Board, outcome: Outcome): Needed[] {
  const { leader, frame } = board;
  const overtakes = overtakers(board);
  if (leader === null) return overtakes;
  const name = present(frame.answers[leader.answer], "leader");
  const above = nextBand(leader.lead.best);
  const steps: Needed[] = [];
  if (outcome.is === "imitation-not-excluded") steps.push(...unmasking(board));
  if (outcome.is === "unknown" && leader.lead.lo <= 0)
    steps.push(
      need(board, `${name} is told apart from ${frame.answers[leader.nearest] ?? ""} even at the low end`, 0 - leader.lead.lo),
    );
  if (above !== null) steps.push(need(board, `${above.words} for ${name}`, above.bans - leader.lead.best));
  return [...steps, ...overtakes];
}

function need({ settings }: Board, reach: string, afterTemperature: number): Needed {
  const bans = Math.max(0, afterTemperature) * settings.temperature.value;
  const sources = (grade: "A" | "B") => Math.floor(bans / (0 - Math.log10(1 - settings.reliability[grade].best))) + 1;
  return { reach, bans, scale: enfsiWords(bans), sources: { A: sources("A"), B: sources("B") }, forgeabilityMax: null };
}

/** To exclude the imitation takes what is hard to plant: one item tells them apart by at most log10 of 1/forgeability. */
function unmasking(board: Board): Needed[] {
  const { leader, mate, gap, total, settings, frame } = board;
  if (leader === null || mate < 0) return [];
  const apart = gap.range(total, leader.answer, mate);
  const step = need(board, `${frame.answers[mate] ?? ""} is excluded`, Math.max(settings.leadBansMin - apart.best, 0 - apart.lo));
  return [{ ...step, forgeabilityMax: Math.min(settings.easilyPlanted, powerOfTen(-step.bans)) }];
}

/** The other answers that are nearest to leading. */
function overtakers(board: Board): Needed[] {
  const { standings, leader, frame, notAssessable, gap, total, mate, settings } = board;
  const others = standings.filter(({ answer }) => answer !== leader?.answer && answer !== mate);
  const gaps = others.map(({ answer }) => {
    const rivals = rivalsOf(answer, frame, notAssessable);
    const behind = Math.max(...rivals.map((rival) => 0 - gap.best(total, answer, rival)));
    return { answer, behind: behind + (leader === null ? settings.leadBansMin : 0) };
  });
  gaps.sort((a, b) => a.behind - b.behind || a.answer - b.answer);
  return gaps.slice(0, ANSWERS_MAX).map(({ answer, behind }) => need(board, `${frame.answers[answer] ?? ""} leads`, behind));
}
