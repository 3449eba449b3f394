import type { Range } from "../../model/index.ts";
import type { Ask } from "./ask.ts";
import { type Board, layOut, mateOf } from "./board.ts";
import { capCounts } from "./cap-counts.ts";
import { evenOdds, posteriorOf } from "./chance.ts";
import { confidenceOf } from "./confidence.ts";
import { collapseOf, fragilityOf, influencesOf } from "./falls.ts";
import { neededFor } from "./needed.ts";
import { outcomeOf } from "./outcome.ts";
import { enfsiWords, icdWords } from "./scales.ts";
import type { WeighSettings } from "./settings.ts";
import type { Parts } from "./share.ts";
import { sourcesOf } from "./support.ts";
import type { Memory } from "./table.ts";
import type { AnswerSupport, Verdict } from "./verdict.ts";

/**
 * Weighs the evidence for each answer of a question. Pure: the same question and settings give the same bits on every machine,
 * in whatever order the items come, and with whatever `memory` of the same question. The method, its formulas and what it does not claim: docs/attribution.md.
 */
export function weigh(ask: Ask, settings: WeighSettings, memory?: Memory): Verdict {
  const board = layOut(ask, settings, memory);
  const [fragility, collapse] = [fragilityOf(board), collapseOf(board)];
  const n = Math.min(ask.roots, supportersOf(board).length);
  const outcome = outcomeOf(board, n, collapse);
  return {
    claim: ask.claim,
    outcome,
    answers: ask.answers.map((_, answer) => supportOf(board, answer)),
    n,
    counted: { sources: board.sources.length, ...countsOf(board.parts) },
    fragility,
    collapse,
    influences: influencesOf(board),
    caps: capCounts(board),
    confidence: confidenceOf(board, { n, fragility, collapse, outcome }),
    needed: neededFor(board, outcome),
    temperature: settings.temperature,
    coverage: ask.coverage ?? null,
    dissents: ask.dissents ?? [],
    contradictions: ask.contradictions ?? [],
  };
}

function countsOf({ table, order, share, echo }: Parts): { items: number; echoes: number } {
  let [items, echoes] = [0, 0];
  for (let at = 0; at < order.length; at += 1) {
    if ((share[at] ?? 0) > 0 && (table.most[order[at] ?? 0] ?? 0) > 0) items += 1;
    if (echo[at] === 1) echoes += 1;
  }
  return { items, echoes };
}

/** Sources that lift the leader over its nearest rival; all that carry weight when nothing leads. */
function supportersOf({ leader, groups, sources, gap }: Board): readonly string[] {
  if (leader === null) return sources;
  return sourcesOf(groups.filter(({ vector }) => gap.best(vector, leader.answer, leader.nearest) > 0));
}

function supportOf(board: Board, answer: number): AnswerSupport {
  const { frame, notAssessable, standings, gap, total } = board;
  const name = frame.answers[answer] ?? "";
  const standing = standings.find((one) => one.answer === answer);
  if (standing === undefined) {
    const reason = notAssessable.get(answer) ?? "nothing to hold it against";
    const nothing = { against: null, log10LR: null, scale: null, overImitation: null, likelihood: null, posterior: null };
    return { answer: name, notAssessable: reason, ...nothing };
  }
  const mate = mateOf(answer, frame);
  const isActor = mate >= 0 && !notAssessable.has(mate) && frame.disguises.some(({ actor }) => actor === answer);
  const posterior = posteriorAt(board, answer);
  return {
    answer: name,
    notAssessable: null,
    against: frame.answers[standing.nearest] ?? null,
    log10LR: standing.lead,
    scale: enfsiWords(standing.lead.best),
    overImitation: isActor ? gap.range(total, answer, mate) : null,
    likelihood: posterior === null ? evenOdds(standing.lead) : { range: posterior, term: icdWords(posterior), from: "prior" },
    posterior,
  };
}

/** Over the assessable answers; null when the question gives no prior. */
function posteriorAt({ ask, standings, gap, total }: Board, answer: number): Range | null {
  const { prior } = ask;
  if (prior === null) return null;
  const rivals = standings.filter((rival) => rival.answer !== answer);
  return posteriorOf(
    prior[answer] ?? 0,
    rivals.map((rival) => ({ prior: prior[rival.answer] ?? 0, gap: gap.range(total, answer, rival.answer) })),
  );
}
