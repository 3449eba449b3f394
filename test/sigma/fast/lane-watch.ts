import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { CHUNK_BYTES, LANE_FEEDS } from "./lane-feeds.ts";

/**
 * Does what `meridian watch` does with the feeds and rules in a folder, once for each number of threads given (0: none), at a fixed time and with
 * salts that are no secret, so that two runs can be compared byte by byte. Prints what `watch` prints on either stream, with SEPARATOR behind each.
 */
export const SEPARATOR = "\n\f\n";

async function main([folder = "", ...counts]: readonly string[]): Promise<void> {
  // Near the times in the feeds, or what has none of its own would make the rest come late.
  const nowMs = Date.UTC(2026, 10, 23, 4, 45);
  Date.now = () => nowMs;
  crypto.randomBytes = (count: number) => Buffer.alloc(count);
  syncBuiltinESMExports();
  // Only now: what reads the clock takes it when it is loaded.
  const { runSession } = await import("../../../src/app/index.ts");
  const { writeDetection } = await import("../../../src/cli/detection-lines.ts");
  const { printCoverage } = await import("../../../src/cli/coverage-lines.ts");
  for (const count of counts.map(Number)) {
    const result = await runSession({
      node: null,
      sources: Object.values(LANE_FEEDS).map((name) => join(folder, name)),
      root: folder,
      rules: [join(folder, "rules")],
      utcOffsetMinutes: 0,
      hostOf: () => null,
      sinceMs: null,
      follow: false,
      ahead: { threads: count, bytesMin: count === 0 ? Number.POSITIVE_INFINITY : 1, chunkBytes: CHUNK_BYTES },
      signal: new AbortController().signal,
      onReady: () => undefined,
      onDetection: (detection, readAtMs) => writeDetection("json", detection, { readAtMs, isSealed: false }),
      onProblem: (problem) => void process.stdout.write(`${JSON.stringify(problem)}\n`),
      onProgress: () => undefined,
    });
    printCoverage(process.stdout, result, null);
    process.stdout.write(`${JSON.stringify(result.coverage)}\n${JSON.stringify([...result.rejections])}${SEPARATOR}`);
  }
}

if (isMainThread && import.meta.main) await main(process.argv.slice(2));
