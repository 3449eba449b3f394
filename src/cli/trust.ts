import type { Command } from "commander";
import { openPeerBook, trustLines, withWitnesses } from "../app/index.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";

/** `meridian trust`: the lines that a reader who knows this node puts into a trust file. */
export function addTrust(program: Command, exit: (code: number) => void): void {
  program
    .command("trust")
    .summary("print this node's public keys as trust-file lines")
    .description(
      "Prints this node's public keys in force, and since which entry, and its witnesses by party. Hand them over by a way that your reader trusts, not beside a dossier.",
    )
    .requiredOption("--data <dir>", "the data directory")
    .addHelpText("after", "\nExample:\n  meridian trust --data meridian-data/exercise > trust.txt")
    .action(async ({ data }: { data: string }) => {
      const lines = await withNode(data, async ({ ledger }) =>
        withWitnesses(trustLines(ledger), await (await openPeerBook(data)).read()),
      );
      process.stdout.write(`${lines.join("\n")}\n`);
      exit(EXIT.yes);
    });
}
