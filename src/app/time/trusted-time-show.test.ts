import assert from "node:assert/strict";
import { test } from "node:test";
import { isoTime } from "../../lib/index.ts";
import type { Digest, EntryName } from "../../model/index.ts";
import type { TimeEntry } from "./trusted-time-entries.ts";
import { entryTime } from "./trusted-time-show.ts";

const NOON = Date.UTC(2026, 10, 22, 12);
const at = (seconds: number) => isoTime(NOON + seconds * 1000);

/** A time statement at `entry` on the tree of all before it; `span` in seconds after noon, null when its clocks contradict each other. */
function stated(entry: number, span: readonly [number, number] | null): TimeEntry {
  const contradictions = span === null ? [{ sources: ["Old Time"], reason: "late" }] : [];
  return {
    entry,
    name: "00" as EntryName,
    predicate: {
      checkpoint: { origin: "harbour.example/ledger", size: entry, root: "00" as Digest },
      sources: [],
      interval: span === null ? null : { notBefore: at(span[0]), notAfter: at(span[1]) },
      after: null,
      contradictions,
      renews: null,
    },
  };
}

const HOURLY = [stated(10, [0, 2]), stated(20, [3600, 3602]), stated(30, [7200, 7202])];

test("an entry came between the statements before and after it", () => {
  const { notBefore, notAfter, widthMs } = entryTime(HOURLY, 15);
  assert.deepEqual([notBefore, notAfter, widthMs], [{ at: at(0), entry: 10 }, { at: at(3602), entry: 20 }, 3_602_000]);
});

test("before the first statement nothing bounds it from below, after the last nothing from above", () => {
  assert.deepEqual([entryTime(HOURLY, 9).notBefore, entryTime(HOURLY, 9).notAfter], [null, { at: at(2), entry: 10 }]);
  assert.deepEqual([entryTime(HOURLY, 30).notBefore?.entry, entryTime(HOURLY, 30).notAfter], [20, null]);
});

test("a statement neither covers itself nor bounds itself", () => {
  const { notBefore, notAfter } = entryTime(HOURLY, 20);
  assert.deepEqual([notBefore?.entry, notAfter?.entry], [10, 30]);
});

test("the tightest bounds count, whichever statements give them", () => {
  const late = [stated(10, [0, 9000]), stated(20, [3600, 3602])];
  assert.equal(entryTime(late, 5).notAfter?.entry, 20);
});

test("clocks that contradict each other bound nothing, and are shown", () => {
  const broken = [stated(10, [0, 2]), stated(20, null), stated(30, [7200, 7202])];
  const { notAfter, contradictions } = entryTime(broken, 15);
  assert.equal(notAfter?.entry, 30);
  assert.deepEqual(contradictions, [{ sources: ["Old Time"], reason: "late", entry: 20 }]);
});

test("clocks against the order of the log give a negative width", () => {
  assert.equal(entryTime([stated(10, [100, 101]), stated(20, [0, 1])], 15).widthMs, -99_000);
});
