import { randomBytes, sha256 } from "../../ledger/io/index.ts";
import { Failure, utf8 } from "../../lib/index.ts";
import type { Event, LogSource } from "../../model/index.ts";
import { createFramer, createReader, type Reader, type Unit } from "../../telemetry/index.ts";
import { expandSources, openSource, parseSourceSpec, type Source } from "../../telemetry/io/index.ts";

/** Events that were read, with what could not be. */
export type ReadEvents = {
  readonly events: readonly Event[];
  /** Lines that gave no event, by reason. */
  readonly rejected: ReadonlyMap<string, number>;
  /** Files that could not be read. */
  readonly problems: readonly string[];
};

export type ReadOptions = {
  /** Minutes east of UTC for times without a zone. */
  readonly utcOffsetMinutes: number;
  /** The host of lines that name none. */
  readonly host: string | null;
  /** When lines given as text were read, which times without a year are judged by. */
  readonly readAtMs: number;
};

/** Examples are looked at one by one: more events than this are a mistake. */
const EVENTS_MAX = 200_000;

/**
 * Reads events as `watch` would: from JSON given as such, from standard input ("-"), or from a file of any format that the readers know.
 * Throws CLI_USAGE for a path that is not there, and for more events than anybody would look at.
 */
export async function readEvents(given: string, options: ReadOptions): Promise<ReadEvents> {
  const gathered = new Gathered();
  const start = given.trimStart()[0];
  if (start === "{" || start === "[") readText(given, gathered, options);
  else await readSources(given, gathered, options);
  return gathered;
}

/** Reads the events of a text of log lines. */
export function readEventsOfText(text: string, options: ReadOptions): ReadEvents {
  const gathered = new Gathered();
  readText(text, gathered, options);
  return gathered;
}

class Gathered implements ReadEvents {
  readonly events: Event[] = [];
  readonly rejected = new Map<string, number>();
  readonly problems: string[] = [];

  add({ events, records }: Unit): void {
    this.events.push(...events);
    if (this.events.length > EVENTS_MAX) throw new Failure("CLI_USAGE", `expected at most ${EVENTS_MAX} events`);
    for (const { rejected } of records)
      if (rejected !== null) this.rejected.set(rejected, (this.rejected.get(rejected) ?? 0) + 1);
  }
}

function readerOf(source: string, { utcOffsetMinutes, host }: ReadOptions): Reader {
  return createReader({ source, utcOffsetMinutes, host, sha256, randomBytes });
}

function readText(text: string, gathered: Gathered, options: ReadOptions): void {
  const framer = createFramer();
  const reader = readerOf("given", options);
  for (const frame of [...framer.push(utf8(text)), ...framer.end()])
    for (const unit of reader.read(frame, options.readAtMs)) gathered.add(unit);
  for (const unit of reader.flush(options.readAtMs)) gathered.add(unit);
}

async function readSources(given: string, gathered: Gathered, options: ReadOptions): Promise<void> {
  const spec = parseSourceSpec(given);
  if (!spec.ok || (spec.value.kind !== "path" && spec.value.kind !== "stdin"))
    throw new Failure("CLI_USAGE", `expected an event as JSON, a file, or - for standard input, got ${JSON.stringify(given)}`);
  const { sources, problems, claims } = await expandSources([spec.value], { order: "given" });
  gathered.problems.push(...problems.map(({ source, reason }) => `${source}: ${reason}`));
  for (const source of sources) await readSource(source, claims, gathered, options);
}

async function readSource(
  source: Source,
  claims: Awaited<ReturnType<typeof expandSources>>["claims"],
  gathered: Gathered,
  options: ReadOptions,
): Promise<void> {
  const stream = openSource(source, { follow: false, signal: new AbortController().signal, claims });
  const reader = readerOf(source.id, options);
  for await (const { frames, readAtMs, problems } of stream) {
    gathered.problems.push(...problems.map(({ source: where, reason }) => `${where}: ${reason}`));
    for (const frame of frames) for (const unit of reader.read(frame, readAtMs)) gathered.add(unit);
  }
  for (const unit of reader.flush(options.readAtMs)) gathered.add(unit);
}

/** The event as one of the rule's own log source, when nothing says what kind of log it is of: plain JSON names only fields. */
export function meantFor(event: Event, logsource: LogSource): { readonly event: Event; readonly isAssumed: boolean } {
  const isAssumed = Object.values(event.logsource).every((part) => part === undefined);
  return isAssumed ? { event: { ...event, logsource }, isAssumed } : { event, isAssumed };
}
