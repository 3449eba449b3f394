import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Bench, Metric, Metrics } from "./bench.ts";

const EXIT_USAGE = 2;
const TITLE = /^export const title(?:: string)? = "(.*)";$/m;

type Listed = { readonly name: string; readonly title: string };

/** Benchmarks in this folder, read and not imported: importing one may load a lot. */
function listed(): Listed[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const title = TITLE.exec(readFileSync(join(import.meta.dirname, file), "utf8"))?.[1];
      return title === undefined ? [] : [{ name: file.slice(0, -3), title }];
    });
}

function meets({ value, target, better }: Metric): string {
  if (target === null) return "";
  const met = better === "higher" ? value >= target : value <= target;
  return `${met ? "meets" : "MISSES"} ${better === "higher" ? "≥" : "≤"} ${target}`;
}

function print(name: string, metrics: Metrics): void {
  process.stdout.write(`${name}\n`);
  for (const [metric, measured] of Object.entries(metrics)) {
    const value = measured.value.toLocaleString("en", { maximumSignificantDigits: 4 });
    process.stdout.write(`  ${metric.padEnd(24)} ${value.padStart(12)} ${measured.unit.padEnd(12)} ${meets(measured)}\n`);
  }
}

/** Every value a finite number: JSON has no NaN, and a benchmark that measured nothing must not look like one that did. */
function checked(metrics: Metrics): Metrics {
  const bad = Object.entries(metrics).find(([, { value }]) => !Number.isFinite(value));
  if (bad !== undefined) throw new Error(`${bad[0]} measured ${bad[1].value}`);
  if (Object.keys(metrics).length === 0) throw new Error("nothing was measured");
  return metrics;
}

function usage(): number {
  process.stderr.write(
    "usage: npm run bench                     lists the benchmarks\n       npm run -s bench -- NAME [--json]  runs one\n",
  );
  return EXIT_USAGE;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { json: { type: "boolean", default: false } }, allowPositionals: true });
  const [name, ...more] = positionals;
  if (more.length > 0) return usage();
  if (name === undefined) {
    for (const bench of listed()) process.stdout.write(`${bench.name.padEnd(16)} ${bench.title}\n`);
    return 0;
  }
  if (!listed().some((bench) => bench.name === name)) return usage();
  const bench = (await import(`./${name}.ts`)) as Bench;
  const metrics = checked(await bench.run((note) => process.stderr.write(`${name}: ${note}\n`)));
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: name, metrics })}\n`);
  else print(name, metrics);
  return 0;
}

process.exitCode = await main();
