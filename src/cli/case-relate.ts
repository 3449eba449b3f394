import type { Command } from "commander";
import { patternCall, relateCall, relationLines } from "../app/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { enteredLines, printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

type RelateFlags = CaseFlags & { readonly trait: readonly string[]; readonly state?: string; readonly ask?: string };

/** `meridian case relate`: one rule against every case, those that do not match too. */
export function addCaseRelate(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "relate", "hold one rule against every case: those that match, and those that do not")
    .requiredOption("--trait <trait>", "technique=T1110, tool=NAME, ref=SCHEME:ID or sector=NAME; may be repeated", collect)
    .option("--state <case>", "enter the result into this case as a pattern claim; other victims' cases are only counted")
    .option("--ask <text>", "of --state: the question that the claim asks")
    .addHelpText("after", "\nExample:\n  meridian case relate --data d --trait technique=T1110 --trait tool='Tool A'")
    .action(async (flags: RelateFlags) => {
      const { trait, state, ask } = flags;
      if (state === undefined)
        printCase(flags, await callCase(flags, relateCall, { trait }), (relation) => printableLines(relationLines(relation)));
      else {
        const input = { case: state, trait, ...(ask === undefined ? {} : { ask }) };
        printCase(flags, await callCase(flags, patternCall, input), enteredLines);
      }
      exit(EXIT.yes);
    });
}
