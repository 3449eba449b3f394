import {
  ATTRIBUTE,
  attribute,
  basicConstraints,
  CA_EXTENSIONS,
  type CertificateSpec,
  der,
  digest,
  ecdsa,
  ecKey,
  ed25519,
  ed25519Key,
  essV1,
  essV2,
  extension,
  extKeyUsage,
  hashAlgorithm,
  int,
  issuerSerial,
  type Key,
  keyUsage,
  makeCertificate,
  makeSigner,
  makeToken,
  makeTst,
  nameOf,
  OIDS,
  octets,
  oid,
  pss,
  REST,
  rsa,
  rsaBare,
  rsaKey,
  type Scheme,
  type SignerSpec,
  seq,
  type TokenSpec,
  TRUE,
  TSA_EXTENSIONS,
  type TstSpec,
} from "../support/token-builder.ts";

/** What every token is to stamp, when, under which policy, for which request. */
export const STAMPED: Buffer = Buffer.from(`harbour.example/ledger\n8\n${Buffer.alloc(32, 0x22).toString("base64")}\n`);
export const NOW_MS: number = Date.UTC(2026, 10, 22, 12);
export const POLICY = "1.3.6.1.4.1.32473.1.1";
export const NONCE: Buffer = Buffer.from("1122334455667788", "hex");

const CA = "Harbour CA";
const TSA = "Harbour TSA";
const MIDDLE = "Harbour Middle";

/** Keys of each kind, made once. */
const KEYS = {
  ca: ecKey(),
  tsa: ecKey(),
  middle: ecKey(),
  other: ecKey(),
  p384: ecKey("P-384"),
  p521: ecKey("P-521"),
  k256: ecKey("secp256k1"),
  rsa: rsaKey(),
  rsa1024: rsaKey(1024),
  ed25519: ed25519Key(7),
} as const satisfies Record<string, Key>;

const [caScheme, tsaScheme, middleScheme] = [ecdsa(KEYS.ca), ecdsa(KEYS.tsa), ecdsa(KEYS.middle)];

/** How a token differs from the plain good one. */
export type Recipe = {
  readonly key?: Key;
  readonly scheme?: Scheme;
  readonly leaf?: Partial<CertificateSpec>;
  readonly ca?: Partial<CertificateSpec>;
  readonly middle?: Partial<CertificateSpec>;
  readonly tst?: Partial<TstSpec>;
  readonly signer?: Partial<SignerSpec>;
  readonly signers?: (signer: Buffer) => readonly Buffer[];
  readonly attributes?: (leaf: Buffer, ca: Buffer) => readonly Buffer[];
  readonly token?: Partial<TokenSpec>;
  readonly certificates?: (leaf: Buffer, ca: Buffer) => readonly Buffer[];
  readonly content?: (tst: Buffer) => Buffer;
  readonly pieces?: (content: Buffer) => Buffer;
  readonly mutate?: (token: Buffer) => Buffer;
  readonly anchor?: (ca: Buffer, leaf: Buffer) => Buffer;
};

/** The token of a recipe and the certificate that is pinned. */
export function cook(recipe: Recipe): { readonly token: Buffer; readonly anchor: Buffer } {
  const { scheme = tsaScheme, mutate = (token: Buffer) => token, anchor = (ca: Buffer) => ca } = recipe;
  const { leaf, ca, middle, issuer } = certificatesOf(recipe);
  const imprint = seq(hashAlgorithm("sha256"), octets(digest("sha256", STAMPED)));
  const tst = makeTst({ imprint, rest: REST(NONCE), ...recipe.tst });
  const content = recipe.content?.(tst) ?? tst;
  const attributes = recipe.attributes?.(leaf, ca) ?? [essV2([leaf])];
  const signer = makeSigner({ content, issuer, scheme, attributes, ...recipe.signer });
  const pieces = recipe.pieces?.(content);
  const parts: TokenSpec = {
    content,
    certificates: recipe.certificates?.(leaf, ca) ?? [leaf, ...middle],
    signers: recipe.signers?.(signer) ?? [signer],
    digests: [scheme.digest],
    ...(pieces === undefined ? {} : { pieces }),
  };
  return { token: mutate(makeToken({ ...parts, ...recipe.token })), anchor: anchor(ca, leaf) };
}

