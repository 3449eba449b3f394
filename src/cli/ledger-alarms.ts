import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import {
  type AlarmState,
  answerAlarm,
  judgeForkFile,
  type ListedAlarm,
  listAlarms,
  openPersonKey,
  readLedger,
  submitAnswer,
} from "../app/index.ts";
import { Failure, parseCount, present, textOf } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { paint, printable } from "./paint.ts";

type AnswerFlags = {
  readonly data: string;
  readonly dismiss?: boolean;
  readonly confirm?: boolean;
  readonly reason: string;
  readonly key: string;
  readonly url?: string;
  readonly tokenFile?: string;
};

type ForkFlags = { readonly key?: readonly string[]; readonly trust?: string };

/** `meridian ledger alarms`, `meridian ledger fork` and `meridian ledger answer`. */
export function addLedgerAlarms(ledger: Command, exit: (code: number) => void): void {
  ledger
    .command("alarms")
    .summary("list alarms about the logs of others, with what their proofs show")
    .description(
      "Lists every alarm that this node ever raised. Its proof is judged anew, and every answer is checked, each time. The node may run meanwhile.",
    )
    .requiredOption("--data <dir>", "the data directory")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  meridian ledger alarms --data /var/lib/meridian\n\nExit codes: 0 no alarm waits for an answer · 1 one does · 2 usage · 3 could not run",
    )
    .action(async (flags: { data: string; json?: boolean }) => exit(await alarms(flags)));
  ledger
    .command("fork")
    .summary("verify a proof that a log showed two histories, offline")
    .argument("<file>", "the proof, such as DATA/witness/forks/<sha256>")
    .option("--key <vkey>", "a key of the log; may be repeated", collect)
    .option("--trust <file>", "a trust file with the log's keys in `log` lines")
    .addHelpText(
      "after",
      "\nExample:\n  meridian ledger fork proof --trust trust.txt\n\nExit codes: 0 the log signed two histories · 1 the file proves nothing · 2 usage · 3 could not run",
    )
    .action(async (file: string, flags: ForkFlags) => exit(await fork(file, flags)));
  ledger
    .command("answer")
    .summary("answer an alarm as a person: two different persons dismiss it, one confirms it")
    .description(
      "Signs an answer with your own key, which the ledger must have known as a person's before the alarm. Not one person alone, nor the keeper's key, can dismiss an alarm. With --url a running node takes the answer; without, it must be stopped.",
    )
    .argument("<alarm>", "the alarm's entry, as `meridian ledger alarms` shows it")
    .requiredOption("--data <dir>", "the data directory")
    .option("--dismiss", "the alarm is to be dismissed")
    .option("--confirm", "the alarm is right")
    .requiredOption("--reason <text>", "why; it stands in the ledger for good")
    .requiredOption("--key <key>", "your private key: a file, or agent: and its fingerprint")
    .option("--url <url>", "the public address of the node, which runs")
    .option("--token-file <file>", "with --url: holds a token whose SHA-256 is in the node's ledger.serve.submitTokens")
    .addHelpText(
      "after",
      "\nExample:\n  meridian ledger answer 41 --data d --confirm --reason 'North Port CERT shows the same' --key ~/.ssh/id_ed25519",
    )
    .action(async (alarm: string, flags: AnswerFlags) => exit(await answer(alarm, flags)));
}

async function alarms({ data, json }: { data: string; json?: boolean }): Promise<number> {
  const listed = await listAlarms(await readLedger(data));
  if (json === true) process.stdout.write(`${JSON.stringify(listed, undefined, 2)}\n`);
  else process.stdout.write(listed.length === 0 ? "no alarm was ever raised\n" : listed.map(alarmText).join(""));
  return listed.some(({ state }) => state === "open") ? EXIT.no : EXIT.yes;
}

async function fork(path: string, { key = [], trust }: ForkFlags): Promise<number> {
  if (key.length === 0 && trust === undefined)
    throw new Failure("CLI_USAGE", "expected the log's keys by --key or --trust: a proof brings none of its own");
  const verdict = await judgeForkFile(await read(path), key, trust === undefined ? undefined : (textOf(await read(trust)) ?? ""));
  process.stdout.write(`${printable(verdict.ok ? verdict.value : verdict.fault)}\n`);
  return verdict.ok ? EXIT.yes : EXIT.no;
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Failure("TRUST_UNREADABLE", `could not read ${path}`, error);
  }
}

function alarmText({ index, predicate, state, verdict, isProven, answers }: ListedAlarm): string {
  const lines = [
    `${paint("bold", `alarm ${index}`)}  ${stateText(state)}  ${predicate.alarm} of ${printable(predicate.origin)}, seen ${predicate.seenAt}`,
    `  proof   ${isProven ? "holds" : paint("red", "does not hold")}: ${printable(verdict)}`,
    `  file    witness/forks/${predicate.bundle}`,
    ...answers.map(
      ({ index: entry, holder, answer, at, reason, void: why }) =>
        `  answer  entry ${entry}, ${printable(holder)}, ${at}: ${answer}, ${printable(reason)}${why === null ? "" : ` (does not count: ${why})`}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function stateText(state: AlarmState["state"]): string {
  return state === "open" ? paint(["bold", "red"], state) : state;
}

async function answer(text: string, { data, dismiss, confirm, reason, key, url, tokenFile }: AnswerFlags): Promise<number> {
  const entry = parseCount(text);
  if (!entry.ok) throw new Failure("CLI_USAGE", `expected the alarm's entry as a whole number, got ${JSON.stringify(text)}`);
  if ((dismiss === true) === (confirm === true)) throw new Failure("CLI_USAGE", "expected either --dismiss or --confirm");
  if ((url === undefined) !== (tokenFile === undefined))
    throw new Failure("CLI_USAGE", "expected --url and --token-file together");
  const person = await openPersonKey(key);
  const word = dismiss === true ? "dismiss" : "confirm";
  const answering = { alarm: entry.value, answer: word, reason, atMs: Date.now() } as const;
  if (url === undefined || tokenFile === undefined) {
    const { index, alarm } = await withNode(data, (node) => answerAlarm(node, answering, person)).catch(sayHowBeside);
    return sayAnswer(index, alarm);
  }
  const door = { url, token: (textOf(await read(tokenFile)) ?? "").trim() };
  const index = await submitAnswer(await readLedger(data), answering, person, door);
  const alarm = (await listAlarms(await readLedger(data))).find((one) => one.index === entry.value);
  return sayAnswer(index, present(alarm, "an alarm is never forgotten"));
}

/** A node that runs has the ledger: what to do instead. */
function sayHowBeside(error: unknown): never {
  if (!(error instanceof Failure) || error.code !== "LEDGER_BUSY") throw error;
  const how = "its node runs: stop it and repeat, or hand the answer to it with --url and --token-file";
  throw new Failure("LEDGER_BUSY", `could not enter the answer: ${how}`, error);
}

function sayAnswer(index: number, alarm: AlarmState): number {
  const said = alarm.answers.find((one) => one.index === index);
  process.stdout.write(`stated in entry ${index}; the alarm is ${alarm.state}\n`);
  if (said?.void !== null)
    process.stdout.write(`the answer does not count: ${said?.void ?? "it is not among the alarm's answers"}\n`);
  return EXIT.yes;
}
