import type { Command } from "commander";
import { explainFiles, type ToldExplanation } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { localUtcOffset, parseUtcOffset } from "./arguments.ts";
import { EXIT } from "./exit-codes.ts";
import { conditionLines, correlationLines } from "./explain-lines.ts";
import { paint, printable } from "./paint.ts";
import { addLoadFlags, type LoadFlags, loadOptionsOf } from "./rules-options.ts";

type ExplainFlags = LoadFlags & {
  readonly rule?: string;
  readonly event?: string;
  readonly host?: string;
  readonly utcOffset?: string;
  readonly json?: boolean;
};

/** `meridian rules explain`: why a rule fires on an event or does not, down to the value. */
export function addRulesExplain(parent: Command, exit: (code: number) => void): void {
  addLoadFlags(parent.command("explain"))
    .summary("why a rule fires on an event, or does not, down to the value")
    .argument("<rule>", "a file or folder of rules")
    .argument("<event>", "a JSON object, a file of log lines in any format that is read, or - for standard input")
    .option("--rule <name>", "id, name or title, where there are several rules")
    .option("--event <number>", "explain this event, counted from 1 (default: the first that fires, else the nearest)")
    .option("--host <name>", "the host of lines that name none")
    .option("--utc-offset <offset>", "zone of times that name none, such as +13:00 (default: this machine's)")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      `\nExamples:\n  meridian rules explain my-rules/shell.yml '{"Image": "C:\\\\Windows\\\\cmd.exe"}'\n  tail -1 /var/log/auth.log | meridian rules explain my-rules/ssh.yml -\n\nExit codes: 0 fires · 1 does not · 2 usage · 3 could not run`,
    )
    .action(async (rule: string, event: string, flags: ExplainFlags) => {
      const told = await explainFiles(rule, event, {
        rule: flags.rule,
        number: flags.event === undefined ? undefined : parseNumber(flags.event),
        host: flags.host ?? null,
        readAtMs: Date.now(),
        load: await loadOptionsOf(flags),
        utcOffsetMinutes: flags.utcOffset === undefined ? localUtcOffset() : parseUtcOffset(flags.utcOffset),
      });
      const lines = flags.json === true ? [JSON.stringify(told)] : explainLines(told);
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
      const fires = told.event === null ? told.fires > 0 : told.event.told.fires;
      exit(fires ? EXIT.yes : EXIT.no);
    });
}

function parseNumber(text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text))
    throw new Failure("CLI_USAGE", `expected --event to be a number from 1 on, got ${JSON.stringify(text)}`);
  return Number(text);
}

function explainLines({ title, events, fires, event, correlation, rejected, problems }: ToldExplanation): readonly string[] {
  const unread = [...problems, ...rejected.map(({ reason, lines }) => `${lines} lines not read: ${reason}`)].map(
    (line) => `${paint("yellow", "note")}  ${printable(line)}`,
  );
  if (correlation !== null) return [...unread, ...correlationLines(correlation)];
  if (event === null) return unread;
  const verdict = event.told.fires ? paint("green", "fires") : paint("red", "does not fire");
  const which = events === 1 ? "the event" : `event ${event.number} of ${events} (it fires on ${fires})`;
  return [...unread, `${paint("bold", printable(title))} ${verdict} on ${which} of ${event.time.from}`, ...conditionLines(event)];
}
