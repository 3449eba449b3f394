import type { RandomBytes, Sha256 } from "../lib/index.ts";
import {
  type EvidenceRecord,
  type Reading,
  type RecordName,
  recordCommitment,
  SALT_BYTES,
  type SourceId,
} from "../model/index.ts";
import type { Frame } from "./frame.ts";

const SALTS_DRAWN = 1024;
const NO_CONTEXT: readonly RecordName[] = [];

export type MakerOptions = {
  readonly source: SourceId;
  readonly utcOffsetMinutes: number;
  readonly host: string | null;
  readonly sha256: Sha256;
  readonly randomBytes: RandomBytes;
};

/** `rejected` says why it was not; `context` is absent where nothing explains it. */
export type HowRead = {
  readonly format: string;
  readonly readAtMs: number;
  readonly rejected: string | null;
  readonly context: readonly RecordName[] | undefined;
};

/** What makes frames into records: a salt of its own for each, drawn many at a time, and the commitment. */
export class RecordMaker {
  readonly #options: MakerOptions;
  #salts = new Uint8Array(0);
  #saltAt = 0;
  #reading: Reading = { format: "", readAtMs: 0, utcOffsetMinutes: 0, host: null, context: NO_CONTEXT };

  constructor(options: MakerOptions) {
    this.#options = options;
  }

  /** The record of `frame`, with how it was read and the names of the records that explain it. */
  make(frame: Frame, { format, readAtMs, rejected, context }: HowRead): EvidenceRecord {
    const salt = this.#salt();
    return {
      commitment: recordCommitment(this.#options.sha256, salt, frame.bytes),
      salt,
      bytes: frame.bytes,
      origin: { source: this.#options.source, offset: frame.offset, lines: frame.lines },
      reading: this.#readingOf(format, readAtMs, context ?? NO_CONTEXT),
      rejected,
    };
  }

  // Lines of one batch are read alike: they share one object.
  #readingOf(format: string, readAtMs: number, context: readonly RecordName[]): Reading {
    const last = this.#reading;
    if (last.format !== format || last.readAtMs !== readAtMs || last.context !== context) {
      const { utcOffsetMinutes, host } = this.#options;
      this.#reading = { format, readAtMs, utcOffsetMinutes, host, context };
    }
    return this.#reading;
  }

  #salt(): Uint8Array {
    if (this.#saltAt >= this.#salts.length) {
      this.#salts = new Uint8Array(this.#options.randomBytes(SALT_BYTES * SALTS_DRAWN));
      this.#saltAt = 0;
    }
    const salt = this.#salts.subarray(this.#saltAt, this.#saltAt + SALT_BYTES);
    this.#saltAt += SALT_BYTES;
    return salt;
  }
}
