import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { SignatureChecks } from "../../merkle/index.ts";

/** Ed25519 and ML-DSA-44 (empty context) by the platform. Keys are checked before they come here: see merkle's parseVkey. */
export const nodeSignatureChecks: SignatureChecks = {
  ed25519: async (key, message, signature) => verify(null, message, publicKey("ed25519", key), signature),
  mlDsa44: async (key, message, signature) => verify(null, message, publicKey("ml-dsa-44", key), signature),
};

function publicKey(asymmetricKeyType: "ed25519" | "ml-dsa-44", key: Uint8Array): KeyObject {
  return createPublicKey({ key, format: "raw-public", asymmetricKeyType });
}
