import { explainError, textOf } from "../../lib/index.ts";
import type { KnownLog } from "../../witness/index.ts";
import type { Node } from "../node.ts";
import { standingAlarms } from "./alarms-view.ts";
import type { LedgerServiceEvent } from "./ledger-service-events.ts";
import { readPeers } from "./witnessing-keys.ts";
import { formatPeers, NO_PEERS, type Peers, vkeysOf } from "./witnessing-peers.ts";

/** An alarm that forbids us to cosign a log. */
export type Distrust = { readonly bundle: string; readonly state: "open" | "confirmed" };

/**
 * Whom the node asks and follows, and which logs it distrusts, as files and ledger say now. They change under a running node: a person
 * adds a witness, two persons dismiss an alarm.
 */
export class CurrentPeers {
  readonly #node: Node;
  readonly #tell: (event: LedgerServiceEvent) => void;
  #peers: Peers = NO_PEERS;
  #text = "";
  #logs: readonly KnownLog[] = [];
  #distrusted: ReadonlyMap<string, Distrust> = new Map();
  #alarmsRead = -1;

  constructor(node: Node, tell: (event: LedgerServiceEvent) => void) {
    this.#node = node;
    this.#tell = tell;
  }

  get peers(): Peers {
    return this.#peers;
  }

  /** The logs that we witness, whatever we think of them: a log is never forgotten. */
  get logs(): readonly KnownLog[] {
    return this.#logs;
  }

  /** Why we do not cosign this log any more; undefined when we do. */
  distrust(origin: string): Distrust | undefined {
    return this.#distrusted.get(origin);
  }

  /** Reads what may have changed. True when the peers are others than before. Rejects only when our own disk fails. */
  async refresh(): Promise<boolean> {
    await this.refreshAlarms();
    try {
      const peers = await readPeers(this.#node.files);
      const text = textOf(formatPeers(peers)) ?? "";
      if (text === this.#text) return false;
      this.#text = text;
      this.#peers = peers;
      this.#logs = peers.logs.map(({ origin, vkeys }) => ({ origin, vkeys: vkeysOf(vkeys) }));
      return true;
    } catch (error) {
      this.#tell({ kind: "trouble", origin: this.#node.ledger.origin, source: "peers.json", reason: explainError(error) });
      return false;
    }
  }

  /** Reads the alarms again when the ledger has grown. */
  async refreshAlarms(): Promise<void> {
    const { size } = this.#node.ledger;
    if (size === this.#alarmsRead) return;
    const alarms = await standingAlarms(this.#node);
    this.#distrusted = new Map(
      alarms.flatMap(({ state, predicate: { origin, bundle } }) =>
        state === "dismissed" ? [] : [[origin, { bundle, state }] as const],
      ),
    );
    this.#alarmsRead = size;
  }
}
