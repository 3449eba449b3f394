import { createHash } from "node:crypto";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { type About, baseOf, fetchAbout, openPeerBook, type PeerChange, type Peers } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";

type PeerFlags = {
  readonly data: string;
  readonly key?: readonly string[];
  readonly party?: string;
  readonly url?: string;
  readonly yes?: boolean;
};

/** `meridian ledger witness add|follow|list`. */
export function addLedgerWitness(ledger: Command, exit: (code: number) => void): void {
  const witness = ledger
    .command("witness")
    .summary("who witnesses this ledger, and whose ledgers this node witnesses")
    .description(
      "A witness is a node of another party that cosigns our checkpoints, so that we cannot show two histories; a log that we follow is one that we cosign. Changes are taken up by a running node.",
    );
  witness
    .command("add")
    .summary("let a node of another party witness this ledger, and keep a mirror of it")
    .argument("<url>", "the node's public address; with --key the submission prefix of any C2SP witness")
    .requiredOption("--data <dir>", "the data directory")
    .option("--key <vkey>", "its key, as the party told you; may be repeated (default: asked of the node, and shown)", collect)
    .option("--party <name>", "the legal entity that runs it (needed with --key)")
    .option("--yes", "you have compared the keys: do not ask")
    .addHelpText("after", "\nExample:\n  meridian ledger witness add https://node.north-port.example --data /var/lib/meridian")
    .action(async (url: string, flags: PeerFlags) => exit(await add(url, flags)));
  witness
    .command("follow")
    .summary("witness and watch the log of another party; a followed log is never forgotten")
    .argument("<origin-or-url>", "the log's origin with --key, or its node's public address")
    .requiredOption("--data <dir>", "the data directory")
    .option("--key <vkey>", "a key of the log; may be repeated (default: asked of the node, and shown)", collect)
    .option("--party <name>", "the legal entity that keeps it (needed with --key for a log that is not followed yet)")
    .option("--url <url>", "with --key: where its checkpoint and tiles are, to watch it")
    .option("--yes", "you have compared the keys: do not ask")
    .addHelpText("after", "\nExample:\n  meridian ledger witness follow https://node.north-port.example --data /var/lib/meridian")
    .action(async (target: string, flags: PeerFlags) => exit(await follow(target, flags)));
  witness
    .command("list")
    .summary("list witnesses and followed logs with the fingerprints of their keys")
    .requiredOption("--data <dir>", "the data directory")
    .addHelpText("after", "\nExample:\n  meridian ledger witness list --data /var/lib/meridian")
    .action(async ({ data }: { data: string }) => exit(await list(data)));
}

async function add(url: string, flags: PeerFlags): Promise<number> {
  const base = baseOf(url);
  if (flags.key !== undefined) {
    const witness = { party: partyFlag(flags), url: base, vkeys: flags.key, mirror: null };
    return take(flags, { kind: "witness", witness });
  }
  const about = await fetchAbout(base);
  const party = flags.party ?? partyIn(about);
  await compare(about, [...about.witness, ...about.mirror], flags);
  const mirror = about.mirror.length === 0 ? null : { url: `${base}/mirror`, vkeys: about.mirror };
  return take(flags, { kind: "witness", witness: { party, url: `${base}/witness`, vkeys: about.witness, mirror } });
}

async function follow(target: string, flags: PeerFlags): Promise<number> {
  if (flags.key !== undefined) {
    const url = flags.url === undefined ? null : baseOf(flags.url);
    const { logs } = await (await openPeerBook(flags.data)).read();
    const party = logs.find(({ origin }) => origin === target)?.party ?? partyFlag(flags);
    return take(flags, { kind: "log", log: { origin: target, party: flags.party ?? party, url, vkeys: flags.key } });
  }
  const base = baseOf(target);
  const about = await fetchAbout(base);
  await compare(about, about.log, flags);
  const log = { origin: about.origin, party: flags.party ?? partyIn(about), url: `${base}/log`, vkeys: about.log };
  return take(flags, { kind: "log", log });
}

function partyFlag({ party }: PeerFlags): string {
  if (party === undefined)
    throw new Failure("CLI_USAGE", "expected --party with the name of the legal entity, because --key names none");
  return party;
}

function partyIn({ party, origin }: About): string {
  if (party === null)
    throw new Failure("CLI_USAGE", `${printable(origin)} does not say who keeps it. Name the legal entity with --party`);
  return party.name;
}

/** Shows the keys that a node gave of itself: whoever stands between could give others, so a person compares them. */
async function compare({ origin, party }: About, vkeys: readonly string[], { yes }: PeerFlags): Promise<void> {
  const who =
    party === null ? "nobody named" : `${party.name} (${party.kind}, ${party.jurisdiction ?? "no jurisdiction stated"})`;
  process.stdout.write(`${printable(origin)}, kept by ${printable(who)}, says that these are its keys:\n`);
  for (const vkey of vkeys) process.stdout.write(`  ${fingerprint(vkey)}  ${printable(labelOf(vkey))}\n`);
  if (yes === true) return;
  if (!process.stdin.isTTY)
    throw new Failure("CLI_USAGE", "expected --yes: compare the fingerprints with what the party told you by another way first");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await lines.question("Are these the fingerprints that the party told you by another way? [y/N] ");
    if (!/^y(es)?$/i.test(answer.trim())) throw new Failure("CLI_USAGE", "not confirmed; nothing was changed");
  } finally {
    lines.close();
  }
}

async function take({ data }: PeerFlags, change: PeerChange): Promise<number> {
  await (await openPeerBook(data)).change([change]);
  const done =
    change.kind === "witness"
      ? `${change.witness.party} at ${change.witness.url} is asked to witness this ledger`
      : `${change.log.origin} of ${change.log.party} is followed`;
  process.stdout.write(`${printable(done)}\n`);
  return EXIT.yes;
}

async function list(data: string): Promise<number> {
  const peers = await (await openPeerBook(data)).read();
  process.stdout.write(`${peerLines(peers).join("\n")}\n`);
  return EXIT.yes;
}

function peerLines({ witnesses, logs }: Peers): readonly string[] {
  if (witnesses.length + logs.length === 0) return ["nobody witnesses this ledger, and it follows no log"];
  const keys = (vkeys: readonly string[]) => vkeys.map((vkey) => `    ${fingerprint(vkey)}  ${printable(labelOf(vkey))}`);
  return [
    ...witnesses.flatMap(({ party, url, vkeys, mirror }) => [
      `witness ${printable(party)}  ${url}${mirror === null ? "" : ` and its mirror ${mirror.url}`}`,
      ...keys([...vkeys, ...(mirror?.vkeys ?? [])]),
    ]),
    ...logs.flatMap(({ party, origin, url, vkeys }) => [
      `log     ${printable(party)}  ${printable(origin)}${url === null ? "" : ` at ${url}`}`,
      ...keys(vkeys),
    ]),
  ];
}

/** SHA-256 of the vkey, in groups that people can read to each other. */
function fingerprint(vkey: string): string {
  return (createHash("sha256").update(vkey).digest("hex").match(/.{8}/g) ?? []).join(" ");
}

/** A vkey without its key material. */
function labelOf(vkey: string): string {
  return vkey.split("+").slice(0, 2).join("+");
}
