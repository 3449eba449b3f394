import { type Checked, no, yes } from "../../lib/index.ts";
import { OID } from "../der/oids.ts";
import { type DerNode, parseDer } from "../der/read.ts";
import { plainContextTag, TAG } from "../der/tags.ts";
import { oidOf, smallOf, Walk } from "../der/walk.ts";

/** What a certificate's extensions say (RFC 5280 §4.2.1), as far as a path to a time-stamping authority needs it. */
export type Extensions = {
  /** undefined without the extension. `pathLength` is null when unlimited. */
  readonly basicConstraints: { readonly isAuthority: boolean; readonly pathLength: number | null } | undefined;
  /** Numbers of the bits that are set; undefined without the extension. */
  readonly keyUsage: ReadonlySet<number> | undefined;
  readonly extKeyUsage: { readonly isCritical: boolean; readonly purposes: readonly string[] } | undefined;
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
  /** GeneralNames of subjectAltName, as DER. */
  readonly alternativeNames: readonly Uint8Array[];
  /** Critical ones that we do not know: whoever relies on the certificate must refuse it. */
  readonly unknownCritical: readonly string[];
};

/** Bits of keyUsage (RFC 5280 §4.2.1.3). */
export const KEY_USAGE = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5 } as const;

const EXTENSIONS_MAX = 64;

type Raw = { readonly isCritical: boolean; readonly value: DerNode };

/** Reads the extensions of a certificate; none when there are none. The fault says what was expected. */
export function readExtensions(node: DerNode | undefined): Checked<Extensions, string> {
  const raw = rawExtensions(node);
  if (raw === undefined) return no("extensions, each once, of DER");
  const value = (id: string) => raw.get(id)?.value;
  const basicConstraints = readBasicConstraints(value(OID.basicConstraints));
  const keyUsage = readKeyUsage(value(OID.keyUsage));
  const purposes = readPurposes(value(OID.extKeyUsage));
  const subjectKeyId = readKeyId(value(OID.subjectKeyIdentifier), TAG.octetString);
  const authorityKeyId = readAuthorityKeyId(value(OID.authorityKeyIdentifier));
  const names = value(OID.subjectAltName);
  if (basicConstraints === null) return no("basicConstraints as RFC 5280 has them");
  if (keyUsage === null) return no("keyUsage as RFC 5280 has it");
  if (purposes === null) return no("extKeyUsage as RFC 5280 has it");
  if (subjectKeyId === null || authorityKeyId === null) return no("key identifiers as RFC 5280 has them");
  if (names !== undefined && names.tag !== TAG.sequence) return no("subjectAltName as RFC 5280 has it");
  return yes({
    basicConstraints,
    keyUsage,
    extKeyUsage: purposes === undefined ? undefined : { isCritical: raw.get(OID.extKeyUsage)?.isCritical === true, purposes },
    subjectKeyId,
    authorityKeyId,
    alternativeNames: names?.children.map((name) => name.bytes) ?? [],
    unknownCritical: [...raw].filter(([id, { isCritical }]) => isCritical && !UNDERSTOOD.has(id)).map(([id]) => id),
  });
}

const UNDERSTOOD: ReadonlySet<string> = new Set([OID.basicConstraints, OID.keyUsage, OID.extKeyUsage, OID.subjectAltName]);

function rawExtensions(node: DerNode | undefined): ReadonlyMap<string, Raw> | undefined {
  const raw = new Map<string, Raw>();
  if (node === undefined) return raw;
  if (node.tag !== TAG.sequence || node.children.length === 0 || node.children.length > EXTENSIONS_MAX) return undefined;
  for (const extension of node.children) {
    const walk = new Walk(extension);
    const id = oidOf(walk.take(TAG.oid));
    const critical = walk.take(TAG.boolean);
    const octets = walk.take(TAG.octetString);
    const value = octets === undefined ? undefined : parseDer(octets.content);
    // DER leaves out a default, so FALSE is never written (X.690 §11.5).
    const isFalse = critical?.content[0] === 0;
    if (!walk.done || id === undefined || value === undefined || !value.ok || isFalse || raw.has(id)) return undefined;
    raw.set(id, { isCritical: critical !== undefined, value: value.value });
  }
  return raw;
}

function readBasicConstraints(node: DerNode | undefined): Extensions["basicConstraints"] | null {
  if (node === undefined) return undefined;
  const walk = new Walk(node);
  const authority = walk.take(TAG.boolean);
  const length = walk.take(TAG.integer);
  const pathLength = length === undefined ? null : smallOf(length);
  if (!walk.done || authority?.content[0] === 0 || pathLength === undefined) return null;
  if (pathLength !== null && authority === undefined) return null;
  return { isAuthority: authority !== undefined, pathLength };
}

function readKeyUsage(node: DerNode | undefined): Extensions["keyUsage"] | null {
  if (node === undefined) return undefined;
  if (node.tag !== TAG.bitString) return null;
  const bits = node.content.subarray(1);
  const set = new Set<number>();
  for (let bit = 0; bit < bits.length * 8; bit++) {
    if (((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) set.add(bit);
  }
  return set;
}

function readPurposes(node: DerNode | undefined): readonly string[] | undefined | null {
  if (node === undefined) return undefined;
  const purposes = node.children.map(oidOf);
  if (node.tag !== TAG.sequence || purposes.length === 0 || purposes.includes(undefined)) return null;
  return purposes as string[];
}

function readKeyId(node: DerNode | undefined, tag: number): Uint8Array | undefined | null {
  if (node === undefined) return undefined;
  return node.tag === tag ? node.content : null;
}

function readAuthorityKeyId(node: DerNode | undefined): Uint8Array | undefined | null {
  if (node === undefined) return undefined;
  const walk = new Walk(node);
  const id = walk.take(plainContextTag(0));
  return node.tag === TAG.sequence ? id?.content : null;
}
