import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { Failure, textOf } from "../../lib/index.ts";
import type { SigningKey } from "../signer.ts";
import { keyOf } from "./key-files.ts";

/** The name of a person's key: it follows from the key alone, so that who has the key needs nothing else to be known by it. */
export function personKeyName(publicKey: Uint8Array): string {
  return `person-${createHash("sha256").update(publicKey).digest("hex").slice(0, 16)}`;
}

/** A person's private key from the bytes of its file. `at` names the file in messages. Throws KEY_REFUSED. */
export function personKey(bytes: Uint8Array, at: string): SigningKey {
  const secret = readPem(bytes, at);
  if (secret.asymmetricKeyType !== "ed25519")
    throw new Failure("KEY_REFUSED", `expected an Ed25519 key in ${at}, got ${secret.asymmetricKeyType ?? "another"}`);
  return keyOf(secret, personKeyName(createPublicKey(secret).export({ format: "raw-public" })));
}

function readPem(bytes: Uint8Array, at: string): KeyObject {
  try {
    return createPrivateKey({ key: textOf(bytes) ?? "", format: "pem" });
  } catch {
    // Without the cause: an error of the key parser could carry the key itself.
    throw new Failure("KEY_REFUSED", `could not read a private key from ${at}`);
  }
}
