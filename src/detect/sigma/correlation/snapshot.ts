import { type Checked, concat, formatJson, type Json, no, parseJson, textOf, utf8, yes } from "../../../lib/index.ts";
import type { Event, Reason } from "../../../model/index.ts";
import type { Correlation } from "./correlation.ts";
import { Entry, type Grounds, isList, type Observed, type Subject } from "./entry.ts";
import { EventPacker } from "./event-pack.ts";
import { Group } from "./group.ts";

/** Why a snapshot is not taken: it is damaged, of another version, or of other rules. */
export type SnapshotFault = { readonly kind: "damaged" | "other-version" | "other-rules" };

/** Correlations by what they and all that they rest on say, and the order of the next event. */
export type CorrelationState = { readonly correlations: ReadonlyMap<string, Correlation>; next: number };

const MAGIC = "meridian correlations 1";
const SIZE_BYTES = 4;
const SHARED_MAX = 1_000_000;
const PIECE_BYTES_MAX = 1 << 28;
/** Integers of more digits than a number holds stand as texts behind this. */
const BIG = "n";

/**
 * The state of correlations as bytes: pieces, each behind its length as 32 bits, big-endian. The magic words; the order of the next event;
 * the table of the packed events; then events and, when all that it cites is told, what each correlation and group has counted, as JSON.
 */
export function writeSnapshot(state: CorrelationState): Uint8Array {
  const writer = new Writer();
  const body: Uint8Array[] = [];
  for (const [key, correlation] of state.correlations) {
    body.push(utf8(formatJson(["c", key, Number.isFinite(correlation.newestMs) ? correlation.newestMs : null])));
    for (const group of correlation.groups.all()) body.push(utf8(formatJson(writer.group(group))));
  }
  const head = [utf8(MAGIC), utf8(formatJson([state.next, writer.events.length])), utf8(formatJson(writer.packer.table))];
  return concat(...[...head, ...writer.events, ...body].flatMap((piece) => [sizeOf(piece), piece]));
}

function sizeOf({ length }: Uint8Array): Uint8Array {
  return new Uint8Array([length >>> 24, length >>> 16, length >>> 8, length]);
}

class Writer {
  readonly packer = new EventPacker(SHARED_MAX);
  readonly events: Uint8Array[] = [];
  readonly #numbers = new Map<number, number>();

  group({ key, timeline, fired, before, last }: Group): Json {
    const living = [...timeline.between(timeline.start, timeline.end)];
    const places = new Map(living.map((entry, place) => [entry, place]));
    const pairs = [...(last?.values() ?? [])].map((two) => [
      places.get(two.last) ?? -1,
      two.before === undefined ? -1 : (places.get(two.before) ?? -1),
    ]);
    const entries = living.map((entry): Json => {
      const subject = typeof entry.subject === "bigint" ? [BIG, String(entry.subject)] : entry.subject;
      const why = entry.why.map(({ selection, field, pattern }) => [selection, field, pattern]);
      return [entry.atMs, entry.order, subject, this.#grounds(entry), why];
    });
    return ["g", key, entries, fired, before === undefined ? null : [before.atMs, before.sessionMs], pairs];
  }

  #grounds({ grounds, order }: Entry): Json {
    if (!isList(grounds)) return this.#event(grounds, order);
    return grounds.map((observed) => [observed.order, this.#event(observed.event, observed.order)]);
  }

  /** The number of an event; -1 for one that cannot be packed, which is given up. */
  #event(event: Event, order: number): number {
    const known = this.#numbers.get(order);
    if (known !== undefined) return known;
    const packed = this.packer.pack(event);
    const number = packed === undefined ? -1 : this.events.push(packed) - 1;
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
  const [magic, head, table, ...rest] = pieces;
  if (textOf(magic ?? new Uint8Array(0)) !== MAGIC) return no({ kind: "other-version" });
  const [next, count] = listOf(jsonOf(head)) ?? [];
  const packer = EventPacker.of(jsonOf(table));
  if (!isCount(next) || !isCount(count) || count > rest.length || packer === undefined) return no({ kind: "damaged" });
  const events = rest.slice(0, count).map((piece) => packer.unpack(piece));
  const fault = restoreAll(rest.slice(count), new Reader(events), correlations);
  return fault === undefined ? yes(next) : no({ kind: fault });
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
    const [kind, key, ...told] = listOf(jsonOf(piece)) ?? [];
    if (typeof key !== "string") return "damaged";
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
  if (typeof told === "string") return told;
  if (typeof told === "number") return Number.isSafeInteger(told) ? told : undefined;
  const [kind, digits] = listOf(told) ?? [];
  return kind === BIG && typeof digits === "string" ? bigOf(digits) : undefined;
}

const BIG_DIGITS_MAX = 81;
const DIGITS = 15;

function bigOf(text: string): bigint | undefined {
  if (!/^-?[0-9]+$/.test(text) || text.length > BIG_DIGITS_MAX + 1) return undefined;
  const digits = text.replace("-", "");
  let value = 0n;
  for (let at = 0; at < digits.length; at += DIGITS) {
    const piece = digits.slice(at, at + DIGITS);
    value = value * 10n ** BigInt(piece.length) + BigInt(Number(piece));
  }
  return text.startsWith("-") ? -value : value;
}

function reasonOf(told: Json): Reason | undefined {
  const [selection, field, pattern] = listOf(told) ?? [];
  if (typeof selection !== "string" || typeof pattern !== "string") return undefined;
  return field === null || typeof field === "string" ? { selection, field, pattern } : undefined;
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
