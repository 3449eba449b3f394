import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { explainPlaybooks, formatCacao, makeFolder, readPlaybookFiles, readSoundPlaybooks } from "../app/index.ts";
import { Failure, formatJson, parseJson } from "../lib/index.ts";
import { LEVELS, type Level } from "../model/index.ts";
import { collect } from "./arguments.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";
import { explanationLines, playbookLines } from "./playbook-lines.ts";
import { addRehearse } from "./playbook-rehearse.ts";
import { readSettings, rulesOf } from "./settings.ts";

type ListFlags = { readonly playbooks: string; readonly json?: boolean };
type ImportFlags = { readonly playbooks: string };
type ExportFlags = { readonly out?: string };
type ExplainFlags = {
  readonly playbooks: string;
  readonly rule: string;
  readonly rules?: readonly string[];
  readonly level?: string;
  readonly confidence?: string;
  readonly logsource?: string;
  readonly field?: readonly string[];
  readonly json?: boolean;
};

/** `meridian playbook`: what is to be done when a rule fires, read, checked, exchanged, explained and rehearsed. */
export function addPlaybook(program: Command, exit: (code: number) => void): void {
  const group = program.command("playbook").summary("check, exchange, explain and rehearse what is to be done when a rule fires");
  addList(group, exit);
  addValidate(group, exit);
  addExchange(group, exit);
  addExplain(group, exit);
  addRehearse(group, exit);
}

function addList(group: Command, exit: (code: number) => void): void {
  group
    .command("list")
    .summary("list the playbooks of a folder")
    .requiredOption("--playbooks <dir>", "a folder of playbooks, or one")
    .option("--json", "as JSON lines")
    .addHelpText("after", "\nExample:\n  meridian playbook list --playbooks packs/playbooks")
    .action(async ({ playbooks, json }: ListFlags) => {
      for (const playbook of await readSoundPlaybooks(playbooks)) {
        const lines = json === true ? [formatJson(playbook.document)] : playbookLines(playbook);
        process.stdout.write(`${lines.join("\n")}\n`);
      }
      exit(EXIT.yes);
    });
}

function addValidate(group: Command, exit: (code: number) => void): void {
  group
    .command("validate")
    .summary("check playbooks, CACAO 2.0 JSON or the short YAML form, and name the place of each fault")
    .argument("<path...>", "playbooks, or folders of them")
    .addHelpText(
      "after",
      "\nExample:\n  meridian playbook validate my-playbooks/\n\nExit codes: 0 all are valid · 1 one is not · 2 usage · 3 could not run",
    )
    .action(async (paths: string[]) => exit(await validate(paths)));
}

async function validate(paths: readonly string[]): Promise<number> {
  const files = (await Promise.all(paths.map(readPlaybookFiles))).flat();
  for (const { path, read } of files) {
    if (!read.ok)
      process.stdout.write(`${printable(path)}: ${printable(read.fault.where)}: expected ${printable(read.fault.expected)}\n`);
    else {
      process.stdout.write(`${printable(path)}: valid: ${printable(read.value.name)}\n`);
      for (const { step, because } of read.value.notExecutable)
        process.stdout.write(
          `${printable(path)}: does not run here: ${printable(step ?? "the playbook")}: ${printable(because)}\n`,
        );
    }
  }
  return files.every(({ read }) => read.ok) ? EXIT.yes : EXIT.no;
}

