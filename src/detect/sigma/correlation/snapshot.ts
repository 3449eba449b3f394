import { type Checked, formatJson, type Json, no, parseJson, textOf, utf8, yes } from "../../../lib/index.ts";
import type { Event, EvidenceRecord, Reason } from "../../../model/index.ts";
import type { Correlation } from "./correlation.ts";
import { Entry, type Grounds, isList, type Observed, observedOf, type Subject } from "./entry.ts";
import { EventPacker } from "./event-pack.ts";
import { Group } from "./group.ts";
import { bigTold, tellBig, tellText, textTold, withOddities, withoutOddities } from "./told.ts";

/** Why a snapshot is not taken: it is damaged, of another version, or of other rules. */
export type SnapshotFault = { readonly kind: "damaged" | "other-version" | "other-rules" };

/** Correlations by what they and all that they rest on say, and the order of the next event. */
export type CorrelationState = { readonly correlations: ReadonlyMap<string, Correlation>; next: number };

const MAGIC = "meridian correlations 2";
const SIZE_BYTES = 4;
const SHARED_MAX = 1_000_000;
const PIECE_BYTES_MAX = 1 << 28;

/**
 * The state of correlations as bytes: pieces, each behind its length as 32 bits, big-endian. The magic words; the order of the next event;
 * the table of the packed events; what of them strict JSON does not take; then events and, when all that it cites is told, what each
 * correlation and group has counted, as JSON.
 */
export function writeSnapshot(state: CorrelationState): Uint8Array {
  const writer = new Writer();
  const body: Uint8Array[] = [];
  for (const [key, correlation] of state.correlations) {
    body.push(utf8(formatJson(["c", key, Number.isFinite(correlation.newestMs) ? correlation.newestMs : null])));
    for (const group of correlation.groups.all()) body.push(utf8(formatJson(writer.group(group))));
  }
  // Not in canonical order: what the packer tells apart by the order of its keys must stay apart.
  const table = utf8(JSON.stringify(writer.packer.table));
  const head = [utf8(formatJson([state.next, writer.events.length])), table, utf8(formatJson(writer.odd))];
  return joined([utf8(MAGIC), ...head, ...writer.events, ...body]);
}

/** The records that counted events rest on; some of them more than once. */
export function* recordsOf({ correlations }: Pick<CorrelationState, "correlations">): Iterable<EvidenceRecord> {
  for (const { groups } of correlations.values())
    for (const { timeline } of groups.all())
      for (const entry of timeline.between(timeline.start, timeline.end))
        for (const { event } of observedOf(entry)) yield* event.records;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + SIZE_BYTES + length, 0));
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const piece of pieces) {
    view.setUint32(at, piece.length);
    whole.set(piece, at + SIZE_BYTES);
    at += SIZE_BYTES + piece.length;
  }
  return whole;
}

class Writer {
  readonly packer = new EventPacker(SHARED_MAX);
  readonly events: Uint8Array[] = [];
  /** By the number of its event, what strict JSON does not take. */
  readonly odd: Json[] = [];
  readonly #numbers = new Map<number, number>();

  group({ key, timeline, fired, before, last }: Group): Json {
    const places = new Map<Entry, number>();
    const entries: Json[] = [];
    for (const entry of timeline.between(timeline.start, timeline.end)) {
      const told = this.#entry(entry);
      if (told !== undefined) places.set(entry, entries.push(told) - 1);
    }
    const pairs = [...(last?.values() ?? [])].flatMap((two) => {
      const newest = places.get(two.last);
      return newest === undefined ? [] : [[newest, two.before === undefined ? -1 : (places.get(two.before) ?? -1)]];
    });
    return ["g", tellText(key), entries, fired, before === undefined ? null : [before.atMs, before.sessionMs], pairs];
  }

