/** What watch-child.ts is told. */
export type WatchChild = {
  readonly data: string;
  readonly sources: readonly string[];
  readonly root: string;
  readonly rules: string;
  readonly segmentRecords: number;
  readonly keepRecords: number;
  readonly replaySegmentsMax: number;
  /** Null: not at all. */
  readonly killAfterMs: number | null;
};

const BASES = ["a", "b", "c"].map(
  (name) => `title: base ${name}
id: base-${name}
name: ${name}
author: Harbour Time Service
level: informational
logsource: { product: windows }
detection: { selection: { EventID: 4625, Kind: ${name} }, condition: selection }
`,
);

/** Every type and window: what they count, and how. `long` lasts as long as all that is read. */
const BODIES: readonly (readonly [title: string, body: string])[] = [
  ["count sliding", "type: event_count, rules: [a], group-by: [User], timespan: 40s, condition: { gte: 4 }"],
  ["count tumbling", "type: event_count, rules: [a, b], group-by: [User], timespan: 1m, window: tumbling, condition: { gte: 5 }"],
  [
    "count session",
    "type: event_count, rules: [a], group-by: [User], timespan: 5m, window: session, gap: 20s, condition: { gte: 4 }",
  ],
  ["count long", "type: event_count, rules: [c], group-by: [Rare], timespan: 30d, condition: { gte: 3 }"],
  ["values sliding", "type: value_count, rules: [a, b], group-by: [User], timespan: 1m, condition: { field: Value, gte: 5 }"],
  [
    "values tumbling",
    "type: value_count, rules: [a], group-by: [User], timespan: 2m, window: tumbling, condition: { field: Value, gt: 3 }",
  ],
  [
    "values session",
    "type: value_count, rules: [b], group-by: [User], timespan: 5m, window: session, gap: 20s, condition: { field: Value, gte: 4 }",
  ],
  ["values long", "type: value_count, rules: [c], timespan: 30d, condition: { field: Value, gte: 9 }"],
  ["sum sliding", "type: value_sum, rules: [a], group-by: [User], timespan: 30s, condition: { field: Value, gte: 20.5 }"],
  [
    "average tumbling",
    "type: value_avg, rules: [a, b], group-by: [User], timespan: 1m, window: tumbling, condition: { field: Value, gte: 8.5 }",
  ],
  [
    "median session",
    "type: value_median, rules: [b], group-by: [User], timespan: 4m, window: session, gap: 20s, condition: { field: Value, gt: 8 }",
  ],
  [
    "percentile sliding",
    "type: value_percentile, rules: [a, b], group-by: [User], timespan: 1m, condition: { field: Value, percentile: 90, gte: 11 }",
  ],
  ["sum long", "type: value_sum, rules: [c], group-by: [User], timespan: 30d, condition: { field: Value, gte: 50 }"],
  ["temporal", "type: temporal, rules: [a, b, c], group-by: [User], timespan: 30s"],
  ["temporal tumbling", "type: temporal, rules: [a, b, c], group-by: [User], timespan: 2m, window: tumbling"],
  ["temporal extended", "type: temporal, rules: [a, b, c], group-by: [User], timespan: 40s, condition: b and c and not a"],
  ["ordered", "type: temporal_ordered, rules: [a, b, c], group-by: [User], timespan: 1m"],
  ["ordered session", "type: temporal_ordered, rules: [c, a], group-by: [User], timespan: 5m, window: session, gap: 30s"],
  ["ordered extended", "type: temporal_ordered, rules: [a, b, c], group-by: [User], timespan: 1m, condition: a and c and not b"],
  ["ordered long", "type: temporal_ordered, rules: [first, last], timespan: 30d"],
  ["chained", "type: event_count, rules: [t0], group-by: [User], timespan: 30m, condition: { gte: 2 }, generate: true"],
  ["chained order", "type: temporal_ordered, rules: [t0, t4], timespan: 2m, generate: true"],
];

/** One document for each correlation type with each window, chained ones and rules whose windows outlast all that is read. */
export function correlationRules(): string {
  const named = ["first", "last"].map(
    (name) => `title: ${name}
id: base-${name}
name: ${name}
author: Harbour Time Service
level: informational
logsource: { product: windows }
detection: { selection: { EventID: 4625, Rare: ${name} }, condition: selection }
`,
  );
  const correlations = BODIES.map(
    ([title, body], index) => `title: ${title}
id: together-${index}
name: t${index}
author: Harbour Time Service
level: low
correlation: { ${body} }
`,
  );
  return [...BASES, ...named, ...correlations].join("---\n");
}

/** What a seed makes of the titles above, each of which should be found at least once. */
export const CORRELATION_TITLES: readonly string[] = BODIES.map(([title]) => title);

/** Numbered lines of a Windows log by a seeded hand: bursts and pauses, now and then one that comes late. */
export function eventLines(count: number, random: () => number): string {
  let at = Date.UTC(2026, 10, 23, 1);
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const lines = Array.from({ length: count }, (_, index) => {
    at += random() < 0.03 ? 60_000 + Math.floor(random() * 60_000) : Math.floor(random() * 4_000);
    const late = random() < 0.05 ? Math.floor(random() * 50_000) : 0;
    return JSON.stringify({
      EventID: 4625,
      Channel: "Security",
      Hostname: "hts-jump1",
      TimeCreated: new Date(at - late).toISOString(),
      Kind: one(["a", "a", "b", "b", "c", "d"]),
      User: one(["ann", "bob", "cy", "\ud800dan"]),
      Value: one([1, 2, 3, 4.5, 7, 8, 11, "12", 1e300, "x"]),
      Rare: index < 5 ? "first" : index > count - 4 ? "last" : index % 30 === 0 ? `r${index % 120}` : "no",
      Line: index,
    });
  });
  return lines.map((line) => `${line}\n`).join("");
}