function addExchange(group: Command, exit: (code: number) => void): void {
  group
    .command("import")
    .summary("take a CACAO 2.0 playbook of somebody else into a folder, if it is valid")
    .argument("<file>", "the playbook")
    .requiredOption("--playbooks <dir>", "the folder that it goes to")
    .addHelpText("after", "\nExample:\n  meridian playbook import from-cert.json --playbooks my-playbooks/")
    .action(async (file: string, { playbooks }: ImportFlags) => {
      const [playbook] = await readSoundPlaybooks(file);
      if (playbook === undefined) throw new Failure("CLI_USAGE", `expected one playbook, got ${file}`);
      const path = join(playbooks, basename(file).replace(/\.(ya?ml|json)$/, "") + ".json");
      await writeNew(path, formatCacao(playbook));
      process.stdout.write(`${printable(path)}\n${playbookLines(playbook).join("\n")}\n`);
      exit(EXIT.yes);
    });
  group
    .command("export")
    .summary("write a playbook as a CACAO 2.0 document, byte for byte the same each time")
    .argument("<file>", "the playbook, in either form")
    .option("--out <file>", "a new file, else standard output")
    .addHelpText("after", "\nExample:\n  meridian playbook export ssh-guessing.yml > ssh-guessing.json")
    .action(async (file: string, { out }: ExportFlags) => {
      const [playbook, ...others] = await readSoundPlaybooks(file);
      if (playbook === undefined || others.length > 0) throw new Failure("CLI_USAGE", `expected one playbook, got ${file}`);
      const bytes = formatCacao(playbook);
      if (out === undefined) process.stdout.write(`${Buffer.from(bytes).toString("utf8")}\n`);
      else await writeNew(out, bytes);
      exit(EXIT.yes);
    });
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await makeFolder(dirname(path), 0o777);
    await writeFile(path, bytes, { flag: "wx" });
  } catch (error) {
    throw new Failure("CLI_USAGE", `could not write ${path}; nothing is written over`, error);
  }
}

function addExplain(group: Command, exit: (code: number) => void): void {
  group
    .command("explain")
    .summary("say what playbooks would decide about a detection, condition by condition")
    .requiredOption("--playbooks <dir>", "a folder of playbooks, or one")
    .requiredOption("--rule <id>", "the rule that fires, by its id or title")
    .option("--rules <dir>", "where rules are looked up; may be repeated (default: the starter rules)", collect)
    .option("--level <level>", `instead of the rule's own: ${LEVELS.join(", ")}`)
    .option("--confidence <number>", "0 to 1, instead of what the rule's status says")
    .option("--logsource <parts>", "of the event, such as product=linux,service=sshd")
    .option("--field <name=value>", "a field of the event, such as src_ip=203.0.113.66; may be repeated", collect)
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  meridian playbook explain --playbooks my-playbooks/ --rule 'SSH password guessing' --field src_ip=203.0.113.66\n\nExit codes: 0 something would be done · 1 nothing · 2 usage · 3 could not run",
    )
    .action(async (flags: ExplainFlags) => exit(await explain(flags)));
}

async function explain(flags: ExplainFlags): Promise<number> {
  const playbooks = await readSoundPlaybooks(flags.playbooks);
  const explanation = await explainPlaybooks(playbooks, rulesOf(flags.rules, readSettings(undefined)), {
    rule: flags.rule,
    level: levelOf(flags.level),
    confidence: shareOf(flags.confidence),
    logsource: flags.logsource === undefined ? null : Object.fromEntries(flags.logsource.split(",").map(pairOf)),
    fields: Object.fromEntries((flags.field ?? []).map(pairOf)),
    atMs: Date.now(),
  });
  const lines = flags.json === true ? [JSON.stringify(explanation)] : explanationLines(explanation);
  process.stdout.write(`${lines.join("\n")}\n`);
  return explanation.proposals.length > 0 ? EXIT.yes : EXIT.no;
}

function levelOf(text: string | undefined): Level | null {
  if (text === undefined) return null;
  const level = LEVELS.find((one) => one === text);
  if (level === undefined)
    throw new Failure("CLI_USAGE", `expected --level of ${LEVELS.join(", ")}, got ${JSON.stringify(text)}`);
  return level;
}

function shareOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const read = parseJson(text);
  if (!read.ok || typeof read.value !== "number" || read.value < 0 || read.value > 1)
    throw new Failure("CLI_USAGE", `expected --confidence from 0 to 1, got ${JSON.stringify(text)}`);
  return read.value;
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Failure("CLI_USAGE", `expected name=value, got ${JSON.stringify(text)}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
