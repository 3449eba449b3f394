import { readJsonLine, textOf } from "../lib/index.ts";
import { fileTimeText } from "./time.ts";
import type { Placed } from "./tree.ts";
import { xmlText } from "./xml.ts";

/** One event of a log. It rests on the bytes of its chunk, which must not be changed while it is in use. */
export class EvtxRecord {
  readonly kind = "record";
  /** Where the record begins, in bytes from the beginning of the file. */
  readonly offset: number;
  /** Bytes that it takes there. */
  readonly length: number;
  /** The number that the log gave it (libevtx EVTX §4.2). */
  readonly recordId: bigint;
  /** When it was written: FILETIME, ticks of 100 ns since 1601-01-01 UTC. */
  readonly fileTime: bigint;
  /** The event as one line of JSON in UTF-8, as `evtx_dump -o jsonl` writes it. */
  readonly json: Uint8Array;
  readonly #root: Placed;

  constructor(place: Pick<EvtxRecord, "offset" | "length" | "recordId" | "fileTime">, root: Placed, json: Uint8Array) {
    this.offset = place.offset;
    this.length = place.length;
    this.recordId = place.recordId;
    this.fileTime = place.fileTime;
    this.#root = root;
    this.json = json;
  }

  /** When it was written, to 100 ns: "2026-11-22T10:00:00.1234567Z". */
  get writtenAt(): string {
    return fileTimeText(this.fileTime, 7);
  }

  /** The event as an object: what JSON.parse makes of `json`, integers beyond ±(2^53−1) as text. A new one at each call. */
  event(): { readonly [name: string]: unknown } {
    return (readJsonLine(textOf(this.json) ?? "") ?? {}) as { readonly [name: string]: unknown };
  }

  /** The event as XML, on one line without declaration; times to 100 ns. */
  xml(): string {
    return xmlText(this.#root);
  }
}

/** A stretch of a file that could not be read as what should stand there. What is whole before and behind it is given. */
export type EvtxFault = {
  readonly kind: "fault";
  /** Where it begins, in bytes from the beginning of the file. */
  readonly offset: number;
  /** Bytes that were not read because of it; 0 when a checksum does not hold but what stands there can be read. */
  readonly length: number;
  /** What stands there; the header whose checksum it is, when `length` is 0. */
  readonly bytes: Uint8Array;
  /** One of a few: it holds no numbers of the file's. */
  readonly reason: string;
  /** Of a record whose ends were found but whose event could not be read, and where in the file reading it stopped. */
  readonly recordId?: bigint;
  readonly stoppedAt?: number;
};
