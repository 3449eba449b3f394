import type { Command } from "commander";
import { openRuleSet, STARTER_RULES } from "../app/index.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

/** `meridian rules DIR...`: what of a rule set can be used, and by name and reason what cannot. Exit code 1 when a rule is refused. */
export function addRules(program: Command, exit: (code: number) => void): void {
  program
    .command("rules")
    .summary("load a rule set and name every rule that is refused, by reason")
    .argument("[dir...]", "folders of Sigma rules (default: the starter rules)")
    .addHelpText("after", "\nExample:\n  meridian rules my-rules/")
    .action(async (paths: string[]) => {
      const { loaded, facts } = await openRuleSet(paths.length === 0 ? [STARTER_RULES] : paths, 0);
      for (const { reason, path, title, detail, line, column } of loaded.refused) {
        process.stdout.write(
          `refused: ${printable(reason)}: ${printable(path)}:${line}:${column}: ${printable(title ?? "untitled")}: ${printable(detail)}\n`,
        );
      }
      for (const { rule, placeholders } of loaded.waiting) {
        process.stdout.write(`waits for values: ${placeholders.map(printable).join(", ")}: ${printable(rule.title)}\n`);
      }
      const refused = facts.refused.map(({ what, count }) => `${count} ${what}`).join(", ");
      process.stdout.write(
        `${loaded.rules.length} rules loaded, ${loaded.refused.length} refused${refused === "" ? "" : ` (${refused})`}; set ${facts.set}\n`,
      );
      exit(loaded.refused.length > 0 ? EXIT.no : EXIT.yes);
    });
}
