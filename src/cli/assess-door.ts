import type { Command } from "commander";
import { collect } from "./arguments.ts";

/** The options that every verb on a case's law has. */
export function lawOptions(command: Command): Command {
  return command
    .requiredOption("--data <dir>", "the data directory")
    .option("--by <name>", "who says so, as the ledger will name them (default: the account that runs this)")
    .option("--json", "as JSON")
    .option("--packs <path>", "packs of law, a folder or a file, instead of those that ship; may be repeated", collect);
}
