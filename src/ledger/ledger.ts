import { assert, type Checked, Failure, isoTime, toHex, utf8, yes } from "../lib/index.ts";
import { proveConsistency, proveInclusion, type TileFault } from "../merkle/index.ts";
import type { Keyring, PartyPredicate, Position, RecordName, SegmentId, SourceId, Statement } from "../model/index.ts";
import type { AdmissionFault } from "./admission.ts";
import { checkLedger, type LedgerReport } from "./check/index.ts";
import type { WholeFile } from "./commit.ts";
import { Committer, type Receipt } from "./committer.ts";
import { asDiskFailure } from "./disk-failure.ts";
import { BatchIndex, type LedgerEntry, type OpenEntry, readEntries } from "./entries.ts";
import { type Erasing, type Reach, reachOf } from "./erase.ts";
import { LOCK, segmentId } from "./layout.ts";
import { carryOut, type Hold, holdStatement, type Order, type OrderFault, orderStatement, planOrder } from "./orders.ts";
import { OwnEnvelope } from "./prepare.ts";
import { recoverState } from "./recover.ts";
import { type Expired, expireSegments, type NoSchedule, planExpiry, retentionStatement, type Schedule } from "./retention.ts";
import { type RecordProof, type SealedRecord, SegmentReader } from "./segments.ts";
import type { OwnRole, SigningKey } from "./signer.ts";
import type { LedgerOptions, LedgerState } from "./state.ts";
import { writeView } from "./views.ts";

