import type { Command } from "commander";
import { Failure } from "../lib/index.ts";
import { type AskFlags, addAskOptions, askWords, withResponder } from "./block-door.ts";
import { unblockLines } from "./block-lines.ts";
import { orderedBy, targetOf } from "./block-words.ts";
import { EXIT } from "./exit-codes.ts";

type UnblockFlags = AskFlags & { readonly reason: string; readonly person?: string; readonly json?: boolean };

const ACTION = /^act-[0-9a-f]{16}$/;

/** `meridian unblock TARGET|ACTION...`: takes back at once, and says what was held back meanwhile. */
export function addUnblock(program: Command, exit: (code: number) => void): void {
  addAskOptions(program.command("unblock"))
    .summary("take back what is held: a target, or all of an action")
    .argument("<what...>", "targets as `meridian block` takes them, or actions such as act-0123456789abcdef")
    .option("--reason <text>", "why; it is stated in the ledger", "undone by an operator")
    .option("--person <name>", "who orders it (default: the account that runs this)")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  meridian unblock 203.0.113.66 --data /var/lib/meridian\n\nExit codes: 0 it is held no more · 1 some of it was not held, or a network still holds it · 2 usage · 3 could not be done",
    )
    .action(async (what: string[], flags: UnblockFlags) => exit(await unblock(what, flags)));
}

async function unblock(what: readonly string[], flags: UnblockFlags): Promise<number> {
  for (const one of what) {
    if (one.startsWith("act-") && !ACTION.test(one))
      throw new Failure("CLI_USAGE", `expected an action such as act-0123456789abcdef, got ${JSON.stringify(one)}`);
    if (!ACTION.test(one)) targetOf(one);
  }
  const answer = await withResponder(flags, (responder) =>
    responder.ask({ ask: "unblock", what, measure: null, reason: flags.reason, by: orderedBy(flags.person) }),
  );
  const lines = flags.json === true ? [JSON.stringify(answer)] : unblockLines(answer, askWords(flags));
  process.stdout.write(`${lines.join("\n")}\n`);
  if (answer.steps.some(({ step }) => step === "failed")) return EXIT.failure;
  return answer.nothing.length + answer.covering.length > 0 ? EXIT.no : EXIT.yes;
}
