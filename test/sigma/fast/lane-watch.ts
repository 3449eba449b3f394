import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { chunkBytesFor } from "./lane-feeds.ts";

/**
 * Does what `meridian watch` does with feeds and rules in a folder, once for each `THREADS:FEED,FEED` given (0: none), at a fixed time and with
 * salts that are no secret, so that two runs can be compared byte by byte. Prints what `watch` prints on either stream, with SEPARATOR behind each.
 * For `look:FEED` it prints how many lines a thread found quiet, how many it handed over, of how many of these it told what fits, and how many pieces
 * it took with other rules than those at work.
 */
export const SEPARATOR = "\n\f\n";

async function watch(folder: string, threads: number, feeds: readonly string[]): Promise<void> {
  // Only now: what reads the clock takes it when it is loaded.
  const { runSession } = await import("../../../src/app/index.ts");
  const { writeDetection } = await import("../../../src/cli/detection-lines.ts");
  const { printCoverage } = await import("../../../src/cli/coverage-lines.ts");
  const result = await runSession({
    node: null,
    sources: feeds.map((name) => join(folder, name)),
    root: folder,
    rules: [join(folder, "rules")],
    utcOffsetMinutes: 0,
    hostOf: () => null,
    sinceMs: null,
    follow: false,
    ahead: { threads, bytesMin: threads === 0 ? Number.POSITIVE_INFINITY : 1, chunkBytes: chunkBytesFor(threads) },
    signal: new AbortController().signal,
    onReady: () => undefined,
    onDetection: (detection, readAtMs) => writeDetection("json", detection, { readAtMs, isSealed: false }),
    onProblem: (problem) => void process.stdout.write(`${JSON.stringify(problem)}\n`),
    onProgress: () => undefined,
  });
  printCoverage(process.stdout, result, null);
  process.stdout.write(`${JSON.stringify(result.coverage)}\n${JSON.stringify([...result.rejections])}${SEPARATOR}`);
}

function broke(path: string, error: string): never {
  throw new Error(`a thread broke on ${path}: ${error}`);
}

async function look(folder: string, feed: string): Promise<void> {
  const { openLane } = await import("../../../src/app/scan/lane.ts");
  const { numberingOf } = await import("../../../src/app/scan/same-rules.ts");
  const { openRuleSet } = await import("../../../src/app/rule-set.ts");
  const rules = [join(folder, "rules")];
  const numbering = numberingOf((await openRuleSet(rules, 0)).loaded.rules);
  const cache = { folder: null, engine: "test" };
  const work = { rules, numbering, load: {}, cache, utcOffsetMinutes: 0, format: "windows-flat-json" };
  const choices = { threads: 1, chunkBytes: chunkBytesFor(1), onDefect: broke };
  const lane = openLane(work, choices);
  const others = openLane({ ...work, numbering: "of other rules" }, choices);
  const found = { quiet: 0, handed: 0, told: 0, byOthers: 0 };
  for await (const { quiet, frames } of lane.read(join(folder, feed), new AbortController().signal)) {
    for (const { lines } of quiet.kinds) found.quiet += lines;
    found.handed += frames.length;
    found.told += frames.filter(({ known }) => known !== undefined).length;
  }
  for await (const _ of others.read(join(folder, feed), new AbortController().signal)) found.byOthers++;
  await Promise.all([lane.close(), others.close()]);
  process.stdout.write(`${JSON.stringify(found)}${SEPARATOR}`);
}

async function main([folder = "", ...runs]: readonly string[]): Promise<void> {
  // Near the times in the feeds, or what has none of its own would make the rest come late.
  const nowMs = Date.UTC(2026, 10, 23, 4, 45);
  Date.now = () => nowMs;
  crypto.randomBytes = (count: number) => Buffer.alloc(count);
  syncBuiltinESMExports();
  for (const run of runs) {
    const [threads = "", feeds = ""] = run.split(":");
    await (threads === "look" ? look(folder, feeds) : watch(folder, Number(threads), feeds.split(",")));
  }
}

if (isMainThread && import.meta.main) await main(process.argv.slice(2));