  /** Undefined for an entry of which some event cannot be told, which is given up. */
  #entry(entry: Entry): Json | undefined {
    const grounds = this.#grounds(entry);
    if (grounds === undefined) return undefined;
    const { subject } = entry;
    const what = typeof subject === "bigint" ? tellBig(subject) : typeof subject === "string" ? tellText(subject) : subject;
    const why = entry.why.map(
      ({ selection, field, pattern }): Json => [tellText(selection), field === null ? null : tellText(field), tellText(pattern)],
    );
    return [entry.atMs, entry.order, what, grounds, why];
  }

  #grounds({ grounds, order }: Entry): Json | undefined {
    if (!isList(grounds)) return this.#event(grounds, order);
    const told: Json[] = [];
    for (const observed of grounds) {
      const number = this.#event(observed.event, observed.order);
      if (number === undefined) return undefined;
      told.push([observed.order, number]);
    }
    return told;
  }

  #event(event: Event, order: number): number | undefined {
    const known = this.#numbers.get(order);
    if (known !== undefined) return known;
    const plain = withoutOddities(event);
    const packed = plain === undefined ? undefined : this.packer.pack(plain.event);
    if (plain === undefined || packed === undefined) return undefined;
    const number = this.events.push(packed) - 1;
    if (plain.odd.length > 0) this.odd.push([number, plain.odd]);
    this.#numbers.set(order, number);
    return number;
  }
}

/**
 * Puts correlations that have counted nothing yet where a snapshot was taken; gives the order of the next event. Bytes are not trusted: a
 * no leaves correlations in an unknown state, to be thrown away.
 */
export function readSnapshot(bytes: Uint8Array, correlations: ReadonlyMap<string, Correlation>): Checked<number, SnapshotFault> {
  const pieces = piecesOf(bytes);
  if (pieces === undefined) return no({ kind: "damaged" });
  const [magic, head, table, odd, ...rest] = pieces;
  if (textOf(magic ?? new Uint8Array(0)) !== MAGIC) return no({ kind: "other-version" });
  const [next, count] = listOf(jsonOf(head)) ?? [];
  const packer = EventPacker.of(jsonOf(table));
  if (!isCount(next) || !isCount(count) || count > rest.length || packer === undefined) return no({ kind: "damaged" });
  const events = rest.slice(0, count).map((piece) => packer.unpack(piece));
  if (!putOddities(events, listOf(jsonOf(odd)))) return no({ kind: "damaged" });
  const fault = restoreAll(rest.slice(count), new Reader(events), correlations);
  return fault === undefined ? yes(next) : no({ kind: fault });
}

/** Puts into events what strict JSON does not take; false for what does not fit. */
function putOddities(events: (Event | undefined)[], told: readonly Json[] | undefined): boolean {
  for (const one of told ?? [null]) {
    const [number, odd] = listOf(one) ?? [];
    const event = isCount(number) ? events[number] : undefined;
    const whole = event === undefined ? undefined : withOddities(event, listOf(odd) ?? [null]);
    if (whole === undefined) return false;
    events[number as number] = whole;
  }
  return true;
}

/** Puts correlations and their groups back, each group behind its correlation; gives what is wrong. */
function restoreAll(
  pieces: readonly Uint8Array[],
  reader: Reader,
  correlations: ReadonlyMap<string, Correlation>,
): SnapshotFault["kind"] | undefined {
  const seen = new Set<string>();
  let correlation: Correlation | undefined;
  for (const piece of pieces) {
    const [kind, named, ...told] = listOf(jsonOf(piece)) ?? [];
    const key = textTold(named);
    if (key === undefined) return "damaged";
    if (kind === "c") {
      correlation = seen.has(key) ? undefined : correlations.get(key);
      if (correlation === undefined) return "other-rules";
      seen.add(key);
      if (isTime(told[0])) correlation.newestMs = told[0];
      continue;
    }
    const group = kind === "g" ? reader.group(key, told) : undefined;
    if (group === undefined || correlation?.restore(group) !== true) return "damaged";
  }
  return seen.size === correlations.size ? undefined : "other-rules";
}

