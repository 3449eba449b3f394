import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { seededRandom } from "../support/random.ts";
import { begun, copyOf, Heads, type Life, removed, type Said, startChild, survives } from "./append-life.ts";
import { countCalls, isWakeUp, skipWithoutStrace, trace } from "./strace.ts";

const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);
const SOAK = process.env["MERIDIAN_SOAK"] === "1";
/** Entries when a life begins: its appends fill the first tile and go on in the second. */
const BEGUN = 252;
const APPENDS = 2;
const POINTS = 5;
const LANES = 2;
const KILLS = SOAK ? 2000 : 3;
const CHECKED_EVERY = 20;
/** Killed up to this long after it was told to go, or had opened its ledger. */
const KILLED_WITHIN_MS = 100;

describe(`calls that fail and processes that die, MERIDIAN_SEED=${SEED}`, { concurrency: false }, () => {
  let base = "";
  before(async () => {
    base = await begun(BEGUN);
  });
  after(() => removed([base]));

  test("every call of the append path × {EIO, KILL}", { skip: skipWithoutStrace() }, async (context) => {
    const counted = await liveOn(base);
    if (counted === undefined) return context.skip("strace may not attach to a process here");
    assert.ok(counted.life.said.lines.includes("ended"), counted.life.said.lines.join("; "));
    const all = pointsOf(countCalls(counted.traced));
    assert.ok(all.length > 100, `expected more than 100 points, got ${all.length}`);
    const random = seededRandom(SEED);
    const points = SOAK ? all : Array.from({ length: POINTS }, () => all[Math.floor(random() * all.length)] ?? "");
    let struck = 0;
    await inLanes(points, async (inject) => {
      const lived = await liveOn(base, inject);
      if (lived === undefined) return;
      const { said, signal } = lived.life;
      if (lived.traced.includes("INJECTED") || signal === "SIGKILL") struck++;
      // The thread also wakes the main one by a write; when that fails there is nobody left to say so.
      if (isWakeUp(lived.traced)) return;
      const isToldOf = said.lines.some((line) => /^(ended$|failed |no keys)/.test(line));
      assert.ok(signal === "SIGKILL" || isToldOf, `${inject}: the process ended without a word`);
      if (said.lines.some((line) => line.startsWith("failed")))
        assert.ok(
          said.lines.includes("failed LEDGER_DISK") && !said.lines.includes("went on"),
          `${inject}: ${said.lines.join("; ")}`,
        );
    });
    context.diagnostic(`${points.length} of ${all.length} points, ${struck} struck`);
    assert.ok(struck >= points.length * 0.9, `only ${struck} of ${points.length} injections struck`);
  });

  test("files that grow over a limit: short writes, then EFBIG", { skip: process.platform === "win32" }, async () => {
    // Blocks of 512 bytes: an envelope batch, a bundle, a tile, none.
    for (const blocks of SOAK ? [1, 2, 3, 4, 5, 6, 8, 9, 10, 16, 17, 18, 32] : [2, 8, 17]) {
      const data = copyOf(base);
      const child = await startChild(`trap '' XFSZ; ulimit -f ${blocks};`);
      child.go({ data, seed: blocks, appends: APPENDS });
      const { said } = await child.ended;
      assert.ok(!said.lines.includes("went on"), said.lines.join("; "));
      await survives(data, said, { heads: new Heads(), when: `files of at most ${blocks} blocks` });
      removed([data]);
    }
  });

  test("a disk that fills: ENOSPC", { skip: skipWithoutMount() }, async () => {
    for (const kilobytes of SOAK ? [1400, 1450, 1500, 1550, 1600, 1700] : [1500]) {
      const mounted = mkdtempSync(join(tmpdir(), "meridian-full-"));
      mount(mounted, "4096k");
      try {
        const data = copyOf(base, mounted);
        mount(mounted, `${kilobytes}k`, "remount");
        const child = await startChild();
        child.go({ data, seed: kilobytes, appends: 400 });
        const { said } = await child.ended;
        assert.ok(said.lines.includes("failed LEDGER_DISK") && said.lines.includes("refuses"), said.lines.slice(-3).join("; "));
        mount(mounted, "16384k", "remount");
        await survives(data, said, { heads: new Heads(), when: `a disk of ${kilobytes} kB` });
      } finally {
        spawnSync("umount", [mounted]);
        removed([mounted]);
      }
    }
  });

  test(`kill -9, ${KILLS} times`, async (context) => {
    const random = seededRandom(SEED);
    const lanes = Array.from({ length: LANES }, () => newLane(base));
    let [killed, acknowledged] = [0, 0];
    const kills = Array.from({ length: KILLS }, (_, at) => ({ at, afterMs: random() * KILLED_WITHIN_MS }));
    await inLanes(kills, async ({ at, afterMs }, lane) => {
      const { data, heads, promised } = lanes[lane] ?? assert.fail("every lane has a ledger");
      const when = `kill ${at} after ${Math.round(afterMs)} ms`;
      const child = await startChild();
      child.go({ data, seed: SEED + at, appends: 500 });
      // One in four while it opens and recovers, the others while it appends.
      if (at % 4 !== 0) await child.opened;
      const timer = setTimeout(() => child.process.kill("SIGKILL"), afterMs);
      const { said, signal } = await child.ended;
      clearTimeout(timer);
      if (signal === "SIGKILL") killed++;
      acknowledged += said.acknowledged.length;
      assert.ok(!said.lines.some((line) => line.startsWith("failed")), `${when}: ${said.lines.at(-1)}`);
      heads.take(said.signed, when);
      promised.push(...said.acknowledged);
      // Every life recovers from the one before; what it finds is looked at in whole now and then.
      if (at % CHECKED_EVERY < CHECKED_EVERY - LANES) return;
      await survives(data, { ...said, signed: [], acknowledged: promised }, { heads, when });
      removed([data]);
      lanes[lane] = newLane(base);
    });
    for (const { data, heads, promised } of lanes) {
      await survives(data, { signed: [], lines: [], acknowledged: promised }, { heads, when: "the last life" });
      removed([data]);
    }
    context.diagnostic(`${killed} kills, ${acknowledged} entries acknowledged before one`);
    assert.ok(killed > KILLS / 2, `expected most lives to end by a kill, got ${killed}`);
  });
});

