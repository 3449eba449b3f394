import { resolve } from "node:path";
import type { Command } from "commander";
import type { startServing } from "../api/index.ts";
import {
  alarmLines,
  applyRetention,
  buildCases,
  type Config,
  type Exercise,
  findDossiers,
  INTERNAL,
  lastStatement,
  latenessMs,
  type Node,
  type NodeOptions,
  openNode,
  publishToFolder,
  readExercise,
  readLoadOptions,
  runSession,
  type SessionOptions,
  standingAlarms,
  VERSION,
} from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import type { CasePredicate, CoveragePredicate } from "../model/index.ts";
import { announceAlarms } from "./alarm-lines.ts";
import { collect, hostRule, localUtcOffset, parsePort, parseSince, parseUtcOffset, stopSignal } from "./arguments.ts";
import { takeCaseCalls } from "./case-socket.ts";
import { printCoverage } from "./coverage-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { howToOpen } from "./how-to-open.ts";
import { paint, paintLevel, printable } from "./paint.ts";
import { openProgress, type Progress } from "./progress.ts";
import { partyOf, readSettings, rulesOf } from "./settings.ts";
import { siteContent } from "./site-content.ts";
import { wouldHaveBlocked } from "./would-have-blocked.ts";

type StartFlags = {
  readonly source?: readonly string[];
  readonly rules?: readonly string[];
  readonly since?: string;
  readonly utcOffset?: string;
  readonly host?: string;
  readonly config?: string;
  readonly data?: string;
  readonly once?: boolean;
  readonly port?: string;
};

/** What a start reads, by whose clock, and where it keeps it. */
type Plan = {
  readonly title: string;
  readonly node: NodeOptions;
  readonly session: Pick<SessionOptions, "sources" | "root" | "utcOffsetMinutes" | "hostOf">;
  readonly retention: Config["retention"];
};

/** Dossiers are published for this many cases at a start, gravest first; the rest wait for `meridian publish`. */
const PUBLISHED_MAX = 10;

/** `meridian start`: the whole line on the recorded exercise, or on the user's own logs, and the result as pages. */
export function addStart(program: Command, exit: (code: number) => void): void {
  program
    .command("start")
    .summary("run the whole line on the recorded exercise, or on your own logs")
    .description(
      "Reads logs, detects, seals, opens cases, publishes dossiers and serves them on 127.0.0.1. Without --source it replays the recorded exercise.",
    )
    .option("--source <source>", "your own logs: a file, glob or directory; may be repeated", collect)
    .option("--rules <dir>", "a folder of Sigma rules; may be repeated (default: the starter rules)", collect)
    .option("--since <when>", "nothing older: 90m, 2d or a date")
    .option("--utc-offset <offset>", "zone of times that name none, such as +13:00 (default: this machine's)")
    .option("--host <name>", "the host of logs whose lines name none")
    .option("--config <file>", "the configuration (default: ./meridian.yaml, when there is one)")
    .option("--data <dir>", "where everything is kept (default: meridian-data)")
    .option("--port <port>", "the port on 127.0.0.1 (default: any free one)")
    .option("--once", "do not serve: print the dossier's path last and end")
    .addHelpText("after", "\nExamples:\n  npm start\n  npm start -- --once\n  npm start -- --source /var/log --since 2d")
    .action(async (flags: StartFlags) => exit(await start(flags)));
}

async function start(flags: StartFlags): Promise<number> {
  const config = readSettings(flags.config);
  const address = { host: config.serve.host, port: flags.port === undefined ? config.serve.port : parsePort(flags.port) };
  const sources = flags.source ?? config.sources;
  const plan =
    sources.length === 0 ? exercisePlan(await readExercise(), flags.data ?? config.data) : ownPlan(sources, flags, config);
  const signal = stopSignal();
  process.stdout.write(`${paint("bold", `Meridian ${VERSION}`)} · ${plan.title}\n`);
  const node = await openNode(plan.node);
  const stating = await takeCaseCalls(node, config.cases);
  try {
    await announceAlarms(node);
    const progress = openProgress(process.stderr, "reading", Date.now);
    const result = await runSession({
      ...sessionOf(plan, flags, { config, node, progress, signal }),
      load: await readLoadOptions(config.sigma),
      latenessMs: latenessMs(config.sigma),
    });
    progress.finish();
    if (signal.aborted) {
      process.stderr.write("meridian: stopped before the end; what was read is sealed, and the next start goes on from there\n");
      return flags.once === true ? EXIT.failure : EXIT.yes; // a script that waits for a dossier's path gets none
    }
    const cases = await buildCases(node.ledger);
    if (plan.retention !== undefined) await retain(node, plan.retention, config.approvals);
    const folders = await publishCases(node, cases);
    const coverage = await coverageToShow(node, result.coverage);
    if (coverage !== result.coverage) process.stdout.write("nothing new since the last run, which is shown again\n");
    printCoverage(process.stdout, { ...result, coverage, detections: findingsOf(cases) }, node.dataDirectory);
    printResult(node, { cases, folders, blocked: await wouldHaveBlocked(node, config, { signal, progress }) });
    if (flags.once === true) return finishOnce(folders, cases);
    const alarms = alarmLines(await standingAlarms(node));
    await serveUntilStopped({ plan, node, alarms, coverage, cases, folders }, address, signal);
    return EXIT.yes;
  } finally {
    await stating?.close();
    await node.close();
  }
}

/** What waits for approvals waits: everything else goes on. */
async function retain(node: Node, policy: NonNullable<Plan["retention"]>, approvals: Config["approvals"]): Promise<void> {
  try {
    await applyRetention(node, policy, approvals);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "APPROVAL_MISSING") throw error;
    process.stderr.write(`meridian: nothing was erased under the retention schedule: ${error.message}\n`);
  }
}

