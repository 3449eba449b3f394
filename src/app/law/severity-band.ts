import { tableOf } from "../../lib/index.ts";
import { type Figure, reaches } from "../../model/index.ts";

/** Where bands 1 to 5 begin, and the highest band that the figure reaches by itself: how long or how wrong says nothing of how many were hit. */
type Scale = { readonly from: readonly [number, number, number, number, number]; readonly most: number };

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** docs/assess.md §Severity: our own scale, told as such. By figure and unit. */
const SCALES: ReadonlyMap<string, Scale> = tableOf({
  "downtime s": { from: [MINUTE_S, HOUR_S, 8 * HOUR_S, DAY_S, 7 * DAY_S], most: 2 },
  "customers 1": { from: [1, 1e3, 1e4, 1e5, 1e6], most: 5 },
  "persons 1": { from: [1, 1e3, 1e4, 1e5, 1e6], most: 5 },
  "customer-hours h·customer": { from: [10, 1e3, 1e5, 1e6, 1e7], most: 5 },
  "records 1": { from: [1, 1e3, 1e5, 1e6, 1e7], most: 4 },
  "devices 1": { from: [1, 10, 100, 1000, 10_000], most: 4 },
  "money EUR": { from: [1e3, 1e4, 1e5, 1e6, 1e7], most: 5 },
  "energy-not-supplied MWh": { from: [1, 10, 100, 1e3, 1e4], most: 5 },
  "clock-error ms": { from: [1, 10, 100, 1e3, 6e4], most: 2 },
});

/**
 * How grave the harm is, from 0 to 5: the highest band that any measured figure reaches. Blind to who did it; null when nothing is measured.
 * `lo` is what is sure, `hi` what is not excluded.
 */
export function severityBand(figures: readonly Figure[]): Figure | null {
  const measured = figures.filter(({ name, unit, standard }) => reaches(standard, "clear") && SCALES.has(`${name} ${unit}`));
  if (measured.length === 0) return null;
  const most = (pick: (figure: Figure) => number) => Math.max(...measured.map((figure) => bandOf(figure, pick(figure))));
  return {
    name: "severity_band",
    unit: "1",
    value: { lo: most(({ value }) => value.lo), best: most(({ value }) => value.best), hi: most(({ value }) => value.hi) },
    standard: "clear",
    sources: [...new Set(measured.flatMap(({ sources }) => sources))].sort(),
    claims: [...new Set(measured.flatMap(({ claims }) => claims))].sort(),
  };
}

function bandOf({ name, unit }: Figure, value: number): number {
  const scale = SCALES.get(`${name} ${unit}`);
  return scale === undefined ? 0 : Math.min(scale.most, scale.from.filter((from) => value >= from).length);
}
