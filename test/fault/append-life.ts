import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "../../src/ledger/index.ts";
import { diskFiles } from "../../src/ledger/io/index.ts";
import { type CoveragePredicate, NOTHING_READ, type Statement } from "../../src/model/index.ts";
import { nodeOptions } from "./node.ts";

/** Statements to append. */
export function appended(count: number): readonly Statement[] {
  return Array.from({ length: count }, (_, at) => {
    const time = "2026-11-22T12:00:00.000Z";
    const digest = "00".repeat(32) as CoveragePredicate["rules"]["set"];
    const source = { id: `file:${at}`, state: "empty" as const, reason: null, lines: 0 };
    const rules = { set: digest, applied: 0, refused: [] };
    const predicate = {
      startedAt: time,
      endedAt: time,
      rules,
      sources: [source],
      absent: [],
      uncovered: [],
      degraded: [],
      accounting: NOTHING_READ,
    };
    return { kind: "coverage", subject: [{ name: "rule set", digest: { sha256: digest } }], predicate };
  });
}

/** A ledger of `entries` in a new directory, to be copied for each life. */
export async function begun(entries: number): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "meridian-begun-"));
  const ledger = await openLedger(await nodeOptions(diskFiles(directory), { seed: 1, signed: () => undefined }));
  await ledger.append(appended(entries - 1));
  await ledger.close();
  return directory;
}

export function copyOf(directory: string, at?: string): string {
  const copy = mkdtempSync(join(at ?? tmpdir(), "meridian-life-"));
  cpSync(directory, copy, { recursive: true });
  return copy;
}

/** What a child said before it ended. */
export type Said = {
  readonly signed: readonly (readonly [size: string, root: string])[];
  readonly acknowledged: readonly { readonly index: number; readonly name: string; readonly size: number }[];
  readonly lines: readonly string[];
};

export type Life = { readonly said: Said; readonly signal: string | null };

/** A child that is ready to live: `go` has it open the ledger and append; `ended` resolves with what it said. */
export type Child = {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly go: (life: { readonly data: string; readonly seed: number; readonly appends: number }) => void;
  /** Resolves when the ledger is open, and at the end at the latest. */
  readonly opened: Promise<unknown>;
  readonly ended: Promise<Life>;
};

/** Starts a child whose file system calls are made by one thread, under `shell` (such as `ulimit -f 8;`) when that is given. */
export async function startChild(shell = ""): Promise<Child> {
  const command = [process.execPath, join(import.meta.dirname, "append-child.ts")];
  const [program = "", ...args] = shell === "" ? command : ["/bin/sh", "-c", `${shell} exec "$0" "$@"`, ...command];
  const environment = {
    ...process.env,
    UV_THREADPOOL_SIZE: "1",
    UV_USE_IO_URING: "0",
    NODE_COMPILE_CACHE: join(tmpdir(), "meridian-compile-cache"),
  };
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], env: environment });
  let printed = "";
  let isReady = (_pid: number) => {};
  let isOpen = () => {};
  const opened = new Promise<void>((resolve) => (isOpen = resolve));
  const ready = new Promise<number>((resolve) => (isReady = resolve));
  child.stdin.on("error", () => undefined); // a child that was killed reads nothing more: its end says so
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
    const pid = /^ready ([0-9]+)\n/.exec(printed)?.[1];
    if (pid !== undefined) isReady(Number(pid));
    if (printed.includes("\nopened ")) isOpen();
  });
  const ended = new Promise<Life>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (_code, signal) => resolve({ said: read(printed), signal }));
  });
  const pid = await Promise.race([ready, ended.then(() => assert.fail(`the child did not start: ${printed}`))]);
  return {
    process: child,
    pid,
    opened: Promise.race([opened, ended]),
    ended,
    go: ({ data, seed, appends }) => child.stdin.end(`${data} ${seed} ${appends}\n`),
  };
}

function read(printed: string): Said {
  const lines = printed.split("\n").slice(0, -1);
  const of = (word: string) => lines.map((line) => line.split(" ")).filter(([first]) => first === word);
  return {
    lines,
    signed: of("signed").map(([, size = "", root = ""]) => [size, root]),
    acknowledged: of("acknowledged").map(([, index, name = "", size]) => ({ index: Number(index), name, size: Number(size) })),
  };
}

/** Gathers every head that was ever signed: no two roots for one size. */
export class Heads {
  readonly #roots = new Map<string, string>();

  take(signed: Said["signed"], when: string): void {
    for (const [size, root] of signed) {
      assert.equal(this.#roots.get(size) ?? root, root, `${when}: two roots were signed for size ${size}`);
      this.#roots.set(size, root);
    }
  }
}

/** Takes the ledger up as its next owner would: nothing acknowledged is gone, nothing is wrong, and it goes on. */
export async function survives(data: string, said: Said, { heads, when }: { heads: Heads; when: string }): Promise<void> {
  heads.take(said.signed, when);
  const signed: [string, string][] = [];
  const options = await nodeOptions(diskFiles(data), { seed: 9, signed: ({ size, root }) => signed.push([size, root]) });
  const ledger = await openLedger(options);
  try {
    const size = Math.max(0, ...said.acknowledged.map((one) => one.size));
    assert.ok(ledger.size >= size, `${when}: size ${size} was acknowledged, ${ledger.size} is there`);
    for (const { index, name } of said.acknowledged)
      assert.equal((await ledger.entry(index)).name, name, `${when}: entry ${index} is another`);
    await ledger.append(appended(2));
    assert.deepEqual((await ledger.check()).problems, [], when);
  } finally {
    await ledger.close();
  }
  heads.take(signed, when);
}

/** Removes directories after a test. */
export function removed(directories: readonly string[]): void {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}
