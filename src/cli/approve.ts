import type { Command } from "commander";
import { approveAtNode, approveDeed, formatDeed, openPersonKey, parseDeed } from "../app/index.ts";
import { Failure, isoTime } from "../lib/index.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";

const HOURS_MAX = 24 * 90;

/** `meridian approve DEED`: one person's consent to a deed that policy gives to several. */
export function addApprove(program: Command, exit: (code: number) => void): void {
  program
    .command("approve")
    .summary("approve a deed that policy gives to several persons")
    .description(
      "Enters your signed approval of a deed into the ledger. A command that lacks approvals prints the deed to approve.",
    )
    .argument("<deed>", 'the deed in words, such as "destroy ex-0123456789abcdef"')
    .requiredOption("--key <key>", "your key: a private key file, or agent:SHA256:… in an ssh-agent")
    .requiredOption("--data <dir>", "the data directory")
    .option("--hours <n>", "how long the approval is good", "168")
    .addHelpText(
      "after",
      '\nExample:\n  meridian approve "destroy ex-0123456789abcdef" --key ~/.ssh/id_ed25519 --data meridian-data',
    )
    .action(async (text: string, { key, data, hours }: { key: string; data: string; hours: string }) => {
      if (!/^[0-9]{1,4}$/.test(hours) || Number(hours) < 1 || Number(hours) > HOURS_MAX)
        throw new Failure("CLI_USAGE", `expected --hours from 1 to ${HOURS_MAX}, got ${JSON.stringify(hours)}`);
      const deed = parseDeed(text);
      const person = await openPersonKey(key);
      const nowMs = Date.now();
      const validHours = Number(hours);
      const index =
        (await approveAtNode(data, deed, person, { nowMs, validHours })) ??
        (await withNode(data, ({ ledger }) => approveDeed(ledger, deed, person, { nowMs, validHours }))).index;
      const until = isoTime(nowMs + validHours * 3_600_000);
      process.stdout.write(`entry ${index}: approved until ${until}: ${formatDeed(deed)}\n`);
      exit(EXIT.yes);
    });
}
