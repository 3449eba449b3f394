import { concat, type Json, parseJson, textOf, utf8 } from "../../../lib/index.ts";
import type { Event, EvidenceRecord, FieldValue, LogSource, Reading } from "../../../model/index.ts";

/** Names, log sources and readings that are told by number; an event that would need more is not packed. */
const SHARED_MAX = 4_096;

/** A reading but for its moment, which hardly two events share. */
type Manner = Omit<Reading, "readAtMs">;
type Shared = LogSource | Manner | readonly string[] | string;

/**
 * Events as bytes: their values, and the bytes of their records; what many events share (names of fields, log sources, readings, sources) stands once, in
 * a table. A tenth of what the objects take, for state that is counted much more often than cited.
 */
export class EventPacker {
  readonly #numbers = new Map<string, number>();
  readonly #shared: Shared[] = [];
  readonly #sharedMax: number;

  /** `sharedMax`: the most that the table may hold. */
  constructor(sharedMax: number = SHARED_MAX) {
    this.#sharedMax = sharedMax;
  }

  /** The table, for those who unpack elsewhere. */
  get table(): Json {
    return this.#shared;
  }

  /** A packer that knows a table; undefined when it is none. */
  static of(table: Json | undefined): EventPacker | undefined {
    if (!Array.isArray(table)) return undefined;
    const packer = new EventPacker(table.length);
    for (const shared of table) {
      if (shared === null || (typeof shared !== "object" && typeof shared !== "string")) return undefined;
      packer.#numberOf(shared as Shared);
    }
    return packer;
  }

  /** The event as bytes; undefined when there is too much that it does not share with others. */
  pack({ time, logsource, fields, records }: Event): Uint8Array | undefined {
    const numbers = [this.#numberOf(logsource), this.#numberOf(Object.keys(fields))];
    const told = records.map(({ origin, reading, rejected, commitment, salt, bytes }) => {
      const { readAtMs, ...manner } = reading;
      numbers.push(this.#numberOf(origin.source), this.#numberOf(manner));
      const sizes = [commitment.length, salt.length, bytes.length];
      return [numbers.at(-2) ?? -1, origin.offset, origin.lines, numbers.at(-1) ?? -1, readAtMs, rejected, ...sizes];
    });
    if (numbers.includes(-1) || !Object.values(fields).every(isKept)) return undefined;
    const head = JSON.stringify([time.fromMs, time.toMs, numbers[0], numbers[1], Object.values(fields), told]);
    const raw = records.flatMap(({ commitment, salt, bytes }) => [commitment, salt, bytes]);
    return raw.length === 0 ? utf8(`${head}\n`) : concat(utf8(`${head}\n`), ...raw);
  }

  /** The event again; undefined for bytes that no event was packed to. */
  unpack(bytes: Uint8Array): Event | undefined {
    const end = bytes.indexOf(0x0a);
    const [fromMs, toMs, source, names, values, told] = listIn(bytes.subarray(0, Math.max(0, end)));
    const [logsource, keys] = [this.#sharedAt(source), this.#sharedAt(names)];
    const isWhole = isTime(fromMs) && isTime(toMs) && isLogSource(logsource) && isTexts(keys);
    if (!isWhole || !Array.isArray(values) || values.length !== keys.length || !Array.isArray(told)) return undefined;
    const records = this.#records(told, bytes.subarray(end + 1));
    if (records === undefined || !values.every(isFieldValue)) return undefined;
    const fields: Record<string, FieldValue> = Object.create(null) as Record<string, FieldValue>;
    for (const [at, key] of keys.entries()) fields[key] = values[at] as FieldValue;
    return { time: { fromMs, toMs }, logsource: { ...logsource }, fields: fields, records };
  }

  #records(told: readonly Json[], raw: Uint8Array): readonly EvidenceRecord[] | undefined {
    const records: EvidenceRecord[] = [];
    let at = 0;
    for (const one of told) {
      const [source, offset, lines, manner, readAtMs, rejected, ...sizes]: readonly Json[] = Array.isArray(one) ? one : [];
      const [named, how] = [this.#sharedAt(source), this.#sharedAt(manner)];
      const parts = sizes.map((size) => (isTime(size) && size >= 0 ? raw.slice(at, (at += size)) : undefined));
      const [commitment, salt, bytes] = parts;
      if (typeof named !== "string" || !isManner(how) || !isTime(readAtMs) || !isTime(offset) || !isTime(lines)) return undefined;
      if (commitment === undefined || salt === undefined || bytes === undefined || at > raw.length) return undefined;
      if (!isTextOrNull(rejected)) return undefined;
      records.push({
        commitment,
        salt,
        bytes,
        origin: { source: named, offset, lines },
        reading: { ...how, readAtMs },
        rejected,
      });
    }
    return at === raw.length ? records : undefined;
  }

  #sharedAt(number: Json | undefined): Shared | undefined {
    return typeof number === "number" ? this.#shared[number] : undefined;
  }

  #numberOf(shared: Shared): number {
    const text = typeof shared === "string" ? `s${shared}` : JSON.stringify(shared);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#shared.length >= this.#sharedMax) return -1;
    this.#numbers.set(text, this.#shared.length);
    return this.#shared.push(shared) - 1;
  }
}

function listIn(bytes: Uint8Array): readonly Json[] {
  const json = parseJson(textOf(bytes) ?? "");
  return json.ok && Array.isArray(json.value) ? json.value : [];
}

function isTextOrNull(value: Json | undefined): value is string | null {
  return value === null || typeof value === "string";
}

function isTime(value: Json | undefined): value is number {
  return Number.isSafeInteger(value);
}

function isLogSource(value: Shared | undefined): value is LogSource {
  return isPlain(value) && Object.values(value).every((part) => typeof part === "string");
}

function isManner(value: Shared | undefined): value is Manner {
  return isPlain(value) && "format" in value && "context" in value;
}

function isPlain(value: Shared | undefined): value is LogSource | Manner {
  return typeof value === "object" && !Array.isArray(value);
}

function isTexts(value: Shared | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isFieldValue(value: Json): boolean {
  return Array.isArray(value) ? value.every(isFieldValue) : value === null || typeof value !== "object";
}

/** True for what JSON gives back as it is. */
function isKept(value: FieldValue): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER && !Object.is(value, -0);
  return typeof value !== "object" || value === null || value.every(isKept);
}
