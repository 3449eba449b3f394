import { formatTarget, type RehearsalReport, type RehearsedTarget } from "../app/index.ts";
import { isoTime } from "../lib/index.ts";
import { paint, printable } from "./paint.ts";

/** What is said beside a report: where history came from, and which playbooks and guards it was put before. */
export type RehearsalWords = {
  readonly history: string;
  /** Names of the playbooks, by id. */
  readonly playbooks: ReadonlyMap<string, string>;
  /** How many networks and names the guards protect. */
  readonly guarded: number;
  readonly tookMs: number;
};

const LANE_CELLS = 40;
const SHOWN_MAX = 40;

/** A rehearsal for people: totals first, then those who should not have been hit, then the others. */
export function rehearsalLines(report: RehearsalReport, words: RehearsalWords, stream: NodeJS.WriteStream): readonly string[] {
  const { held, spared } = report;
  const good = held.filter(({ knownGood }) => knownGood.length > 0);
  const others = held.filter(({ knownGood }) => knownGood.length === 0);
  const shown = stream.isTTY ? SHOWN_MAX : Number.POSITIVE_INFINITY;
  const section = (title: string, targets: readonly RehearsedTarget[]) =>
    targets.length === 0
      ? []
      : [
          "",
          paint("bold", title, stream),
          ...targets.slice(0, shown).flatMap((target) => targetLines(target, { report, words }, stream)),
          ...(targets.length > shown ? [`  and ${targets.length - shown} more; --json or --page FILE has them all`] : []),
        ];
  return [
    ...totalLines(report, words, stream),
    ...section("KNOWN TO BE GOOD, AND WOULD HAVE BEEN HELD", good),
    ...section("would have been held", others),
    ...section("asked for, and not held", spared),
    "",
    paint("dim", "Nobody was blocked and nothing was stated.", stream),
  ];
}

function totalLines(report: RehearsalReport, words: RehearsalWords, stream: NodeJS.WriteStream): readonly string[] {
  const { totals, span, lines, findings } = report;
  const when = span === null ? "nothing found" : `${isoTime(span.fromMs)} to ${isoTime(span.toMs)}`;
  const rows: readonly (readonly [string, string])[] = [
    ["history", `${words.history}: ${when}, ${lines} lines, ${findings} findings`],
    ["playbooks", [...words.playbooks.values()].join(", ")],
    ["guards", `${words.guarded} networks and names protected on this machine`],
    [
      "held",
      `${totals.held} ${totals.held === 1 ? "target" : "targets"}, ${totals.times} ${totals.times === 1 ? "time" : "times"}; ${totals.knownGood} of them known to be good`,
    ],
    ["held back", `${totals.lines.attack} lines of attacks, ${totals.lines.good} good lines, ${totals.lines.other} others`],
    ["not made", `${totals.spared} findings, since their lines would have been held back`],
    ["not held", `${totals.refused} targets refused by a guard, ${totals.awaiting} waiting for persons`],
    ["took", `${(words.tookMs / 1000).toFixed(1)} s`],
  ];
  return rows.map(([name, text]) => `${paint("bold", name.padEnd(11), stream)} ${printable(text)}`);
}

type Told = { readonly report: RehearsalReport; readonly words: RehearsalWords };

function targetLines(rehearsed: RehearsedTarget, { report, words }: Told, stream: NodeJS.WriteStream): readonly string[] {
  const { target, measure, knownGood, firstMs, spans, heldMs, lines, awaiting, refusals } = rehearsed;
  const isGood = knownGood.length > 0;
  const name = printable(formatTarget(target)).padEnd(34);
  const counts =
    lines === null ? "lines not counted" : `${lines.attack} attack, ${lines.good} good, ${lines.other} other lines held back`;
  const held =
    spans.length === 0 ? "never held" : `${spans.length} ${spans.length === 1 ? "time" : "times"} for ${duration(heldMs)}`;
  const why = [...new Set(spans.flatMap(({ rules }) => rules))].slice(0, 4).join(", ");
  const summary = `${measure}  first ${isoTime(firstMs)}  ${held}`;
  const title = `  ${isGood ? paint(["bold", "red"], name, stream) : name} ${summary}`;
  // A terminal has no room for it all in one line; a pipe wants one.
  const head = stream.isTTY ? [title, `      ${lane(rehearsed, report, stream)}  ${counts}`] : [`${title}  ${counts}`];
  return [
    ...head,
    ...knownGood.map(({ why: mark }) => paint("red", `      known to be good: ${printable(mark)}`, stream)),
    ...(why === ""
      ? []
      : [
          paint(
            "dim",
            `      ${printable(`${words.playbooks.get(spans[0]?.playbook ?? "") ?? spans[0]?.playbook}: ${why}`)}`,
            stream,
          ),
        ]),
    ...refusals.map(
      ({ guard, reason, times }) =>
        `      refused by the guard ${guard}, ${times} ${times === 1 ? "time" : "times"}: ${printable(reason)}`,
    ),
    ...(awaiting === null
      ? []
      : [
          `      waits for ${awaiting.persons} ${awaiting.persons === 1 ? "person" : "persons"}, asked ${awaiting.times} ${awaiting.times === 1 ? "time" : "times"}`,
        ]),
  ];
}

/** One cell a stretch of history: held, with or without lines of the target in it; its lines alone; nothing. */
function lane({ spans, activity, knownGood }: RehearsedTarget, { span }: RehearsalReport, stream: NodeJS.WriteStream): string {
  if (span === null) return "";
  const cellMs = Math.max(1, (span.toMs - span.fromMs) / LANE_CELLS);
  const cells = Array.from({ length: LANE_CELLS }, (_, at) => {
    const [fromMs, toMs] = [span.fromMs + at * cellMs, span.fromMs + (at + 1) * cellMs];
    const isHeld = spans.some((held) => held.fromMs < toMs && held.toMs > fromMs);
    const isBusy = activity?.steps.some(({ atMs }) => atMs < toMs && atMs + activity.stepMs > fromMs) === true;
    if (isHeld) return isBusy ? "█" : "▒";
    return isBusy ? "▁" : "·";
  });
  return paint(knownGood.length > 0 ? "red" : "cyan", cells.join(""), stream);
}

/** A time in words, such as `1 h 15 m`. */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} m`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
