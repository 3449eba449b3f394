import type { Command } from "commander";
import {
  type EntryTime,
  type Node,
  readTimeSettings,
  renewTime,
  type StampReport,
  showTime,
  soundness,
  stampTime,
  type TimeEntry,
  type TimeSettings,
  type TimeVerdict,
  timeEntries,
  verifyTimes,
} from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { paint, printable } from "./paint.ts";
import { readSettings } from "./settings.ts";
import { contradictionLines, sayWidth, timePicture } from "./time-lines.ts";

type Flags = { readonly data: string; readonly config?: string; readonly json?: boolean };

/** `meridian time stamp|show|verify|renew`. */
export function addTime(program: Command, exit: (code: number) => void): void {
  const time = program.command("time").summary("have the ledger time-stamped, and show when an entry was there");
  add(time, "stamp", "ask every authority to stamp the newest checkpoint", "--config meridian.yaml").action(
    async (flags: Flags) => exit(await stamp(flags)),
  );
  add(time, "show", "show when an entry was provably there, by every clock", "--entry 12")
    .option("--entry <n>", "the entry; without it every time statement")
    .action(async (flags: Flags & { entry?: string }) => exit(await show(flags)));
  add(time, "verify", "verify every token and note again, without network", "--config meridian.yaml").action(
    async (flags: Flags) => exit(await verify(flags)),
  );
  add(time, "renew", "have tokens stamped again before their certificates expire", "--config meridian.yaml --within 90")
    .option("--within <days>", "those that expire within so many days", "90")
    .action(async (flags: Flags & { within: string }) => exit(await renew(flags)));
}

function add(time: Command, name: string, summary: string, example: string): Command {
  return time
    .command(name)
    .summary(summary)
    .description(
      `${summary[0]?.toUpperCase()}${summary.slice(1)}. spec/time.md says what each clock can prove and what it cannot.`,
    )
    .requiredOption("--data <dir>", "the data directory")
    .option("--config <file>", "the configuration with the authorities under `time:` (default: ./meridian.yaml)")
    .option("--json", "as JSON")
    .addHelpText("after", `\nExample:\n  meridian time ${name} --data meridian-data ${example}`);
}

const print = (lines: readonly string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(""));

function withTime<Value>(flags: Flags, use: (node: Node, settings: TimeSettings) => Promise<Value>): Promise<Value> {
  const settings = readTimeSettings(readSettings(flags.config));
  return withNode(flags.data, (node) => use(node, settings));
}

async function stamp(flags: Flags): Promise<number> {
  const report = await withTime(flags, (node, settings) => {
    process.stderr.write(sayDiversity(settings));
    return stampTime(node, settings);
  });
  if (flags.json === true) print([JSON.stringify(report)]);
  else print(reportLines(report));
  return exitOf([report]);
}

/** Clocks that contradict each other are a verified no, though the statement stands. */
function exitOf(entries: readonly Pick<TimeEntry, "predicate">[]): number {
  return entries.some(({ predicate }) => predicate.contradictions.length > 0) ? EXIT.no : EXIT.yes;
}

/** A warning where one authority, or one State, could say whatever it likes. */
function sayDiversity({ authorities }: TimeSettings): string {
  if (authorities.length < 2) return "warning: fewer than two authorities are configured; nobody contradicts one that lies\n";
  const [first, ...others] = authorities.map(({ jurisdiction }) => jurisdiction);
  return first !== null && others.every((other) => other === first)
    ? `warning: every authority is under the law of ${printable(first ?? "")}; name one elsewhere\n`
    : "";
}

function reportLines(report: StampReport): readonly string[] {
  return [...statementLines(report), ...report.refusals.map(({ authority, reason }) => refusalLine(authority, reason))];
}

function refusalLine(authority: string, reason: string): string {
  return paint("yellow", `  no token from ${printable(authority)}: ${printable(reason)}`);
}

function statementLines({ entry, predicate }: Pick<TimeEntry, "entry" | "predicate">): readonly string[] {
  const { checkpoint, interval, renews, contradictions } = predicate;
  const what = renews === null ? `the tree of ${checkpoint.size} entries` : `what entry ${renews.entry} stamped`;
  const head =
    interval === null
      ? paint(["bold", "red"], `entry ${entry}: the clocks contradict each other on ${what}`)
      : `entry ${entry}: ${what} was there by ${interval.notAfter}`;
  return [head, ...timePicture(predicate), ...contradictionLines(contradictions)];
}

