import { UNFINISHED } from "../lib/index.ts";
import { entryName, Keyring } from "../model/index.ts";
import { BatchIndex, readBundle, readEntries } from "./entries.ts";
import { VIEWS } from "./layout.ts";
import { Places, viewName, viewSize } from "./places.ts";
import type { LedgerState } from "./state.ts";

/** A view is written after this many entries, and when the ledger closes. A start after a crash folds at most so many and one batch. */
export const VIEW_ENTRIES = 25_000;

/**
 * The fold of the whole ledger: from the newest view that belongs to it, then from the entries after that. A view is a shortcut: it
 * is not synced, and one that is torn, or ends with an entry that the ledger does not have there, is passed over.
 */
export async function foldView(state: LedgerState): Promise<Places> {
  const { files, sha256 } = state.options;
  const size = state.edge.size;
  const batches = new BatchIndex(files);
  const source = { files, sha256, batches };
  const view = await newestView(state);
  const places = view ?? new Places();
  if (view !== undefined) view.takeKeys(await readKeyring(source, view.keyEntries, size));
  for await (const entry of readEntries(source, places.size, size)) places.add(entry.erased ? undefined : entry.statement);
  return places;
}

async function readKeyring(
  source: Parameters<typeof readEntries>[0],
  entries: readonly number[],
  size: number,
): Promise<Keyring> {
  const keyring = new Keyring();
  for (const index of entries) {
    for await (const entry of readEntries(source, index, size)) {
      if (!entry.erased) keyring.add(index, entry.statement);
      break;
    }
  }
  return keyring;
}

async function newestView(state: LedgerState): Promise<Places | undefined> {
  const { files, sha256 } = state.options;
  for (const name of (await files.list(VIEWS)).toReversed()) {
    const size = viewSize(name);
    if (size === undefined || size === 0 || size > state.edge.size) continue;
    const bytes = await files.read(`${VIEWS}/${name}`);
    const view = bytes === undefined ? undefined : Places.restore(sha256, bytes);
    if (view !== undefined && view.places.size === size && view.last === (await nameOfEntry(state, size - 1))) return view.places;
  }
  return undefined;
}

/** Writes the fold as a view and removes older ones. Nothing depends on it being durable. */
export async function writeView(state: LedgerState): Promise<void> {
  const { files, sha256 } = state.options;
  const name = viewName(state.places.size);
  const older = (await files.list(VIEWS)).filter((known) => known !== name);
  const last = await nameOfEntry(state, state.places.size - 1);
  if (last === undefined) return;
  const path = `${VIEWS}/${name}`;
  await files.writeNew(`${path}${UNFINISHED}`, state.places.snapshot(sha256, last));
  await files.rename(`${path}${UNFINISHED}`, path);
  for (const known of older) await files.remove(`${VIEWS}/${known}`);
}

async function nameOfEntry(state: LedgerState, index: number): Promise<string | undefined> {
  const bundle = await readBundle(state.options.files, index, state.edge.size);
  const commitment = bundle.ok ? bundle.value[index % 256] : undefined;
  return commitment === undefined ? undefined : entryName(commitment);
}
