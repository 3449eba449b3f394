import { hostname } from "node:os";
import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { type Clock, explainError, Failure, type Network } from "../../lib/index.ts";
import type { Actuator, Held, Order, Outcome } from "../actuator.ts";
import {
  batchLine,
  createAcquainted,
  createRunDown,
  type Extending,
  keyOf,
  keysOfHeld,
  type Moment,
  type Place,
  placeOf,
  type RunDown,
  readComplaint,
  rulesetLine,
} from "../nft/index.ts";
import { type GenerationReader, openGenerationReader } from "./nft-generation.ts";
import { listHeld } from "./nft-list.ts";
import { runNft } from "./nft-process.ts";
import { createNftQueue, type Settled, type Wanted } from "./nft-queue.ts";
import { createNftTable, type NftTable, readTable } from "./nft-table.ts";
import { LINE_TIMEOUT_MS } from "./nft-writer.ts";

export type NftActuatorSetting = {
  readonly clock: Clock;
  /** Of family inet; by default `meridian`. */
  readonly table?: string;
  /** The program, by its whole path; by default /usr/sbin/nft. */
  readonly nft?: string;
  /** What stays reachable under quarantine. Without any, no quarantine is carried out. */
  readonly management?: readonly Network[];
  /** The name by which quarantine orders call this host; by default its own. */
  readonly host?: string;
  /** Longest that nft may take for one line; by default 5 s. */
  readonly lineTimeoutMs?: number;
  /** By default what the kernel can. */
  readonly extending?: Extending;
  /** Perl, which asks the kernel what nft cannot tell; by default /usr/bin/perl, and where there is none, nft alone. */
  readonly perl?: string;
  /** One sentence on what went wrong beside the outcomes: nft was lost, the table was mended. */
  readonly onProblem: (problem: string) => void;
};

const TABLE = /^[a-z][a-z0-9_]{0,30}$/;
const REHEARSAL_MS_MAX = 20_000;

/**
 * Blocks and quarantines by nftables, through one long-lived nft. Needs CAP_NET_ADMIN (ambient is enough) and finds again what an
 * earlier process left in the kernel. The end that an order names stands, be it later or earlier than the one before. Throws
 * ENFORCER_UNREACHABLE when nft is missing or may not, NFT_TABLE_FOREIGN when the table of that name is somebody else's.
 */
export async function openNftActuator(setting: NftActuatorSetting): Promise<Actuator & { close(): Promise<void> }> {
  const { clock, table: name = "meridian", nft = "/usr/sbin/nft", management = [], host = hostname() } = setting;
  if (!TABLE.test(name)) throw new Failure("ENFORCER_UNREACHABLE", `expected a table name of lower-case letters, got ${name}`);
  const { lineTimeoutMs = LINE_TIMEOUT_MS, extending = null } = setting;
  const acquainted = createAcquainted();
  const { onProblem } = setting;
  const table = createNftTable({ clock, nft, table: name, management, lineTimeoutMs, extending, acquainted, onProblem });
  const queue = createNftQueue(table.carryOut);
  const runDown = createRunDown();
  const generations = openGenerationReader(setting.perl);
  const closeAll = () => {
    table.close();
    generations.close();
  };
  const generation = watchGeneration(table, generations, onProblem);
  await queue.between(table.prepare).catch((error: unknown) => {
    closeAll();
    throw error;
  });

  const judging = { host, runDown, isManaged: management.length > 0 };
  const judgeAll = (orders: readonly Order[]): readonly Judged[] => {
    const now = { wallMs: clock(), steadyMs: performance.now() };
    return orders.map((order) => judge(order, now, judging));
  };

  return {
    name: "nft",
    measures: ["block", "quarantine"],
    async apply(orders) {
      const judged = judgeAll(orders);
      const outcomes = await carryOut(orders, judged, queue.submit);
      for (const [index, outcome] of outcomes.entries()) {
        const wanted = judged[index]?.wanted;
        if (outcome.state !== "done" || wanted === undefined) continue;
        runDown.remember(wanted.key, orders[index]?.expiresAtMs ?? null, wanted.steadyEndMs ?? 0);
      }
      return outcomes;
    },
    rehearse: (orders) =>
      carryOut(orders, judgeAll(orders), async (wanted) => {
        const { present, prefixes } = await readTable(nft, name);
        const plan = { ...table.setting(), prefixes };
        const reason = await rehearse(nft, `${rulesetLine(plan, present)}; ${rehearsalLine(wanted, plan)}`);
        return wanted.map(() => (reason === null ? null : { reason, unreachable: false }));
      }),
    undo: (orders) =>
      carryOut(
        orders,
        orders.map((order) => judgeUndo(order, host)),
        queue.submit,
      ),
    async list(): Promise<readonly Held[]> {
      const endListing = await queue.between(async () => acquainted.startListing());
      const held = await listHeld({ nft, table: name, host, clock, perl: setting.perl });
      endListing(await collect(keysOfHeld(held)));
      return held;
    },
    generation: () => queue.between(generation),
    close: async () => closeAll(),
  };
}

