import { type FileHandle, open } from "node:fs/promises";
import type { Position, SourceId } from "../../model/index.ts";
import type { Frame } from "../frame.ts";
import { createFramer, type Framer } from "../framer.ts";
import { createEvtxFramer, type EvtxFramer } from "../windows/evtx-framer.ts";
import type { FileClaims } from "./claims.ts";
import { lastChunkEnd, readEventLogHead } from "./event-log.ts";
import { HEAD_BYTES_MAX, readHead } from "./head.ts";
import { type FileId, fileIdOf, isSameFile, type Sight, sightOfOpen } from "./identity.ts";
import { reasonOf } from "./reasons.ts";
import type { Compression, SourceProblem } from "./source.ts";

/** A file that was written to less than this ago may be written to again without another time. */
const SETTLED_MS = 2_000;

/** One file being read as one byte stream: its handle, how far it was read, and the framer that stands there. */
export class OpenFile {
  readonly handle: FileHandle;
  readonly id: SourceId;
  readonly device: string;
  readonly inode: string;
  readonly compression: Compression;
  readonly framer: Framer;
  /** The same framer, when the file is an event log, which is written to in place. */
  readonly #log: EvtxFramer | undefined;
  /** Offset of the next byte, in the decompressed stream. */
  offset: number;
  /** Nothing behind this is read for now. */
  readTo: number = Number.POSITIVE_INFINITY;
  #head: Uint8Array;
  /** Length and time of an event log when it was last read. */
  #state = "";
  /** Of the present head; a digest a line would cost more than the line. */
  #fileId: FileId | undefined;

  constructor(handle: FileHandle, sight: Sight, id: SourceId, position: Position | null) {
    this.handle = handle;
    this.id = id;
    this.device = sight.device;
    this.inode = sight.inode;
    this.compression = sight.compression;
    this.#head = sight.head;
    const from = position?.offset ?? 0;
    this.#log = sight.content === "evtx" ? createEvtxFramer(from) : undefined;
    this.offset = this.#log === undefined ? from : 0;
    this.framer = this.#log ?? createFramer(position === null || from === 0 ? {} : { mode: position.mode, offset: from });
  }

  get isEventLog(): boolean {
    return this.#log !== undefined;
  }

  /** Takes the next chunk, which stood at `offset`; gives the frames that it completes. */
  take(chunk: Uint8Array): Frame[] {
    const missing = this.#log === undefined ? HEAD_BYTES_MAX - this.#head.length : 0;
    const from = this.#head.length - this.offset;
    if (missing > 0 && from >= 0 && from < chunk.length) {
      this.#setHead(Buffer.concat([this.#head, chunk.subarray(from, from + missing)]));
    }
    this.offset += chunk.length;
    return this.framer.push(chunk);
  }

  /** The identity by the bytes read so far: a young file's still grows. */
  fileId(): FileId {
    this.#fileId ??= fileIdOf({ device: this.device, inode: this.inode, head: this.#head });
    return this.#fileId;
  }

  /**
   * True when the file may hold what was not read: it is longer, or it is an event log and was written to since it was asked last, or so
   * lately that the file system's clock may not tell; that is then read again from its last chunk on.
   */
  async hasMore(nowMs: number): Promise<boolean> {
    const { size, mtimeNs, mtimeMs } = await this.handle.stat({ bigint: true });
    if (this.#log === undefined) return size > BigInt(this.offset);
    const before = this.#state;
    this.#state = `${size} ${mtimeNs}`;
    if (this.#state === before && nowMs - Number(mtimeMs) >= SETTLED_MS) return false;
    if (before !== "") this.offset = this.#log.reread();
    await this.stopAtLastChunk(Number(size));
    return true;
  }

  /**
   * Of an event log that may be written to meanwhile, reads no further than the last chunk that holds a record now: one that begins to be
   * filled later may follow on records that were not yet in the chunk before when that was read, and they would never be.
   */
  async stopAtLastChunk(sizeBytes: number): Promise<void> {
    if (this.#log !== undefined && this.compression === "none") this.readTo = await lastChunkEnd(this.handle, sizeBytes);
  }

  /** True while the file still begins with the bytes that were read: false after it was truncated and written anew. */
  async keepsHead(): Promise<boolean> {
    const now = await this.#headNow();
    if (this.#log !== undefined && this.#head.length === 0) this.#setHead(now);
    return now.length === this.#head.length && Buffer.compare(now, this.#head) === 0;
  }

  #headNow(): Promise<Uint8Array> {
    return this.#log === undefined
      ? readHead(this.handle, "none", this.#head.length)
      : readEventLogHead(this.handle, this.compression);
  }

  #setHead(head: Uint8Array): void {
    this.#head = head;
    this.#fileId = undefined;
  }

  /** Where reading goes on after a frame that ended there. */
  positionAfter(end: Frame["end"]): Position {
    return { kind: "file", fileId: this.fileId(), offset: end.offset, mode: end.mode, cursor: null };
  }

  /** Closes the file; its claim stays unless nothing was read of it. */
  async close(claims: FileClaims): Promise<void> {
    await this.handle.close();
    // Nothing was read of it, so nothing would tell it from the next file on its inode.
    if (this.#head.length === 0) claims.release(this);
  }
}

type Opened = { readonly file: OpenFile; readonly problems: readonly SourceProblem[] } | { readonly problem: SourceProblem };

/** Opens `path` to read it on from `position`, or from its beginning under a new id when it is no longer the file of that position. */
export async function openFile(
  from: { readonly path: string; readonly id: SourceId; readonly position: Position | null },
  claims: FileClaims,
): Promise<Opened> {
  const { path, id, position } = from;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    const sight = await sightOfOpen(handle, path);
    if ("unsupported" in sight) {
      await handle.close();
      return { problem: { kind: "unsupported", source: path, reason: sight.unsupported } };
    }
    const changed = position === null ? undefined : changeSince(position, sight);
    const file = new OpenFile(
      handle,
      sight,
      changed === undefined ? id : claims.newId(path),
      changed === undefined ? position : null,
    );
    claims.claim(file, () => file.fileId());
    return { file, problems: changed === undefined ? [] : [{ kind: "restarted", source: file.id, reason: changed }] };
  } catch (error) {
    await handle?.close();
    return { problem: { kind: "unreadable", source: path, reason: reasonOf(error) } };
  }
}

function changeSince(position: Position, sight: Sight): string | undefined {
  if (position.fileId === null || position.kind !== "file") return "the position is not one of a file";
  const isCopy = sight.compression !== "none";
  const id = isCopy ? { ...position.fileId, device: sight.device, inode: sight.inode } : position.fileId;
  if (!isSameFile(id, sight)) return "another file stands where the position was taken: read from its beginning";
  const isShorter = sight.compression === "none" && sight.sizeBytes < position.offset;
  return isShorter ? "it is shorter than what was read of it: read from its beginning" : undefined;
}
