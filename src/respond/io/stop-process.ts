import { setTimeout as after } from "node:timers/promises";
import { explainError } from "../../lib/index.ts";
import type { ProcessTable } from "./process-table.ts";

/** How long a process may take to end by itself after SIGTERM, and to vanish after SIGKILL. */
export type StopTimes = { readonly graceMs: number; readonly killMs: number };

export const STOP_TIMES: StopTimes = { graceMs: 3_000, killMs: 2_000 };
const LOOK_EVERY_MS = 20;

/** A process by its number and its start, so that a number that was given again is nobody. */
export type ProcessName = { readonly pid: number; readonly start: string };

/** This process and all that it runs under. */
export function ancestors(table: ProcessTable): readonly number[] {
  const seen = new Set<number>();
  for (let own = table.ownPid; own > 0 && !seen.has(own); own = table.stat(own)?.parent ?? 0) seen.add(own);
  return [...seen];
}

/** Why this process is not ours to stop; undefined when it is. */
export function stopRefusal(table: ProcessTable, { pid }: ProcessName): string | undefined {
  if (pid === 1) return "process 1 is the machine itself";
  if (pid === table.ownPid) return "it is the enforcer itself";
  if (ancestors(table).includes(pid)) return "the enforcer runs under it";
  return table.stat(pid)?.isKernel === true ? "it is a thread of the kernel" : undefined;
}

/**
 * Ends one process: SIGTERM, and SIGKILL after the grace. Undefined when it is gone, else why it is not. The start is read just before
 * each signal; between the two a number could still be given again, since Node has no pidfd: that takes the kernel going once around
 * all its numbers within some microseconds.
 */
export async function stopProcess(table: ProcessTable, name: ProcessName, times: StopTimes): Promise<string | undefined> {
  try {
    if (isGone(table, name) || table.signal(name.pid, "SIGTERM") === "gone") return undefined;
    if (await vanishes(table, name, times.graceMs)) return undefined;
    if (isGone(table, name) || table.signal(name.pid, "SIGKILL") === "gone") return undefined;
    return (await vanishes(table, name, times.killMs)) ? undefined : "it outlived SIGKILL; it waits for a device";
  } catch (error) {
    return `it cannot be signalled: ${explainError(error)}`;
  }
}

function isGone(table: ProcessTable, { pid, start }: ProcessName): boolean {
  const now = table.stat(pid);
  return now === undefined || now.isDead || now.start !== start;
}

async function vanishes(table: ProcessTable, name: ProcessName, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += LOOK_EVERY_MS) {
    if (isGone(table, name)) return true;
    await after(LOOK_EVERY_MS);
  }
  return isGone(table, name);
}
