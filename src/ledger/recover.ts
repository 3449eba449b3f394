import { type Checked, equalBytes, Failure, type FilePort, makeDirectories, UNFINISHED, writeDurably } from "../lib/index.ts";
import { EMPTY_EDGE, edgeRoot, readEdge, TILE_WIDTH, type TileEdge } from "../merkle/index.ts";
import { envelopeCommitment, Keyring, keyIdOf, type Statement } from "../model/index.ts";
import { keyringAfter } from "./admission.ts";
import { hasRoot, reckonedFrom } from "./audit.ts";
import { type Head, readCheckpoint } from "./checkpoint.ts";
import { integrate, writeBatch } from "./commit.ts";
import { openEnvelope, readBundle } from "./entries.ts";
import { type EnvelopeLine, parseEnvelopeBatch } from "./envelopes.ts";
import {
  batchFirst,
  CHECKPOINT,
  ENVELOPE_FOLDER_ENTRIES,
  ENVELOPES,
  envelopeFolder,
  envelopePath,
  SEGMENTS,
  VIEWS,
} from "./layout.ts";
import { OwnKeys } from "./own-keys.ts";
import { Places } from "./places.ts";
import type { LedgerOptions, LedgerState } from "./state.ts";
import { finishErasures } from "./unfinished.ts";
import { foldView } from "./views.ts";

/**
 * Takes up the ledger where a crash, at whatever moment, left it. The states by name:
 *  - fresh: no checkpoint and no batch. Nothing was ever acknowledged.
 *  - published: the last batch is covered by the checkpoint.
 *  - unpublished: one whole batch begins where the checkpoint ends. It is integrated again; its entries are commitments in its file,
 *    so the tree, and with it the root, is the one that a signature before the crash may have been over.
 * Files that no statement speaks of are removed. Anything else is LEDGER_DAMAGED, and nothing is written.
 */
export async function recoverState(given: LedgerOptions): Promise<LedgerState> {
  const { files } = given;
  const made = new Set<string>();
  const keys = new OwnKeys(given.signer);
  const options = { ...given, signer: keys };
  const { signedBy, ...published } = await readPublished(options, keys);
  const state: LedgerState = {
    ...published,
    options,
    keys,
    places: new Places(),
    keyring: new Keyring(),
    made,
    failed: undefined,
  };
  const pending = await findUnpublished(files, state.edge.size);
  for (const directory of [ENVELOPES, SEGMENTS, VIEWS]) await makeDirectories(files, directory, made);
  await removeUnfinished(files, ["", SEGMENTS, VIEWS, envelopeFolder(state.edge.size)]);
  // A name that a crash of the process left in the page cache alone must not vanish after we have built on it.
  if (state.checkpoint.length > 0) await writeDurably(files, CHECKPOINT, state.checkpoint);
  const recovered = { ...state, places: await foldView(state) };
  assertSignedByRing(recovered, signedBy);
  if (pending !== undefined) await rollForward(recovered, pending);
  if (recovered.edge.size > 0) keys.believe(recovered.places.keyring, recovered.edge.size);
  await finishErasures(recovered);
  return recovered;
}

type Published = Pick<LedgerState, "edge" | "bundle" | "reckoned" | "checkpoint" | "checkpointTime"> & {
  readonly signedBy: readonly string[];
};

/** What the checkpoint says, signed by keys at hand: which of them the ledger believes is known only when its entries are read. */
async function readPublished(options: LedgerOptions, keys: OwnKeys): Promise<Published> {
  const { files, signer, checks, sha256 } = options;
  const checkpoint = await files.read(CHECKPOINT);
  if (checkpoint === undefined) {
    const reckoned = reckonedFrom(sha256, EMPTY_EDGE, []);
    return { edge: EMPTY_EDGE, bundle: [], reckoned, checkpoint: new Uint8Array(0), checkpointTime: 0, signedBy: [] };
  }
  const head = orDamaged(
    await readCheckpoint(checkpoint, keys.logVkeys, checks),
    ({ detail }) => `the checkpoint does not verify with this node's keys (${detail})`,
  );
  if (head.origin !== signer.origin) throw damaged(`expected the checkpoint of ${signer.origin}, got ${head.origin}`);
  const edge = orDamaged(await readEdge((path) => files.read(path), head.size), ({ kind, path }) => `${path} is a ${kind}`);
  if (!equalBytes(edgeRoot(sha256, edge), head.root)) throw damaged("the tiles do not have the root that the checkpoint signs");
  const bundle = await lastBundle(files, head, edge);
  const reckoned = reckonedFrom(sha256, edge, bundle);
  if (!hasRoot(sha256, reckoned, head)) throw damaged("the last entries do not have the root that the checkpoint signs");
  return { edge, bundle, reckoned, checkpoint, checkpointTime: head.time, signedBy: head.signedBy };
}

