import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import {
  answerFormCall,
  assessCall,
  assessmentLines,
  formAnswers,
  formCall,
  stateAssessmentCall,
  type ToldAssessment,
  treeLines,
  verificationLines,
  verifyAssessmentsCall,
} from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { lawOptions } from "./assess-door.ts";
import { addAssessPage, writePage } from "./assess-page.ts";
import { addAssessRead } from "./assess-read.ts";
import { type CaseFlags, callCase, printCase } from "./case-door.ts";
import { printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { readJsonFile } from "./json-file.ts";

type AssessFlags = CaseFlags & {
  readonly asOf?: string;
  readonly position?: readonly string[];
  readonly rule?: readonly string[];
  readonly respondent?: string;
  readonly closed?: boolean;
  readonly rerun: boolean;
  readonly state?: boolean;
  readonly why?: readonly string[];
  readonly next?: boolean;
  readonly answers?: string;
  readonly form?: string;
  readonly language: string;
};

const EXAMPLES = `
Examples:
  meridian assess case-0123456789ab --data d
  meridian assess case-0123456789ab --data d --respondent 'Party A' --why use_of_force
  meridian assess case-0123456789ab --data d --state
  meridian assess verify case-0123456789ab --data d

Not legal advice. What is not shown is undetermined, and never "not met".`;

/** \`meridian assess\`: a case held against packs of law, and how its claims are read as propositions. */
export function addAssess(program: Command, exit: (code: number) => void): void {
  const assess = program
    .command("assess")
    .summary("hold a case against rules of law, norms and positions: met, not met, or undetermined and why")
    .usage("CASE --data DIR [options] | read CASE … | page CASE … | verify CASE …")
    .addHelpText("after", "\n`meridian assess case --help` lists the options of an assessment.");
  lawOptions(assess.command("case", { isDefault: true }))
    .summary("hold a case against the packs; the word `case` may be left out")
    .argument("<case>", "the case")
    .option("--as-of <date>", "the law of that day only (default: of the day of the incident, and of today)")
    .option("--position <holder>", "under the positions of this holder only; may be repeated", collect)
    .option("--rule <rule>", "this rule only; may be repeated", collect)
    .option("--respondent <entity>", "whose part is asked about, by name or 64 digits (default: whoever it was)")
    .option("--closed", "as a formal decision: what is not shown is lost to who bears the burden")
    .option("--no-rerun", "do not ask figures again of the sealed records: none counts as measured then")
    .option("--state", "state it, bound to the facts, the packs and the engine")
    .option("--why <rule>", "print how a rule was evaluated; may be repeated", collect)
    .option("--next", "which evidence would settle most")
    .option("--form <file>", "write the questions that are open as a form: .html to print, .md to fill in; then end")
    .option("--answers <file>", "enter a filled form (.md) or answers as JSON first (docs/decision.md), all or none")
    .option("--language <language>", "en or zh", "en")
    .addHelpText("after", EXAMPLES)
    .action(async (id: string, flags: AssessFlags) => {
      if (flags.form !== undefined) {
        await writeForm(id, flags, flags.form);
        return exit(EXIT.yes);
      }
      if (flags.answers !== undefined) await enterAnswers(id, flags, flags.answers);
      const call = flags.state === true ? stateAssessmentCall : assessCall;
      const told = await callCase(flags, call, assessInput(id, flags));
      printCase(flags, told, () => printableLines(linesOf(told, flags)));
      exit(EXIT.yes);
    });
  addAssessRead(assess, exit);
  addAssessVerify(assess, exit);
  addAssessPage(assess, exit);
}

/** What the flags ask of an assessment. */
function assessInput(id: string, flags: Omit<AssessFlags, "language">): Readonly<Record<string, unknown>> {
  const { asOf, position: positions, rule: rules, respondent, closed, rerun, next } = flags;
  const given = Object.entries({ asOf, positions, rules, respondent, closed, rerun, next });
  return { case: id, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}

async function writeForm(id: string, flags: AssessFlags, path: string): Promise<void> {
  const { rule: rules, respondent, language } = flags;
  const asked = Object.entries({ rules, respondent, language }).filter(([, value]) => value !== undefined);
  const told = await callCase(flags, formCall, { case: id, ...Object.fromEntries(asked) });
  await writePage(path, path.endsWith(".html") ? told.html : told.markdown);
  process.stderr.write(`questions   ${told.questions}\n`);
}

async function enterAnswers(id: string, flags: CaseFlags, path: string): Promise<void> {
  const told = await callCase(flags, answerFormCall, {
    case: id,
    answers: path.endsWith(".md") ? formAnswers(await readFile(path, "utf8")) : await readJsonFile(path),
  });
  process.stderr.write(`answers     ${told.answers} entered, in entry ${told.entry ?? "none"}\n`);
}

function linesOf(told: ToldAssessment, { why, language }: AssessFlags): readonly string[] {
  if (language !== "en" && language !== "zh")
    throw new Failure("CLI_USAGE", `expected --language en or zh, got ${JSON.stringify(language)}`);
  const lines = assessmentLines(told, language);
  return [...lines, ...(why ?? []).flatMap((rule) => ["", ...whyLines(told, rule, language)])];
}

/** How a rule was evaluated; once for days that come to the same. */
function whyLines({ days, words }: ToldAssessment, rule: string, language: "en" | "zh"): readonly string[] {
  const trees = days.map(({ assessed }) => {
    const answer = assessed.answers.find((one) => one.rule === rule);
    if (answer === undefined)
      throw new Failure(
        "CLI_USAGE",
        `expected --why with a rule that was assessed, got ${JSON.stringify(rule)}; \`meridian packs list --ids\` has their ids`,
      );
    return { asOf: assessed.asOf, lines: treeLines(answer.tree, words, language, 1) };
  });
  const groups = Map.groupBy(trees, ({ lines }) => lines.join("\n"));
  return [...groups.values()].flatMap((alike) => [
    `${rule} as of ${alike.map(({ asOf }) => asOf).join(" and ")}`,
    ...(alike[0]?.lines ?? []),
  ]);
}

function addAssessVerify(parent: Command, exit: (code: number) => void): void {
  lawOptions(parent.command("verify"))
    .summary("derive every stated assessment again from the record, the packs and the engine, and say what changed")
    .argument("<case>", "the case")
    .addHelpText(
      "after",
      "\nExample:\n  meridian assess verify case-0123456789ab --data d\n\nExit code 1 when one does not come out the same.",
    )
    .action(async (id: string, flags: CaseFlags) => {
      const told = await callCase(flags, verifyAssessmentsCall, { case: id });
      printCase(flags, told, (verification) => printableLines(verificationLines(verification)));
      exit(told.assessments.every(({ equal }) => equal) ? EXIT.yes : EXIT.no);
    });
}
