import { hostname } from "node:os";
import type { Command } from "commander";
import {
  acceptExhibit,
  addExhibit,
  admitAcceptance,
  answerOffer,
  bundleOffer,
  expectHandoverPlace,
  findExhibit,
  hostNow,
  offerExhibit,
  openCustody,
  openForeignOffer,
  openPersonKey,
  type PersonKey,
  parseOccurred,
  readHandoverFile,
  type TransferWords,
  VERSION,
  withdrawOffer,
  writeHandoverFile,
} from "../app/index.ts";
import { Failure, present } from "../lib/index.ts";
import { readTrustFile } from "../verify/io/index.ts";
import { withBytesBar, withCustody } from "./exhibit-words.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type Common = {
  readonly data?: string;
  readonly key?: string;
  readonly purpose?: string;
  readonly authority?: string;
  readonly place?: string;
  readonly storage?: string;
  readonly occurred?: string;
};
type TransferFlags = Common & {
  readonly to?: string;
  readonly toFunction: string;
  readonly toParty?: string;
  readonly bundle?: string;
  readonly withdraw?: boolean;
};
type AcceptFlags = Common & {
  readonly offer?: string;
  readonly trust?: string;
  readonly answer?: string;
  readonly content?: string;
  readonly number?: string;
  readonly admit?: string;
};

function addCommon(command: Command): Command {
  return command
    .option("--data <dir>", "the data directory")
    .option("--key <file|agent:…>", "the key of the hand that signs: a person's or a party's own")
    .option("--purpose <why>", "for what purpose")
    .option("--authority <what>", "by what authority")
    .option("--place <where>", "where (default: this host)")
    .option("--storage <where>", "where it is kept, the seal's or the parcel's number")
    .option("--occurred <time>", "when, FROM or FROM/TO (default: now)");
}

/** `meridian exhibit transfer|accept`. */
export function addExhibitTransfer(exhibit: Command, exit: (code: number) => void): void {
  addCommon(
    exhibit
      .command("transfer")
      .summary("offer an exhibit to another hand, or take an offer back")
      .argument("<exhibit>", "its number or id"),
  )
    .option("--to <name>", "who is to take it")
    .option("--to-function <what>", "what they do", "")
    .option("--to-party <name>", "for which legal entity (default: the keeper of this ledger)")
    .option("--bundle <file>", "write the offer to a new file, for another node")
    .option("--withdraw", "take back an offer that nobody has accepted")
    .addHelpText(
      "after",
      "\nExample:\n  meridian exhibit transfer HTS-2026-0007 --data d --key anna.pem --to 'B. Example' --purpose examination --authority 'order 7'",
    )
    .action(async (reference: string, flags: TransferFlags) => exit(await transfer(reference, flags)));
  addCommon(
    exhibit
      .command("accept")
      .summary("accept an offer of this or another node, or admit another node's acceptance")
      .argument("[exhibit]", "its number or id"),
  )
    .option("--offer <file>", "an offer that came from another node")
    .option("--trust <file>", "with --offer: the log keys that you believe")
    .option("--answer <file>", "with --offer: write the acceptance to this new file")
    .option("--content <file>", "with --offer and --data: take these bytes in, if they are what was offered")
    .option("--number <number>", "with --content: its number here")
    .option("--admit <file>", "put another node's acceptance into this ledger")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian exhibit accept HTS-2026-0007 --data d --key ben.pem --purpose examination --authority 'order 7'\n  meridian exhibit accept --offer offer.json --trust trust.txt --key cara.pem --answer acceptance.json --purpose … --authority …\n  meridian exhibit accept --admit acceptance.json --data d",
    )
    .action(async (reference: string | undefined, flags: AcceptFlags) => exit(await accept(reference, flags)));
}

async function transfer(reference: string, flags: TransferFlags): Promise<number> {
  const { to, toFunction, toParty, bundle, withdraw } = flags;
  const { key, words } = await readSide(flags);
  if ((to === undefined) === (withdraw === undefined)) throw new Failure("CLI_USAGE", "name either --to or --withdraw");
  if (bundle !== undefined && to === undefined)
    throw new Failure("CLI_USAGE", "--bundle goes with --to: what is taken back needs no file");
  if (bundle !== undefined) await expectHandoverPlace(bundle);
  return withCustody(named(flags.data, "--data"), async (desk) => {
    const chain = findExhibit(desk, reference);
    const receipt =
      to === undefined
        ? await withdrawOffer(desk, chain, { words, key })
        : await offerExhibit(desk, chain, {
            to: { name: to, function: toFunction, party: toParty ?? desk.keeper },
            words,
            key,
          });
    say(`${to === undefined ? "taken back" : "offered"} in entry ${receipt.index}`);
    if (bundle !== undefined) {
      const now = await openCustody(desk.node);
      await writeHandoverFile(bundle, await bundleOffer(now, findExhibit(now, reference)));
      say(`the offer is at ${printable(bundle)}`);
    }
    return EXIT.yes;
  });
}

