import { sha256 } from "../../ledger/io/index.ts";
import type { TileSource } from "../../merkle/index.ts";
import { logId, type Witness } from "../../witness/index.ts";
import { httpLog } from "../../witness/io/index.ts";
import type { HeadSource, WatchedLog } from "./followed-logs.ts";
import { type FollowedLog, type Peers, vkeysOf } from "./witnessing-peers.ts";

/** Each file that is fetched to compare logs has this long. */
const FETCH_MS_MAX = 5000;

export type OwnPlaces = {
  readonly witness: Pick<Witness, "checkpointOf">;
  /** A file of a log that we mirror, by the log's id. */
  readonly mirrored: (logId: string, path: string) => Promise<Uint8Array | undefined>;
};

/** Where heads and tiles of a followed log may be had: at ourselves, at the log, and at every witness and mirror that we know. */
export function placesOf({ origin, url, vkeys }: FollowedLog, peers: Peers, own: OwnPlaces): WatchedLog {
  const id = logId(sha256, origin);
  const log = url === null ? undefined : httpLog(url, { timeoutMs: FETCH_MS_MAX });
  const heads: HeadSource[] = [{ name: "our witness", head: () => own.witness.checkpointOf(id) }];
  if (log !== undefined) heads.push({ name: "the log", head: () => log.tiles("checkpoint") });
  const tiles: TileSource[] = log === undefined ? [] : [log.tiles];
  tiles.push((path) => own.mirrored(id, path));
  for (const { party, url: prefix, mirror } of peers.witnesses) {
    const shown = httpLog(`${prefix}/${id}`, { timeoutMs: FETCH_MS_MAX });
    heads.push({ name: `the witness of ${party}`, head: () => shown.tiles("checkpoint") });
    if (mirror !== null) tiles.push(httpLog(`${mirror.url}/${id}`, { timeoutMs: FETCH_MS_MAX }).tiles);
  }
  return { origin, vkeys: vkeysOf(vkeys), heads, tiles };
}
