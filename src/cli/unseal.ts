import type { Command } from "commander";
import {
  compareReceipts,
  expectHandoverPlace,
  openPersonKey,
  type PersonKey,
  readIdentities,
  unsealFile,
  writeReceipt,
} from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { readTrustFile } from "../verify/io/index.ts";
import { collect } from "./arguments.ts";
import { withBytesBar } from "./exhibit-words.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type UnsealFlags = {
  readonly identity: readonly string[];
  readonly out: string;
  readonly grant?: string;
  readonly trust?: string;
  readonly receipt?: string;
  readonly key?: string;
  readonly by?: string;
  readonly function: string;
};

/** `meridian unseal` and `meridian compare-receipts`: what readers of a sealed exhibit do, with no ledger of their own. */
export function addUnseal(program: Command, exit: (code: number) => void): void {
  program
    .command("unseal")
    .summary("open a file that was sealed to you, and check that it is what was granted")
    .description(
      "Opens a sealed exhibit offline: the grant is in the ledger, the file is the one it names, and what comes out is what every other reader gets. Otherwise nothing is written.",
    )
    .argument("<file>", "the sealed file; its grant is expected beside it as FILE.grant")
    .requiredOption("--identity <file>", "your age identity file (mode 0600); may be given again", collect)
    .requiredOption("--out <file>", "where the exhibit is written; must not exist")
    .option("--grant <file>", "the grant file (default: FILE.grant)")
    .option("--trust <file>", "whom you know: a tlog-policy file with log and witness lines")
    .option("--receipt <file>", "write a receipt that other readers can compare with theirs; needs --key and --by")
    .option("--key <file|agent:…>", "your own key that signs the receipt")
    .option("--by <name>", "your name in the receipt")
    .option("--function <what>", "what you do", "reader")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian unseal x.age --identity me.txt --out x.pcap --trust trust.txt\n  meridian unseal x.age --identity me.txt --out x.pcap --receipt x.receipt --key agent:me --by 'C. Example'\n\nExit code 1 when it is not what was granted, or not sealed to you.",
    )
    .action(async (file: string, flags: UnsealFlags) => exit(await unsealTo(file, flags)));
  program
    .command("compare-receipts")
    .summary("see whether several readers opened the same exhibit")
    .argument("<grant>", "a grant file")
    .argument("<receipt...>", "the readers' receipts")
    .addHelpText(
      "after",
      "\nExample:\n  meridian compare-receipts x.age.grant a.receipt b.receipt\n\nExit code 1 when they did not, when a receipt is not one, or when the grant file knows no key of its reader that signed it.",
    )
    .action(async (grant: string, receipts: readonly string[]) => exit(await compare(grant, receipts)));
}

async function unsealTo(file: string, flags: UnsealFlags): Promise<number> {
  const { receipt, by, out } = flags;
  const signer = await readSigner(flags);
  const identities = await readIdentities(flags.identity);
  const trust = flags.trust === undefined ? {} : { trust: await readTrustFile(flags.trust) };
  const grant = flags.grant ?? `${file}.grant`;
  const opened = await withBytesBar("unsealing", (onBytes) => unsealFile({ file, grant, identities, out, onBytes, ...trust }));
  if (!opened.ok) {
    process.stdout.write(`${opened.fault.kind}: ${printable(opened.fault.detail)}; nothing was written\n`);
    return EXIT.no;
  }
  const { exhibit, grant: said, entry, statements } = opened.value;
  const { head, keeper } = statements;
  process.stdout.write(
    `${printable(out)}: exhibit ${printable(exhibit.number)}, ${exhibit.content.bytes} bytes, SHA-256 ${exhibit.content.sha256}\n`,
  );
  process.stdout.write(
    `granted by ${printable(keeper.party.name)} in entry ${entry.index} of ${head.tree.origin}, for ${printable(said.purpose)}; commitment ${said.commitment ?? ""}\n`,
  );
  if (head.trust === "not asked") process.stdout.write("no trust file was given: whether that is who they say is not checked\n");
  if (receipt !== undefined && signer !== undefined) {
    const party = said.counterparty?.party ?? "";
    await writeReceipt(receipt, opened.value, signer, { name: by ?? "", function: flags.function, party });
    process.stdout.write(`receipt: ${printable(receipt)}\n`);
  }
  return EXIT.yes;
}

/** The reader's own key; what a receipt needs is asked for before anything is written. */
async function readSigner({ receipt, key, by }: UnsealFlags): Promise<PersonKey | undefined> {
  if (receipt !== undefined && (key === undefined || by === undefined))
    throw new Failure("CLI_USAGE", "a receipt is signed: name --key and --by");
  if (receipt !== undefined) await expectHandoverPlace(receipt);
  return key === undefined ? undefined : openPersonKey(key);
}

async function compare(grant: string, paths: readonly string[]): Promise<number> {
  const compared = await compareReceipts(grant, paths);
  if (!compared.ok) {
    process.stdout.write(`${printable(compared.fault)}\n`);
    return EXIT.no;
  }
  for (const { access, isOwn, signers } of compared.value.receipts) {
    const signed =
      signers.length === 0
        ? "by a key that the grant file does not know"
        : `by the key of ${signers.map(({ holder }) => holder.name).join(", ")}${isOwn ? "" : ", which is not theirs"}`;
    process.stdout.write(
      `${printable(access.actor.name)}, ${printable(access.actor.party)}: ${access.commitment ?? ""}, signed ${printable(signed)}\n`,
    );
  }
  process.stdout.write(
    compared.value.isSame
      ? "all opened the same content, the one that was granted\n"
      : "these receipts do not show that they all opened what was granted\n",
  );
  return compared.value.isSame ? EXIT.yes : EXIT.no;
}
