import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { decisionCall } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { lawOptions } from "./assess-door.ts";
import { type CaseFlags, callCase } from "./case-door.ts";
import { EXIT } from "./exit-codes.ts";

type PageFlags = CaseFlags & {
  readonly html?: string;
  readonly markdown?: string;
  readonly language: string;
  readonly respondent?: string;
  readonly main?: readonly string[];
};

/** `meridian assess page`: the decision on one page, to be printed and signed by people. */
export function addAssessPage(parent: Command, exit: (code: number) => void): void {
  lawOptions(parent.command("page"))
    .summary("write the decision on one page: answers, the strongest argument against, what is open, lawful answers")
    .argument("<case>", "the case")
    .option("--html <file>", "as HTML that needs nothing else and prints on A4")
    .option("--markdown <file>", "as Markdown (without either: Markdown on standard output)")
    .option("--language <language>", "en, zh; fr, es, ru, ar for headings, values and names of answers", "en")
    .option("--respondent <entity>", "whose part is asked about (default: whoever it was)")
    .option("--main <rule>", "a rule that the page is about; may be repeated (default: the main questions)", collect)
    .addHelpText("after", "\nExample:\n  meridian assess page case-0123456789ab --data d --html decision.html --language zh")
    .action(async (id: string, flags: PageFlags) => {
      const { language, respondent = null, main } = flags;
      const told = await callCase(flags, decisionCall, {
        case: id,
        language,
        respondent,
        ...(main === undefined ? {} : { main }),
      });
      if (flags.html !== undefined) await writePage(flags.html, told.html);
      if (flags.markdown !== undefined) await writePage(flags.markdown, told.markdown);
      if (flags.html === undefined && flags.markdown === undefined) process.stdout.write(told.markdown);
      exit(EXIT.yes);
    });
}

/** A page that is there already is never written over: somebody may have signed it. */
export async function writePage(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: "wx" }).catch((error: unknown) => {
    throw new Failure("CLI_USAGE", `could not write ${path}: choose a file that is not there yet`, error);
  });
  process.stderr.write(`written     ${path}\n`);
}
