import { Failure } from "../lib/index.ts";
import { createVerifier, emptyRoot, openNote, parseCheckpoint, type TreeHead } from "../merkle/index.ts";
import type { WitnessContext } from "./context.ts";

/** What the witness knows of a log: its newest cosigned checkpoint and when it was cosigned, in POSIX seconds. */
export type Kept = {
  /** The note as stored; undefined for a log that was never cosigned, of which the empty tree is known. */
  readonly note: Uint8Array | undefined;
  readonly head: TreeHead;
  readonly time: bigint;
};

/**
 * Reads the state of a log. It is believed only under our own signature: a store that was damaged or edited makes this throw
 * WITNESS_STORE, so that no other history is cosigned. That a whole old state was put back cannot be seen here.
 */
export async function readKept(context: WitnessContext, id: string, origin: string): Promise<Kept> {
  const note = await context.store.get(id);
  if (note === undefined) return { note, head: { origin, size: 0n, root: emptyRoot(context.sha256) }, time: 0n };
  const verifiers = context.cosigners.map(({ vkey }) => createVerifier(vkey, context.checks));
  const opened = await openNote(note, verifiers);
  if (!opened.ok)
    throw new Failure("WITNESS_STORE", `the kept checkpoint of ${origin} is not signed by us (${opened.fault.kind})`);
  const head = parseCheckpoint(opened.value.text);
  if (!head.ok || head.value.origin !== origin)
    throw new Failure("WITNESS_STORE", `the kept checkpoint of ${origin} is another log's`);
  const times = opened.value.verified.map(({ time }) => time ?? 0n);
  return { note, head: head.value, time: times.reduce((latest, time) => (time > latest ? time : latest)) };
}
