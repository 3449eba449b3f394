import type { Command } from "commander";
import {
  carryOutOrder,
  expireNode,
  type Node,
  reachOfExpiry,
  reachOfOrder,
  statedOrder,
  stateHold,
  stateOrder,
} from "../app/index.ts";
import { Failure, parseCount } from "../lib/index.ts";
import type { CaseId, ExhibitId, RecordName, SegmentId } from "../model/index.ts";
import { collect } from "./arguments.ts";
import { confirmed } from "./confirm.ts";
import { withNode } from "./existing-node.ts";
import { EXIT } from "./exit-codes.ts";
import { reachLines } from "./reach-lines.ts";
import { readSettings } from "./settings.ts";

type Exit = (code: number) => void;
type RetainFlags = { readonly data: string; readonly days: string; readonly schedule: string } & Ground;
type Ground = { readonly authority: string; readonly basis: string };
type Asked = { readonly data: string; readonly dryRun?: boolean; readonly yes?: boolean; readonly config?: string };
type Scope = { readonly record?: readonly string[]; readonly segment?: readonly string[]; readonly entry?: readonly string[] };
type HoldFlags = Scope &
  Partial<Ground> & {
    readonly data: string;
    readonly lift?: boolean;
    readonly case?: readonly string[];
    readonly exhibit?: readonly string[];
  };
type EraseFlags = Scope & Asked & Partial<Ground>;

/** `meridian ledger retain|expire|hold|erase`: what is kept, for how long, and what goes. */
export function addErasing(ledger: Command, exit: Exit): void {
  ledger
    .command("retain")
    .summary("state for how many days records are kept")
    .requiredOption("--data <dir>", "the data directory")
    .requiredOption("--days <n>", "days")
    .requiredOption("--authority <who>", "who decided it")
    .requiredOption("--basis <why>", "on what ground")
    .option("--schedule <name>", "its name", "default")
    .addHelpText(
      "after",
      "\nExample:\n  meridian ledger retain --data d --days 90 --authority 'Harbour Time Service' --basis 'retention policy 7'",
    )
    .action(async (flags: RetainFlags) => exit(await retain(flags)));
  ledger
    .command("expire")
    .summary("erase records that the schedule no longer keeps; cited and held records stay")
    .requiredOption("--data <dir>", "the data directory")
    .option("--config <file>", "the configuration that says who must approve (default: ./meridian.yaml, when there is one)")
    .option("--dry-run", "show what would go, and end")
    .option("--yes", "do not ask")
    .addHelpText("after", "\nExample:\n  meridian ledger expire --data d --dry-run")
    .action(async (flags: Asked) => exit(await expire(flags)));
  addHold(ledger, exit);
  addErase(ledger, exit);
}

function addHold(ledger: Command, exit: Exit): void {
  ledger
    .command("hold")
    .summary("keep records, segments, entries, cases or exhibits whatever a schedule or an order says; --lift ends it")
    .argument("<name>", "the hold's name")
    .requiredOption("--data <dir>", "the data directory")
    .requiredOption("--authority <who>", "who decided it")
    .requiredOption("--basis <why>", "on what ground")
    .option("--case <id>", "a case with its findings and their records; may be repeated", collect)
    .option("--record <name>", "a record; may be repeated", collect)
    .option("--segment <id>", "a whole segment; may be repeated", collect)
    .option("--entry <index>", "an entry, and the records that it cites; may be repeated", collect)
    .option("--exhibit <id>", "an exhibit; may be repeated", collect)
    .option("--lift", "end the hold of this name")
    .addHelpText(
      "after",
      "\nExample:\n  meridian ledger hold 'court 12/26' --data d --case case-0123456789ab --authority 'Port Court' --basis 'order of 3 November'",
    )
    .action(async (name: string, flags: HoldFlags & Ground) => exit(await hold(name, flags)));
}

function addErase(ledger: Command, exit: Exit): void {
  ledger
    .command("erase")
    .summary("erase records, segments or entries under an order: shown first, stated, then carried out")
    .argument("<order>", "the order's name; one that is stated already is carried out")
    .requiredOption("--data <dir>", "the data directory")
    .option("--authority <who>", "who ordered it (for a new order)")
    .option("--basis <why>", "on what ground (for a new order)")
    .option("--record <name>", "a record; may be repeated", collect)
    .option("--segment <id>", "all records of a segment; may be repeated", collect)
    .option("--entry <index>", "the statement of an entry; may be repeated", collect)
    .option("--config <file>", "the configuration that says who must approve (default: ./meridian.yaml, when there is one)")
    .option("--dry-run", "show what would go, and end")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      "\nExample:\n  meridian ledger erase 'request 44' --data d --record 3f… --authority 'Data protection officer' --basis 'Article 17, request 44'",
    )
    .action(async (name: string, flags: EraseFlags) => exit(await erase(name, flags)));
}

