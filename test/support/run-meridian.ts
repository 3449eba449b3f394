import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Ran, runInProcess } from "./run-in-process.ts";

const BUNDLE = process.env["MERIDIAN_CLI"];

/** The bundle that `npm test` has made of the sources, or the sources themselves. */
export const MAIN = BUNDLE ?? join(import.meta.dirname, "..", "..", "src", "cli", "main.ts");

/** Room for what a start makes, so that nothing is collected meanwhile. */
const FLAGS = ["--min-semi-space-size=16"];

/** Environment of starts: compiled once for all, so that a start costs a third of the processor. */
export const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), "meridian-compile-cache") };

const environment = () => ({ ...process.env, ...COMPILED, NO_COLOR: "1" });

/** Verbs that have run as a process here. */
const seen = new Set<string>();

/**
 * Runs `meridian ARGS`, with `input` on its standard input. Under `npm test` the first run of a verb in a process of tests is a process
 * of its own, which must end by itself; further ones run in the process of tests, as a start costs more than most verbs do. All are
 * processes under `npm run soak`, and where no bundle was made.
 */
export function runMeridian(args: readonly string[], input = ""): Promise<Ran> {
  const verb = args[0] ?? "";
  if (BUNDLE === undefined || process.env["MERIDIAN_SOAK"] === "1" || !seen.has(verb)) {
    seen.add(verb);
    return spawnMeridian(args, input);
  }
  return runInProcess(BUNDLE, args, input);
}

/** Runs `meridian ARGS` as a process of its own: where signals, the process's own streams or its end are what is tested. */
export function spawnMeridian(args: readonly string[], input = ""): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...FLAGS, MAIN, ...args], { stdio: "pipe", env: environment() });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }));
    child.stdin.end(input);
  });
}

/** Starts `meridian ARGS` and gives the process; the caller ends it. */
export function startMeridian(args: readonly string[]) {
  return spawn(process.execPath, [...FLAGS, MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"], env: environment() });
}

/** A folder that goes when the test ends. */
export async function temporaryFolder(context: Pick<TestContext, "after">): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "meridian-test-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
