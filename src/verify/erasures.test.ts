import assert from "node:assert/strict";
import { test } from "node:test";
import type { EntryName, RecordName, SegmentId, Statement } from "../model/index.ts";
import { provenErasures } from "./erasures.ts";
import { Faults } from "./faults.ts";

const NAME = "ab".repeat(32) as RecordName;
const OTHER = "cd".repeat(32) as RecordName;
const SEGMENT = "seg-000001" as SegmentId;
const WORDS = { authority: "Harbour Authority", basis: "records policy 4" };
const FROM = "2026-11-22T12:00:00.000Z";

const at = (index: number, kind: Statement["kind"], predicate: unknown) => ({
  index,
  name: "ef".repeat(32) as EntryName,
  statement: { kind, subject: [], predicate } as unknown as Statement,
  signers: [],
});
const hold = (action: "place" | "lift") => ({
  action,
  hold: "inquiry 1",
  ...WORDS,
  from: FROM,
  records: [NAME],
  segments: [],
  entries: [],
  cases: [],
  exhibits: [],
});
const schedule = at(1, "retention", { schedule: "30 days", keepDays: 30, ...WORDS, from: FROM });
const erasure = at(4, "erasure", {
  schedule: "30 days",
  ...WORDS,
  erasedAt: "2026-12-23T12:00:00.000Z",
  segments: [{ segment: SEGMENT, records: 4, kept: [], gone: null }],
  entries: [],
  outOfReach: [],
});

function took(...before: readonly ReturnType<typeof at>[]): readonly (boolean | undefined)[] {
  const faults = new Faults();
  const part = provenErasures([schedule, ...before, erasure], new Map(), faults)
    .get(4)
    ?.get(SEGMENT);
  assert.deepEqual(faults.all, []);
  return [part?.(NAME), part?.(OTHER)];
}

test("a record under hold is not erased under policy by an erasure that names only what it kept", () => {
  assert.deepEqual(took(), [true, true]);
  assert.deepEqual(took(at(2, "hold", hold("place"))), [false, true]);
  assert.deepEqual(took(at(2, "hold", hold("place")), at(3, "hold", hold("lift"))), [true, true]);
});
