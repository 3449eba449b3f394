import { hash } from "node:crypto";
import {
  entriesPath,
  formatEntryBundle,
  HASH_BYTES,
  parseEntryBundle,
  parseTilePath,
  TILE_WIDTH,
  type TilePath,
  tilePath,
} from "../merkle/index.ts";

/** Gives a file of a log by its path: `checkpoint`, or a path of c2sp.org/tlog-tiles in its one spelling. Undefined for none. */
export type ReadLogFile = (path: string) => Promise<Uint8Array | undefined>;

/** A checkpoint is stale after seconds; tiles and bundles never change (c2sp.org/tlog-tiles §Checkpoints, §Merkle Tree). */
const CHECKPOINT_CACHING = "public, max-age=2, must-revalidate";
const TILE_CACHING = "public, max-age=31536000, immutable";

/**
 * Answers GET or HEAD for `path` of a log. Whatever is not `checkpoint` or a well-formed tile path is 404 before any file is looked
 * for; a 404 must not be cached, because the tile may come.
 */
export async function logFileResponse(request: Request, path: string, read: ReadLogFile): Promise<Response> {
  const isCheckpoint = path === "checkpoint";
  const bytes = isCheckpoint ? await read(path) : await readTile(path, read);
  if (bytes === undefined)
    return new Response("no such file of this log\n", {
      status: 404,
      headers: headersOf("text/plain; charset=utf-8", "no-store"),
    });
  const type = isCheckpoint ? "text/plain; charset=utf-8" : "application/octet-stream";
  const headers = headersOf(type, isCheckpoint ? CHECKPOINT_CACHING : TILE_CACHING);
  const etag = `"${hash("sha256", bytes, "hex").slice(0, 32)}"`;
  headers.set("etag", etag);
  if (isNamed(request.headers.get("if-none-match"), etag)) return new Response(null, { status: 304, headers });
  headers.set("content-length", String(bytes.length));
  return new Response(request.method === "HEAD" ? null : Uint8Array.from(bytes), { status: 200, headers });
}

/**
 * A partial tile may be deleted once the full one is there (c2sp.org/tlog-tiles §Partial Tiles). Its bytes are the beginning of that one,
 * so it is answered all the same: a reader that is behind is not sent away.
 */
async function readTile(path: string, read: ReadLogFile): Promise<Uint8Array | undefined> {
  const ref = parseTilePath(path);
  if (!ref.ok) return undefined;
  const exact = await read(path);
  if (exact !== undefined || ref.value.width === TILE_WIDTH) return exact;
  return beginningOf(ref.value, read);
}

async function beginningOf({ level, index, width }: TilePath, read: ReadLogFile): Promise<Uint8Array | undefined> {
  if (level !== "entries") {
    const full = await read(tilePath(level, index, TILE_WIDTH));
    return full?.length === TILE_WIDTH * HASH_BYTES ? full.slice(0, width * HASH_BYTES) : undefined;
  }
  const full = await read(entriesPath(index, TILE_WIDTH));
  const entries = full && parseEntryBundle(full, TILE_WIDTH);
  return entries?.ok ? formatEntryBundle(entries.value.slice(0, width)) : undefined;
}

function headersOf(type: string, caching: string): Headers {
  return new Headers({ "content-type": type, "cache-control": caching, "x-content-type-options": "nosniff" });
}

/** RFC 9110 §13.1.2, with its weak comparison. */
function isNamed(ifNoneMatch: string | null, etag: string): boolean {
  return (ifNoneMatch ?? "").split(",").some((one) => ["*", etag, `W/${etag}`].includes(one.trim()));
}
