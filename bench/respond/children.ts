import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";
import { setTimeout as after } from "node:timers/promises";
import { parseJson } from "../../src/lib/index.ts";

/** Clock ticks a second in /proc/PID/stat (sysconf(_SC_CLK_TCK) on every Linux that we know). */
const TICKS_PER_SECOND = 100;
const STOP_MS = 60_000;

/** A program that the benchmark started. It and its children end with the benchmark's own PID namespace at the latest. */
export class Child {
  readonly process: ChildProcess;
  readonly name: string;
  #errors = "";

  constructor(name: string, command: readonly [string, ...string[]], options: SpawnOptions = {}) {
    const [program, ...args] = command;
    this.name = name;
    this.process = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], ...options });
    this.process.on("error", (error) => (this.#errors += `${error.message}\n`));
    this.process.stderr?.on("data", (data) => (this.#errors = (this.#errors + data).slice(-4000)));
  }

  /** The end of what it wrote to standard error. */
  get errors(): string {
    return this.#errors;
  }

  get pid(): number {
    return this.process.pid ?? -1;
  }

  /** Rejects when the program ended instead of doing what was asked. */
  assertRuns(): void {
    if (this.process.exitCode !== null || this.process.signalCode !== null || this.process.pid === undefined)
      throw new Error(`${this.name} ended (${this.process.exitCode ?? this.process.signalCode}): ${this.#errors.trim()}`);
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null || this.process.pid === undefined) return;
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill(signal);
    const timer = setTimeout(() => this.process.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(timer);
  }
}

/** CPU seconds and resident megabytes of processes together, from /proc. */
export function usageOf(pids: readonly number[]): { cpuS: number; rssMb: number } {
  let [cpuS, rssMb] = [0, 0];
  for (const pid of pids) {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    // Fields 14 and 15, and 16 and 17 for children that were waited for, of proc(5); the first two are cut off above.
    cpuS += [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / TICKS_PER_SECOND;
    rssMb += Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  }
  return { cpuS, rssMb };
}

/** Runs a program to its end; throws when it says no. Gives its standard output. */
export async function run(
  command: readonly [string, ...string[]],
  options: { input?: string; timeoutMs?: number } = {},
): Promise<string> {
  const child = new Child(command[0], command);
  const timer = setTimeout(() => child.process.kill("SIGKILL"), options.timeoutMs ?? 20_000);
  let out = "";
  child.process.stdout?.on("data", (data) => (out += data));
  child.process.stdin?.on("error", () => undefined); // it ended early, and its exit code says why
  child.process.stdin?.end(options.input ?? "");
  const code = await new Promise<number | null>((resolve) => child.process.once("close", resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${command.join(" ").slice(0, 200)}: ${code}: ${child.errors.trim()}`);
  return out;
}

/** Asks until it is so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for: ${what}`);
    await after(20);
  }
}

/** Lines of JSON in and out of a program that answers each order with one line. */
export class Orders {
  readonly child: Child;
  readonly #lines: Interface;
  readonly #waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];

  constructor(child: Child) {
    this.child = child;
    if (child.process.stdout === null) throw new Error("expected a pipe");
    this.#lines = createInterface(child.process.stdout);
    this.#lines.on("line", (line) => this.#waiting.shift()?.resolve(line));
    child.process.once("exit", () => {
      for (const one of this.#waiting.splice(0)) one.reject(new Error(`${child.name} ended: ${child.errors.trim()}`));
    });
  }

  /** The next line, which answers the order (null: nothing is sent). */
  async ask(order: object | null): Promise<unknown> {
    this.child.assertRuns();
    const answer = new Promise<string>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    if (order !== null) this.child.process.stdin?.write(`${JSON.stringify(order)}\n`);
    return readJson(await answer);
  }
}

/** The value of a JSON text that a program of the benchmark wrote; throws when it is none. */
export function readJson(text: string): unknown {
  const json = parseJson(text);
  if (!json.ok) throw new Error(`expected JSON, got ${text.slice(0, 200)}`);
  return json.value;
}
