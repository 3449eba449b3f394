import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { utf8 } from "../../src/lib/index.ts";
import type { WitnessStore } from "../../src/witness/index.ts";
import { sqliteWitnessStore } from "../../src/witness/io/index.ts";
import { memoryWitnessStore } from "./memory-store.ts";

type Opened = { readonly first: WitnessStore; readonly second: WitnessStore };

function place(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "meridian-witness-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, "state.sqlite");
}

/** Two handles on one state, as two processes have. */
const STORES: Readonly<Record<string, (context: TestContext) => Opened>> = {
  memory: () => {
    const notes = new Map<string, Uint8Array>();
    return { first: memoryWitnessStore(notes), second: memoryWitnessStore(notes) };
  },
  sqlite: (context) => {
    const path = place(context);
    const [first, second] = [sqliteWitnessStore(path), sqliteWitnessStore(path)];
    context.after(() => [first, second].map((store) => store.close()));
    return { first, second };
  },
};

const [A, B, C] = ["a\nnote", "b", ""].map(utf8) as [Uint8Array, Uint8Array, Uint8Array];

const CONTRACT: readonly (readonly [sentence: string, check: (stores: Opened) => Promise<void>])[] = [
  [
    "a log that was never cosigned has no note",
    async ({ first }) => {
      assert.deepEqual([await first.get("x"), await first.list()], [undefined, []]);
    },
  ],
  [
    "what was set is read by both, byte for byte",
    async ({ first, second }) => {
      assert.equal(await first.compareAndSet("x", undefined, A), true);
      assert.deepEqual([await first.get("x"), await second.get("x")], [A, A]);
    },
  ],
  [
    "only what stands there is replaced",
    async ({ first, second }) => {
      assert.equal(await first.compareAndSet("x", A, B), false, "there is nothing yet");
      assert.equal(await first.compareAndSet("x", undefined, A), true);
      assert.equal(await second.compareAndSet("x", undefined, B), false);
      assert.equal(await second.compareAndSet("x", B, C), false);
      assert.equal(await second.compareAndSet("x", A, B), true);
      assert.equal(await first.compareAndSet("x", A, C), false, "the other was faster");
      assert.deepEqual(await first.get("x"), B);
    },
  ],
  [
    "of many at once one wins",
    async ({ first, second }) => {
      await first.compareAndSet("x", undefined, A);
      const tries = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? first : second).compareAndSet("x", A, utf8(`${at}`)));
      assert.equal((await Promise.all(tries)).filter((won) => won).length, 1);
    },
  ],
  [
    "logs do not disturb one another and are listed by name",
    async ({ first }) => {
      for (const [id, note] of [
        ["b", B],
        ["a", A],
        ["c", C],
      ] as const)
        await first.compareAndSet(id, undefined, note);
      await first.compareAndSet("a", A, B);
      const all = [
        { logId: "a", note: B },
        { logId: "b", note: B },
        { logId: "c", note: C },
      ];
      assert.deepEqual(await first.list(), all);
    },
  ],
];
for (const [name, open] of Object.entries(STORES)) {
  for (const [sentence, check] of CONTRACT) test(`${name}: ${sentence}`, (context) => check(open(context)));
}

test("sqlite: what was set is there when the file is opened again", async (context) => {
  const path = place(context);
  const before = sqliteWitnessStore(path);
  await before.compareAndSet("x", undefined, A);
  before.close();
  const after = sqliteWitnessStore(path);
  assert.deepEqual(await after.get("x"), A);
  after.close();
});

test("sqlite: a file that is none, or cannot be had, is a failure by name", (context) => {
  const path = place(context);
  writeFileSync(path, "this is no database, but it is long enough to be looked at as one".repeat(40));
  assert.throws(() => sqliteWitnessStore(path), { code: "WITNESS_STORE" });
  assert.throws(() => sqliteWitnessStore(join(path, "below")), { code: "WITNESS_STORE" });
});

test("sqlite: a file that is cut off never gives another answer than a failure", async (context) => {
  const path = place(context);
  const store = sqliteWitnessStore(path);
  for (let log = 0; log < 50; log++) await store.compareAndSet(`log ${log}`, undefined, utf8("note ".repeat(900)));
  store.close();
  truncateSync(path, 12_288);
  await assert.rejects(async () => sqliteWitnessStore(path).list(), { code: "WITNESS_STORE" });
});

test("sqlite: after a disk was full nothing goes on, and what was durable is there", (context) => {
  const path = place(context);
  const child = join(import.meta.dirname, "full-disk-child.ts");
  // A file may have 64 blocks of 1 KiB; `trap` leaves the write to fail where the signal would kill.
  const run = spawnSync("bash", ["-c", `trap "" XFSZ; ulimit -f 64; exec "$0" "$1" "$2"`, process.execPath, child, path]);
  assert.equal(run.status, 0, String(run.stderr));
  const { durable, outcome } = JSON.parse(String(run.stdout)) as { durable: number; outcome: readonly string[] };
  const stopped = "the witness's state is not used after a failed write";
  assert.deepEqual(outcome, ["WITNESS_STORE", stopped, stopped, stopped]);
  const store = sqliteWitnessStore(path);
  context.after(() => store.close());
  return store.list().then((kept) => assert.ok(durable > 0 && kept.length >= durable, `${kept.length} of ${durable}`));
});
