import { isoTime, shape } from "../../lib/index.ts";
import type { Event, QuantityName, Range } from "../../model/index.ts";
import type { Answer, Arguments, QueryDefinition } from "./ask.ts";
import { spanOf } from "./downtime.ts";
import type { Interval } from "./intervals.ts";
import { numberIn, type Records, textIn, whereShape } from "./select.ts";

/** A count of distinct things, and how many lines name none. */
export type Distinct = { readonly keys: readonly string[]; readonly nameless: number };

/** Keys are one field or several together; a line in which one of them is missing is nameless. */
export function distinctBy(events: readonly Event[], fields: readonly string[]): Distinct {
  const keys = new Set<string>();
  let nameless = 0;
  for (const event of events) {
    const parts = fields.map((field) => textIn(event, field));
    if (parts.includes(undefined)) nameless++;
    else keys.add(parts.join(" · "));
  }
  return { keys: [...keys].sort(), nameless };
}

/** At least the distinct keys; at most one more for each line without one. */
export function rangeOf({ keys, nameless }: Distinct): Range {
  return { lo: keys.length, best: keys.length, hi: keys.length + nameless };
}

/** What a count of lines says of itself. */
export function namelessCaveat({ nameless }: Distinct): readonly string[] {
  return nameless === 0 ? [] : [`${nameless} lines name no key: each could be one more, or one already counted`];
}

const keyShape = shape.list(shape.text(80), 10);

function countKeys(args: Arguments, records: Records, what: string): Answer {
  const window = args.window();
  const where = args.json("where", whereShape);
  const key = args.json("key", keyShape);
  const events = records.select(where, window);
  const counted = distinctBy(events, key);
  return {
    ...countAnswer(events, window),
    value: rangeOf(counted),
    countingRule: `distinct ${what} by ${key.join(" and ")}, each once`,
    caveats: namelessCaveat(counted),
    baseline: countBefore(args, records, (earlier) => rangeOf(distinctBy(earlier, key)).best),
    negative: events.length > 0 ? null : `no such line from ${isoTime(window.fromMs)} to ${isoTime(window.toMs)}`,
  };
}

function countBefore(args: Arguments, records: Records, count: (events: readonly Event[]) => number): string | null {
  const window = args.before();
  if (window === null) return null;
  return `${count(records.select(args.json("where", whereShape), window))} in the ${((window.toMs - window.fromMs) / 1000).toFixed(3)} s before`;
}

/** The parts of an answer that every count shares. */
export function countAnswer(
  events: readonly Event[],
  window: Interval,
): Omit<Answer, "value" | "countingRule" | "caveats" | "baseline" | "negative"> {
  return { unit: "1", over: spanOf(window), cited: events, coverage: null, pricedOn: null, parts: [], picture: null };
}

function distinctQuery(name: string, quantity: QuantityName, what: string): QueryDefinition {
  return {
    name,
    version: "1",
    quantity,
    needs: ["from", "to", "where", "key"],
    takes: ["baselineFrom"],
    run: (args, records) => countKeys(args, records, what),
  };
}

/** Distinct persons, by a key such as a customer number. */
export const PERSONS: QueryDefinition = distinctQuery("persons.distinct", "persons", "persons");
/** Distinct devices that an actor or a session commanded. */
export const DEVICES: QueryDefinition = distinctQuery("devices.commanded", "devices", "devices commanded");
/** Distinct things of any kind: recounts a claimed number. */
export const COUNT: QueryDefinition = distinctQuery("count.distinct", "count", "items");
/** Distinct rows of exports and snapshots: a row that two exports hold is one row. */
export const RECORDS: QueryDefinition = distinctQuery("records.rows", "records", "rows");

/**
 * Rows by the counts that exports state. Exports of one table may hold the same rows, so a table has between its largest export and the sum
 * of all; tables do not overlap.
 */
export const STATED_RECORDS: QueryDefinition = {
  name: "records.stated",
  version: "1",
  quantity: "records",
  needs: ["from", "to", "where", "table", "count"],
  takes: [],
  run: (args, records) => {
    const window = args.window();
    const events = records.select(args.json("where", whereShape), window);
    const tables = new Map<string, number[]>();
    let unstated = 0;
    for (const event of events) {
      const rows = numberIn(event, args.text("count"));
      const table = textIn(event, args.text("table"));
      if (rows === undefined || rows < 0 || table === undefined) unstated++;
      else tables.set(table, [...(tables.get(table) ?? []), rows]);
    }
    const named = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
    const parts = named.map(([name, counts]) => {
      const most = Math.max(...counts);
      const sum = [...counts].sort((a, b) => a - b).reduce((total, rows) => total + rows, 0);
      return { name, origin: "stated by the export", value: { lo: most, best: most, hi: sum } };
    });
    const total = (pick: (value: Range) => number) => parts.reduce((sum, { value }) => sum + pick(value), 0);
    return {
      ...countAnswer(events, window),
      value: { lo: total(({ lo }) => lo), best: total(({ best }) => best), hi: total(({ hi }) => hi) },
      countingRule: "for each table the largest export, at most the sum of its exports",
      caveats:
        unstated === 0 ? [] : [`${unstated} lines state no table or no number of rows: they are in none of the three figures`],
      baseline: null,
      parts,
      negative: events.length > 0 ? null : `no export seen from ${isoTime(window.fromMs)} to ${isoTime(window.toMs)}`,
    };
  },
};
