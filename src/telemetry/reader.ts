import type { RandomBytes, Sha256 } from "../lib/index.ts";
import type { Accounting, EvidenceRecord, SourceId } from "../model/index.ts";
import type { Conditions, Outcome } from "./format.ts";
import { type Recognised, Recogniser, readAs, UNREAD } from "./formats.ts";
import type { Frame } from "./frame.ts";
import { HeaderRows } from "./header-rows.ts";
import { Hold } from "./hold.ts";
import { plainText } from "./plain-text.ts";
import { RecordMaker } from "./record-maker.ts";
import type { Unit } from "./unit.ts";

export type ReaderOptions = {
  readonly source: SourceId;
  /** Minutes east of UTC for times without a zone. */
  readonly utcOffsetMinutes: number;
  /** The host assumed for formats that name none, such as audit.log; it becomes part of each reading. */
  readonly host?: string | null;
  readonly sha256: Sha256;
  readonly randomBytes: RandomBytes;
  /** Header records in force where reading starts, from `Reader.context` or from `reading.context` of the last record sealed. */
  readonly context?: readonly EvidenceRecord[];
};

/** Makes records and events of one source's frames. */
export type Reader = {
  /** Takes the next frame, read at `readAtMs` by our clock; gives what is complete. Frames are untrusted; it never throws on one. */
  readonly read: (frame: Frame, readAtMs: number) => readonly Unit[];
  /** Gives what is still held back, complete or not: at the end of a source, or when it has been silent for long. */
  readonly flush: (readAtMs: number) => readonly Unit[];
  /** The header records by which the next line would be read. */
  readonly context: () => readonly EvidenceRecord[];
};

const NONE: readonly Unit[] = [];

/** A reader of one source. Frames must come in the order in which they stand there. */
export function createReader(options: ReaderOptions): Reader {
  const reading = new SourceReading(options);
  return {
    read: (frame, readAtMs) => reading.read(frame, readAtMs),
    flush: () => reading.flush(),
    context: () => reading.headers.records,
  };
}

class SourceReading {
  readonly headers = new HeaderRows();
  readonly #utcOffsetMinutes: number;
  readonly #host: string | null;
  readonly #recogniser = new Recogniser();
  readonly #maker: RecordMaker;
  #hold: Hold | undefined;
  #end: Frame["end"] = { offset: 0, mode: "line" };

  constructor({ host = null, context = [], ...options }: ReaderOptions) {
    this.#utcOffsetMinutes = options.utcOffsetMinutes;
    this.#host = host;
    this.#maker = new RecordMaker({ ...options, host });
    for (const record of context) this.#resume(record);
  }

  #resume(record: EvidenceRecord): void {
    const outcome = readAs(record.reading.format, plainText(record.bytes) ?? "", this.#conditions(0));
    if (outcome?.kind === "header") this.headers.add(record, outcome);
  }

  read(frame: Frame, readAtMs: number): readonly Unit[] {
    const { format, outcome } = this.#recognise(frame, readAtMs);
    const context = outcome.kind === "event" && format === "zeek-tsv" ? this.headers.names : undefined;
    const rejected = outcome.kind === "refused" ? outcome.reason : null;
    const record = this.#maker.make(frame, { format, readAtMs, rejected, context });
    if (outcome.kind === "header") this.headers.add(record, outcome);
    this.#end = frame.end;
    return this.#hold === undefined && outcome.kind !== "part"
      ? [unitOfOne(record, outcome, frame.end)]
      : this.#keep(record, outcome);
  }

  #recognise(frame: Frame, readAtMs: number): Recognised {
    if (frame.refused !== undefined) return { format: UNREAD, outcome: { kind: "refused", reason: frame.refused } };
    const text = plainText(frame.bytes);
    if (text === undefined) return { format: UNREAD, outcome: { kind: "refused", reason: "not UTF-8" } };
    return this.#recogniser.recognise(text, this.#conditions(readAtMs));
  }

  #conditions(readAtMs: number): Conditions {
    return { readAtMs, utcOffsetMinutes: this.#utcOffsetMinutes, host: this.#host, table: this.headers.table };
  }

  #keep(record: EvidenceRecord, outcome: Outcome): readonly Unit[] {
    this.#hold ??= new Hold();
    this.#hold.add(record, outcome);
    return this.#hold.ready ? this.flush() : NONE;
  }

  flush(): readonly Unit[] {
    const hold = this.#hold;
    if (hold === undefined) return NONE;
    this.#hold = undefined;
    return [{ records: hold.records, events: hold.events(), accounting: account(hold.records), end: this.#end }];
  }
}

function unitOfOne(record: EvidenceRecord, outcome: Outcome, end: Frame["end"]): Unit {
  const records = [record];
  const events = outcome.kind === "event" ? [eventOf(outcome.draft, records)] : [];
  return { records, events, accounting: account(records), end };
}

function eventOf(
  draft: Extract<Outcome, { kind: "event" }>["draft"],
  records: readonly EvidenceRecord[],
): Unit["events"][number] {
  return { time: draft.time, logsource: draft.logsource, fields: draft.fields, records };
}

function account(records: readonly EvidenceRecord[]): Accounting {
  let linesIn = 0;
  let rejected = 0;
  for (const record of records) {
    linesIn += record.origin.lines;
    if (record.rejected !== null) rejected += record.origin.lines;
  }
  return { linesIn, evaluated: linesIn - rejected, rejected, dropped: 0 };
}
