import type { Command } from "commander";
import { judgeCall } from "../app/index.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { enteredLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

type JudgeFlags = CaseFlags & { readonly stance: string; readonly answer?: string; readonly why: string };

/** `meridian case judge`: one party's word on a noun. Nothing is deleted: to withdraw is a word too. */
export function addCaseJudge(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "judge", "assess, review, dissent from or withdraw a noun; nothing is deleted")
    .argument("<case>", "the case")
    .argument("<noun>", "the noun that it is about")
    .requiredOption("--stance <stance>", "assess, review, dissent or withdraw")
    .requiredOption("--why <text>", "why")
    .option("--answer <text>", "the answer of a claim that is assessed or contested")
    .addHelpText(
      "after",
      "\nExample:\n  meridian case judge case-0123456789ab NOUN --data d --stance withdraw --why 'the clock of that sensor was wrong'",
    )
    .action(async (id: string, on: string, flags: JudgeFlags) => {
      const { stance, answer, why } = flags;
      const input = { case: id, on, stance, why, ...(answer === undefined ? {} : { answer }) };
      printCase(flags, await callCase(flags, judgeCall, input), enteredLines);
      exit(EXIT.yes);
    });
}
