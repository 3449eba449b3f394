import type { Event, FieldValue } from "../../model/index.ts";
import type { Observation } from "../../stix/index.ts";
import { type CommandLine, normaliseCommandLine } from "./command-line.ts";

/** What identification looks at: one event, reduced to what tools show. */
export type ToolObservation = {
  /** The records it was read from, by name; never empty. */
  readonly records: readonly string[];
  /** Where it was seen, such as a host: base rates are counted by place and time. */
  readonly place: string;
  readonly atMs: number;
  /** Fields in the Sigma taxonomy. */
  readonly fields: Event["fields"];
  /** ATT&CK techniques that somebody or some rule saw in it, such as T1003.001. */
  readonly techniques: readonly string[];
};

const PLACES = ["Computer", "Hostname", "host", "host.name", "agent.hostname"];

const HOST_TEXTS = ["ContextInfo", "Data", "Message"];
const HOST_APPLICATION = /Host ?Application ?= ?([^\r\n]{1,30000})/;

/** An event as identification sees it. `nameOf` gives a record's published name. */
export function observeEvent(
  event: Event,
  nameOf: (record: Event["records"][number]) => string,
  techniques: readonly string[] = [],
): ToolObservation {
  const named = PLACES.map((name) => event.fields[name]).find((value) => typeof value === "string" && value !== "");
  const place = typeof named === "string" ? named.toLowerCase() : (event.records[0]?.reading.host ?? "");
  return { records: event.records.map(nameOf), place, atMs: event.time.fromMs, fields: event.fields, techniques };
}

/** Distinct command lines that are remembered; telemetry says most of them twice, and PowerShell some a thousand times. */
const LINES_KEPT_MAX = 5000;

/** Reads each distinct command line once. What it gives for one text is one object, so that tests can remember what they found in it. */
export class LineCache {
  readonly #lines = new Map<string, readonly CommandLine[]>();

  read(text: string): readonly CommandLine[] {
    const known = this.#lines.get(text);
    if (known !== undefined) return known;
    if (this.#lines.size === LINES_KEPT_MAX) this.#lines.clear();
    const lines = normaliseCommandLine(text);
    this.#lines.set(text, lines);
    return lines;
  }
}

/** An observation while it is looked at: what is costly to make is made once, when first asked for. */
export class Looked {
  readonly observation: ToolObservation;
  /** The observation as STIX has it, once an indicator has asked. */
  observable: Observation | undefined;
  readonly #texts = new Map<string, readonly string[]>();
  readonly #lines = new Map<string, readonly CommandLine[]>();

  readonly #cache: LineCache;

  constructor(observation: ToolObservation, cache: LineCache) {
    this.observation = observation;
    this.#cache = cache;
  }

  /** The values of a field, lower-case; none when it is absent. */
  texts(field: string): readonly string[] {
    const known = this.#texts.get(field);
    if (known !== undefined) return known;
    const texts = this.written(field).map((text) => text.toLowerCase());
    this.#texts.set(field, texts);
    return texts;
  }

  /** The values of a field, read as command lines, each with what is encoded in it. */
  lines(field: string): readonly CommandLine[] {
    const known = this.#lines.get(field);
    if (known !== undefined) return known;
    const lines = this.written(field).flatMap((text) => this.#cache.read(text));
    this.#lines.set(field, lines);
    return lines;
  }

  /** The values of a field as they were written. Command lines are also read out of what PowerShell says of its host in every record. */
  written(field: string): readonly string[] {
    const { fields } = this.observation;
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    const texts = value === undefined ? [] : [...flat(value)];
    return field === "CommandLine" && texts.length === 0 ? this.#hostApplications() : texts;
  }

  /** PowerShell, events 400, 403, 600, 800 and 4103: `HostApplication=…` or `Host Application = …` to the end of its line. */
  #hostApplications(): readonly string[] {
    const texts = HOST_TEXTS.flatMap((name) => this.written(name));
    const found = texts.map((text) => HOST_APPLICATION.exec(text)?.[1]).find((line) => line !== undefined);
    return found === undefined ? [] : [found];
  }
}

function* flat(value: FieldValue): Generator<string> {
  if (Array.isArray(value)) for (const member of value as readonly FieldValue[]) yield* flat(member);
  else if (value !== null) yield String(value);
}
