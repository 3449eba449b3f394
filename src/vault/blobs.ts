/**
 * What the vault asks of a disk that holds files too large for memory. Paths are relative to the vault, "/" between parts. Every operation
 * throws when the disk fails; what then lies under the unfinished name is rubbish.
 */
export type BlobPort = {
  /** Begins a blob, readable by its owner only. Nothing stands at `path` before `finish`; throws when something stands there already. */
  readonly create: (path: string) => Promise<BlobWriter>;
  /** Opens a blob for reading at any place; undefined when there is none. */
  readonly open: (path: string) => Promise<OpenBlob | undefined>;
  /** A blob's bytes from its beginning in pieces of at most CHUNK_BYTES_MAX; throws EXHIBIT_CHANGED when there is none. */
  readonly read: (path: string) => AsyncIterable<Uint8Array>;
  /** Names in a directory, sorted by UTF-16 unit; none when there is no such directory. */
  readonly list: (directory: string) => Promise<readonly string[]>;
  /** Removes a blob and its directory if that is then empty; durable when this resolves, nothing happens when there is none. */
  readonly remove: (path: string) => Promise<void>;
};

/** A blob that is being written. Exactly one of `finish` and `abandon` ends it. */
export type BlobWriter = {
  readonly write: (chunk: Uint8Array) => Promise<void>;
  /** The blob is durable under its own name, in a durable directory, when this resolves. */
  readonly finish: () => Promise<void>;
  /** Leaves nothing behind. */
  readonly abandon: () => Promise<void>;
};

/** Bytes that can be read at any place. */
export type ByteSource = {
  /** How many bytes there are. */
  readonly bytes: number;
  /** Up to `length` bytes from `offset`; fewer only where the source ends. */
  readonly readAt: (offset: number, length: number) => Promise<Uint8Array>;
};

/** A blob that is open for reading until `close`. */
export type OpenBlob = ByteSource & { readonly close: () => Promise<void> };

/** The largest piece that is read or written at once. */
export const CHUNK_BYTES_MAX = 262_144;
