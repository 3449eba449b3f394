import { type Checked, equalBytes, no, yes } from "../../lib/index.ts";
import type { TimeCrypto } from "../crypto.ts";
import { OID } from "../der/oids.ts";
import type { Certificate } from "./certificate.ts";
import { KEY_USAGE } from "./extensions.ts";

/** Certificates in a path at most, signer and anchor included. */
const PATH_MAX = 8;
/** Signatures checked in the search for a path at most. */
const TRIES_MAX = 64;

export type PathFault = {
  readonly kind: "no-path" | "validity" | "basic-constraints" | "key-usage" | "extended-key-usage" | "critical-extension";
  readonly detail: string;
};

/** What a path is looked for among: pinned anchors, what came with the token, and the span in which it was signed. */
export type PathQuestion = {
  readonly signer: Certificate;
  readonly others: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  /** Every certificate must be valid during all of it. Ms since 1970. */
  readonly at: { readonly fromMs: number; readonly toMs: number };
};

/**
 * The path from a time-stamping certificate to a pinned anchor, signer first (RFC 5280 §6.1 without policies and name constraints: a
 * certificate where those are critical is refused). Of several paths the first that holds; when none does, the fault of the first.
 */
export function verifyPath(question: PathQuestion, crypto: TimeCrypto): Checked<readonly Certificate[], PathFault> {
  const purpose = checkSigner(question.signer);
  if (purpose !== undefined) return no(purpose);
  const search = { ...question, crypto, tries: 0, fault: undefined as PathFault | undefined };
  const path = extend(search, [question.signer]);
  return path === undefined
    ? no(search.fault ?? { kind: "no-path", detail: "no anchor issued what signed the token" })
    : yes(path);
}

type Search = PathQuestion & { readonly crypto: TimeCrypto; tries: number; fault: PathFault | undefined };

function extend(search: Search, path: readonly Certificate[]): readonly Certificate[] | undefined {
  const last = path.at(-1) as Certificate;
  if (search.anchors.some((anchor) => equalBytes(anchor.der, last.der))) return accept(search, path);
  if (path.length === PATH_MAX) return undefined;
  for (const issuer of [...search.anchors, ...search.others]) {
    if (path.includes(issuer) || !isNamedBy(issuer, last) || search.tries >= TRIES_MAX) continue;
    search.tries++;
    const { algorithm } = last;
    if (algorithm === undefined || !search.crypto.verify(algorithm, issuer.publicKey, last.tbs, last.signature)) continue;
    const whole = extend(search, [...path, issuer]);
    if (whole !== undefined) return whole;
  }
  return undefined;
}

/** Names chain, and key identifiers where both give one. */
function isNamedBy(issuer: Certificate, { issuer: name, extensions }: Certificate): boolean {
  const [wanted, has] = [extensions.authorityKeyId, issuer.extensions.subjectKeyId];
  return equalBytes(issuer.subject, name) && (wanted === undefined || has === undefined || equalBytes(wanted, has));
}

function accept(search: Search, path: readonly Certificate[]): readonly Certificate[] | undefined {
  const fault = path.map((certificate, at) => checkInPath(search, path, certificate, at)).find((found) => found !== undefined);
  if (fault === undefined) return path;
  search.fault ??= fault;
  return undefined;
}

function checkInPath(
  { at: { fromMs, toMs } }: Search,
  path: readonly Certificate[],
  certificate: Certificate,
  at: number,
): PathFault | undefined {
  const { notBeforeMs, notAfterMs, extensions } = certificate;
  const which = at === 0 ? "the signer's certificate" : `certificate ${at + 1} of the path`;
  if (fromMs < notBeforeMs || toMs > notAfterMs) return { kind: "validity", detail: `${which} was not valid at that time` };
  const [unknown] = extensions.unknownCritical;
  if (unknown !== undefined) return { kind: "critical-extension", detail: `${which} has the critical extension ${unknown}` };
  return at === 0 ? undefined : checkAuthority(path, certificate, at, which);
}

function checkAuthority(
  path: readonly Certificate[],
  { extensions }: Certificate,
  at: number,
  which: string,
): PathFault | undefined {
  const { basicConstraints, keyUsage, extKeyUsage } = extensions;
  if (basicConstraints?.isAuthority !== true) return { kind: "basic-constraints", detail: `${which} may not issue certificates` };
  const between = path.slice(1, at).filter(({ issuer, subject }) => !equalBytes(issuer, subject)).length;
  if (basicConstraints.pathLength !== null && between > basicConstraints.pathLength)
    return { kind: "basic-constraints", detail: `${which} allows ${basicConstraints.pathLength} between it and the signer's` };
  if (keyUsage !== undefined && !keyUsage.has(KEY_USAGE.keyCertSign))
    return { kind: "key-usage", detail: `${which} may not sign certificates` };
  const purposes = extKeyUsage?.purposes;
  if (purposes?.some((purpose) => purpose === OID.timeStamping || purpose === OID.anyExtendedKeyUsage) === false)
    return { kind: "extended-key-usage", detail: `${which} is not for time-stamping` };
  return undefined;
}

/** RFC 3161 §2.3: one purpose, time-stamping, critical; and a key that signs, and nothing but signs. */
function checkSigner({ extensions: { extKeyUsage, keyUsage } }: Certificate): PathFault | undefined {
  const [purpose, ...more] = extKeyUsage?.purposes ?? [];
  if (purpose !== OID.timeStamping || more.length > 0)
    return { kind: "extended-key-usage", detail: "the signer's certificate must be for time-stamping and for nothing else" };
  if (extKeyUsage?.isCritical !== true)
    return { kind: "extended-key-usage", detail: "the signer's extKeyUsage must be critical" };
  const signs: readonly number[] = [KEY_USAGE.digitalSignature, KEY_USAGE.nonRepudiation];
  if (keyUsage !== undefined && (keyUsage.size === 0 || [...keyUsage].some((bit) => !signs.includes(bit))))
    return { kind: "key-usage", detail: "the signer's key must be for signatures and for nothing else" };
  return undefined;
}
