import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAsHost } from "./host-json.ts";

const started = promisify(execFile);

/** Runs one of the tasks of child.ts in a process of its own. */
export async function measured(task: string, ...files: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const program = [join(import.meta.dirname, "child.ts"), task, ...files];
  const { stdout } = await started(process.execPath, program, { maxBuffer: 1_048_576 });
  return parseAsHost(stdout) as Readonly<Record<string, number>>;
}
