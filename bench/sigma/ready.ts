import { closeSync, openSync, readSync } from "node:fs";
import { loadRulesQuickly } from "../../src/app/rule-cache.ts";
import { readRuleFiles } from "../../src/app/rule-files.ts";
import { createDetector } from "../../src/detect/index.ts";
import { Recogniser } from "../../src/telemetry/formats.ts";
import { rulePaths } from "./engine.ts";

const LINE_BYTES_MAX = 65_536;

/**
 * Milliseconds, and those of processor time, from nothing read to the verdict on a first event: rule files from disk, rules out of them or out of the cache in `folder`
 * ("": no cache), a detector. Starting the process and reading the event are left out.
 */
export async function ready(laneFile = "", folder = ""): Promise<Record<string, number>> {
  const { outcome } = new Recogniser().recognise(firstLine(laneFile), {
    readAtMs: 0,
    utcOffsetMinutes: 0,
    host: null,
    table: undefined,
  });
  if (outcome.kind !== "event") throw new Error("the first line is no event");
  const started = performance.now();
  const before = process.cpuUsage();
  const { files } = await readRuleFiles(rulePaths());
  const choices = { folder: folder === "" ? null : folder, engine: "bench" };
  const { loaded, fromCache, kept } = await loadRulesQuickly(files, {}, choices);
  createDetector(loaded.rules, { utcOffsetMinutes: 0 }).observe({ ...outcome.draft, records: [] });
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  const problem = await kept;
  if (problem !== null) throw new Error(`the rules were not kept: ${problem}`);
  return { ms, cpuMs: (user + system) / 1000, fromCache: fromCache ? 1 : 0, rules: loaded.rules.length };
}

function firstLine(path: string): string {
  const file = openSync(path, "r");
  const head = Buffer.alloc(LINE_BYTES_MAX);
  readSync(file, head, 0, LINE_BYTES_MAX, 0);
  closeSync(file);
  return head.toString("utf8", 0, head.indexOf(10));
}
