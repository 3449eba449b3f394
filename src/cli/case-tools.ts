import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { backgroundCall, countCall, enterToolCall, type ToldCount, type ToldTools, toolsCall } from "../app/index.ts";
import { Failure, parseJson, textOf } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { enteredLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { paint, printable } from "./paint.ts";

type ToolsFlags = CaseFlags & {
  readonly knowledge?: readonly string[];
  readonly hashes?: string;
  readonly background?: string;
  readonly benign?: string;
  readonly out?: string;
  readonly since?: string;
  readonly until?: string;
  readonly enter?: string;
};

/** `meridian case tools`: which tools the sealed records show, each with its base rate. */
export function addCaseTools(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "tools", "name the tools that the sealed records show, each with how often the same shows where no tool is")
    .argument("<case>", "the case")
    .option(
      "--knowledge <file>",
      "a STIX bundle, plain or gzip, such as ATT&CK's; may be repeated (default: that of the configuration)",
      collect,
    )
    .option("--hashes <file>", "lines `digest,tool id,tool name,build`")
    .option(
      "--background <file>",
      "how often traits show in benign telemetry, as --benign wrote it; without it weights are capped",
    )
    .option(
      "--benign <words>",
      "count this case's records as benign telemetry instead; the words say whose, when, and how that is known",
    )
    .option("--out <file>", "of --benign: where the background is written")
    .option(
      "--since <time>",
      "read no earlier records, such as 2026-11-22T12:00:00Z (default: a day before the case's incidents)",
    )
    .option("--until <time>", "read no later ones")
    .option("--enter <tool>", "enter this tool into the case: its claim, what was seen, and what each weighs")
    .addHelpText(
      "after",
      "\nExample:\n  meridian case tools case-0123456789ab --data d --knowledge enterprise-attack.json --background site.json",
    )
    .action(async (id: string, flags: ToolsFlags) => exit(await tools(id, flags)));
}

async function tools(id: string, flags: ToolsFlags): Promise<number> {
  const { since, until, hashes, background, benign, enter } = flags;
  const texts = {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(hashes === undefined ? {} : { hashes: await readText(hashes) }),
  };
  const input = { case: id, ...texts, ...(background === undefined ? {} : { background: await readText(background) }) };
  if (benign !== undefined) return await countBenign(flags, { case: id, ...texts, corpus: benign });
  if (enter !== undefined) {
    printCase(flags, await callCase(flags, enterToolCall, { ...input, tool: enter }), enteredLines);
    return EXIT.yes;
  }
  const told = await callCase(flags, toolsCall, input);
  printCase(flags, told, toolLines);
  return told.tools.length > 0 ? EXIT.yes : EXIT.no;
}

async function countBenign(flags: ToolsFlags, input: object): Promise<number> {
  if (flags.out === undefined)
    throw new Failure("CLI_USAGE", "expected --out FILE with --benign: where the background is written");
  const { background } = await callCase(flags, backgroundCall, input);
  await writeFile(flags.out, background, { flag: "wx" }).catch((error: unknown) => {
    throw new Failure("CLI_USAGE", `could not write ${flags.out}; it must not exist`, error);
  });
  process.stdout.write(`background  ${flags.out}\n`);
  return EXIT.yes;
}

const FINDINGS_SHOWN = 5;

function toolLines({ tools: sums, findings, observations, searched, profilesLeftOut }: ToldTools): readonly string[] {
  const lines = sums.flatMap(({ tool, bans, alike }) => {
    const own = findings.filter((finding) => finding.tool.id === tool.id);
    return [
      `${paint("bold", printable(tool.name))}  ${bansText(bans)}${alike.length === 0 ? "" : `  fits as well: ${printable(alike.join(", "))}`}`,
      ...own
        .slice(0, FINDINGS_SHOWN)
        .map(
          ({ way, says, records, baseRate, shared }) =>
            `  ${way}: ${printable(says)} (${records.length} records; ${baseRate.known ? `in ${baseRate.windows} of ${baseRate.of} windows of ${printable(baseRate.corpus)}` : `base rate unknown: ${baseRate.why}`}; ${shared.names.length} of ${shared.of} known tools show it)`,
        ),
      ...(own.length > FINDINGS_SHOWN ? [`  and ${own.length - FINDINGS_SHOWN} more findings`] : []),
    ];
  });
  const left = profilesLeftOut === 0 ? "" : `; ${profilesLeftOut} profiles that share techniques are not listed`;
  return [
    ...(lines.length === 0 ? ["no known tool shows"] : lines),
    `${observations} observations in ${searched} windows${left}`,
  ];
}

function bansText({ lo, best, hi }: { readonly lo: number; readonly best: number; readonly hi: number }): string {
  return `${best.toFixed(2)} bans (${lo.toFixed(2)} to ${hi.toFixed(2)}) against chance and ordinary use`;
}

/** `meridian case count`: a claimed number, counted again. */
export function addCaseCount(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "count", "count a claimed number again, item by item, by its rule and by others")
    .argument("<case>", "the case")
    .argument("<file>", "JSON with `claimed`, `items` and perhaps `rules`, as docs/tools.md has it")
    .addHelpText(
      "after",
      "\nExample:\n  meridian case count case-0123456789ab forty-tools.json --data d\n\nExit codes: 0 the number agrees, or is possible · 1 the records do not allow it",
    )
    .action(async (id: string, file: string, flags: CaseFlags) => {
      const json = parseJson(await readText(file));
      if (!json.ok)
        throw new Failure("CLI_USAGE", `expected JSON in ${file}: ${json.fault.expected} at character ${json.fault.at}`);
      const counts = await callCase(flags, countCall, { case: id, ...(json.value as object) });
      printCase(flags, counts, (told) => told.flatMap(countLines));
      exit(counts.some(({ agrees }) => agrees === "no") ? EXIT.no : EXIT.yes);
    });
}

const WORDS = { exact: "agrees", possible: "the records allow it", no: "the records do not allow it" } as const;

function countLines({
  rule,
  claimed,
  count,
  agrees,
  duplicates,
  open,
  excluded,
  uncountable,
}: ToldCount[number]): readonly string[] {
  return [
    `${printable(rule.name)}: claimed ${claimed}, counted ${count.best} (${count.lo} to ${count.hi}): ${WORDS[agrees]}`,
    ...duplicates.map(({ item, of }) => `  ${printable(item)} repeats ${printable(of)}`),
    ...open.map(
      ({ item, unknown, mayBe }) =>
        `  ${printable(item)} may be ${printable(mayBe.join(", ") || "one of its own")}: not known ${printable(unknown.join(", "))}`,
    ),
    ...excluded.map(({ item, why }) => `  ${printable(item)} does not count: ${printable(why)}`),
    ...uncountable.map((item) => `  ${printable(item)} has no record and counts for nothing`),
  ];
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Failure("CLI_USAGE", `could not read ${path}`, error);
  });
  const text = textOf(bytes);
  if (text === undefined) throw new Failure("CLI_USAGE", `expected UTF-8 in ${path}`);
  return text;
}
