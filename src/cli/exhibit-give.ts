import { once } from "node:events";
import type { Command } from "commander";
import {
  approveRelease,
  copyExhibit,
  correctEvent,
  destroyExhibit,
  findExhibit,
  type Giving,
  quarantineExhibit,
  readExhibit,
  releaseExhibit,
  sealExhibit,
} from "../app/index.ts";
import { Failure, parseCount } from "../lib/index.ts";
import { addWords, readWords, type WordFlags, withBytesBar, withCustody } from "./exhibit-words.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";
import { readSettings } from "./settings.ts";

type Give = (reference: string, flags: WordFlags) => Promise<void>;

/** `meridian exhibit read|copy|release|quarantine|correct|destroy`. */
export function addExhibitGive(exhibit: Command, exit: (code: number) => void): void {
  const verb = (name: string, summary: string, example: string) =>
    addWords(exhibit.command(name).summary(summary).argument("<exhibit>", "its number or id")).addHelpText(
      "after",
      `\nExample:\n  meridian exhibit ${name} HTS-2026-0007 --data d --by 'A. Example' --purpose examination --authority 'order 7'${example}`,
    );
  const run = (give: Give) => async (reference: string, flags: WordFlags) => {
    await give(reference, flags);
    exit(EXIT.yes);
  };
  verb("read", "write an exhibit's bytes to standard output; the reading is stated first", " | less").action(run(read));
  verb("copy", "write a working copy to a new file", " --to work/disk.E01")
    .requiredOption("--to <file>", "the new file")
    .action(run(copy as Give));
  verb("release", "give a copy to a reader: sealed when recipients are named", " --to file.age --recipient 'Party A=age1…'")
    .requiredOption("--to <file>", "the new file")
    .option("--reader <name>", "who gets an unsealed copy")
    .option("--reader-party <name>", "the reader's legal entity")
    .option("--recipient <name=age1...>", "readers and their age recipients: the file is sealed to them")
    .option("--config <file>", "the configuration whose `approvals:` say how many must agree (default: ./meridian.yaml)")
    .option("--weaker-because <reason>", "why it may be sealed less strongly than before")
    .addHelpText(
      "after",
      "\nWhat people approve names each reader and their recipient: compare these with what the reader gave you. A post-quantum recipient (age1pq1…) stands there by its SHA-256: printf %s age1pq1… | sha256sum",
    )
    .action(run(release as Give));
  verb("quarantine", "state that the bytes may do harm to who opens them", "").action(run(quarantine));
  verb("correct", "correct what was said of an event; nothing is edited", " --entry 12 --what 'it was 14:00' --why 'a slip'")
    .requiredOption("--entry <n>", "the entry that is corrected")
    .requiredOption("--what <text>", "what is right")
    .requiredOption("--why <text>", "why it was wrong")
    .action(run(correct as Give));
  verb("destroy", "destroy an exhibit's bytes; statements and digests stay", "")
    .option("--config <file>", "the configuration whose `approvals:` say how many must agree (default: ./meridian.yaml)")
    .action(run(destroy));
}

async function read(reference: string, flags: WordFlags): Promise<void> {
  await giving(reference, flags, async (desk, chain, how) => {
    for await (const chunk of await readExhibit(desk, chain, how))
      if (!process.stdout.write(chunk)) await once(process.stdout, "drain");
  });
}

async function copy(reference: string, flags: WordFlags & { readonly to: string }): Promise<void> {
  await giving(reference, flags, (desk, chain, how) => copyExhibit(desk, chain, flags.to, how));
  process.stdout.write(`a working copy of ${printable(reference)} is at ${printable(flags.to)}\n`);
}

type ReleaseFlags = WordFlags & {
  readonly to: string;
  readonly reader?: string;
  readonly readerParty?: string;
  readonly recipient?: readonly string[];
  readonly weakerBecause?: string;
  readonly config?: string;
};

async function release(reference: string, flags: ReleaseFlags): Promise<void> {
  const { to, reader, recipient } = flags;
  if ((reader === undefined) === (recipient === undefined))
    throw new Failure("CLI_USAGE", "name either --recipient, to seal it to them, or --reader");
  await giving(reference, flags, async (desk, chain, how) => {
    const policy = readSettings(flags.config).approvals;
    if (recipient === undefined) {
      const hand = { name: reader ?? "", function: "reader", party: flags.readerParty ?? reader ?? "" };
      await approveRelease(desk, chain, { unsealed: hand }, policy);
      await releaseExhibit(desk, chain, { target: to, to: hand }, how);
    } else {
      const readers = recipient.map(readerOf);
      await approveRelease(desk, chain, { sealed: readers }, policy);
      await sealExhibit(desk, chain, { ...how, readers, out: to, weakerBecause: flags.weakerBecause ?? null });
    }
  });
  process.stdout.write(`released ${printable(reference)} to ${printable(to)}\n`);
}

function readerOf(text: string): { readonly name: string; readonly recipient: string } {
  const at = text.lastIndexOf("=");
  if (at < 1) throw new Failure("CLI_USAGE", `expected --recipient as "name=age1…", got ${JSON.stringify(text)}`);
  return { name: text.slice(0, at), recipient: text.slice(at + 1) };
}

async function quarantine(reference: string, flags: WordFlags): Promise<void> {
  await giving(reference, flags, (desk, chain, how) => quarantineExhibit(desk, chain, how));
  process.stdout.write(`stated that ${printable(reference)} is quarantined\n`);
}

type CorrectFlags = WordFlags & { readonly entry: string; readonly what: string; readonly why: string };

async function correct(reference: string, flags: CorrectFlags): Promise<void> {
  const entry = parseCount(flags.entry);
  if (!entry.ok) throw new Failure("CLI_USAGE", `expected --entry as a whole number, got ${JSON.stringify(flags.entry)}`);
  const { what, why } = flags;
  await giving(reference, flags, (desk, chain, how) => correctEvent(desk, chain, { entry: entry.value, what, why }, how));
  process.stdout.write(`stated what is right of entry ${entry.value}\n`);
}

async function destroy(reference: string, flags: WordFlags & { readonly config?: string }): Promise<void> {
  await giving(reference, flags, (desk, chain, how) => destroyExhibit(desk, chain, readSettings(flags.config).approvals, how));
  process.stdout.write(`destroyed the bytes of ${printable(reference)}; statements and digests stay\n`);
}

type Desk = Parameters<typeof readExhibit>[0];
type Chain = Parameters<typeof readExhibit>[1];

function giving(
  reference: string,
  flags: WordFlags,
  give: (desk: Desk, chain: Chain, how: Giving) => Promise<void>,
): Promise<void> {
  return withCustody(flags.data, async (desk) => {
    const chain = findExhibit(desk, reference);
    const who = await readWords(desk, flags);
    await withBytesBar(chain.exhibit.number, (onBytes) => give(desk, chain, { ...who, onBytes }));
  });
}
