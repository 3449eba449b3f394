import type { SignatureAlgorithm } from "../crypto.ts";
import { HASH_OIDS, type HashName, OID, SIGNATURE_OIDS } from "../der/oids.ts";
import type { DerNode } from "../der/read.ts";
import { contextTag, TAG } from "../der/tags.ts";
import { inner, oidOf, smallOf, Walk } from "../der/walk.ts";

/** The hash that an AlgorithmIdentifier names, its parameters absent or NULL (RFC 5754 §2); undefined for any other, so for SHA-1. */
export function hashOf(node: DerNode | undefined): HashName | undefined {
  const walk = new Walk(node);
  const hash = HASH_OIDS.get(oidOf(walk.take(TAG.oid)) ?? "");
  walk.take(TAG.null);
  return walk.done ? hash : undefined;
}

/**
 * The signature that an AlgorithmIdentifier names. `digest` is the hash that stands beside it in a SignerInfo, which must be the same;
 * undefined in a certificate. Undefined for what is not believed: SHA-1, MD5, DSA, PSS with two hashes.
 */
export function signatureAlgorithmOf(node: DerNode | undefined, digest: HashName | undefined): SignatureAlgorithm | undefined {
  const walk = new Walk(node);
  const name = oidOf(walk.take(TAG.oid)) ?? "";
  if (name === OID.rsaPss) return pssOf(walk, digest);
  if (name === OID.ed25519) return walk.done && (digest ?? "sha512") === "sha512" ? { kind: "ed25519" } : undefined;
  const known = SIGNATURE_OIDS.get(name) ?? keyOnly(name, digest);
  if (known?.kind === "rsa-pkcs1") walk.take(TAG.null);
  return walk.done && known?.hash === (digest ?? known?.hash) ? known : undefined;
}

/** RFC 5652 lets a SignerInfo name the key's kind only; then the hash is the digest's. */
function keyOnly(
  name: string,
  digest: HashName | undefined,
): { readonly kind: "rsa-pkcs1"; readonly hash: HashName } | undefined {
  return name === OID.rsaEncryption && digest !== undefined ? { kind: "rsa-pkcs1", hash: digest } : undefined;
}

const SALT_BYTES_MAX = 64;

/** RSASSA-PSS-params (RFC 4055 §3.1). The defaults are SHA-1, so every part must be there. */
function pssOf(outer: Walk, digest: HashName | undefined): SignatureAlgorithm | undefined {
  const walk = new Walk(outer.take(TAG.sequence));
  const hash = hashOf(inner(walk.take(contextTag(0))));
  const mask = new Walk(inner(walk.take(contextTag(1))));
  const maskName = oidOf(mask.take(TAG.oid));
  const maskHash = hashOf(mask.take(TAG.sequence));
  const saltBytes = smallOf(inner(walk.take(contextTag(2))));
  const isWhole = walk.done && outer.done && mask.done && maskName === OID.mgf1;
  if (!isWhole || hash === undefined || maskHash !== hash || (digest ?? hash) !== hash) return undefined;
  return saltBytes === undefined || saltBytes > SALT_BYTES_MAX ? undefined : { kind: "rsa-pss", hash, saltBytes };
}
