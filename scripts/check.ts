import { join } from "node:path";
import { GATES, type GateResult, runGate } from "./gates.ts";

const ROOT = join(import.meta.dirname, "..");
const EXIT_USAGE = 2;

/** Runs the named gates, or all of them, and prints what failed. Gives the exit code. */
function check(names: readonly string[]): number {
  const unknown = names.find((name) => !GATES.some((gate) => gate.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`no gate "${unknown}"; there are ${GATES.map((gate) => gate.name).join(", ")}\n`);
    return EXIT_USAGE;
  }
  const chosen = GATES.filter((gate) => names.length === 0 || names.includes(gate.name));
  const failed = chosen.filter((gate) => !printed(gate.name, gate.what, runGate(gate, ROOT)));
  process.stdout.write(`${chosen.length - failed.length} gates passed, ${failed.length} failed\n`);
  return failed.length === 0 ? 0 : 1;
}

function printed(name: string, what: string, { ok, output, ms }: GateResult): boolean {
  process.stdout.write(`${ok ? "ok    " : "FAILED"} ${name.padEnd(7)} ${(ms / 1000).toFixed(1).padStart(5)} s  ${what}\n`);
  if (!ok) process.stdout.write(`${output.trimEnd()}\n\n`);
  return ok;
}

process.exitCode = check(process.argv.slice(2));
