import type { Command } from "commander";
import { checkPackFiles, type ToldCheck } from "../app/index.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

/** `meridian packs check`: whether packs can be used, fit together, and come to what their own cases expect. */
export function addPacksCheck(parent: Command, exit: (code: number) => void): void {
  parent
    .command("check")
    .summary("read packs, join them, check their rules and citations, and run the cases that they carry")
    .argument("[path...]", "folders or files of packs (default: those that ship)")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  meridian packs check our-definition.yaml\n\nExit code 1 when there are errors.")
    .action(async (paths: readonly string[], { json }: { readonly json?: boolean }) => {
      const told = await checkPackFiles(paths, new Date().toISOString().slice(0, 10));
      const lines = json === true ? [JSON.stringify(told)] : checkLines(told);
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
      exit(told.findings.some(({ level }) => level === "error") ? EXIT.no : EXIT.yes);
    });
}

function checkLines({ packs, cases, findings }: ToldCheck): readonly string[] {
  const errors = findings.filter(({ level }) => level === "error").length;
  return [
    ...findings.map(({ path, at, line, level, what }) =>
      printable(`${level}  ${path}${line === undefined ? "" : `:${line}`}  ${at}: ${what}`),
    ),
    `${packs} packs, ${cases} cases: ${errors} errors, ${findings.length - errors} warnings`,
  ];
}