function certificatesOf({ key = KEYS.tsa, leaf: leafChanges, ca: caChanges, middle: changes }: Recipe) {
  const caSpec = { subject: CA, issuer: CA, serial: 1, key: KEYS.ca, signer: caScheme, extensions: CA_EXTENSIONS };
  const middleSpec = { subject: MIDDLE, issuer: CA, serial: 2, key: KEYS.middle, signer: caScheme, extensions: CA_EXTENSIONS };
  const middle = changes === undefined ? [] : [makeCertificate({ ...middleSpec, ...changes })];
  const by = changes === undefined ? { issuer: CA, signer: caScheme } : { issuer: MIDDLE, signer: middleScheme };
  const leafSpec: CertificateSpec = { subject: TSA, ...by, key, extensions: TSA_EXTENSIONS, ...leafChanges };
  return { leaf: makeCertificate(leafSpec), ca: makeCertificate({ ...caSpec, ...caChanges }), middle, issuer: leafSpec.issuer };
}

/** A case: our verdict ("holds", or the check that fails) and openssl's; `why` where the two differ. */
export type Case = readonly [name: string, recipe: Recipe, ours: string, openssl: boolean, why?: string];

const imprintOf = (hash: "sha1" | "sha256" | "sha512", bytes: Uint8Array) =>
  seq(hashAlgorithm(hash), octets(digest(hash, bytes)));
const nonceAlone = [int(NONCE)];
const tail = (...rest: readonly Uint8Array[]): Recipe => ({ tst: { rest } });
const leafWith = (...extensions: readonly Buffer[]): Recipe => ({ leaf: { extensions } });
const flipLast = (token: Buffer) => Buffer.from(token.with(token.length - 1, (token.at(-1) ?? 0) ^ 1));
const md = (content: Uint8Array) => octets(digest("sha256", content));
const mystery = (isCritical: boolean) => extension("1.3.6.1.4.1.32473.9", isCritical, octets(Buffer.from("?")));

/** The outermost element with an indefinite length (X.690 §8.1.3.6). */
function indefinite(token: Buffer): Buffer {
  const header = (token[1] ?? 0) < 0x80 ? 2 : 2 + ((token[1] ?? 0) & 0x7f);
  return Buffer.concat([Buffer.from([0x30, 0x80]), token.subarray(header), Buffer.from([0, 0])]);
}

/** The outermost length with a leading zero. */
function longLength(token: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x30, 0x83, 0x00]), token.subarray(2)]);
}

