import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import type { Position } from "../../model/index.ts";
import { readEventLogHead } from "./event-log.ts";
import { readHead } from "./head.ts";
import { isEventLog, kindOf, unsupportedContent } from "./magic.ts";
import type { Compression } from "./source.ts";

export type FileId = NonNullable<Position["fileId"]>;

/** What a file holds: text that is cut into lines or documents, or a Windows event log. */
export type Content = "text" | "evtx";

/** A file as it is now: what it is, and the first bytes of its (decompressed) content; of an event log the first of its first record. */
export type Sight = {
  readonly content: Content;
  readonly device: string;
  readonly inode: string;
  readonly head: Uint8Array;
  readonly compression: Compression;
  readonly mtimeMs: number;
  readonly sizeBytes: number;
};

/** The identity that a position records. */
export function fileIdOf(file: Pick<Sight, "device" | "inode" | "head">): FileId {
  const { device, inode, head } = file;
  return { device, inode, headBytes: head.length, headSha256: digest(head) };
}

/** True when `head` begins with the bytes that `id` was made from. */
export function hasHead(id: FileId, head: Uint8Array): boolean {
  return head.length >= id.headBytes && digest(head.subarray(0, id.headBytes)) === id.headSha256;
}

/** True when the file is the one that `id` names, grown or renamed perhaps. */
export function isSameFile(id: FileId, file: Pick<Sight, "device" | "inode" | "head">): boolean {
  return id.device === file.device && id.inode === file.inode && hasHead(id, file.head);
}

/** Looks at a path: the file, or why it is not read. Throws the system's error when it cannot be opened. */
export async function sightOf(path: string): Promise<Sight | { readonly unsupported: string }> {
  // Opening a named pipe would wait for a writer.
  if (!(await stat(path)).isFile()) return { unsupported: "not a regular file" };
  const file = await open(path, "r");
  try {
    return await sightOfOpen(file, path);
  } finally {
    await file.close();
  }
}

/** As sightOf, for a file that is open; `path` only tells the ending of its name. */
export async function sightOfOpen(file: FileHandle, path: string): Promise<Sight | { readonly unsupported: string }> {
  const { dev, ino, size, mtimeMs } = await file.stat({ bigint: true });
  const raw = await readHead(file, "none");
  const kind = kindOf(path, raw);
  if ("unsupported" in kind) return kind;
  const first = kind.compression === "none" ? raw : await readHead(file, kind.compression);
  const content: Content = isEventLog(path, first) ? "evtx" : "text";
  const unsupported = content === "text" ? unsupportedContent(first) : undefined;
  if (unsupported !== undefined) return { unsupported };
  const head = content === "text" ? first : await readEventLogHead(file, kind.compression);
  return {
    content,
    device: `${dev}`,
    inode: `${ino}`,
    head,
    compression: kind.compression,
    mtimeMs: Number(mtimeMs),
    sizeBytes: Number(size),
  };
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
