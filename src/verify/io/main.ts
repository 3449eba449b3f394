import { explainError } from "../../lib/index.ts";
import { ed25519Available, webChecks } from "../checks.ts";
import { formatReport } from "../format-report.ts";
import { requestedChecksPassed } from "../report.ts";
import { verifyDossier } from "../verify-dossier.ts";
import { openFolder } from "./folder.ts";
import { readTrustFile } from "./trust-file.ts";

const USAGE = `Usage: node meridian-verify.mjs DOSSIER [--trust FILE] [--json]

Checks a Meridian dossier without a network. It does not run the findings again: the full program does that
(meridian verify DOSSIER --reproduce).

Exit code: 0 no requested check failed, 1 one failed, 2 usage, 3 could not run.
`;

type Arguments = { readonly dossier: string; readonly trust: string | undefined; readonly json: boolean };

/** The stand-alone verifier: arguments in, exit code out. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) return print(USAGE, 0);
  const read = readArguments(args);
  if (read === undefined) return printError(USAGE, 2);
  try {
    if (!(await ed25519Available()))
      return printError("This Node has no Ed25519 in WebCrypto; use Node 20 or newer. Nothing was checked.\n", 3);
    const trust = read.trust === undefined ? {} : { trust: await readTrustFile(read.trust) };
    const report = await verifyDossier(await openFolder(read.dossier), webChecks, trust);
    return print(
      read.json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report),
      requestedChecksPassed(report) ? 0 : 1,
    );
  } catch (error) {
    return printError(`meridian-verify: ${explainError(error)}\n`, 3);
  }
}

function readArguments(args: readonly string[]): Arguments | undefined {
  const rest = [...args];
  const json = take(rest, "--json");
  const at = rest.indexOf("--trust");
  const trust = at < 0 ? undefined : rest.splice(at, 2)[1];
  const [dossier, ...others] = rest;
  if (dossier === undefined || others.length > 0 || dossier.startsWith("-") || (at >= 0 && trust === undefined)) return undefined;
  return { dossier, trust, json };
}

function take(args: string[], flag: string): boolean {
  const at = args.indexOf(flag);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
}

function print(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

function printError(text: string, code: number): number {
  process.stderr.write(text);
  return code;
}
