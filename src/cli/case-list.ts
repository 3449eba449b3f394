import type { Command } from "commander";
import { dutyLines, type ListedCase, listCall } from "../app/index.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { paint, printable } from "./paint.ts";

/** `meridian case list`: the cases, and with --due what is to be reported by when. */
export function addCaseList(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "list", "list the cases that were opened; with --due, what is to be reported by when")
    .option("--due", "only cases with a duty to report, the next deadline first")
    .addHelpText("after", "\nExample:\n  meridian case list --data d --due")
    .action(async (flags: CaseFlags & { readonly due?: boolean }) => {
      const due = flags.due ?? false;
      const listed = await callCase(flags, listCall, { due });
      printCase(flags, listed, (cases) => cases.flatMap((one) => listedLines(one, due)));
      if (listed.length === 0 && flags.json !== true)
        process.stderr.write(due ? "no case names a duty to report\n" : "no case was opened; `meridian case new` opens one\n");
      exit(EXIT.yes);
    });
}

function listedLines(
  { case: id, title, victim, event, at, claims, dues, unknownDuties }: ListedCase,
  due: boolean,
): readonly string[] {
  const head = `${id}  ${printable(title)}  ${paint("dim", `${printable(victim)}, ${event} ${at}, ${claims} claims`)}`;
  if (!due) return [head];
  const unknown = unknownDuties.map((duty) => `no pack says when anything is due under ${duty}`);
  return [
    head,
    ...printableLines([...(dues.length === 0 ? [] : dutyLines(dues, Date.now())), ...unknown]).map((line) => `  ${line}`),
  ];
}
