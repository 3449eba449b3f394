import type { Command } from "commander";
import { newCase } from "../app/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type NewFlags = CaseFlags & {
  readonly title: string;
  readonly victim: string;
  readonly incident?: readonly string[];
  readonly sector?: readonly string[];
  readonly jurisdiction?: readonly string[];
  readonly duty?: readonly string[];
  readonly awareAt?: string;
  readonly tlp?: string;
};

/** `meridian case new`: opens a case about one victim's harm. */
export function addCaseNew(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "new", "open a case about one victim's harm")
    .requiredOption("--title <text>", "what it is called")
    .requiredOption("--victim <name>", "whose harm it is about; cases of different victims are walled from each other")
    .option("--incident <id>", "an incident that it takes in, as `meridian cases` lists them; may be repeated", collect)
    .option("--sector <name>", "a sector, such as energy; may be repeated", collect)
    .option("--jurisdiction <name>", "whose law applies; may be repeated", collect)
    .option("--duty <name>", "a duty to report, such as nis2; may be repeated", collect)
    .option("--aware-at <time>", "when the victim became aware, such as 2026-11-22T12:00:00Z: deadlines run from here")
    .option("--tlp <label>", "clear, green, amber, amber+strict or red (default: amber)")
    .addHelpText(
      "after",
      "\nExample:\n  meridian case new --data meridian-data/exercise --title 'Clocks of the port' --victim 'Harbour Time Service' --duty nis2",
    )
    .action(async (flags: NewFlags) => {
      const { title, victim, awareAt, tlp } = flags;
      const casefile = await callCase(flags, newCase, {
        title,
        victim,
        incidents: flags.incident ?? [],
        sectors: flags.sector ?? [],
        jurisdictions: flags.jurisdiction ?? [],
        duties: flags.duty ?? [],
        ...(awareAt === undefined ? {} : { awareAt }),
        ...(tlp === undefined ? {} : { tlp }),
      });
      printCase(flags, casefile, (opened) => [`${opened.case}  opened  ${printable(opened.title)}`]);
      exit(EXIT.yes);
    });
}
