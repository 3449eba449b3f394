import type { CoveragePredicate } from "../model/index.ts";
import { paint, printable } from "./paint.ts";

export type RunFacts = { readonly coverage: CoveragePredicate; readonly detections: number; readonly passedOver: number };

const ITEMS_MAX = 8;

/** Says what was looked at and, with the same weight, what was not: nothing found never reads as clean. */
export function printCoverage(
  stream: NodeJS.WriteStream,
  { coverage, detections, passedOver }: RunFacts,
  isSealed: boolean,
): void {
  const { accounting, rules, sources } = coverage;
  const read = sources.filter(({ state }) => state === "read").length;
  const rows: readonly (readonly [string, string])[] = [
    [
      "seen",
      `${accounting.linesIn} lines in ${read} sources: ${accounting.evaluated} evaluated, ${accounting.rejected} rejected, ${accounting.dropped} dropped`,
    ],
    ...(passedOver > 0 ? ([["passed over", `${passedOver} lines older than asked for`]] as const) : []),
    ["rules", `${rules.applied} applied${rules.refused.map(({ what, count }) => `, ${count} refused (${what})`).join("")}`],
    ["found", detections === 0 ? "nothing, which is not a clean bill: see below" : `${detections} detections`],
    ...sources
      .filter(({ state }) => state === "unreadable" || state === "unsupported")
      .map(({ id, state, reason }) => [state, `${id}: ${reason ?? ""}`] as const),
    ["absent", named("log sources that rules want and no line had", coverage.absent)],
    [
      "uncovered",
      named(
        "kinds of event that no rule looks at",
        coverage.uncovered.map(({ what, count }) => `${what} (${count})`),
      ),
    ],
    ...(isSealed ? [] : ([["sealed", "nothing; give --data DIR to seal"]] as const)),
  ];
  for (const [name, text] of rows) stream.write(`${paint("bold", name.padEnd(11), stream)} ${printable(text)}\n`);
}

function named(what: string, items: readonly string[]): string {
  if (items.length === 0) return `no ${what}`;
  const more = items.length > ITEMS_MAX ? `, and ${items.length - ITEMS_MAX} more` : "";
  return `${items.length} ${what}: ${items.slice(0, ITEMS_MAX).join(", ")}${more}`;
}
