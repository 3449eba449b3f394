import type { Ledger, LedgerOptions, SealedSegment, Sealer } from "../../src/ledger/index.ts";
import { type CoveragePredicate, type Event, NOTHING_READ, type SegmentId, type Statement } from "../../src/model/index.ts";
import { additionOf, LINE_BYTES, UNIT_LINES } from "./feed.ts";
import type { LossyDisk } from "./lossy-files.ts";
import { nodeOptions, openNode, type SignedHead } from "./node.ts";

export const SOURCES = ["file:a", "file:bb"] as const;

/** What a run was promised, each with the number of disk operations when it was. */
export type History = {
  readonly statements: { readonly at: number; readonly index: number; readonly name: string; readonly size: number }[];
  readonly offsets: { readonly at: number; readonly source: string; readonly offset: number }[];
  readonly erased: { readonly at: number; readonly segment?: SegmentId; readonly entry?: number }[];
  readonly signed: SignedHead[];
};

export function newHistory(): History {
  return { statements: [], offsets: [], erased: [], signed: [] };
}

/** What had been promised when the disk had seen `at` operations. */
export function historyUpTo(history: History, at: number): History {
  const upTo = <Item extends { readonly at: number }>(items: readonly Item[]) => items.filter((item) => item.at <= at);
  return {
    statements: upTo(history.statements),
    offsets: upTo(history.offsets),
    erased: upTo(history.erased),
    signed: upTo(history.signed),
  };
}

/** A node on a disk that writes down what it is promised. */
export type Run = {
  readonly ledger: Ledger;
  readonly sealer: Sealer;
  readonly options: LedgerOptions;
  readonly history: History;
  readonly disk: LossyDisk;
};

/** Starts a node on `disk`; what opening gives counts as promised. */
export async function startRun(disk: LossyDisk, history: History, seed: number): Promise<Run> {
  const options = await nodeOptions(disk.files, {
    seed,
    signed: (head) => history.signed.push({ at: disk.operations, ...head }),
  });
  const { ledger, sealer } = await openNode(options, (sealed) => noteSealed(disk, history, sealed));
  const run = { ledger, sealer, options, history, disk };
  const last = await ledger.entry(ledger.size - 1);
  history.statements.push({ at: disk.operations, index: last.index, name: last.name, size: ledger.size });
  for (const [source, { offset }] of ledger.positions()) history.offsets.push({ at: disk.operations, source, offset });
  for await (const entry of ledger.entries()) {
    if (entry.erased || entry.statement.kind !== "erasure") continue;
    for (const { segment } of entry.statement.predicate.segments) history.erased.push({ at: disk.operations, segment });
    for (const index of entry.statement.predicate.entries) history.erased.push({ at: disk.operations, entry: index });
  }
  return run;
}

function noteSealed(disk: LossyDisk, history: History, { predicate, receipt, detections }: SealedSegment): void {
  const at = disk.operations;
  for (const one of [receipt, ...detections.map((detection) => detection.receipt)]) history.statements.push({ at, ...one });
  for (const { id, to } of predicate.sources) history.offsets.push({ at, source: id, offset: to.offset });
}

/** Reads every source from where the ledger says up to `lines` lines, in units, and seals. */
export async function feed({ ledger, sealer, options }: Run, lines: number): Promise<void> {
  const earlier = new Map<string, Event>();
  const next = new Map<string, number>(
    SOURCES.map((source) => [source, (ledger.positions().get(source)?.offset ?? 0) / LINE_BYTES]),
  );
  for (let busy = true; busy; ) {
    busy = false;
    for (const source of SOURCES) {
      const from = next.get(source) ?? 0;
      if (from >= lines) continue;
      busy = true;
      const addition = additionOf(
        source,
        { from, count: Math.min(UNIT_LINES, lines - from) },
        { randomBytes: options.randomBytes, earlier: earlier.get(source) },
      );
      sealer.add(addition);
      const [first] = addition.unit.events;
      if (first !== undefined) earlier.set(source, first);
      next.set(source, from + UNIT_LINES);
      await sealer.ready();
    }
  }
  await sealer.seal();
}

/** Statements from several callers at once. */
export async function appendTogether({ ledger, history, disk }: Run, count: number): Promise<void> {
  const appending = Array.from({ length: count }, async (_, at) => {
    const receipts = await ledger.append([coverage(`host ${at}`)]);
    for (const receipt of receipts) history.statements.push({ at: disk.operations, ...receipt });
  });
  await Promise.all(appending);
}

/** Erases everything sealed so far that nobody cites. */
export async function expireAll({ ledger, history, disk }: Run): Promise<void> {
  await ledger.retain({ schedule: "thirty days", keepDays: 30, authority: "records officer", basis: "test" });
  const outcome = await ledger.expire(1_795_343_175_000 + 31 * 86_400_000);
  if (!outcome.ok) throw new Error(outcome.fault.kind);
  for (const { segment } of outcome.value.reach.segments) history.erased.push({ at: disk.operations, segment });
  const indices = await coverageEntries(ledger);
  const scope = { records: [], segments: [], entries: indices };
  const ordered = await ledger.order({ order: "coverage", authority: "records officer", basis: "test", ...scope });
  if (!ordered.ok) throw new Error(ordered.fault.reason);
  const done = await ledger.carryOut("coverage", 1_795_343_175_000);
  if (!done.ok) throw new Error(done.fault.reason);
  for (const index of indices) history.erased.push({ at: disk.operations, entry: index });
}

async function coverageEntries(ledger: Ledger): Promise<readonly number[]> {
  const indices: number[] = [];
  for await (const entry of ledger.entries()) if (!entry.erased && entry.statement.kind === "coverage") indices.push(entry.index);
  return indices;
}

/** The whole life of a small node: begin, ingest, append, erase, stop, start again, ingest. */
export async function playScenario(disk: LossyDisk, history: History): Promise<void> {
  const first = await startRun(disk, history, 1);
  await feed(first, 15);
  await appendTogether(first, 3);
  await expireAll(first);
  await feed(first, 20);
  await first.ledger.close();
  const second = await startRun(disk, history, 2);
  await feed(second, 25);
  await second.ledger.close();
}

function coverage(source: string): Statement {
  const time = "2026-11-22T12:00:00.000Z";
  const digest = "00".repeat(32) as CoveragePredicate["rules"]["set"];
  const predicate: CoveragePredicate = {
    startedAt: time,
    endedAt: time,
    rules: { set: digest, applied: 0, refused: [] },
    sources: [{ id: source, state: "empty", reason: null, lines: 0 }],
    absent: [],
    uncovered: [],
    degraded: [],
    accounting: NOTHING_READ,
  };
  return { kind: "coverage", subject: [{ name: "rule set", digest: { sha256: digest } }], predicate };
}
