import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as nodeSign,
} from "node:crypto";

/** One DER element; deliberately not the writer under test. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const size =
    body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}
export const seq = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts.toSorted((a, b) => Buffer.compare(a, b)));
export const int = (value: number | Uint8Array): Buffer => der(2, typeof value === "number" ? small(value) : value);
export const octets = (bytes: Uint8Array): Buffer => der(4, bytes);
const NULL: Buffer = der(5);
export const TRUE: Buffer = der(1, Buffer.from([0xff]));
const time = (text: string): Buffer => der(0x18, Buffer.from(text));
const small = (value: number) =>
  Buffer.from(
    value < 0x80 ? [value] : value < 0x8000 ? [value >> 8, value & 255] : [0, value >> 16, (value >> 8) & 255, value & 255],
  );

/** An object identifier in dotted decimal. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const arc = (value: number): number[] =>
    value < 128 ? [value] : [...arc(Math.floor(value / 128)).map((byte) => byte | 128), value % 128];
  return der(6, Buffer.from([first * 40 + second, ...rest].flatMap(arc)));
}

export const OIDS = {
  sha1: "1.3.14.3.2.26",
  md5: "1.2.840.113549.2.5",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  codeSigning: "1.3.6.1.5.5.7.3.3",
} as const;
export type Hash = "sha1" | "md5" | "sha256" | "sha384" | "sha512";
export const hashAlgorithm = (hash: Hash): Buffer => seq(oid(OIDS[hash]), NULL);
export const digest = (hash: Hash, bytes: Uint8Array): Buffer => createHash(hash).update(bytes).digest();

/** How a key signs: its AlgorithmIdentifier and the signature. */
export type Scheme = { readonly algorithm: Buffer; readonly digest: Hash; sign(message: Uint8Array): Buffer };
export type Key = { readonly privateKey: KeyObject; readonly spki: Buffer };

const keyOf = (privateKey: KeyObject): Key => ({
  privateKey,
  spki: createPublicKey(privateKey).export({ format: "der", type: "spki" }),
});
export const ecKey = (curve = "P-256"): Key => keyOf(generateKeyPairSync("ec", { namedCurve: curve }).privateKey);
export const rsaKey = (bits = 2048): Key => keyOf(generateKeyPairSync("rsa", { modulusLength: bits }).privateKey);
/** An Ed25519 key that repeats: its seed is 32 times `byte`. */
export function ed25519Key(byte: number): Key {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, byte)]);
  return keyOf(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }));
}

const ECDSA: Readonly<Record<string, string>> = {
  sha1: "1.2.840.10045.4.1",
  sha256: "1.2.840.10045.4.3.2",
  sha384: "1.2.840.10045.4.3.3",
  sha512: "1.2.840.10045.4.3.4",
};
const RSA: Readonly<Record<string, string>> = {
  md5: "1.2.840.113549.1.1.4",
  sha1: "1.2.840.113549.1.1.5",
  sha256: "1.2.840.113549.1.1.11",
  sha384: "1.2.840.113549.1.1.12",
  sha512: "1.2.840.113549.1.1.13",
};

