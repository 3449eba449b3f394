import { type Checked, isoTime, no, parseIsoTime, present, toHex, utf8, yes } from "../lib/index.ts";
import type { ErasurePredicate, RecordName, RetentionPredicate, SegmentId, Statement } from "../model/index.ts";
import type { WholeFile } from "./commit.ts";
import type { Receipt } from "./committer.ts";
import { asDiskFailure } from "./disk-failure.ts";
import type { LedgerEntry } from "./entries.ts";
import { OUT_OF_REACH } from "./erase-entries.ts";
import { formatKeptLine } from "./kept-line.ts";
import { keptPath, recordsPath, SEGMENTS, segmentId } from "./layout.ts";
import { formatRecordLine } from "./segment-line.ts";
import type { SegmentReader } from "./segments.ts";
import type { LedgerOptions, LedgerState } from "./state.ts";

/** For how long records are kept, who decided it and on what ground. `schedule` names it. */
export type Schedule = {
  readonly schedule: string;
  readonly keepDays: number;
  readonly authority: string;
  readonly basis: string;
};

/** `holds`: records that must stay whatever the schedule says, beside those that a detection cites. */
export type Expiry = { readonly nowMs: number; readonly holds: ReadonlySet<RecordName> };

/** What an expiry did; no receipt when nothing was due. */
export type Expired = {
  readonly receipt: Receipt | undefined;
  readonly segments: readonly SegmentId[];
  readonly erased: number;
  readonly kept: number;
};
export type ExpiryOutcome = Checked<Expired, { readonly kind: "no-schedule" }>;

const DAY_MS = 86_400_000;

/** The statement of a schedule that holds from now on. */
export function retentionStatement({ clock, sha256 }: LedgerOptions, schedule: Schedule): Statement {
  const predicate: RetentionPredicate = { ...schedule, from: isoTime(clock()) };
  return {
    kind: "retention",
    subject: [{ name: schedule.schedule, digest: { sha256: toHex(sha256(utf8(schedule.schedule))) } }],
    predicate,
  };
}

type Expirer = {
  readonly ledger: {
    entries(from?: number): AsyncIterable<LedgerEntry>;
    append(statements: readonly Statement[], files: readonly WholeFile[]): Promise<readonly Receipt[]>;
  };
  readonly state: LedgerState;
  readonly segments: SegmentReader;
};

/**
 * Erases what the governing schedule no longer keeps. What is kept of it and the signed erasure are durable before the first byte is
 * removed; a crash between the two is finished when the ledger is opened again.
 */
export async function expireSegments(expirer: Expirer, { nowMs, holds }: Expiry): Promise<ExpiryOutcome> {
  const { ledger, state, segments } = expirer;
  const schedule = state.places.retention;
  if (schedule === undefined) return no({ kind: "no-schedule" });
  const due = await dueSegments(expirer, nowMs - schedule.keepDays * DAY_MS);
  if (due.length === 0) return yes({ receipt: undefined, segments: [], erased: 0, kept: 0 });
  const cited = await citedRecords(ledger.entries());
  const plans: Plan[] = [];
  for (const id of due) plans.push(await planErasure(segments, id, (name) => cited.has(name) || holds.has(name)));
  const [receipt] = await ledger.append(
    [erasureStatement(schedule, plans, nowMs)],
    plans.map(({ file }) => file),
  );
  await removeRecords(state, due);
  const kept = plans.reduce((total, plan) => total + plan.kept.length, 0);
  const records = plans.reduce((total, plan) => total + plan.records, 0);
  return yes({ receipt, segments: due, erased: records - kept, kept });
}

async function removeRecords(state: LedgerState, ids: readonly SegmentId[]): Promise<void> {
  try {
    for (const id of ids) await state.options.files.remove(recordsPath(id));
    await state.options.files.syncDirectory(SEGMENTS);
  } catch (error) {
    state.failed = asDiskFailure(error);
    throw state.failed;
  }
}

async function dueSegments({ state, segments }: Expirer, sealedUpToMs: number): Promise<readonly SegmentId[]> {
  const due: SegmentId[] = [];
  for (let ordinal = 1; ordinal <= state.places.segmentCount; ordinal++) {
    const id = segmentId(ordinal);
    if (state.places.erasureOf(id) !== undefined) continue;
    const { predicate } = await segments.sealed(id);
    // Segments are sealed in order: the first that is too young ends the search.
    if (present(parseIsoTime(predicate.sealedAt), "a sealed time is a time") > sealedUpToMs) break;
    due.push(id);
  }
  return due;
}

async function citedRecords(entries: AsyncIterable<LedgerEntry>): Promise<ReadonlySet<RecordName>> {
  const cited = new Set<RecordName>();
  for await (const entry of entries) {
    if (entry.erased || entry.statement.kind !== "detection") continue;
    for (const event of entry.statement.predicate.events) for (const { name } of event.records) cited.add(name);
  }
  return cited;
}

type Plan = {
  readonly id: SegmentId;
  readonly root: string;
  readonly records: number;
  readonly kept: readonly RecordName[];
  readonly file: WholeFile;
};

async function planErasure(segments: SegmentReader, id: SegmentId, keeps: (name: RecordName) => boolean): Promise<Plan> {
  const kept: RecordName[] = [];
  let lines = "";
  for await (const sealed of segments.records(id)) {
    if (sealed.erased || !keeps(sealed.name)) continue;
    const { proof } = await segments.proof(id, sealed.index);
    kept.push(sealed.name);
    lines += formatKeptLine({ line: formatRecordLine(sealed.record, sealed.index).trimEnd(), proof });
  }
  const { predicate } = await segments.sealed(id);
  return { id, root: predicate.root, records: predicate.records, kept, file: { path: keptPath(id), bytes: utf8(lines) } };
}

function erasureStatement({ schedule, authority, basis }: RetentionPredicate, plans: readonly Plan[], nowMs: number): Statement {
  const predicate: ErasurePredicate = {
    schedule,
    authority,
    basis,
    erasedAt: isoTime(nowMs),
    segments: plans.map(({ id, records, kept }) => ({ segment: id, records, kept })),
    entries: [],
    outOfReach: OUT_OF_REACH,
  };
  return {
    kind: "erasure",
    subject: plans.map(({ id, root }) => ({ name: id, digest: { meridianSegmentV1: root } })),
    predicate,
  };
}
