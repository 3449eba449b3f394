import { type Clock, Failure } from "../../lib/index.ts";
import type { Held } from "../actuator.ts";
import {
  blockSetOf,
  elementsRequest,
  heldBlock,
  heldQuarantine,
  nameOfSet,
  QUARANTINE,
  readComplaint,
  readElements,
  readListing,
  type SetElement,
} from "../nft/index.ts";
import { type NetlinkSocket, openNetlink } from "./nft-netlink.ts";
import { runNft } from "./nft-process.ts";
import { readTable } from "./nft-table.ts";

export type NftListSetting = {
  readonly nft: string;
  readonly table: string;
  readonly host: string;
  readonly clock: Clock;
  /** Undefined for the one of the system. */
  readonly perl: string | undefined;
};

const LIST_MS_MAX = 60_000;
/** How often a set is asked at most. What any of the answers has is held. */
const DUMPS_MAX = 6;
/** And while it is being changed, when each answer brings what came meanwhile. */
const CHANGING_DUMPS_MAX = 3;

/**
 * What our sets hold, read from the kernel beside the writer, which never waits. Asked by netlink: nft starts its own listing over for
 * as long as anybody changes anything, so under attack it never ends. Without netlink, nft has to do.
 */
export async function listHeld(setting: NftListSetting): Promise<readonly Held[]> {
  const shape = await readTable(setting.nft, setting.table);
  if (!shape.whole) return [];
  const names = ["b4", "b6", QUARANTINE, ...shape.prefixes.map(nameOfSet)];
  const socket = openNetlink(setting.perl);
  const held: Held[] = [];
  try {
    for (const name of names) {
      for (const one of await (socket === undefined ? listByNft(setting, name) : listByNetlink(setting, name, socket)))
        held.push(one);
    }
  } finally {
    socket?.close();
  }
  return held;
}

async function listByNetlink(
  { table, host, clock }: NftListSetting,
  name: string,
  socket: NetlinkSocket,
): Promise<readonly Held[]> {
  const request = elementsRequest(table, name);
  const atMs = clock();
  const block = blockSetOf(name);
  if (block === undefined) {
    const elements = await dump(request, socket, (element) => element);
    return heldQuarantine(elements, host, atMs);
  }
  return dump(request, socket, (element) => heldBlock(block, element, atMs));
}

/**
 * A dump goes on by position, and the kernel moves elements without a word: a set that grows is hashed anew in the background, and what
 * expired is taken out. So one answer may miss some; a set is whole when one more answer brings nothing new. Each element is read as
 * soon as it comes, so that orders are not kept waiting by a long listing.
 */
async function dump<Value>(
  request: Uint8Array,
  socket: NetlinkSocket,
  read: (element: SetElement) => Value | undefined,
): Promise<readonly Value[]> {
  const found = new Map<string | number, Value>();
  for (let [turn, changing] = [1, 0]; turn <= DUMPS_MAX && changing < CHANGING_DUMPS_MAX; turn++) {
    const before = found.size;
    const whole = await dumpOnce(request, socket, (element) => {
      const value = read(element);
      if (value !== undefined) found.set(nameOfKey(element.key), value);
    });
    if (found.size === before) break;
    if (!whole) changing++;
  }
  return [...found.values()];
}

/** Unique within a set, whose keys are all of one length. */
function nameOfKey(key: Uint8Array): string | number {
  if (key.length !== 4) return Buffer.from(key.buffer, key.byteOffset, key.length).toString("latin1");
  return (((key[0] ?? 0) << 24) | ((key[1] ?? 0) << 16) | ((key[2] ?? 0) << 8) | (key[3] ?? 0)) >>> 0;
}

/** True when the answer is all of one moment. */
async function dumpOnce(request: Uint8Array, socket: NetlinkSocket, take: (element: SetElement) => void): Promise<boolean> {
  let fault: string | undefined;
  let interrupted = false;
  const whole = await socket.ask(request, (datagram) => {
    const piece = readElements(datagram);
    if (!piece.ok) {
      fault ??= piece.fault.expected;
      return;
    }
    interrupted ||= piece.value.interrupted;
    for (const element of piece.value.elements) take(element);
  });
  if (!whole || fault !== undefined) {
    throw new Failure("ENFORCER_UNREACHABLE", `the kernel did not list a set: expected ${fault ?? "a whole answer"}`);
  }
  return !interrupted;
}

/** One process a set: nft that is asked for several at once finds the first only. */
async function listByNft({ nft, table, host, clock }: NftListSetting, name: string): Promise<readonly Held[]> {
  const reader = readListing({ atMs: clock(), host, table });
  const run = { nft, arguments: ["-j", "list", "set", "inet", table, name], timeoutMs: LIST_MS_MAX, onText: reader.push };
  const { complaint } = await runNft(run);
  if (readComplaint(complaint)?.kind === "missing") return [];
  if (complaint !== "")
    throw new Failure("ENFORCER_UNREACHABLE", `could not list ${name} of the table inet ${table}: ${complaint.trim()}`);
  const held = reader.end();
  if (!held.ok)
    throw new Failure("ENFORCER_UNREACHABLE", `could not read nft's listing of ${name}: expected ${held.fault.expected}`);
  return held.value;
}
