import { present } from "../../lib/index.ts";
import type { NounId, Range } from "../../model/index.ts";
import type { Ask, Item, Weight } from "./ask.ts";
import { layOut } from "./board.ts";
import { type CappedWeight, capWeight } from "./caps.ts";
import { signed } from "./figures.ts";
import { rangeAt } from "./frame.ts";
import type { WeighSettings } from "./settings.ts";
import { vectorAt } from "./table.ts";

/** One weight as it was given, and what each cap left of it. */
export type WeightTrail = CappedWeight & { readonly weight: Weight; readonly why: string };

export type MatrixRow = {
  readonly link: NounId;
  readonly origins: readonly string[];
  /** Where the item puts each answer after the caps, in bans, in the order of the answers: only differences mean anything. */
  readonly cells: readonly Range[];
  /** How far apart it puts the answers: 0 tells none from another. */
  readonly diagnosticity: number;
  /** The part of the cells that counts in the sum, after sharing with items of the same source; 0 for an echo. */
  readonly share: number;
  readonly echo: boolean;
  readonly provenance: readonly WeightTrail[];
};

/** Evidence against answers, as in Heuer's analysis of competing hypotheses, with weights for its marks. */
export type Matrix = { readonly answers: readonly string[]; readonly rows: readonly MatrixRow[] };

/** A view of what weigh() adds up, most telling item first. */
export function matrixOf(ask: Ask, settings: WeighSettings): Matrix {
  const { parts } = layOut(ask, settings);
  const { table } = parts;
  const rows = [...parts.order].map((row, at): MatrixRow => {
    const item = present(table.items[row], "the item of a row");
    const vector = vectorAt(table, row);
    const cells = ask.answers.map((_, answer) => rangeAt(vector, answer));
    const provenance = item.weights.map((weight) => provenanceOf(weight, item, settings));
    const counts = { share: parts.share[at] ?? 0, echo: parts.echo[at] === 1 };
    return {
      link: item.link,
      origins: table.rests[row]?.origins ?? [],
      cells,
      diagnosticity: table.best[row] ?? 0,
      ...counts,
      provenance,
    };
  });
  return { answers: ask.answers, rows };
}

function provenanceOf(weight: Weight, item: Item, settings: WeighSettings): WeightTrail {
  const steps = capWeight(weight.log10LR, item, settings);
  const why = [
    `${weight.basis} ${signed(steps.raw.best)}`,
    `credibility ${item.credibility} leaves ${signed(steps.credible.best)}`,
    `reliability ${item.reliability} leaves ${signed(steps.reliable.best)}`,
    `forgeability ${item.forgeability.toFixed(2)} leaves ${signed(steps.capped.best)}`,
  ].join(", ");
  return { ...steps, weight, why };
}

/** The matrix as text: one column for each answer, fixed digits, then where each number came from. */
export function matrixLines(matrix: Matrix): string[] {
  const width = Math.max(8, ...matrix.answers.map((answer) => answer.length)) + 2;
  const head = ["evidence    ", ...matrix.answers.map((answer) => answer.padStart(width)), "  tells apart", "   counts"].join("");
  return [head, ...matrix.rows.flatMap((row) => rowLines(row, width))];
}

function rowLines({ link, cells, diagnosticity, share, echo, provenance, origins }: MatrixRow, width: number): string[] {
  const figures = cells.map(({ best }) => signed(best).padStart(width)).join("");
  const counts = echo ? "     echo" : `${(share * 100).toFixed(0)} %`.padStart(9);
  const first = `${link.slice(0, 12)}${figures}${diagnosticity.toFixed(2).padStart(13)}${counts}`;
  return [
    first,
    ...provenance.map(({ weight, why }) => `  ${weight.for} against ${weight.against}: ${why} (${origins.join(", ")})`),
  ];
}
