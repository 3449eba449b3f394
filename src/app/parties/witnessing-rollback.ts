import { nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { Failure } from "../../lib/index.ts";
import type { TileSource, Vkey } from "../../merkle/index.ts";
import { checkFollowing, logId, pastFromTiles } from "../../witness/index.ts";
import { httpLog } from "../../witness/io/index.ts";
import type { PeerWitness } from "./witnessing-peers.ts";

/** A witness that does not answer within this is not asked what it knows. */
const FETCH_MS_MAX = 3000;

/** Our own log as it is on disk. */
export type OwnLog = {
  readonly origin: string;
  readonly checkpoint: Uint8Array;
  readonly tiles: TileSource;
  readonly vkeys: readonly Vkey[];
};

/**
 * Before a node signs anything more it looks at what its witnesses have cosigned of its own log: a ledger that was restored from an
 * older copy would else sign a second history. Gives the parties that could not be asked. Throws WITNESS_CONFLICT.
 */
export async function assertNotRolledBack(own: OwnLog, witnesses: readonly PeerWitness[]): Promise<readonly string[]> {
  const id = logId(sha256, own.origin);
  const silent = await Promise.all(
    witnesses.map(async ({ party, url }) => {
      const shown = await headAt(`${url}/${id}`);
      if (shown === "silent") return [party];
      if (shown !== undefined) await compare(own, party, shown);
      return [];
    }),
  );
  return silent.flat();
}

async function headAt(prefix: string): Promise<Uint8Array | undefined | "silent"> {
  try {
    return await httpLog(prefix, { timeoutMs: FETCH_MS_MAX }).tiles("checkpoint");
  } catch {
    return "silent"; // told by the caller: a witness that is away must not keep a node from starting
  }
}

/** A head that is not signed by our keys says nothing: a witness cannot stop us with it. */
async function compare({ checkpoint, tiles, vkeys }: OwnLog, party: string, shown: Uint8Array): Promise<void> {
  const options = {
    before: shown,
    now: checkpoint,
    vkeys,
    prove: pastFromTiles(sha256, tiles),
    checks: nodeSignatureChecks,
    sha256,
  };
  const following = await checkFollowing(options);
  if (!following.ok || following.value.kind === "same" || following.value.kind === "extends") return;
  throw new Failure(
    "WITNESS_CONFLICT",
    `${party} has cosigned entries of this ledger that are not in it: it was restored from an older copy, or another holds its keys. Nothing was signed; restore the newest copy`,
  );
}