export const GOOD: readonly Case[] = [
  ["ECDSA P-256 with SHA-256", {}, "holds", true],
  ["ECDSA P-384 with SHA-384", { key: KEYS.p384, scheme: ecdsa(KEYS.p384, "sha384") }, "holds", true],
  ["ECDSA P-521 with SHA-512", { key: KEYS.p521, scheme: ecdsa(KEYS.p521, "sha512") }, "holds", true],
  ["RSA with SHA-256", { key: KEYS.rsa, scheme: rsa(KEYS.rsa) }, "holds", true],
  ["RSA with SHA-512", { key: KEYS.rsa, scheme: rsa(KEYS.rsa, "sha512") }, "holds", true],
  ["RSA by the key's kind alone", { key: KEYS.rsa, scheme: rsaBare(KEYS.rsa) }, "holds", true],
  [
    "RSA-PSS with SHA-256",
    { key: KEYS.rsa, scheme: pss(KEYS.rsa) },
    "holds",
    false,
    "openssl ts knows PKCS #7, which has no RSA-PSS",
  ],
  [
    "Ed25519 with SHA-512",
    { key: KEYS.ed25519, scheme: ed25519(KEYS.ed25519) },
    "holds",
    false,
    "openssl ts knows PKCS #7, which has no Ed25519",
  ],
  ["signingCertificate alone (RFC 3161)", { attributes: (leaf) => [essV1(leaf)] }, "holds", true],
  ["both signingCertificate and V2", { attributes: (leaf) => [essV1(leaf), essV2([leaf])] }, "holds", true],
  ["V2 with issuerSerial", { attributes: (leaf) => [essV2([leaf], issuerSerial(CA, 7))] }, "holds", true],
  ["V2 that names the anchor too", { attributes: (leaf, ca) => [essV2([leaf, ca])] }, "holds", true],
  ["an intermediate authority", { middle: {} }, "holds", true],
  ["a path length that suffices", { middle: {}, ca: { extensions: [basicConstraints(true, 1), keyUsage(5)] } }, "holds", true],
  [
    "a signed attribute that nobody knows",
    { attributes: (leaf) => [essV2([leaf]), attribute("1.3.6.1.4.1.32473.9", int(1))] },
    "holds",
    true,
  ],
  ["no accuracy", tail(...nonceAlone), "holds", true],
  ["a genTime with a fraction", { tst: { genTime: "20261122120000.25Z", rest: REST(NONCE) } }, "holds", true],
  ["a serial number of 20 bytes", { tst: { serial: int(Buffer.alloc(20, 0x11)) } }, "holds", true],
  ["the name of its signer", tail(...REST(NONCE), der(0xa0, der(0xa4, nameOf(TSA)))), "holds", true],
  ["an extension that is not critical", tail(...REST(NONCE), der(0xa1, mystery(false))), "holds", true],
  ["keyUsage nonRepudiation", leafWith(keyUsage(1), extKeyUsage(true, OIDS.timeStamping)), "holds", true],
  ["no keyUsage", leafWith(extKeyUsage(true, OIDS.timeStamping)), "holds", true],
  ["an unknown extension that is not critical", leafWith(...TSA_EXTENSIONS, mystery(false)), "holds", true],
  ["the anchor in the token too", { certificates: (leaf, ca) => [leaf, ca] }, "holds", true],
];

const WRONG_ANSWERS: readonly Case[] = [
  ["another nonce", tail(...REST(Buffer.from("1122334455667789", "hex"))), "nonce", false],
  ["no nonce", tail(TRUE), "nonce", false],
  ["another imprint", { tst: { imprint: imprintOf("sha256", Buffer.from("other")) } }, "imprint", false],
  ["an imprint by another hash than asked for", { tst: { imprint: imprintOf("sha512", STAMPED) } }, "imprint", false],
  ["an imprint by SHA-1", { tst: { imprint: imprintOf("sha1", STAMPED) } }, "imprint", false],
  [
    "an imprint that is too short",
    { tst: { imprint: seq(hashAlgorithm("sha256"), octets(Buffer.alloc(31))) } },
    "imprint",
    false,
  ],
  ["another policy", { tst: { policy: "1.3.6.1.4.1.32473.1.2" } }, "policy", false],
  ["another name than its signer's", tail(...REST(NONCE), der(0xa0, der(0xa4, nameOf("Reef TSA")))), "tsa-name", false],
  ["TSTInfo version 2", { tst: { version: 2 } }, "version", false],
  [
    "a critical extension of the TSTInfo",
    tail(...REST(NONCE), der(0xa1, mystery(true))),
    "tst-extension",
    true,
    "RFC 3161 §2.4.2 has extensions as RFC 5280 does: an unknown critical one is refused",
  ],
  ["a field that nobody knows", tail(...REST(NONCE), der(0xa5, int(1))), "structure", false],
  ["a genTime without Z", { tst: { genTime: "20261122120000" } }, "gen-time", true, "RFC 3161 §2.4.2: it MUST end with Z"],
  [
    "a genTime with an offset",
    { tst: { genTime: "20261122120000+0000" } },
    "gen-time",
    true,
    "RFC 3161 §2.4.2: it MUST end with Z",
  ],
  [
    "a genTime without seconds",
    { tst: { genTime: "202611221200Z" } },
    "gen-time",
    true,
    "RFC 3161 §2.4.2: it MUST include seconds",
  ],
  [
    "a genTime with zeros at the end",
    { tst: { genTime: "20261122120000.50Z" } },
    "gen-time",
    true,
    "RFC 3161 §2.4.2: trailing zeros MUST be omitted",
  ],
  ["a genTime on 30 February", { tst: { genTime: "20260230120000Z" } }, "gen-time", true, "openssl does not read genTime"],
  ["a genTime in a leap second", { tst: { genTime: "20261231235960Z" } }, "gen-time", true, "openssl does not read genTime"],
  ["a genTime as UTCTime", { tst: { genTime: der(0x17, Buffer.from("261122120000Z")) } }, "gen-time", false],
  [
    "an accuracy of 1,000 ms",
    tail(seq(der(0x80, Buffer.from([3, 0xe8]))), TRUE, int(NONCE)),
    "accuracy",
    true,
    "RFC 3161 §2.4.2: 1 to 999",
  ],
  [
    "an accuracy of 0 ms",
    tail(seq(der(0x80, Buffer.from([0]))), TRUE, int(NONCE)),
    "accuracy",
    true,
    "RFC 3161 §2.4.2: 1 to 999",
  ],
  [
    "a negative accuracy",
    tail(seq(int(Buffer.from([0xff]))), TRUE, int(NONCE)),
    "accuracy",
    true,
    "an interval that ends before it begins",
  ],
  [
    "ordering FALSE, written out",
    tail(der(1, Buffer.from([0])), int(NONCE)),
    "structure",
    true,
    "DER leaves out a default (X.690 §11.5)",
  ],
  [
    "back-dated before its certificate",
    { tst: { genTime: "20200101000000Z" } },
    "validity",
    true,
    "openssl compares its own clock, not genTime, with the certificates",
  ],
  [
    "dated ahead of its certificate's end",
    { tst: { genTime: "20370101000000Z" } },
    "validity",
    true,
    "openssl compares its own clock, not genTime, with the certificates",
  ],
];

