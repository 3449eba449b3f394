import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../src/lib/index.ts";
import { LossyDisk, type Operation, randomCut } from "./lossy-files.ts";
import { survive } from "./oracle.ts";
import { appendTogether, expireAll, feed, historyUpTo, newHistory, type Run, startRun } from "./scenario.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);

/** One of each kind of operation that a running ledger does. */
const operations = await operationsOf();

for (const name of operations) {
  for (const world of ["lost", "landed"] as const) {
    test(`a ${name} that fails, ${world}, stops the ledger and breaks no promise (MERIDIAN_SEED=${SEED})`, async () => {
      const disk = new LossyDisk();
      const history = newHistory();
      let run: Run | undefined;
      let failedAt = -1;
      disk.before = (operation) => {
        if (failedAt >= 0 || run === undefined || nameOf(operation) !== name) return "done";
        failedAt = disk.operations;
        return world;
      };
      await assert.rejects(
        live(disk, history, (started) => {
          run = started;
        }),
        isDiskFailure,
      );
      assert.ok(failedAt >= 0 && run !== undefined, "the operation was reached");
      const operationsThen = disk.operations;
      await assert.rejects(appendTogether(run, 1), isDiskFailure);
      assert.equal(disk.operations, operationsThen, "a stopped ledger touches the disk no more");
      const promised = historyUpTo(history, disk.operations);
      assert.deepEqual(await survive(disk.afterPowerCut(randomCut(SEED)), promised, 3), [], "after a power cut");
      assert.deepEqual(await survive(disk.killed(), promised, 3), [], "after a restart");
    });
  }
}

async function live(disk: LossyDisk, history = newHistory(), started: (run: Run) => void = () => undefined): Promise<void> {
  const run = await startRun(disk, history, SEED);
  started(run);
  await feed(run, 10);
  await appendTogether(run, 2);
  await expireAll(run);
}

async function operationsOf(): Promise<readonly string[]> {
  const names = new Set<string>();
  let running = false;
  const disk = new LossyDisk();
  disk.before = (operation) => {
    if (running) names.add(nameOf(operation));
    return "done";
  };
  await live(disk, newHistory(), () => {
    running = true;
  });
  return [...names];
}

function nameOf({ kind, path }: Operation): string {
  return `${kind} ${path.replace(/[0-9]+/g, "N")}`;
}

function isDiskFailure(error: unknown): boolean {
  return error instanceof Failure && error.code === "LEDGER_DISK";
}

test("a ledger that was closed takes nothing more, because another process may have it now", async () => {
  const disk = new LossyDisk();
  const run = await startRun(disk, newHistory(), SEED);
  await run.ledger.close();
  const operationsThen = disk.operations;
  await assert.rejects(appendTogether(run, 1), isDiskFailure);
  assert.equal(disk.operations, operationsThen);
});
