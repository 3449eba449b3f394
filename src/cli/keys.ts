import type { Command } from "commander";
import { changeKeyProtection, hasLedger, listKeys, rotateOwnKey } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { addOthersKeys } from "./keys-others.ts";
import { printable } from "./paint.ts";

type RotateFlags = { readonly data: string; readonly role: string; readonly reason: string };

const ROTATED = {
  statement: ["statement"],
  log: ["log-ed25519", "log-ml-dsa-44"],
  all: ["statement", "log-ed25519", "log-ml-dsa-44"],
} as const;

/** `meridian keys list|rotate|add|claim|revoke|protect|unprotect`. */
export function addKeys(program: Command, exit: (code: number) => void): void {
  const keys = program.command("keys").summary("list, rotate, add, revoke and protect keys");
  addList(keys, exit);
  addRotate(keys, exit);
  addOthersKeys(keys, exit);
  addProtection(keys, exit);
}

function addList(keys: Command, exit: (code: number) => void): void {
  keys
    .command("list")
    .summary("list every key that the ledger believes or believed")
    .requiredOption("--data <dir>", "the data directory")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  meridian keys list --data meridian-data")
    .action(async ({ data, json }: { data: string; json?: boolean }) => {
      const found = await withNode(data, async ({ ledger }) => listKeys(ledger));
      if (json === true) process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
      else
        for (const { keyid, role, state, since, until, revokedFrom, holder } of found) {
          const entries = until === null ? `from entry ${since}` : `entries ${since} to ${until - 1}`;
          const end = revokedFrom === null ? "" : `, as of ${revokedFrom}`;
          process.stdout.write(
            `${printable(`${keyid}  ${role}  ${state}${end}  ${entries}  ${holder.name}, ${holder.function}`)}\n`,
          );
        }
      exit(EXIT.yes);
    });
}

function addRotate(keys: Command, exit: (code: number) => void): void {
  keys
    .command("rotate")
    .summary("have new keys of the node take the place of the old ones")
    .description(
      "Makes new keys. The old statement key signs the statement that names its successor; the log's old keys sign the checkpoint that covers theirs. Hand out `meridian trust` anew afterwards.",
    )
    .requiredOption("--data <dir>", "the data directory")
    .requiredOption("--reason <why>", "why, as it will stand in the ledger")
    .option("--role <role>", "statement, log or all", "all")
    .addHelpText("after", "\nExample:\n  meridian keys rotate --data meridian-data --role statement --reason 'yearly rotation'")
    .action(async ({ data, role, reason }: RotateFlags) => {
      if (!Object.hasOwn(ROTATED, role))
        throw new Failure("CLI_USAGE", `expected --role statement, log or all, got ${JSON.stringify(role)}`);
      await withNode(data, async (node) => {
        for (const one of ROTATED[role as keyof typeof ROTATED]) {
          const { vkey, index } = await rotateOwnKey(node, { role: one, reason, clock: Date.now });
          process.stdout.write(`entry ${index}: the ${one} key is now ${vkey}\n`);
        }
      });
      exit(EXIT.yes);
    });
}

function addProtection(keys: Command, exit: (code: number) => void): void {
  const change =
    (to: "protected" | "plain", said: string) =>
    async ({ data }: { data: string }) => {
      if (!(await hasLedger(data))) throw new Failure("LEDGER_MISSING", `there is no ledger in ${data}`);
      const count = await changeKeyProtection(data, to);
      process.stdout.write(count === 0 ? `every key was ${said} already\n` : `${count} keys are ${said} now\n`);
      exit(EXIT.yes);
    };
  const passphrase = "The passphrase is the line in the file that MERIDIAN_PASSPHRASE_FILE names, or is asked for.";
  keys
    .command("protect")
    .summary("encrypt the node's private keys with a passphrase")
    .description(`Encrypts the private keys at rest. ${passphrase} Copies of the plain files elsewhere stay as they are.`)
    .requiredOption("--data <dir>", "the data directory")
    .addHelpText("after", "\nExample:\n  MERIDIAN_PASSPHRASE_FILE=/run/keys/meridian meridian keys protect --data meridian-data")
    .action(change("protected", "protected"));
  keys
    .command("unprotect")
    .summary("take the passphrase of the node's private keys away")
    .description(`Decrypts the private keys at rest. ${passphrase}`)
    .requiredOption("--data <dir>", "the data directory")
    .addHelpText("after", "\nExample:\n  meridian keys unprotect --data meridian-data")
    .action(change("plain", "plain"));
}
