import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { junitXml, STARTER_RULES, type TestResult, type ToldTests, testRuleFiles } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { EXIT } from "./exit-codes.ts";
import { ruleLines } from "./explain-lines.ts";
import { paint, printable } from "./paint.ts";
import { addLoadFlags, type LoadFlags, loadOptionsOf } from "./rules-options.ts";

type TestFlags = LoadFlags & {
  readonly regression?: string;
  readonly junit?: string;
  readonly needTests?: boolean;
  readonly json?: boolean;
};

/** `meridian rules test`: runs the examples that lie beside rules. Exit code 1 when one fails. */
export function addRulesTest(parent: Command, exit: (code: number) => void): void {
  addLoadFlags(parent.command("test"))
    .summary("run the examples beside rules: events on which they must fire, and must not")
    .argument("[dir...]", "folders of rules, or rule files (default: the starter rules)")
    .option("--regression <dir>", "also SigmaHQ's regression data: info.yml beside its events")
    .option("--junit <file>", "write the results as JUnit XML")
    .option("--need-tests", "a rule without an example, or refused, is a failure")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian rules test my-rules/ --junit results.xml\n  meridian rules test sigma/rules --regression sigma/regression_data\n\nExamples stand in RULE.test.yml beside RULE.yml; docs/rules.md describes them.\n\nExit codes: 0 all pass · 1 one fails · 2 usage · 3 could not run",
    )
    .action(async (paths: string[], flags: TestFlags) => {
      const told = await testRuleFiles(paths.length === 0 ? [STARTER_RULES] : paths, {
        regression: flags.regression,
        load: await loadOptionsOf(flags),
      });
      if (flags.junit !== undefined) await writeResults(flags.junit, junitXml(told));
      const lines = flags.json === true ? [JSON.stringify(told)] : testLines(told);
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
      const isWrong =
        told.results.some(({ passed }) => !passed) ||
        (flags.needTests === true && told.untested.length + told.refused.length > 0);
      exit(isWrong ? EXIT.no : EXIT.yes);
    });
}

async function writeResults(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new Failure("CLI_USAGE", `could not write ${path}`, error);
  }
}

const UNTESTED_SHOWN_MAX = 10;
const REFUSED_SHOWN_MAX = 3;

function testLines({ results, untested, refused }: ToldTests): readonly string[] {
  const failed = results.filter(({ passed }) => !passed);
  const rest = untested.length - UNTESTED_SHOWN_MAX;
  const unsaid = refused.length - REFUSED_SHOWN_MAX;
  return [
    ...failed.flatMap(failureLines),
    `${results.length - failed.length} of ${results.length} examples pass, ${failed.length} fail`,
    ...(untested.length === 0
      ? []
      : [
          `no example: ${untested.slice(0, UNTESTED_SHOWN_MAX).map(printable).join("; ")}${rest > 0 ? `; and ${rest} more rules` : ""}`,
        ]),
    ...refused.slice(0, REFUSED_SHOWN_MAX).map((line) => `refused: ${printable(line)}`),
    ...(unsaid > 0 ? [`and ${unsaid} more are refused; meridian rules check says why`] : []),
  ];
}

function failureLines({ path, name, rule, faults, nearest }: TestResult): readonly string[] {
  return [
    `${paint("red", "✗")} ${printable(rule === "" ? path : rule)}: ${paint("bold", printable(name))}  ${paint("dim", printable(path))}`,
    ...faults.map((fault) => `    ${printable(fault)}`),
    ...(nearest === null ? [] : ruleLines(nearest, false).map((line) => `    ${line}`)),
  ];
}
