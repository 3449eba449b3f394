import { type Command, Option } from "commander";
import {
  buildCases,
  type Config,
  defaultConfig,
  latenessMs,
  type Node,
  openNode,
  type RuleSet,
  readLoadOptions,
  readTimeSettings,
  runSession,
  watchRuleFiles,
} from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import type { CasePredicate } from "../model/index.ts";
import { announceAlarms } from "./alarm-lines.ts";
import { collect, hostRule, localUtcOffset, parseSince, parseUtcOffset, stopSignal } from "./arguments.ts";
import { takeCaseCalls } from "./case-socket.ts";
import { printCoverage } from "./coverage-lines.ts";
import { OUTPUT_FORMS, type OutputForm, writeDetection } from "./detection-lines.ts";
import { printable } from "./paint.ts";
import { openProgress, type Progress } from "./progress.ts";
import type { PublicNode } from "./public-node.ts";
import { openResponse, type Response } from "./respond-lines.ts";
import { sayNotes, sayRefused } from "./rule-notes.ts";
import { partyOf, readSettings, rulesOf } from "./settings.ts";
import { endingOf } from "./watch-ending.ts";
import { reloadTeller } from "./watch-reload-lines.ts";
import { unsealedLines } from "./watch-unsealed-lines.ts";

type WatchFlags = {
  readonly rules?: readonly string[];
  readonly pipeline?: readonly string[];
  readonly filters?: "suppress" | "require";
  readonly follow?: boolean;
  readonly data?: string;
  readonly json?: boolean;
  readonly output?: OutputForm;
  readonly since?: string;
  readonly utcOffset?: string;
  readonly host?: string;
  readonly config?: string;
};

/** `meridian watch SOURCE...`: one detection a line. Exit code 0 nothing found, 1 found. */
export function addWatch(program: Command, exit: (code: number) => void): void {
  program
    .command("watch")
    .summary("read sources and print one detection a line")
    .description(
      "Reads files, globs, directories, - (stdin), syslog://host:port?transport=udp|tcp and journal: and prints one detection a line.",
    )
    .argument("[source...]", "what to read; needed unless --config names sources")
    .option("--rules <dir>", "a folder of Sigma rules; may be repeated (default: the starter rules)", collect)
    .option("--pipeline <file>", "a processing pipeline in pySigma's YAML for the rules; may be repeated", collect)
    .addOption(
      new Option(
        "--filters <dialect>",
        "what filters that do not say it describe: events to suppress, or the only to find",
      ).choices(["suppress", "require"]),
    )
    .option("--config <file>", "a meridian.yaml: its sources, rules, zone and data directory, where no flag says otherwise")
    .option(
      "--follow",
      "go on with what is added later, until Ctrl-C; rules and pipelines that change, or SIGHUP, take over between two events",
    )
    .option("--data <dir>", "seal everything in this data directory and go on where the last run stopped")
    .option("--json", "JSON lines on a terminal too")
    .addOption(
      new Option("--output <form>", "lines for people, JSON, or OCSF Detection Findings (class 2004)").choices(OUTPUT_FORMS),
    )
    .option("--since <when>", "nothing older: 90m, 2d or a date")
    .option("--utc-offset <offset>", "zone of times that name none, such as +13:00 (default: this machine's)")
    .option("--host <name>", "the host of sources whose lines name none")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian watch /var/log/auth.log --follow\n  journalctl -o json | meridian watch - --rules my-rules/\n  meridian watch 'syslog://127.0.0.1:5514?transport=udp' --data /var/lib/meridian\n\nExit codes: 0 nothing found · 1 found · 2 usage · 3 could not run",
    )
    .action(async (sources: string[], flags: WatchFlags) => exit(await watch(sources, flags)));
}

async function watch(sources: readonly string[], flags: WatchFlags): Promise<number> {
  const form = formOf(flags);
  const progress = openProgress(process.stderr, "reading", Date.now);
  const config = flags.config === undefined ? defaultConfig(process.cwd()) : readSettings(flags.config);
  const chosen = chosenSources(sources, config);
  const sigma = sigmaOf(flags, config);
  const readLoad = () => readLoadOptions(sigma);
  const load = await readLoad();
  const node = await openSealingNode(flags, config);
  let open: PublicNode | undefined;
  let response: Response | undefined;
  const cases = await takeCaseCalls(node, config.cases);
  try {
    open = await servePublicly(node, flags, config);
    response = await openResponse(node, config, form !== "text");
    const session = sessionOf(chosen, { flags, config, node });
    const noted = new Set<string>();
    const sayReload = reloadTeller((line) => void process.stderr.write(`meridian: ${printable(line)}\n`));
    let [isReloaded, opened]: [boolean, readonly string[]] = [false, []];
    const use = (rules: RuleSet) => {
      response?.useRules(rules);
      sayNotes(rules, noted);
    };
    const result = await runSession({
      ...session,
      load,
      readLoad,
      latenessMs: latenessMs(sigma),
      signal: signalOf(session.signal, open),
      ...reloadingOf(session, sigma.pipelines),
      onReload: (told, rules) => {
        if (told.kind === "taken") use(rules);
        isReloaded ||= told.kind === "taken";
        sayReload(told);
      },
      onReady: (rules, expanded) => {
        use(rules);
        sayRefused(rules);
        opened = expanded.map(({ id }) => id);
      },
      onDetection: (detection, readAtMs) => {
        response?.observe(detection, readAtMs);
        writeDetection(form, detection, { readAtMs, isSealed: node !== null });
      },
      onUnsealed: (unsealed, detections) => {
        for (const line of unsealedLines(unsealed, detections)) process.stderr.write(`meridian: ${printable(line)}\n`);
      },
      onProgress: flags.follow === true ? () => undefined : (done, total, note) => progress.update(done, total, note),
    });
    open?.cannotGoOn.throwIfAborted();
    finish(progress, flags);
    printCoverage(process.stderr, { ...result, isReloaded }, node?.dataDirectory ?? null);
    await tellCases(node, session.signal);
    const { aborted: isStopped } = session.signal;
    const { code, say } = endingOf({ result, opened, sources: chosen, isFollowing: session.follow, isStopped, isReloaded });
    if (say !== undefined) process.stderr.write(`meridian: ${say}\n`);
    return code;
  } finally {
    await response?.close();
    await open?.close();
    await cases?.close();
    await node?.close();
  }
}

