import { type Checked, isoTime, no, parseIsoTime, present, toHex, utf8, yes } from "../lib/index.ts";
import type { RetentionPredicate, SegmentId, Statement } from "../model/index.ts";
import type { Receipt } from "./committer.ts";
import { type Erasing, type ErasurePlan, erase, type Reach, reachOf } from "./erase.ts";
import { planSegment, type SegmentPlan } from "./erasure-plan.ts";
import { gatherKeeping, type Keeping } from "./holds.ts";
import { segmentId } from "./layout.ts";
import type { LedgerOptions } from "./state.ts";

/** For how long records are kept, who decided it and on what ground. `schedule` names it. */
export type Schedule = {
  readonly schedule: string;
  readonly keepDays: number;
  readonly authority: string;
  readonly basis: string;
};

/** What an expiry did; no receipt when nothing was due. */
export type Expired = { readonly receipt: Receipt | undefined; readonly reach: Reach };
export type NoSchedule = { readonly kind: "no-schedule" };

const DAY_MS = 86_400_000;

/** The statement of a schedule that holds from now on. */
export function retentionStatement({ clock, sha256 }: LedgerOptions, schedule: Schedule): Statement {
  const predicate: RetentionPredicate = { ...schedule, from: isoTime(clock()) };
  return { kind: "retention", subject: [nameSubject({ sha256 }, schedule.schedule)], predicate };
}

/** The subject of a statement that is about a name: a schedule, an order, a hold. */
export function nameSubject({ sha256 }: Pick<LedgerOptions, "sha256">, name: string): Statement["subject"][number] {
  return { name, digest: { sha256: toHex(sha256(utf8(name))) } };
}

/** What the governing schedule no longer keeps at `nowMs`, cited and held records left out. Changes nothing. */
export async function planExpiry(erasing: Erasing, nowMs: number): Promise<Checked<ErasurePlan, NoSchedule>> {
  const { state, ledger } = erasing;
  const governing = state.places.retention;
  if (governing === undefined) return no({ kind: "no-schedule" });
  const { schedule, keepDays, authority, basis } = governing;
  const ground = { schedule, authority, basis };
  const due = await dueSegments(erasing, nowMs - keepDays * DAY_MS);
  if (due.length === 0) return yes({ ground, segments: [], entries: [], spared: [] });
  const keeping = await gatherKeeping(ledger.entries());
  const segments: SegmentPlan[] = [];
  for (const id of due) {
    const source = { segments: erasing.segments, sha256: state.options.sha256, keeping };
    const plan = await planSegment(source, id, (_, cited) => !cited, "kept");
    if (plan !== undefined) segments.push(plan);
  }
  return yes({ ground, segments, entries: [], spared: sparedSegments(due, keeping) });
}

function sparedSegments(due: readonly SegmentId[], { heldSegments }: Keeping): ErasurePlan["spared"] {
  return due.flatMap((id) => {
    const hold = heldSegments.get(id);
    return hold === undefined ? [] : [{ what: id, why: `the hold ${hold} keeps it` }];
  });
}

/** Erases what the governing schedule no longer keeps at `nowMs`. */
export async function expireSegments(erasing: Erasing, nowMs: number): Promise<Checked<Expired, NoSchedule>> {
  const plan = await planExpiry(erasing, nowMs);
  return plan.ok ? yes({ receipt: await erase(erasing, plan.value, nowMs), reach: reachOf(plan.value) }) : plan;
}

/** Segments sealed by then of which the schedule may still take something: those that it took are due again once a hold was lifted. */
async function dueSegments({ state, segments }: Erasing, sealedUpToMs: number): Promise<readonly SegmentId[]> {
  const latestHold = state.places.holdEntries.at(-1) ?? -1;
  const due: SegmentId[] = [];
  for (let ordinal = 1; ordinal <= state.places.segmentCount; ordinal++) {
    const id = segmentId(ordinal);
    if ((state.places.expiryOf(id) ?? -1) > latestHold) continue;
    const { predicate } = await segments.sealed(id);
    // Segments are sealed in order: the first that is too young ends the search.
    if (present(parseIsoTime(predicate.sealedAt), "a sealed time is a time") > sealedUpToMs) break;
    due.push(id);
  }
  return due;
}
