import { assert, directoryOf, makeDirectories, writeAllDurably, writeDurably } from "../lib/index.ts";
import { bundlesForGrowth, edgeRoot, entriesPath, formatEntryBundle, growTiles, leafHash, TILE_WIDTH } from "../merkle/index.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { type EnvelopeLine, formatEnvelopeBatch } from "./envelopes.ts";
import { CHECKPOINT, envelopeFolder, envelopePath } from "./layout.ts";
import type { LedgerState } from "./state.ts";

/** A whole file that must be durable before the statement that speaks of it. */
export type WholeFile = { readonly path: string; readonly bytes: Uint8Array };

/** Entries that go into the ledger together: their openings, their commitments, and the files that their statements speak of. */
export type Batch = {
  readonly lines: readonly EnvelopeLine[];
  readonly commitments: readonly Uint8Array[];
  readonly files: readonly WholeFile[];
};

/**
 * Makes a batch part of the ledger. Each step is durable before the next begins, so that a crash leaves one of these states, and
 * recovery goes on from it: nothing; files that no statement speaks of; a batch that the checkpoint does not cover; the whole.
 */
export async function commitBatch(state: LedgerState, batch: Batch): Promise<void> {
  const first = state.edge.size;
  assert(batch.lines[0]?.index === first, "a batch begins where the ledger ends");
  await writeAllDurably(state.options.files, batch.files);
  await makeDirectories(state.options.files, envelopeFolder(first), state.made);
  await writeDurably(state.options.files, envelopePath(first), formatEnvelopeBatch(batch.lines));
  await integrate(state, batch.commitments);
}

/** Grows the tree over entries whose envelopes are durable, then signs and publishes the checkpoint that covers them. */
export async function integrate(state: LedgerState, commitments: readonly Uint8Array[]): Promise<void> {
  const { files, sha256 } = state.options;
  const leaves = commitments.map((commitment) => leafHash(sha256, commitment));
  const grown = growTiles(sha256, state.edge, leaves);
  const bundles = growBundles(state, commitments);
  const wholes = [...bundles.files, ...grown.files];
  for (const { path } of wholes) await makeDirectories(files, directoryOf(path), state.made);
  await writeAllDurably(files, wholes);
  const checkpoint = await signCheckpoint(state, { size: grown.edge.size, root: edgeRoot(sha256, grown.edge) });
  await writeDurably(files, CHECKPOINT, checkpoint.note);
  state.edge = grown.edge;
  state.bundle = bundles.rest;
  state.checkpoint = checkpoint.note;
  state.checkpointTime = checkpoint.time;
  await dropCoveredPartials(state, wholes);
}

function growBundles(
  state: LedgerState,
  commitments: readonly Uint8Array[],
): { files: WholeFile[]; rest: readonly Uint8Array[] } {
  const before = state.edge.size;
  const entries = [...state.bundle, ...commitments];
  const start = before - state.bundle.length;
  const files = bundlesForGrowth(before, before + commitments.length).map(({ index, width }) => {
    const from = index * TILE_WIDTH - start;
    return { path: entriesPath(index, width), bytes: formatEntryBundle(entries.slice(from, from + width)) };
  });
  const full = Math.floor(entries.length / TILE_WIDTH) * TILE_WIDTH;
  return { files, rest: entries.slice(full) };
}

/** Partial tiles may go once the full one is there and published (C2SP tlog-tiles §Partial Tiles). Should a crash bring them back, they still tell the truth. */
async function dropCoveredPartials(state: LedgerState, written: readonly WholeFile[]): Promise<void> {
  for (const { path } of written) {
    if (path.includes(".p/")) continue;
    const partials = `${path}.p`;
    for (const name of await state.options.files.list(partials)) await state.options.files.remove(`${partials}/${name}`);
  }
}
