import type { Statement, StatementKind } from "./statement.ts";
import type { KeyPredicate, KeyRole } from "./statements/key.ts";

/** A key as the ledger knows it. `until` and `revokedFrom` are null while it is in force. */
export type KnownKey = {
  readonly vkey: string;
  readonly role: KeyRole;
  readonly holder: KeyPredicate["holder"];
  /** The entry from which on it may sign. */
  readonly since: number;
  /** The entry after the statement that ended it: it may not sign that entry or a later one. */
  readonly until: number | null;
  /** Of a revoked key: nothing that it signed at or after this time is to be relied on. */
  readonly revokedFrom: string | null;
};

/** What people and other parties may sign in somebody's ledger. All else is for the keeper's statement key. */
const SIGNED_BY_OTHERS: readonly StatementKind[] = ["custody", "answer", "approval"];

/** The roles of which a ledger has one key at any time: they are rotated, never added, and revoked only when rotated away. */
const SINGLE_ROLES: readonly KeyRole[] = ["statement", "log-ed25519", "log-ml-dsa-44"];

/** The DSSE key id of a vkey: its name and the 8 digits of its id, without the key. */
export function keyIdOf(vkey: string): string {
  return vkey.split("+").slice(0, 2).join("+");
}

/** The public key of a vkey with its type, base64: two vkeys with one of these are one key under two names. */
function keyMaterialOf(vkey: string): string {
  return vkey.split("+").slice(2).join("+");
}

/**
 * Which keys a ledger believes at each of its entries: a fold of entry 0 and of `key` statements, in ledger order. Whether the
 * keeper is who they say is not its business, nor are signatures: merkle's `keyStatementFault` and `envelopeSigners` judge those.
 */
export class Keyring {
  #keys: KnownKey[] = [];
  #origin = "";

  /** Every key that was ever known, in the order in which they came. */
  get keys(): readonly KnownKey[] {
    return this.#keys;
  }

  /** The name of the log's first keys, which is the ledger's origin; "" before entry 0. */
  get origin(): string {
    return this.#origin;
  }

  /** Another ring of the same keys: what is added to one is not in the other. */
  copy(): Keyring {
    const other = new Keyring();
    other.#keys = [...this.#keys];
    other.#origin = this.#origin;
    return other;
  }

  /** Folds the statement of entry `index`; those of other kinds, and `key` statements that `refusal` speaks of, change nothing. */
  add(index: number, statement: Statement): void {
    if (statement.kind === "party" && index === 0) {
      const { party, statementKey, logKeys } = statement.predicate;
      const holder = { name: party.name, function: "keeper", party: party.name };
      const begin = (vkey: string, role: KeyRole) =>
        this.#keys.push({ vkey, role, holder, since: 0, until: null, revokedFrom: null });
      begin(statementKey, "statement");
      for (const [at, vkey] of logKeys.entries()) begin(vkey, at === 0 ? "log-ed25519" : "log-ml-dsa-44");
      this.#origin = logKeys[0]?.split("+", 1)[0] ?? "";
    } else if (statement.kind === "key" && this.refusal(index, statement.predicate) === undefined)
      this.#apply(index, statement.predicate);
  }

  /** Why a `key` statement at entry `index` would change nothing, in words; undefined when it follows from what the ring holds. */
  refusal(index: number, predicate: KeyPredicate): string | undefined {
    const { action, role, key, replaces } = predicate;
    if (action === "revoke") return this.#revocationRefusal(predicate);
    if (this.#keys.some((known) => keyMaterialOf(known.vkey) === keyMaterialOf(key)))
      return "the ledger knows this key already, and a key has one place, once";
    if (action === "add") {
      if (SINGLE_ROLES.includes(role)) return `a ${role} key is rotated, not added`;
      return replaces === null ? undefined : "a key that is added replaces none";
    }
    return this.#rotationRefusal(index, predicate);
  }

  #rotationRefusal(index: number, { role, replaces, holder }: KeyPredicate): string | undefined {
    const old = this.#keys.find((known) => known.vkey === replaces && known.role === role);
    if (old === undefined || old.until !== null || old.since > index)
      return `the key that it replaces is not a ${role} key in force`;
    return isSameHolder(old.holder, holder) ? undefined : "the key that it replaces is another holder's";
  }

  #revocationRefusal({ role, key, replaces, effectiveFrom }: KeyPredicate): string | undefined {
    const known = this.#keys.find(({ vkey }) => vkey === key);
    if (known === undefined || known.role !== role) return `the ledger knows no such ${role} key`;
    if (replaces !== null) return "a revocation replaces no key";
    if (SINGLE_ROLES.includes(role) && known.until === null) return `a ${role} key in force is rotated first, then revoked`;
    if (known.revokedFrom !== null && known.revokedFrom <= effectiveFrom)
      return "it is revoked from that time or an earlier one already";
    return undefined;
  }

  #apply(index: number, { action, role, key, replaces, holder, effectiveFrom }: KeyPredicate): void {
    const ended = action === "revoke" ? key : replaces;
    this.#keys = this.#keys.map((known) => {
      if (known.vkey !== ended) return known;
      // A rotation is the old key's last signature. One that was rotated away before keeps its end when it is revoked.
      return { ...known, until: known.until ?? index + 1, revokedFrom: action === "revoke" ? effectiveFrom : known.revokedFrom };
    });
    if (action !== "revoke") this.#keys.push({ vkey: key, role, holder, since: index + 1, until: null, revokedFrom: null });
  }

  /** The keys in force for entry `index` that may sign a statement of this kind under this key id. */
  signers(index: number, kind: StatementKind, keyid: string): readonly KnownKey[] {
    return this.#keys.filter(
      (key) =>
        isInForce(key, index) &&
        keyIdOf(key.vkey) === keyid &&
        (key.role === "statement" || ((key.role === "person" || key.role === "party") && SIGNED_BY_OTHERS.includes(kind))),
    );
  }

  /** The one key of a role of the keeper's own in force for entry `index`; undefined before entry 0, and for roles that many keys have. */
  own(role: KeyRole, index: number): KnownKey | undefined {
    return SINGLE_ROLES.includes(role) ? this.#keys.find((key) => key.role === role && isInForce(key, index)) : undefined;
  }

  /** The log's keys that must have signed a checkpoint of this size: those in force for the entry that would come next. */
  logKeys(size: number): readonly KnownKey[] {
    return (["log-ed25519", "log-ml-dsa-44"] as const).flatMap((role) => this.own(role, size) ?? []);
  }

  /** The log's keys whose last signature is the checkpoint of this size: the one that covers the statement of their rotation. */
  outgoingLogKeys(size: number): readonly KnownKey[] {
    return this.#keys.filter((key) => key.until === size && (key.role === "log-ed25519" || key.role === "log-ml-dsa-44"));
  }
}

function isInForce(key: KnownKey, index: number): boolean {
  return key.since <= index && (key.until === null || index < key.until);
}

function isSameHolder(left: KeyPredicate["holder"], right: KeyPredicate["holder"]): boolean {
  return left.name === right.name && left.party === right.party;
}
