import { parseIsoTime, present } from "../lib/index.ts";
import type { RecordName } from "./names.ts";
import type { HoldPredicate, OrderPredicate } from "./statements/hold.ts";
import { type ErasedPart, type ErasurePredicate, erasedBy, type RetentionPredicate } from "./statements/retention.ts";

/** What was stated before an erasure, in ledger order, as far as the reader has it; and when each segment was sealed. */
export type ErasureGround = {
  readonly schedules: readonly RetentionPredicate[];
  readonly orders: readonly OrderPredicate[];
  readonly holds: readonly HoldPredicate[];
  /** ISO time; undefined for a segment that the reader does not have. */
  readonly sealedAt: (segment: string) => string | undefined;
};

const DAY_MS = 86_400_000;

/**
 * Why an erasure was not made under policy (spec/segment.md §Expiry, §Orders); undefined when it was. A schedule takes what is due and
 * nothing else, an order what it names and nothing else, and neither takes what a hold names.
 */
export function erasureFault(erasure: ErasurePredicate, ground: ErasureGround): string | undefined {
  const order = ground.orders.findLast(({ order: name }) => name === erasure.schedule);
  const schedule = ground.schedules.findLast(({ schedule: name }) => name === erasure.schedule);
  const stated = order ?? schedule;
  if (stated === undefined) return "no schedule and no order of its name was stated before it";
  if (stated.authority !== erasure.authority || stated.basis !== erasure.basis)
    return "the schedule or order that it names has another authority or basis";
  const beyond =
    order === undefined ? tooEarly(erasure, present(schedule, "one of them is"), ground) : beyondOrder(erasure, order);
  return beyond ?? heldFault(erasure, activeHolds(ground.holds));
}

function tooEarly(erasure: ErasurePredicate, { keepDays }: RetentionPredicate, ground: ErasureGround): string | undefined {
  if (erasure.entries.length > 0) return "a schedule erases records only, and it names entries";
  const dueMs = timeOf(erasure.erasedAt) - keepDays * DAY_MS;
  for (const { segment } of erasure.segments) {
    const sealedAt = ground.sealedAt(segment);
    if (sealedAt !== undefined && timeOf(sealedAt) > dueMs) return `its schedule keeps ${segment} for longer than that`;
  }
  return undefined;
}

function beyondOrder(erasure: ErasurePredicate, order: OrderPredicate): string | undefined {
  const [records, segments, entries] = [new Set(order.records), new Set(order.segments), new Set(order.entries)];
  for (const { segment, gone } of erasure.segments) {
    if (segments.has(segment)) continue;
    if (gone === null) return `the order does not name ${segment}`;
    const other = gone.find((name) => !records.has(name));
    if (other !== undefined) return `the order does not name the record ${other}`;
  }
  const entry = erasure.entries.find((index) => !entries.has(index));
  return entry === undefined ? undefined : `the order does not name entry ${entry}`;
}

function heldFault(erasure: ErasurePredicate, holds: ReadonlyMap<string, HoldPredicate>): string | undefined {
  const parts = new Map(erasure.segments.map((part) => [part.segment, part]));
  for (const [name, { records, segments, entries }] of holds) {
    const segment = segments.find((id) => parts.has(id));
    if (segment !== undefined) return `the hold ${name} keeps ${segment}`;
    const entry = entries.find((index) => erasure.entries.includes(index));
    if (entry !== undefined) return `the hold ${name} keeps entry ${entry}`;
    const record = records.find((held) => erasure.segments.some((part) => tookNamed(part, held)));
    if (record !== undefined) return `the hold ${name} keeps the record ${record}`;
  }
  return undefined;
}

/** Which records a part without `gone` took cannot be told without the segment: a hold's record must be among the kept where it was there. */
function tookNamed(part: ErasedPart, name: RecordName): boolean {
  return part.gone !== null && erasedBy(part)(name);
}

/** The holds that are placed and not lifted, by name, after these statements. A hold that is placed again keeps what it kept before. */
export function activeHolds(holds: readonly HoldPredicate[]): ReadonlyMap<string, HoldPredicate> {
  const active = new Map<string, HoldPredicate>();
  for (const hold of holds) {
    const before = active.get(hold.hold);
    if (hold.action === "place") active.set(hold.hold, before === undefined ? hold : bothReaches(before, hold));
    else active.delete(hold.hold);
  }
  return active;
}

function bothReaches(before: HoldPredicate, again: HoldPredicate): HoldPredicate {
  return {
    ...again,
    records: [...new Set([...before.records, ...again.records])],
    segments: [...new Set([...before.segments, ...again.segments])],
    entries: [...new Set([...before.entries, ...again.entries])],
    cases: [...new Set([...before.cases, ...again.cases])],
    exhibits: [...new Set([...before.exhibits, ...again.exhibits])],
  };
}

function timeOf(text: string): number {
  return parseIsoTime(text) ?? Number.NaN;
}
