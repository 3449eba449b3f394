import { parseBase64 } from "../lib/index.ts";
import { type KeyPredicate, type KeyRole, type Keyring, keyProofMessage } from "../model/index.ts";
import { checkEd25519Signature } from "./ed25519-key.ts";
import type { SignatureChecks } from "./note-keys.ts";
import { explainVkeyFault, KEY_TYPES, type KeyType, parseVkey, type Vkey } from "./vkey.ts";

/** The vkey type that a key of a role has. */
export function keyTypeOf(role: KeyRole): KeyType {
  return role === "log-ml-dsa-44" ? KEY_TYPES.mlDsa44Cosignature : KEY_TYPES.ed25519Note;
}

/**
 * Why a `key` statement at entry `index` is not to be believed, in words; undefined when it is. It must follow from the ring, name a strict key of
 * its role's type, and, for keys that sign envelopes, carry the new key's own signature (spec/keys.md §Rules). Input is untrusted.
 */
export async function keyStatementFault(
  keyring: Keyring,
  { index, predicate }: { readonly index: number; readonly predicate: KeyPredicate },
  checks: SignatureChecks,
): Promise<string | undefined> {
  const refusal = keyring.refusal(index, predicate);
  if (refusal !== undefined) return refusal;
  const { action, role, key, proof } = predicate;
  if (action === "revoke") return proof === null ? undefined : "a revocation carries no proof";
  const vkey = parseVkey(key);
  if (!vkey.ok) return `expected ${explainVkeyFault(vkey.fault)}`;
  if (vkey.value.type !== keyTypeOf(role)) return `a ${role} key has another type`;
  if (role === "log-ed25519" || role === "log-ml-dsa-44") {
    if (vkey.value.name !== keyring.origin) return "a key of the log has the origin as its name";
    return proof === null ? undefined : "a key of the log signs nothing but checkpoints";
  }
  return proofFault(vkey.value, keyProofMessage(keyring.origin, predicate), proof, checks);
}

async function proofFault(
  vkey: Vkey,
  message: Uint8Array,
  proof: string | null,
  checks: SignatureChecks,
): Promise<string | undefined> {
  const signature = parseBase64(proof ?? "");
  if (proof === null || !signature.ok || !checkEd25519Signature(signature.value).ok)
    return "it lacks the new key's own signature";
  const holds = await checks.ed25519(vkey.publicKey, message, signature.value);
  return holds ? undefined : "the new key's own signature does not verify";
}
