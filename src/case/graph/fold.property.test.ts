import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { docketOf, KEEPER, Scene, sha256 } from "../../../test/case/nouns.ts";
import { randomCase } from "../../../test/case/random-case.ts";
import { type CasefilePredicate, type Noun, nounId } from "../../model/index.ts";
import { type CaseFold, createCaseGraph, foldCase } from "./case-graph.ts";
import { describeGraph } from "./describe.ts";
import type { CaseNoun } from "./held.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 5000 : 30;
const CASEFILE = { case: "case-0123456789ab", by: KEEPER } as CasefilePredicate;
const seeds = fc.tuple(fc.integer(), fc.integer({ min: 10, max: 120 }));

const begin = () => createCaseGraph({ sha256, casefile: CASEFILE });

/** The nouns that hold, each in a docket of its own, so that what is against the invariants is left out one by one. */
function holding(nouns: readonly Noun[]): { readonly fold: CaseFold; readonly nouns: readonly Noun[] } {
  const fold = begin();
  return { fold, nouns: nouns.filter((noun) => fold.add(docketOf([noun])).ok) };
}

const told = ({ id, order, withdrawnBy }: CaseNoun) => [id, order, withdrawnBy];

test("dockets cut anywhere, asked anything in between, give the same bytes", () => {
  let refused = 0;
  fc.assert(
    fc.property(seeds, fc.array(fc.tuple(fc.nat(9), fc.nat(3))), ([seed, size], cuts) => {
      const all = randomCase(seed, size).nouns;
      const { nouns } = holding(all);
      refused += all.length - nouns.length;
      const whole = begin();
      assert.ok(whole.add(docketOf(nouns)).ok);
      const pieces = begin();
      let at = 0;
      for (const [length, asked] of [...cuts, [nouns.length, 0] as const]) {
        assert.ok(pieces.add(docketOf(nouns.slice(at, at + length))).ok);
        at += length;
        if (asked === 0) pieces.settle();
        if (asked === 1) pieces.whatIf([...pieces.view().nouns.keys()].slice(at % 3, (at % 3) + 2));
        if (asked === 2) for (const id of pieces.view().claims()) pieces.view().roots(id);
      }
      assert.equal(describeGraph(pieces), describeGraph(whole));
      const folded = foldCase([docketOf(nouns)], sha256, CASEFILE);
      assert.deepEqual([...folded.nouns.values()].map(told), [...whole.view().nouns.values()].map(told));
    }),
    { numRuns: RUNS },
  );
  assert.ok(refused > 0, "the random cases break invariants too");
});

test("settling after each docket, and supposing a withdrawal, come to what a fresh fold says", () => {
  let changed = 0;
  fc.assert(
    fc.property(seeds, fc.nat(), ([seed, size], choice) => {
      const { nouns } = holding(randomCase(seed, size).nouns);
      const fold = begin();
      for (const noun of nouns) {
        fold.add(docketOf([noun]));
        fold.settle();
      }
      const target = nounId(nouns[choice % nouns.length] as Noun, sha256);
      const before = describeGraph(fold);
      const supposed = fold.whatIf([target]);
      assert.equal(describeGraph(fold), before, "supposing leaves no trace");
      if (fold.view().nouns.get(target)?.withdrawnBy !== null) return;
      const scene = new Scene();
      scene.judge(target, "withdraw", KEEPER, "it is wrong");
      const stated = scene.docket();
      if (!fold.add(stated).ok) return;
      const differences = fold.settle();
      assert.deepEqual(supposed, differences);
      const fresh = begin();
      fresh.add(docketOf([...nouns, ...stated.nouns]));
      assert.equal(describeGraph(fold), describeGraph(fresh), "nothing that leaned was missed");
      if (differences.some((one) => JSON.stringify(one.before) !== JSON.stringify(one.after))) changed++;
    }),
    { numRuns: RUNS * 3 },
  );
  assert.ok(changed > RUNS / 10, `${changed} withdrawals changed a score`);
});

test("a withdrawal that is withdrawn leaves every score as it was", () => {
  fc.assert(
    fc.property(seeds, fc.nat(), ([seed, size], choice) => {
      const { nouns, fold } = holding(randomCase(seed, size).nouns);
      const target = nounId(nouns[choice % nouns.length] as Noun, sha256);
      const view = fold.view();
      const scores = () => JSON.stringify([...fold.scores()]);
      const before = scores();
      if (view.nouns.get(target)?.noun.noun === "judgement") return;
      const scene = new Scene();
      const withdrawal = scene.judge(target, "withdraw", KEEPER, "first");
      assert.ok(fold.add(scene.docket()).ok);
      fold.settle();
      scene.judge(withdrawal, "withdraw", KEEPER, "second");
      assert.ok(fold.add(scene.docket()).ok);
      assert.equal(scores(), before);
    }),
    { numRuns: RUNS },
  );
});
