import type { Command } from "commander";
import { actionLives, type HeldBlock, type ResponderAnswers, type ResponderStatus, readLedger } from "../app/index.ts";
import { type AskFlags, addAskOptions, dataDirectoryOf, withResponder } from "./block-door.ts";
import { heldLines, lifeLines, statusLines, waitingLines } from "./blocks-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type BlocksFlags = AskFlags & { readonly all?: boolean; readonly json?: boolean };

const SHOWN_MAX = 50;
const PAGE = 1000;

/** `meridian blocks`: what is held, whether the system really holds it, and the life of one action. */
export function addBlocks(program: Command, exit: (code: number) => void): void {
  addAskOptions(program.command("blocks"))
    .summary("what is held now, until when and why; or the whole life of one block")
    .argument("[what]", "an action such as act-0123456789abcdef, or a target: its whole life, from the ledger")
    .option("--all", `all of them (a terminal shows ${SHOWN_MAX})`)
    .option("--json", "as JSON lines")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian blocks --data /var/lib/meridian\n  meridian blocks act-0123456789abcdef --data /var/lib/meridian\n\nExit codes: 0 all that is meant to be held is held · 1 it is not (below 99.9 %), the enforcer does not answer, or nothing is known of what was named · 2 usage · 3 could not run",
    )
    .action(async (what: string | undefined, flags: BlocksFlags) =>
      exit(what === undefined ? await list(flags) : await life(what, flags)),
    );
}

async function list(flags: BlocksFlags): Promise<number> {
  const isAll = flags.all === true || flags.json === true || !process.stdout.isTTY;
  return withResponder(flags, async (responder) => {
    const first = await responder.ask({ ask: "blocks", after: null, limit: isAll ? PAGE : SHOWN_MAX, of: null });
    const width = isAll ? 0 : (process.stdout.columns ?? 0);
    if (flags.json === true) write([JSON.stringify({ status: first.status, awaiting: first.awaiting })]);
    else write([...statusLines(first.status), ...waitingLines(first.awaiting)]);
    for await (const page of pagesAfter(first, isAll, (after) => responder.ask({ ask: "blocks", after, limit: PAGE, of: null })))
      write(flags.json === true ? page.map((block) => JSON.stringify(block)) : heldLines(page, Date.now(), width));
    const left = first.status.intended - first.blocks.length;
    if (!isAll && left > 0) write([`and ${left} more; --all shows them`]);
    return isSound(first.status) ? EXIT.yes : EXIT.no;
  });
}

async function* pagesAfter(
  first: ResponderAnswers["blocks"],
  isAll: boolean,
  ask: (after: string) => Promise<ResponderAnswers["blocks"]>,
): AsyncGenerator<readonly HeldBlock[]> {
  yield first.blocks;
  for (let { next } = first; isAll && next !== null; ) {
    const page = await ask(next);
    yield page.blocks;
    next = page.next;
  }
}

function isSound({ unreachable, enforcement }: ResponderStatus): boolean {
  return unreachable === null && enforcement?.alarm !== true;
}

/** From the ledger alone, so that nobody's memory is asked; its node may run meanwhile. */
async function life(what: string, flags: BlocksFlags): Promise<number> {
  const { ledger } = await readLedger(dataDirectoryOf(flags));
  const lives = await actionLives(ledger, what);
  if (lives.length === 0) {
    process.stderr.write(`meridian: the ledger says nothing of ${printable(what)}\n`);
    return EXIT.no;
  }
  for (const one of lives) write(flags.json === true ? [JSON.stringify(one)] : lifeLines(one));
  return EXIT.yes;
}

function write(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
}
