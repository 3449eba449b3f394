import { concat, formatJson, type Sha256, type Shape, shape, toHex, utf8 } from "../../lib/index.ts";
import { type Digest, type Event, type FieldValue, type RecordName, recordLeaf, recordName } from "../../model/index.ts";
import type { Interval } from "./intervals.ts";

const WHERE_FIELDS_MAX = 40;
const PATTERN_UNITS_MAX = 1000;

/**
 * Which events are meant: field name to patterns, any of which may match; all fields must. `product`, `category`, `service` are the log
 * source's when no field has that name. `*` in a pattern stands for any text; letters count as written.
 */
export const whereShape: Shape<Where> = shape.dictionary(shape.list(shape.text(PATTERN_UNITS_MAX), WHERE_FIELDS_MAX));
export type Where = Readonly<Record<string, readonly string[]>>;

/** True when every field of `where` has a value that one of its patterns fits. */
export function matches(where: Where, event: Event): boolean {
  return Object.entries(where).every(([name, patterns]) => {
    const value = valueOf(event, name);
    return value !== undefined && texts(value).some((text) => patterns.some((pattern) => fits(pattern, text)));
  });
}

/** A field of the event, or that part of its log source; undefined when it has neither. */
export function valueOf(event: Event, name: string): FieldValue | undefined {
  const value = event.fields[name];
  if (value !== undefined) return value;
  return name === "product" || name === "category" || name === "service" ? event.logsource[name] : undefined;
}

/** The field's value as one text; undefined when it is missing, empty or a list. */
export function textIn(event: Event, name: string): string | undefined {
  const value = valueOf(event, name);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value) || undefined
    : undefined;
}

const NUMBER = /^[+-]?(?:0x[0-9a-fA-F]{1,12}|[0-9]{1,15}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?)$/;

/** The field's value as a finite number; undefined when it is none. */
export function numberIn(event: Event, name: string): number | undefined {
  const text = textIn(event, name);
  if (text === undefined || !NUMBER.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** The field's value as a count of bytes or things: a finite number not below 0. */
export function countIn(event: Event, name: string): number | undefined {
  const number = numberIn(event, name);
  return number === undefined || number < 0 ? undefined : number;
}

function texts(value: FieldValue): readonly string[] {
  if (Array.isArray(value)) return (value as readonly FieldValue[]).flatMap(texts);
  return value === null ? [] : [String(value)];
}

/** Linear in the text for each star: no pattern can make it hang. */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return pattern === text;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** Who saw it: the host that the event names, else the one it was read on, else its source. What one origin says twice, one says. */
export function originOf(event: Event): string {
  const host = event.fields["host"];
  const record = event.records[0];
  if (typeof host === "string" && host !== "") return host;
  return record?.reading.host ?? record?.origin.source ?? "unknown";
}

/** The events handed to a query. Keeps which of them it read, so that the same question can be put to the same records again. */
export type Records = {
  /** Those that match in the window, by time and then by record, each once. */
  select(where: Where, window: Interval): readonly Event[];
  /** Names of all records read so far, sorted, each once. */
  names(): readonly RecordName[];
  /** SHA-256 over the leaves (spec/segment.md §Leaf) of all records read so far, sorted, each once: bytes, origin and reading. */
  digest(sha256: Sha256): Digest;
};

/** Wraps events in any order, repeated or not. */
export function recordsOf(events: Iterable<Event>): Records {
  const all = [...events];
  const read = new Set<Event>();
  return {
    select(where, { fromMs, toMs }) {
      const found = new Map<string, Event>();
      for (const event of all) {
        if (event.time.toMs < fromMs || event.time.fromMs >= toMs || !matches(where, event)) continue;
        read.add(event);
        found.set(keyOf(event), event);
      }
      return [...found]
        .sort(
          ([a, one], [b, other]) => one.time.fromMs - other.time.fromMs || one.time.toMs - other.time.toMs || (a < b ? -1 : 1),
        )
        .map(([, event]) => event);
    },
    names: () => namesOf([...read]),
    digest(sha256) {
      const leaves = new Map<string, Uint8Array>();
      for (const { records } of read)
        for (const record of records) {
          const leaf = recordLeaf(sha256, record);
          leaves.set(toHex(leaf), leaf);
        }
      const sorted = [...leaves].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, leaf]) => leaf);
      return toHex(sha256(concat(utf8("meridian/query-input/v1\0"), ...sorted))) as Digest;
    },
  };
}

/** Names of the records under the events, sorted, each once. */
export function namesOf(events: readonly Event[]): readonly RecordName[] {
  return [...new Set(events.flatMap(({ records }) => records.map(({ commitment }) => recordName(commitment))))].sort();
}

function keyOf(event: Event): string {
  return `${event.records.map(({ commitment }) => recordName(commitment)).join(" ")} ${formatJson(event.fields)}`;
}
