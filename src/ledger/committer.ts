import { assert, type Checked, Failure, no, yes } from "../lib/index.ts";
import { type EntryName, formatStatement, parseStatement, type Statement } from "../model/index.ts";
import { type AdmissionFault, type Admitted, admitEnvelope, isStillAdmitted, keyRefusal, keyringAfter } from "./admission.ts";
import { commitBatch, type WholeFile } from "./commit.ts";
import { asDiskFailure } from "./disk-failure.ts";
import type { BatchIndex } from "./entries.ts";
import { BATCH_ENTRIES_MAX } from "./limits.ts";
import { type PreparedEntry, prepareEntries, saltEntry } from "./prepare.ts";
import type { LedgerState } from "./state.ts";
import { VIEW_ENTRIES, writeView } from "./views.ts";

/** Where a statement stands, told once the checkpoint of `size` that covers it is durable. */
export type Receipt = { readonly index: number; readonly name: EntryName; readonly size: number };

/** Statements for us to sign, or envelopes that others signed. */
type Content =
  | { readonly kind: "ours"; readonly statements: readonly Statement[] }
  | { readonly kind: "signed"; readonly statements: readonly Statement[]; readonly admitted: readonly Admitted[] };

type Outcome = Checked<readonly Receipt[], AdmissionFault>;

type Request = {
  readonly content: Content;
  readonly files: readonly WholeFile[];
  readonly resolve: (outcome: Outcome) => void;
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
  async append(statements: readonly Statement[], files: readonly WholeFile[]): Promise<readonly Receipt[]> {
    for (const statement of statements) assertReadable(statement);
    const outcome = await this.#enqueue({ kind: "ours", statements }, files);
    if (!outcome.ok) throw new Failure("KEY_REFUSED", outcome.fault.reason);
    return outcome.value;
  }

  /** The same for envelopes that others signed; none of them becomes an entry when one of them may not. */
  async appendSigned(envelopes: readonly Uint8Array[]): Promise<Outcome> {
    if (this.#state.failed !== undefined) throw this.#state.failed;
    const admitted: Admitted[] = [];
    for (const [at, envelope] of envelopes.entries()) {
      const one = await admitEnvelope(this.#state, envelope, at);
      if (!one.ok) return one;
      admitted.push(one.value);
    }
    return this.#enqueue({ kind: "signed", statements: admitted.map(({ statement }) => statement), admitted }, []);
  }

  #enqueue(content: Content, files: readonly WholeFile[]): Promise<Outcome> {
    const { length } = content.statements;
    assert(length >= 1 && length <= BATCH_ENTRIES_MAX, `an append has 1 to ${BATCH_ENTRIES_MAX} statements`);
    if (this.#state.failed !== undefined) return Promise.reject(this.#state.failed);
    return new Promise((resolve, reject) => {
      this.#queue.push({ content, files, resolve, reject });
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
    const fits = this.#queue.findIndex(({ content: { statements } }, at) => {
      entries += statements.length;
      // What a key may sign is decided by the entries before its own batch: a change of keys ends one.
      const afterKeys = at > 0 && this.#queue[at - 1]?.content.statements.some(({ kind }) => kind === "key");
      return entries > BATCH_ENTRIES_MAX || afterKeys;
    });
    return this.#queue.splice(0, fits < 0 ? this.#queue.length : fits);
  }

  async #commit(waiting: readonly Request[]): Promise<void> {
    const first = this.#state.edge.size;
    const requests = waiting.filter((request) => this.#isAdmitted(request, first));
    if (requests.length === 0) return;
    const prepared: PreparedEntry[] = [];
    for (const { content } of requests) prepared.push(...(await this.#prepare(content, first + prepared.length)));
    const statements = prepared.map(({ statement }) => statement);
    this.#state.keyring = keyringAfter(this.#state.places.keyring, statements, first);
    await commitBatch(this.#state, {
      lines: prepared.map(({ line }) => line),
      commitments: prepared.map(({ commitment }) => commitment),
      files: requests.flatMap(({ files }) => files),
    });
    this.#batches.forget(first);
    for (const statement of statements) this.#state.places.add(statement);
    if (statements.some(({ kind }) => kind === "key"))
      this.#state.keys.believe(this.#state.places.keyring, this.#state.edge.size);
    let next = 0;
    for (const { content, resolve } of requests) {
      const { length } = content.statements;
      resolve(yes(prepared.slice(next, next + length).map((entry) => this.#receipt(entry))));
      next += length;
    }
  }

  /** A key may have been rotated or revoked while the request waited. */
  #isAdmitted({ content, resolve }: Request, first: number): boolean {
    const refusal = keyRefusal(this.#state, content.statements, first);
    if (refusal !== undefined) {
      resolve(no({ kind: "not-admitted", at: content.statements.length - 1, reason: refusal }));
      return false;
    }
    const at = content.kind === "ours" ? -1 : content.admitted.findIndex((one) => !isStillAdmitted(this.#state, one, first));
    if (at >= 0) resolve(no({ kind: "not-admitted", at, reason: "the key that signed it is no longer in force" }));
    return at < 0;
  }

  #prepare(content: Content, first: number): Promise<readonly PreparedEntry[]> | readonly PreparedEntry[] {
    const { options } = this.#state;
    if (content.kind === "ours") return prepareEntries(options, content.statements, first);
    return content.admitted.map((one, at) => saltEntry(options, one, first + at));
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
