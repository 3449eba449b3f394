import type { Command } from "commander";
import { buildCases, countActions } from "../app/index.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { paint, paintLevel, printable } from "./paint.ts";

/** `meridian cases`: the cases in a ledger, gravest first, each with its timeline on request. */
export function addCases(program: Command, exit: (code: number) => void): void {
  program
    .command("cases")
    .summary("list the cases in a ledger")
    .requiredOption("--data <dir>", "the data directory")
    .option("--timeline", "every entry of every case")
    .option("--json", "as JSON lines")
    .addHelpText("after", "\nExample:\n  meridian cases --data meridian-data/exercise --timeline")
    .action(async (flags: { data: string; timeline?: boolean; json?: boolean }) => {
      const { cases, actions } = await withNode(flags.data, async ({ ledger }) => {
        const built = await buildCases(ledger);
        return { cases: built, actions: flags.json === true ? new Map<string, number>() : await countActions(ledger, built) };
      });
      for (const one of cases) {
        const done = actions.get(one.case) ?? 0;
        if (flags.json === true) process.stdout.write(`${JSON.stringify(one)}\n`);
        else
          process.stdout.write(
            `${one.case}  ${paintLevel(one.level)}  ${printable(one.title)}  ${paint("dim", `${one.span.from} to ${one.span.to}, ${one.timeline.length} findings${done === 0 ? "" : `, ${done} ${done === 1 ? "action" : "actions"}`}`)}\n`,
          );
        if (flags.json === true || flags.timeline !== true) continue;
        for (const { time, level, title, index } of one.timeline) {
          process.stdout.write(
            `    ${paint("dim", time.from)}  ${paintLevel(level)}  ${printable(title)}  ${paint("dim", `entry ${index}`)}\n`,
          );
        }
      }
      if (cases.length === 0)
        process.stderr.write("no cases: no rule fired on what was sealed; `meridian watch` says what was not looked at\n");
      exit(EXIT.yes);
    });
}
