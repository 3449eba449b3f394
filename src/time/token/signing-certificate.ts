import { equalBytes } from "../../lib/index.ts";
import type { TimeCrypto } from "../crypto.ts";
import { type HashName, OID } from "../der/oids.ts";
import type { DerNode } from "../der/read.ts";
import { contextTag, TAG } from "../der/tags.ts";
import { inner, Walk } from "../der/walk.ts";
import type { Certificate } from "../x509/certificate.ts";
import { hashOf } from "./algorithm.ts";

/** One ESSCertID or ESSCertIDv2 (RFC 5035 §4, §5.4). */
type CertificateId = {
  readonly hash: HashName | "sha1";
  readonly digest: Uint8Array;
  readonly issuerSerial: DerNode | undefined;
};

const IDS_MAX = 16;

/**
 * What is wrong with the signing-certificate attributes of a token whose path is `path`, signer first; undefined when nothing is. One of
 * v1 and v2 must be there; in each the first id is the signer's, any further one is of a certificate of the path (RFC 5035 §5.4.1).
 */
export function wrongSigningCertificate(
  attributes: ReadonlyMap<string, DerNode>,
  path: readonly Certificate[],
  crypto: TimeCrypto,
): string | undefined {
  const versions = [attributes.get(OID.signingCertificate), attributes.get(OID.signingCertificateV2)];
  if (versions.every((version) => version === undefined)) return "neither signingCertificate nor signingCertificateV2 is there";
  for (const [at, value] of versions.entries()) {
    if (value === undefined) continue;
    const name = at === 0 ? "signingCertificate" : "signingCertificateV2";
    const ids = idsOf(value, at === 1);
    const [first, ...others] = ids ?? [];
    if (first === undefined) return `expected ${name} as RFC 5035 has it`;
    if (!isOf(first, path[0] as Certificate, crypto)) return `${name} names another certificate than the signer's`;
    if (!others.every((id) => path.some((certificate) => isOf(id, certificate, crypto))))
      return `${name} names a certificate that is not in the path`;
  }
  return undefined;
}

function idsOf(value: DerNode, isV2: boolean): readonly CertificateId[] | undefined {
  const walk = new Walk(value);
  const list = walk.take(TAG.sequence);
  walk.take(TAG.sequence); // policies: RFC 5035 §5.4.1.1 gives them no meaning for a time-stamp
  if (!walk.done || list === undefined || list.children.length > IDS_MAX) return undefined;
  const ids = list.children.map((node) => idOf(node, isV2));
  return ids.includes(undefined) ? undefined : (ids as CertificateId[]);
}

function idOf(node: DerNode, isV2: boolean): CertificateId | undefined {
  const walk = new Walk(node);
  const named = isV2 ? walk.take(TAG.sequence) : undefined;
  const hash = isV2 ? (named === undefined ? "sha256" : hashOf(named)) : "sha1";
  const digest = walk.take(TAG.octetString)?.content;
  const issuerSerial = walk.take(TAG.sequence);
  return walk.done && hash !== undefined && digest !== undefined ? { hash, digest, issuerSerial } : undefined;
}

const DIRECTORY_NAME = 4;

function isOf({ hash, digest, issuerSerial }: CertificateId, { der, issuer, serial }: Certificate, crypto: TimeCrypto): boolean {
  if (!equalBytes(crypto.digest(hash, der), digest)) return false;
  if (issuerSerial === undefined) return true;
  const walk = new Walk(issuerSerial);
  const [names, number] = [walk.take(TAG.sequence), walk.take(TAG.integer)];
  const name = inner(new Walk(names).take(contextTag(DIRECTORY_NAME)));
  if (!walk.done || name === undefined || number === undefined || names?.children.length !== 1) return false;
  return equalBytes(name.bytes, issuer) && equalBytes(number.content, serial);
}
