import { type Checked, equalBytes, no, yes } from "../../lib/index.ts";
import type { SignatureAlgorithm } from "../crypto.ts";
import { type DerFault, type DerNode, parseDer } from "../der/read.ts";
import { contextTag, plainContextTag, TAG } from "../der/tags.ts";
import { validityTimeOf } from "../der/times.ts";
import { inner, smallOf, Walk } from "../der/walk.ts";
import { signatureAlgorithmOf } from "../token/algorithm.ts";
import { type Extensions, readExtensions } from "./extensions.ts";

/** An X.509 certificate as read; nothing of it is believed. Names and the serial number are DER, compared byte by byte. */
export type Certificate = {
  readonly der: Uint8Array;
  /** What is signed. */
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  /** undefined when it is one that is not believed. */
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Both inclusive, ms since 1970. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly extensions: Extensions;
};

export type CertificateFault = DerFault | { readonly kind: "bad-certificate"; readonly expected: string };

/** Reads a certificate (RFC 5280 §4.1). Input is untrusted; signature and validity are verifyPath's matter. */
export function parseCertificate(bytes: Uint8Array): Checked<Certificate, CertificateFault> {
  const der = parseDer(bytes);
  return der.ok ? certificateOf(der.value) : der;
}

const V3 = 2;

/** The certificate in an element. */
export function certificateOf(node: DerNode): Checked<Certificate, CertificateFault> {
  const outer = new Walk(node);
  const tbs = outer.take(TAG.sequence);
  const algorithm = outer.take(TAG.sequence);
  const signature = bitsOf(outer.take(TAG.bitString));
  if (!outer.done || tbs === undefined || algorithm === undefined || signature === undefined)
    return refuse("a certificate of three parts");
  const parts = readTbs(tbs, algorithm);
  if (!parts.ok) return parts;
  return yes({
    ...parts.value,
    der: node.bytes,
    tbs: tbs.bytes,
    signature,
    algorithm: signatureAlgorithmOf(algorithm, undefined),
  });
}

type Tbs = Omit<Certificate, "der" | "tbs" | "signature" | "algorithm">;

function readTbs(tbs: DerNode, outerAlgorithm: DerNode): Checked<Tbs, CertificateFault> {
  const walk = new Walk(tbs);
  const version = inner(walk.take(contextTag(0)));
  const serial = walk.take(TAG.integer);
  const algorithm = walk.take(TAG.sequence);
  const issuer = walk.take(TAG.sequence);
  const validity = readValidity(walk.take(TAG.sequence));
  const subject = walk.take(TAG.sequence);
  const publicKey = walk.take(TAG.sequence);
  walk.take(plainContextTag(1));
  walk.take(plainContextTag(2));
  const extensions = readExtensions(inner(walk.take(contextTag(3))));
  if (!walk.done || smallOf(version) !== V3) return refuse("a version 3 certificate");
  if (!extensions.ok) return refuse(extensions.fault);
  if (algorithm === undefined || !equalBytes(algorithm.bytes, outerAlgorithm.bytes))
    return refuse("the same signature algorithm inside and outside");
  if (validity === undefined) return refuse("two times of validity");
  if (serial === undefined || issuer === undefined || subject === undefined || publicKey === undefined)
    return refuse("serial number, names and key");
  return yes({
    ...validity,
    serial: serial.content,
    issuer: issuer.bytes,
    subject: subject.bytes,
    publicKey: publicKey.bytes,
    extensions: extensions.value,
  });
}

function readValidity(node: DerNode | undefined): Pick<Certificate, "notBeforeMs" | "notAfterMs"> | undefined {
  const walk = new Walk(node);
  const [notBeforeMs, notAfterMs] = [validityTimeOf(walk.any()), validityTimeOf(walk.any())];
  return walk.done && notBeforeMs !== undefined && notAfterMs !== undefined ? { notBeforeMs, notAfterMs } : undefined;
}

/** The bytes of a BIT STRING of whole bytes. */
function bitsOf(node: DerNode | undefined): Uint8Array | undefined {
  return node?.content[0] === 0 ? node.content.subarray(1) : undefined;
}

function refuse(expected: string): Checked<never, CertificateFault> {
  return no({ kind: "bad-certificate", expected });
}
