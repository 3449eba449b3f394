import type { Command } from "commander";
import { claimCall } from "../app/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { enteredLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

type ClaimFlags = CaseFlags & {
  readonly kind: string;
  readonly level?: string;
  readonly ask: string;
  readonly answer: readonly string[];
  readonly subject?: string;
  readonly supersedes?: string;
};

/** `meridian case claim`: asks a question with all the answers it can have. */
export function addCaseClaim(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "claim", "ask a question with all the answers it can have")
    .argument("<case>", "the case")
    .requiredOption("--kind <kind>", "occurred, route, tool, actor, cause, outcome, damage, potential, count or pattern")
    .requiredOption("--ask <text>", "the question, such as 'Who stopped the time service?'")
    .requiredOption(
      "--answer <text>",
      "an answer, or ANSWER=ENTITY to name whom it means; may be repeated. `other`, and for actors `imitation of …`, are added",
      collect,
    )
    .option("--level <level>", "of an actor: machine, cluster, organisation or state; one says nothing of the next")
    .option("--subject <noun>", "what it is about")
    .option("--supersedes <noun>", "the claim that it takes the place of")
    .addHelpText(
      "after",
      "\nExample:\n  meridian case claim case-0123456789ab --data d --kind actor --level cluster --ask 'Who stopped the time service?' --answer 'Party A'",
    )
    .action(async (id: string, flags: ClaimFlags) => {
      const { kind, level, ask, subject, supersedes } = flags;
      const input = {
        case: id,
        kind,
        ask,
        answers: flags.answer.map(answerOf),
        ...(level === undefined ? {} : { level }),
        ...(subject === undefined ? {} : { subject }),
        ...(supersedes === undefined ? {} : { supersedes }),
      };
      printCase(flags, await callCase(flags, claimCall, input), enteredLines);
      exit(EXIT.yes);
    });
}

function answerOf(text: string): { readonly answer: string; readonly entity?: string } {
  const [, answer, entity] = /^(.+)=([0-9a-f]{64})$/.exec(text) ?? [];
  return answer === undefined || entity === undefined ? { answer: text } : { answer, entity };
}