const WRONG_CERTIFICATES: readonly Case[] = [
  ["no extKeyUsage", leafWith(keyUsage(0)), "extended-key-usage", false],
  ["another purpose", leafWith(keyUsage(0), extKeyUsage(true, OIDS.codeSigning)), "extended-key-usage", false],
  [
    "a purpose besides",
    leafWith(keyUsage(0), extKeyUsage(true, OIDS.timeStamping, OIDS.codeSigning)),
    "extended-key-usage",
    false,
  ],
  ["extKeyUsage that is not critical", leafWith(keyUsage(0), extKeyUsage(false, OIDS.timeStamping)), "extended-key-usage", false],
  ["a key that may sign certificates too", leafWith(keyUsage(0, 5), extKeyUsage(true, OIDS.timeStamping)), "key-usage", false],
  ["a key for encryption", leafWith(keyUsage(2), extKeyUsage(true, OIDS.timeStamping)), "key-usage", false],
  ["an unknown critical extension of the signer", leafWith(...TSA_EXTENSIONS, mystery(true)), "critical-extension", false],
  ["an extension twice", leafWith(...TSA_EXTENSIONS, keyUsage(0)), "certificate", false],
  ["expired at genTime", { leaf: { to: "261101000000Z" } }, "validity", false],
  ["not yet valid at genTime", { leaf: { from: "261201000000Z" } }, "validity", false],
  ["an authority expired at genTime", { ca: { to: "261101000000Z" } }, "validity", false],
  ["an anchor that is no authority", { ca: { extensions: [basicConstraints(false), keyUsage(5)] } }, "basic-constraints", false],
  ["an anchor that may not sign certificates", { ca: { extensions: [basicConstraints(true), keyUsage(6)] } }, "key-usage", false],
  [
    "an anchor with an unknown critical extension",
    { ca: { extensions: [...CA_EXTENSIONS, mystery(true)] } },
    "critical-extension",
    false,
  ],
  ["an intermediate that is no authority", { middle: { extensions: [keyUsage(5)] } }, "basic-constraints", false],
  [
    "an intermediate for other purposes",
    { middle: { extensions: [...CA_EXTENSIONS, extKeyUsage(false, OIDS.codeSigning)] } },
    "extended-key-usage",
    true,
    "RFC 5280 leaves it open; we keep an authority for code from signing time",
  ],
  [
    "a path longer than allowed",
    { middle: {}, ca: { extensions: [basicConstraints(true, 0), keyUsage(5)] } },
    "basic-constraints",
    false,
  ],
  ["another issuer's name", { leaf: { issuer: "Reef CA" } }, "no-path", false],
  ["an issuer of that name with another key", { leaf: { signer: ecdsa(KEYS.other) } }, "no-path", false],
  [
    "an anchor that had no part in it",
    {
      anchor: () =>
        makeCertificate({
          subject: "Reef CA",
          issuer: "Reef CA",
          key: KEYS.other,
          signer: ecdsa(KEYS.other),
          extensions: CA_EXTENSIONS,
        }),
    },
    "no-path",
    false,
  ],
  [
    "a certificate signed with SHA-1",
    { leaf: { signer: ecdsa(KEYS.ca, "sha1") } },
    "no-path",
    true,
    "SHA-1 collisions can be made",
  ],
  [
    "two signature algorithms in one certificate",
    { leaf: { innerAlgorithm: ecdsa(KEYS.ca, "sha384").algorithm } },
    "certificate",
    false,
  ],
  ["valid until 1950, as two digits say it", { leaf: { to: "500101000000Z" } }, "validity", false],
  ["the signer's certificate left out", { certificates: () => [] }, "signer-certificate", false],
  ["a certificate twice", { certificates: (leaf) => [leaf, leaf] }, "certificate", true, "a token says each thing once"],
];

