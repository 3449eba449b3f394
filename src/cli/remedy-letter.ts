import { letterCall } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { type CaseFlags, callCase, printCase } from "./case-door.ts";
import { printableLines } from "./case-lines.ts";

/** The options of letters. */
export type LetterFlags = {
  readonly letter?: string;
  readonly to?: string;
  readonly ask?: readonly string[];
  readonly answerBy?: string;
  readonly basis?: string;
  readonly option?: string;
  readonly language: string;
};

/** Prints a letter as a draft. */
export async function draft(flags: CaseFlags & LetterFlags, input: object): Promise<void> {
  const { letter: kind, to, ask = [], answerBy = null, basis = null, option = null, language } = flags;
  if (to === undefined) throw new Failure("CLI_USAGE", "expected --to with --letter");
  const asked = { ...input, kind, to, asked: ask.map(askOf), answerBy, basis, option, language };
  printCase(flags, await callCase(flags, letterCall, asked), ({ draft: text }) => printableLines(text.trimEnd().split("\n")));
}

function askOf(text: string): { readonly what: string; readonly why: string } {
  const [, what, why] = /^(.+?): (.+)$/s.exec(text) ?? [];
  if (what === undefined || why === undefined)
    throw new Failure("CLI_USAGE", `expected --ask 'WHAT: WHY', got ${JSON.stringify(text)}`);
  return { what, why };
}
