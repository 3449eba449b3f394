import { createPrivateKey, createPublicKey, sign as nodeSign } from "node:crypto";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { sha256 as nodeSha256 } from "../../../src/ledger/io/index.ts";
import { concat, present, utf8 } from "../../../src/lib/index.ts";
import {
  consistencyProof,
  createSigner,
  createVkey,
  formatCheckpoint,
  formatKeyId,
  inclusionProof,
  KEY_TYPES,
  leafHash,
  type NoteSigner,
  signNote,
  treeRoot,
  type Vkey,
} from "../../../src/merkle/index.ts";
import {
  type EntryName,
  type EvidenceRecord,
  entryName,
  envelopeCommitment,
  formatEnvelope,
  formatStatement,
  preAuthEncoding,
  recordLeaf,
  recordName,
  type SegmentId,
  type Statement,
} from "../../../src/model/index.ts";
import type { LedgerView, ViewEntry, ViewRecord } from "../../../src/publish/index.ts";

export { nodeSha256 };

const PKCS8_ED25519 = utf8("\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20");

/** A real Ed25519 key from a seed of one repeated byte. */
export function ed25519Key(name: string, seedByte: number): { vkey: Vkey; sign: (message: Uint8Array) => Promise<Uint8Array> } {
  const der = Buffer.from(concat(PKCS8_ED25519, new Uint8Array(32).fill(seedByte)));
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const publicKey = new Uint8Array(createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32));
  return {
    vkey: createVkey(name, KEY_TYPES.ed25519Note, publicKey),
    sign: async (message) => new Uint8Array(nodeSign(null, message, secret)),
  };
}

type Stored = { readonly salt: Uint8Array; readonly envelope: Uint8Array; readonly statement: Statement };

/** A ledger in memory that makes real signatures and real proofs, for tests of publishing and verifying. */
export class FakeLedger implements LedgerView {
  readonly origin: string;
  readonly keys: { statement: Vkey; log: Vkey; pq: Vkey };
  readonly records = new Map<string, readonly EvidenceRecord[]>();
  readonly erased = new Map<string, number>();
  readonly #statement: ReturnType<typeof ed25519Key>;
  readonly #signers: NoteSigner[];
  readonly #entries: Stored[] = [];
  readonly #leaves: Uint8Array[] = [];
  #checkpoint: Uint8Array = new Uint8Array();

  constructor(origin: string, seedByte: number, clock: () => number, cosigners: readonly NoteSigner[] = []) {
    this.origin = origin;
    this.#statement = ed25519Key(`${origin}/statements`, seedByte);
    const log = ed25519Key(origin, seedByte + 1);
    const pq = ml_dsa44.keygen(new Uint8Array(32).fill(seedByte + 2));
    const pqVkey = createVkey(origin, KEY_TYPES.mlDsa44Cosignature, pq.publicKey);
    this.keys = { statement: this.#statement.vkey, log: log.vkey, pq: pqVkey };
    const signPq = async (message: Uint8Array) => ml_dsa44.sign(message, pq.secretKey, { extraEntropy: false });
    this.#signers = [createSigner(log.vkey, log.sign, clock), createSigner(pqVkey, signPq, clock), ...cosigners];
  }

  get size(): number {
    return this.#entries.length;
  }

  get checkpoint(): Uint8Array {
    return this.#checkpoint;
  }

  /** The name of an entry. */
  name(index: number): EntryName {
    const { salt, envelope } = present(this.#entries[index], `entry ${index}`);
    return entryName(envelopeCommitment(nodeSha256, salt, envelope));
  }

  async append(statements: readonly Statement[]): Promise<{ index: number }[]> {
    const receipts: { index: number }[] = [];
    for (const statement of statements) {
      const payload = formatStatement(statement);
      const keyid = `${this.keys.statement.name}+${formatKeyId(this.keys.statement.keyId)}`;
      const envelope = formatEnvelope({
        payload,
        signatures: [{ keyid, sig: await this.#statement.sign(preAuthEncoding(payload)) }],
      });
      const salt = nodeSha256(utf8(`salt ${this.#entries.length}`));
      receipts.push({ index: this.#entries.length });
      this.#entries.push({ salt, envelope, statement });
      this.#leaves.push(leafHash(nodeSha256, envelopeCommitment(nodeSha256, salt, envelope)));
    }
    const root = treeRoot(nodeSha256, this.#leaves);
    this.#checkpoint = await signNote(formatCheckpoint({ origin: this.origin, size: BigInt(this.size), root }), this.#signers);
    return receipts;
  }

  async *entries(from = 0): AsyncGenerator<ViewEntry> {
    for (let index = from; index < this.size; index++) yield await this.entry(index);
  }

  async entry(index: number): Promise<ViewEntry> {
    return { index, ...present(this.#entries[index], `entry ${index}`) };
  }

  async inclusionProof(index: number, size = this.size): Promise<readonly Uint8Array[]> {
    return inclusionProof(nodeSha256, this.#leaves.slice(0, size), index);
  }

  async consistencyProof(from: number, to = this.size): Promise<readonly Uint8Array[]> {
    return consistencyProof(nodeSha256, this.#leaves.slice(0, to), from);
  }

  async *segmentRecords(id: SegmentId): AsyncGenerator<ViewRecord> {
    for (const [index, record] of present(this.records.get(id), id).entries()) {
      const name = recordName(record.commitment);
      const erasure = this.erased.get(name);
      const leaf = recordLeaf(nodeSha256, record);
      yield erasure === undefined ? { index, name, leaf, record } : { index, name, leaf, erased: true, erasure };
    }
  }
}
