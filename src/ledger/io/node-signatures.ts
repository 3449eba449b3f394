import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { toHex } from "../../lib/index.ts";
import type { SignatureChecks } from "../../merkle/index.ts";

/** Ed25519 and ML-DSA-44 (empty context) by the platform, off the main thread. Keys are checked before they come here: see merkle's parseVkey. */
export const nodeSignatureChecks: SignatureChecks = {
  ed25519: (key, message, signature) => verifyBeside(message, publicKey("ed25519", key), signature),
  mlDsa44: (key, message, signature) => verifyBeside(message, publicKey("ml-dsa-44", key), signature),
};

function verifyBeside(message: Uint8Array, key: KeyObject, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, message, key, signature, (error, isGood) => (error === null ? resolve(isGood) : reject(error)));
  });
}

/** Reading a key costs a good part of what checking a signature does: the latest ones are kept. */
const KEPT_KEYS_MAX = 256;
const keptKeys = new Map<string, KeyObject>();

function publicKey(asymmetricKeyType: "ed25519" | "ml-dsa-44", key: Uint8Array): KeyObject {
  const name = `${asymmetricKeyType} ${toHex(key)}`;
  const kept = keptKeys.get(name);
  if (kept !== undefined) return kept;
  const read = createPublicKey({ key, format: "raw-public", asymmetricKeyType });
  if (keptKeys.size >= KEPT_KEYS_MAX) keptKeys.clear();
  keptKeys.set(name, read);
  return read;
}
