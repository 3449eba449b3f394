import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** The bundle that `npm test` has made of the sources, or the sources themselves. */
export const MAIN = process.env["MERIDIAN_CLI"] ?? join(import.meta.dirname, "..", "..", "src", "cli", "main.ts");

/** Compiled once for all starts: a start costs a third of the processor then. */
const environment = () => ({ ...process.env, NO_COLOR: "1", NODE_COMPILE_CACHE: join(tmpdir(), "meridian-compile-cache") });

/** What a command line did. */
export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs `meridian ARGS` as a process of its own, with `input` on its standard input. */
export function runMeridian(args: readonly string[], input = ""): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: "pipe", env: environment() });
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
  return spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"], env: environment() });
}

/** A folder that goes when the test ends. */
export async function temporaryFolder(context: Pick<TestContext, "after">): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "meridian-test-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
