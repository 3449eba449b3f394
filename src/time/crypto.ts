import type { HashName } from "./der/oids.ts";

/** How a signature was made. The salt of RSA-PSS is in bytes. */
export type SignatureAlgorithm =
  | { readonly kind: "rsa-pkcs1" | "ecdsa"; readonly hash: HashName }
  | { readonly kind: "rsa-pss"; readonly hash: HashName; readonly saltBytes: number }
  | { readonly kind: "ed25519" };

/** What the verifier asks of the platform. SHA-1 serves only to find a certificate by ESSCertID (RFC 2634 §5.4.1). */
export type TimeCrypto = {
  digest(hash: HashName | "sha1", bytes: Uint8Array): Uint8Array;
  /** `publicKey` is a DER SubjectPublicKeyInfo. False for a key of another kind, a broken one, or RSA below 2048 bits. Never throws. */
  verify(algorithm: SignatureAlgorithm, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
};