async function retain({ data, days, authority, basis, schedule }: RetainFlags): Promise<number> {
  if (!/^[0-9]{1,5}$/.test(days))
    throw new Failure("CLI_USAGE", `expected --days as a whole number, got ${JSON.stringify(days)}`);
  const receipt = await withNode(data, ({ ledger }) => ledger.retain({ schedule, keepDays: Number(days), authority, basis }));
  process.stdout.write(`stated in entry ${receipt.index}: records are kept for ${days} days\n`);
  return EXIT.yes;
}

async function expire({ data, dryRun, yes, config }: Asked): Promise<number> {
  return withNode(data, async (node) => {
    const reach = await reachOfExpiry(node);
    if (reach === undefined)
      throw new Failure("CLI_USAGE", "no schedule says how long records are kept; state one with `meridian ledger retain`");
    process.stdout.write(`${reachLines(reach).join("\n")}\n`);
    if (dryRun === true) return EXIT.yes;
    if (reach.segments.length + reach.deadLetters > 0 && !(await confirmed("erase this for ever", { yes }))) return EXIT.no;
    const report = await expireNode(node, readSettings(config).approvals);
    const entry = report?.entry ?? null;
    process.stdout.write(entry === null ? "nothing is due in the segments\n" : `erased; stated in entry ${entry}\n`);
    return EXIT.yes;
  });
}

async function hold(name: string, flags: HoldFlags & Ground): Promise<number> {
  const { authority, basis, lift } = flags;
  const reach = { ...scopeOf(flags), cases: (flags.case ?? []).map(caseOf), exhibits: (flags.exhibit ?? []).map(exhibitOf) };
  const named = Object.values(reach).some((list) => list.length > 0);
  if (lift === true && named) throw new Failure("CLI_USAGE", "--lift ends the whole hold: name nothing beside it");
  if (lift !== true && !named)
    throw new Failure("CLI_USAGE", "expected --case, --record, --segment, --entry or --exhibit: what is held");
  const predicate = { hold: name, authority, basis, ...reach };
  const receipt = await withNode(flags.data, (node) => stateHold(node, lift === true ? "lift" : "place", predicate));
  process.stdout.write(`stated in entry ${receipt.index}: the hold ${name} is ${lift === true ? "lifted" : "placed"}\n`);
  return EXIT.yes;
}

async function erase(name: string, flags: EraseFlags): Promise<number> {
  const { approvals } = readSettings(flags.config);
  return withNode(flags.data, async (node) => {
    const known = await statedOrder(node, name);
    const order = known?.order ?? newOrder(name, flags);
    const reach = await reachOfOrder(node, order);
    process.stdout.write(`${reachLines(reach).join("\n")}\n`);
    if (flags.dryRun === true) return EXIT.yes;
    if (!(await confirmed("erase this for ever", flags))) return EXIT.no;
    const stated = known ?? (await announce(node, order));
    const { receipt } = await carryOutOrder(node, stated, approvals);
    process.stdout.write(receipt === undefined ? "nothing is left to erase\n" : `erased; stated in entry ${receipt.index}\n`);
    return EXIT.yes;
  });
}

async function announce(node: Node, order: Parameters<typeof stateOrder>[1]): ReturnType<typeof stateOrder> {
  const stated = await stateOrder(node, order);
  process.stdout.write(`ordered in entry ${stated.entry}\n`);
  return stated;
}

function newOrder(order: string, flags: EraseFlags): Parameters<typeof stateOrder>[1] {
  const { authority, basis } = flags;
  const scope = scopeOf(flags);
  if (authority === undefined || basis === undefined || Object.values(scope).every((list) => list.length === 0))
    throw new Failure(
      "CLI_USAGE",
      `no order ${JSON.stringify(order)} is stated; give --authority, --basis and --record, --segment or --entry`,
    );
  return { order, authority, basis, ...scope };
}

function scopeOf({ record, segment, entry }: Scope): { records: RecordName[]; segments: SegmentId[]; entries: number[] } {
  return {
    records: (record ?? []).map((name) => matching(name, /^[0-9a-f]{64}$/, "--record as 64 hexadecimal digits") as RecordName),
    segments: (segment ?? []).map((id) => matching(id, /^seg-[0-9]{6,15}$/, "--segment such as seg-000001") as SegmentId),
    entries: (entry ?? []).map(indexOf),
  };
}

const caseOf = (id: string) => matching(id, /^case-[0-9a-f]{12}$/, "--case such as case-0123456789ab") as CaseId;
const exhibitOf = (id: string) => matching(id, /^ex-[0-9a-f]{16}$/, "--exhibit such as ex-0123456789abcdef") as ExhibitId;

function matching(text: string, pattern: RegExp, what: string): string {
  if (!pattern.test(text)) throw new Failure("CLI_USAGE", `expected ${what}, got ${JSON.stringify(text)}`);
  return text;
}

function indexOf(text: string): number {
  const index = parseCount(text);
  if (!index.ok) throw new Failure("CLI_USAGE", `expected --entry as a whole number, got ${JSON.stringify(text)}`);
  return index.value;
}
