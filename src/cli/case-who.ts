import type { Command } from "commander";
import { matrixLines, type ToldVerdict, verdictLines, type WhatIf, whatIfCall, whoCall } from "../app/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { paint, printable } from "./paint.ts";

type WhoFlags = CaseFlags & { readonly all?: boolean; readonly matrix?: boolean };

/** `meridian case who`: the actor claims weighed, likelihood and confidence apart. */
export function addCaseWho(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "who", "weigh the evidence on who did it: support, what it hangs on, and what would change it")
    .argument("<case>", "the case")
    .option("--all", "every claim, not only those on actors")
    .option("--matrix", "each piece of evidence against each answer")
    .addHelpText("after", "\nExample:\n  meridian case who case-0123456789ab --data d --matrix")
    .action(async (id: string, flags: WhoFlags) => {
      const input = { case: id, all: flags.all ?? false, matrix: flags.matrix ?? false };
      const told = await callCase(flags, whoCall, input);
      printCase(flags, told, (verdicts) => verdicts.flatMap(verdictText));
      if (told.length === 0) process.stderr.write("no such claim: `meridian case claim --kind actor` asks the question\n");
      exit(EXIT.yes);
    });
}

function verdictText({ id, claim, status, supported, verdict, matrix }: ToldVerdict): readonly string[] {
  const level = claim.level === null ? "" : ` on the level of ${claim.level}`;
  return [
    paint("bold", printable(claim.ask)),
    `claim ${id}, ${claim.kind}${level}, ${status}${supported ? "" : ", UNSUPPORTED: no record that stands is under it"}`,
    ...printableLines(verdictLines(verdict, new Map())),
    ...(matrix === null ? [] : printableLines(matrixLines(matrix))),
    "",
  ];
}

type WhatIfFlags = CaseFlags & { readonly withdraw: readonly string[] };

/** `meridian case what-if`: what would become of the claims without some of what they rest on. Nothing is stated. */
export function addCaseWhatIf(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "what-if", "say what would become of the claims without a record or anything else; nothing is stated")
    .argument("<case>", "the case")
    .requiredOption("--withdraw <noun>", "what would be withdrawn; may be repeated", collect)
    .addHelpText("after", "\nExample:\n  meridian case what-if case-0123456789ab --withdraw NOUN --data d")
    .action(async (id: string, flags: WhatIfFlags) => {
      const differences = await callCase(flags, whatIfCall, { case: id, withdraw: flags.withdraw });
      printCase(flags, differences, whatIfLines);
      exit(EXIT.yes);
    });
}

function whatIfLines(differences: WhatIf): readonly string[] {
  if (differences.length === 0) return ["no claim leans on it"];
  return differences.flatMap(({ claim, before, after, path }) => [
    `claim ${claim}`,
    `  before  ${printable(before === null ? "not there" : outcomeText(before))}`,
    `  after   ${printable(outcomeText(after))}`,
    ...(path.length === 0 ? [] : [`  leans on it over ${path.map(({ via }) => via).join(", ")}`]),
  ]);
}

function outcomeText({ supported, verdict }: WhatIf[number]["after"]): string {
  if (!supported) return "unsupported: no record that stands is under it";
  return verdictLines(verdict, new Map())[0] ?? "";
}
