import type { CaseId, HoldPredicate, RecordName, SegmentId } from "../model/index.ts";
import { activeHolds } from "../model/index.ts";
import type { LedgerEntry } from "./entries.ts";

/** What must not be erased now, each with the hold, or the findings, that keep it. */
export type Keeping = {
  readonly cited: ReadonlySet<RecordName>;
  readonly heldRecords: ReadonlyMap<RecordName, string>;
  readonly heldSegments: ReadonlyMap<SegmentId, string>;
  readonly heldEntries: ReadonlyMap<number, string>;
};

/** One pass over the ledger: records that findings cite, and everything that active holds name or that follows from what they name. */
export async function gatherKeeping(entries: AsyncIterable<LedgerEntry>): Promise<Keeping> {
  const holds: HoldPredicate[] = [];
  const detections = new Map<number, readonly RecordName[]>();
  const cases = new Map<CaseId, Set<number>>();
  for await (const entry of entries) {
    if (entry.erased) continue;
    const { index, statement } = entry;
    if (statement.kind === "hold") holds.push(statement.predicate);
    if (statement.kind === "detection") detections.set(index, recordsOf(statement.predicate));
    if (statement.kind === "case") {
      // Every statement of the case counts: a later one with fewer findings frees none.
      const kept = cases.get(statement.predicate.case) ?? new Set();
      for (const finding of [index, ...statement.predicate.timeline.map((one) => one.index)]) kept.add(finding);
      cases.set(statement.predicate.case, kept);
    }
  }
  return keepingOf(activeHolds(holds), { detections, cases });
}

function recordsOf({ events }: { readonly events: readonly { readonly records: readonly { readonly name: RecordName }[] }[] }) {
  return events.flatMap(({ records }) => records.map(({ name }) => name));
}

type Findings = {
  readonly detections: ReadonlyMap<number, readonly RecordName[]>;
  /** Entries of the statements of each case, and of its findings. */
  readonly cases: ReadonlyMap<CaseId, ReadonlySet<number>>;
};

/** A held case keeps its statement and its findings, a held finding its records. */
function keepingOf(holds: ReadonlyMap<string, HoldPredicate>, { detections, cases }: Findings): Keeping {
  const cited = new Set<RecordName>();
  for (const names of detections.values()) for (const name of names) cited.add(name);
  const [heldRecords, heldSegments, heldEntries] = [
    new Map<RecordName, string>(),
    new Map<SegmentId, string>(),
    new Map<number, string>(),
  ];
  for (const [hold, predicate] of holds) {
    for (const id of predicate.segments) heldSegments.set(id, hold);
    for (const name of predicate.records) heldRecords.set(name, hold);
    const ofCases = predicate.cases.flatMap((id) => [...(cases.get(id) ?? [])]);
    for (const index of [...predicate.entries, ...ofCases]) {
      heldEntries.set(index, hold);
      for (const name of detections.get(index) ?? []) heldRecords.set(name, hold);
    }
  }
  return { cited, heldRecords, heldSegments, heldEntries };
}
