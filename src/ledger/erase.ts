import { isoTime } from "../lib/index.ts";
import type { EntryName, ErasurePredicate, Statement } from "../model/index.ts";
import type { WholeFile } from "./commit.ts";
import type { Receipt } from "./committer.ts";
import { asDiskFailure } from "./disk-failure.ts";
import { BatchIndex, type LedgerEntry } from "./entries.ts";
import { eraseEnvelopes, OUT_OF_REACH } from "./erase-entries.ts";
import type { SegmentPlan, SegmentReach } from "./erasure-plan.ts";
import { keptPath, recordsPath, SEGMENTS } from "./layout.ts";
import type { SegmentReader } from "./segments.ts";
import type { LedgerState } from "./state.ts";

/** What an erasure needs of an open ledger. */
export type Erasing = {
  readonly ledger: {
    readonly size: number;
    entries(from?: number): AsyncIterable<LedgerEntry>;
    entry(index: number): Promise<LedgerEntry>;
    append(statements: readonly Statement[], files: readonly WholeFile[]): Promise<readonly Receipt[]>;
  };
  readonly state: LedgerState;
  readonly segments: SegmentReader;
};

/** Something that an erasure was asked to take and leaves, and why. */
export type Spared = { readonly what: string; readonly why: string };

/** What an erasure takes, and what it leaves, told before it is done. */
export type Reach = {
  readonly segments: readonly SegmentReach[];
  /** Entries whose envelopes and salts go. */
  readonly entries: readonly number[];
  readonly spared: readonly Spared[];
  readonly outOfReach: readonly string[];
};

/** A planned erasure. */
export type ErasurePlan = {
  readonly ground: { readonly schedule: string; readonly authority: string; readonly basis: string };
  readonly segments: readonly SegmentPlan[];
  readonly entries: readonly { readonly index: number; readonly name: EntryName }[];
  readonly spared: readonly Spared[];
};

/** The plan as its reach. */
export function reachOf({ segments, entries, spared }: ErasurePlan): Reach {
  return {
    segments: segments.map(({ reach }) => reach),
    entries: entries.map(({ index }) => index),
    spared,
    outOfReach: OUT_OF_REACH,
  };
}

/**
 * Carries a plan out. What stays and the signed erasure are durable before the first byte is removed; a crash between the two is
 * finished when the ledger is opened again.
 */
export async function erase(
  { ledger, state, segments }: Erasing,
  plan: ErasurePlan,
  nowMs: number,
): Promise<Receipt | undefined> {
  if (plan.segments.length === 0 && plan.entries.length === 0) return undefined;
  const before = new Map<string, number>();
  for (const { reach } of plan.segments) before.set(reach.segment, (await segments.erasures(reach.segment)).length);
  const files = plan.segments.map(({ file }) => file);
  const [receipt] = await ledger.append([erasureStatement(plan, nowMs)], files);
  try {
    await removeRecords(state, plan, before);
    const source = { files: state.options.files, batches: new BatchIndex(state.options.files) };
    const indices = plan.entries.map(({ index }) => index);
    if (receipt !== undefined) await eraseEnvelopes(source, indices, receipt.index);
  } catch (error) {
    state.failed = asDiskFailure(error);
    throw state.failed;
  }
  return receipt;
}

async function removeRecords(
  { options: { files } }: LedgerState,
  plan: ErasurePlan,
  before: ReadonlyMap<string, number>,
): Promise<void> {
  for (const { reach } of plan.segments) {
    const erasures = before.get(reach.segment) ?? 0;
    await files.remove(erasures === 0 ? recordsPath(reach.segment) : keptPath(reach.segment, erasures));
  }
  if (plan.segments.length > 0) await files.syncDirectory(SEGMENTS);
}

function erasureStatement({ ground, segments, entries }: ErasurePlan, nowMs: number): Statement {
  const predicate: ErasurePredicate = {
    ...ground,
    erasedAt: isoTime(nowMs),
    segments: segments.map(({ part }) => part),
    entries: entries.map(({ index }) => index),
    outOfReach: OUT_OF_REACH,
  };
  const ofSegments = segments.map(({ part, root }) => ({ name: part.segment, digest: { meridianSegmentV1: root } }));
  const ofEntries = entries.map(({ index, name }) => ({ name: `entry ${index}`, digest: { meridianEnvelopeV1: name } }));
  return { kind: "erasure", subject: [...ofSegments, ...ofEntries], predicate };
}