const WRONG_SIGNATURES: readonly Case[] = [
  ["a turned bit in the signature", { mutate: flipLast }, "signature", false],
  ["a signature by another key", { scheme: ecdsa(KEYS.other) }, "signature", false],
  ["a signature over [0] and not over a SET", { signer: { underContextTag: true } }, "signature", false],
  ["SHA-1", { scheme: ecdsa(KEYS.tsa, "sha1") }, "digest-algorithm", true, "SHA-1 collisions can be made"],
  ["MD5", { key: KEYS.rsa, scheme: rsa(KEYS.rsa, "md5") }, "digest-algorithm", true, "MD5 collisions can be made"],
  ["a hash that the token does not announce", { token: { digests: ["sha384"] } }, "digest-algorithm", false],
  ["two hashes", { signer: { digestAlgorithm: hashAlgorithm("sha384") } }, "signature-algorithm", false],
  ["RSA-PSS with two hashes", { key: KEYS.rsa, scheme: pss(KEYS.rsa, "sha256", "sha1") }, "signature-algorithm", false],
  [
    "Ed25519 with SHA-256, which RFC 8419 does not allow",
    { key: KEYS.ed25519, scheme: ed25519(KEYS.ed25519, "sha256") },
    "signature-algorithm",
    false,
  ],
  ["RSA of 1,024 bits", { key: KEYS.rsa1024, scheme: rsa(KEYS.rsa1024) }, "signature", true, "too short"],
  [
    "a curve that nobody asked for",
    { key: KEYS.k256, scheme: ecdsa(KEYS.k256) },
    "signature",
    true,
    "P-256, P-384 and P-521 are believed",
  ],
  ["two signers", { signers: (signer) => [signer, signer] }, "signer-count", false],
  ["no signer", { signers: () => [] }, "signer-count", false],
  ["no signed attributes", { signer: { signed: [] } }, "signed-attributes", false],
  [
    "attributes out of order",
    { signer: { unsorted: true } },
    "signed-attributes",
    true,
    "RFC 5652 §5.4: they are signed as DER, which sorts them",
  ],
  ["no contentType", { signer: { contentType: [] } }, "signed-attributes", true, "RFC 5652 §5.3: signedAttrs MUST contain it"],
  [
    "contentType twice",
    {
      signer: {
        contentType: [
          attribute(ATTRIBUTE.contentType, oid("1.2.840.113549.1.7.1")),
          attribute(ATTRIBUTE.contentType, oid("1.2.840.113549.1.9.16.1.4")),
        ],
      },
    },
    "signed-attributes",
    true,
    "RFC 5652 §11.1: MUST NOT be there twice",
  ],
  [
    "another contentType",
    { signer: { contentType: [attribute(ATTRIBUTE.contentType, oid("1.2.840.113549.1.7.1"))] } },
    "signed-attributes",
    true,
    "RFC 5652 §11.1: MUST be that of the content",
  ],
  ["no messageDigest", { signer: { messageDigest: [] } }, "signed-attributes", false],
  [
    "messageDigest of two values",
    { signer: { messageDigest: [attribute(ATTRIBUTE.messageDigest, md(STAMPED), md(NONCE))] } },
    "signed-attributes",
    false,
  ],
  [
    "another messageDigest",
    { signer: { messageDigest: [attribute(ATTRIBUTE.messageDigest, md(STAMPED))] } },
    "message-digest",
    false,
  ],
  ["neither signingCertificate", { attributes: () => [] }, "signing-certificate", false],
  ["signingCertificateV2 of another", { attributes: (_, ca) => [essV2([ca])] }, "signing-certificate", false],
  ["signingCertificate of another", { attributes: (_, ca) => [essV1(ca)] }, "signing-certificate", false],
  ["a good V1 and a bad V2", { attributes: (leaf, ca) => [essV1(leaf), essV2([ca])] }, "signing-certificate", false],
  ["a bad V1 and a good V2", { attributes: (leaf, ca) => [essV1(ca), essV2([leaf])] }, "signing-certificate", false],
  [
    "an issuerSerial with another number",
    { attributes: (leaf) => [essV2([leaf], issuerSerial(CA, 8))] },
    "signing-certificate",
    false,
  ],
  [
    "an issuerSerial with another name",
    { attributes: (leaf) => [essV2([leaf], issuerSerial("Reef CA", 7))] },
    "signing-certificate",
    false,
  ],
  ["a further id that is not in the path", { attributes: (leaf) => [essV2([leaf, STAMPED])] }, "signing-certificate", false],
];

