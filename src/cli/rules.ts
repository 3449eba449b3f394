import type { Command } from "commander";
import { addRulesCheck } from "./rules-check.ts";
import { addRulesCoverage } from "./rules-coverage.ts";
import { addRulesExplain } from "./rules-explain.ts";
import { addRulesTest } from "./rules-test.ts";

/** `meridian rules`: for the people who write rules. Without a verb of its own it checks, as `meridian rules check`. */
export function addRules(program: Command, exit: (code: number) => void): void {
  const rules = program
    .command("rules")
    .summary("check, explain and test rules, and say what they cover")
    .description("Without a verb: the same as `meridian rules check`, with its options.")
    .addHelpText("after", "\nExamples:\n  meridian rules my-rules/ --hints\n  meridian rules check my-rules/ --fail-on warning");
  addRulesCheck(rules, exit);
  addRulesExplain(rules, exit);
  addRulesTest(rules, exit);
  addRulesCoverage(rules, exit);
}