/** A ledger that is killed again and again, and all that it ever said. */
type Lane = { readonly data: string; readonly heads: Heads; readonly promised: Said["acknowledged"][number][] };

function newLane(base: string): Lane {
  return { data: copyOf(base), heads: new Heads(), promised: [] };
}

/** Lives once on a copy of `base` under strace, and says what the next owner finds wrong; undefined where strace may not. */
async function liveOn(base: string, inject?: string): Promise<{ life: Life; traced: string } | undefined> {
  const data = copyOf(base);
  try {
    const child = await startChild();
    const tracing = await trace(child.pid, inject);
    // The seed of the salts is the same in each life: so are the roots, whatever befalls it.
    child.go({ data, seed: 5, appends: tracing === undefined ? 0 : APPENDS });
    const life = await child.ended;
    if (tracing === undefined) return undefined;
    await survives(data, life.said, { heads: new Heads(), when: inject ?? "untouched" });
    return { life, traced: await tracing.ended };
  } finally {
    removed([data]);
  }
}

function pointsOf(counts: ReadonlyMap<string, number>): readonly string[] {
  const points: string[] = [];
  for (const [call, count] of counts) {
    for (let at = 1; at <= count; at++) points.push(`${call}:error=EIO:when=${at}`, `${call}:signal=KILL:when=${at}`);
  }
  return points;
}

/** Runs over the items in LANES at a time. */
async function inLanes<Item>(items: readonly Item[], run: (item: Item, lane: number) => Promise<void>): Promise<void> {
  let next = 0;
  const live = async (lane: number) => {
    for (let at = next++; at < items.length; at = next++) await run(items[at] as Item, lane);
  };
  await Promise.all(Array.from({ length: LANES }, (_, lane) => live(lane)));
}

function skipWithoutMount(): string | false {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "mounting a small disk needs root on Linux";
  const directory = mkdtempSync(join(tmpdir(), "meridian-mount-"));
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", directory]).status === 0;
  if (isMounted) spawnSync("umount", [directory]);
  removed([directory]);
  return isMounted ? false : "this machine does not let root mount a tmpfs";
}

function mount(directory: string, size: string, again = ""): void {
  const options = `${again === "" ? "" : `${again},`}size=${size}`;
  assert.equal(spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", directory]).status, 0, "the small disk is mounted");
}
