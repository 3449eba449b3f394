import { type Checked, equalBytes, yes } from "../../lib/index.ts";
import type { TimeCrypto } from "../crypto.ts";
import { type HashName, OID } from "../der/oids.ts";
import { parseDer } from "../der/read.ts";
import { contextTag, TAG } from "../der/tags.ts";
import { oidOf } from "../der/walk.ts";
import { element } from "../der/write.ts";
import type { Certificate } from "../x509/certificate.ts";
import { verifyPath } from "../x509/path.ts";
import { refuse, type TokenFault } from "./fault.ts";
import { readSignedToken, type SignedToken } from "./signed-data.ts";
import { wrongSigningCertificate } from "./signing-certificate.ts";
import { parseTstInfo, type TstInfo } from "./tst-info.ts";

/** What a token must be to be believed. */
export type TokenExpectation = {
  /** The bytes whose hash the imprint must be. */
  readonly stamped: Uint8Array;
  /** The hash that was asked for; undefined for any that is believed, as years later. */
  readonly hash: HashName | undefined;
  /** The request's nonce, as the content of its INTEGER; undefined when no request is at hand, as years later. */
  readonly nonce: Uint8Array | undefined;
  /** Policies that are accepted; undefined for any. */
  readonly policies: readonly string[] | undefined;
  /** Certificates that are believed. */
  readonly anchors: readonly Certificate[];
};

/** A token that proves that what it stamps was there at `toMs`, by the word of the authority; its clock then read `fromMs` to `toMs`. */
export type VerifiedToken = TstInfo & {
  /** genTime minus and plus accuracy, ms since 1970, rounded outwards. */
  readonly fromMs: number;
  readonly toMs: number;
  /** When the first certificate of the path expires: renew before. Ms since 1970. */
  readonly expiresMs: number;
  /** The path, signer first, anchor last. */
  readonly path: readonly Certificate[];
};

/** Accuracy where the token states none, microseconds: the resolution of a genTime without fraction. */
const ACCURACY_ASSUMED_MICROS = 1e6;

/** 9999-12-31T23:59:59.999Z, beyond which our own times have no text. */
const TIME_MS_MAX = 253_402_300_799_999;

/**
 * Verifies a TimeStampToken (RFC 3161 §2.4.2, RFC 5816) against what is expected of it. Input is untrusted; the answer names the first
 * check that failed. Revocation is not looked up (spec/time.md §Security).
 */
export function verifyToken(
  bytes: Uint8Array,
  expected: TokenExpectation,
  crypto: TimeCrypto,
): Checked<VerifiedToken, TokenFault> {
  const der = parseDer(bytes);
  if (!der.ok) return refuse("not-der", `byte ${der.fault.offset}: expected ${der.fault.expected}`);
  const token = readSignedToken(der.value);
  if (!token.ok) return token;
  const tst = parseTstInfo(token.value.content);
  if (!tst.ok) return tst;
  const signer = signerOf(token.value, expected.anchors);
  if (signer === undefined) return refuse("signer-certificate", "the signer's certificate is neither in the token nor pinned");
  const content = checkSignature(token.value, signer, crypto);
  if (!content.ok) return content;
  const { genTime } = tst.value;
  const others = token.value.certificates;
  const path = verifyPath({ signer, others, anchors: expected.anchors, at: genTime }, crypto);
  if (!path.ok) return path;
  const wrong = wrongSigningCertificate(token.value.attributes, path.value, crypto);
  if (wrong !== undefined) return refuse("signing-certificate", wrong);
  const answer = checkAnswer(tst.value, expected, signer, crypto);
  if (!answer.ok) return answer;
  const micros = tst.value.accuracyMicros ?? ACCURACY_ASSUMED_MICROS;
  const accuracyMs = Math.ceil(micros / 1000);
  if (genTime.toMs + accuracyMs > TIME_MS_MAX) return refuse("gen-time", "expected a time before the year 10000");
  return yes({
    ...tst.value,
    fromMs: genTime.fromMs - accuracyMs,
    toMs: genTime.toMs + accuracyMs,
    expiresMs: Math.min(...path.value.map(({ notAfterMs }) => notAfterMs)),
    path: path.value,
  });
}

/** The certificate that the SignerInfo names, in the token or among the anchors. */
function signerOf({ signer, certificates }: SignedToken, anchors: readonly Certificate[]): Certificate | undefined {
  return [...certificates, ...anchors].find(({ issuer, serial, extensions: { subjectKeyId } }) =>
    "keyId" in signer
      ? subjectKeyId !== undefined && equalBytes(subjectKeyId, signer.keyId)
      : equalBytes(issuer, signer.issuer) && equalBytes(serial, signer.serial),
  );
}

/** The signed attributes bind the TSTInfo, and the signer signed them. */
function checkSignature(token: SignedToken, { publicKey }: Certificate, crypto: TimeCrypto): Checked<true, TokenFault> {
  const { attributes, content, digest, algorithm, signedBytes, signature } = token;
  if (oidOf(attributes.get(OID.contentType)) !== OID.tstInfo)
    return refuse("signed-attributes", "expected contentType TSTInfo among them");
  const messageDigest = attributes.get(OID.messageDigest);
  if (messageDigest?.tag !== TAG.octetString) return refuse("signed-attributes", "expected messageDigest among them");
  if (!equalBytes(messageDigest.content, crypto.digest(digest, content)))
    return refuse("message-digest", "the TSTInfo is not what was signed");
  if (!crypto.verify(algorithm, publicKey, signedBytes, signature)) return refuse("signature", "the signature does not verify");
  return yes(true);
}

/** The token answers what was asked. */
function checkAnswer(
  tst: TstInfo,
  expected: TokenExpectation,
  signer: Certificate,
  crypto: TimeCrypto,
): Checked<true, TokenFault> {
  if (expected.hash !== undefined && tst.imprint.hash !== expected.hash)
    return refuse("imprint", `expected an imprint by ${expected.hash}, got one by ${tst.imprint.hash}`);
  if (!equalBytes(tst.imprint.digest, crypto.digest(tst.imprint.hash, expected.stamped)))
    return refuse("imprint", "the token stamps something else");
  if (expected.nonce !== undefined && (tst.nonce === undefined || !equalBytes(tst.nonce, expected.nonce)))
    return refuse("nonce", "the token answers another request");
  if (expected.policies?.includes(tst.policy) === false)
    return refuse("policy", `policy ${tst.policy} is none of those that are accepted`);
  if (tst.tsa !== undefined && !namesOf(signer).some((name) => equalBytes(name, tst.tsa as Uint8Array)))
    return refuse("tsa-name", "the token gives a name that is not in its signer's certificate");
  return yes(true);
}

/** The names of a certificate as GeneralNames: its subject and its alternative names (RFC 3161 §2.4.2, `tsa`). */
function namesOf({ subject, extensions }: Certificate): readonly Uint8Array[] {
  return [element(contextTag(4), subject), ...extensions.alternativeNames];
}
