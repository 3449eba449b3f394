import type { After, Ledger, Receipt } from "../../ledger/index.ts";
import { assert } from "../../lib/index.ts";
import { type ActionPredicate, actionSubjects, type EnforcementPredicate, type Statement } from "../../model/index.ts";

/** Steps that wait for the ledger at one time. When so many do, nothing automatic is begun until there is room again. */
const UNSTATED_MAX = 50_000;
/** Steps in one append. */
const BATCH_MAX = 4096;
/** A step waits at most so long for others to be stated with. */
const INTERVAL_MS = 1000;

export type StatingOptions = {
  readonly ledger: Pick<Ledger, "append">;
  readonly after: After;
  /** Told once, when the ledger has failed: nothing more can be stated until it is opened again. */
  readonly onFailure: (error: unknown) => void;
  /** Told where each step of the book stands. */
  readonly onStated: (predicate: ActionPredicate, receipt: Receipt) => void;
  /** Told of each batch of steps, in its order, with the last entry of the batch. */
  readonly onBatch?: (steps: readonly { readonly predicate: ActionPredicate; readonly entry: number }[], last: Receipt) => void;
  readonly unstatedMax?: number;
};

/** Puts steps into the ledger behind the fast path: taking one never waits, and none is ever dropped. */
export class Stating {
  readonly #options: StatingOptions;
  #queue: Statement[] = [];
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #failure: unknown;

  constructor(options: StatingOptions) {
    this.#options = options;
  }

  /** False when nothing automatic may be begun, because it could not be stated. */
  get hasRoom(): boolean {
    return this.#failure === undefined && this.#queue.length < (this.#options.unstatedMax ?? UNSTATED_MAX);
  }

  /** Why the ledger takes nothing more; undefined while it does. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Steps that wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** What waits: all of it still to be stated when the ledger has failed. */
  get unstated(): readonly Statement[] {
    return this.#queue;
  }

  /** Takes a step of an action. */
  push(predicate: ActionPredicate): void {
    this.#take({ kind: "action", subject: actionSubjects(predicate), predicate });
  }

  /** Takes what was enforced over a span. */
  pushEnforcement(predicate: EnforcementPredicate): void {
    this.#take({ kind: "enforcement", subject: [], predicate });
  }

  #take(statement: Statement): void {
    this.#queue.push(statement);
    if (this.#failure !== undefined) return;
    if (this.#queue.length >= BATCH_MAX) this.#start();
    else this.#cancel ??= this.#options.after(INTERVAL_MS, () => this.#start());
  }

  #start(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  /** States what waits; resolves when it is durable, or the ledger has failed. */
  async flush(): Promise<void> {
    while (this.#queue.length > 0 && this.#failure === undefined) {
      this.#start();
      await this.#running;
    }
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0 && this.#failure === undefined) {
      const batch = this.#queue.slice(0, BATCH_MAX);
      try {
        this.#told(batch, await this.#options.ledger.append(batch));
      } catch (error) {
        this.#failure = error;
        this.#options.onFailure(error);
      }
    }
  }

  #told(batch: readonly Statement[], receipts: readonly Receipt[]): void {
    assert(receipts.length === batch.length, "every statement has its receipt");
    this.#queue.splice(0, batch.length);
    const steps: { readonly predicate: ActionPredicate; readonly entry: number }[] = [];
    for (const [index, statement] of batch.entries()) {
      const receipt = receipts[index];
      if (statement.kind !== "action" || receipt === undefined) continue;
      this.#options.onStated(statement.predicate, receipt);
      steps.push({ predicate: statement.predicate, entry: receipt.index });
    }
    const last = receipts.at(-1);
    if (last !== undefined) this.#options.onBatch?.(steps, last);
  }
}
