import type { Command } from "commander";
import { openCase } from "../app/index.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { caseLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

/** `meridian case open`: a case with its claims and what is answered. */
export function addCaseOpen(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "open", "show a case: its claims, and what is answered")
    .argument("<case>", "the case")
    .addHelpText("after", "\nExample:\n  meridian case open case-0123456789ab --data d")
    .action(async (id: string, flags: CaseFlags) => {
      printCase(flags, await callCase(flags, openCase, { case: id }), caseLines);
      exit(EXIT.yes);
    });
}
