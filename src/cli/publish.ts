import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { buildCases, INTERNAL, type PublishChoices, publishToFolder } from "../app/index.ts";
import { Failure, isoTime } from "../lib/index.ts";
import type { CaseId } from "../model/index.ts";
import { collect } from "./arguments.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";

type PublishFlags = {
  readonly data: string;
  readonly out?: string;
  readonly audience: PublishChoices["audience"];
  readonly redact?: boolean;
  readonly accept?: readonly string[];
  readonly by?: string;
  readonly replyRequested?: readonly string[];
  readonly replyReceived?: readonly string[];
};

/** `meridian publish CASE`: a dossier that a stranger can verify. */
export function addPublish(program: Command, exit: (code: number) => void): void {
  program
    .command("publish")
    .summary("write a case as a dossier that a stranger can verify")
    .argument("<case>", "a case id, as `meridian cases` lists them")
    .requiredOption("--data <dir>", "the data directory")
    .option("--out <dir>", "a new or empty folder (default: DATA/dossiers/CASE-ENTRY)")
    .addOption(
      new Option("--audience <audience>", "who is to read it").choices(["internal", "reviewers", "public"]).default("internal"),
    )
    .option("--redact", "withhold records in which secrets or personal data are detected")
    .option("--accept <kind[=count]>", "let a detected kind pass, by name; may be repeated", collect)
    .option("--by <person>", "the person who accepts")
    .option("--reply-requested <party[@date]>", "the other side was asked to reply; may be repeated", collect)
    .option("--reply-received <party=file>", "the other side's reply, a text file; may be repeated", collect)
    .addHelpText(
      "after",
      "\nExamples:\n  meridian publish case-0123456789ab --data meridian-data/exercise\n  meridian publish case-0123456789ab --data d --audience public --redact --accept 'user name=12' --by 'A. Reviewer'",
    )
    .action(async (id: string, flags: PublishFlags) => {
      if (!/^case-[0-9a-f]{12}$/.test(id))
        throw new Failure("CLI_USAGE", `expected a case id such as case-0123456789ab, got ${JSON.stringify(id)}`);
      const choices = await choicesOf(flags);
      const folder = await withNode(flags.data, async (node) => {
        await buildCases(node.ledger);
        return publishToFolder(node, id as CaseId, choices, flags.out ?? null);
      });
      process.stdout.write(`${folder}\n`);
      exit(EXIT.yes);
    });
}

async function choicesOf(flags: PublishFlags): Promise<PublishChoices> {
  const received = await Promise.all((flags.replyReceived ?? []).map(readReply));
  return {
    ...INTERNAL,
    audience: flags.audience,
    redact: flags.redact === true,
    accept: (flags.accept ?? []).map(parseAcceptance),
    by: flags.by ?? null,
    reply: { requested: (flags.replyRequested ?? []).map(parseRequest), received },
  };
}

function parseAcceptance(text: string): { kind: string; count: number | null } {
  const [, kind, count] = /^([^=]+)(?:=([0-9]{1,9}))?$/.exec(text) ?? [];
  if (kind === undefined) throw new Failure("CLI_USAGE", `expected --accept KIND or KIND=COUNT, got ${JSON.stringify(text)}`);
  return { kind, count: count === undefined ? null : Number(count) };
}

function parseRequest(text: string): { at: string; of: string } {
  const at = text.lastIndexOf("@");
  const time = at < 0 ? Date.now() : Date.parse(text.slice(at + 1));
  if (Number.isNaN(time)) throw new Failure("CLI_USAGE", `expected --reply-requested PARTY@DATE, got ${JSON.stringify(text)}`);
  return { at: isoTime(time), of: at < 0 ? text : text.slice(0, at) };
}

async function readReply(text: string): Promise<{ at: string; from: string; text: string }> {
  const [, from, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (from === undefined || path === undefined)
    throw new Failure("CLI_USAGE", `expected --reply-received PARTY=FILE, got ${JSON.stringify(text)}`);
  try {
    return { at: isoTime(Date.now()), from, text: await readFile(path, "utf8") };
  } catch (error) {
    throw new Failure("SOURCE_UNREADABLE", `could not read the reply ${path}`, error);
  }
}
