import { LossyDisk as Disk, type LossyDisk, type Operation, type PowerCut } from "./lossy-files.ts";
import { type History, historyUpTo, newHistory } from "./scenario.ts";

/** A run with the state of its disk before every operation and at the end. */
export type Recording = {
  readonly states: readonly LossyDisk[];
  readonly operations: readonly Operation[];
  readonly history: History;
};

/** Plays `run` on a disk and keeps every state. Syncs that `ignores` picks do nothing, and nobody notices. A run that fails ends there. */
export async function record(
  run: (disk: LossyDisk, history: History) => Promise<void>,
  { disk = new Disk(), ignores = () => false }: { disk?: LossyDisk; ignores?: (operation: Operation) => boolean } = {},
): Promise<Recording> {
  const states: LossyDisk[] = [];
  const operations: Operation[] = [];
  const history = newHistory();
  disk.before = (operation) => {
    states.push(disk.killed());
    operations.push(operation);
    return ignores(operation) ? "ignored" : "done";
  };
  await run(disk, history);
  states.push(disk.killed());
  return { states, operations, history };
}

/** A disk that a cut left, and what had been promised until then. */
export type Aftermath = { readonly disk: LossyDisk; readonly promised: History; readonly name: string };

/** Every different disk that the cuts leave of a recording, each with the most that was promised while a cut would leave it. */
export function aftermaths(
  { states, history }: Recording,
  cutsAt: (operation: number) => readonly PowerCut[],
): readonly Aftermath[] {
  const different = new Map<string, Aftermath>();
  for (const [at, state] of states.entries()) {
    for (const cut of cutsAt(at)) {
      const disk = state.afterPowerCut(cut);
      different.set(disk.fingerprint(), {
        disk,
        promised: historyUpTo(history, at),
        name: `cut before operation ${at}, ${cut.name}`,
      });
    }
  }
  return [...different.values()];
}

/**
 * The kind of a sync: what it syncs, numbers left out, and whether it only makes directories durable or other names too. Undefined for
 * what syncs nothing.
 */
export function syncSite({ kind, path, pending }: Operation): string | undefined {
  if (kind !== "sync-file" && (kind !== "sync-directory" || pending.length === 0)) return undefined;
  const what = kind === "sync-file" ? "file" : pending.every((change) => change === "make") ? "directories in" : "names in";
  return `${what} ${path.replace(/[0-9]+/g, "N")}`;
}

/** Both promises together. */
export function joined(left: History, right: History): History {
  return {
    statements: [...left.statements, ...right.statements],
    offsets: [...left.offsets, ...right.offsets],
    erased: [...left.erased, ...right.erased],
    signed: [...left.signed, ...right.signed],
  };
}
