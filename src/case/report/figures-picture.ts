import { escapeMarkup } from "../../lib/index.ts";
import { rangeText } from "../damage/damage-lines.ts";
import type { DamageFigure } from "../damage/damage-of.ts";

const ROW = 40;
const TOP = 40;
const LEFT = 20;
const WIDTH = 900;
const ROWS_MAX = 100;

/**
 * Figures of harm as SVG: a row a figure, its bar from least to most on a scale of its own that starts at 0, a line at the best guess. Units differ, so that
 * bars are not to be held against each other. The same figures give the same bytes.
 */
export function figuresPicture(figures: readonly DamageFigure[], title: string): string {
  const shown = figures.slice(0, ROWS_MAX);
  const height = TOP + ROW * shown.length + 24;
  const left = figures.length - shown.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH + 2 * LEFT} ${height}" width="${WIDTH + 2 * LEFT}" height="${height}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escapeMarkup(title)}</title><rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="22" font-size="15">${escapeMarkup(title)}</text>`,
    ...shown.map((figure, at) => row(figure, TOP + ROW * at)),
    `<text x="${LEFT}" y="${height - 8}" fill="#555555">Each bar has a scale of its own.${left === 0 ? "" : ` And ${left} more figures.`}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function row({ quantity: { name, value, unit }, state }: DamageFigure, y: number): string {
  const span = Math.max(value.hi, 0) - Math.min(value.lo, 0);
  const x = (amount: number) => LEFT + (span === 0 ? 0 : (WIDTH * (amount - Math.min(value.lo, 0))) / span);
  const [from, to, best] = [x(value.lo), x(value.hi), x(value.best)];
  return [
    `<text x="${LEFT}" y="${y + 12}">${escapeMarkup(`${name} ${rangeText(value, unit)}, ${state}`)}</text>`,
    `<line x1="${LEFT}" y1="${y + 24}" x2="${LEFT + WIDTH}" y2="${y + 24}" stroke="#dddddd"/>`,
    `<rect x="${from.toFixed(1)}" y="${y + 18}" width="${Math.max(2, to - from).toFixed(1)}" height="12" fill="#e07a6a"/>`,
    `<line x1="${best.toFixed(1)}" y1="${y + 16}" x2="${best.toFixed(1)}" y2="${y + 32}" stroke="#8f1d12" stroke-width="2"/>`,
  ].join("");
}
