import type { Command } from "commander";
import {
  confirmRedaction,
  eraseFields,
  findExhibit,
  openPersonKey,
  readCut,
  readRules,
  redactExhibit,
  verifyCopyFolder,
} from "../app/index.ts";
import { Failure } from "../lib/index.ts";
import { readTrustFile } from "../verify/io/index.ts";
import { copyLines } from "./exhibit-redact-lines.ts";
import { addWords, readWords, type WordFlags, withCustody } from "./exhibit-words.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";
import { openProgress } from "./progress.ts";
import { readSettings } from "./settings.ts";

type RedactFlags = WordFlags & { readonly rules: string; readonly cut: string; readonly out: string; readonly audience: string };
type EraseFlags = WordFlags & { readonly rules: string; readonly cut: string; readonly basis: string; readonly config?: string };

const CUTS = "how the exhibit is cut: lines, ndjson, json, csv or bytes:<n>";

/** `meridian exhibit redact|verify-redacted|confirm-redacted|erase-fields`. */
export function addRedact(exhibit: Command, exit: (code: number) => void): void {
  addWords(
    exhibit
      .command("redact")
      .summary("make a copy in which some parts are withheld, and which still proves")
      .argument("<exhibit>", "its number or id"),
  )
    .requiredOption("--rules <file>", "what to withhold and why (YAML, spec/redaction.md §Rule file)")
    .requiredOption("--out <dir>", "the folder of the copy; must not exist")
    .option("--cut <method>", CUTS, "lines")
    .option("--audience <who>", "for whom the copy is", "public")
    .addHelpText(
      "after",
      "\nExample:\n  meridian exhibit redact HTS-2026-0007 --data d --by 'A. Example' --purpose publication --authority 'order 7' --rules rules.yml --out copy",
    )
    .action(async (reference: string, flags: RedactFlags) => exit(await redact(reference, flags)));
  exhibit
    .command("verify-redacted")
    .summary("check a redacted copy, offline and without the exhibit")
    .argument("<copy>", "the copy's folder")
    .option("--trust <file>", "whom you know: a tlog-policy file with log and witness lines")
    .option("--json", "the report as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  meridian exhibit verify-redacted copy --trust trust.txt\n\nExit code 1 when the copy does not verify, or the trust file does not know its ledger.",
    )
    .action(async (folder: string, flags: { trust?: string; json?: boolean }) => exit(await verifyRedacted(folder, flags)));
  addWords(
    exhibit
      .command("confirm-redacted")
      .summary("cut the exhibit again, compare, and sign that a copy is faithful")
      .argument("<copy>", "the copy's folder"),
  )
    .addHelpText(
      "after",
      "\nExample:\n  meridian exhibit confirm-redacted copy --data d --key agent:reviewer --purpose 'redaction faithful' --authority 'order 7'\n\nExit code 1 when the copy is not faithful.",
    )
    .action(async (folder: string, flags: WordFlags) => exit(await confirm(folder, flags)));
  addWords(
    exhibit
      .command("erase-fields")
      .summary("delete the salts of fields, so that no copy can ever be tested for them")
      .argument("<exhibit>", "its number or id"),
  )
    .requiredOption("--rules <file>", "which fields, as for redact")
    .requiredOption("--basis <why>", "on what ground")
    .option("--config <file>", "the configuration whose `approvals:` say how many must agree (default: ./meridian.yaml)")
    .option("--cut <method>", CUTS, "lines")
    .addHelpText(
      "after",
      "\nExample:\n  meridian exhibit erase-fields HTS-2026-0007 --data d --by 'A. Example' --rules request-12.yml --purpose erasure --authority 'data officer' --basis 'request 12'",
    )
    .action(async (reference: string, flags: EraseFlags) => exit(await erase(reference, flags)));
}

async function redact(reference: string, flags: RedactFlags): Promise<number> {
  const [cut, rules] = [readCut(flags.cut), await readRules(flags.rules)];
  const bar = openProgress(process.stderr, "redacting", Date.now);
  const made = await withCustody(flags.data, async (desk) => {
    const who = await readWords(desk, flags);
    const onFields = (fields: number) => bar.update(fields, fields, `${fields} fields`);
    const { out, audience } = flags;
    return redactExhibit(desk, findExhibit(desk, reference), { ...who, cut, rules, audience, out, onFields });
  }).finally(() => bar.finish());
  const again = made.isFirst ? "" : ", of the same cut with the same salts as an earlier copy";
  process.stdout.write(
    `${printable(flags.out)}: shows ${made.shown} of ${made.fields} fields, withholds ${made.withheld}; stated in entry ${made.index}${again}\n`,
  );
  return EXIT.yes;
}

async function verifyRedacted(folder: string, { trust, json }: { trust?: string; json?: boolean }): Promise<number> {
  const report = await verifyCopyFolder(folder, trust === undefined ? undefined : await readTrustFile(trust));
  const lines = copyLines(report);
  process.stdout.write(
    json === true
      ? `${JSON.stringify({ problems: report.problems, redaction: report.redaction ?? null, reviewers: report.reviewers, trust: report.statements?.head.trust ?? null }, undefined, 2)}\n`
      : lines.map((line) => `${printable(line)}\n`).join(""),
  );
  return report.problems.length === 0 && report.statements?.head.trust !== "unknown" ? EXIT.yes : EXIT.no;
}

async function confirm(folder: string, flags: WordFlags): Promise<number> {
  if (flags.key === undefined) throw new Failure("CLI_USAGE", "a copy is confirmed by a person's own key: name it with --key");
  const key = await openPersonKey(flags.key);
  const answer = await withCustody(flags.data, async (desk) => {
    const { words } = await readWords(desk, flags);
    return confirmRedaction(desk, folder, { key, words });
  });
  if (answer.ok) {
    const { compared, erased, index } = answer.value;
    const gone = erased === 0 ? "" : `; of ${erased} the salt is erased`;
    process.stdout.write(
      `faithful: cut again, ${compared} fields compared${gone}; stated in entry ${index} and added to the copy\n`,
    );
    return EXIT.yes;
  }
  process.stdout.write(answer.fault.map((problem) => `not confirmed: ${printable(problem)}\n`).join(""));
  return EXIT.no;
}

async function erase(reference: string, flags: EraseFlags): Promise<number> {
  const [cut, rules] = [readCut(flags.cut), await readRules(flags.rules)];
  const { authority, basis } = flags;
  const erased = await withCustody(flags.data, async (desk) => {
    const { words } = await readWords(desk, flags);
    const erasure = { cut, rules, authority, basis, by: words.actor.name };
    return eraseFields(desk, findExhibit(desk, reference), erasure, readSettings(flags.config).approvals);
  });
  process.stdout.write(`erased the salts of ${erased.fields} fields; stated in entry ${erased.index}. This does not reach:\n`);
  for (const place of erased.outOfReach) process.stdout.write(`  ${printable(place)}\n`);
  return EXIT.yes;
}