/** While sources are followed, rules and pipelines are loaded again when their files change, and on SIGHUP. */
function reloadingOf(
  { follow, rules, signal }: { follow: boolean; rules: readonly string[]; signal: AbortSignal },
  pipelines: readonly string[],
) {
  if (!follow) return {};
  const { changes, ask } = watchRuleFiles([...rules, ...pipelines], signal);
  process.on("SIGHUP", ask);
  signal.addEventListener("abort", () => process.off("SIGHUP", ask));
  return { ruleChanges: changes };
}

function chosenSources(sources: readonly string[], config: Config): readonly string[] {
  const chosen = sources.length > 0 ? sources : config.sources;
  if (chosen.length > 0) return chosen;
  throw new Failure("CLI_USAGE", "expected at least one source: a file, glob, directory, -, syslog://host:port or journal:");
}

function formOf({ output, json }: WatchFlags): OutputForm {
  return output ?? (json === true || !process.stdout.isTTY ? "json" : "text");
}

function signalOf(stop: AbortSignal, open: PublicNode | undefined): AbortSignal {
  return open === undefined ? stop : AbortSignal.any([stop, open.cannotGoOn]);
}

/** With `ledger.serve` in the configuration a node that follows its sources is one that other parties reach. */
async function servePublicly(node: Node | null, { follow }: WatchFlags, config: Config): Promise<PublicNode | undefined> {
  if (node === null) return undefined;
  await announceAlarms(node);
  const { ledger } = config;
  if (follow !== true || ledger.serve === undefined) return undefined;
  const say = (line: string) => void process.stderr.write(`meridian: ${line}\n`);
  const { startPublicNode } = await import("./public-node.ts"); // a server is loaded by who serves
  const open = await startPublicNode(node, { ...ledger, ...ledger.serve, time: readTimeSettings(config), say });
  say(`serving ${open.serving.url} to other parties`);
  return open;
}

/** Sealing is asked for by --data, or by a configuration, which always names a data directory. */
async function openSealingNode(flags: WatchFlags, config: Config): Promise<Node | null> {
  const dataDirectory = flags.data ?? (flags.config === undefined ? undefined : config.data);
  return dataDirectory === undefined ? null : openNode({ dataDirectory, party: partyOf(config), origin: config.ledger.origin });
}

function printCases(cases: readonly CasePredicate[], { dataDirectory }: Node): void {
  if (cases.length > 0)
    process.stderr.write(`cases       ${cases.length}; see: meridian cases --data ${printable(dataDirectory)}\n`);
}

/** A stop is quick, so none are built then: cases are a view of the ledger, and building them reads all of it. */
async function tellCases(node: Node | null, { aborted }: AbortSignal): Promise<void> {
  if (node === null) return;
  if (!aborted) return printCases(await buildCases(node.ledger), node);
  process.stderr.write(`cases       not built at a stop; build and see them: meridian cases --data ${printable(node.dataDirectory)}
`);
}

/** What stands beside the rules: what the command line says before what the configuration says. */
function sigmaOf({ pipeline, filters }: WatchFlags, { sigma }: Config): Config["sigma"] {
  return { ...sigma, pipelines: [...(pipeline ?? sigma.pipelines)], filterDialect: filters ?? sigma.filterDialect };
}

type Choices = { readonly flags: WatchFlags; readonly config: Config; readonly node: Node | null };

function sessionOf(sources: readonly string[], { flags, config, node }: Choices) {
  const utcOffsetMinutes =
    flags.utcOffset === undefined ? (config.site.utcOffsetMinutes ?? localUtcOffset()) : parseUtcOffset(flags.utcOffset);
  return {
    node,
    sources,
    root: null,
    rules: rulesOf(flags.rules, config),
    utcOffsetMinutes,
    hostOf: hostRule(flags.host),
    sinceMs: flags.since === undefined ? null : parseSince(flags.since, Date.now(), utcOffsetMinutes),
    follow: flags.follow === true,
    signal: stopSignal(),
    onReady: () => undefined,
    onProblem: ({ kind, source, reason }: { kind: string; source: string; reason: string }) =>
      void process.stderr.write(`meridian: ${kind}: ${printable(source)}: ${printable(reason)}\n`),
  };
}

function finish(progress: Progress, { follow }: WatchFlags): void {
  if (follow !== true && process.stderr.isTTY) progress.finish();
}
