import { createInterface } from "node:readline/promises";
import { Failure } from "../lib/index.ts";

/**
 * Asks on the terminal whether to do `what`; only "yes" is one. With `yes` it does not ask; without a terminal it throws CLI_USAGE, because
 * nobody could have seen what was shown.
 */
export async function confirmed(what: string, { yes }: { readonly yes?: boolean | undefined }): Promise<boolean> {
  if (yes === true) return true;
  if (!process.stdin.isTTY) throw new Failure("CLI_USAGE", `nothing was done; to ${what} without being asked, add --yes`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`Type "yes" to ${what}: `)).trim() === "yes";
  } finally {
    terminal.close();
  }
}
