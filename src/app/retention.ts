import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Reach } from "../ledger/index.ts";
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

/** What `expireNode` would erase now; undefined without a schedule. Changes nothing. */
export async function reachOfExpiry({
  ledger,
  dataDirectory,
}: Node): Promise<(Reach & { readonly deadLetters: number }) | undefined> {
  const schedule = await lastStatement(ledger, "retention");
  if (schedule === undefined) return undefined;
  const nowMs = hostClock();
  const reach = await ledger.expiryReach(nowMs);
  if (!reach.ok) return undefined;
  const due = await dueDeadLetters(join(dataDirectory, "dead-letter"), nowMs - schedule.keepDays * DAY_MS);
  let letters = 0;
  for (const path of due) letters += (await readFile(path, "utf8")).split("\n").length - 1;
  return { ...reach.value, deadLetters: letters };
}

/** Erases what the schedule in force no longer keeps: records in segments, then the dead letters of whole days. Undefined without a schedule. */
export async function expireNode({ ledger, dataDirectory }: Node): Promise<ExpiryReport | undefined> {
  const schedule = await lastStatement(ledger, "retention");
  if (schedule === undefined) return undefined;
  const nowMs = hostClock();
  const outcome = await ledger.expire(nowMs);
  if (!outcome.ok) return undefined;
  const { reach, receipt } = outcome.value;
  const erased = reach.segments.reduce((total, one) => total + one.erased, 0);
  const kept = reach.segments.reduce((total, one) => total + one.records - one.erased, 0);
  const deadLetters = await eraseDeadLetters(join(dataDirectory, "dead-letter"), nowMs - schedule.keepDays * DAY_MS);
  return { segments: reach.segments.length, erased, kept, deadLetters, entry: receipt?.index ?? null };
}

/** Dead letters lie in one file a UTC day; a file goes when its whole day is over the limit. Gives how many went. */
async function eraseDeadLetters(folder: string, beforeMs: number): Promise<number> {
  const due = await dueDeadLetters(folder, beforeMs);
  for (const path of due) await rm(path);
  return due.length;
}

async function dueDeadLetters(folder: string, beforeMs: number): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .filter((name) => /^\d{4}-\d{2}-\d{2}\.ndjson$/.test(name) && Date.parse(name.slice(0, 10)) + DAY_MS <= beforeMs)
    .map((name) => join(folder, name));
}
