import type { Command } from "commander";
import { expireNode } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type RetainFlags = {
  readonly data: string;
  readonly days: string;
  readonly authority: string;
  readonly basis: string;
  readonly schedule: string;
};

/** `meridian ledger check|retain|expire`. */
export function addLedger(program: Command, exit: (code: number) => void): void {
  const ledger = program.command("ledger").summary("check a ledger; decide how long records are kept");
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
  ledger
    .command("retain")
    .summary("state for how many days records are kept")
    .requiredOption("--data <dir>", "the data directory")
    .requiredOption("--days <n>", "days")
    .requiredOption("--authority <who>", "who decided it")
    .requiredOption("--basis <why>", "on what ground")
    .option("--schedule <name>", "its name", "default")
    .addHelpText(
      "after",
      "\nExample:\n  meridian ledger retain --data d --days 90 --authority 'Harbour Time Service' --basis 'retention policy 7'",
    )
    .action(async (flags: RetainFlags) => exit(await retain(flags)));
  ledger
    .command("expire")
    .summary("erase records that the schedule no longer keeps; cited records stay")
    .requiredOption("--data <dir>", "the data directory")
    .addHelpText("after", "\nExample:\n  meridian ledger expire --data d")
    .action(async (flags: { data: string }) => exit(await expire(flags)));
}

async function check({ data, json }: { data: string; json?: boolean }): Promise<number> {
  const report = await withNode(data, ({ ledger }) => ledger.check());
  if (json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  else {
    const { origin, size, segments, records, erasedSegments, problems } = report;
    process.stdout.write(
      `${origin}: ${size} entries, ${records} records in ${segments} segments, ${erasedSegments} erased under policy\n`,
    );
    for (const problem of problems) process.stdout.write(`${printable(JSON.stringify(problem))}\n`);
    process.stdout.write(
      problems.length === 0
        ? "every tile, entry, envelope and segment follows from the signed checkpoint\n"
        : `${problems.length} problems\n`,
    );
  }
  return report.problems.length === 0 ? EXIT.yes : EXIT.no;
}

async function retain({ data, days, authority, basis, schedule }: RetainFlags): Promise<number> {
  if (!/^[0-9]{1,5}$/.test(days))
    throw new Failure("CLI_USAGE", `expected --days as a whole number, got ${JSON.stringify(days)}`);
  const receipt = await withNode(data, ({ ledger }) => ledger.retain({ schedule, keepDays: Number(days), authority, basis }));
  process.stdout.write(`stated in entry ${receipt.index}: records are kept for ${days} days\n`);
  return EXIT.yes;
}

async function expire({ data }: { data: string }): Promise<number> {
  const report = await withNode(data, expireNode);
  if (report === undefined)
    throw new Failure("CLI_USAGE", "no schedule says how long records are kept; state one with `meridian ledger retain`");
  const { segments, erased, kept, deadLetters, entry } = report;
  const letters = deadLetters === 0 ? "" : `; removed the dead letters of ${deadLetters} days`;
  process.stdout.write(
    entry === null
      ? `nothing is due in the segments${letters}\n`
      : `erased ${erased} records of ${segments} segments, kept ${kept} that are cited; stated in entry ${entry}${letters}\n`,
  );
  return EXIT.yes;
}
