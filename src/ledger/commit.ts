import { assert, directoryOf, equalBytes, type FilePort, makeDirectories, writeAllDurably, writeDurably } from "../lib/index.ts";
import {
  bundlesForGrowth,
  edgeRoot,
  entriesPath,
  formatEntryBundle,
  growTiles,
  leafHash,
  TILE_WIDTH,
  type TileEdge,
} from "../merkle/index.ts";
import { type Audit, areCommitments, auditOf, hasRoot, misread, type WrittenBundle } from "./audit.ts";
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
  const writing = writeBatch(state, { first, lines, commitments });
  writing.catch(() => undefined); // it is awaited below, and throws there
  const grown = growTree(state, commitments);
  await writing;
  await publish(state, grown);
}

/** Directories that are remembered as made; to make one again does no harm. */
const MADE_MAX = 1000;

/** From so many entries on, an audit in another thread is worth the way there. */
const BESIDE_ENTRIES_MIN = 512;

function auditFor({ options }: LedgerState, entries: number): Audit {
  return (entries >= BESIDE_ENTRIES_MIN ? options.audit : undefined) ?? auditOf(options);
}

/** Makes an envelope batch durable; what reads back must open the commitments. */
export async function writeBatch(state: LedgerState, { first, lines, commitments }: Omit<Batch, "files">): Promise<void> {
  const audit = auditFor(state, commitments.length);
  await writeAllDurably(state.options.files, [{ path: envelopePath(first), bytes: lines }], async ([unfinished = ""]) => {
    const opened = await audit.batch(unfinished, first);
    if (opened === undefined || !areCommitments(opened, commitments))
      throw misread(`the envelopes from entry ${first} on read back as others`);
  });
}

/** Grows the tree over entries whose envelopes are durable, then signs and publishes the checkpoint that covers them. */
export async function integrate(state: LedgerState, commitments: readonly Uint8Array[]): Promise<void> {
  await publish(state, growTree(state, commitments));
}

type GrownTree = {
  readonly edge: TileEdge;
  readonly root: Uint8Array;
  readonly bundles: readonly (WholeFile & WrittenBundle)[];
  readonly tiles: readonly WholeFile[];
  /** Entries in the last, partial bundle. */
  readonly rest: readonly Uint8Array[];
  readonly entries: number;
};

function growTree(state: LedgerState, commitments: readonly Uint8Array[]): GrownTree {
  const { sha256 } = state.options;
  const leaves = commitments.map((commitment) => leafHash(sha256, commitment));
  const { edge, files: tiles } = growTiles(sha256, state.edge, leaves);
  const { files: bundles, rest } = growBundles(state, commitments);
  return { edge, root: edgeRoot(sha256, edge), bundles, tiles, rest, entries: commitments.length };
}

async function publish(state: LedgerState, grown: GrownTree): Promise<void> {
  const { files, sha256 } = state.options;
  const head = { size: grown.edge.size, root: grown.root };
  const written = [...grown.bundles, ...grown.tiles];
  if (state.made.size > MADE_MAX) state.made.clear();
  for (const directory of new Set(written.map(({ path }) => directoryOf(path))))
    await makeDirectories(files, directory, state.made);
  await writeTree(state, grown);
  if (!hasRoot(sha256, state.reckoned, head))
    throw misread(`the entries as they were written do not have the root computed for size ${head.size}`);
  const checkpoint = await signCheckpoint(state, head);
  await writeDurably(files, CHECKPOINT, checkpoint.note);
  state.edge = grown.edge;
  state.bundle = grown.rest;
  state.checkpoint = checkpoint.note;
  state.checkpointTime = checkpoint.time;
  await dropCoveredPartials(state, written);
}

/** Makes bundles and tiles durable. Each must read back as it was written, and the second reckoning takes the bundles as they read. */
async function writeTree(state: LedgerState, { bundles, tiles, entries }: GrownTree): Promise<void> {
  const audit = auditFor(state, entries);
  const wholes = [...bundles, ...tiles];
  await writeAllDurably(state.options.files, wholes, async (unfinished, from) => {
    const these = bundles.slice(from, from + unfinished.length).map(({ width }, at) => ({ path: unfinished[at] ?? "", width }));
    const readBack = unfinished.map((path, at) => ({ path, bytes: wholes[from + at]?.bytes ?? new Uint8Array(0) }));
    await Promise.all([
      these.length === 0 ? undefined : reckon(state, audit, these),
      assertReadBack(state.options.files, readBack),
    ]);
  });
}

async function reckon(state: LedgerState, audit: Audit, bundles: readonly WrittenBundle[]): Promise<void> {
  const reckoned = await audit.tree(state.reckoned.full, bundles);
  if (reckoned === undefined) throw misread("a bundle of entries does not read back");
  state.reckoned = reckoned;
}

async function assertReadBack(files: FilePort, wholes: readonly WholeFile[]): Promise<void> {
  for (const { path, bytes } of wholes) {
    const found = await files.read(path);
    if (found === undefined || !equalBytes(found, bytes)) throw misread(`${path} reads back as something else`);
  }
}

function growBundles(
  state: LedgerState,
  commitments: readonly Uint8Array[],
): { files: (WholeFile & WrittenBundle)[]; rest: readonly Uint8Array[] } {
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
