import type { Command } from "commander";
import { readingCall, type ToldReading } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { lawOptions } from "./assess-door.ts";
import { type CaseFlags, callCase, printCase } from "./case-door.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type ReadFlags = CaseFlags & {
  readonly claim?: string;
  readonly prop?: string;
  readonly shows?: readonly string[];
  readonly refutes?: readonly string[];
  readonly of?: string;
  readonly why?: string;
  readonly record?: readonly string[];
  readonly kind?: readonly string[];
};

const EXAMPLES = `
Examples:
  meridian assess read case-0123456789ab --data d --claim CLAIM --prop ci_function_loss --shows yes --why 'a port cannot work without it'
  meridian assess read case-0123456789ab --data d --record RECORD --kind operator_log

A later word on the same claim and proposition, or the same record, takes the place of an earlier one; without --shows and --refutes it is taken back.`;

/** \`meridian assess read\`: reads a claim as a proposition of law, or records as kinds of evidence. */
export function addAssessRead(parent: Command, exit: (code: number) => void): void {
  lawOptions(parent.command("read"))
    .summary("say which proposition a claim answers, or which kinds of evidence a record is")
    .argument("<case>", "the case")
    .option("--claim <claim>", "the claim that is read")
    .option("--prop <id>", "the proposition, as packs name it, such as harm_persons")
    .option("--shows <answer>", "an answer of the claim that shows it; may be repeated", collect)
    .option("--refutes <answer>", "an answer of the claim that refutes it; may be repeated", collect)
    .option("--of <entity>", "the party whose part it is about, by its 64 digits (default: whoever it was)")
    .option("--why <text>", "why the claim is to be read so")
    .option("--record <record>", "a record whose kinds are told; may be repeated", collect)
    .option("--kind <kind>", "a kind of evidence that the records are, such as operator_log; may be repeated", collect)
    .addHelpText("after", EXAMPLES)
    .action(async (id: string, flags: ReadFlags) => {
      const told = await callCase(flags, readingCall, { case: id, claims: claimsOf(flags), records: recordsOf(flags) });
      printCase(flags, told, readingLines);
      if (told.unknown.length > 0)
        process.stderr.write(
          `no pack asks about ${printable(told.unknown.join(", "))}: see \`meridian packs list --ids\` for a slip\n`,
        );
      exit(EXIT.yes);
    });
}

function claimsOf({ claim, prop, shows = [], refutes = [], of, why = "" }: ReadFlags): readonly object[] {
  if (claim === undefined && prop === undefined) return [];
  if (claim === undefined || prop === undefined) throw new Failure("CLI_USAGE", "expected --claim and --prop together");
  return [{ claim, prop, shows, refutes, of: of ?? null, why }];
}

function recordsOf({ record = [], kind = [] }: ReadFlags): readonly object[] {
  if (record.length === 0 && kind.length > 0) throw new Failure("CLI_USAGE", "expected --record with --kind");
  return record.map((one) => ({ record: one, kinds: kind }));
}

function readingLines({ entry, claims, records }: ToldReading): readonly string[] {
  return [`read ${claims} claims and ${records} records`, `stated in entry ${entry ?? "none"}`];
}
