import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { checkRuleFiles, countFindings, STARTER_RULES, type ToldRules } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { EXIT } from "./exit-codes.ts";
import { paint, printable } from "./paint.ts";
import { addLoadFlags, type LoadFlags, loadOptionsOf } from "./rules-options.ts";

const FAIL_ON = ["error", "warning", "hint", "never"] as const;
const STYLE = { error: "red", warning: "yellow", hint: "dim" } as const;

type CheckFlags = LoadFlags & {
  readonly json?: boolean;
  readonly hints?: boolean;
  readonly failOn?: (typeof FAIL_ON)[number];
  readonly settings?: string;
};

/** `meridian rules check`: what of a rule set cannot be used, and what in it is probably not meant, by line and column. */
export function addRulesCheck(parent: Command, exit: (code: number) => void): void {
  addLoadFlags(parent.command("check", { isDefault: true }))
    .summary("refused rules, and about a hundred checks with line and column")
    .argument("[dir...]", "folders of Sigma rules (default: the starter rules)")
    .option("--hints", "show hints too, which are otherwise only counted")
    .option("--json", "as JSON")
    .addOption(new Option("--fail-on <severity>", "from when on the exit code is 1").choices(FAIL_ON).default("error"))
    .option("--settings <file>", "checks left out and why (default: .meridian-lint.yaml in the first folder)")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian rules check my-rules/ --fail-on warning\n  meridian rules check my-rules/ --hints --json\n\nExit codes: 0 nothing that grave · 1 found · 2 usage · 3 could not run\nThe checks are in docs/rules.md.",
    )
    .action(async (paths: string[], flags: CheckFlags) => {
      refuseUnknownVerb(parent);
      exit(await checkRules(paths, flags));
    });
}

/** Without a verb the first word is a folder: a verb that is misspelt would be looked for on the disk. Throws CLI_USAGE. */
function refuseUnknownVerb({ args: [word = ""], commands }: Command): void {
  const verbs = commands.map((command) => command.name());
  if (!/^[a-z]+$/.test(word) || verbs.includes(word) || existsSync(word)) return;
  throw new Failure("CLI_USAGE", `expected a folder that is there or one of ${verbs.join(", ")}, got ${JSON.stringify(word)}`);
}

/** Checks, prints and gives the exit code. */
async function checkRules(paths: readonly string[], flags: CheckFlags): Promise<number> {
  const told = await checkRuleFiles(paths.length === 0 ? [STARTER_RULES] : paths, flags.settings, await loadOptionsOf(flags));
  const lines = flags.json === true ? [JSON.stringify(told)] : checkLines(told, flags.hints === true);
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  const failOn = flags.failOn ?? "error";
  return failOn !== "never" && countFindings(told.findings, failOn) > 0 ? EXIT.no : EXIT.yes;
}

function findingLine({ path, line, column, severity, check, message, title }: ToldRules["findings"][number]): string {
  const named = title === null ? "" : ` ${printable(title)}`;
  return `${printable(path)}:${line}:${column}: ${paint(STYLE[severity], severity)}: ${printable(message)} ${paint("dim", `[${check}]${named}`)}`;
}

/** A pipeline that cannot be used stops every rule: it is said once, and its own fault is not lost among them. */
function isStopped({ check, message }: ToldRules["findings"][number]): boolean {
  return check === "refused" && message.startsWith("a pipeline cannot be used: ");
}

function checkLines(
  { findings, suppressed, loaded, refused, refusedBecause, set }: ToldRules,
  withHints: boolean,
): readonly string[] {
  const shown = findings.filter((finding) => (withHints || finding.severity !== "hint") && !isStopped(finding));
  const stopped = findings.filter(isStopped);
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const reasons = refusedBecause.map(({ what, count: many }) => `${many} ${printable(what)}`).join(", ");
  const hints = count("hint");
  return [
    ...shown.map(findingLine),
    ...(stopped.length === 0 ? [] : [`${stopped.length} documents are not loaded, because a pipeline cannot be used`]),
    `${count("error")} errors, ${count("warning")} warnings, ${hints} hints${hints > 0 && !withHints ? " (shown by --hints)" : ""}, ${suppressed.length} left out with a reason`,
    `${loaded} rules loaded, ${refused} refused${reasons === "" ? "" : ` (${reasons})`}; set ${set}`,
  ];
}
