import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseId, EntryName, RecordName, Statement } from "../model/index.ts";
import type { LedgerEntry } from "./entries.ts";
import { gatherKeeping } from "./holds.ts";

const CASE = "case-0123456789ab" as CaseId;
const record = (index: number) => String(index).repeat(64).slice(0, 64) as RecordName;

/** Only what gatherKeeping looks at. */
function detection(index: number): Statement {
  const predicate = { events: [{ records: [{ name: record(index) }] }] };
  return { kind: "detection", subject: [], predicate } as unknown as Statement;
}

function caseOf(...findings: readonly number[]): Statement {
  const predicate = { case: CASE, timeline: findings.map((index) => ({ index })) };
  return { kind: "case", subject: [], predicate } as unknown as Statement;
}

function hold(action: "place" | "lift"): Statement {
  const reach = { records: [], segments: [], entries: [], cases: [CASE], exhibits: [] };
  const predicate = { action, hold: "inquiry", authority: "", basis: "", from: "", ...reach };
  return { kind: "hold", subject: [], predicate };
}

async function* ledgerOf(statements: readonly Statement[]): AsyncGenerator<LedgerEntry> {
  for (const [index, statement] of statements.entries()) {
    yield { index, name: "" as EntryName, salt: new Uint8Array(), envelope: new Uint8Array(), statement };
  }
}

test("a held case keeps every finding that it ever had, whatever a later statement of it leaves out", async () => {
  const statements = [detection(0), detection(1), caseOf(0, 1), hold("place"), caseOf(1)];
  const { heldEntries, heldRecords } = await gatherKeeping(ledgerOf(statements));
  assert.deepEqual(
    [...heldEntries.keys()].sort((left, right) => left - right),
    [0, 1, 2, 4],
  );
  assert.deepEqual([...heldRecords.keys()].toSorted(), [record(0), record(1)]);
  const lifted = await gatherKeeping(ledgerOf([...statements, hold("lift")]));
  assert.deepEqual([lifted.heldEntries.size, lifted.heldRecords.size, lifted.cited.size], [0, 0, 2]);
});
