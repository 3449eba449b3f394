import { assert, directoryOf, equalBytes, makeDirectories, writeAllDurably, writeDurably } from "../lib/index.ts";
import { bundlesForGrowth, edgeRoot, entriesPath, formatEntryBundle, growTiles, leafHash, TILE_WIDTH } from "../merkle/index.ts";
import { auditBatch, misread, readBack } from "./audit.ts";
import { signCheckpoint } from "./checkpoint.ts";
import { CHECKPOINT, envelopeFolder, envelopePath } from "./layout.ts";
import type { LedgerState } from "./state.ts";

/** A whole file that must be durable before the statement that speaks of it. */
export type WholeFile = { readonly path: string; readonly bytes: Uint8Array };

/** Entries that go into the ledger together: their openings as an envelope batch's bytes, their commitments, and the files that their statements speak of. */
export type Batch = {
  readonly first: number;
  readonly lines: Uint8Array;
  readonly commitments: readonly Uint8Array[];
  readonly files: readonly WholeFile[];
};

/**
 * Makes a batch part of the ledger. Each step is durable before the next begins, so that a crash leaves one of these states, and
 * recovery goes on from it: nothing; files that no statement speaks of; a batch that the checkpoint does not cover; the whole.
 */
export async function commitBatch(state: LedgerState, { first, lines, commitments, files }: Batch): Promise<void> {
  const { files: port } = state.options;
  assert(first === state.edge.size, "a batch begins where the ledger ends");
  await writeAllDurably(port, files);
  await makeDirectories(port, envelopeFolder(first), state.made);
  await writeBatch(state, { first, lines, commitments });
  await integrate(state, commitments);
}

/** Makes an envelope batch durable; what reads back must open the commitments. */
export async function writeBatch(state: LedgerState, { first, lines, commitments }: Omit<Batch, "files">): Promise<void> {
  const { files, sha256 } = state.options;
  await writeAllDurably(files, [{ path: envelopePath(first), bytes: lines }], async ([unfinished = ""]) =>
    auditBatch(sha256, await files.read(unfinished), first, commitments),
  );
}

/** Grows the tree over entries whose envelopes are durable, then signs and publishes the checkpoint that covers them. */
export async function integrate(state: LedgerState, commitments: readonly Uint8Array[]): Promise<void> {
  const { files, sha256 } = state.options;
  const leaves = commitments.map((commitment) => leafHash(sha256, commitment));
  const grown = growTiles(sha256, state.edge, leaves);
  const bundles = growBundles(state, commitments);
  for (const { path } of [...bundles.files, ...grown.files]) await makeDirectories(files, directoryOf(path), state.made);
  await writeTree(state, bundles.files, grown.files);
  const root = edgeRoot(sha256, grown.edge);
  if (state.audit.size !== grown.edge.size || !equalBytes(state.audit.root(), root))
    throw misread(`the entries as they were written do not have the root computed for size ${grown.edge.size}`);
  const checkpoint = await signCheckpoint(state, { size: grown.edge.size, root });
  await writeDurably(files, CHECKPOINT, checkpoint.note);
  state.edge = grown.edge;
  state.bundle = bundles.rest;
  state.checkpoint = checkpoint.note;
  state.checkpointTime = checkpoint.time;
  await dropCoveredPartials(state, [...bundles.files, ...grown.files]);
}

type Bundle = WholeFile & { readonly width: number };

/** Makes bundles and tiles durable. Each is read back, and the audit takes the bundles as they read. */
async function writeTree(state: LedgerState, bundles: readonly Bundle[], tiles: readonly WholeFile[]): Promise<void> {
  const { files } = state.options;
  const wholes = [...bundles, ...tiles];
  await writeAllDurably(files, wholes, async (unfinished, from) => {
    for (const [at, path] of unfinished.entries()) {
      const bytes = await readBack(files, path, wholes[from + at]?.bytes ?? new Uint8Array(0));
      const width = bundles[from + at]?.width;
      if (width !== undefined) state.audit.takeBundle(bytes, width);
    }
  });
}

function growBundles(state: LedgerState, commitments: readonly Uint8Array[]): { files: Bundle[]; rest: readonly Uint8Array[] } {
  const before = state.edge.size;
  const entries = [...state.bundle, ...commitments];
  const start = before - state.bundle.length;
  const files = bundlesForGrowth(before, before + commitments.length).map(({ index, width }) => {
    const from = index * TILE_WIDTH - start;
    return { path: entriesPath(index, width), bytes: formatEntryBundle(entries.slice(from, from + width)), width };
  });
  const full = Math.floor(entries.length / TILE_WIDTH) * TILE_WIDTH;
  return { files, rest: entries.slice(full) };
}

/**
 * Partial tiles may go once the full one is there and published (C2SP tlog-tiles §Partial Tiles): those of the first tile of each level,
 * where the tree ended before. Should a crash bring them back, they still tell the truth.
 */
async function dropCoveredPartials({ options: { files } }: LedgerState, written: readonly WholeFile[]): Promise<void> {
  const levels = new Set<string>();
  for (const { path } of written) {
    const level = path.split("/", 2).join("/");
    if (levels.has(level) || path.includes(".p/")) continue;
    levels.add(level);
    const partials = `${path}.p`;
    for (const name of await files.list(partials)) await files.remove(`${partials}/${name}`);
  }
}
