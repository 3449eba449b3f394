import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RetentionPredicate } from "../model/index.ts";
import { lastStatement } from "./last-statement.ts";
import type { Node } from "./node.ts";
import { hostClock } from "./pipeline.ts";

/** For how long records are kept, as meridian.yaml says it. */
export type RetentionPolicy = Omit<RetentionPredicate, "from">;

/** What an expiry did. `entry` is the erasure statement; null when no segment was due. */
export type ExpiryReport = {
  readonly segments: number;
  readonly erased: number;
  readonly kept: number;
  readonly deadLetters: number;
  readonly entry: number | null;
};

const DAY_MS = 86_400_000;

/** States the policy if it is not the one in force, then erases what is due. */
export async function applyRetention(node: Node, policy: RetentionPolicy): Promise<ExpiryReport | undefined> {
  const inForce = await lastStatement(node.ledger, "retention");
  const isStated =
    inForce !== undefined &&
    (["schedule", "keepDays", "authority", "basis"] as const).every((part) => inForce[part] === policy[part]);
  if (!isStated) await node.ledger.retain(policy);
  return expireNode(node);
}

/** Erases what the schedule in force no longer keeps: records in segments, then the dead letters of whole days. Undefined without a schedule. */
export async function expireNode({ ledger, dataDirectory }: Node): Promise<ExpiryReport | undefined> {
  const schedule = await lastStatement(ledger, "retention");
  if (schedule === undefined) return undefined;
  const nowMs = hostClock();
  const outcome = await ledger.expire({ nowMs, holds: new Set() });
  if (!outcome.ok) return undefined;
  const { segments, erased, kept, receipt } = outcome.value;
  const deadLetters = await eraseDeadLetters(join(dataDirectory, "dead-letter"), nowMs - schedule.keepDays * DAY_MS);
  return { segments: segments.length, erased, kept, deadLetters, entry: receipt?.index ?? null };
}

/** Dead letters lie in one file a UTC day; a file goes when its whole day is over the limit. Gives how many went. */
async function eraseDeadLetters(folder: string, beforeMs: number): Promise<number> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const due = names.filter(
    (name) => /^\d{4}-\d{2}-\d{2}\.ndjson$/.test(name) && Date.parse(name.slice(0, 10)) + DAY_MS <= beforeMs,
  );
  for (const name of due) await rm(join(folder, name));
  return due.length;
}
