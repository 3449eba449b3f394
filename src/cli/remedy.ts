import type { Command } from "commander";
import { remedyCall, remedyLines, type ToldRemedy } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { lawOptions } from "./assess-door.ts";
import { type CaseFlags, callCase, printCase } from "./case-door.ts";
import { printableLines } from "./case-lines.ts";
import { EXIT } from "./exit-codes.ts";
import { readJsonFile } from "./json-file.ts";
import { type DecideFlags, decide } from "./remedy-decide.ts";
import { draft, type LetterFlags } from "./remedy-letter.ts";

type RemedyFlags = CaseFlags &
  LetterFlags &
  DecideFlags & {
    readonly respondent?: string;
    readonly prepared?: string;
    readonly rerun: boolean;
    readonly due?: boolean;
    readonly whole?: boolean;
    readonly language: string;
  };

const LANGUAGES = ["en", "zh", "fr", "es", "ru", "ar"] as const;

const EXAMPLES = `
Examples:
  meridian remedy case-0123456789ab --data d
  meridian remedy case-0123456789ab --data d --letter preservation --to 'Party B' --ask 'the logs of 22 November: they are kept for a week'
  meridian remedy case-0123456789ab --data d --decide technical_notice --why 'they can stop it at their end' --until 2026-12-01
  meridian remedy case-0123456789ab --data d --due

Nothing is ever sent or done: people do that. There is no answer by force, intrusion or disruption. Not legal advice.`;

/** \`meridian remedy\`: which lawful answers are open, which are shut, and what would open them. */
export function addRemedy(program: Command, exit: (code: number) => void): void {
  lawOptions(program.command("remedy"))
    .summary("which lawful answers are open, which are shut, and what would open them; drafts letters and never sends")
    .argument("<case>", "the case")
    .option("--respondent <entity>", "whose part is asked about, by name or 64 digits (default: who is shown)")
    .option("--prepared <file>", "JSON: what considered answers touch, notices given, replies had (docs/assess.md)")
    .option("--no-rerun", "do not ask figures again of the sealed records: none counts as measured then")
    .option("--whole", "under each shut answer its own gates in full (default: each gate once, by number)")
    .option("--due", "only the measures that were decided on, with those that must be looked at today")
    .option("--letter <kind>", "draft a letter: preservation, assistance or notice")
    .option("--to <name>", "to whom the letter is")
    .option("--ask <what: why>", "what the letter asks for, and why; may be repeated", collect)
    .option("--answer-by <date>", "until when an answer can be weighed")
    .option("--basis <text>", "the law under which the letter asks")
    .option("--option <id>", "of a notice: the answer that is considered")
    .option("--decide <id>", "state that this answer is decided on; refused when it is shut")
    .option("--review <id>", "state that a decided answer was looked at again, and is still justified")
    .option("--suspend <id>", "state that a decided answer is suspended")
    .option("--end <id>", "state that a decided answer is ended")
    .option("--why <text>", "why, in your own words")
    .option("--until <date>", "of a decision: the day on which it ends by itself")
    .option(
      "--language <language>",
      `${LANGUAGES.slice(0, 2).join(" or ")}; of names and headings also ${LANGUAGES.slice(2).join(", ")}`,
      "en",
    )
    .addHelpText("after", EXAMPLES)
    .action(async (id: string, flags: RemedyFlags) => {
      const input = await remedyInput(id, flags);
      if (flags.letter !== undefined) await draft(flags, input);
      else if (!(await decide(flags, input))) await show(flags, input);
      exit(EXIT.yes);
    });
}

async function show(flags: RemedyFlags, input: object): Promise<void> {
  const language = LANGUAGES.find((one) => one === flags.language);
  if (language === undefined)
    throw new Failure("CLI_USAGE", `expected --language ${LANGUAGES.join(", ")}, got ${JSON.stringify(flags.language)}`);
  const told = await callCase(flags, remedyCall, input);
  const plan = flags.due === true ? [] : [...remedyLines(told.plan, language, flags.whole === true ? "whole" : "brief"), ""];
  if (told.lostPack !== null)
    process.stderr.write(
      `note        ${told.lostPack} is not used as it ships: answers that wait for rules cannot be decided on\n`,
    );
  printCase(flags, told, () => printableLines([...plan, ...measureLines(told)]));
}

function measureLines({ measures: { measures, stray } }: ToldRemedy): readonly string[] {
  if (measures.length === 0 && stray.length === 0) return ["decided     nothing yet"];
  return [
    ...measures.flatMap(({ option, state, until, decidedOn, reviewedOn, by, why, because }) => [
      `${state === "due" ? "due today: still justified?" : state}  ${option}, decided ${decidedOn}, looked at ${reviewedOn} by ${by}, until ${until}`,
      `    ${why}`,
      ...because.map(({ en }) => `    no longer: ${en}`),
    ]),
    ...stray.map(({ option, event, at }) => `stray  ${option} ${event} ${at}: nobody had decided on it`),
  ];
}

async function remedyInput(id: string, { respondent, prepared, rerun }: RemedyFlags): Promise<object> {
  return {
    case: id,
    rerun,
    ...(respondent === undefined ? {} : { respondent }),
    ...(prepared === undefined ? {} : { prepared: await readJsonFile(prepared) }),
  };
}
