import type { Command } from "commander";
import { type ExampleCase, listExamples, type OpenedExample, openExample, readExample } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { type CaseFlags, callCase, printCase } from "./case-door.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type ExampleFlags = Omit<CaseFlags, "data"> & { readonly data?: string };

const HELP = `
Examples:
  meridian case example
  meridian case example seismic-centre --data d

All parties are invented, and none stands for a State. docs/examples.md says what each case shows.`;

/** `meridian case example`: lists the invented cases that ship, or opens one of them. */
export function addCaseExample(parent: Command, exit: (code: number) => void): void {
  parent
    .command("example")
    .summary("list the invented cases that ship with Meridian, or open one of them with all its evidence")
    .argument("[name]", "the example to open")
    .option("--data <dir>", "the data directory into whose ledger it is opened")
    .option("--by <name>", "who says so, as the ledger will name them (default: the account that runs this)")
    .option("--json", "as JSON")
    .addHelpText("after", HELP)
    .action(async (name: string | undefined, flags: ExampleFlags) => {
      await (name === undefined ? list(flags) : open(name, flags));
      exit(EXIT.yes);
    });
}

async function list({ json }: ExampleFlags): Promise<void> {
  const examples = await listExamples();
  const told = examples.map(({ name, title, victim, claimed }) => ({ name, title, victim, claimed }));
  printCase({ data: "", ...(json === undefined ? {} : { json }) }, told, () => examples.flatMap(listedLines));
}

function listedLines({ name, title, victim, claimed }: ExampleCase): readonly string[] {
  return [`${name}  ${title} (${victim})`, `    claimed: ${claimed}`];
}

async function open(name: string, { data, ...rest }: ExampleFlags): Promise<void> {
  if (data === undefined) throw new Failure("CLI_USAGE", "expected --data with the data directory whose ledger takes the case");
  const flags: CaseFlags = { data, ...rest };
  const opened = await openExample(await readExample(name), (call, input) => callCase(flags, call, input));
  printCase(flags, opened, (told) => openedLines(told, data));
}

function openedLines({ case: id, title, entered, respondent }: OpenedExample, data: string): readonly string[] {
  const at = `${id} --data ${printable(data)}`;
  return [
    `${id}  opened  ${printable(title)}, with ${entered.nouns.length} nouns`,
    "next",
    `    meridian case open ${at}`,
    `    meridian case who ${at} --matrix`,
    `    meridian case damage ${at}`,
    `    meridian assess ${at} --respondent '${printable(respondent)}'`,
    `    meridian remedy ${at}`,
  ];
}
