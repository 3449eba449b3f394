import type { Ledger } from "../../ledger/index.ts";
import { nodeSignatureChecks } from "../../ledger/io/index.ts";
import { explainError, no } from "../../lib/index.ts";
import { type SubmitFault, submitCheckpoint } from "../../witness/index.ts";
import { httpPost } from "../../witness/io/index.ts";
import type { AskedWitness } from "./witnessing.ts";
import { type PeerWitness, vkeysOf } from "./witnessing-peers.ts";

/** A witness has this long for one answer; the others do not wait for it. */
const ANSWER_MS_MAX = 5000;

export type AskPorts = {
  readonly ledger: Pick<Ledger, "consistencyProof" | "origin">;
  readonly clock: () => number;
  /** A witness has cosigned more of our log than there is: ours is an old copy, or somebody else signs with its key. */
  readonly onAhead: (party: string, size: bigint) => void;
};

/** Configured witnesses as Witnessing asks them. Where each stands is remembered for as long as it is configured alike. */
export class AskedPeers {
  readonly #ports: AskPorts;
  readonly #asked = new Map<string, AskedWitness>();

  constructor(ports: AskPorts) {
    this.#ports = ports;
  }

  /** These peers, by their addresses. */
  of(peers: readonly PeerWitness[]): ReadonlyMap<string, AskedWitness> {
    return new Map(
      peers.map((peer) => {
        const key = [peer.url, peer.party, ...peer.vkeys].join("\n");
        const asked = this.#asked.get(key) ?? askOverHttp(peer, this.#ports);
        this.#asked.set(key, asked);
        return [peer.url, asked];
      }),
    );
  }
}

/** Over HTTP, from the size that the witness cosigned last. */
function askOverHttp({ party, url, vkeys: texts }: PeerWitness, { ledger, clock, onAhead }: AskPorts): AskedWitness {
  const post = httpPost(`${url}/add-checkpoint`, { timeoutMs: ANSWER_MS_MAX });
  const witness = vkeysOf(texts);
  let knownSize = 0n;
  return {
    party,
    ask: async ({ note, size }) => {
      const prove = (from: bigint) => ledger.consistencyProof(Number(from), size);
      const submission = { checkpoint: note, prove, witness, checks: nodeSignatureChecks, clock, knownSize };
      // Asked anew, it says itself where it stands.
      knownSize = 0n;
      try {
        const lines = await submitCheckpoint(post, submission);
        if (!lines.ok) {
          if (lines.fault.kind === "witness-ahead") onAhead(party, lines.fault.size);
          return no({ kind: "no-cosignature", reason: sayFault(lines.fault, ledger.origin) });
        }
        knownSize = BigInt(size);
        return lines;
      } catch (error) {
        return no({ kind: "no-cosignature", reason: explainError(error) });
      }
    },
  };
}

/** A witness does not take a new key from the log itself: its operator does, by hand. */
function rotationHint(origin: string): string {
  return `. If this log rotated its keys, tell the new one to the witness's operator, who runs \`meridian ledger witness follow ${origin} --key NEW --data DIR\``;
}

function sayFault(fault: SubmitFault, origin: string): string {
  switch (fault.kind) {
    case "refused":
      return `it refuses with ${fault.status}: ${fault.why}${fault.status === 403 ? rotationHint(origin) : ""}`;
    case "witness-ahead":
      return `it has cosigned ${fault.size} entries of this log already`;
    case "bad-conflict":
      return "it names no size from which it would go on";
    default:
      return `its answer is no cosignature (${fault.kind})`;
  }
}
