import { after } from "../../ledger/io/index.ts";
import type { FollowedLogs, WatchedLog } from "./followed-logs.ts";

export type WatchesOptions = {
  readonly followed: FollowedLogs;
  /** The logs that are followed now, and where they may be had. */
  readonly logs: () => readonly WatchedLog[];
  readonly everyMs: number;
  readonly onFailure: (error: unknown) => void;
};

/** After a submission the log is compared at most this often. */
const PAUSE_MS = 1000;

/** When followed logs are compared: on a schedule, and soon after one was submitted to us. One look at a log at a time. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #due = new Map<string, () => void>();
  #cancel: () => void = () => {};
  #isStopped = false;

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  /** Begins the schedule; the first look is now. */
  start(): void {
    if (!this.#isStopped) this.#nowAndLater().catch(this.#options.onFailure);
  }

  async #nowAndLater(): Promise<void> {
    await this.now();
    if (!this.#isStopped) this.#cancel = after(this.#options.everyMs, () => this.start());
  }

  /** Compares every followed log once. Rejects when our own disk fails. */
  async now(): Promise<void> {
    await Promise.all(this.#options.logs().map((log) => this.#check(log)));
  }

  /** A checkpoint of this log was submitted: look soon at what others show of it. */
  soon(origin: string): void {
    if (this.#isStopped || this.#due.has(origin)) return;
    const log = this.#options.logs().find((one) => one.origin === origin);
    if (log === undefined) return;
    const cancel = after(PAUSE_MS, () => {
      this.#due.delete(origin);
      this.#check(log).catch(this.#options.onFailure);
    });
    this.#due.set(origin, cancel);
  }

  /** Looks no more. Resolves when no look is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    for (const cancel of this.#due.values()) cancel();
    await Promise.allSettled(this.#running.values());
  }

  async #check(log: WatchedLog): Promise<void> {
    const check = this.#checkAfter(this.#running.get(log.origin), log);
    this.#running.set(
      log.origin,
      check.catch(() => undefined), // who asked hears of it
    );
    await check;
  }

  async #checkAfter(before: Promise<void> | undefined, log: WatchedLog): Promise<void> {
    await before;
    if (!this.#isStopped) await this.#options.followed.check(log);
  }
}
