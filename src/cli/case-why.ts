import type { Command } from "commander";
import { type ToldCausation, whyCall } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { type CaseFlags, callCase, caseVerb, printCase, writePicture } from "./case-door.ts";
import { printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

type WhyFlags = CaseFlags & { readonly outcome?: string; readonly svg?: string };

/** `meridian case why`: what an outcome would not have come about without, and how responsible each cause is. */
export function addCaseWhy(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "why", "work out how an outcome came about: but-for, NESS, responsibility, and what would have stopped it")
    .argument("<case>", "the case")
    .option("--outcome <noun>", "the outcome (default: every outcome and damage claim that has causes)")
    .option("--svg <file>", "also as a picture, of one outcome")
    .addHelpText("after", "\nExample:\n  meridian case why case-0123456789ab --data d --outcome NOUN --svg why.svg")
    .action(async (id: string, flags: WhyFlags) => {
      const told = await callCase(flags, whyCall, {
        case: id,
        ...(flags.outcome === undefined ? {} : { outcome: flags.outcome }),
      });
      if (flags.svg !== undefined) await writePicture(flags.svg, onlyOne(told).picture);
      printCase(flags, told, (causations) => causations.flatMap(({ lines }) => [...printableLines(lines), ""]));
      if (told.length === 0)
        process.stderr.write("no outcome has causes yet: `meridian case link --type causes` says what led to it\n");
      exit(EXIT.yes);
    });
}

function onlyOne(told: readonly ToldCausation[]): ToldCausation {
  const [first] = told;
  if (first === undefined || told.length > 1)
    throw new Failure(
      "CLI_USAGE",
      told.length === 0
        ? "there is nothing to draw: no outcome has causes yet; `meridian case link --type causes` says what led to it"
        : `expected --outcome NOUN with --svg: there are ${told.length} outcomes with causes`,
    );
  return first;
}
