import { type Checked, concat, equalBytes, yes } from "../../lib/index.ts";
import type { SignatureAlgorithm } from "../crypto.ts";
import { type HashName, OID } from "../der/oids.ts";
import type { DerNode } from "../der/read.ts";
import { contextTag, plainContextTag, TAG } from "../der/tags.ts";
import { inner, isSorted, oidOf, smallOf, Walk } from "../der/walk.ts";
import { type Certificate, certificateOf } from "../x509/certificate.ts";
import { hashOf, signatureAlgorithmOf } from "./algorithm.ts";
import { refuse, type TokenFault } from "./fault.ts";

/** Whose signature it is said to be: issuer and serial number, or a key identifier (RFC 5652 §5.3). */
export type SignerId = { readonly issuer: Uint8Array; readonly serial: Uint8Array } | { readonly keyId: Uint8Array };

/** A SignedData over a TSTInfo, as read (RFC 5652 §5.1, RFC 3161 §2.4.2). */
export type SignedToken = {
  /** The TSTInfo's bytes. */
  readonly content: Uint8Array;
  readonly certificates: readonly Certificate[];
  readonly signer: SignerId;
  readonly digest: HashName;
  readonly algorithm: SignatureAlgorithm;
  /** Values of the signed attributes by type: one value each. */
  readonly attributes: ReadonlyMap<string, DerNode>;
  /** What is signed: the signed attributes as a SET (RFC 5652 §5.4). */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
};

/** Certificates in a token at most. */
const CERTIFICATES_MAX = 16;
const ATTRIBUTES_MAX = 32;
const SIGNED_DATA_VERSION = 3; // RFC 5652 §5.1: content that is not id-data

/** Reads the SignedData in a ContentInfo. */
export function readSignedToken(node: DerNode): Checked<SignedToken, TokenFault> {
  const outer = new Walk(node);
  const type = oidOf(outer.take(TAG.oid));
  if (type !== OID.signedData) return refuse("content-type", "expected signed data");
  const walk = new Walk(inner(outer.take(contextTag(0))));
  const version = smallOf(walk.take(TAG.integer));
  const digests = walk.take(TAG.set);
  const content = readContent(walk.take(TAG.sequence));
  if (!content.ok) return content;
  const certificates = readCertificates(walk.take(contextTag(0)));
  walk.take(contextTag(1));
  const signers = walk.take(TAG.set);
  if (!outer.done || !walk.done || digests === undefined || signers === undefined)
    return refuse("structure", "expected a SignedData as RFC 5652 has it");
  if (version !== SIGNED_DATA_VERSION) return refuse("version", `expected SignedData version ${SIGNED_DATA_VERSION}`);
  if (!certificates.ok) return certificates;
  const [signerInfo, ...more] = signers.children;
  if (signerInfo === undefined || more.length > 0)
    return refuse("signer-count", `expected one signer, got ${signers.children.length}`);
  const signer = readSignerInfo(signerInfo);
  if (!signer.ok) return signer;
  // RFC 5652 §5.1 lets a verifier refuse a hash that is not announced; openssl does.
  if (!digests.children.some((node) => hashOf(node) === signer.value.digest))
    return refuse("digest-algorithm", "the SignedData does not announce the signer's hash");
  return yes({ ...signer.value, content: content.value, certificates: certificates.value });
}

function readContent(node: DerNode | undefined): Checked<Uint8Array, TokenFault> {
  const walk = new Walk(node);
  if (oidOf(walk.take(TAG.oid)) !== OID.tstInfo) return refuse("econtent-type", "expected a TSTInfo");
  const octets = inner(walk.take(contextTag(0)));
  if (!walk.done || octets?.tag !== TAG.octetString) return refuse("structure", "expected the TSTInfo in the token");
  return yes(octets.content);
}

function readCertificates(node: DerNode | undefined): Checked<readonly Certificate[], TokenFault> {
  const nodes = node?.children ?? [];
  if (nodes.length > CERTIFICATES_MAX) return refuse("structure", `expected at most ${CERTIFICATES_MAX} certificates`);
  const certificates: Certificate[] = [];
  for (const [at, child] of nodes.entries()) {
    const certificate = certificateOf(child);
    if (!certificate.ok)
      return refuse("certificate", `certificate ${at + 1} of the token: expected ${certificate.fault.expected}`);
    if (certificates.some(({ der }) => equalBytes(der, certificate.value.der)))
      return refuse("certificate", `certificate ${at + 1} of the token stands there twice`);
    certificates.push(certificate.value);
  }
  return yes(certificates);
}

type SignerInfo = Omit<SignedToken, "content" | "certificates">;

function readSignerInfo(node: DerNode): Checked<SignerInfo, TokenFault> {
  const walk = new Walk(node);
  const version = smallOf(walk.take(TAG.integer));
  const named = walk.take(TAG.sequence);
  const signer = named === undefined ? keyIdOf(walk.take(plainContextTag(0))) : issuerAndSerialOf(named);
  const digestNode = walk.take(TAG.sequence);
  const signed = walk.take(contextTag(0));
  const signatureNode = walk.take(TAG.sequence);
  const signature = walk.take(TAG.octetString);
  walk.take(contextTag(1));
  if (!walk.done || signer === undefined || signature === undefined || signatureNode === undefined)
    return refuse("structure", "expected a SignerInfo as RFC 5652 has it");
  if (version !== ("keyId" in signer ? 3 : 1)) return refuse("version", "the SignerInfo's version is not that of its kind");
  const attributes = attributesOf(signed);
  if (signed === undefined || attributes === undefined)
    return refuse("signed-attributes", "expected signed attributes, sorted, each once, of one value each");
  const digest = hashOf(digestNode);
  if (digest === undefined) return refuse("digest-algorithm", "expected SHA-256, SHA-384 or SHA-512");
  const algorithm = signatureAlgorithmOf(signatureNode, digest);
  if (algorithm === undefined)
    return refuse("signature-algorithm", "expected RSA, RSA-PSS, ECDSA or Ed25519 with the hash that the signer names");
  const signedBytes = concat(Uint8Array.of(TAG.set), signed.bytes.subarray(1));
  return yes({ signer, digest, algorithm, attributes, signedBytes, signature: signature.content });
}

function issuerAndSerialOf(node: DerNode): SignerId | undefined {
  const walk = new Walk(node);
  const [issuer, serial] = [walk.take(TAG.sequence), walk.take(TAG.integer)];
  return walk.done && issuer !== undefined && serial !== undefined ? { issuer: issuer.bytes, serial: serial.content } : undefined;
}

function keyIdOf(node: DerNode | undefined): SignerId | undefined {
  return node === undefined ? undefined : { keyId: node.content };
}

/** Each type once, with one value: two of a kind is how a signed token says two things. */
function attributesOf(node: DerNode | undefined): ReadonlyMap<string, DerNode> | undefined {
  const attributes = new Map<string, DerNode>();
  if (node === undefined || node.children.length > ATTRIBUTES_MAX || !isSorted(node.children)) return undefined;
  for (const child of node.children) {
    const walk = new Walk(child);
    const type = oidOf(walk.take(TAG.oid));
    const value = inner(walk.take(TAG.set));
    if (!walk.done || type === undefined || value === undefined || attributes.has(type)) return undefined;
    attributes.set(type, value);
  }
  return attributes;
}