function exercisePlan(exercise: Exercise, data: string): Plan {
  return {
    title: `recorded exercise with invented parties: ${exercise.party.name}`,
    node: { dataDirectory: resolve(data, "exercise"), party: exercise.party, origin: "harbour-time-service.example/exercise" },
    session: {
      sources: [exercise.logs],
      root: exercise.logs,
      utcOffsetMinutes: parseUtcOffset(exercise.utcOffset),
      hostOf: (source) => (source.kind === "file" ? exercise.hostOf(source.path) : null),
    },
    retention: undefined,
  };
}

/** Own logs never share a ledger with the exercise. */
function ownPlan(sources: readonly string[], { data, utcOffset, host }: StartFlags, config: Config): Plan {
  const zone = utcOffset === undefined ? (config.site.utcOffsetMinutes ?? localUtcOffset()) : parseUtcOffset(utcOffset);
  return {
    title: sources.join(", "),
    node: { dataDirectory: resolve(data ?? config.data, "node"), party: partyOf(config), origin: config.ledger.origin },
    session: { sources, root: null, utcOffsetMinutes: zone, hostOf: hostRule(host) },
    retention: config.retention,
  };
}

type World = { readonly config: Config; readonly node: Node; readonly progress: Progress; readonly signal: AbortSignal };

function sessionOf(plan: Plan, flags: StartFlags, world: World): SessionOptions {
  const { config, node, progress, signal } = world;
  return {
    ...plan.session,
    node,
    rules: rulesOf(flags.rules, config),
    sinceMs: flags.since === undefined ? null : parseSince(flags.since, Date.now(), plan.session.utcOffsetMinutes),
    follow: false,
    signal,
    onReady: () => undefined,
    onDetection: () => undefined,
    onProblem: ({ kind, source, reason }) => void process.stderr.write(`\n${kind}: ${printable(source)}: ${printable(reason)}\n`),
    onProgress: (done, total, note) => progress.update(done, total, note),
  };
}

/** What this run looked at; when nothing was new, what the last run that read something looked at. */
async function coverageToShow({ ledger }: Node, coverage: CoveragePredicate): Promise<CoveragePredicate> {
  return coverage.accounting.linesIn > 0 ? coverage : ((await lastStatement(ledger, "coverage")) ?? coverage);
}

function findingsOf(cases: readonly CasePredicate[]): number {
  return cases.reduce((sum, { timeline }) => sum + timeline.length, 0);
}

async function publishCases(node: Node, cases: readonly CasePredicate[]): Promise<ReadonlyMap<string, string>> {
  const present = await findDossiers(node);
  const folders = new Map<string, string>();
  for (const { case: id } of cases.slice(0, PUBLISHED_MAX)) {
    folders.set(id, present.get(id) ?? (await publishToFolder(node, id, INTERNAL, null)));
  }
  return folders;
}

type Result = {
  readonly cases: readonly CasePredicate[];
  readonly folders: ReadonlyMap<string, string>;
  readonly blocked: readonly string[];
};

function printResult(node: Node, { cases, folders, blocked }: Result): void {
  const { ledger } = node;
  const lines = [
    `${paint("bold", "sealed".padEnd(11))} ${ledger.segmentCount} ${ledger.segmentCount === 1 ? "segment" : "segments"}, ${ledger.size} ledger entries (${ledger.origin})`,
    ...blocked.map((line, index) => `${paint("bold", (index === 0 ? "blocked" : "").padEnd(11))} ${line}`),
  ];
  for (const { case: id, level, title, timeline } of cases.slice(0, PUBLISHED_MAX)) {
    lines.push("", `${paint("bold", id)}  ${paintLevel(level)}  ${printable(title)}`);
    for (const entry of timeline.slice(0, 40))
      lines.push(`    ${paint("dim", entry.time.from)}  ${paintLevel(entry.level)}  ${printable(entry.title)}`);
    if (timeline.length > 40) lines.push(`    and ${timeline.length - 40} more`);
    lines.push(`    ${paint("bold", "published")} ${folders.get(id) ?? "not published"}`);
  }
  if (cases.length > PUBLISHED_MAX)
    lines.push("", `${cases.length - PUBLISHED_MAX} more cases: meridian cases --data ${node.dataDirectory}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

function finishOnce(folders: ReadonlyMap<string, string>, cases: readonly CasePredicate[]): number {
  const gravest = cases[0] === undefined ? undefined : folders.get(cases[0].case);
  if (gravest === undefined) process.stdout.write("no case, so there is no dossier\n");
  else process.stdout.write(`${gravest}\n`);
  return EXIT.yes;
}

type Shown = Parameters<typeof siteContent>[0];

async function serveUntilStopped(shown: Shown, address: Parameters<typeof startServing>[1], signal: AbortSignal): Promise<void> {
  const api = await import("../api/index.ts"); // a server is loaded by who serves
  const serving = await api.startServing(siteContent(shown), address);
  const [gravest] = shown.folders.values();
  const path = gravest === undefined ? "" : `dossiers/${gravest.slice(gravest.lastIndexOf("/") + 1)}/index.html`;
  process.stdout.write(`\n${howToOpen(serving, path)}\n${paint("dim", "Ctrl-C ends it.")}\n`);
  if (!signal.aborted) await new Promise<void>((stopped) => signal.addEventListener("abort", () => stopped(), { once: true }));
  await serving.close();
  process.stdout.write("stopped\n");
}
