import type { Command } from "commander";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { addLedgerAlarms } from "./ledger-alarms.ts";
import { addErasing } from "./ledger-erase.ts";
import { addLedgerServe } from "./ledger-serve.ts";
import { addLedgerWitness } from "./ledger-witness.ts";
import { printable } from "./paint.ts";

/** `meridian ledger …`. */
export function addLedger(program: Command, exit: (code: number) => void): void {
  const ledger = program
    .command("ledger")
    .summary("check a ledger, serve it, let it be witnessed; decide how long records are kept");
  ledger
    .command("check")
    .summary("re-derive everything in a ledger from what is signed; repairs nothing")
    .requiredOption("--data <dir>", "the data directory")
    .option("--json", "the report as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  meridian ledger check --data meridian-data/exercise\n\nExit code 1 when a problem is found.",
    )
    .action(async (flags: { data: string; json?: boolean }) => exit(await check(flags)));
  addErasing(ledger, exit);
  addLedgerServe(ledger, exit);
  addLedgerWitness(ledger, exit);
  addLedgerAlarms(ledger, exit);
}

async function check({ data, json }: { data: string; json?: boolean }): Promise<number> {
  const report = await withNode(data, ({ ledger }) => ledger.check());
  if (json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else {
    const { origin, size, segments, records, erasedSegments, problems, notReliedOn } = report;
    process.stdout.write(
      `${origin}: ${size} entries, ${records} records in ${segments} segments, ${erasedSegments} erased under policy\n`,
    );
    for (const { index, keyid, revokedFrom } of notReliedOn)
      process.stdout.write(`${printable(`entry ${index} is not to be relied on: ${keyid} is revoked as of ${revokedFrom}`)}\n`);
    for (const problem of problems) process.stdout.write(`${printable(JSON.stringify(problem))}\n`);
    process.stdout.write(
      problems.length === 0
        ? "every tile, entry, envelope and segment follows from the signed checkpoint\n"
        : `${problems.length} problems\n`,
    );
  }
  return report.problems.length === 0 ? EXIT.yes : EXIT.no;
}
