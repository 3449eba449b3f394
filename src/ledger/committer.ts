import { assert, type Checked, Failure, no, yes } from "../lib/index.ts";
import { type EntryName, formatStatement, parseStatement, type Statement } from "../model/index.ts";
import { type AdmissionFault, type Admitted, admitEnvelopes, isStillAdmitted, keyRefusal, keyringAfter } from "./admission.ts";
import { commitBatch, type WholeFile } from "./commit.ts";
import { asDiskFailure } from "./disk-failure.ts";
import type { BatchIndex } from "./entries.ts";
import { formatEnvelopeBatch } from "./envelopes.ts";
import { BATCH_ENTRIES_MAX, GROUP_ENTRIES } from "./limits.ts";
import { OwnEnvelope, type PreparedEntry, saltEntries } from "./prepare.ts";
import type { LedgerState } from "./state.ts";
import { VIEW_ENTRIES, writeView } from "./views.ts";

/** Where a statement stands, told once the checkpoint of `size` that covers it is durable. */
export type Receipt = { readonly index: number; readonly name: EntryName; readonly size: number };

type Outcome = Checked<readonly Receipt[], AdmissionFault>;

/** One call's entries. They are signed and salted while the batch before is on its way to the disk; only their places wait for it. */
type Request = {
  readonly count: number;
  readonly content: Promise<Content>;
  readonly files: readonly WholeFile[];
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};

type Content = {
  readonly entries: readonly PreparedEntry[];
  /** Of what we sign ourselves: the signed statements of the entries, in their order. */
  readonly own?: readonly OwnEnvelope[];
  /** Of what others signed: the same in their order. */
  readonly admitted?: readonly Admitted[];
};

type Ready = Pick<Request, "files" | "resolve"> & { readonly entries: readonly PreparedEntry[] };

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
    const { options } = this.#state;
    const content = async () => this.#salted(await OwnEnvelope.sign(options, statements));
    return ours(await this.#enqueue({ count: statements.length, files }, content));
  }

  /** The same for statements that were signed before. */
  async appendOwn(own: readonly OwnEnvelope[]): Promise<readonly Receipt[]> {
    return ours(await this.#enqueue({ count: own.length, files: [] }, () => this.#salted(own)));
  }

  /** The same for envelopes that others signed; none of them becomes an entry when one of them may not. */
  async appendSigned(envelopes: readonly Uint8Array[]): Promise<Outcome> {
    if (this.#state.failed !== undefined) throw this.#state.failed;
    const read = await admitEnvelopes(this.#state, envelopes);
    if (!read.ok) return read;
    const content = async () => ({ entries: saltEntries(this.#state.options, read.value), admitted: read.value });
    return this.#enqueue({ count: envelopes.length, files: [] }, content);
  }

  #enqueue(what: Pick<Request, "count" | "files">, prepare: () => Promise<Content>): Promise<Outcome> {
    const { count } = what;
    assert(count >= 1 && count <= BATCH_ENTRIES_MAX, `an append has 1 to ${BATCH_ENTRIES_MAX} statements`);
    if (this.#state.failed !== undefined) return Promise.reject(this.#state.failed);
    return new Promise((resolve, reject) => {
      const content = prepare();
      content.catch(() => undefined); // its batch has the error
      this.#queue.push({ ...what, content, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async #salted(signed: readonly OwnEnvelope[]): Promise<Content> {
    const own = await this.#resigned(signed);
    return { entries: saltEntries(this.#state.options, own), own };
  }

  /** Signed by a key that was rotated away since, they are signed anew. What this process did not sign never comes to stand for ours. */
  #resigned(own: readonly OwnEnvelope[]): readonly OwnEnvelope[] | Promise<readonly OwnEnvelope[]> {
    const { options, keys } = this.#state;
    if (own.every((one) => OwnEnvelope.isSignedBy(one, keys.statement.vkey))) return own;
    return OwnEnvelope.sign(
      options,
      own.map(({ statement }) => statement),
    );
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
    const fits = this.#queue.findIndex(({ count }, at) => {
      entries += count;
      return at > 0 && entries > GROUP_ENTRIES;
    });
    return this.#queue.splice(0, fits < 0 ? this.#queue.length : fits);
  }

  async #commit(waiting: readonly Request[]): Promise<void> {
    const state = this.#state;
    const first = state.edge.size;
    const ready = await this.#ready(waiting, first);
    if (ready.length === 0) return;
    const entries = ready.flatMap((request) => request.entries);
    const statements = entries.map(({ statement }) => statement);
    state.keyring = keyringAfter(state.places.keyring, statements, first);
    const changesKeys = state.keyring !== state.places.keyring;
    await commitBatch(state, {
      first,
      lines: formatEnvelopeBatch(entries.map(({ salt, envelope }, at) => ({ index: first + at, salt, envelope }))),
      commitments: entries.map(({ commitment }) => commitment),
      files: ready.flatMap(({ files }) => files),
    });
    this.#batches.forget(first);
    for (const statement of statements) state.places.add(statement);
    if (changesKeys) state.keys.believe(state.places.keyring, state.edge.size);
    let next = first;
    for (const { entries: own, resolve } of ready) {
      const from = next;
      resolve(yes(own.map(({ name }, at) => ({ index: from + at, name, size: state.edge.size }))));
      next += own.length;
    }
  }

  /** What goes into one batch. What the keys do not admit is answered; what comes after a change of keys waits for the next batch. */
  async #ready(waiting: readonly Request[], first: number): Promise<readonly Ready[]> {
    const ready: Ready[] = [];
    let next = first;
    for (const [at, request] of waiting.entries()) {
      const content = await request.content;
      const own = content.own === undefined ? undefined : await this.#resigned(content.own);
      const { entries, admitted = [] } = own === undefined || own === content.own ? content : await this.#salted(own);
      const statements = entries.map(({ statement }) => statement);
      const old = admitted.findIndex((one) => !isStillAdmitted(this.#state, one, first));
      const refusal = old >= 0 ? "the key that signed it is no longer in force" : keyRefusal(this.#state, statements, next);
      if (refusal !== undefined) {
        const fault = { kind: "not-admitted" as const, at: old >= 0 ? old : statements.length - 1, reason: refusal };
        request.resolve(no(fault));
        continue;
      }
      ready.push({ ...request, entries });
      next += entries.length;
      if (!statements.some(({ kind }) => kind === "key")) continue;
      // What a key may sign is decided by the entries before its own batch: a change of keys ends one.
      this.#queue.unshift(...waiting.slice(at + 1));
      break;
    }
    return ready;
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

/** Our own is refused only where it would change keys as it may not. */
function ours(outcome: Outcome): readonly Receipt[] {
  if (!outcome.ok) throw new Failure("KEY_REFUSED", outcome.fault.reason);
  return outcome.value;
}

/** We never sign what we could not read back. */
function assertReadable(statement: Statement): void {
  const readBack = parseStatement(formatStatement(statement));
  assert(readBack.ok, `a ${statement.kind} statement must read back: ${readBack.ok ? "" : JSON.stringify(readBack.fault)}`);
}
