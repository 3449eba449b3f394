import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { Command } from "commander";
import { addNouns } from "../app/index.ts";
import { Failure, textOf } from "../lib/index.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { enteredLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";

/** `meridian case add`: enters a document of nouns. */
export function addCaseAdd(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "add", "enter a document of records, observations, events, claims and links")
    .argument("<case>", "the case")
    .argument("<file>", "YAML or JSON, as docs/case.md has it; - for standard input")
    .addHelpText("after", "\nExample:\n  meridian case add case-0123456789ab findings.yaml --data d")
    .action(async (id: string, file: string, flags: CaseFlags) => {
      const document = await readDocument(file);
      printCase(flags, await callCase(flags, addNouns, { case: id, document }), enteredLines);
      exit(EXIT.yes);
    });
}

async function readDocument(file: string): Promise<string> {
  const bytes = await (file === "-" ? buffer(process.stdin) : readFile(file)).catch((error: unknown) => {
    throw new Failure("CLI_USAGE", `could not read ${file}`, error);
  });
  const text = textOf(bytes);
  if (text === undefined) throw new Failure("CLI_USAGE", `expected UTF-8 in ${file}`);
  return text;
}
