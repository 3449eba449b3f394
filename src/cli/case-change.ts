import type { Command } from "commander";
import { changeCase } from "../app/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type ChangeFlags = CaseFlags & {
  readonly close?: boolean;
  readonly title?: string;
  readonly sector?: readonly string[];
  readonly jurisdiction?: readonly string[];
  readonly duty?: readonly string[];
  readonly awareAt?: string;
  readonly tlp?: string;
};

/** `meridian case change`: changes what a casefile says, or closes the case. */
export function addCaseChange(parent: Command, exit: (code: number) => void): void {
  caseVerb(
    parent,
    "change",
    "change what is said of a case, or close it; a closed case takes nothing more until it is changed again",
  )
    .argument("<case>", "the case")
    .option("--title <text>", "what it is called")
    .option("--sector <name>", "the sectors, all of them; may be repeated", collect)
    .option("--jurisdiction <name>", "whose law applies, all of it; may be repeated", collect)
    .option("--duty <name>", "the duties to report, all of them, such as nis2; may be repeated", collect)
    .option("--aware-at <time>", "when the victim became aware, such as 2026-11-22T12:00:00Z")
    .option("--tlp <label>", "clear, green, amber, amber+strict or red")
    .option("--close", "close the case")
    .addHelpText(
      "after",
      "\nExample:\n  meridian case change case-0123456789ab --data d --duty nis2 --aware-at 2026-11-22T12:00:00Z",
    )
    .action(async (id: string, flags: ChangeFlags) => {
      const { title, sector: sectors, jurisdiction: jurisdictions, duty: duties, awareAt, tlp } = flags;
      const given = Object.entries({ title, sectors, jurisdictions, duties, awareAt, tlp }).filter(
        ([, value]) => value !== undefined,
      );
      const input = { case: id, close: flags.close ?? false, ...Object.fromEntries(given) };
      printCase(flags, await callCase(flags, changeCase, input), (changed) => [
        `${changed.case}  ${changed.event}  ${printable(changed.title)}`,
      ]);
      exit(EXIT.yes);
    });
}
