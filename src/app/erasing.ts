import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Hold, Order, Reach, Receipt } from "../ledger/index.ts";
import { type Checked, Failure, parseJson, shape, textOf, utf8, wholeLines, writeDurably } from "../lib/index.ts";
import type { RecordName } from "../model/index.ts";
import { requireApprovals } from "./keys/approvals.ts";
import type { ApprovalPolicy } from "./keys/approvals-deeds.ts";
import { dossiersDirectory, type Node } from "./node.ts";
import { hostClock } from "./pipeline.ts";
import { eraseState } from "./state/erase-state.ts";

/** What an erasure would take beyond the ledger, and the copies that it leaves in this data directory. */
export type NodeReach = Reach & {
  /** Dead letters of the records: lines that could not be read, kept a second time for people. */
  readonly deadLetters: number;
  /** Folders of dossiers here that show a record which is to go: whoever erases decides about them too. */
  readonly dossiers: readonly string[];
};

const DEAD_LETTERS = "dead-letter";

/** What carrying out `order` would erase here and what it would leave. Changes nothing. */
export async function reachOfOrder(node: Node, order: Order): Promise<NodeReach> {
  return (await lookAhead(node, order)).reach;
}

type LetterFile = { readonly path: string; readonly left: string; readonly matching: number };

type Ahead = {
  readonly reach: NodeReach;
  readonly letters: readonly LetterFile[];
  /** Records that are to go. */
  readonly names: ReadonlySet<RecordName>;
};

async function lookAhead(node: Node, order: Order): Promise<Ahead> {
  const { gone, ...reach } = await node.ledger.orderReach(order);
  const names = new Set(gone);
  const letters = await matchingLetters(node, await originsOf(node, reach, names));
  const deadLetters = letters.reduce((total, { matching }) => total + matching, 0);
  return { reach: { ...reach, deadLetters, dossiers: await dossiersWith(node, names) }, letters, names };
}

/**
 * Carries out a stated order: the copies of its records first (dead letters, the state of correlations), because a crash after the ledger's part would leave nothing that knows of
 * them, then the ledger's part. Throws APPROVAL_MISSING when `policy` wants
 * more persons behind it, CLI_USAGE when it is refused.
 */
export async function carryOutOrder(
  node: Node,
  { order, entry, name }: StatedOrder,
  policy: ApprovalPolicy,
): Promise<{ readonly receipt: Receipt | undefined; readonly reach: NodeReach }> {
  // By the entry's name: what is approved is this order and no other wording of it.
  const deed = { kind: "erase", what: `entry ${entry} ${name}` } as const;
  await requireApprovals(node.ledger, deed, policy, { nowMs: hostClock(), after: entry });
  const { reach, letters, names } = await lookAhead(node, order);
  await eraseState(node, (each) => names.has(each));
  for (const { path, left } of letters) await writeDurably(node.files, path, utf8(left), "private");
  const { receipt } = accepted(await node.ledger.carryOut(order.order, hostClock()));
  return { receipt, reach };
}

/** An order that stands in the ledger: its entry and that entry's name. */
export type StatedOrder = { readonly order: Order; readonly entry: number; readonly name: string };

/** The order of a name, if one is stated; `undefined` otherwise. */
export async function statedOrder({ ledger }: Node, name: string): Promise<StatedOrder | undefined> {
  for await (const entry of ledger.entries()) {
    if (entry.erased || entry.statement.kind !== "order" || entry.statement.predicate.order !== name) continue;
    const { from: _, ...order } = entry.statement.predicate;
    return { order, entry: entry.index, name: entry.name };
  }
  return undefined;
}

/** States an order. Throws CLI_USAGE with the reason when the ledger refuses it. */
export async function stateOrder({ ledger }: Node, order: Order): Promise<StatedOrder> {
  const { index, name } = accepted(await ledger.order(order));
  return { order, entry: index, name };
}

/** Places or lifts a hold. Throws CLI_USAGE with the reason when the ledger refuses it. */
export async function stateHold({ ledger }: Node, action: "place" | "lift", hold: Hold): Promise<Receipt> {
  return accepted(await ledger.hold(action, hold));
}

function accepted<Value>(checked: Checked<Value, { readonly reason: string }>): Value {
  if (checked.ok) return checked.value;
  throw new Failure("CLI_USAGE", checked.fault.reason);
}

/** Where records of these names were read. */
async function originsOf({ ledger }: Node, { segments }: Reach, names: ReadonlySet<RecordName>): Promise<ReadonlySet<string>> {
  const origins = new Set<string>();
  for (const { segment } of segments) {
    for await (const sealed of ledger.segmentRecords(segment)) {
      if (!sealed.erased && names.has(sealed.name))
        origins.add(originKey(sealed.record.origin.source, sealed.record.origin.offset));
    }
  }
  return origins;
}

const letterShape = shape.record({
  source: shape.text(65_536),
  offset: shape.count,
  reason: shape.text(65_536),
  readAt: shape.text(40),
});

const originKey = (source: string, offset: number) => `${source}\n${offset}`;

/** Files of dead letters that have some of these, with what would be left of each. */
async function matchingLetters({ files }: Node, origins: ReadonlySet<string>): Promise<readonly LetterFile[]> {
  const found: LetterFile[] = [];
  if (origins.size === 0) return found;
  for (const name of await files.list(DEAD_LETTERS)) {
    const path = `${DEAD_LETTERS}/${name}`;
    const lines = wholeLines((await files.read(path)) ?? new Uint8Array(0)) ?? [];
    const left = lines.filter((line) => !origins.has(originOf(line) ?? ""));
    const matching = lines.length - left.length;
    if (matching > 0) found.push({ path, left: left.map((line) => `${line}\n`).join(""), matching });
  }
  return found;
}

function originOf(line: string): string | undefined {
  const json = parseJson(line);
  if (!json.ok || typeof json.value !== "object" || json.value === null || Array.isArray(json.value)) return undefined;
  const { text: _, base64: __, ...rest } = json.value as Record<string, never>;
  const letter = letterShape(rest, "letter");
  return letter.ok ? originKey(letter.value.source, letter.value.offset) : undefined;
}

async function dossiersWith(node: Node, names: ReadonlySet<RecordName>): Promise<readonly string[]> {
  const root = dossiersDirectory(node.dataDirectory);
  const found: string[] = [];
  for (const folder of await foldersIn(root)) {
    const records = textOf((await node.files.read(`dossiers/${folder}/data/records.ndjson`)) ?? new Uint8Array(0)) ?? "";
    if ([...names].some((name) => records.includes(name))) found.push(join(root, folder));
  }
  return found;
}

async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