/** Without a number from the kernel, something may have changed in each span of this length. */
const BLIND_SPAN_MS = 30_000;

/**
 * How many transactions others made, by the kernel's count less our own; asked while none of ours is under way. When it grew, our rules
 * are written anew at once, for a listing of the sets would not show that somebody took the rules away.
 */
function watchGeneration(
  table: NftTable,
  generations: GenerationReader,
  onProblem: (problem: string) => void,
): () => Promise<string> {
  let last: string | undefined;
  const read = async () => {
    const id = await generations.read();
    const { count, epoch } = table.commits();
    return `${epoch}.${id === undefined ? `blind ${Math.floor(performance.now() / BLIND_SPAN_MS)}` : (id - count) >>> 0}`;
  };
  return async () => {
    const now = await read();
    if (last !== undefined && now !== last) {
      try {
        await table.prepare();
      } catch (error) {
        onProblem(explainError(error));
      }
    }
    last = now;
    return now;
  };
}

type Judged = { readonly wanted: Wanted; readonly refusal?: never } | { readonly wanted?: never; readonly refusal: Refusal };
type Refusal = { readonly guard: string; readonly reason: string };

type Judging = { readonly host: string; readonly runDown: RunDown; readonly isManaged: boolean };

function judge({ measure, target, expiresAtMs }: Order, now: Moment, { host, runDown, isManaged }: Judging): Judged {
  const place = placeOf(measure, target, host);
  if (typeof place === "string") return refused("target", place);
  if (measure === "quarantine" && !isManaged) {
    return refused("management", "no management network is named, so nobody could reach this host to end it");
  }
  const key = keyOf(place);
  const remaining = runDown.remaining(key, expiresAtMs, now);
  return typeof remaining === "string"
    ? refused("expiry", remaining)
    : { wanted: { place, key, steadyEndMs: now.steadyMs + remaining } };
}

function refused(guard: string, reason: string): Judged {
  return { refusal: { guard, reason } };
}

function judgeUndo({ measure, target }: Pick<Order, "measure" | "target">, host: string): Judged {
  const place: Place | string = placeOf(measure, target, host);
  return typeof place === "string" ? refused("target", place) : { wanted: { place, key: keyOf(place), steadyEndMs: null } };
}

/** A few at a time, so that no order waits for it. */
async function collect(keys: Iterable<string>): Promise<Set<string>> {
  const set = new Set<string>();
  for (const key of keys) {
    set.add(key);
    if (set.size % KEYS_A_TURN === 0) await setImmediate();
  }
  return set;
}

const KEYS_A_TURN = 2_000;

function rehearsalLine(wanted: readonly Wanted[], setting: Parameters<typeof batchLine>[1]): string {
  const unique = new Map(wanted.map((one) => [one.key, { ...one.place, timeoutMs: 60_000, fresh: false }]));
  return batchLine([...unique.values()], setting);
}

/** nft's check mode asks the kernel and commits nothing. */
async function rehearse(nft: string, text: string): Promise<string | null> {
  const run = { nft, arguments: ["-c", "-f", "-"], input: `${text}\n`, timeoutMs: REHEARSAL_MS_MAX, onText: () => undefined };
  const { complaint } = await runNft(run);
  return readComplaint(complaint)?.reason ?? null;
}

/** Sends what was not refused, and puts the outcomes back in the order of the orders. Throws when nobody could be asked about any. */
async function carryOut(
  orders: readonly Pick<Order, "target">[],
  judged: readonly Judged[],
  send: (wanted: readonly Wanted[]) => Promise<readonly Settled[]>,
): Promise<readonly Outcome[]> {
  const wanted = judged.flatMap((one) => one.wanted ?? []);
  const settled = wanted.length === 0 ? [] : await send(wanted);
  const lost = settled.find((one) => one !== null && one.unreachable);
  if (lost !== undefined && lost !== null && settled.every((one) => one?.unreachable === true)) {
    throw new Failure("ENFORCER_UNREACHABLE", lost.reason);
  }
  let next = 0;
  return judged.map(({ refusal }, index): Outcome => {
    const target = (orders[index] as Pick<Order, "target">).target;
    if (refusal !== undefined) return { target, state: "refused", ...refusal };
    const one = settled[next++] ?? null;
    return one === null
      ? { target, state: "done", guard: null, reason: null }
      : { target, state: "failed", guard: null, reason: one.reason };
  });
}
