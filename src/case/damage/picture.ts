import { escapeMarkup, isoTime } from "../../lib/index.ts";
import type { OutagePicture } from "./ask.ts";
import type { Interval } from "./intervals.ts";
import { type OutageSets, outageSeconds } from "./outage.ts";

const WIDTH = 960;
const LEFT = 240;
const RIGHT = 20;
const TOP = 56;
const ROW = 34;
const BAR = 16;
const NAME_UNITS_MAX = 32;
const ROWS_MAX = 50;
const BARS_MAX = 2000;

/**
 * The outages of a service as SVG: a row a sensor, their union below. Light is what may have been, middle the best guess, dark what is sure.
 * The same outages give the same bytes; nothing in it runs or loads.
 */
export function damagePicture(outages: OutagePicture, title: string): string {
  const { window, planned, sensors, union } = outages;
  const rows = [...sensors.slice(0, ROWS_MAX).map(({ name, outages: sets }) => ({ name, sets })), { name: "union", sets: union }];
  const height = TOP + rows.length * ROW + 40;
  const bottom = TOP + rows.length * ROW;
  const seconds = outageSeconds(union);
  const told = `${seconds.best.toFixed(3)} s out, at least ${seconds.lo.toFixed(3)}, at most ${seconds.hi.toFixed(3)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<desc>${escapeMarkup(told)}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="22" font-size="15" font-weight="bold">${escapeMarkup(cut(title, 100))}</text>`,
    `<text x="12" y="42">${escapeMarkup(told)}</text>`,
    ...planned.slice(0, BARS_MAX).map((span) => bar(span, { window, y: TOP, height: bottom - TOP }, "#e8e8e8")),
    ...rows.flatMap((row, at) => rowOf(row, window, TOP + at * ROW)),
    `<line x1="${LEFT}" y1="${bottom}" x2="${WIDTH - RIGHT}" y2="${bottom}" stroke="#444444"/>`,
    `<text x="${LEFT}" y="${bottom + 18}">${isoTime(window.fromMs)}</text>`,
    `<text x="${WIDTH - RIGHT}" y="${bottom + 18}" text-anchor="end">${isoTime(window.toMs)}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

const SHADES = [
  { of: "hi", fill: "#f6cfc9", what: "at most" },
  { of: "best", fill: "#e07a6a", what: "best guess" },
  { of: "lo", fill: "#8f1d12", what: "at least" },
] as const;

function rowOf(
  { name, sets }: { readonly name: string; readonly sets: OutageSets },
  window: Interval,
  y: number,
): readonly string[] {
  const bars = SHADES.flatMap(({ of, fill, what }) =>
    sets[of]
      .slice(0, BARS_MAX)
      .map((span) => bar(span, { window, y: y + (ROW - BAR) / 2, height: BAR }, fill, `${what}: ${spanText(span)}`)),
  );
  return [
    `<text x="${LEFT - 10}" y="${y + ROW / 2 + 4}" text-anchor="end">${escapeMarkup(cut(name, NAME_UNITS_MAX))}</text>`,
    ...bars,
  ];
}

type Place = { readonly window: Interval; readonly y: number; readonly height: number };

function bar(span: Interval, { window, y, height }: Place, fill: string, what?: string): string {
  const x = (ms: number) =>
    LEFT +
    ((Math.min(window.toMs, Math.max(window.fromMs, ms)) - window.fromMs) / (window.toMs - window.fromMs)) *
      (WIDTH - LEFT - RIGHT);
  const from = x(span.fromMs);
  // A hair at least: an outage too short for a pixel is an outage.
  const width = Math.max(0.5, x(span.toMs) - from);
  const rect = `<rect x="${from.toFixed(2)}" y="${y}" width="${width.toFixed(2)}" height="${height}" fill="${fill}"`;
  return what === undefined ? `${rect}/>` : `${rect}><title>${escapeMarkup(what)}</title></rect>`;
}

function spanText({ fromMs, toMs }: Interval): string {
  return `${isoTime(fromMs)} to ${isoTime(toMs)}`;
}

function cut(text: string, unitsMax: number): string {
  const units = [...text];
  return units.length <= unitsMax ? text : `${units.slice(0, unitsMax - 1).join("")}…`;
}
