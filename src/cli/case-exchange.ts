import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { exportCall, importCall, makeFolder } from "../app/index.ts";
import { Failure, textOf } from "../lib/index.ts";
import { type CaseFlags, callCase, caseVerb, printCase } from "./case-door.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type ExportFlags = CaseFlags & { readonly format: string; readonly out: string; readonly tlp?: string };

/** `meridian case export`: a case in a form that others read. */
export function addCaseExport(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "export", "write a case in a form that others read, as far as they are cleared")
    .argument("<case>", "the case")
    .requiredOption(
      "--format <format>",
      "report (one HTML file), markdown, stix (STIX 2.1), attack-flow, or nouns, which `case import` takes back",
    )
    .requiredOption("--out <dir>", "the folder; files that are there are not overwritten")
    .option(
      "--tlp <label>",
      "what the readers are cleared for: clear, green, amber, amber+strict or red (default: the case's own)",
    )
    .addHelpText("after", "\nExample:\n  meridian case export case-0123456789ab --data d --format stix --out export --tlp green")
    .action(async (id: string, flags: ExportFlags) => {
      const { format, out, tlp } = flags;
      const told = await callCase(flags, exportCall, { case: id, format, ...(tlp === undefined ? {} : { tlp }) });
      for (const { name, text } of told.files) await writeNew(out, name, text);
      printCase(
        flags,
        { ...told, files: told.files.map(({ name, sha256 }) => ({ name, sha256 })) },
        ({ audience, files, leftOut }) => [
          ...files.map(({ name, sha256 }) => `${sha256}  ${join(out, name)}`),
          `for readers cleared for TLP:${audience.toUpperCase()}${leftOut === 0 ? "" : `; ${leftOut} nouns above that are left out`}`,
        ],
      );
      exit(EXIT.yes);
    });
}

async function writeNew(folder: string, name: string, text: string): Promise<void> {
  try {
    await makeFolder(folder, 0o777);
    await writeFile(join(folder, name), text, { flag: "wx" });
  } catch (error) {
    throw new Failure("CLI_USAGE", `could not write ${join(folder, name)}; it must not exist`, error);
  }
}

type ImportFlags = CaseFlags & { readonly title?: string; readonly publisher?: string; readonly reliability?: string };

/** `meridian case import`: takes over what others wrote. */
export function addCaseImport(parent: Command, exit: (code: number) => void): void {
  caseVerb(parent, "import", "take over what others wrote: a STIX bundle, an Attack Flow, or exported nouns")
    .argument("<case>", "the case")
    .argument("<file>", "the file; which form it is follows from its content")
    .option("--title <text>", "what it is called (default: the file's name)")
    .option("--publisher <name>", "of STIX: who published it, where the bundle does not say or is not believed")
    .option("--reliability <letter>", "of STIX: how far its publisher is relied on, A to F (default: F, cannot be judged)")
    .addHelpText(
      "after",
      "\nExample:\n  meridian case import case-0123456789ab report.json --data d --publisher 'North Port CERT' --reliability B",
    )
    .action(async (id: string, file: string, flags: ImportFlags) => {
      const { title, publisher, reliability } = flags;
      const given = Object.entries({ publisher, reliability }).filter(([, value]) => value !== undefined);
      const input = { case: id, document: await readText(file), title: title ?? basename(file), ...Object.fromEntries(given) };
      printCase(flags, await callCase(flags, importCall, input), ({ format, nouns, entries, notes }) => [
        `${nouns} nouns read from ${format}; ${entries.length === 0 ? "all of them stand in the case already" : `stated in ${entries.length === 1 ? "entry" : "entries"} ${entries.join(", ")}`}`,
        ...notes.map((note) => `not taken over: ${printable(note)}`),
      ]);
      exit(EXIT.yes);
    });
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new Failure("CLI_USAGE", `could not read ${file}`, error);
  });
  const text = textOf(bytes);
  if (text === undefined) throw new Failure("EXCHANGE_UNREADABLE", `expected UTF-8 in ${file}`);
  return text;
}
