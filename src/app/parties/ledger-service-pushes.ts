import { nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { explainError } from "../../lib/index.ts";
import type { TileSource } from "../../merkle/index.ts";
import { pushToMirror } from "../../witness/index.ts";
import { httpPost } from "../../witness/io/index.ts";
import { hostClock } from "../pipeline.ts";
import type { OwnCheckpoint } from "./witnessing.ts";
import { type PeerWitness, vkeysOf } from "./witnessing-peers.ts";

export type PushesOptions = {
  readonly peers: () => readonly PeerWitness[];
  /** Our own log's keys, and its files. */
  readonly logVkeys: readonly string[];
  readonly tiles: TileSource;
  readonly after: (ms: number, run: () => void) => () => void;
  /** A mirror began or ceased to answer; `reason` is null when it answers again. */
  readonly onMirror: (party: string, reason: string | null) => void;
  /** A mirror has signed that it holds this many entries. */
  readonly onPushed: (party: string, size: number) => void;
};

const ANSWER_MS_MAX = 20_000;
const RETRY_MS = 10_000;

/** What is known of one mirror. */
type Link = { isPushing: boolean; pushedSize: number; isAway: boolean; hasFailed: boolean };

/** Pushes our published log to every mirror of our peers: one push at a time each, always to the newest checkpoint. */
export class MirrorPushes {
  readonly #options: PushesOptions;
  readonly #links = new Map<string, Link>();
  #newest: OwnCheckpoint | undefined;
  #cancel: () => void = () => {};
  #isStopped = false;

  constructor(options: PushesOptions) {
    this.#options = options;
  }

  /** A checkpoint was published. */
  wake(checkpoint: OwnCheckpoint): void {
    this.#newest = checkpoint;
    this.#pushIdle();
  }

  /** Begins no other push. Those under way may end. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #pushIdle(): void {
    const newest = this.#newest;
    if (newest === undefined || this.#isStopped) return;
    for (const peer of this.#options.peers()) {
      if (peer.mirror === null) continue;
      const link = this.#links.get(peer.mirror.url) ?? { isPushing: false, pushedSize: -1, isAway: false, hasFailed: false };
      this.#links.set(peer.mirror.url, link);
      if (!link.isPushing && !link.isAway && link.pushedSize < newest.size)
        void this.#push(peer.party, peer.mirror, link, newest);
    }
  }

  async #push(
    party: string,
    mirror: NonNullable<PeerWitness["mirror"]>,
    link: Link,
    { note, size }: OwnCheckpoint,
  ): Promise<void> {
    link.isPushing = true;
    const failed = await this.#pushOnce(mirror, note);
    link.isPushing = false;
    if (this.#isStopped) return;
    if (failed === undefined) {
      link.pushedSize = size;
      this.#options.onPushed(party, size);
      if (link.hasFailed) this.#options.onMirror(party, null);
      link.hasFailed = false;
      this.#pushIdle();
      return;
    }
    if (!link.hasFailed) this.#options.onMirror(party, failed);
    link.hasFailed = true;
    link.isAway = true;
    this.#cancel = this.#options.after(RETRY_MS, () => {
      for (const one of this.#links.values()) one.isAway = false;
      this.#pushIdle();
    });
  }

  /** Why it did not go; undefined when the mirror has signed that it holds our log. */
  async #pushOnce({ url, vkeys }: NonNullable<PeerWitness["mirror"]>, checkpoint: Uint8Array): Promise<string | undefined> {
    const { logVkeys, tiles } = this.#options;
    const to = (call: string) => httpPost(`${url}/${call}`, { timeoutMs: ANSWER_MS_MAX });
    try {
      const pushed = await pushToMirror({
        post: { addCheckpoint: to("add-checkpoint"), addEntries: to("add-entries") },
        checkpoint,
        log: vkeysOf(logVkeys),
        tiles,
        mirror: vkeysOf(vkeys),
        checks: nodeSignatureChecks,
        sha256,
        clock: hostClock,
      });
      // Superseded: a newer checkpoint of ours came first, which is as good.
      return pushed.ok || pushed.fault.kind === "superseded" ? undefined : `it does not take our log (${pushed.fault.kind})`;
    } catch (error) {
      return explainError(error);
    }
  }
}
