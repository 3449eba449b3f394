import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { askCase, askCaseAtNode, type CaseCall, type CaseWorld, caseWorldOf, openCaseDesk, readCaseWorld } from "../app/index.ts";
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
  readonly packs?: readonly string[];
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

/** So long a call that states waits for a ledger that another process holds without taking calls: most often it is another call. */
const BUSY_WAIT_MS = 2000;
const BUSY_PAUSE_MS = 100;

/**
 * Makes a call of cases in a data directory. One that reads does so beside a running node; one that states asks the node that runs there, or holds
 * the ledger itself where none does. Throws what the call throws, LEDGER_MISSING, LEDGER_BUSY.
 */
export async function callCase<Input, Answer>(flags: CaseFlags, call: CaseCall<Input, Answer>, input: unknown): Promise<Answer> {
  const asked: Asked<Input, Answer> = {
    call,
    input,
    by: flags.by ?? userInfo().username,
    knowledge: (flags.knowledge ?? readSettings(undefined).cases.knowledge).map((path) => resolve(path)),
    packs: (flags.packs ?? []).map((path) => resolve(path)),
    signal: stopSignal(),
  };
  if (call.does === "reads") return callHere(await readCaseWorld(flags.data), asked);
  const until = Date.now() + BUSY_WAIT_MS;
  for (;;) {
    const answer = (await callAtNode(flags.data, asked)) ?? (await callWithNode(flags.data, asked));
    if (!("busy" in answer)) return answer.value;
    if (asked.signal.aborted)
      throw new Failure("LEDGER_BUSY", "stopped while another process held the ledger; nothing was stated");
    if (Date.now() >= until) throw new Failure("LEDGER_BUSY", `${answer.busy}, and takes no calls of cases: ${WHY_BUSY}`);
    await sleep(BUSY_PAUSE_MS);
  }
}

const WHY_BUSY =
  "it is starting, is no node that watches, or is of an older version; nothing was stated; repeat, or stop it first";

type Asked<Input, Answer> = {
  readonly call: CaseCall<Input, Answer>;
  readonly input: unknown;
  readonly by: string;
  readonly knowledge: readonly string[];
  readonly packs: readonly string[];
  readonly signal: AbortSignal;
};

/** Asks the node that runs; undefined when none takes calls. */
async function callAtNode<Input, Answer>(
  data: string,
  { call, input, by, knowledge, packs, signal }: Asked<Input, Answer>,
): Promise<{ readonly value: Answer } | undefined> {
  // The node has knowledge bases of its own where none are named here, and the packs that ship.
  const files = {
    ...(knowledge.length === 0 ? {} : { knowledge: [...knowledge] }),
    ...(packs.length === 0 ? {} : { packs: [...packs] }),
  };
  return (await askCaseAtNode(data, { call: call.name, input, by, ...files }, signal)) as { readonly value: Answer } | undefined;
}

/** Opens the ledger for one call; gives the reason while another process holds it. */
async function callWithNode<Input, Answer>(
  data: string,
  asked: Asked<Input, Answer>,
): Promise<{ readonly value: Answer } | { readonly busy: string }> {
  let isOpen = false;
  try {
    const value = await withNode(data, (node) => {
      isOpen = true;
      return callHere(caseWorldOf(node), asked);
    });
    return { value };
  } catch (error) {
    if (!isOpen && error instanceof Failure && error.code === "LEDGER_BUSY") return { busy: error.message };
    throw error;
  }
}

async function callHere<Input, Answer>(
  world: CaseWorld,
  { call, input, by, knowledge, packs, signal }: Asked<Input, Answer>,
): Promise<Answer> {
  const progress = openProgress(process.stderr, call.name, Date.now);
  const work = {
    signal,
    onProgress: (done: number, total: number, note: string) => progress.update(done, total, note),
  };
  const desk = await openCaseDesk(world, { by, scope: null, work, knowledge, ...(packs.length === 0 ? {} : { packs }) });
  try {
    return (await askCase(desk, call, input)) as Answer;
  } finally {
    progress.finish();
  }
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
