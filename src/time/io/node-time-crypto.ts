import { constants, createPublicKey, hash as digestOf, type KeyObject, verify } from "node:crypto";
import type { SignatureAlgorithm, TimeCrypto } from "../crypto.ts";

const RSA_BITS_MIN = 2048;
/** P-256, P-384 and P-521 as OpenSSL names them. */
const CURVES: ReadonlySet<string> = new Set(["prime256v1", "secp384r1", "secp521r1"]);

/** Hashes and signatures by the platform. */
export const nodeTimeCrypto: TimeCrypto = {
  digest: (hash, bytes) => Uint8Array.from(digestOf(hash, bytes, "buffer")),
  verify(algorithm, publicKey, message, signature) {
    try {
      const key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
      return isFor(algorithm, key) && verifyWith(algorithm, key, message, signature);
    } catch {
      return false; // OpenSSL's only complaint here is of a key or signature that it cannot read: that is the answer
    }
  },
};

function isFor({ kind }: SignatureAlgorithm, { asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
  switch (kind) {
    case "rsa-pkcs1":
      return type === "rsa" && (details?.modulusLength ?? 0) >= RSA_BITS_MIN;
    case "rsa-pss":
      return (type === "rsa" || type === "rsa-pss") && (details?.modulusLength ?? 0) >= RSA_BITS_MIN;
    case "ecdsa":
      return type === "ec" && CURVES.has(details?.namedCurve ?? "");
    case "ed25519":
      return type === "ed25519";
  }
}

function verifyWith(algorithm: SignatureAlgorithm, key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  switch (algorithm.kind) {
    case "rsa-pkcs1":
      return verify(algorithm.hash, message, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
    case "rsa-pss":
      return verify(
        algorithm.hash,
        message,
        { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltBytes },
        signature,
      );
    case "ecdsa":
      return verify(algorithm.hash, message, { key, dsaEncoding: "der" }, signature);
    case "ed25519":
      return verify(null, message, key, signature);
  }
}
