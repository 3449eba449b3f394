import { hostname } from "node:os";
import type { Command } from "commander";
import {
  addExhibit,
  collectHere,
  collectorScript,
  type ExhibitChain,
  hostNow,
  type Node,
  parseOccurred,
  readCollector,
  timelineLines,
  VERSION,
} from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { type CaseId, caseIdShape } from "../model/index.ts";
import { withBytesBar } from "./exhibit-words.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type AddFlags = {
  readonly data: string;
  readonly by: string;
  readonly function: string;
  readonly party?: string;
  readonly authority: string;
  readonly purpose: string;
  readonly place?: string;
  readonly number?: string;
  readonly title?: string;
  readonly case?: string;
  readonly parent?: string;
  readonly occurred?: string;
  readonly caveat?: readonly string[];
  readonly json?: boolean;
};

function addAcquisition(command: Command): Command {
  return command
    .option("--by <name>", "who took it")
    .option("--function <what>", "what they do", "")
    .option("--party <name>", "for which legal entity (default: the keeper of this ledger)")
    .option("--authority <what>", "by what authority: a warrant, consent, contract or policy")
    .option("--purpose <why>", "for what purpose", "evidence")
    .option("--place <where>", "from which place or system (default: this host)")
    .option("--number <number>", "the number that people use (default: the next one)")
    .option("--title <text>", "what it is")
    .option("--case <id>", "the case that it belongs to")
    .option("--occurred <time>", "when it was acquired, FROM or FROM/TO (default: now)")
    .option("--caveat <text...>", "how it must be handled, such as TLP:AMBER")
    .option("--json", "as JSON");
}

/** `meridian exhibit add`. */
export function addExhibitAdd(exhibit: Command, exit: (code: number) => void): void {
  addAcquisition(
    exhibit
      .command("add")
      .summary("take a file in as an exhibit: hashed while it is copied, then stated")
      .description(
        "Takes a file in. What it is, is read from its own header; a bundle of meridian collect is compared with its manifest.",
      )
      .argument("<file>", "a regular file; symbolic links, FIFOs and devices are refused")
      .requiredOption("--data <dir>", "the data directory")
      .option("--parent <exhibit>", "the exhibit that it was made from"),
  )
    .addHelpText(
      "after",
      "\nExample:\n  meridian exhibit add disk.E01 --data d --by 'A. Example' --function examiner --authority 'order 7' --title 'disk of hts-jump1'",
    )
    .action(async (file: string, flags: AddFlags) => {
      requireWho(flags);
      const chain = await withNode(flags.data, (node) => takeIn(node, file, flags, null));
      print(chain, flags);
      exit(EXIT.yes);
    });
}

/** `meridian collect`. */
export function addCollect(program: Command, exit: (code: number) => void): void {
  addAcquisition(
    program
      .command("collect")
      .summary("copy what a host can tell, the most volatile first, into an exhibit")
      .description(
        "Runs the collector on this host and takes its bundle in, or prints it for another host: one POSIX shell script; nothing is installed there.",
      )
      .option("--data <dir>", "the data directory")
      .option("--print", "print the script instead"),
  )
    .addHelpText(
      "after",
      "\nExamples:\n  meridian collect --data d --by 'A. Example' --authority 'operator’s consent'\n  meridian collect --print > collect.sh; ssh hts-jump1 sh < collect.sh > bundle.tar; meridian exhibit add bundle.tar …",
    )
    .action(async ({ data, print: isPrint, ...flags }: Omit<AddFlags, "data"> & { data?: string; print?: boolean }) => {
      if (isPrint === true) process.stdout.write(await collectorScript());
      else if (data === undefined) throw new Failure("CLI_USAGE", "name the ledger with --data, or use --print");
      else await collectInto({ ...flags, data });
      exit(EXIT.yes);
    });
}

async function collectInto(flags: AddFlags): Promise<void> {
  requireWho(flags);
  const tool = { name: "meridian-collect", version: VERSION, sha256: (await readCollector()).sha256 };
  const titled = { title: `state and logs of ${hostname()}`, ...flags };
  const chain = await withNode(flags.data, (node) =>
    collectHere(
      (bundle) => takeIn(node, bundle, titled, tool),
      (line) => void process.stderr.write(printable(line.trimEnd()).concat("\n")),
    ),
  );
  print(chain, flags);
}

function requireWho({ by, authority }: Partial<AddFlags>): void {
  if (by === undefined || authority === undefined)
    throw new Failure("CLI_USAGE", "say who takes it with --by, and by what --authority");
}

type Tool = { readonly name: string; readonly version: string; readonly sha256: string };

async function takeIn(node: Node, file: string, flags: AddFlags, tool: Tool | null): Promise<ExhibitChain> {
  const entry = await node.ledger.entry(0);
  const keeper = !entry.erased && entry.statement.kind === "party" ? entry.statement.predicate.party.name : "";
  const { by, authority, purpose, place, number, title, parent, occurred, caveat } = flags;
  const acquired = {
    by: { name: by, function: flags.function, party: flags.party ?? keeper },
    at: occurred === undefined ? hostNow() : parseOccurred(occurred, `stated by ${by}`),
    place: place ?? hostname(),
    authority,
    purpose,
    tool: tool ?? { name: "meridian", version: VERSION, sha256: null },
  } as ExhibitChain["exhibit"]["acquired"];
  return withBytesBar("taking in", (onBytes) =>
    addExhibit(
      node,
      file,
      {
        number: number ?? null,
        title: title ?? file,
        case: caseOf(flags.case),
        parent: parent ?? null,
        acquired,
        caveats: caveat ?? [],
        expected: null,
      },
      onBytes,
    ),
  );
}

function caseOf(text: string | undefined): CaseId | null {
  if (text === undefined) return null;
  const id = caseIdShape(text, "--case");
  if (!id.ok) throw new Failure("CLI_USAGE", `expected --case as ${id.fault.expected}, got ${JSON.stringify(text)}`);
  return id.value;
}

function print(chain: ExhibitChain, { json }: AddFlags): void {
  const text = json === true ? JSON.stringify(chain, undefined, 2) : timelineLines(chain).map(printable).join("\n");
  process.stdout.write(`${text}\n`);
}
