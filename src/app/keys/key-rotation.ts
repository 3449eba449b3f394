import { keyStatement, type OwnRole, proveKey, type Receipt } from "../../ledger/index.ts";
import { areKeysHalfProtected, createNextKey, nodeSignatureChecks, settleKeys, sha256 } from "../../ledger/io/index.ts";
import { type Clock, Failure, isoTime, present } from "../../lib/index.ts";
import { keyStatementFault } from "../../merkle/index.ts";
import { type KeyClaim, type KeyPredicate, type KnownKey, keyIdOf } from "../../model/index.ts";
import type { Node } from "../node.ts";

/** The node, as far as its keys go. */
type KeyNode = Pick<Node, "files" | "ledger">;

/** A key and the entry of the statement that changed what is believed of it. */
export type KeyChange = { readonly vkey: string; readonly index: number };

/**
 * Makes a new key for a role of the keeper's own and has it take the old one's place. The new key is durable before the statement that
 * names it, the statement before the old key's file goes: a crash leaves one or the other in force, and the next opening ends it.
 * Throws LEDGER_KEYS, KEY_LOCKED or LEDGER_DISK.
 */
export async function rotateOwnKey(
  { files, ledger }: KeyNode,
  { role, reason, clock }: { readonly role: OwnRole; readonly reason: string; readonly clock: Clock },
): Promise<KeyChange> {
  if (await areKeysHalfProtected(files))
    throw new Failure(
      "LEDGER_KEYS",
      "some keys are protected and some are not. Run `meridian keys protect` or `unprotect` first",
    );
  const { origin, size, keyring } = ledger;
  const key = await createNextKey(files, { role, origin });
  ledger.offerKey(role, key);
  const old = present(keyring.own(role, size), "a ledger has a key of each role of the keeper's");
  const claim: KeyClaim = {
    action: "rotate",
    role,
    key: key.vkey,
    replaces: old.vkey,
    holder: old.holder,
    effectiveFrom: isoTime(clock()),
  };
  const proof = role === "statement" ? await proveKey(origin, claim, key) : null;
  const change = await enter(ledger, { ...claim, reason, proof });
  await settleKeys(files, { next: [{ role, key }] }, ledger.keyring);
  return change;
}

/**
 * Enters the key of a person or of another party, or has it take the place of their old one. `claim` is what `claimKey` made, perhaps on
 * another machine: untrusted. Throws KEY_REFUSED.
 */
export async function enterKey({ ledger }: KeyNode, claim: KeyPredicate): Promise<KeyChange> {
  if ((claim.role !== "person" && claim.role !== "party") || claim.action === "revoke")
    throw new Failure("KEY_REFUSED", `expected the claim of a person or a party, got to ${claim.action} a ${claim.role} key`);
  return enter(ledger, claim);
}

/** Ends the belief in a key, from a time on that may lie in the past. `name` is its vkey or key id. Throws KEY_REFUSED. */
export async function revokeKey(
  { ledger }: KeyNode,
  { name, from, reason }: { readonly name: string; readonly from: string; readonly reason: string },
): Promise<KeyChange> {
  const { vkey, role, holder } = findKey(ledger.keyring.keys, name);
  return enter(ledger, {
    action: "revoke",
    role,
    key: vkey,
    replaces: null,
    holder,
    effectiveFrom: from,
    reason,
    proof: null,
  });
}

/** The key that is meant by a vkey or a key id (`<name>+<8 digits>`). Throws KEY_REFUSED when there is none, or more than one. */
function findKey(keys: readonly KnownKey[], name: string): KnownKey {
  const found = keys.filter(({ vkey }) => vkey === name || keyIdOf(vkey) === name);
  const [key] = found;
  if (key === undefined || found.length > 1)
    throw new Failure("KEY_REFUSED", `expected one key of the ledger, ${name} means ${found.length}. Run \`meridian keys list\``);
  return key;
}

async function enter(ledger: KeyNode["ledger"], predicate: KeyPredicate): Promise<KeyChange> {
  const fault = await keyStatementFault(ledger.keyring, { index: ledger.size, predicate }, nodeSignatureChecks);
  if (fault !== undefined) throw new Failure("KEY_REFUSED", fault);
  const [receipt] = await ledger.append([keyStatement(sha256, predicate)]);
  const { index } = present<Receipt>(receipt, "one statement has one receipt");
  return { vkey: predicate.key, index };
}
