import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { ready } from "./ready.ts";
import { throughput } from "./throughput.ts";
import { workers } from "./workers.ts";

/** One measurement in a process of its own, so that none warms, fills or slows another. Prints one JSON object of numbers. */
type Task = (...files: string[]) => Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>;
const TASKS: Readonly<Record<string, Task>> = {
  latency,
  memory,
  ready,
  throughput,
  workers,
};

const [task = "", ...files] = process.argv.slice(2);
const measure = TASKS[task];
if (measure === undefined) throw new Error(`no task ${task}`);
process.stdout.write(`${JSON.stringify(await measure(...files))}\n`);
