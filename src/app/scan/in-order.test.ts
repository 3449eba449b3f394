import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Hand, inOrder } from "./in-order.ts";

/** A hand that needs so many turns of the event loop for each job, and says how many it held at once. */
function slowHand(turns: (job: number) => number): Hand<number, number> & { most: number } {
  let held = 0;
  const hand = {
    most: 0,
    take: async (job: number) => {
      hand.most = Math.max(hand.most, ++held);
      for (let turn = 0; turn < turns(job); turn++) await new Promise((done) => setImmediate(done));
      held--;
      if (job < 0) throw new Error(`job ${job}`);
      return job * 2;
    },
  };
  return hand;
}

async function* each(jobs: readonly number[]): AsyncGenerator<number> {
  yield* jobs;
}

describe("results in the order of their jobs", () => {
  test("come out alike however slow the hands are, one job a hand at a time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        async (turns, hands, ahead) => {
          const slow = Array.from({ length: hands }, () => slowHand((job) => turns[job] ?? 0));
          const jobs = turns.map((_, at) => at);
          const results: number[] = [];
          for await (const result of inOrder(each(jobs), slow, ahead)) results.push(result);
          assert.deepEqual(
            results,
            jobs.map((job) => job * 2),
          );
          assert.ok(slow.every(({ most }) => most <= 1));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("end with the first failure, after what came before it", async () => {
    const results: number[] = [];
    const hands = [slowHand((job) => (job === 1 ? 9 : 1)), slowHand(() => 1)];
    await assert.rejects(async () => {
      for await (const result of inOrder(each([1, -1, 2, 3]), hands, 3)) results.push(result);
    }, /job -1/);
    assert.deepEqual(results, [2]);
  });
});
