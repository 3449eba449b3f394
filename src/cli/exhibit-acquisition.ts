import type { Command } from "commander";
import { addExhibit, type ExhibitChain, type Node, parseOccurred, timelineLines } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { type CaseId, caseIdShape } from "../model/index.ts";
import { withBytesBar } from "./exhibit-words.ts";
import { printable } from "./paint.ts";

/** What a person says on the command line of what they take in. */
export type AcquisitionFlags = {
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

/** Adds the options by which an exhibit statement gets its words (spec/custody.md §Exhibit). */
export function addAcquisition(command: Command): Command {
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

/** Throws CLI_USAGE when nobody is named, or no authority. */
export function requireWho({ by, authority }: Partial<AcquisitionFlags>): void {
  if (by === undefined || authority === undefined)
    throw new Failure("CLI_USAGE", "say who takes it with --by, and by what --authority");
}

/** Takes a file in under what the flags say, with a bar on standard error. */
export async function takeIn(node: Node, file: string, flags: AcquisitionFlags): Promise<ExhibitChain> {
  const entry = await node.ledger.entry(0);
  const keeper = !entry.erased && entry.statement.kind === "party" ? entry.statement.predicate.party.name : "";
  const { by, authority, purpose, place, number, title, parent, occurred, caveat } = flags;
  const acquired = {
    by: { name: by, function: flags.function, party: flags.party ?? keeper },
    at: occurred === undefined ? null : parseOccurred(occurred, `stated by ${by}`),
    place: place ?? null,
    authority,
    purpose,
    tool: null,
  };
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

/** Prints an exhibit as a timeline or as JSON. */
export function printExhibit(chain: ExhibitChain, { json }: AcquisitionFlags): void {
  const text = json === true ? JSON.stringify(chain, undefined, 2) : timelineLines(chain).map(printable).join("\n");
  process.stdout.write(`${text}\n`);
}
