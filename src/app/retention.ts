import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Ledger, Reach } from "../ledger/index.ts";
import { activeHolds, type HoldPredicate, type RetentionPredicate } from "../model/index.ts";
import { requireApprovals } from "./keys/approvals.ts";
import type { ApprovalPolicy } from "./keys/approvals-deeds.ts";
import { lastStatement } from "./last-statement.ts";
import type { Node } from "./node.ts";
import { hostClock } from "./pipeline.ts";
import { eraseState } from "./state/erase-state.ts";

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

/** States the policy if it is not the one in force, then erases what is due. Throws as expireNode does. */
export async function applyRetention(
  node: Node,
  policy: RetentionPolicy,
  approvals: ApprovalPolicy,
): Promise<ExpiryReport | undefined> {
  const inForce = await lastStatement(node.ledger, "retention");
  const isStated =
    inForce !== undefined &&
    (["schedule", "keepDays", "authority", "basis"] as const).every((part) => inForce[part] === policy[part]);
  if (!isStated) await node.ledger.retain(policy);
  return expireNode(node, approvals);
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
  const due = await dueDeadLetters({ ledger, dataDirectory }, nowMs - schedule.keepDays * DAY_MS);
  let letters = 0;
  for (const path of due) letters += (await readFile(path, "utf8")).split("\n").length - 1;
  return { ...reach.value, deadLetters: letters };
}

/**
 * Erases what the schedule in force no longer keeps: records in segments, and the dead letters of whole days. Undefined without a schedule.
 * Where policy gives `erase` to several persons they approve the schedule, by its entry: throws APPROVAL_MISSING until they have.
 */
export async function expireNode(node: Node, approvals: ApprovalPolicy): Promise<ExpiryReport | undefined> {
  const { ledger } = node;
  const governing = await governingSchedule(ledger);
  if (governing === undefined) return undefined;
  const nowMs = hostClock();
  const { entry, name, keepDays } = governing;
  await requireApprovals(ledger, { kind: "erase", what: `schedule in entry ${entry} ${name}` }, approvals, {
    nowMs,
    after: entry,
  });
  const deadLetters = await eraseDeadLetters(node, nowMs - keepDays * DAY_MS);
  await eraseDueState(node, nowMs);
  const outcome = await ledger.expire(nowMs);
  if (!outcome.ok) return undefined;
  const { reach, receipt } = outcome.value;
  const erased = reach.segments.reduce((total, one) => total + one.erased, 0);
  const kept = reach.segments.reduce((total, one) => total + one.records - one.erased, 0);
  return { segments: reach.segments.length, erased, kept, deadLetters, entry: receipt?.index ?? null };
}

async function governingSchedule(
  ledger: Ledger,
): Promise<{ readonly entry: number; readonly name: string; readonly keepDays: number } | undefined> {
  let found: { entry: number; name: string; keepDays: number } | undefined;
  for await (const entry of ledger.entries()) {
    if (entry.erased || entry.statement.kind !== "retention") continue;
    found = { entry: entry.index, name: entry.name, keepDays: entry.statement.predicate.keepDays };
  }
  return found;
}

/** The ledger does not say which records of a segment will go: a state that has any of such a segment goes whole. */
async function eraseDueState(node: Node, nowMs: number): Promise<void> {
  const due = await node.ledger.expiryReach(nowMs);
  if (!due.ok) return;
  const segments = new Set(due.value.segments.filter(({ erased }) => erased > 0).map(({ segment }) => segment));
  if (segments.size > 0) await eraseState(node, (_, { ordinal }) => segments.has(node.ledger.segmentId(ordinal)));
}

/** Dead letters lie in one file a UTC day; a file goes when its whole day is over the limit. Gives how many went. */
async function eraseDeadLetters(node: Pick<Node, "ledger" | "dataDirectory">, beforeMs: number): Promise<number> {
  const due = await dueDeadLetters(node, beforeMs);
  for (const path of due) await rm(path);
  return due.length;
}

/** None while any hold stands: a letter does not tell whether it is of a record that is held. */
async function dueDeadLetters(
  { ledger, dataDirectory }: Pick<Node, "ledger" | "dataDirectory">,
  beforeMs: number,
): Promise<readonly string[]> {
  if (await isAnythingHeld(ledger)) return [];
  const folder = join(dataDirectory, "dead-letter");
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .filter((name) => /^\d{4}-\d{2}-\d{2}\.ndjson$/.test(name) && Date.parse(name.slice(0, 10)) + DAY_MS <= beforeMs)
    .map((name) => join(folder, name));
}

async function isAnythingHeld(ledger: Ledger): Promise<boolean> {
  const holds: HoldPredicate[] = [];
  for await (const entry of ledger.entries()) {
    if (!entry.erased && entry.statement.kind === "hold") holds.push(entry.statement.predicate);
  }
  return activeHolds(holds).size > 0;
}
