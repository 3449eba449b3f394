import type { Command } from "commander";
import {
  ACCEPT_WITHIN_HOURS,
  type CustodyDesk,
  type ExhibitChain,
  findExhibit,
  findStrays,
  finishDestructions,
  holdingText,
  notReliedOnOf,
  removeStray,
  timelineLines,
  verifyExhibit,
} from "../app/index.ts";
import { explainError, Failure } from "../lib/index.ts";
import { addExhibitAdd } from "./exhibit-add.ts";
import { addExhibitGive } from "./exhibit-give.ts";
import { addRedact } from "./exhibit-redact.ts";
import { addExhibitTransfer } from "./exhibit-transfer.ts";
import { withBytesBar, withCustody } from "./exhibit-words.ts";
import { EXIT } from "./exit-codes.ts";
import { printable } from "./paint.ts";
import { readSettings } from "./settings.ts";

type Flags = { readonly data: string; readonly json?: boolean; readonly hours: string; readonly config?: string };

/** `meridian exhibit …`: exhibits and their custody. */
export function addExhibitVerb(program: Command, exit: (code: number) => void): void {
  const exhibit = program.command("exhibit").summary("take in, show, transfer and give out exhibits; each deed is a statement");
  addExhibitAdd(exhibit, exit);
  reading(exhibit, "list", "every exhibit: who holds it, and what is wrong", "").action(async (flags: Flags) =>
    exit(await list(flags)),
  );
  reading(exhibit, "show", "an exhibit's whole life as a timeline", " HTS-2026-0007")
    .argument("<exhibit>", "its number or id")
    .action(async (reference: string, flags: Flags) => exit(await show(reference, flags)));
  reading(exhibit, "verify", "compare the vault's bytes with what was stated, and check custody", "")
    .argument("[exhibit...]", "numbers or ids (default: all)")
    .option(
      "--config <file>",
      "the configuration whose `approvals:` a destruction that broke off must meet (default: ./meridian.yaml)",
    )
    .action(async (references: readonly string[], flags: Flags) => exit(await verify(references, flags)));
  addExhibitTransfer(exhibit, exit);
  addExhibitGive(exhibit, exit);
  addRedact(exhibit, exit);
  exhibit
    .command("discard")
    .summary("remove bytes that no statement speaks of, by their name")
    .argument("<name>", "as `exhibit verify` shows it")
    .requiredOption("--data <dir>", "the data directory")
    .addHelpText("after", "\nExample:\n  meridian exhibit discard ex-0123456789abcdef --data d")
    .action(async (name: string, { data }: { data: string }) => {
      await withCustody(data, (desk) => removeStray(desk, name));
      process.stdout.write(`removed ${printable(name)}\n`);
      exit(EXIT.yes);
    });
}

function reading(exhibit: Command, name: string, summary: string, example: string): Command {
  return exhibit
    .command(name)
    .summary(summary)
    .requiredOption("--data <dir>", "the data directory")
    .option("--hours <n>", "how long an offer may stay open before it is a gap", `${ACCEPT_WITHIN_HOURS}`)
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      `\nExample:\n  meridian exhibit ${name}${example} --data d\n\nExit code 1 when something is wrong with custody.`,
    );
}

function atDesk<Value>({ data, hours }: Flags, use: (desk: CustodyDesk) => Promise<Value>): Promise<Value> {
  if (!/^[0-9]{1,5}$/.test(hours))
    throw new Failure("CLI_USAGE", `expected --hours as a whole number, got ${JSON.stringify(hours)}`);
  return withCustody(data, use, Number(hours));
}

function list(flags: Flags): Promise<number> {
  return atDesk(flags, async ({ custody }) => {
    const chains = [...custody.chains.values()];
    if (flags.json === true) print([JSON.stringify({ exhibits: chains, problems: custody.problems }, undefined, 2)]);
    else if (chains.length === 0) print(["no exhibits"]);
    else print(chains.map((chain) => printable(listLine(chain))));
    return custody.problems.length === 0 ? EXIT.yes : EXIT.no;
  });
}

