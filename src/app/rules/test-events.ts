import { dirname, resolve } from "node:path";
import { Failure, isoTime } from "../../lib/index.ts";
import type { Event, LogSource } from "../../model/index.ts";
import { type ReadOptions, readEvents, readEventsOfText } from "./read-events.ts";
import type { ExampleEvent, ExampleTest } from "./test-file.ts";

/** Events of one example, and what of it could not be read. */
export type ExampleEvents = { readonly events: readonly Event[]; readonly problems: readonly string[] };

/** When the first event of an example happens that says nothing of time. */
const FIRST_MS = Date.UTC(2026, 0, 1);

/**
 * The events of an example, in order. `logsource` is for events that are given as fields and name none; files are found beside `path`.
 */
export async function exampleEvents(
  { events: given }: ExampleTest,
  path: string,
  logsource: LogSource,
  options: ReadOptions,
): Promise<ExampleEvents> {
  const maker = new EventMaker(dirname(path), logsource, options);
  for (const group of joinedLines(given)) await maker.add(group);
  return { events: maker.events, problems: maker.problems };
}

/** Lines that follow one another without times of their own are read as one text, as they would stand in a log. */
function joinedLines(given: readonly ExampleEvent[]): readonly ExampleEvent[] {
  const joined: ExampleEvent[] = [];
  for (const event of given) {
    const last = joined.at(-1);
    if (last !== undefined && isPlainLines(event) && isPlainLines(last))
      joined[joined.length - 1] = { ...last, lines: `${last.lines.replace(/\n$/, "")}\n${event.lines}` };
    else joined.push(event);
  }
  return joined;
}

function isPlainLines(event: ExampleEvent): event is Extract<ExampleEvent, { readonly lines: string }> {
  return "lines" in event && event.time === undefined && event.after === undefined && event.times === 1;
}

class EventMaker {
  readonly events: Event[] = [];
  readonly problems: string[] = [];
  readonly #folder: string;
  readonly #logsource: LogSource;
  readonly #options: ReadOptions;

  constructor(folder: string, logsource: LogSource, options: ReadOptions) {
    this.#folder = folder;
    this.#logsource = logsource;
    this.#options = options;
  }

  async add(given: ExampleEvent): Promise<void> {
    const read = await this.#read(given);
    const [first] = read;
    if (first === undefined) return;
    const shift = this.#startOf(given, first) - first.time.fromMs;
    for (let turn = 0; turn < given.times; turn++)
      for (const event of read) this.events.push(shifted(event, shift + turn * given.every));
  }

  /** Fields without a time happen when the event before them did. */
  #startOf(given: ExampleEvent, first: Event): number {
    if (given.time !== undefined) return given.time;
    const before = this.events.at(-1)?.time.fromMs ?? FIRST_MS;
    if (given.after !== undefined) return before + given.after;
    return "fields" in given ? before : first.time.fromMs;
  }

  async #read(given: ExampleEvent): Promise<readonly Event[]> {
    if ("fields" in given) return [this.#ofFields(given)];
    const read = "lines" in given ? readEventsOfText(given.lines, this.#options) : await this.#ofFile(given.file);
    this.problems.push(
      ...read.problems,
      ...[...read.rejected].map(([reason, lines]) => `${lines} lines are not read: ${reason}`),
    );
    if (read.events.length === 0)
      this.problems.push("lines" in given ? "the lines give no event" : `${given.file} gives no event`);
    return read.events.map((event) => (isUnnamed(event.logsource) ? { ...event, logsource: this.#logsource } : event));
  }

  #ofFields({ fields, logsource }: Extract<ExampleEvent, { readonly fields: unknown }>): Event {
    const source: LogSource = logsource === undefined ? this.#logsource : statedLogsource(logsource);
    return {
      time: { fromMs: FIRST_MS, toMs: FIRST_MS },
      logsource: source,
      fields: Object.assign(Object.create(null), Object.fromEntries(fields)),
      records: [],
    };
  }

  async #ofFile(file: string): ReturnType<typeof readEvents> {
    const path = resolve(this.#folder, file);
    if (!path.startsWith(resolve(this.#folder)))
      throw new Failure("CLI_USAGE", `expected a file beside the example, got ${file}`);
    return readEvents(path, this.#options);
  }
}

function statedLogsource({
  product,
  category,
  service,
}: NonNullable<Extract<ExampleEvent, { readonly fields: unknown }>["logsource"]>): LogSource {
  return {
    ...(product === undefined ? {} : { product }),
    ...(category === undefined ? {} : { category }),
    ...(service === undefined ? {} : { service }),
  };
}

function isUnnamed(logsource: LogSource): boolean {
  return Object.values(logsource).every((part) => part === undefined);
}

/** An event moved in time; a field `timestamp` that says the time of the event moves with it. */
function shifted(event: Event, byMs: number): Event {
  if (byMs === 0) return event;
  const time = { fromMs: event.time.fromMs + byMs, toMs: event.time.toMs + byMs };
  const isStamped = event.fields["timestamp"] === isoTime(event.time.fromMs);
  return { ...event, time, fields: isStamped ? { ...event.fields, timestamp: isoTime(time.fromMs) } : event.fields };
}
