import type { Command } from "commander";
import { replayFindings } from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { formatReport, requestedChecksPassed, verifyDossier, webChecks } from "../verify/index.ts";
import { openFolder, readTrustFile } from "../verify/io/index.ts";
import { EXIT } from "./exit-codes.ts";

type VerifyFlags = { readonly trust?: string; readonly reproduce?: boolean; readonly json?: boolean };

/** `meridian verify DOSSIER`: what a dossier shows and what it does not, offline. Exit code 1 when a requested check failed. */
export function addVerify(program: Command, exit: (code: number) => void): void {
  program
    .command("verify")
    .summary("check a dossier offline, part by part")
    .description(
      "Checks a dossier offline and reports each part by itself: bytes, seal, signer, witnesses, findings. There is no overall tick.",
    )
    .argument("<dossier>", "the dossier's folder")
    .option("--trust <file>", "whom you know: a tlog-policy file with log, witness and party lines")
    .option("--reproduce", "run every finding again from the cited records and rules")
    .option("--json", "the report as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  meridian verify meridian-data/exercise/dossiers/case-…/\n  meridian verify dossier/ --trust trust.txt --reproduce\n\nExit codes: 0 every requested check passed · 1 one failed · 2 usage · 3 could not run",
    )
    .action(async (dossier: string, flags: VerifyFlags) => exit(await verify(dossier, flags)));
}

async function verify(dossier: string, { trust, reproduce, json }: VerifyFlags): Promise<number> {
  const policy = trust === undefined ? undefined : await readTrustFile(trust);
  const report = await verifyDossier(await openFolder(dossier).catch(cannotRead(dossier)), webChecks, {
    ...(policy === undefined ? {} : { trust: policy }),
    ...(reproduce === true ? { replay: replayFindings } : {}),
  });
  process.stdout.write(json === true ? `${JSON.stringify(report, undefined, 2)}\n` : formatReport(report));
  return requestedChecksPassed(report) ? EXIT.yes : EXIT.no;
}

function cannotRead(dossier: string): (cause: unknown) => never {
  return (cause) => {
    throw new Failure("DOSSIER_UNREADABLE", `could not read the dossier ${dossier}`, cause);
  };
}
