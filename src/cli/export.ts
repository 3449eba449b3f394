import { readFile, stat } from "node:fs/promises";
import type { Command } from "commander";
import { checkSshSignature, exportBagTo, exportEntryTo, findExhibit, openPersonKey, parseSshPublicKey } from "../app/index.ts";
import { Failure, parseCount } from "../lib/index.ts";
import { addWords, readWords, type WordFlags, withBytesBar, withCustody } from "./exhibit-words.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type EntryFlags = { readonly data: string; readonly out: string; readonly key?: string };
type CheckFlags = { readonly signature: string; readonly signer: string; readonly namespace: string };

/** What a signature may be checked over in memory. */
const SIGNED_BYTES_MAX: number = 256 * 1024 * 1024;

/** `meridian export entry|exhibit|check`: what the ledger holds, in formats that others verify with their own programs. */
export function addExport(program: Command, exit: (code: number) => void): void {
  const group = program.command("export").summary("write entries and exhibits in formats that others verify");
  group
    .command("entry")
    .summary("an entry as DSSE envelope, tlog-proof, checkpoint and time stamps")
    .argument("<index>", "the entry, counted from 0")
    .requiredOption("--data <dir>", "the data directory")
    .requiredOption("--out <dir>", "a new or empty folder")
    .option("--key <key>", "sign each file by SSH with this person's key: a key file, or agent:SHA256:…")
    .addHelpText("after", "\nExample:\n  meridian export entry 7 --data d --out entry-7 --key ~/.ssh/id_ed25519")
    .action(async (text: string, { data, out, key }: EntryFlags) => {
      const index = parseCount(text);
      if (!index.ok) throw new Failure("CLI_USAGE", `expected an entry's index, got ${JSON.stringify(text)}`);
      const person = key === undefined ? undefined : await openPersonKey(key);
      const paths = await withNode(data, (node) => exportEntryTo(node, index.value, out, person));
      process.stdout.write(paths.map((path) => `${printable(path)}\n`).join(""));
      exit(EXIT.yes);
    });
  addWords(group.command("exhibit"))
    .summary("an exhibit as a BagIt bag with its whole custody; the copying is stated first")
    .argument("<exhibit>", "its number or id")
    .requiredOption("--out <dir>", "a new or empty folder")
    .addHelpText(
      "after",
      "\nExample:\n  meridian export exhibit HTS-2026-0007 --data d --out bag --key ~/.ssh/id_ed25519 --purpose hearing --authority 'order 7'\n  cd bag && sha256sum -c manifest-sha256.txt",
    )
    .action(async (reference: string, flags: WordFlags & { readonly out: string }) => {
      await withCustody(flags.data, async (desk) => {
        const chain = findExhibit(desk, reference);
        const who = await readWords(desk, flags);
        const target = { folder: flags.out, key: who.key };
        await withBytesBar(chain.exhibit.number, (onBytes) => exportBagTo(desk, chain, target, { ...who, onBytes }));
      });
      process.stdout.write(`${printable(flags.out)}\n`);
      exit(EXIT.yes);
    });
  group
    .command("check")
    .summary("check an SSH signature over a file, as ssh-keygen -Y verify does")
    .argument("<file>", "the signed file")
    .requiredOption("--signature <file>", "the signature, such as manifest-sha256.txt.sig")
    .requiredOption("--signer <file>", "the signer's SSH public key file, by a way that you trust")
    .option("--namespace <name>", "what the signature is for", "meridian-export@v1")
    .addHelpText(
      "after",
      "\nExample:\n  meridian export check manifest-sha256.txt --signature manifest-sha256.txt.sig --signer reviewer.pub",
    )
    .action(async (path: string, flags: CheckFlags) => exit(await check(path, flags)));
}

async function check(path: string, { signature, signer, namespace }: CheckFlags): Promise<number> {
  const publicKey = parseSshPublicKey((await readInput(signer)).toString("utf8"));
  const fault = await checkSshSignature(await readInput(path), await readInput(signature), { publicKey, namespace });
  process.stdout.write(
    fault === undefined ? `signed by this key for ${printable(namespace)}\n` : `not signed: ${printable(fault)}\n`,
  );
  return fault === undefined ? EXIT.yes : EXIT.no;
}

async function readInput(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).size > SIGNED_BYTES_MAX)
      throw new Failure("CLI_USAGE", `${path} is larger than ${SIGNED_BYTES_MAX} bytes`);
    return await readFile(path);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure("CLI_USAGE", `could not read ${path}`, error);
  }
}
