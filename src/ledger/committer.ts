import { assert, type Failure } from "../lib/index.ts";
import { type EntryName, formatStatement, parseStatement, type Statement } from "../model/index.ts";
import { commitBatch, type WholeFile } from "./commit.ts";
import { asDiskFailure } from "./disk-failure.ts";
import type { BatchIndex } from "./entries.ts";
import { BATCH_ENTRIES_MAX } from "./limits.ts";
import { type PreparedEntry, prepareEntries } from "./prepare.ts";
import type { LedgerState } from "./state.ts";
import { VIEW_ENTRIES, writeView } from "./views.ts";

/** Where a statement stands, told once the checkpoint of `size` that covers it is durable. */
export type Receipt = { readonly index: number; readonly name: EntryName; readonly size: number };

type Request = {
  readonly statements: readonly Statement[];
  readonly files: readonly WholeFile[];
  readonly resolve: (receipts: readonly Receipt[]) => void;
  readonly reject: (error: unknown) => void;
};

/** The one writer of a ledger. Requests that come while a batch is on its way to the disk go together in the next one. */
export class Committer {
  readonly #state: LedgerState;
  readonly #batches: BatchIndex;
  #queue: Request[] = [];
  #running: Promise<void> | undefined;
  #viewSize: number;

  constructor(state: LedgerState, batches: BatchIndex) {
    this.#state = state;
    this.#batches = batches;
    this.#viewSize = state.places.size;
  }

  /** Resolves when a durable checkpoint covers the statements and the files they speak of. All of one call stand in one batch. */
  append(statements: readonly Statement[], files: readonly WholeFile[]): Promise<readonly Receipt[]> {
    assert(
      statements.length >= 1 && statements.length <= BATCH_ENTRIES_MAX,
      `an append has 1 to ${BATCH_ENTRIES_MAX} statements`,
    );
    for (const statement of statements) assertReadable(statement);
    if (this.#state.failed !== undefined) return Promise.reject(this.#state.failed);
    return new Promise((resolve, reject) => {
      this.#queue.push({ statements, files, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const requests = this.#takeBatch();
      try {
        await this.#commit(requests);
        if (this.#state.places.size - this.#viewSize >= VIEW_ENTRIES) await this.#writeView();
      } catch (error) {
        this.#fail(asDiskFailure(error), requests);
      }
    }
    this.#running = undefined;
  }

  #takeBatch(): readonly Request[] {
    let entries = 0;
    const fits = this.#queue.findIndex(({ statements }) => {
      entries += statements.length;
      return entries > BATCH_ENTRIES_MAX;
    });
    return this.#queue.splice(0, fits < 0 ? this.#queue.length : fits);
  }

  async #commit(requests: readonly Request[]): Promise<void> {
    const first = this.#state.edge.size;
    const prepared = await prepareEntries(
      this.#state.options,
      requests.flatMap(({ statements }) => statements),
      first,
    );
    await commitBatch(this.#state, {
      lines: prepared.map(({ line }) => line),
      commitments: prepared.map(({ commitment }) => commitment),
      files: requests.flatMap(({ files }) => files),
    });
    this.#batches.forget(first);
    for (const { statement } of prepared) this.#state.places.add(statement);
    let next = 0;
    for (const { statements, resolve } of requests) {
      resolve(prepared.slice(next, next + statements.length).map((entry) => this.#receipt(entry)));
      next += statements.length;
    }
  }

  #receipt({ line, name }: PreparedEntry): Receipt {
    return { index: line.index, name, size: this.#state.edge.size };
  }

  async #writeView(): Promise<void> {
    await writeView(this.#state);
    this.#viewSize = this.#state.places.size;
  }

  /** After a failed write nobody knows what is on the disk: the ledger stops, and the next start finds out. */
  #fail(failure: Failure, requests: readonly Request[]): void {
    this.#state.failed = failure;
    for (const { reject } of [...requests, ...this.#queue]) reject(failure);
    this.#queue = [];
  }
}

/** We never sign what we could not read back. */
function assertReadable(statement: Statement): void {
  const readBack = parseStatement(formatStatement(statement));
  assert(readBack.ok, `a ${statement.kind} statement must read back: ${readBack.ok ? "" : JSON.stringify(readBack.fault)}`);
}
