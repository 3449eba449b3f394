import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import type { Command } from "commander";
import { askCase, type CaseCall, type CaseWorld, caseWorldOf, openCaseDesk, readCaseWorld } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { stopSignal } from "./arguments.ts";
import { withNode } from "./existing-node.ts";
import { openProgress } from "./progress.ts";
import { readSettings } from "./settings.ts";

/** What every verb of cases is told. */
export type CaseFlags = {
  readonly data: string;
  readonly by?: string;
  readonly json?: boolean;
  readonly knowledge?: readonly string[];
};

/** A verb `meridian case NAME` with the options that all of them have. */
export function caseVerb(parent: Command, name: string, summary: string): Command {
  return parent
    .command(name)
    .summary(summary)
    .requiredOption("--data <dir>", "the data directory")
    .option("--by <name>", "who says so, as the ledger will name them (default: the account that runs this)")
    .option("--json", "as JSON");
}

/**
 * Makes a call of cases in a data directory: one that reads does so beside a running node, one that states holds the ledger. Throws what the call
 * throws, LEDGER_MISSING, LEDGER_BUSY.
 */
export async function callCase<Input, Answer>(flags: CaseFlags, call: CaseCall<Input, Answer>, input: unknown): Promise<Answer> {
  const within = async (world: CaseWorld) => {
    const progress = openProgress(process.stderr, call.name, Date.now);
    const work = {
      signal: stopSignal(),
      onProgress: (done: number, total: number, note: string) => progress.update(done, total, note),
    };
    const knowledge = flags.knowledge ?? readSettings(undefined).cases.knowledge;
    const desk = await openCaseDesk(world, { by: flags.by ?? userInfo().username, scope: null, work, knowledge });
    try {
      return (await askCase(desk, call, input)) as Answer;
    } finally {
      progress.finish();
    }
  };
  if (call.does === "reads") return within(await readCaseWorld(flags.data));
  return withNode(flags.data, (node) => within(caseWorldOf(node)));
}

/** Prints an answer: as JSON when that was asked for, else as `lines` have it. */
export function printCase<Answer>({ json }: CaseFlags, answer: Answer, lines: (answer: Answer) => readonly string[]): void {
  const text = json === true ? [JSON.stringify(answer)] : lines(answer);
  process.stdout.write(text.map((line) => `${line}\n`).join(""));
}

/** Writes a picture where it was asked for, and says so. Throws CLI_USAGE. */
export async function writePicture(path: string, svg: string): Promise<void> {
  await writeFile(path, svg).catch((error: unknown) => {
    throw new Failure("CLI_USAGE", `could not write ${path}`, error);
  });
  process.stderr.write(`picture     ${path}\n`);
}
