import { readFile, stat } from "node:fs/promises";
import type { Command } from "commander";
import type { ResponderAnswers } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import type { ActionPredicate, RecordName } from "../model/index.ts";
import { type AskFlags, addAskOptions, askWords, withResponder } from "./block-door.ts";
import { blockLines } from "./block-lines.ts";
import { type Batch, batchesOf, collectRecord, orderedBy, parseAccountMeasure, parseFor, readTargetList } from "./block-words.ts";
import { EXIT } from "./exit-codes.ts";
import { openProgress } from "./progress.ts";

type BlockFlags = AskFlags & {
  readonly for?: string;
  readonly measure?: string;
  readonly reason?: string;
  readonly resume?: boolean;
  readonly case?: string;
  readonly evidence?: readonly RecordName[];
  readonly file?: string;
  readonly dryRun?: boolean;
  readonly person?: string;
  readonly json?: boolean;
};

/** Targets of one request; a longer list goes in several, each an action of its own. */
const REQUEST_TARGETS = 10_000;
const LIST_BYTES_MAX: number = 64 * 1024 * 1024;

/** `meridian block TARGET... --for 1h --reason TEXT`: a person's own order, judged by the guards and stated like every other. */
export function addBlock(program: Command, exit: (code: number) => void): void {
  addAskOptions(program.command("block"))
    .summary("hold back an address, network, account or host, for a time")
    .description(
      "Orders what a person decided: an address or network is blocked, account:NAME locked, host:NAME quarantined, session:ID ended, process:PID/START stopped. Guards judge it here and at the enforcer; every step is a statement in the ledger.",
    )
    .argument("[target...]", "203.0.113.66, 203.0.113.0/24, 2001:db8::/64, account:svc, host:hmi-2")
    .option("--for <duration>", "how long, such as 90m or 2d; whatever is held ends by itself")
    .option("--measure <name>", "for accounts: lock-account (default), or end-session to end all that they have open")
    .option("--reason <text>", "why; it is stated in the ledger")
    .option("--case <id>", "the case that it belongs to")
    .option("--evidence <record>", "a record of the ledger that it rests on, by its name; may be repeated", collectRecord)
    .option("--file <list>", "one target a line, # begins a remark")
    .option("--person <name>", "who orders it (default: the account that runs this)")
    .option("--dry-run", "say what guards and enforcer would answer, and do nothing")
    .option("--resume", "order nothing: let playbooks act again, after a critical flow was lost and actions were rolled back")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian block 203.0.113.66 --for 1h --reason 'guessed passwords' --data /var/lib/meridian\n  meridian block account:svc --measure end-session --reason 'stolen password' --data /var/lib/meridian\n  meridian block --file feed.txt --for 1d --reason 'CERT list 7' --data /var/lib/meridian\n  meridian block --resume --data /var/lib/meridian\n\nExit codes: 0 all is held · 1 a guard refused some of it, or persons must approve · 2 usage · 3 could not be done",
    )
    .action(async (targets: string[], flags: BlockFlags) => exit(await block(targets, flags)));
}

async function block(named: readonly string[], flags: BlockFlags): Promise<number> {
  if (flags.resume === true) return await resume(named, flags);
  const { reason } = flags;
  const listed = flags.file === undefined ? [] : await readList(flags.file);
  const texts = [...named, ...listed];
  if (texts.length === 0) throw new Failure("CLI_USAGE", "expected at least one target, or --file LIST");
  if (reason === undefined || reason.trim() === "")
    throw new Failure("CLI_USAGE", "expected --reason TEXT, such as --reason 'CERT list 7': the ledger states why");
  const measure = flags.measure === undefined ? undefined : parseAccountMeasure(flags.measure);
  const batches = batchesOf(texts, flags.for === undefined ? null : parseFor(flags.for), measure);
  const steps: ActionPredicate["step"][] = [];
  await withResponder(flags, async (responder) => {
    const progress = texts.length > REQUEST_TARGETS ? openProgress(process.stderr, "blocking", Date.now) : undefined;
    let done = 0;
    for (const part of partsOf(batches)) {
      progress?.update(done, texts.length, `${done} of ${texts.length}`);
      const answer = await responder.ask({
        ask: "block",
        ...part,
        case: (flags.case ?? null) as ActionPredicate["case"],
        evidence: flags.evidence ?? [],
        reason,
        by: orderedBy(flags.person),
        spoofableOk: true,
        dryRun: flags.dryRun === true,
      });
      done += part.targets.length;
      steps.push(...answer.steps.map(({ step }) => step));
      print(answer, flags);
    }
    progress?.update(done, texts.length, `${done} of ${texts.length}`);
    progress?.finish();
  });
  if (steps.includes("failed")) return EXIT.failure;
  return steps.includes("refused") || steps.includes("awaiting") ? EXIT.no : EXIT.yes;
}

/** Ends the pause of automatic action; nothing is held or released by it. */
async function resume(named: readonly string[], flags: BlockFlags): Promise<number> {
  if (named.length > 0 || flags.file !== undefined) throw new Failure("CLI_USAGE", "expected --resume alone, without targets");
  const by = orderedBy(flags.person);
  const answer = await withResponder(flags, (responder) =>
    responder.ask({ ask: "resume", by, reason: flags.reason ?? "resumed" }),
  );
  const said = answer.resumed ? "resumed   playbooks act again" : "running   automatic action was not paused";
  process.stdout.write(`${flags.json === true ? JSON.stringify(answer) : said}\n`);
  return EXIT.yes;
}

function print(answer: ResponderAnswers["block"], flags: BlockFlags): void {
  const { json, dryRun } = flags;
  const lines =
    json === true
      ? [JSON.stringify(answer)]
      : [...blockLines(answer, askWords(flags)), ...(dryRun === true ? ["nothing was done"] : [])];
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
}

function* partsOf(batches: readonly Batch[]): Generator<Batch> {
  for (const { targets, ...batch } of batches)
    for (let at = 0; at < targets.length; at += REQUEST_TARGETS)
      yield { ...batch, targets: targets.slice(at, at + REQUEST_TARGETS) };
}

async function readList(path: string): Promise<readonly string[]> {
  try {
    const { size } = await stat(path);
    if (size > LIST_BYTES_MAX) throw new Failure("CLI_USAGE", `expected a list of at most ${LIST_BYTES_MAX} bytes, got ${size}`);
    return readTargetList(await readFile(path, "utf8"), path);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure("CLI_USAGE", `could not read ${path}`, error);
  }
}