/** A key that stands ready, or one that was rotated away, does not speak for the log. */
function assertSignedByRing({ places, edge }: LedgerState, signedBy: readonly string[]): void {
  const missing = places.keyring.logKeys(edge.size).find(({ vkey }) => !signedBy.includes(vkey));
  if (missing !== undefined)
    throw damaged(
      `the checkpoint lacks the signature of the ${missing.role} key ${keyIdOf(missing.vkey)}, which the ledger names`,
    );
}

async function lastBundle(files: FilePort, { size }: Head, edge: TileEdge): Promise<readonly Uint8Array[]> {
  const width = edge.size % TILE_WIDTH;
  return width === 0 ? [] : orDamaged(await readBundle(files, size - 1, size), (why) => why);
}

type Unpublished = { readonly first: number; readonly lines: readonly EnvelopeLine[]; readonly bytes: Uint8Array };

async function findUnpublished(files: FilePort, size: number): Promise<Unpublished | undefined> {
  const beyond: number[] = [];
  for (const folder of await files.list(ENVELOPES)) {
    if (Number(folder) < Math.floor(size / ENVELOPE_FOLDER_ENTRIES)) continue;
    const firsts = (await files.list(`${ENVELOPES}/${folder}`)).flatMap((name) => batchFirst(name) ?? []);
    beyond.push(...firsts.filter((first) => first >= size));
  }
  const [first, second] = beyond;
  if (first === undefined) return undefined;
  if (first !== size || second !== undefined)
    throw damaged(`envelopes begin at entry ${second ?? first}, the checkpoint ends at ${size}`);
  const bytes = await files.read(envelopePath(first));
  if (bytes === undefined) throw damaged(`${envelopePath(first)} cannot be read`);
  const lines = orDamaged(
    parseEnvelopeBatch(bytes, first),
    (fault) => `${envelopePath(first)} line ${fault.line}: expected ${fault.expected}`,
  );
  return { first, lines, bytes };
}

/**
 * Writes the batch again, because after a failed fsync a page that reads well may not be on the disk, then goes on as a commit does.
 * The files that its statements speak of are durable: the batch was not begun before they were.
 */
async function rollForward(state: LedgerState, { first, lines, bytes }: Unpublished): Promise<void> {
  const { files, sha256 } = state.options;
  const commitments: Uint8Array[] = [];
  const statements: Statement[] = [];
  for (const line of lines) {
    if (line.erased !== undefined) throw damaged(`entry ${line.index} is erased before it was published`);
    statements.push(orDamaged(openEnvelope(line.envelope), (why) => `entry ${line.index}: ${why}`).statement);
    commitments.push(envelopeCommitment(sha256, line.salt, line.envelope));
  }
  await makeDirectories(files, envelopeFolder(first), state.made);
  await writeBatch(state, { first, lines: bytes, commitments });
  state.keyring = keyringAfter(state.places.keyring, statements, first);
  await integrate(state, commitments);
  for (const statement of statements) state.places.add(statement);
}

async function removeUnfinished(files: FilePort, directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    for (const name of await files.list(directory)) {
      if (name.endsWith(UNFINISHED)) await files.remove(directory === "" ? name : `${directory}/${name}`);
    }
  }
}

/** Throws LEDGER_DAMAGED with what `explain` makes of the fault. */
function orDamaged<Value, Fault>(checked: Checked<Value, Fault>, explain: (fault: Fault) => string): Value {
  if (checked.ok) return checked.value;
  throw damaged(explain(checked.fault));
}

function damaged(why: string): Failure {
  return new Failure("LEDGER_DAMAGED", why);
}
