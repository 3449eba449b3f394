import { performance } from "node:perf_hooks";
import { type Clock, explainError, Failure, type Network } from "../../lib/index.ts";
import {
  type Acquainted,
  type BatchSetting,
  type BlockSet,
  batchLine,
  type Change,
  type Complaint,
  type Extending,
  keyOf,
  missingSets,
  readComplaint,
  readShape,
  rulesetLine,
} from "../nft/index.ts";
import { probeExtending } from "./nft-extending.ts";
import { readNft } from "./nft-process.ts";
import type { Settled, Wanted } from "./nft-queue.ts";
import { type NftWriter, openNftWriter } from "./nft-writer.ts";

export type NftTableSetting = {
  readonly clock: Clock;
  readonly nft: string;
  readonly table: string;
  readonly management: readonly Network[];
  readonly lineTimeoutMs: number;
  readonly extending: Extending | null;
  readonly acquainted: Acquainted;
  onProblem(problem: string): void;
};

/** Longest that a look at names and shapes may take; it costs 3 ms whatever the sets hold. */
export const LOOK_MS_MAX = 5_000;
const BACK_OFF_MS = { first: 100, longest: 5_000 } as const;
/** Lines spent on finding what is wrong with one batch: enough to single out a few of 250. */
const BISECT_LINES_MAX = 64;

/** Our table in the kernel and the writer to it. One call at a time. */
export type NftTable = {
  /** Makes the table or mends it. Throws NFT_TABLE_FOREIGN, ENFORCER_UNREACHABLE. */
  prepare(): Promise<void>;
  /** Each settled, in order; never throws. */
  carryOut(wanted: readonly Wanted[]): Promise<readonly Settled[]>;
  setting(): BatchSetting;
  /** Transactions of ours, as the kernel counts them; `epoch` changes when that count was lost. */
  commits(): { readonly count: number; readonly epoch: number };
  close(): void;
};

/** Starts no writer before it is needed. */
export function createNftTable(setting: NftTableSetting): NftTable {
  let writer: NftWriter | undefined;
  let prefixes: readonly BlockSet[] = [];
  let extending = setting.extending;
  let prepared = false;
  let commits = 0;
  let epoch = 0;
  let losses = 0;
  let retryAtMs = 0;

  const plan = (): BatchSetting => ({
    table: setting.table,
    management: setting.management,
    prefixes,
    extending: extending ?? "replace",
  });

  const open = (): NftWriter => {
    if (writer?.isOpen() === true && !writer.isWorn()) return writer;
    if (writer?.isOpen() === true) writer.close();
    else prepared = false;
    const waitMs = retryAtMs - performance.now();
    if (waitMs > 0)
      throw new Failure(
        "ENFORCER_UNREACHABLE",
        `nft failed ${losses} times in a row; it is started again in ${Math.ceil(waitMs)} ms`,
      );
    writer = openNftWriter(setting.nft, setting.lineTimeoutMs);
    return writer;
  };
  const write = async (line: string): Promise<string> => {
    try {
      const complaint = await open().write(line);
      losses = 0;
      if (complaint === "") commits++;
      return complaint;
    } catch (error) {
      epoch++;
      if (writer?.isOpen() === false && retryAtMs <= performance.now()) {
        losses++;
        if (losses > 1) retryAtMs = performance.now() + Math.min(BACK_OFF_MS.longest, BACK_OFF_MS.first * 2 ** (losses - 2));
        setting.onProblem(explainError(error));
      }
      throw error;
    }
  };
  const prepare = async (): Promise<void> => {
    open();
    const [sets, chains] = await Promise.all([
      readNft(setting.nft, ["-j", "-t", "list", "sets", "inet"], LOOK_MS_MAX),
      readNft(setting.nft, ["-j", "list", "chains", "inet"], LOOK_MS_MAX),
    ]);
    const shape = readShape(setting.table, sets, chains);
    if (!shape.ok) {
      const where = `the table inet ${setting.table} is not ours and was left alone`;
      throw new Failure("NFT_TABLE_FOREIGN", `${where}: expected ${shape.fault.expected}`);
    }
    const complaint = await write(rulesetLine({ ...plan(), prefixes: shape.value.prefixes }));
    if (complaint !== "")
      throw new Failure(
        "ENFORCER_UNREACHABLE",
        `could not make the table inet ${setting.table}: ${readComplaint(complaint)?.reason}`,
      );
    prefixes = shape.value.prefixes;
    if (shape.value.empty) setting.acquainted.startEmpty();
    extending ??= await probeExtending(setting, write);
    prepared = true;
  };
  const attempt = async (wanted: readonly Wanted[]): Promise<Complaint | undefined> => {
    open();
    if (!prepared) await prepare();
    const changes = wanted.map((one) => toChange(one, setting.acquainted));
    const complaint = readComplaint(await write(batchLine(changes, plan())));
    if (complaint === undefined) prefixes = [...prefixes, ...missingSets(changes, prefixes)];
    return complaint;
  };
  /** Twice: what was lost with the writer, or met a table that somebody took away, is tried again on a table made anew. */
  const attemptTwice = async (wanted: readonly Wanted[]): Promise<Complaint | undefined> => {
    try {
      const complaint = await attempt(wanted);
      if (complaint === undefined || complaint.kind === "full") return complaint;
      setting.onProblem(`nft: ${complaint.reason}; the table is mended and the orders tried again`);
    } catch (error) {
      if (error instanceof Failure && error.code === "NFT_TABLE_FOREIGN") throw error;
    }
    prepared = false;
    return attempt(wanted);
  };

  return {
    prepare,
    carryOut: async (wanted) => {
      try {
        const complaint = await attemptTwice(wanted);
        return complaint === undefined
          ? wanted.map(() => null)
          : await bisect(wanted, complaint, { lines: BISECT_LINES_MAX, attempt });
      } catch (error) {
        return wanted.map(() => ({ reason: explainError(error), unreachable: true }));
      }
    },
    setting: plan,
    commits: () => ({ count: commits, epoch }),
    close: () => writer?.close(),
  };
}

function toChange({ place, steadyEndMs }: Wanted, acquainted: Acquainted): Change {
  const key = keyOf(place);
  const fresh = acquainted.isFresh(key);
  acquainted.meet(key);
  return { ...place, fresh, timeoutMs: steadyEndMs === null ? null : Math.max(1, Math.round(steadyEndMs - performance.now())) };
}

type Bisecting = { lines: number; attempt(wanted: readonly Wanted[]): Promise<Complaint | undefined> };

/** Halves what was refused until each order has its own outcome, or the lines run out and the rest shares one. */
async function bisect(wanted: readonly Wanted[], complaint: Complaint, state: Bisecting): Promise<readonly Settled[]> {
  if (wanted.length === 1 || state.lines <= 0) return wanted.map(() => ({ reason: complaint.reason, unreachable: false }));
  const middle = Math.ceil(wanted.length / 2);
  const settled: Settled[] = [];
  for (const half of [wanted.slice(0, middle), wanted.slice(middle)]) {
    state.lines--;
    const again = await state.attempt(half);
    settled.push(...(again === undefined ? half.map(() => null) : await bisect(half, again, state)));
  }
  return settled;
}
