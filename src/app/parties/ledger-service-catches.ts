import { nodeSignatureChecks } from "../../ledger/io/index.ts";
import type { Vkey } from "../../merkle/index.ts";
import { type Conflict, forkProofOfConflict } from "../../witness/index.ts";
import type { Node } from "../node.ts";
import { hostClock } from "../pipeline.ts";
import { raiseAlarm } from "./alarms.ts";
import type { LedgerServiceEvent } from "./ledger-service-events.ts";
import type { CurrentPeers } from "./ledger-service-peers.ts";

/** A log and its keys. */
type CaughtLog = { readonly origin: string; readonly vkeys: readonly Vkey[] };

/** Turns what witness, mirror and watching found into alarms, one after the other, so that one fork raises one alarm. */
export class Catches {
  readonly #node: Node;
  readonly #peers: CurrentPeers;
  readonly #tell: (event: LedgerServiceEvent) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(node: Node, peers: CurrentPeers, tell: (event: LedgerServiceEvent) => void) {
    this.#node = node;
    this.#peers = peers;
    this.#tell = tell;
  }

  /** What our witness or mirror met when a checkpoint was submitted. Rejects when our own disk fails. */
  async conflict(conflict: Conflict): Promise<void> {
    const vkeys = this.#peers.logs.find(({ origin }) => origin === conflict.origin)?.vkeys ?? [];
    const proof = await forkProofOfConflict(conflict, vkeys, nodeSignatureChecks);
    if (proof.ok) return this.proof({ origin: conflict.origin, vkeys }, proof.value);
    this.#tell({ kind: "trouble", origin: conflict.origin, source: "submission", reason: proof.fault.why });
    return undefined;
  }

  /** The bytes of a proof against a log. Resolves when the alarm, if it is a new one, is in our ledger and the log distrusted. */
  proof(log: CaughtLog, proof: Uint8Array): Promise<void> {
    const raised = this.#raiseAfter(this.#last, log, proof);
    // The caller hears of a failure; the next alarm must not fail with it.
    this.#last = raised.catch(() => undefined);
    return raised;
  }

  async #raiseAfter(before: Promise<void>, { origin, vkeys }: CaughtLog, proof: Uint8Array): Promise<void> {
    await before;
    const index = await raiseAlarm(this.#node, { proof, vkeys, seenAtMs: hostClock() });
    if (index === undefined) return;
    await this.#peers.refreshAlarms();
    this.#tell({ kind: "alarm", origin, index });
  }
}
