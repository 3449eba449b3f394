import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { dirname, join } from "node:path";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";

/** What a command line did. */
export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The command line of the bundle that `npm test` makes: its modules are not those of the tests, as those of a process would not be. */
type CommandLine = { readonly run: (argv: readonly string[]) => Promise<number> };

type Streams = { readonly stdin: Readable; readonly stdout: Writable; readonly stderr: Writable };

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const running = new AsyncLocalStorage<Streams>();
let loaded: Promise<CommandLine> | undefined;
let active = 0;
let before: readonly (readonly unknown[])[] = [];

/** Runs `meridian ARGS` of the bundle whose `main` is given in this process, with streams of its own. Several may run at once. */
export async function runInProcess(main: string, args: readonly string[], input: string): Promise<Ran> {
  loaded ??= load(main);
  const { run } = await loaded;
  const [stdout, stderr] = [keeping(), keeping()];
  if (active++ === 0) before = SIGNALS.map((signal) => process.listeners(signal));
  try {
    const streams = {
      stdin: Readable.from(input === "" ? [] : [Buffer.from(input)]),
      stdout: stdout.stream,
      stderr: stderr.stream,
    };
    const code = await running.run(streams, () => run(args));
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    if (--active === 0) forgetSignals();
  }
}

/** A process would take what waits for signals with it. */
function forgetSignals(): void {
  for (const [at, signal] of SIGNALS.entries())
    for (const listener of process.listeners(signal)) if (before[at]?.includes(listener) !== true) process.off(signal, listener);
}

async function load(main: string): Promise<CommandLine> {
  process.env["NO_COLOR"] = "1";
  for (const name of ["stdin", "stdout", "stderr"] as const) {
    const own = process[name];
    Object.defineProperty(process, name, { configurable: true, get: () => running.getStore()?.[name] ?? own });
  }
  const module: unknown = await import(pathToFileURL(join(dirname(main), "run.mjs")).href);
  assert.ok(isCommandLine(module), `${main} has no run.mjs beside it`);
  return module;
}

function isCommandLine(module: unknown): module is CommandLine {
  return typeof module === "object" && module !== null && "run" in module && typeof module.run === "function";
}

function keeping(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
