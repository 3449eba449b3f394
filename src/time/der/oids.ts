/** Object identifiers that tokens and certificates use, by what they name. */
export const OID = {
  /** RFC 5652 §5.1 */
  signedData: "1.2.840.113549.1.7.2",
  /** RFC 3161 §2.4.2 */
  tstInfo: "1.2.840.113549.1.9.16.1.4",
  /** RFC 5652 §11 */
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  /** RFC 5035 §5, §3 */
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
  /** RFC 8017 §A.2 */
  rsaEncryption: "1.2.840.113549.1.1.1",
  rsaPss: "1.2.840.113549.1.1.10",
  mgf1: "1.2.840.113549.1.1.8",
  /** RFC 8410 §3 */
  ed25519: "1.3.101.112",
  /** RFC 5280 §4.2.1 */
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extKeyUsage: "2.5.29.37",
  /** RFC 3161 §2.3 */
  timeStamping: "1.3.6.1.5.5.7.3.8",
  anyExtendedKeyUsage: "2.5.29.37.0",
} as const;

/** The hashes that a token may rest on (RFC 5754 §2). */
export type HashName = "sha256" | "sha384" | "sha512";

/** Hash algorithms by identifier. SHA-1 and MD5 are not among them. */
export const HASH_OIDS: ReadonlyMap<string, HashName> = new Map([
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);

/** Bytes of each hash. */
export const HASH_BYTES: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/** Signature algorithms that name their hash: RSA PKCS #1 v1.5 (RFC 8017 §A.2.4) and ECDSA (RFC 5758 §3.2). */
export const SIGNATURE_OIDS: ReadonlyMap<string, { readonly kind: "rsa-pkcs1" | "ecdsa"; readonly hash: HashName }> = new Map([
  ["1.2.840.113549.1.1.11", { kind: "rsa-pkcs1", hash: "sha256" }],
  ["1.2.840.113549.1.1.12", { kind: "rsa-pkcs1", hash: "sha384" }],
  ["1.2.840.113549.1.1.13", { kind: "rsa-pkcs1", hash: "sha512" }],
  ["1.2.840.10045.4.3.2", { kind: "ecdsa", hash: "sha256" }],
  ["1.2.840.10045.4.3.3", { kind: "ecdsa", hash: "sha384" }],
  ["1.2.840.10045.4.3.4", { kind: "ecdsa", hash: "sha512" }],
]);
