/** Events a second through the matcher alone, beside JSON.parse of the same lines in the same run. Prints; needs ../shared/data. */
import { createDetector } from "../src/detect/index.ts";
import { readJsonLine } from "../src/lib/index.ts";
import { eventsOf, filesUnder, sigmaRules } from "../test/sigma/support.ts";
import { zipLines } from "../test/sigma/zip.ts";
import { sharedData } from "../test/support/shared-data.ts";

const LINES_MAX = Number(process.argv[2] ?? 60_000);
const root = sharedData("otrf", "datasets");
if (root === undefined) {
  console.log("skipped: needs ../shared/data/otrf, which a user's clone does not have");
  process.exit(0);
}

const lines: string[] = [];
for (const path of filesUnder(root, ".zip")) {
  if (lines.length >= LINES_MAX) break;
  for (const line of zipLines(path)) lines.push(line);
}
const seconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};
let parsed = 0;
const parse = (): void => {
  for (const line of lines) if (readJsonLine(line) !== undefined) parsed++;
};
const loadSeconds = seconds(() => sigmaRules());
const events = eventsOf(lines);
const show = (name: string, count: number, took: number): void =>
  console.log(
    `${name.padEnd(34)} ${Math.round(count / took)
      .toLocaleString("en")
      .padStart(9)} /s`,
  );
console.log(
  `${sigmaRules().rules.length} rules loaded in ${loadSeconds.toFixed(2)} s; ${lines.length} lines, ${events.length} events`,
);
const routed = new Map<string, number>();
for (const { logsource } of events) routed.set(JSON.stringify(logsource), (routed.get(JSON.stringify(logsource)) ?? 0) + 1);
for (const [logsource, count] of [...routed].sort(([, left], [, right]) => right - left).slice(0, 6))
  console.log(`  ${count} ${logsource}`);
const detector = createDetector(sigmaRules().rules, { utcOffsetMinutes: 0 });
for (const pass of ["first pass", "second pass", "third pass"]) {
  let hits = 0;
  const took = seconds(() => {
    for (const event of events) hits += detector.observe(event).length;
  });
  show(`detect, ${pass} (${hits} hits)`, events.length, took);
  show("JSON.parse of the same lines", lines.length, seconds(parse));
}
