import { hostname } from "node:os";
import type { Command } from "commander";
import { collectHere, collectorScript } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { type AcquisitionFlags, addAcquisition, printExhibit, requireWho, takeIn } from "./exhibit-acquisition.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

/** `meridian collect`. */
export function addCollect(program: Command, exit: (code: number) => void): void {
  addAcquisition(
    program
      .command("collect")
      .summary("copy what a host can tell, the most volatile first, into an exhibit")
      .description(
        "Runs the collector on this host and takes its bundle in, or prints it for another host: one POSIX shell script; nothing is installed there.",
      )
      .option("--data <dir>", "the data directory")
      .option("--print", "print the script instead"),
  )
    .addHelpText(
      "after",
      "\nExamples:\n  meridian collect --data d --by 'A. Example' --authority 'operator’s consent'\n  meridian collect --print > collect.sh; ssh hts-jump1 sh < collect.sh > bundle.tar; meridian exhibit add bundle.tar …",
    )
    .action(async ({ data, print: isPrint, ...flags }: Omit<AcquisitionFlags, "data"> & { data?: string; print?: boolean }) => {
      if (isPrint === true) process.stdout.write(await collectorScript());
      else if (data === undefined) throw new Failure("CLI_USAGE", "name the ledger with --data, or use --print");
      else await collectInto({ ...flags, data });
      exit(EXIT.yes);
    });
}

async function collectInto(flags: AcquisitionFlags): Promise<void> {
  requireWho(flags);
  const titled = { title: `state and logs of ${hostname()}`, ...flags };
  const chain = await withNode(flags.data, (node) =>
    collectHere(
      (bundle) => takeIn(node, bundle, titled),
      (line) => void process.stderr.write(`${printable(line)}\n`),
    ),
  );
  printExhibit(chain, flags);
}
