import type { Statement, StatementKind } from "./statement.ts";
import type { KeyPredicate, KeyRole } from "./statements/key.ts";

/** A key as the ledger knows it. `until` and `revokedFrom` are null while it is in force. */
export type KnownKey = {
  readonly vkey: string;
  readonly role: KeyRole;
  readonly holder: KeyPredicate["holder"];
  /** The entry from which on it may sign. */
  readonly since: number;
  /** The entry of the statement that ended it: it may not sign that entry or a later one. */
  readonly until: number | null;
  /** Of a revoked key: nothing that it signed at or after this time is to be relied on. */
  readonly revokedFrom: string | null;
};

/** What people and other parties may sign in somebody's ledger. All else is for the keeper's statement key. */
const SIGNED_BY_OTHERS: readonly StatementKind[] = ["custody", "answer", "approval"];

/** The DSSE key id of a vkey: its name and the 8 digits of its id, without the key. */
export function keyIdOf(vkey: string): string {
  return vkey.split("+").slice(0, 2).join("+");
}

/**
 * Which keys a ledger believes at each of its entries: a fold of entry 0 and of `key` statements, in ledger order. Whether the
 * keeper is who they say is not its business.
 */
export class Keyring {
  readonly #keys: KnownKey[] = [];

  /** Every key that was ever known, in the order in which they came. */
  get keys(): readonly KnownKey[] {
    return this.#keys;
  }

  /** Folds the statement of entry `index`; those of other kinds change nothing. */
  add(index: number, statement: Statement): void {
    if (statement.kind === "party" && index === 0) {
      const { party, statementKey, logKeys } = statement.predicate;
      const holder = { name: party.name, function: "keeper", party: party.name };
      const begin = (vkey: string, role: KeyRole) =>
        this.#keys.push({ vkey, role, holder, since: 0, until: null, revokedFrom: null });
      begin(statementKey, "statement");
      for (const [at, vkey] of logKeys.entries()) begin(vkey, at === 0 ? "log-ed25519" : "log-ml-dsa-44");
    } else if (statement.kind === "key") this.#apply(index, statement.predicate);
  }

  #apply(index: number, { action, role, key, replaces, holder, effectiveFrom }: KeyPredicate): void {
    if (action !== "revoke") this.#keys.push({ vkey: key, role, holder, since: index + 1, until: null, revokedFrom: null });
    const ended = action === "revoke" ? key : replaces;
    for (const [at, known] of this.#keys.entries()) {
      if (known.vkey !== ended || known.until !== null || known.since > index) continue;
      // A rotation is the old key's last signature; what a revoked key says of itself is believed too: it can only do itself harm.
      this.#keys[at] = { ...known, until: index + 1, revokedFrom: action === "revoke" ? effectiveFrom : null };
    }
  }

  /** The keys in force for entry `index` that may sign a statement of this kind under this key id. */
  signers(index: number, kind: StatementKind, keyid: string): readonly KnownKey[] {
    return this.#keys.filter(
      (key) =>
        key.since <= index &&
        (key.until === null || index < key.until) &&
        keyIdOf(key.vkey) === keyid &&
        (key.role === "statement" || ((key.role === "person" || key.role === "party") && SIGNED_BY_OTHERS.includes(kind))),
    );
  }
}
