import { assert, Failure, present } from "../lib/index.ts";
import { parseVkey, type Vkey } from "../merkle/index.ts";
import { type Keyring, keyIdOf } from "../model/index.ts";
import type { OwnRole, Signer, SigningKey } from "./signer.ts";

/** A key of the log as it signs a checkpoint. */
export type LogSigner = { readonly vkey: Vkey; readonly sign: SigningKey["sign"] };

/**
 * The keeper's own keys: of each role the one that the ledger believes now, and those that stand ready to take its place. A ledger's
 * committer alone changes which is which, when a `key` statement has become an entry.
 */
export class OwnKeys implements Signer {
  readonly origin: string;
  readonly #ready = new Map<string, SigningKey>();
  readonly #parsed = new Map<string, Vkey>();
  readonly #logKeys: Readonly<Record<"log-ed25519" | "log-ml-dsa-44", Set<string>>>;
  #current: Readonly<Record<OwnRole, SigningKey>>;

  constructor({ origin, statement, logEd25519, logMlDsa44, next = [] }: Signer) {
    this.origin = origin;
    this.#current = { statement, "log-ed25519": logEd25519, "log-ml-dsa-44": logMlDsa44 };
    this.#logKeys = { "log-ed25519": new Set(), "log-ml-dsa-44": new Set() };
    for (const role of ["statement", "log-ed25519", "log-ml-dsa-44"] as const) this.offer(role, this.#current[role]);
    for (const { role, key } of next) this.offer(role, key);
  }

  get statement(): SigningKey {
    return this.#current.statement;
  }

  get logEd25519(): SigningKey {
    return this.#current["log-ed25519"];
  }

  get logMlDsa44(): SigningKey {
    return this.#current["log-ml-dsa-44"];
  }

  /** Has a key stand ready for the statement that gives it the role. */
  offer(role: OwnRole, key: SigningKey): void {
    const vkey = parseVkey(key.vkey);
    assert(vkey.ok, "a signer's vkeys are well-formed");
    this.#ready.set(key.vkey, key);
    this.#parsed.set(key.vkey, vkey.value);
    if (role !== "statement") this.#logKeys[role].add(key.vkey);
  }

  /** Whether the private half of this vkey is at hand. */
  has(vkey: string): boolean {
    return this.#ready.has(vkey);
  }

  /** For each role of the log, the keys at hand. */
  get logVkeys(): readonly (readonly Vkey[])[] {
    return Object.values(this.#logKeys).map((vkeys) => [...vkeys].map((vkey) => present(this.#parsed.get(vkey), "offered")));
  }

  /** Takes for each role the key that the ring believes for entry `index`. Throws LEDGER_KEYS where that is not at hand. */
  believe(keyring: Keyring, index: number): void {
    const find = (role: OwnRole): SigningKey => {
      const { vkey } = present(keyring.own(role, index), "a ledger has a key of each role of the keeper's");
      const key = this.#ready.get(vkey);
      if (key !== undefined) return key;
      throw new Failure("LEDGER_KEYS", `the ledger believes the ${role} key ${keyIdOf(vkey)}, which is not in the key folder`);
    };
    this.#current = {
      statement: find("statement"),
      "log-ed25519": find("log-ed25519"),
      "log-ml-dsa-44": find("log-ml-dsa-44"),
    };
  }

  /**
   * Who signs the checkpoint of `size`, given the ring with all its entries: the keys in force, and those whose last signature it is,
   * as far as they are still at hand (spec/keys.md §Rotation).
   */
  checkpointSigners(keyring: Keyring, size: number): readonly LogSigner[] {
    const outgoing = keyring.outgoingLogKeys(size).filter(({ vkey }) => this.has(vkey));
    return [...keyring.logKeys(size), ...outgoing].map(({ vkey }) => ({
      vkey: present(this.#parsed.get(vkey), `the key ${keyIdOf(vkey)} is at hand`),
      sign: present(this.#ready.get(vkey), `the key ${keyIdOf(vkey)} is at hand`).sign,
    }));
  }
}
