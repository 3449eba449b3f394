import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import {
  type Config,
  defaultConfig,
  type Playbook,
  parseGoodList,
  type RehearsalReport,
  readSoundPlaybooks,
  rehearsalPage,
  runRehearsal,
} from "../app/index.ts";
import { Failure, formatNetwork, type Network, parseNetwork } from "../lib/index.ts";
import { collect, hostRule, localUtcOffset, parseSince, parseUtcOffset, stopSignal } from "./arguments.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";
import { type RehearsalWords, rehearsalLines } from "./playbook-rehearse-lines.ts";
import { openProgress } from "./progress.ts";
import { readSettings, rulesOf } from "./settings.ts";

type RehearseFlags = {
  readonly playbooks?: readonly string[];
  readonly data?: string;
  readonly since?: string;
  readonly rules?: readonly string[];
  readonly good?: string;
  readonly utcOffset?: string;
  readonly host?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly page?: string;
};

/** `meridian playbook rehearse`: whom these playbooks would have blocked. */
export function addRehearse(group: Command, exit: (code: number) => void): void {
  group
    .command("rehearse")
    .summary("replay history through playbooks and guards: who would have been blocked, known-good ones first")
    .description(
      "Replays what a ledger or log files hold through playbooks and today's guards, in the order of event time, with each block's end and the ladder. Nobody is blocked and nothing is stated.",
    )
    .argument("[source...]", "log files to read; without any, the ledger of --data")
    .option("--playbooks <dir>", "a playbook or a folder of them; may be repeated (default: respond.playbooks)", collect)
    .option("--data <dir>", "history from the ledger in this data directory; its node may run meanwhile")
    .option("--since <when>", "nothing older: 30d or a date")
    .option("--good <file>", "addresses and networks that must not be hit, one a line")
    .option("--rules <dir>", "for log files: a folder of Sigma rules; may be repeated (default: the starter rules)", collect)
    .option("--utc-offset <offset>", "for log files: zone of times that name none (default: this machine's)")
    .option("--host <name>", "for log files: the host of lines that name none")
    .option("--config <file>", "a meridian.yaml: its playbooks, guards, budgets and data directory")
    .option("--page <file>", "write a page with a picture to a new file")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian playbook rehearse --playbooks my-playbooks/ --data /var/lib/meridian --since 30d --page rehearsal.html\n  meridian playbook rehearse --playbooks my-playbooks/ /var/log/auth.log*\n\nExit codes: 0 nobody known to be good would have been held · 1 somebody would · 2 usage · 3 could not run, or stopped before the end",
    )
    .action(async (sources: string[], flags: RehearseFlags) => exit(await run(sources, flags)));
}

async function run(sources: readonly string[], flags: RehearseFlags): Promise<number> {
  const config = flags.config === undefined ? defaultConfig(process.cwd()) : readSettings(flags.config);
  const playbooks = await playbooksOf(flags, config);
  const good = flags.good === undefined ? [] : await readGood(flags.good);
  const startedMs = performance.now();
  const { history, words } = historyOf(sources, flags, config);
  const { report, guarded } = await runRehearsal({ config, playbooks, good, history: history.choices });
  history.finish();
  if (report === undefined) {
    process.stderr.write(
      "meridian: stopped before the end; half a history answers nothing, so nothing is shown. Nothing was changed\n",
    );
    return EXIT.failure;
  }
  const names = new Map(playbooks.map(({ id, name }) => [id, name]));
  if (flags.page !== undefined) await writePage(flags.page, rehearsalPage(report, { history: words, playbooks: names }));
  const told = { history: words, playbooks: names, guarded, tookMs: performance.now() - startedMs };
  print(report, told, flags);
  return report.totals.knownGood > 0 ? EXIT.no : EXIT.yes;
}

function print(report: RehearsalReport, words: RehearsalWords, { json, page }: RehearseFlags): void {
  const lines = json === true ? [JSON.stringify(report)] : rehearsalLines(report, words, process.stdout);
  process.stdout.write(`${lines.join("\n")}\n`);
  if (page !== undefined) process.stderr.write(`page        ${printable(page)}\n`);
}

async function playbooksOf({ playbooks }: RehearseFlags, { respond }: Config): Promise<readonly Playbook[]> {
  const paths = playbooks ?? respond.playbooks;
  if (paths.length === 0) throw new Failure("CLI_USAGE", "expected --playbooks DIR, or respond.playbooks in --config FILE");
  const found: Playbook[] = [];
  for (const path of paths) found.push(...(await readSoundPlaybooks(path)));
  return found;
}

type Chosen = Parameters<typeof runRehearsal>[0]["history"];

function historyOf(
  sources: readonly string[],
  flags: RehearseFlags,
  config: Config,
): { readonly history: { readonly choices: Chosen; finish(): void }; readonly words: string } {
  const offset =
    flags.utcOffset === undefined ? (config.site.utcOffsetMinutes ?? localUtcOffset()) : parseUtcOffset(flags.utcOffset);
  const progress = openProgress(process.stderr, "rehearsing", Date.now);
  const common = {
    sinceMs: flags.since === undefined ? null : parseSince(flags.since, Date.now(), offset),
    signal: stopSignal(),
    onProgress: (done: number, total: number, note: string) => progress.update(done, total, printable(note)),
  };
  const finish = () => {
    if (process.stderr.isTTY) progress.finish();
  };
  if (sources.length === 0) {
    const dataDirectory = flags.data ?? (flags.config === undefined ? undefined : config.data);
    if (dataDirectory === undefined) throw new Failure("CLI_USAGE", "expected history: --data DIR for a ledger, or log files");
    return {
      history: { choices: { kind: "ledger", dataDirectory, ...common }, finish },
      words: `the ledger in ${dataDirectory}`,
    };
  }
  if (flags.data !== undefined) throw new Failure("CLI_USAGE", "expected either --data DIR or log files, got both");
  const choices: Chosen = {
    kind: "files",
    ...common,
    sources,
    rules: rulesOf(flags.rules, config),
    utcOffsetMinutes: offset,
    hostOf: hostRule(flags.host),
    onProblem: ({ kind, source, reason }) =>
      void process.stderr.write(`meridian: ${kind}: ${printable(source)}: ${printable(reason)}\n`),
  };
  return { history: { choices, finish }, words: sources.join(", ") };
}

async function readGood(path: string): Promise<readonly Network[]> {
  const read = parseGoodList(await readText(path), parseNetwork);
  if (!("line" in read)) return read;
  throw new Failure(
    "CLI_USAGE",
    `${path}, line ${read.line}: expected an address or a network such as ${formatNetwork({ base: Uint8Array.of(203, 0, 113, 0), bits: 24 })}`,
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new Failure("CLI_USAGE", `could not read ${path}`, error);
  }
}

async function writePage(path: string, page: string): Promise<void> {
  try {
    await writeFile(path, page, { flag: "wx" });
  } catch (error) {
    throw new Failure("CLI_USAGE", `could not write the page to ${path}; nothing is written over`, error);
  }
}
