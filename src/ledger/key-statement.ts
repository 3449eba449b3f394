import { type Sha256, toBase64, toHex, utf8 } from "../lib/index.ts";
import { type KeyClaim, type KeyPredicate, keyProofMessage, type StatementOf } from "../model/index.ts";
import type { SigningKey } from "./signer.ts";

/** A `key` statement; its subject is the key, by the SHA-256 of its vkey. */
export function keyStatement(sha256: Sha256, predicate: KeyPredicate): StatementOf<"key"> {
  return { kind: "key", subject: [{ name: "key", digest: { sha256: toHex(sha256(utf8(predicate.key))) } }], predicate };
}

/** A new key's own signature over what is claimed of it in the ledger of this origin, base64 (spec/keys.md §Proof). */
export async function proveKey(origin: string, claim: KeyClaim, key: SigningKey): Promise<string> {
  return toBase64(await key.sign(keyProofMessage(origin, claim)));
}
