import { readFileSync, writeFileSync } from "node:fs";
import { openEngine } from "../sigma/engine.ts";

/** A process of its own: two passes over a lane, hits to a file, processor time of all threads to standard output. Loading is left out. */
const [lane = "", output = ""] = process.argv.slice(2);
const engine = openEngine();
const bytes = readFileSync(lane);
const hits: string[] = [];
const firstMs = cpuMs(() => engine.run(bytes, (line, id) => hits.push(`${line} ${id}\n`)));
const warmMs = cpuMs(() => engine.run(bytes));
writeFileSync(output, hits.join(""));
process.stdout.write(JSON.stringify({ firstMs, warmMs }));

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
