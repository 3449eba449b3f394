import { type Clock, Failure } from "../../lib/index.ts";
import type { Held } from "../actuator.ts";
import { nameOfSet, QUARANTINE, readComplaint, readListing, readShape } from "../nft/index.ts";
import { readNft, runNft } from "./nft-process.ts";
import { LOOK_MS_MAX } from "./nft-table.ts";

export type NftListSetting = { readonly nft: string; readonly table: string; readonly host: string; readonly clock: Clock };

/** A listing of 100,000 takes 1.4 s, most of it nft's own. */
const LIST_MS_MAX = 60_000;

/** What our sets hold, read from the kernel by an nft of its own, so that the writer never waits. */
export async function listHeld({ nft, table, host, clock }: NftListSetting): Promise<readonly Held[]> {
  const sets = await readNft(nft, ["-j", "-t", "list", "sets", "inet"], LOOK_MS_MAX);
  const chains = await readNft(nft, ["-j", "list", "chains", "inet"], LOOK_MS_MAX);
  const shape = readShape(table, sets, chains);
  if (!shape.ok) throw new Failure("NFT_TABLE_FOREIGN", `the table inet ${table} is not ours: expected ${shape.fault.expected}`);
  if (!shape.value.whole) return [];
  const names = ["b4", "b6", QUARANTINE, ...shape.value.prefixes.map(nameOfSet)];
  const held: Held[] = [];
  for (const name of names) for (const one of await listSet({ nft, table, host, clock }, name)) held.push(one);
  return held;
}

/** One process a set: nft that is asked for several at once finds the first only. */
async function listSet({ nft, table, host, clock }: NftListSetting, name: string): Promise<readonly Held[]> {
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
