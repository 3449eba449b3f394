import type { SessionResult } from "../app/index.ts";
import { paint, printable } from "./paint.ts";

const ITEMS_MAX = 8;
const TITLES_MAX = 40;

/** What a run came to; `isReloaded` when rules took over in its course. */
type Shown = SessionResult & { readonly isReloaded?: boolean };

/**
 * Says what was looked at and, with the same weight, what was not: nothing found never reads as clean. `dataDirectory` is where the run
 * was sealed; null when it was not. Other rules that took over have a count of their own.
 */
export function printCoverage(
  stream: NodeJS.WriteStream,
  { coverage, detections, passedOver, ruleTitles, rejections, isReloaded = false }: Shown,
  dataDirectory: string | null,
): void {
  const { accounting, rules, sources } = coverage;
  const read = sources.filter(({ state }) => state === "read").length;
  const rows: readonly (readonly [string, string])[] = [
    ...(isReloaded
      ? ([["since", `${coverage.startedAt}, when the rules changed; what was read before is not counted here`]] as const)
      : []),
    [
      "seen",
      `${accounting.linesIn} lines in ${read} sources: ${accounting.evaluated} evaluated, ${accounting.rejected} rejected, ${accounting.dropped} dropped`,
    ],
    ...(rejections.size > 0 ? ([["rejected", reasonsOf(rejections, dataDirectory)]] as const) : []),
    ...(passedOver > 0 ? ([["passed over", `${passedOver} lines older than asked for`]] as const) : []),
    ["rules", `${rules.applied} applied${refusedOf(rules.refused)}`],
    [
      "found",
      detections === 0
        ? "nothing, which is not a clean bill: see below"
        : `${detections} detections${isReloaded ? ", by the rules before too" : ""}`,
    ],
    ...(detections === 0 ? ([["applied", named("rules", ruleTitles, TITLES_MAX)]] as const) : []),
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
    ...coverage.degraded.map(
      ({ title, what, lost, from, to }) =>
        [
          "degraded",
          `${title}: ${lost} counted events lost (${what}) between ${from} and ${to}: an answer may be missing`,
        ] as const,
    ),
    ...(dataDirectory === null ? ([["sealed", "nothing; give --data DIR to seal"]] as const) : []),
  ];
  for (const [name, text] of rows) stream.write(`${paint("bold", name.padEnd(11), stream)} ${printable(text)}\n`);
}

function refusedOf(refused: Shown["coverage"]["rules"]["refused"]): string {
  const shown = refused.slice(0, ITEMS_MAX).map(({ what, count }) => `, ${count} refused (${what})`);
  const others = refused.slice(ITEMS_MAX).reduce((sum, { count }) => sum + count, 0);
  const more = others === 0 ? "" : `, ${others} refused for ${refused.length - ITEMS_MAX} other reasons`;
  return shown.join("") + more;
}

function named(what: string, items: readonly string[], max: number = ITEMS_MAX): string {
  if (items.length === 0) return `no ${what}`;
  const more = items.length > max ? `, and ${items.length - max} more` : "";
  return `${items.length} ${what}: ${items.slice(0, max).join(", ")}${more}`;
}

function reasonsOf(rejections: SessionResult["rejections"], dataDirectory: string | null): string {
  const reasons = [...rejections].sort(([, left], [, right]) => right - left).slice(0, ITEMS_MAX);
  const where = dataDirectory === null ? "give --data DIR to keep them" : `they are kept in ${dataDirectory}/dead-letter`;
  return `${reasons.map(([reason, count]) => `${reason} (${count})`).join(", ")}; ${where}`;
}
