import type { Command } from "commander";
import {
  claimKey,
  enterKey,
  formatClaim,
  formatDeed,
  openPersonKey,
  readClaim,
  requireApprovals,
  revokeKey,
} from "../app/index.ts";
import { Failure, isoTime } from "../lib/index.ts";
import { collect } from "./arguments.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { readSettings } from "./settings.ts";

type ClaimFlags = {
  readonly key: string;
  readonly holder: string;
  readonly function: string;
  readonly party?: string;
  readonly role: string;
  readonly replaces?: string;
  readonly reason: string;
};
type AddFlags = { readonly data: string; readonly claim?: readonly string[] } & Partial<ClaimFlags>;

/** `meridian keys claim|add|revoke`: the keys of persons and other parties. */
export function addOthersKeys(keys: Command, exit: (code: number) => void): void {
  claimOptions(keys.command("claim"))
    .summary("print a claim to be known by your key, for the keeper to add")
    .requiredOption("--origin <origin>", "the ledger's origin, as its checkpoint names it")
    .addHelpText(
      "after",
      "\nExample:\n  meridian keys claim --origin log.example/harbour --key agent:SHA256:… --holder 'A. Reviewer' --function reviewer > claim.json",
    )
    .action(async ({ origin, ...flags }: ClaimFlags & { origin: string }) => {
      process.stdout.write(formatClaim(await makeClaim(origin, flags)));
      exit(EXIT.yes);
    });
  claimOptions(keys.command("add"), false)
    .summary("have the ledger believe the key of a person or another party")
    .description("Enters a key that is at hand (--key), or claims that `meridian keys claim` printed elsewhere (--claim).")
    .requiredOption("--data <dir>", "the data directory")
    .option("--claim <file>", "a claim; may be repeated", collect)
    .addHelpText("after", "\nExample:\n  meridian keys add --data meridian-data --claim claim.json")
    .action(async (flags: AddFlags) => exit(await add(flags)));
  keys
    .command("revoke")
    .summary("end the belief in a key, from a time on that may be past")
    .description("What the key signed from that time on is not to be relied on. A key of the node's own is rotated first.")
    .argument("<key>", "its key id, as `meridian keys list` prints it")
    .requiredOption("--data <dir>", "the data directory")
    .requiredOption("--reason <why>", "why, as it will stand in the ledger")
    .option("--from <time>", "such as 2026-11-22T12:00:00Z (default: now)")
    .option("--config <file>", "meridian.yaml, whose approvals policy holds")
    .addHelpText(
      "after",
      "\nExample:\n  meridian keys revoke person-0123456789abcdef+01234567 --data d --from 2026-11-20T00:00:00Z --reason 'laptop stolen'",
    )
    .action(async (name: string, flags: RevokeFlags) => exit(await revoke(name, flags)));
}

type RevokeFlags = { readonly data: string; readonly reason: string; readonly from?: string; readonly config?: string };

function claimOptions(command: Command, required = true): Command {
  const option = (flags: string, text: string) => (required ? command.requiredOption(flags, text) : command.option(flags, text));
  option("--key <key>", "a private key file, or agent:SHA256:… in an ssh-agent");
  option("--holder <name>", "whose key it is, by name or pseudonym");
  option("--function <what>", "what they do");
  return command
    .option("--party <entity>", "the legal entity that they do it for")
    .option("--role <role>", "person or party", "person")
    .option("--replaces <vkey>", "the old key of the same holder whose place it takes")
    .option("--reason <why>", "why, as it will stand in the ledger", "first key");
}

async function makeClaim(origin: string, flags: ClaimFlags): Promise<Awaited<ReturnType<typeof claimKey>>> {
  const { role, holder: name, party = null, replaces = null, reason } = flags;
  if (role !== "person" && role !== "party")
    throw new Failure("CLI_USAGE", `expected --role person or party, got ${JSON.stringify(role)}`);
  const claim = {
    action: replaces === null ? "add" : "rotate",
    role,
    replaces,
    holder: { name, function: flags.function, party },
    effectiveFrom: isoTime(Date.now()),
    reason,
  } as const;
  return claimKey(origin, claim, await openPersonKey(flags.key));
}

async function add({ data, claim = [], ...flags }: AddFlags): Promise<number> {
  const { key, holder, function: what, role = "person", reason = "first key" } = flags;
  const own =
    key === undefined || holder === undefined || what === undefined
      ? undefined
      : { ...flags, key, holder, function: what, role, reason };
  if (own === undefined && claim.length === 0)
    throw new Failure("CLI_USAGE", "expected --claim FILE, or --key with --holder and --function");
  const claims = await Promise.all(claim.map(readClaim));
  await withNode(data, async (node) => {
    const all = own === undefined ? claims : [...claims, await makeClaim(node.ledger.origin, own)];
    for (const one of all) {
      const { vkey, index } = await enterKey(node, one);
      process.stdout.write(`entry ${index}: the ledger believes ${vkey}\n`);
    }
  });
  return EXIT.yes;
}

async function revoke(name: string, { data, reason, from, config }: RevokeFlags): Promise<number> {
  const fromMs = from === undefined ? Date.now() : Date.parse(from);
  if (Number.isNaN(fromMs))
    throw new Failure("CLI_USAGE", `expected --from such as 2026-11-22T12:00:00Z, got ${JSON.stringify(from)}`);
  const { approvals } = readSettings(config);
  await withNode(data, async (node) => {
    const what = from === undefined ? name : `${name} from ${isoTime(fromMs)}`;
    const deed = { kind: "revoke-key", what } as const;
    const approvers = await requireApprovals(node.ledger, deed, approvals, { nowMs: Date.now() });
    const { index } = await revokeKey(node, { name, from: isoTime(fromMs), reason });
    const by =
      approvers.length === 0
        ? ""
        : `; ${formatDeed(deed)} was approved by ${approvers.map(({ holder }) => holder.name).join(", ")}`;
    process.stdout.write(`entry ${index}: ${name} is revoked as of ${isoTime(fromMs)}${by}\n`);
  });
  return EXIT.yes;
}
