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
  missingSets,
  readComplaint,
  readShape,
  rulesetLine,
  type TableShape,
} from "../nft/index.ts";
import { bisect } from "./nft-bisect.ts";
import { probeExtending } from "./nft-extending.ts";
import { createNftLines, type NftLines } from "./nft-lines.ts";
import { readNft } from "./nft-process.ts";
import type { Settled, Wanted } from "./nft-queue.ts";

export type NftTableSetting = {
  readonly clock: Clock;
  readonly nft: string;
  readonly table: string;
  readonly management: readonly Network[];
  readonly lineTimeoutMs: number;
  readonly extending: Extending | null;
  readonly acquainted: Acquainted;
  readonly onProblem: (problem: string) => void;
};

/** Longest that a look at names and shapes may take; it costs 3 ms whatever the sets hold. */
const LOOK_MS_MAX = 5_000;
/** Our table in the kernel and the writer to it. One call at a time. */
export type NftTable = {
  /** Makes the table or mends it. Throws NFT_TABLE_FOREIGN, ENFORCER_UNREACHABLE. */
  readonly prepare: () => Promise<void>;
  /** Each settled, in order; never throws. */
  readonly carryOut: (wanted: readonly Wanted[]) => Promise<readonly Settled[]>;
  setting(): BatchSetting;
  readonly commits: NftLines["commits"];
  readonly close: () => void;
};

/** Makes nothing before `prepare` or the first order. */
export function createNftTable(setting: NftTableSetting): NftTable {
  const { nft, table, acquainted, onProblem } = setting;
  const lines = createNftLines(setting);
  let prefixes: readonly BlockSet[] = [];
  let extending = setting.extending;
  let prepared = false;

  const plan = (): BatchSetting => ({ table, management: setting.management, prefixes, extending: extending ?? "replace" });
  const prepare = async (): Promise<void> => {
    const shape = await readTable(nft, table);
    const complaint = await lines.write(rulesetLine({ ...plan(), prefixes: shape.prefixes }, shape.present));
    const said = readComplaint(complaint);
    if (said !== undefined) throw new Failure("ENFORCER_UNREACHABLE", `could not make the table inet ${table}: ${said.reason}`);
    prefixes = shape.prefixes;
    if (shape.present.size === 0) acquainted.startEmpty();
    extending ??= await probeExtending(setting, lines.write);
    prepared = true;
  };
  const attempt = async (wanted: readonly Wanted[]): Promise<Complaint | undefined> => {
    if (!prepared) await prepare();
    const changes = wanted.map((one) => toChange(one, acquainted));
    const complaint = readComplaint(await lines.write(batchLine(changes, plan())));
    lines.recovered();
    if (complaint === undefined) prefixes = [...prefixes, ...missingSets(changes, prefixes)];
    return complaint;
  };
  /** Twice: what was lost with the writer, or met a table that somebody took away, is tried again on a table made anew. */
  const attemptTwice = async (wanted: readonly Wanted[]): Promise<Complaint | undefined> => {
    try {
      const complaint = await attempt(wanted);
      if (complaint === undefined || complaint.kind === "full") return complaint;
      onProblem(`nft: ${complaint.reason}; the table is mended and the orders are tried again`);
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
        return complaint === undefined ? wanted.map(() => null) : await bisect(wanted, complaint, attempt);
      } catch (error) {
        prepared = false;
        return wanted.map(() => ({ reason: explainError(error), unreachable: true }));
      }
    },
    setting: plan,
    commits: () => lines.commits(),
    close: () => lines.close(),
  };
}

/** What is there of our table. Throws NFT_TABLE_FOREIGN when somebody else made it, ENFORCER_UNREACHABLE when nft does not say. */
export async function readTable(nft: string, table: string): Promise<TableShape> {
  const [sets, chains] = await Promise.all([
    readNft(nft, ["-j", "-t", "list", "sets", "inet"], LOOK_MS_MAX),
    readNft(nft, ["-j", "list", "chains", "inet"], LOOK_MS_MAX),
  ]);
  const shape = readShape(table, sets, chains);
  if (shape.ok) return shape.value;
  const where = `the table inet ${table} is not ours and was left alone`;
  throw new Failure("NFT_TABLE_FOREIGN", `${where}: expected ${shape.fault.expected}`);
}

function toChange({ place, key, steadyEndMs }: Wanted, acquainted: Acquainted): Change {
  const fresh = acquainted.isFresh(key);
  acquainted.meet(key);
  return { ...place, fresh, timeoutMs: steadyEndMs === null ? null : Math.max(1, Math.round(steadyEndMs - performance.now())) };
}
