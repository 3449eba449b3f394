import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { runSession } from "../../src/app/index.ts";
import { temporaryFolder } from "../support/run-meridian.ts";

export type OneSession = { readonly rules: string; readonly lines: readonly string[]; readonly latenessMs?: number | undefined };

/** Runs a session over one file of lines with one file of rules, nothing sealed; gives what it finds, and what it says of its coverage and of problems. */
export async function oneSession(context: TestContext, { rules, lines, latenessMs }: OneSession) {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules", "rule.yml"), rules);
  writeFileSync(join(folder, "log.ndjson"), lines.map((line) => `${line}\n`).join(""));
  const told: string[] = [];
  const found: string[] = [];
  const { coverage } = await runSession({
    node: null,
    sources: [join(folder, "log.ndjson")],
    root: folder,
    rules: [join(folder, "rules")],
    ...(latenessMs === undefined ? {} : { latenessMs }),
    utcOffsetMinutes: 0,
    hostOf: () => null,
    sinceMs: null,
    follow: false,
    signal: new AbortController().signal,
    onReady: () => undefined,
    onDetection: ({ rule }) => found.push(rule.title),
    onProblem: ({ reason }) => told.push(reason),
    onProgress: () => undefined,
  });
  return { coverage, degraded: coverage.degraded, found, told: told.join("\n") };
}
