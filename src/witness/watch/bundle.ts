import { type Checked, no, yes } from "../../lib/index.ts";
import { entriesPath, parseEntryBundle, TILE_WIDTH, type TileSource } from "../../merkle/index.ts";

/** Why a log's entries or proofs cannot be read from its files. */
export type LogReadFault = { readonly kind: "unreadable-log"; readonly path: string; readonly expected: string };

/**
 * The first `width` entries of bundle `index`. A partial bundle may be gone once the full one is there: then that serves. What comes is
 * untrusted: only its form is checked here.
 */
export async function readBundle(
  source: TileSource,
  index: number,
  width: number,
): Promise<Checked<readonly Uint8Array[], LogReadFault>> {
  const path = entriesPath(index, width);
  const exact = await source(path);
  if (exact !== undefined) return entriesOf(path, exact, width);
  const fullPath = entriesPath(index, TILE_WIDTH);
  const full = width === TILE_WIDTH ? undefined : await source(fullPath);
  if (full === undefined) return unreadable(path, "a bundle of entries");
  const entries = entriesOf(fullPath, full, TILE_WIDTH);
  return entries.ok ? yes(entries.value.slice(0, width)) : entries;
}

function entriesOf(path: string, bytes: Uint8Array, width: number): Checked<readonly Uint8Array[], LogReadFault> {
  const entries = parseEntryBundle(bytes, width);
  return entries.ok ? entries : unreadable(path, entries.fault.expected);
}

/** The fault of a file that is missing or not what it should be. */
export function unreadable(path: string, expected: string): Checked<never, LogReadFault> {
  return no({ kind: "unreadable-log", path, expected });
}
