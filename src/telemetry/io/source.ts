import type { Position, SourceId } from "../../model/index.ts";
import type { Frame } from "../frame.ts";

/** What a source keeps of its records over a crash: files and the journal can be read again, datagrams and pipes cannot. */
export type SourcePromise = "exactly-once" | "at-most-once";

export type Compression = "none" | "gzip" | "zstd";

export type FileSource = {
  readonly kind: "file";
  readonly id: SourceId;
  readonly path: string;
  readonly compression: Compression;
  readonly mtimeMs: number;
  readonly sizeBytes: number;
  /** The file that stood at `path` when it was listed: it may be renamed before it is opened. */
  readonly fileId: NonNullable<Position["fileId"]>;
  /** Where an earlier run stopped in this very file; null to read it from its beginning. */
  readonly position: Position | null;
};

export type SyslogSource = {
  readonly kind: "syslog";
  readonly id: SourceId;
  readonly transport: "udp" | "tcp";
  readonly host: string;
  readonly port: number;
};

export type JournalSource = { readonly kind: "journal"; readonly id: SourceId; readonly position: Position | null };

export type StdinSource = { readonly kind: "stdin"; readonly id: SourceId };

export type Source = FileSource | SyslogSource | JournalSource | StdinSource;

/**
 * Something about a source that a person must be told; reading the others goes on.
 * `unreadable` and `unsupported` carry the codes of the failure table; `skipped` was left out on request; `restarted` began again at
 * its first byte because the file was truncated or replaced; `lost` was read in part and is gone; `unfinished` is still being written
 * at its end, which the next run reads.
 */
export type SourceProblem = {
  readonly kind: "unreadable" | "unsupported" | "skipped" | "restarted" | "lost" | "unfinished";
  /** A path, or a source's id. */
  readonly source: string;
  readonly reason: string;
};

export type Batch = {
  /** The byte stream that the frames' offsets count in: a rotated log's successor has an id of its own and needs a reader of its own. */
  readonly source: SourceId;
  readonly frames: readonly Frame[];
  /** ms since 1970 by the node's clock, taken when the bytes arrived. */
  readonly readAtMs: number;
  /** Nothing came for a second: let go of what waits for a continuation. */
  readonly idle: boolean;
  /** The last batch of this `source`. */
  readonly ended: boolean;
  /** Messages lost since the last batch because the queue was full. */
  readonly dropped: number;
  readonly problems: readonly SourceProblem[];
};

/** Batches on demand: nothing is read from a file, a pipe or the journal until the next batch is asked for. */
export type SourceStream = AsyncIterable<Batch> & {
  readonly source: Source;
  readonly promise: SourcePromise;
  /** The address that a listener is bound to; undefined for other sources and when binding failed (a batch then says why). */
  readonly listening: Promise<{ readonly host: string; readonly port: number } | undefined>;
  /** Where to go on after `end`, the `end` of a frame or unit of the byte stream `source`. */
  position(source: SourceId, end: Frame["end"]): Position;
};

/** What this kind of source promises. */
export function promiseOf(source: Source): SourcePromise {
  return source.kind === "file" || source.kind === "journal" ? "exactly-once" : "at-most-once";
}

/** A batch with `frames` and nothing else to say. */
export function batchOf(source: SourceId, frames: readonly Frame[], readAtMs: number): Batch {
  return { source, frames, readAtMs, idle: false, ended: false, dropped: 0, problems: [] };
}
