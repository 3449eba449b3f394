import assert from "node:assert/strict";
import { test } from "node:test";
import { type ErasureGround, type ErasurePredicate, erasureFault, type HoldPredicate } from "./index.ts";

const WORDS = { authority: "Harbour Authority", basis: "records policy 4" };
const SEALED = "2026-11-22T12:00:00.000Z";
const RECORD = "ab".repeat(32) as HoldPredicate["records"][number];
const SEGMENT = "seg-000001" as HoldPredicate["segments"][number];

const schedule = { schedule: "30 days", keepDays: 30, ...WORDS, from: SEALED };
const order = { order: "court 7", ...WORDS, from: SEALED, records: [RECORD], segments: [], entries: [3] };
const hold = (reach: Partial<HoldPredicate>): HoldPredicate => ({
  action: "place",
  hold: "inquiry 1",
  ...WORDS,
  from: SEALED,
  records: [],
  segments: [],
  entries: [],
  cases: [],
  exhibits: [],
  ...reach,
});
const ground = (holds: readonly HoldPredicate[] = []): ErasureGround => ({
  schedules: [schedule],
  orders: [order],
  holds,
  sealedAt: () => SEALED,
});
const erasure = (changes: Partial<ErasurePredicate>): ErasurePredicate => ({
  schedule: "30 days",
  ...WORDS,
  erasedAt: "2026-12-23T12:00:00.000Z",
  segments: [],
  entries: [],
  outOfReach: [],
  ...changes,
});
const part = { segment: SEGMENT, records: 4, kept: null, gone: [RECORD] };

test("a schedule takes records that are due and no entry, an order what it names", () => {
  assert.equal(erasureFault(erasure({ segments: [part] }), ground()), undefined);
  assert.match(erasureFault(erasure({ segments: [part], entries: [3] }), ground()) ?? "", /a schedule erases records only/);
  assert.equal(erasureFault(erasure({ schedule: "court 7", segments: [part], entries: [3] }), ground()), undefined);
  assert.match(erasureFault(erasure({ schedule: "court 7", entries: [4] }), ground()) ?? "", /does not name entry 4/);
});

test("a hold that is placed again with less keeps what it kept before, until it is lifted", () => {
  const taken = erasure({ segments: [part] });
  const placed = [hold({ records: [RECORD] }), hold({ entries: [9] })];
  assert.match(erasureFault(taken, ground(placed)) ?? "", /the hold inquiry 1 keeps the record/);
  assert.equal(erasureFault(taken, ground([...placed, hold({ action: "lift" })])), undefined);
});