function piecesOf(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + SIZE_BYTES > bytes.length) return undefined;
    const size = view.getUint32(at);
    at += SIZE_BYTES;
    if (size > PIECE_BYTES_MAX || at + size > bytes.length) return undefined;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

class Reader {
  readonly #events: readonly (Event | undefined)[];

  constructor(events: readonly (Event | undefined)[]) {
    this.#events = events;
  }

  group(key: string, [entries, fired, before, pairs]: readonly Json[]): Group | undefined {
    const group = new Group(key);
    const times = listOf(fired);
    if (times?.every(isTime) !== true) return undefined;
    group.fired = times;
    const [atMs, sessionMs] = listOf(before) ?? [];
    if (isTime(atMs) && isTime(sessionMs)) group.before = { atMs, sessionMs };
    else if (before !== null) return undefined;
    for (const told of listOf(entries) ?? [null]) {
      const entry = this.#entry(listOf(told) ?? []);
      if (entry === undefined) return undefined;
      group.timeline.insert(entry, group.timeline.placeOf(entry));
    }
    return this.#paired(group, listOf(pairs) ?? []) ? group : undefined;
  }

  /** Puts in which two of each value are the newest; false for what cannot be. */
  #paired(group: Group, pairs: readonly Json[]): boolean {
    const entries = [...group.timeline.between(group.timeline.start, group.timeline.end)];
    if (pairs.length > 0) group.last = new Map();
    for (const pair of pairs) {
      const [newest, former] = listOf(pair) ?? [];
      const last = isCount(newest) ? entries[newest] : undefined;
      const before = isCount(former) ? entries[former] : undefined;
      if (last === undefined || last === before || (before !== undefined && before.subject !== last.subject)) return false;
      group.last?.set(last.subject, { last, before });
    }
    return true;
  }

  #entry([atMs, order, subject, grounds, why]: readonly Json[]): Entry | undefined {
    const [what, on, reasons] = [subjectOf(subject), this.#grounds(grounds), listOf(why)?.map(reasonOf)];
    if (!isTime(atMs) || !isCount(order) || what === undefined || on === undefined || reasons === undefined) return undefined;
    const known = reasons.filter((reason) => reason !== undefined);
    return known.length === reasons.length ? new Entry({ atMs, order, grounds: on, why: known }, what) : undefined;
  }

  #grounds(told: Json | undefined): Grounds | undefined {
    if (typeof told === "number") return this.#events[told];
    const found: Observed[] = [];
    for (const one of listOf(told) ?? []) {
      const [order, number] = listOf(one) ?? [];
      const event = typeof number === "number" ? this.#events[number] : undefined;
      if (!isCount(order) || event === undefined) return undefined;
      found.push({ event, order });
    }
    return found.length > 0 ? found : undefined;
  }
}

function subjectOf(told: Json | undefined): Subject | undefined {
  if (typeof told === "number") return Number.isSafeInteger(told) ? told : undefined;
  return textTold(told) ?? bigTold(told);
}

function reasonOf(told: Json): Reason | undefined {
  const [first, field, third] = listOf(told) ?? [];
  const [selection, named, pattern] = [textTold(first), field === null ? null : textTold(field), textTold(third)];
  return selection === undefined || named === undefined || pattern === undefined
    ? undefined
    : { selection, field: named, pattern };
}

function jsonOf(bytes: Uint8Array | undefined): Json | undefined {
  const parsed = parseJson(textOf(bytes ?? new Uint8Array(0)) ?? "");
  return parsed.ok ? parsed.value : undefined;
}

function listOf(json: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(json) ? (json as readonly Json[]) : undefined;
}

function isTime(value: Json | undefined): value is number {
  return Number.isSafeInteger(value);
}

function isCount(value: Json | undefined): value is number {
  return isTime(value) && value >= 0;
}