export const ecdsa = (key: Key, hash: Hash = "sha256"): Scheme => ({
  algorithm: seq(oid(ECDSA[hash] ?? "")),
  digest: hash,
  sign: (message) => nodeSign(hash, message, key.privateKey),
});
export const rsa = (key: Key, hash: Hash = "sha256"): Scheme => ({
  algorithm: seq(oid(RSA[hash] ?? ""), NULL),
  digest: hash,
  sign: (message) => nodeSign(hash, message, key.privateKey),
});
export const rsaBare = (key: Key): Scheme => ({ ...rsa(key), algorithm: seq(oid("1.2.840.113549.1.1.1"), NULL) });
export const ed25519 = (key: Key, hash: Hash = "sha512"): Scheme => ({
  algorithm: seq(oid("1.3.101.112")),
  digest: hash,
  sign: (message) => nodeSign(null, message, key.privateKey),
});
export const pss = (key: Key, hash: Hash = "sha256", mask: Hash = hash, saltLength = 32): Scheme => ({
  algorithm: seq(
    oid("1.2.840.113549.1.1.10"),
    seq(
      der(0xa0, hashAlgorithm(hash)),
      der(0xa1, seq(oid("1.2.840.113549.1.1.8"), hashAlgorithm(mask))),
      der(0xa2, int(saltLength)),
    ),
  ),
  digest: hash,
  sign: (message) => nodeSign(hash, message, { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
});

export const nameOf = (text: string): Buffer => seq(der(0x31, seq(oid("2.5.4.3"), der(12, Buffer.from(text)))));
export const extension = (id: string, isCritical: boolean, value: Uint8Array): Buffer =>
  seq(oid(id), ...(isCritical ? [TRUE] : []), octets(value));
export const keyUsage = (...bits: readonly number[]): Buffer => {
  const byte = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  return extension("2.5.29.15", true, der(3, Buffer.from([Math.max(0, 7 - Math.max(...bits)), byte])));
};
export const extKeyUsage = (isCritical: boolean, ...purposes: readonly string[]): Buffer =>
  extension("2.5.29.37", isCritical, seq(...purposes.map(oid)));
export const basicConstraints = (isAuthority: boolean, pathLength?: number): Buffer =>
  extension("2.5.29.19", true, seq(...(isAuthority ? [TRUE] : []), ...(pathLength === undefined ? [] : [int(pathLength)])));

export const CA_EXTENSIONS: readonly Buffer[] = [basicConstraints(true), keyUsage(5, 6)];
export const TSA_EXTENSIONS: readonly Buffer[] = [basicConstraints(false), keyUsage(0), extKeyUsage(true, OIDS.timeStamping)];

export type CertificateSpec = {
  readonly subject: string;
  readonly issuer: string;
  readonly key: Key;
  readonly signer: Scheme;
  readonly serial?: number;
  /** `YYMMDDhhmmssZ` */
  readonly from?: string;
  readonly to?: string;
  readonly extensions: readonly Buffer[];
  /** The algorithm named inside, when it is to differ. */
  readonly innerAlgorithm?: Buffer;
};

/** A certificate, DER. */
export function makeCertificate(spec: CertificateSpec): Buffer {
  const { subject, issuer, key, signer, serial = 7, from = "260101000000Z", to = "361231235959Z", extensions } = spec;
  const utc = (text: string) => der(text.length === 13 ? 0x17 : 0x18, Buffer.from(text));
  const tbs = seq(
    der(0xa0, int(2)),
    int(serial),
    spec.innerAlgorithm ?? signer.algorithm,
    nameOf(issuer),
    seq(utc(from), utc(to)),
    nameOf(subject),
    key.spki,
    ...(extensions.length === 0 ? [] : [der(0xa3, seq(...extensions))]),
  );
  return seq(tbs, signer.algorithm, der(3, Buffer.from([0]), signer.sign(tbs)));
}

export const attribute = (type: string, ...values: readonly Uint8Array[]): Buffer => seq(oid(type), der(0x31, ...values));
export const ATTRIBUTE = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  v1: "1.2.840.113549.1.9.16.2.12",
  v2: "1.2.840.113549.1.9.16.2.47",
} as const;
const TST = "1.2.840.113549.1.9.16.1.4";

/** signingCertificate over certificates, by SHA-1. */
export const essV1 = (...certificates: readonly Uint8Array[]): Buffer =>
  attribute(ATTRIBUTE.v1, seq(seq(...certificates.map((certificate) => seq(octets(digest("sha1", certificate)))))));
/** signingCertificateV2 over certificates, by SHA-256; `tail` is an IssuerSerial for each. */
export const essV2 = (certificates: readonly Uint8Array[], ...tail: readonly Uint8Array[]): Buffer =>
  attribute(ATTRIBUTE.v2, seq(seq(...certificates.map((certificate) => seq(octets(digest("sha256", certificate)), ...tail)))));
export const issuerSerial = (issuer: string, serial: number): Buffer => seq(seq(der(0xa4, nameOf(issuer))), int(serial));

export type TstSpec = {
  readonly version?: number;
  readonly policy?: string;
  readonly imprint: Buffer;
  readonly serial?: Buffer;
  readonly genTime?: string | Buffer;
  /** Everything after genTime. */
  readonly rest?: readonly Uint8Array[];
};

/** accuracy 1.5 s, ordering, then the nonce. */
export const REST = (nonce: Uint8Array): readonly Uint8Array[] => [
  seq(int(1), der(0x80, Buffer.from([1, 0xf4]))),
  TRUE,
  int(nonce),
];

/** A TSTInfo. */
export function makeTst({ version = 1, policy = "1.3.6.1.4.1.32473.1.1", imprint, serial = int(9), ...more }: TstSpec): Buffer {
  const { genTime = "20261122120000Z", rest = [] } = more;
  return seq(int(version), oid(policy), imprint, serial, typeof genTime === "string" ? time(genTime) : genTime, ...rest);
}

export type TokenSpec = {
  readonly content: Uint8Array;
  readonly contentType?: string;
  readonly outerType?: string;
  readonly version?: number;
  readonly certificates: readonly Uint8Array[];
  readonly signers: readonly Uint8Array[];
  readonly digests?: readonly Hash[];
  /** What stands where the content's OCTET STRING does. */
  readonly pieces?: Buffer;
};

/** A ContentInfo of a SignedData. */
export function makeToken({ content, contentType = TST, version = 3, certificates, signers, ...more }: TokenSpec): Buffer {
  const signedData = seq(
    int(version),
    set(...(more.digests ?? ["sha256"]).map(hashAlgorithm)),
    seq(oid(contentType), der(0xa0, more.pieces ?? octets(content))),
    ...(certificates.length === 0 ? [] : [der(0xa0, ...certificates)]),
    der(0x31, ...signers),
  );
  return seq(oid(more.outerType ?? "1.2.840.113549.1.7.2"), der(0xa0, signedData));
}

export type SignerSpec = {
  readonly content: Uint8Array;
  readonly issuer: string;
  readonly serial?: number;
  readonly scheme: Scheme;
  /** The attributes beside contentType and messageDigest. */
  readonly attributes: readonly Buffer[];
  readonly contentType?: readonly Buffer[];
  readonly messageDigest?: readonly Buffer[];
  readonly version?: number;
  readonly unsorted?: boolean;
  /** What stands where the signed attributes do, when it is to be something else. */
  readonly signed?: readonly Buffer[];
  readonly digestAlgorithm?: Buffer;
  /** Signs the attributes as they stand, under [0], instead of as a SET. */
  readonly underContextTag?: boolean;
  readonly sid?: Buffer;
};

/** A SignerInfo that signs `content`. */
export function makeSigner(spec: SignerSpec): Buffer {
  const { content, issuer, serial = 7, scheme, attributes, version = 1 } = spec;
  const all = [
    ...(spec.contentType ?? [attribute(ATTRIBUTE.contentType, oid(TST))]),
    ...(spec.messageDigest ?? [attribute(ATTRIBUTE.messageDigest, octets(digest(scheme.digest, content)))]),
    ...attributes,
  ];
  const sorted = all.toSorted((a, b) => Buffer.compare(a, b));
  const order = spec.unsorted === true ? sorted.toReversed() : sorted;
  return seq(
    int(version),
    spec.sid ?? seq(nameOf(issuer), int(serial)),
    spec.digestAlgorithm ?? hashAlgorithm(scheme.digest),
    ...(spec.signed ?? [der(0xa0, ...order)]),
    scheme.algorithm,
    octets(scheme.sign(der(spec.underContextTag === true ? 0xa0 : 0x31, ...order))),
  );
}

/** PEM of certificates. */
export function pemOf(...certificates: readonly Uint8Array[]): string {
  return certificates
    .map(
      (one) =>
        `-----BEGIN CERTIFICATE-----\n${Buffer.from(one).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
    )
    .join("");
}
