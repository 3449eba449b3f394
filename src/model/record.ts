import type { RecordName, SourceId } from "./names.ts";

/** Where a record's bytes stood: byte offset in the (decompressed) source and the physical lines that they span. */
export type Origin = { readonly source: SourceId; readonly offset: number; readonly lines: number };

/** All that a reading needs beside the bytes, so that a stranger reads the same event from them years later. */
export type Reading = {
  /** The format that the reader recognised, such as `evtx-json`; `unread` when no reader knew it. */
  readonly format: string;
  /** When the node read the bytes, ms since 1970 by its clock: supplies the year where a format has none. */
  readonly readAtMs: number;
  /** Minutes east of UTC assumed for times without a zone. */
  readonly utcOffsetMinutes: number;
  /** The host assumed for formats that name none (auditd, chrony): createReader's `host` option; null when nobody said. Joins entities. */
  readonly host: string | null;
  /** Records that explain this one: the header lines of a table. */
  readonly context: readonly RecordName[];
};

/** One line or document of telemetry, never changed, with the salt that hides it and the commitment that names it. */
export type EvidenceRecord = {
  readonly commitment: Uint8Array;
  readonly salt: Uint8Array;
  readonly bytes: Uint8Array;
  readonly origin: Origin;
  readonly reading: Reading;
  /** Why no event came of it; null when it was evaluated or is context. */
  readonly rejected: string | null;
};
