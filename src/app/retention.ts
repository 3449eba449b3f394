import type { Ledger } from "../ledger/index.ts";
import type { RetentionPredicate } from "../model/index.ts";
import { hostClock } from "./pipeline.ts";

/** For how long records are kept, as meridian.yaml says it. */
export type RetentionPolicy = Omit<RetentionPredicate, "from">;

/** States the policy if it is not the one in force, then erases what is due. Cited records stay. Gives how many records went. */
export async function applyRetention(ledger: Ledger, policy: RetentionPolicy): Promise<number> {
  const inForce = await governingSchedule(ledger);
  const isStated =
    inForce !== undefined &&
    (["schedule", "keepDays", "authority", "basis"] as const).every((part) => inForce[part] === policy[part]);
  if (!isStated) await ledger.retain(policy);
  const outcome = await ledger.expire({ nowMs: hostClock(), holds: new Set() });
  return outcome.ok ? outcome.value.erased : 0;
}

async function governingSchedule(ledger: Ledger): Promise<RetentionPredicate | undefined> {
  let last: RetentionPredicate | undefined;
  for await (const entry of ledger.entries()) {
    if (!entry.erased && entry.statement.kind === "retention") last = entry.statement.predicate;
  }
  return last;
}
