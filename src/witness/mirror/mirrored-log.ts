import { concat, equalBytes, Failure, type FilePort, makeDirectories, within, writeDurably } from "../../lib/index.ts";
import {
  createVerifier,
  EMPTY_EDGE,
  edgeRoot,
  leafHash,
  openNote,
  parseCheckpoint,
  readEdge,
  TILE_WIDTH,
  type Vkey,
} from "../../merkle/index.ts";
import type { WitnessContext } from "../context.ts";
import { type KnownLog, logId } from "../known-log.ts";
import { readBundle } from "../watch/bundle.ts";
import { LogCopy } from "./log-copy.ts";

/** A checkpoint that is believed: its note, and what the note says. `time`: the latest cosignature by the keys asked for. */
export type BelievedHead = {
  readonly note: Uint8Array;
  readonly text: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly time: bigint;
};

/** What a mirror holds of one log. */
export type MirroredLog = {
  readonly id: string;
  readonly log: KnownLog;
  readonly copy: LogCopy;
  /** Heads that the log was seen to reach, newest last: what an upload may lead to. */
  readonly pending: readonly BelievedHead[];
  /** The head that we signed last. */
  readonly mirrored: BelievedHead | undefined;
};

/** What a mirror's calls share; `store` is not used: a mirror keeps its state beside its copies. */
export type MirrorContext = Omit<WitnessContext, "store"> & {
  readonly files: FilePort;
  readonly logsOpen: Map<string, MirroredLog>;
  /** Logs by id of which a write failed, and how: what is on the disk is unknown until the next start, and nothing more is done. */
  readonly logsBroken: Map<string, unknown>;
};

/** Heads that are still taken as the end of an upload (c2sp.org/tlog-mirror: "the last several"). */
const PENDING_MAX = 16;

const [PENDING, CHECKPOINT] = ["pending", "checkpoint"];

/** Sizes beyond this are refused: our counts are doubles. */
export const SIZE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** The state of a log, from disk at its first use. Throws WITNESS_STORE when it is damaged. */
async function openMirroredLog(context: MirrorContext, log: KnownLog): Promise<MirroredLog> {
  const id = logId(context.sha256, log.origin);
  const open = context.logsOpen.get(id);
  if (open !== undefined) return open;
  await makeDirectories(context.files, id, new Set());
  const files = within(context.files, id);
  const [{ origin }, own] = [log, context.cosigners.map(({ vkey }) => vkey)];
  const pending = await readHead(context, files, { path: PENDING, origin, vkeys: log.vkeys });
  const mirrored = await readHead(context, files, { path: CHECKPOINT, origin, vkeys: own });
  const opened = {
    id,
    log,
    copy: new LogCopy(files, context.sha256),
    pending: [mirrored, pending].filter((head) => head !== undefined),
    mirrored,
  };
  await returnToMirrored(context, opened);
  await opened.copy.takeUp();
  context.logsOpen.set(id, opened);
  return opened;
}

async function readHead(
  { checks }: MirrorContext,
  files: FilePort,
  { path, origin, vkeys }: { readonly path: string; readonly origin: string; readonly vkeys: readonly Vkey[] },
): Promise<BelievedHead | undefined> {
  const note = await files.read(path);
  if (note === undefined) return undefined;
  const opened = await openNote(
    note,
    vkeys.map((vkey) => createVerifier(vkey, checks)),
  );
  const head = opened.ok ? parseCheckpoint(opened.value.text) : opened;
  if (!opened.ok || !head.ok || head.value.origin !== origin || head.value.size > SIZE_MAX)
    throw new Failure("WITNESS_STORE", `the ${path} of ${origin} in the mirror is not what was kept`);
  const times = opened.value.verified.map(({ time }) => time ?? 0n);
  const time = times.reduce((latest, next) => (next > latest ? next : latest), 0n);
  return { note, text: opened.value.text, size: Number(head.value.size), root: head.value.root, time };
}

/** Goes back to the entries under our own signature, each of which must be there. Throws WITNESS_STORE when they are not. */
export async function returnToMirrored({ sha256 }: MirrorContext, { log, copy, mirrored }: MirroredLog): Promise<void> {
  if (mirrored === undefined || mirrored.size === 0) return copy.restart(EMPTY_EDGE, []);
  const { size, root } = mirrored;
  const damaged = (what: string) => new Failure("WITNESS_STORE", `the mirror's ${what} of ${log.origin} are not what was signed`);
  const edge = await readEdge(copy.files.read, size);
  if (!edge.ok || !equalBytes(edgeRoot(sha256, edge.value), root)) throw damaged("tiles");
  const width = size % TILE_WIDTH;
  const tail = width === 0 ? undefined : await readBundle(copy.files.read, (size - width) / TILE_WIDTH, width);
  if (tail !== undefined && !tail.ok) throw damaged("last entries");
  const entries = tail?.value ?? [];
  const leaves = entries.map((entry) => leafHash(sha256, entry));
  const [lowest, ...rest] = edge.value.levels;
  if (!equalBytes(concat(...leaves), lowest ?? new Uint8Array(0))) throw damaged("last entries");
  copy.restart({ size: size - width, levels: width === 0 ? edge.value.levels : [new Uint8Array(0), ...rest] }, entries);
}

/** Keeps a head that the log was proved to have reached; durable when this resolves. */
export async function keepPending(context: MirrorContext, mirrored: MirroredLog, head: BelievedHead): Promise<MirroredLog> {
  await writeDurably(mirrored.copy.files, PENDING, head.note);
  return keep(context, { ...mirrored, pending: [...mirrored.pending, head].slice(-PENDING_MAX) });
}

/** Keeps the head that we signed; durable when this resolves. */
export async function keepMirrored(context: MirrorContext, mirrored: MirroredLog, head: BelievedHead): Promise<MirroredLog> {
  await writeDurably(mirrored.copy.files, CHECKPOINT, head.note);
  return keep(context, { ...mirrored, mirrored: head });
}

function keep(context: MirrorContext, mirrored: MirroredLog): MirroredLog {
  context.logsOpen.set(mirrored.id, mirrored);
  return mirrored;
}

/**
 * Does `work` on a log in its turn; undefined when too much waits there. When it throws, the disk may hold either world: the log stands
 * still until the next start.
 */
export function inTurn<Value>(
  context: MirrorContext,
  log: KnownLog,
  work: (mirrored: MirroredLog) => Promise<Value>,
): Promise<Value> | undefined {
  const id = logId(context.sha256, log.origin);
  return context.turns(id, async () => {
    const earlier = context.logsBroken.get(id);
    if (earlier !== undefined)
      throw new Failure("WITNESS_STORE", `the mirror's copy of ${log.origin} could not be written earlier; start anew`, earlier);
    try {
      return await work(await openMirroredLog(context, log));
    } catch (error) {
      context.logsBroken.set(id, error);
      throw new Failure("WITNESS_STORE", `could not keep the mirror's copy of ${log.origin}`, error);
    }
  });
}