/** An open ledger: this process is its only writer until `close`. Reads are of what the checkpoint covers, nothing more. */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #state: LedgerState;
  readonly #batches: BatchIndex;
  readonly #committer: Committer;
  readonly #segments: SegmentReader;
  readonly #release: () => Promise<void>;
  readonly #listeners = new Set<() => void>();
  #erasing: Promise<void> = Promise.resolve();

  /** Use openLedger. */
  constructor(state: LedgerState, release: () => Promise<void>) {
    this.#options = state.options;
    this.#state = state;
    this.#batches = new BatchIndex(state.options.files);
    this.#committer = new Committer(state, this.#batches);
    this.#segments = new SegmentReader(state.options, state.places, (index) => this.#openEntry(index));
    this.#release = release;
  }

  /** The log's origin line. */
  get origin(): string {
    return this.#options.signer.origin;
  }

  /** Entries that the published checkpoint covers. */
  get size(): number {
    return this.#state.edge.size;
  }

  /** The published checkpoint, a signed note. */
  get checkpoint(): Uint8Array {
    return this.#state.checkpoint;
  }

  /** Segments so far; their ids are segmentId(1) to segmentId(segmentCount). */
  get segmentCount(): number {
    return this.#state.places.segmentCount;
  }

  /** The id of the nth segment, 1 for the first. */
  segmentId(ordinal: number): SegmentId {
    return segmentId(ordinal);
  }

  /** Where each source goes on so that nothing is lost and nothing is read twice. */
  positions(): ReadonlyMap<SourceId, Position> {
    return this.#state.places.positions;
  }

  /**
   * Signs statements and puts them into the ledger, in one batch; `files` become durable before. Resolves when the checkpoint that
   * covers them is durable. Rejects with LEDGER_DISK when that is not known, and from then on always: open the ledger again.
   */
  append(statements: readonly Statement[], files: readonly WholeFile[] = []): Promise<readonly Receipt[]> {
    return this.#told(this.#committer.append(statements, files));
  }

  /**
   * Puts envelopes that others signed into the ledger, in one batch, as they are: a person's, or another party's, whose key this ledger
   * believes. None becomes an entry when one may not. Resolves and rejects as `append` does.
   */
  appendSigned(envelopes: readonly Uint8Array[]): Promise<Checked<readonly Receipt[], AdmissionFault>> {
    return this.#told(this.#committer.appendSigned(envelopes));
  }

  /** Signs statements with the ledger's statement key, for `appendOwn`. */
  signOwn(statements: readonly Statement[]): Promise<readonly OwnEnvelope[]> {
    return OwnEnvelope.sign(this.#options, statements);
  }

  /** As `append`, for statements that this process signed before: what it made itself is not verified again. */
  appendOwn(signed: readonly OwnEnvelope[]): Promise<readonly Receipt[]> {
    return this.#told(this.#committer.appendOwn(signed));
  }

  /** Calls `listener` after every append whose checkpoint is durable; it must not throw. Gives what ends that. */
  onGrowth(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #told<Value>(appending: Promise<Value>): Promise<Value> {
    const value = await appending;
    for (const listener of this.#listeners) listener();
    return value;
  }

  /** Has a key of the keeper's own stand ready: a `key` statement may give it the role from then on. */
  offerKey(role: OwnRole, key: SigningKey): void {
    this.#state.keys.offer(role, key);
  }

  /** Which keys the ledger believes, and from which entry to which. */
  get keyring(): Keyring {
    return this.#state.places.keyring;
  }

  /** Entries from `from` to the present size, each compared with its commitment. Throws LEDGER_DAMAGED where one does not fit. */
  entries(from = 0): AsyncIterable<LedgerEntry> {
    return readEntries({ files: this.#options.files, sha256: this.#options.sha256, batches: this.#batches }, from, this.size);
  }

  /** Entry `index`, which must be below the size. */
  async entry(index: number): Promise<LedgerEntry> {
    assert(index >= 0 && index < this.size, `the ledger has ${this.size} entries, asked for ${index}`);
    for await (const entry of this.entries(index)) return entry;
    throw new Failure("LEDGER_DAMAGED", `could not read entry ${index}`);
  }

  async #openEntry(index: number): Promise<OpenEntry> {
    const entry = await this.entry(index);
    if (entry.erased) throw new Failure("LEDGER_DAMAGED", `the envelope of entry ${index} is erased, which no erasure may do`);
    return entry;
  }

  /** Proof that entry `index` is in the tree of `size` (the present one by default), leaf's sibling first. */
  async inclusionProof(index: number, size = this.size): Promise<readonly Uint8Array[]> {
    const proof = await proveInclusion(this.#options.sha256, (path) => this.#options.files.read(path), index, size);
    if (!proof.ok) throw damagedTile(proof.fault);
    return proof.value;
  }

  /** Proof that the tree of `from` entries (1 or more) is the beginning of the tree of `to`. */
  async consistencyProof(from: number, to = this.size): Promise<readonly Uint8Array[]> {
    const proof = await proveConsistency(this.#options.sha256, (path) => this.#options.files.read(path), from, to);
    if (!proof.ok) throw damagedTile(proof.fault);
    return proof.value;
  }

  /** The records of a segment in order, each compared with what was sealed; erased ones by name only. */
  segmentRecords(id: SegmentId): AsyncIterable<SealedRecord> {
    return this.#segments.records(id);
  }

  /** Shows that a record is in its segment and nothing about its neighbours. Works for erased records too. */
  recordProof(id: SegmentId, index: number): Promise<RecordProof> {
    return this.#segments.proof(id, index);
  }

  /** Where the record of this name is sealed, looking at the newest segments first; undefined when it is in none. */
  findRecord(name: RecordName): Promise<{ readonly segment: SegmentId; readonly index: number } | undefined> {
    return this.#segments.find(name);
  }

  /** States for how long records are kept: from now on `expire` may erase what is older. */
  async retain(schedule: Schedule): Promise<Receipt> {
    return onlyOne(await this.append([retentionStatement(this.#options, schedule)]));
  }

  /** What `expire` would erase at `nowMs`, and what not. Changes nothing. */
  async expiryReach(nowMs: number): Promise<Checked<Reach, NoSchedule>> {
    const plan = await planExpiry(this.#erasingWorld(), nowMs);
    return plan.ok ? yes(reachOf(plan.value)) : plan;
  }

  /** Erases the records of segments that the governing schedule no longer keeps at `nowMs`, except cited and held ones (spec/segment.md §Expiry). */
  expire(nowMs: number): Promise<Checked<Expired, NoSchedule>> {
    return this.#oneErasure(() => expireSegments(this.#erasingWorld(), nowMs));
  }

  /** What an order would erase now, and what holds spare; `gone` names the records. Changes nothing. */
  async orderReach(order: Order): Promise<Reach & { readonly gone: readonly RecordName[] }> {
    const plan = await planOrder(this.#erasingWorld(), order);
    return { ...reachOf(plan), gone: plan.segments.flatMap(({ gone }) => gone) };
  }

  /** States an order to erase (spec/segment.md §Orders). Nothing is erased before `carryOut`. */
  async order(order: Order): Promise<Checked<Receipt, OrderFault>> {
    const statement = await orderStatement(this.#erasingWorld(), order);
    return statement.ok ? yes(onlyOne(await this.append([statement.value]))) : statement;
  }

  /** Carries out a stated order: records of segments, and the envelopes and salts of entries (spec/statement.md §Erasure), but for what a hold keeps. */
  carryOut(order: string, nowMs: number): Promise<Checked<{ receipt: Receipt | undefined; reach: Reach }, OrderFault>> {
    return this.#oneErasure(() => carryOut(this.#erasingWorld(), order, nowMs));
  }

  /** Places a hold, or lifts the one of its name (spec/segment.md §Holds). */
  hold(action: "place" | "lift", hold: Hold): Promise<Checked<Receipt, OrderFault>> {
    return this.#oneErasure(async () => {
      const statement = await holdStatement(this.#erasingWorld(), action, hold);
      return statement.ok ? yes(onlyOne(await this.append([statement.value]))) : statement;
    });
  }

  #erasingWorld(): Erasing {
    return { ledger: this, state: this.#state, segments: this.#segments };
  }

  /** One erasure after the other, so that a crash leaves at most the latest unfinished. */
  #oneErasure<Value>(run: () => Promise<Value>): Promise<Value> {
    const next = this.#erasing.then(run);
    this.#erasing = next.then(
      () => undefined,
      () => undefined, // its caller has the error; the next one must not wait for ever
    );
    return next;
  }

  /** Re-derives everything on disk from what is signed and names every problem. */
  check(): Promise<LedgerReport> {
    const { signer } = this.#options;
    return checkLedger({ ...this.#options, logKeys: [signer.logEd25519.vkey, signer.logMlDsa44.vkey] });
  }

  /** Waits for what is on its way, then lets go of the directory. */
  async close(): Promise<void> {
    await this.#committer.idle();
    const isSound = this.#state.failed === undefined;
    // Once the lock is gone nothing may be written any more, however the rest of this ends.
    this.#state.failed ??= new Failure("LEDGER_DISK", "the ledger is closed");
    try {
      if (isSound) await writeView(this.#state);
    } catch (error) {
      throw asDiskFailure(error);
    } finally {
      await this.#release();
    }
  }
}

/**
 * Opens the ledger in a directory, or begins one with the party's statement as entry 0. Throws LEDGER_BUSY when another process has
 * it, LEDGER_DAMAGED when the directory does not agree with its checkpoint, LEDGER_DISK when it cannot be written.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const release = await options.files.hold(LOCK);
  try {
    const ledger = new Ledger(await recoverState(options), release);
    if (ledger.size === 0) await ledger.append([partyStatement(options)]);
    return ledger;
  } catch (error) {
    await release();
    throw asDiskFailure(error);
  }
}

function partyStatement({ party, signer, clock, sha256 }: LedgerOptions): Statement {
  const { exercise, ...identity } = party;
  const predicate: PartyPredicate = {
    party: identity,
    statementKey: signer.statement.vkey,
    logKeys: [signer.logEd25519.vkey, signer.logMlDsa44.vkey],
    exercise,
    startedAt: isoTime(clock()),
  };
  const subject = [{ name: "statement key", digest: { sha256: toHex(sha256(utf8(signer.statement.vkey))) } }];
  return { kind: "party", subject, predicate };
}

function onlyOne(receipts: readonly Receipt[]): Receipt {
  const [receipt] = receipts;
  assert(receipt !== undefined && receipts.length === 1, "one statement has one receipt");
  return receipt;
}

function damagedTile(fault: TileFault): Failure {
  return new Failure("LEDGER_DAMAGED", `could not make the proof: ${fault.path} is a ${fault.kind}`);
}