async function accept(reference: string | undefined, flags: AcceptFlags): Promise<number> {
  if ([reference, flags.offer, flags.admit].filter((one) => one !== undefined).length !== 1)
    throw new Failure("CLI_USAGE", "name one of: an exhibit, --offer, --admit");
  if (flags.admit !== undefined) return admit(named(flags.data, "--data"), flags.admit);
  const { key, words } = await readSide(flags);
  if (flags.offer !== undefined) return acceptForeign(flags.offer, flags, { key, words });
  return withCustody(named(flags.data, "--data"), async (desk) => {
    const chain = findExhibit(desk, present(reference, "one of three was named"));
    const receipt = await acceptExhibit(desk, chain, { words, key });
    say(`accepted in entry ${receipt.index}`);
    return EXIT.yes;
  });
}

function admit(data: string, path: string): Promise<number> {
  return withCustody(data, async (desk) => {
    const { receipt, exhibit } = await admitAcceptance(desk, await readHandoverFile(path));
    say(`the acceptance of ${exhibit} is in entry ${receipt.index}`);
    return EXIT.yes;
  });
}

async function acceptForeign(path: string, flags: AcceptFlags, { key, words }: Side): Promise<number> {
  const answer = named(flags.answer, "--answer");
  await expectHandoverPlace(answer);
  const offer = await openForeignOffer(await readHandoverFile(path), await readTrustFile(named(flags.trust, "--trust")));
  const { exhibit } = offer.chain.exhibit;
  for (const { index, kind, what } of offer.problems) say(printable(`entry ${index} of ${offer.origin}: ${kind}: ${what}`));
  if (flags.content !== undefined) await takeOver(offer, flags.content, { flags, words });
  await writeHandoverFile(answer, await answerOffer(offer, words, key));
  say(
    printable(`${exhibit} of ${offer.keeper}, ${offer.problems.length} problems in its custody; the acceptance is at ${answer}`),
  );
  return EXIT.yes;
}

type Offer = Awaited<ReturnType<typeof openForeignOffer>>;

/** The bytes of an offer, taken into the taker's own ledger under the number that the giver gave it, if that is free. */
async function takeOver(
  offer: Offer,
  file: string,
  { flags, words }: { readonly flags: AcceptFlags; readonly words: TransferWords },
): Promise<void> {
  const { chain, keeper, origin } = offer;
  const { exhibit, holding } = chain;
  if (holding.state !== "offered") throw new Failure("CUSTODY_REFUSED", "nobody offers it");
  const acquired = {
    by: holding.to,
    at: hostNow(),
    place: hostname(),
    authority: words.authority,
    purpose: words.purpose,
    tool: { name: "meridian", version: VERSION, sha256: null },
  };
  const caveats = [
    ...exhibit.caveats,
    `received from ${keeper}, ${origin}, entry ${chain.events.at(-1)?.index}`.slice(0, 200),
  ].slice(-50);
  const acquisition = {
    number: flags.number ?? exhibit.number,
    title: exhibit.title,
    case: null,
    parent: null,
    acquired,
    caveats,
    expected: exhibit.content,
  };
  const taken = await withNode(named(flags.data, "--data"), (node) =>
    withBytesBar("taking in", (onBytes) => addExhibit(node, file, acquisition, onBytes)),
  );
  say(printable(`taken in as ${taken.exhibit.number}`));
}

type Side = { readonly key: PersonKey; readonly words: TransferWords };

async function readSide({ key, purpose, authority, place, storage, occurred }: Common): Promise<Side> {
  const words: TransferWords = {
    purpose: named(purpose, "--purpose"),
    authority: named(authority, "--authority"),
    ...(place === undefined ? {} : { place }),
    ...(storage === undefined ? {} : { storage }),
    ...(occurred === undefined ? {} : { occurred: parseOccurred(occurred, "stated by who signed") }),
  };
  return { key: await openPersonKey(named(key, "--key")), words };
}

function named(value: string | undefined, flag: string): string {
  if (value === undefined) throw new Failure("CLI_USAGE", `expected ${flag}`);
  return value;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
