import type { Command } from "commander";
import { listPacks, type ToldPacks } from "../app/index.ts";
import { EXIT } from "./exit-codes.ts";
import { addPacksCheck } from "./packs-check.ts";
import { addPacksTry } from "./packs-try.ts";
import { paint, printable } from "./paint.ts";

type ListFlags = { readonly ids?: boolean; readonly json?: boolean };

/** `meridian packs`: packs of law, positions and proposals, listed, checked and tried. */
export function addPacks(program: Command, exit: (code: number) => void): void {
  const packs = program.command("packs").summary("list, check and try packs of law, positions and proposals");
  packs
    .command("list")
    .summary("the packs that cases are held against")
    .argument("[path...]", "folders or files of packs (default: those that ship)")
    .option("--ids", "with the ids of rules, questions, points of law and kinds of evidence")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  meridian packs list --ids")
    .action(async (paths: readonly string[], flags: ListFlags) => {
      const told = await listPacks(paths);
      const lines = flags.json === true ? [JSON.stringify(told)] : listLines(told, flags.ids ?? false);
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
      exit(EXIT.yes);
    });
  addPacksCheck(packs, exit);
  addPacksTry(packs, exit);
}

function listLines({ packs, positions }: ToldPacks, withIds: boolean): readonly string[] {
  return [
    ...packs.flatMap(({ path, kind, pack, version, title, sha256, ids }) => [
      `${paint("bold", printable(pack))}  ${kind} ${printable(version)}  ${printable(title.en)}`,
      `  ${printable(path)} · ${ids.length} ids · sha256 ${sha256.slice(0, 16)}`,
      ...(withIds ? [`  ${ids.join(" ")}`] : []),
    ]),
    `positions of ${positions.length === 0 ? "nobody" : positions.join(", ")}`,
  ];
}
