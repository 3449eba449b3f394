import type { Timeline } from "../../model/index.ts";
import { type Markup, markup } from "./markup.ts";
import { clockTime } from "./words.ts";

const WIDTH = 960;
const LEFT = 12;
const RIGHT = 948;
const LANE_HEIGHT = 46;
const AXIS_HEIGHT = 34;
const TICKS = 4;

type Entry = Timeline["entries"][number];
type Lane = { readonly title: string; readonly level: string; readonly entries: readonly Entry[] };

/** The timeline as a drawing: a lane for each rule in the order of its first finding, a mark for each finding, coloured by level. */
export function timelinePicture(timeline: Timeline): Markup {
  const lanes = lanesOf(timeline.entries);
  const from = Math.min(...timeline.entries.map(({ time }) => Date.parse(time.from)));
  const to = Math.max(...timeline.entries.map(({ time }) => Date.parse(time.to)), from + 1000);
  const place = (iso: string) => LEFT + ((Date.parse(iso) - from) / (to - from)) * (RIGHT - LEFT);
  const height = lanes.length * LANE_HEIGHT + AXIS_HEIGHT;
  return markup`<svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="tl-title tl-desc" preserveAspectRatio="xMidYMin meet">
<title id="tl-title">Findings over time</title>
<desc id="tl-desc">${describe(lanes)}</desc>
${ticks(from, to, height)}
${lanes.map((lane, at) => drawLane(lane, at * LANE_HEIGHT, place))}
</svg>`;
}

function lanesOf(entries: readonly Entry[]): readonly Lane[] {
  const lanes = Map.groupBy(entries, ({ rule }) => rule.id);
  return [...lanes.values()].map((members) => {
    const first = members[0] as Entry;
    return { title: first.rule.title, level: first.level, entries: members };
  });
}

function describe(lanes: readonly Lane[]): string {
  const sentences = lanes.map(({ title, level, entries }) => {
    const first = clockTime(entries[0]?.time.from ?? "");
    return `${title} (${level}): ${entries.length === 1 ? "once" : `${entries.length} times`}, first at ${first}.`;
  });
  return `${sentences.join(" ")} The table below has the same in words.`;
}

function drawLane({ title, level, entries }: Lane, top: number, place: (iso: string) => number): Markup {
  const y = top + 32;
  const label = title.length > 84 ? `${title.slice(0, 83)}…` : title;
  const times = entries.length > 1 ? ` × ${entries.length}` : "";
  return markup`<g><text class="lane" x="${LEFT}" y="${top + 18}">${label}<tspan class="lane-level" dx="8">${level}${times}</tspan></text>
<line class="rail" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/>
${entries.map(({ time, level: own }) => mark(place(time.from), place(time.to), y, own))}</g>`;
}

function mark(x1: number, x2: number, y: number, level: string): Markup {
  const from = x1.toFixed(1);
  if (x2 - x1 < 2) return markup`<circle class="mark ${level}" cx="${from}" cy="${y}" r="6"/>`;
  return markup`<rect class="mark ${level}" x="${(x1 - 5).toFixed(1)}" y="${y - 6}" width="${(x2 - x1 + 10).toFixed(1)}" height="12" rx="6"/>`;
}

function ticks(from: number, to: number, height: number): readonly Markup[] {
  const withDate = new Date(from).toISOString().slice(0, 10) !== new Date(to).toISOString().slice(0, 10);
  return Array.from({ length: TICKS + 1 }, (_, at) => {
    const x = LEFT + ((RIGHT - LEFT) * at) / TICKS;
    const iso = new Date(from + ((to - from) * at) / TICKS).toISOString();
    const anchor = at === 0 ? "start" : at === TICKS ? "end" : "middle";
    const label = withDate ? iso.slice(5, 16).replace("T", " ") : iso.slice(11, 19);
    return markup`<line class="tick" x1="${x}" x2="${x}" y1="24" y2="${height - AXIS_HEIGHT + 8}"/><text class="axis" x="${x}" y="${height - 8}" text-anchor="${anchor}">${label}</text>`;
  });
}
