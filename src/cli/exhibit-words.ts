import type { Command } from "commander";
import {
  type CustodyDesk,
  handOfKey,
  openCustody,
  openPersonKey,
  type PersonKey,
  parseOccurred,
  type Words,
} from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { withNode } from "./existing-node.ts";
import { openProgress } from "./progress.ts";

/** What a person says on the command line of what they do with an exhibit. */
export type WordFlags = {
  readonly data: string;
  readonly by?: string;
  readonly function?: string;
  readonly party?: string;
  readonly purpose: string;
  readonly authority: string;
  readonly place?: string;
  readonly storage?: string;
  readonly caveat?: readonly string[];
  readonly occurred?: string;
  readonly key?: string;
};

/** Adds the options by which a custody statement gets its words (spec/custody.md §Events). */
export function addWords(command: Command): Command {
  return command
    .requiredOption("--data <dir>", "the data directory")
    .requiredOption("--purpose <why>", "for what purpose")
    .requiredOption("--authority <what>", "by what authority: a warrant, consent, contract or policy")
    .option("--by <name>", "who does it; not needed with --key")
    .option("--function <what>", "what they do", "")
    .option("--party <name>", "for which legal entity (default: the keeper of this ledger)")
    .option("--place <where>", "where (default: this host)")
    .option("--storage <where>", "where it is kept, or the seal's number")
    .option("--caveat <text...>", "how it must be handled, such as TLP:AMBER")
    .option("--occurred <time>", "when, FROM or FROM/TO (default: now)")
    .option("--key <file|agent:…>", "sign with this person's own key; the ledger must know it");
}

/** Who acts and in which words, with their key if they sign themselves. Throws CLI_USAGE when nobody is named. */
export async function readWords(
  desk: CustodyDesk,
  flags: WordFlags,
): Promise<{ readonly words: Words; readonly key?: PersonKey }> {
  const { by, place, storage, caveat, occurred, purpose, authority } = flags;
  const key = flags.key === undefined ? undefined : await openPersonKey(flags.key);
  if (key === undefined && by === undefined) throw new Failure("CLI_USAGE", "say who does it, with --by or --key");
  const actor =
    key !== undefined
      ? handOfKey(desk, key)
      : { name: by ?? "", function: flags.function ?? "", party: flags.party ?? desk.keeper };
  const words: Words = {
    actor,
    purpose,
    authority,
    ...(place === undefined ? {} : { place }),
    ...(storage === undefined ? {} : { storage }),
    ...(caveat === undefined ? {} : { caveats: caveat }),
    ...(occurred === undefined ? {} : { occurred: parseOccurred(occurred, `stated by ${actor.name}`) }),
  };
  return key === undefined ? { words } : { words, key };
}

/** Opens the custody of an existing ledger and closes it again whatever happens. */
export function withCustody<Value>(data: string, use: (desk: CustodyDesk) => Promise<Value>, hours?: number): Promise<Value> {
  return withNode(data, async (node) => use(await openCustody(node, hours)));
}

/** Runs something that says how many bytes it has done, with a bar on standard error. */
export async function withBytesBar<Value>(
  title: string,
  use: (onBytes: (bytes: number, total: number) => void) => Promise<Value>,
): Promise<Value> {
  const bar = openProgress(process.stderr, title, Date.now);
  try {
    return await use((bytes, total) => bar.update(bytes, total, `${mebibytes(bytes)} of ${mebibytes(total)} MiB`));
  } finally {
    bar.finish();
  }
}

function mebibytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}