const WRONG_FORMS: readonly Case[] = [
  [
    "an indefinite length",
    { mutate: indefinite },
    "not-der",
    true,
    "RFC 3161 tokens are DER here; BER has many forms for one token",
  ],
  ["a length that is not the shortest", { mutate: longLength }, "not-der", true, "as above"],
  [
    "bytes after the end",
    { mutate: (token) => Buffer.concat([token, Buffer.from([0])]) },
    "not-der",
    true,
    "nobody knows what they say",
  ],
  [
    "bytes after the end of the TSTInfo",
    { content: (tst) => Buffer.concat([tst, Buffer.from([5, 0])]) },
    "not-der",
    true,
    "nobody knows what they say",
  ],
  ["half of it", { mutate: (token) => token.subarray(0, token.length / 2) }, "not-der", false],
  ["an integer that is not the shortest", { tst: { serial: int(Buffer.from([0, 9])) } }, "not-der", false],
  ["a nonce of 1,000 bytes", tail(int(Buffer.alloc(1000, 0x11))), "not-der", false],
  [
    "a serial number of 1,000 bytes",
    { tst: { serial: int(Buffer.alloc(1000, 0x11)) } },
    "not-der",
    true,
    "a limit of ours: 64 bytes",
  ],
  ["a boolean of 01", tail(der(1, Buffer.from([1])), int(NONCE)), "not-der", true, "DER: FF (X.690 §11.1)"],
  [
    "the content in pieces",
    { pieces: (content) => der(0x24, octets(content.subarray(0, 40)), octets(content.subarray(40))) },
    "not-der",
    true,
    "DER: in one piece (X.690 §10.2)",
  ],
  ["SignedData version 1", { token: { version: 1 } }, "version", true, "RFC 5652 §5.1: 3 for this content"],
  ["SignerInfo version 3", { signer: { version: 3 } }, "version", true, "RFC 5652 §5.3: 1 for issuer and serial number"],
  [
    "a signer named by key identifier that no certificate has",
    { signer: { version: 3, sid: der(0x80, NONCE) } },
    "signer-certificate",
    false,
  ],
  ["content that is no TSTInfo", { token: { contentType: "1.2.840.113549.1.7.1" } }, "econtent-type", false],
  ["content that is not signed data", { token: { outerType: "1.2.840.113549.1.7.5" } }, "content-type", false],
  ["a certificate that is none", { certificates: (leaf) => [leaf, seq(int(1))] }, "certificate", false],
  ["nothing", { mutate: () => Buffer.alloc(0) }, "not-der", false],
];

export const ALL: readonly Case[] = [...GOOD, ...WRONG_ANSWERS, ...WRONG_CERTIFICATES, ...WRONG_SIGNATURES, ...WRONG_FORMS];
