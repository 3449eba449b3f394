import { assert, type Checked } from "../../lib/index.ts";
import { formatNote, parseCheckpoint, parseNote, type SignatureLine } from "../../merkle/index.ts";

/** A checkpoint of our own: the signed note and its size. */
export type OwnCheckpoint = { readonly note: Uint8Array; readonly size: number };

/** Asks one witness to cosign a checkpoint. Gives its verified signature lines, or why there are none; never rejects. */
export type AskWitness = (checkpoint: OwnCheckpoint) => Promise<Checked<readonly SignatureLine[], AskFault>>;
export type AskFault = { readonly kind: "no-cosignature"; readonly reason: string };

/** A witness that is asked. `party` is who runs it: two of one party count once. */
export type AskedWitness = { readonly party: string; readonly ask: AskWitness };

export type WitnessingOptions = {
  /** The witnesses as they are configured now, by their addresses. */
  readonly witnesses: () => ReadonlyMap<string, AskedWitness>;
  /** How many parties must cosign before a checkpoint is published, of `parties` that are asked. */
  readonly quorum: (parties: number) => number;
  readonly newest: () => OwnCheckpoint;
  /** The checkpoint published before, with its cosignatures; undefined at first. */
  readonly published: OwnCheckpoint | undefined;
  /** Makes a checkpoint durable with the cosignatures that it has by now. Called again for one of the same size when more came. */
  readonly publish: (checkpoint: OwnCheckpoint, parties: readonly string[]) => Promise<void>;
  /** A witness began or ceased to answer; `reason` is null when it answers again. */
  readonly onWitness: (party: string, reason: string | null) => void;
  /** Publishing failed: nothing more will be published. */
  readonly onFailure: (error: unknown) => void;
  /** Calls `run` after some ms; gives what cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
};

/** At least this long from the beginning of one round to that of the next: a busy ledger asks for its newest size only. */
const ROUND_MS_MIN = 50;
/** A witness that did not answer is asked again after this, doubled with each failure up to the maximum. */
const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 60_000;

/** The lines of one checkpoint as they come in. */
type Round = { readonly checkpoint: OwnCheckpoint; readonly lines: Map<string, readonly SignatureLine[]>; isPublished: boolean };

/** What is known of one witness. */
type Link = { isAsked: boolean; askedSize: number; failures: number; retry: (() => void) | undefined };

type Waiting = { readonly size: number; readonly resolve: (note: Uint8Array | undefined) => void };

/**
 * Brings the newest checkpoint of a growing ledger to its witnesses and publishes it once enough parties have cosigned. One round is one
 * checkpoint, so that cosignatures meet on the same size; the next begins when this one is published or all have answered. Whoever is
 * slow joins the round that runs when it has answered, and delays nobody.
 */
export class Witnessing {
  readonly #options: WitnessingOptions;
  readonly #links = new Map<string, Link>();
  #round: Round | undefined;
  #publishedSize: number;
  #published: OwnCheckpoint | undefined;
  #waiting: Waiting[] = [];
  #rest: (() => void) | undefined;
  #isResting = false;
  #isStopped = false;
  #publishing: Promise<void> = Promise.resolve();

  constructor(options: WitnessingOptions) {
    this.#options = options;
    this.#published = options.published;
    this.#publishedSize = options.published?.size ?? -1;
  }

  /** The checkpoint that was published last, with the cosignatures that it has; undefined before the first. */
  get published(): OwnCheckpoint | undefined {
    return this.#published;
  }

  /** Says that the ledger may have a newer checkpoint, or that the witnesses may be others. */
  wake(): void {
    if (this.#isStopped || this.#isResting) return;
    if (this.#isRoundOver()) this.#beginRound();
    else this.#askIdle();
  }

  /** The published checkpoint once it has at least this size; undefined when witnessing stops before. */
  witnessed(size: number): Promise<Uint8Array | undefined> {
    if (this.#published !== undefined && this.#published.size >= size) return Promise.resolve(this.#published.note);
    if (this.#isStopped) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push({ size, resolve });
      this.wake();
    });
  }

  /** Asks nobody any more; answers that still come are dropped. Resolves when what was to be published is durable. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#rest?.();
    for (const { retry } of this.#links.values()) retry?.();
    await this.#publishing;
    for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
  }

  #isRoundOver(): boolean {
    const { newest, witnesses } = this.#options;
    const round = this.#round;
    if (newest().size <= (round?.checkpoint.size ?? -1)) return false;
    if (round === undefined || round.isPublished) return true;
    // Not one witness is still on its way: this round will not be published, a newer one may.
    return [...witnesses().keys()].every((url) => this.#links.get(url)?.isAsked !== true);
  }

  #beginRound(): void {
    this.#round = { checkpoint: this.#options.newest(), lines: new Map(), isPublished: false };
    this.#isResting = true;
    this.#rest = this.#options.after(ROUND_MS_MIN, () => {
      this.#isResting = false;
      this.wake();
    });
    this.#askIdle();
    this.#settle(this.#round);
  }

  /** Hands the round's checkpoint to every witness that is free and has not been asked for it. */
  #askIdle(): void {
    const round = this.#round;
    if (round === undefined || this.#isStopped) return;
    for (const [url, witness] of this.#options.witnesses()) {
      const link = this.#linkOf(url);
      if (link.isAsked || link.retry !== undefined || link.askedSize >= round.checkpoint.size) continue;
      void this.#ask(url, witness, round);
    }
  }

  #linkOf(url: string): Link {
    const link = this.#links.get(url) ?? { isAsked: false, askedSize: -1, failures: 0, retry: undefined };
    this.#links.set(url, link);
    return link;
  }

  async #ask(url: string, { party, ask }: AskedWitness, round: Round): Promise<void> {
    const link = this.#linkOf(url);
    link.isAsked = true;
    const answer = await ask(round.checkpoint);
    link.isAsked = false;
    if (this.#isStopped) return;
    if (answer.ok) {
      link.askedSize = round.checkpoint.size;
      if (link.failures > 0) this.#options.onWitness(party, null);
      link.failures = 0;
      round.lines.set(url, answer.value);
      this.#settle(round);
    } else this.#retryLater(link, party, answer.fault.reason);
    this.wake();
    this.#askIdle();
  }

  #retryLater(link: Link, party: string, reason: string): void {
    if (link.failures === 0) this.#options.onWitness(party, reason);
    link.failures++;
    link.retry = this.#options.after(Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(20, link.failures - 1)), () => {
      link.retry = undefined;
      this.wake();
      this.#askIdle();
    });
  }

  /** Publishes the round when enough parties have cosigned, and again with each cosignature that comes later, while it is the newest. */
  #settle(round: Round): void {
    const { witnesses, quorum } = this.#options;
    const asked = witnesses();
    const parties = [...new Set([...round.lines.keys()].map((url) => asked.get(url)?.party ?? ""))].filter((name) => name !== "");
    const needed = quorum(new Set([...asked.values()].map(({ party }) => party)).size);
    const { size } = round.checkpoint;
    if (parties.length < needed || size < this.#publishedSize) return;
    round.isPublished = true;
    this.#publishedSize = size;
    const note = withCosignatures(round.checkpoint.note, [...round.lines.values()].flat());
    this.#publishing = this.#publishing.then(() => this.#publish({ note, size }, parties));
  }

  async #publish(checkpoint: OwnCheckpoint, parties: readonly string[]): Promise<void> {
    try {
      await this.#options.publish(checkpoint, parties);
    } catch (error) {
      this.#isStopped = true;
      this.#options.onFailure(error);
      return;
    }
    this.#published = checkpoint;
    const ready = this.#waiting.filter(({ size }) => size <= checkpoint.size);
    this.#waiting = this.#waiting.filter(({ size }) => size > checkpoint.size);
    for (const { resolve } of ready) resolve(checkpoint.note);
  }
}

/** The log's own note with lines after its own. The log's lines stay first, in their order. */
function withCosignatures(note: Uint8Array, lines: readonly SignatureLine[]): Uint8Array {
  const parsed = parseNote(note);
  assert(parsed.ok, "our own checkpoint is a note");
  return formatNote(parsed.value.text, [...parsed.value.signatures, ...lines]);
}

/** More than half of the parties, so that two quorums share one; none of none. */
export function majority(parties: number): number {
  return parties === 0 ? 0 : Math.floor(parties / 2) + 1;
}

/** The size that a checkpoint note states; undefined for what is no checkpoint. Nothing is verified. */
export function sizeOf(note: Uint8Array): number | undefined {
  const parsed = parseNote(note);
  const head = parsed.ok ? parseCheckpoint(parsed.value.text) : undefined;
  return head?.ok === true ? Number(head.value.size) : undefined;
}
