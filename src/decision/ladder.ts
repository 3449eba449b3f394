import { escapeMarkup } from "../lib/index.ts";
import type { Block } from "./block.ts";

const SIZE = 14;
const GAP = 5;
const COLUMNS = 36;

type Ladder = Extract<Block, { readonly is: "ladder" }>;

/** The parts of a rule as a row of marks: filled when shown, crossed when refuted, dashed when presumed, empty when open. The marks differ in form, not in colour alone. `language`: of the texts, where it is not the page's. */
export function ladderSvg({ leaves, alt }: Ladder, language: string | null): string {
  const rows = Math.max(1, Math.ceil(leaves.length / COLUMNS));
  const width = COLUMNS * (SIZE + GAP);
  const marks = leaves.map(({ label, truth }, at) => {
    const [x, y] = [(at % COLUMNS) * (SIZE + GAP) + 1, Math.floor(at / COLUMNS) * (SIZE + GAP) + 1];
    const frame = `<rect x="${x}" y="${y}" width="${SIZE - 2}" height="${SIZE - 2}" fill="${truth === "met" ? "currentColor" : "none"}" stroke="currentColor" stroke-width="1.5"${truth === "presumed" ? ' stroke-dasharray="2 2"' : ""}/>`;
    const cross =
      truth === "not_met"
        ? `<path d="M${x} ${y}l${SIZE - 2} ${SIZE - 2}m0 -${SIZE - 2}l-${SIZE - 2} ${SIZE - 2}" stroke="currentColor" stroke-width="1.5"/>`
        : "";
    return `<g class="${truth}"><title>${escapeMarkup(label)}</title>${frame}${cross}</g>`;
  });
  return `<svg role="img"${language === null ? "" : ` lang="${language}"`} aria-label="${escapeMarkup(alt)}" width="${width}" height="${rows * (SIZE + GAP)}" viewBox="0 0 ${width} ${rows * (SIZE + GAP)}">${marks.join("")}</svg>`;
}