async function show(flags: Flags & { entry?: string }): Promise<number> {
  if (flags.entry === undefined) {
    const entries = await withNode(flags.data, timeEntries);
    print(flags.json === true ? entries.map((entry) => JSON.stringify(entry)) : entries.flatMap(statementLines));
    if (entries.length === 0) process.stderr.write("no time statement; `meridian time stamp` makes one\n");
    return exitOf(entries);
  }
  const index = parseEntry(flags.entry);
  const shown = await withNode(flags.data, (node) => {
    if (index >= node.ledger.size)
      throw new Failure("CLI_USAGE", `the ledger has ${node.ledger.size} entries, asked for ${index}`);
    return showTime(node, index);
  });
  print(flags.json === true ? [JSON.stringify(shown)] : entryLines(shown));
  return shown.contradictions.length > 0 || (shown.widthMs ?? 0) < 0 ? EXIT.no : EXIT.yes;
}

function entryLines({ entry, notBefore, notAfter, widthMs, by, contradictions }: EntryTime): readonly string[] {
  return [
    `entry ${entry}`,
    notBefore === null
      ? "  not before: no time statement stands before it"
      : `  not before ${notBefore.at}, by the time statement in entry ${notBefore.entry}`,
    notAfter === null
      ? "  not after:  no time statement covers it yet"
      : `  not after  ${notAfter.at}, by the time statement in entry ${notAfter.entry}`,
    ...(widthMs === null ? [] : [widthLine(widthMs)]),
    ...(by === null ? [] : timePicture(by)),
    ...contradictionLines(contradictions),
  ];
}

function widthLine(widthMs: number): string {
  if (widthMs >= 0) return `  width      ${sayWidth(widthMs)}`;
  return paint(["bold", "red"], `  CONTRADICTION the clocks are against the order of the log by ${sayWidth(-widthMs)}`);
}

async function verify(flags: Flags): Promise<number> {
  const verdicts = await withTime(flags, verifyTimes);
  if (flags.json === true) print(verdicts.map((verdict) => JSON.stringify({ ...verdict, soundness: soundness(verdict) })));
  else print(verdicts.flatMap(verdictLines));
  if (verdicts.length === 0) process.stderr.write("no time statement; `meridian time stamp` makes one\n");
  return verdicts.every((verdict) => soundness(verdict) === "sound") ? EXIT.yes : EXIT.no;
}

const STATE_STYLE = { sound: "green", holds: "green", wrong: ["bold", "red"], unchecked: "yellow" } as const;

function verdictLines(verdict: TimeVerdict): readonly string[] {
  const { entry, predicate, sources, problems } = verdict;
  const by = predicate.interval === null ? "no interval" : `there by ${predicate.interval.notAfter}`;
  const worth = soundness(verdict);
  return [
    `entry ${entry}: tree of ${predicate.checkpoint.size} entries, ${by}: ${paint(STATE_STYLE[worth], worth)}`,
    ...sources.map(
      ({ name, kind, state, detail }) =>
        `  ${paint(STATE_STYLE[state], state.padEnd(9))} ${kind} ${printable(name)}: ${printable(detail)}`,
    ),
    ...problems.map((problem) => paint(["bold", "red"], `  PROBLEM ${printable(problem)}`)),
    ...contradictionLines(predicate.contradictions),
  ];
}

const DAY_MS = 86_400_000;

async function renew(flags: Flags & { within: string }): Promise<number> {
  if (!/^[0-9]{1,5}$/.test(flags.within))
    throw new Failure("CLI_USAGE", `expected --within as a whole number of days, got ${JSON.stringify(flags.within)}`);
  const reports = await withTime(flags, (node, settings) => renewTime(node, settings, Number(flags.within) * DAY_MS));
  print(flags.json === true ? reports.map((report) => JSON.stringify(report)) : reports.flatMap(reportLines));
  if (reports.length === 0) process.stderr.write(`nothing expires within ${flags.within} days that nothing else covers\n`);
  return exitOf(reports);
}

function parseEntry(text: string): number {
  if (!/^(0|[1-9][0-9]{0,14})$/.test(text))
    throw new Failure("CLI_USAGE", `expected --entry as a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}