function listLine(chain: ExhibitChain): string {
  const { exhibit, problems } = chain;
  const wrong = problems.length === 0 ? "" : `; ${problems.length} problems`;
  return `${exhibit.number}  ${exhibit.title}  (${exhibit.format.name}, ${exhibit.content.bytes} bytes)  ${holdingText(chain)}${wrong}`;
}

function show(reference: string, flags: Flags): Promise<number> {
  return atDesk(flags, async (desk) => {
    const chain = findExhibit(desk, reference);
    const notReliedOn = notReliedOnOf(desk, chain);
    const lines = () => [...timelineLines(chain), ...relianceLines(notReliedOn)].map(printable);
    print(flags.json === true ? [JSON.stringify({ ...chain, notReliedOn }, undefined, 2)] : lines());
    return chain.problems.length + notReliedOn.length === 0 ? EXIT.yes : EXIT.no;
  });
}

function relianceLines(notReliedOn: ReturnType<typeof notReliedOnOf>): readonly string[] {
  return notReliedOn.map(
    ({ index, keyid, revokedFrom }) =>
      `not to be relied on: entry ${index}, signed by ${keyid}, which was revoked as of ${revokedFrom}`,
  );
}

type Verified = {
  readonly notReliedOn: ReturnType<typeof notReliedOnOf>;
  readonly number: string;
  readonly bytes: string;
  readonly problems: ExhibitChain["problems"];
};

function verify(references: readonly string[], flags: Flags): Promise<number> {
  return atDesk(flags, async (desk) => {
    const { finished, left } = await finishDestructions(desk, readSettings(flags.config).approvals);
    const chains = references.length === 0 ? [...desk.custody.chains.values()] : references.map((one) => findExhibit(desk, one));
    const exhibits: Verified[] = [];
    for (const chain of chains) {
      const { exhibit, problems } = chain;
      const notReliedOn = notReliedOnOf(desk, chain);
      exhibits.push({ number: exhibit.number, bytes: await verifyBytes(desk, chain), problems, notReliedOn });
    }
    const strays = references.length === 0 ? await findStrays(desk) : [];
    if (flags.json === true) print([JSON.stringify({ exhibits, strays, finished, left }, undefined, 2)]);
    else print(verifyLines(exhibits, strays, { finished, left }).map(printable));
    const isSound = exhibits.every(
      ({ bytes, problems, notReliedOn }) => (bytes === SAME || bytes === GONE) && problems.length + notReliedOn.length === 0,
    );
    return isSound && strays.length === 0 && left.length === 0 ? EXIT.yes : EXIT.no;
  });
}

const SAME = "the bytes are those that were taken in";
const GONE = "destroyed; statements and digests stay";

async function verifyBytes(desk: CustodyDesk, chain: ExhibitChain): Promise<string> {
  if (chain.holding.state === "destroyed") return GONE;
  try {
    await withBytesBar(chain.exhibit.number, (onBytes) => verifyExhibit(desk, chain, onBytes));
    return SAME;
  } catch (error) {
    if (error instanceof Failure && error.code === "EXHIBIT_CHANGED") return explainError(error);
    throw error;
  }
}

type FinishedDestructions = Awaited<ReturnType<typeof finishDestructions>>;

function verifyLines(
  exhibits: readonly Verified[],
  strays: readonly string[],
  { finished, left }: FinishedDestructions,
): readonly string[] {
  return [
    ...finished.map((number) => `${number}: finished a destruction that was stated and broke off`),
    ...left.map(({ number, why }) => `${number}: stated as destroyed, and the bytes are in the vault: ${why}`),
    ...exhibits.flatMap(({ number, bytes, problems, notReliedOn }) => [
      `${number}: ${bytes}`,
      ...problems.map(({ index, kind, what }) => `${number}: entry ${index}: ${kind}: ${what}`),
      ...relianceLines(notReliedOn).map((line) => `${number}: ${line}`),
    ]),
    ...strays.map((name) => `${name}: in the vault, but no statement speaks of it; \`meridian exhibit discard\` removes it`),
  ];
}

const print = (lines: readonly string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(""));
