import { escapeMarkup, parseIsoTime, present } from "../../lib/index.ts";
import type { Timeline, TimelineEntry } from "./timeline.ts";

/** Entries that one picture shows; the rest is in the text. */
const ENTRIES_MAX = 400;
const ROW = 22;
const TOP = 56;
const LEFT = 420;
const WIDTH = 760;
const TICKS = 6;
const TEXT_UNITS_MAX = 60;

const COLOURS: Readonly<Record<TimelineEntry["kind"], string>> = {
  event: "#1f5fa8",
  observation: "#4c7f4c",
  quantity: "#a8571f",
  record: "#777777",
  finding: "#a81f3d",
  judgement: "#6b4ca8",
};

/**
 * A timeline as one SVG without script: a row an entry, its bar as long as its time is uncertain, a hollow ring where it was found out. `words` are
 * escaped. The same timeline gives the same bytes.
 */
export function timelinePicture({ entries }: Timeline, title: string): string {
  const shown = entries.slice(0, ENTRIES_MAX);
  const times = shown.flatMap(({ happened, learned }) => [
    msOf(happened.corrected.from),
    msOf(happened.corrected.to),
    ...(learned === null ? [] : [msOf(learned)]),
  ]);
  const first = times.reduce((least, time) => Math.min(least, time), times[0] ?? 0);
  const last = times.reduce((most, time) => Math.max(most, time), first + 1);
  const x = (time: number) => LEFT + (WIDTH * (time - first)) / Math.max(1, last - first);
  const height = TOP + ROW * shown.length + 30;
  const ticks = Array.from({ length: TICKS + 1 }, (_, at) => tick(first + ((last - first) * at) / TICKS, x, height));
  const rows = shown.map((entry, at) => row(entry, TOP + ROW * at, x));
  const left = entries.length - shown.length;
  const more = left === 0 ? "" : `<text x="10" y="${height - 8}" class="small">and ${left} more entries</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 40} ${height}" role="img" aria-label="${escapeMarkup(title)}" font-family="sans-serif" font-size="12">`,
    `<style>.small{font-size:10px;fill:#555}.gone{text-decoration:line-through;fill:#888}</style>`,
    `<title>${escapeMarkup(title)}</title><rect width="100%" height="100%" fill="#ffffff"/><text x="10" y="20" font-size="15">${escapeMarkup(title)}</text>`,
    ...ticks,
    ...rows,
    more,
    "</svg>",
    "",
  ].join("\n");
}

function tick(time: number, x: (time: number) => number, height: number): string {
  const at = fixed(x(time));
  const text = new Date(Math.round(time)).toISOString().slice(0, 19).replace("T", " ");
  return `<line x1="${at}" y1="${TOP - 14}" x2="${at}" y2="${height - 24}" stroke="#e2e2e2"/><text x="${at}" y="${TOP - 18}" class="small" text-anchor="middle">${text}</text>`;
}

function row(entry: TimelineEntry, y: number, x: (time: number) => number): string {
  const { from, to } = entry.happened.corrected;
  const [start, end] = [x(msOf(from)), x(msOf(to))];
  const colour = COLOURS[entry.kind];
  const dash = entry.happened.by === "stated" ? ' stroke-dasharray="3 2" fill-opacity="0.35"' : "";
  const bar = `<rect x="${fixed(start - 2)}" y="${y + 4}" width="${fixed(Math.max(4, end - start + 4))}" height="10" rx="3" fill="${colour}" stroke="${colour}"${dash}><title>${escapeMarkup(`${entry.what}: ${from} to ${to}`)}</title></rect>`;
  const ring =
    entry.learned === null
      ? ""
      : `<circle cx="${fixed(x(msOf(entry.learned)))}" cy="${y + 9}" r="4" fill="#ffffff" stroke="${colour}"><title>${escapeMarkup(`found out ${entry.learned}`)}</title></circle>`;
  const label = `<text x="10" y="${y + 13}"${entry.withdrawn ? ' class="gone"' : ""}>${escapeMarkup(shorten(entry.what))}</text>`;
  return `${label}${bar}${ring}`;
}

function shorten(text: string): string {
  const plain = text.replaceAll(/\s+/g, " ");
  return plain.length <= TEXT_UNITS_MAX ? plain : `${plain.slice(0, TEXT_UNITS_MAX - 1).toWellFormed()}…`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}

function msOf(text: string): number {
  return present(parseIsoTime(text), "a timeline's times are ISO 8601");
}
