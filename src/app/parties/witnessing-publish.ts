import type { Ledger } from "../../ledger/index.ts";
import { nodeSignatureChecks } from "../../ledger/io/index.ts";
import type { FilePort } from "../../lib/index.ts";
import { parseNote, type Quorum, type TrustPolicy } from "../../merkle/index.ts";
import { collectCosignatures } from "../../witness/index.ts";
import { httpPost } from "../../witness/io/index.ts";
import { hostClock } from "../pipeline.ts";
import { majority, sizeOf } from "./witnessing.ts";
import { readCosigned, writeCosigned } from "./witnessing-cosigned.ts";
import { readPeers } from "./witnessing-keys.ts";
import { type PeerWitness, vkeysOf } from "./witnessing-peers.ts";

/** Each witness has this long; they are asked at once. */
const ANSWER_MS_MAX = 5000;

type CosigningNode = {
  readonly files: FilePort;
  readonly ledger: Pick<Ledger, "origin" | "size" | "consistencyProof" | "keyring">;
};

/**
 * A checkpoint of ours with the cosignatures that are kept of it; with `ask`, those that the configured witnesses give now. What comes
 * is given, a quorum or not: the reader's trust file decides what is enough. Kept durably when more than half of the parties cosigned.
 */
export async function cosignedCheckpoint({ files, ledger }: CosigningNode, note: Uint8Array, ask: boolean): Promise<Uint8Array> {
  const { witnesses } = await readPeers(files);
  if (witnesses.length === 0) return note;
  const logVkeys = ledger.keyring.keys.filter(({ role }) => role.startsWith("log-")).map(({ vkey }) => vkey);
  const kept = await readCosigned(files, { origin: ledger.origin, size: ledger.size, logVkeys });
  if (kept !== undefined && isSameText(kept.note, note)) return kept.note;
  const size = sizeOf(note);
  if (!ask || size === undefined) return note;
  const collected = await collectCosignatures({
    checkpoint: note,
    prove: (oldSize) => ledger.consistencyProof(Number(oldSize), size),
    checks: nodeSignatureChecks,
    clock: hostClock,
    witnesses: witnesses.map(({ party, url, vkeys }) => ({
      name: party,
      post: httpPost(`${url}/add-checkpoint`, { timeoutMs: ANSWER_MS_MAX }),
      vkeys: vkeysOf(vkeys),
    })),
    policy: policyOf(witnesses),
  });
  if (collected.quorumMet) await writeCosigned(files, collected.note);
  return collected.note;
}

function isSameText(left: Uint8Array, right: Uint8Array): boolean {
  const [one, other] = [parseNote(left), parseNote(right)];
  return one.ok && other.ok && one.value.text === other.value.text;
}

/** More than half of the parties, each by any of its keys. */
function policyOf(witnesses: readonly PeerWitness[]): Pick<TrustPolicy, "witnesses" | "quorum"> {
  const named = witnesses.map(({ vkeys }, at) =>
    vkeysOf(vkeys).map((vkey, key) => ({ name: `${at}-${key}`, vkey, url: undefined })),
  );
  const members = named.map(
    (keys, at): Quorum => ({
      kind: "group",
      name: String(at),
      threshold: 1,
      members: keys.map(({ name }) => ({ kind: "witness", name })),
    }),
  );
  return {
    witnesses: named.flat(),
    quorum: { kind: "group", name: "witnesses", threshold: majority(witnesses.length), members },
  };
}
