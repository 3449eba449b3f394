import type { Command } from "commander";
import { damageCall, damageLines, factCall, measureCall, severityLines } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { enteredLines, printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

type DamageFlags = CaseFlags & {
  readonly rerun?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly query?: string;
  readonly arg?: readonly string[];
  readonly claim?: string;
};

/** `meridian case damage`: what harm came of it, how grave that is; with --query a figure is measured and entered. */
export function addCaseDamage(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "damage", "show the harm and how grave it is; with --query measure more of it")
    .argument("<case>", "the case")
    .option("--rerun", "ask every figure's query again of the sealed records")
    .option("--query <name>", "measure by this query (docs/damage.md) and enter the figure into the case")
    .option("--arg <name=value>", "of --query: an argument; may be repeated", collect)
    .option("--claim <noun>", "of --query: the outcome, damage or potential claim that it measures")
    .option("--since <time>", "read no earlier records than these, such as 2026-11-22T12:00:00Z")
    .option("--until <time>", "read no later ones")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian case damage case-0123456789ab --data d --rerun\n  meridian case damage case-0123456789ab --data d --query downtime.union --claim NOUN --arg service=ntp --arg from=2026-11-22T13:00:00.000Z --arg to=2026-11-22T14:00:00.000Z --arg sensors='[…]'",
    )
    .action(async (id: string, flags: DamageFlags) => {
      const { since, until, query } = flags;
      const span = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
      if (query !== undefined) {
        const input = { case: id, query, arguments: argumentsOf(flags.arg ?? []), claim: claimOf(flags), ...span };
        printCase(flags, await callCase(flags, measureCall, input), enteredLines);
      } else {
        const told = await callCase(flags, damageCall, { case: id, rerun: flags.rerun ?? false, ...span });
        printCase(flags, told, ({ damage, severity }) =>
          printableLines([...damageLines(damage), "", ...severityLines(severity)]),
        );
      }
      exit(EXIT.yes);
    });
}

function claimOf({ claim }: DamageFlags): string {
  if (claim === undefined)
    throw new Failure("CLI_USAGE", "expected --claim NOUN with --query: the claim that the figure measures");
  return claim;
}

function argumentsOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new Failure("CLI_USAGE", `expected --arg NAME=VALUE, got ${JSON.stringify(text)}`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** `meridian case fact`: a fact that a scale asks for and no query measures. */
export function addCaseFact(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "fact", "state a fact that a scale or a reporting duty asks for, with the record that says it")
    .argument("<case>", "the case")
    .argument("<name>", "such as critical-service, personal-data, classified:dora, submitted:nis2/early-warning")
    .argument("<value>", "yes or no, a number or LO,BEST,HI, words with commas, or a time")
    .requiredOption("--record <noun>", "the record of the case that says it")
    .addHelpText("after", "\nExample:\n  meridian case fact case-0123456789ab critical-service yes --record NOUN --data d")
    .action(async (id: string, name: string, value: string, flags: CaseFlags & { readonly record: string }) => {
      const input = { case: id, name, value, record: flags.record };
      printCase(flags, await callCase(flags, factCall, input), enteredLines);
      exit(EXIT.yes);
    });
}
