import { Failure } from "../../../lib/index.ts";
import { ENTRY_BYTES_MAX, HASH_BYTES, TILE_WIDTH } from "../../../merkle/index.ts";
import type { RemoteLog } from "../log-reader.ts";

/** Most bytes of a checkpoint that is fetched: what merkle reads as a note. */
const CHECKPOINT_BYTES_MAX = 1_048_576;

/** How a log is fetched. `timeoutMs` is for each file, from request to last byte. */
export type HttpLogOptions = { readonly timeoutMs: number };

/**
 * A log served by c2sp.org/tlog-tiles under `url`. Answers are untrusted: each has a limit of bytes and of time, redirects are refused.
 * Throws WITNESS_UNREACHABLE for anything but 200 with a whole file, or 404.
 */
export function httpLog(url: string, { timeoutMs }: HttpLogOptions): RemoteLog {
  const base = url.endsWith("/") ? url : `${url}/`;
  const get = (path: string) => fetchFile(`${base}${path}`, bytesMax(path), timeoutMs);
  return {
    tiles: get,
    checkpoint: async () => {
      const bytes = await get("checkpoint");
      if (bytes === undefined) throw new Failure("WITNESS_UNREACHABLE", `${base}checkpoint does not exist`);
      return bytes;
    },
  };
}

function bytesMax(path: string): number {
  if (path === "checkpoint") return CHECKPOINT_BYTES_MAX;
  return TILE_WIDTH * (path.startsWith("tile/entries/") ? 2 + ENTRY_BYTES_MAX : HASH_BYTES);
}

async function fetchFile(url: string, most: number, timeoutMs: number): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    if (response.status === 200) return await wholeBody(response, most);
    await response.body?.cancel();
    if (response.status === 404) return undefined;
    throw new Failure("WITNESS_UNREACHABLE", `expected 200 or 404, got ${response.status}`);
  } catch (error) {
    throw new Failure("WITNESS_UNREACHABLE", `could not fetch ${url}`, error);
  }
}

async function wholeBody(response: Response, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of response.body ?? []) {
    total += part.length;
    if (total > most) throw new Failure("WITNESS_UNREACHABLE", `expected at most ${most} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
