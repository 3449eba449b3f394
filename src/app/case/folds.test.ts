import assert from "node:assert/strict";
import { test } from "node:test";
import { CASE, KEEPER, Scene } from "../../../test/case/nouns.ts";
import type { LedgerEntry } from "../../ledger/index.ts";
import type { CasefilePredicate, DocketPredicate } from "../../model/index.ts";
import { openCaseBook } from "./book.ts";
import { foldAndState, foldOf } from "./folds.ts";
import type { CaseLedger } from "./world.ts";

const OTHER = "North Port CERT";
const keptBy = (by: string) => ({ kind: "casefile", predicate: { case: CASE, by } as CasefilePredicate });
const stated = (predicate: DocketPredicate) => ({ kind: "docket", predicate });

/** A book over statements, which grow. */
function bookOver(statements: readonly object[]) {
  const entries = async function* (from = 0) {
    for (const [at, statement] of statements.slice(from).entries())
      yield { index: from + at, name: `entry ${from + at}`, erased: false, statement } as unknown as LedgerEntry;
  };
  return openCaseBook({ entries } as unknown as CaseLedger);
}

/** A party's record, and a word of somebody who withdraws it. */
function withdrawnBy(by: string): readonly [DocketPredicate, DocketPredicate] {
  const scene = new Scene();
  const record = scene.record("a record", "an origin");
  const first = scene.docket("Salt Marsh Water");
  scene.judge(record, "withdraw", by);
  return [first, scene.docket(by)];
}

test("each docket is judged by who kept the case when it was stated", async () => {
  const [record, withdrawal] = withdrawnBy(KEEPER);
  for (const [keepers, refused] of [
    [[KEEPER, OTHER], 0],
    [[OTHER, KEEPER], 1],
  ] as const) {
    const [first, second] = keepers;
    const all = [keptBy(first), stated(record), stated(withdrawal), keptBy(second)];
    const atOnce = await bookOver(all);
    const growing: object[] = [];
    const bitByBit = await bookOver(growing);
    for (const statement of all) {
      growing.push(statement);
      await bitByBit.refresh();
      const booked = bitByBit.get(CASE);
      assert.ok(booked);
      foldOf(booked);
    }
    for (const book of [atOnce, bitByBit]) {
      const booked = book.get(CASE);
      assert.ok(booked);
      const view = foldOf(booked).view();
      assert.equal(view.refused.length, refused, `kept by ${first}, then ${second}`);
      assert.equal(view.casefile?.by, second);
    }
  }
});

test("what was folded before it was stated is no second docket when it comes back, and none after it is passed over", async () => {
  const [record, withdrawal] = withdrawnBy(KEEPER);
  const ledger: object[] = [keptBy(KEEPER)];
  const book = await bookOver(ledger);
  const booked = book.get(CASE);
  assert.ok(booked);
  await foldAndState(booked, record, async () => {
    ledger.push(stated(record), stated(withdrawal));
    await book.refresh();
    foldOf(booked);
  });
  ledger.push(stated(new Scene().docket()));
  await book.refresh();
  const { nouns, refused } = foldOf(booked).view();
  assert.deepEqual([nouns.size, refused.length], [2, 0]);
});
