import type { Command } from "commander";
import { type AcquisitionFlags, addAcquisition, printExhibit, requireWho, takeIn } from "./exhibit-acquisition.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";

/** `meridian exhibit add`. */
export function addExhibitAdd(exhibit: Command, exit: (code: number) => void): void {
  addAcquisition(
    exhibit
      .command("add")
      .summary("take a file in as an exhibit: hashed while it is copied, then stated")
      .description(
        "Takes a file in. What it is, is read from its own header; a bundle of meridian collect is compared with its manifest.",
      )
      .argument("<file>", "a regular file; symbolic links, FIFOs and devices are refused")
      .requiredOption("--data <dir>", "the data directory")
      .option("--parent <exhibit>", "the exhibit that it was made from"),
  )
    .addHelpText(
      "after",
      "\nExample:\n  meridian exhibit add disk.E01 --data d --by 'A. Example' --function examiner --authority 'order 7' --title 'disk of hts-jump1'",
    )
    .action(async (file: string, flags: AcquisitionFlags) => {
      requireWho(flags);
      const chain = await withNode(flags.data, (node) => takeIn(node, file, flags));
      printExhibit(chain, flags);
      exit(EXIT.yes);
    });
}
