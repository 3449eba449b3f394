import assert from "node:assert/strict";
import { test } from "node:test";
import { ContentInfo, SignedData } from "@peculiar/asn1-cms";
import { AsnConvert } from "@peculiar/asn1-schema";
import { TimeStampReq, TimeStampResp, TSTInfo } from "@peculiar/asn1-tsp";
import fc from "fast-check";
import { toHex } from "../../src/lib/index.ts";
import {
  formatTimeRequest,
  parseCertificate,
  parsePemCertificates,
  parseTimeReply,
  type TokenExpectation,
  verifyToken,
} from "../../src/time/index.ts";
import { nodeTimeCrypto } from "../../src/time/io/index.ts";
import { flipBit } from "../support/merkle-tree.ts";
import { der, digest, int, octets, pemOf, seq } from "../support/token-builder.ts";
import { ALL, cook, GOOD, NONCE, POLICY, STAMPED } from "./token-cases.ts";

const SOAK = process.env["MERIDIAN_SOAK"] === "1";
const PLAIN = cook({});

function expecting(anchor: Uint8Array): TokenExpectation {
  const pinned = parseCertificate(anchor);
  assert.ok(pinned.ok);
  return { stamped: STAMPED, hash: "sha256", nonce: NONCE, policies: [POLICY], anchors: [pinned.value] };
}

const EXPECTED = expecting(PLAIN.anchor);

test("any one bit of a token turned, and it proves nothing", () => {
  const stride = SOAK ? 1 : 13;
  for (let bit = 0; bit < PLAIN.token.length * 8; bit += stride) {
    const verdict = verifyToken(flipBit(PLAIN.token, bit), EXPECTED, nodeTimeCrypto);
    assert.ok(!verdict.ok, `bit ${bit}`);
  }
});

test("any beginning of a token is refused", () => {
  for (let length = 0; length < PLAIN.token.length; length += SOAK ? 1 : 7)
    assert.equal(verifyToken(PLAIN.token.subarray(0, length), EXPECTED, nodeTimeCrypto).ok, false);
});

test("no bytes make a reader throw, and none of random bytes are believed", () => {
  const numRuns = SOAK ? 200_000 : 2000;
  const tokens = ALL.slice(0, 40).map(([, recipe]) => cook(recipe).token);
  const spliced = fc
    .tuple(fc.constantFrom(...tokens), fc.constantFrom(...tokens), fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 8 }))
    .map(([left, right, a, b, middle]) =>
      Buffer.concat([left.subarray(0, a % left.length), middle, right.subarray(b % right.length)]),
    );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), spliced), (bytes) => {
      parseTimeReply(bytes);
      parseCertificate(bytes);
      parsePemCertificates(pemOf(bytes));
      const isOriginal = tokens.some((token) => Buffer.compare(token, bytes) === 0);
      return isOriginal || !verifyToken(bytes, EXPECTED, nodeTimeCrypto).ok;
    }),
    { numRuns },
  );
});

test("a deep or a wide tree is refused in no time", () => {
  let deep: Buffer = int(1);
  for (let level = 0; level < 5000; level++) deep = der(0x30, deep);
  assert.equal(parseCertificate(deep).ok, false);
  assert.equal(parseCertificate(seq(...Array.from({ length: 21_000 }, () => der(5)))).ok, false);
  assert.equal(parseCertificate(octets(new Uint8Array(300_000))).ok, false);
});

test("another implementation reads the same from every good token", () => {
  for (const [name, recipe] of GOOD) {
    const { token, anchor } = cook(recipe);
    const ours = verifyToken(token, expecting(anchor), nodeTimeCrypto);
    assert.ok(ours.ok, name);
    const signed = AsnConvert.parse(AsnConvert.parse(token, ContentInfo).content, SignedData);
    const content = signed.encapContentInfo.eContent?.single;
    assert.ok(content !== undefined, name);
    const tst = AsnConvert.parse(content.buffer, TSTInfo);
    assert.equal(ours.value.policy, tst.policy, name);
    assert.equal(ours.value.genTime.fromMs, tst.genTime.getTime(), name);
    assert.equal(toHex(ours.value.imprint.digest), Buffer.from(tst.messageImprint.hashedMessage.buffer).toString("hex"), name);
    assert.equal(toHex(ours.value.nonce ?? new Uint8Array()), Buffer.from(tst.nonce ?? new ArrayBuffer()).toString("hex"), name);
    assert.equal(ours.value.ordering, tst.ordering, name);
  }
});

test("another implementation reads the same from our request", () => {
  const imprint = { hash: "sha512" as const, digest: digest("sha512", STAMPED) };
  const { bytes, nonce } = formatTimeRequest({ imprint, random: Buffer.from("00000081aabbccddeeff", "hex"), policy: POLICY });
  assert.equal(toHex(nonce), "0081aabbccddeeff", "the shortest form of a positive integer");
  const read = AsnConvert.parse(bytes, TimeStampReq);
  assert.deepEqual([read.version, read.reqPolicy, read.certReq], [1, POLICY, true]);
  assert.equal(Buffer.from(read.nonce ?? new ArrayBuffer()).toString("hex"), "0081aabbccddeeff");
  assert.equal(read.messageImprint.hashAlgorithm.algorithm, "2.16.840.1.101.3.4.2.3");
  assert.deepEqual(Buffer.from(AsnConvert.serialize(read)), Buffer.from(bytes));
});

const status = (value: number, ...more: readonly Uint8Array[]) => seq(int(value), ...more);
const said = seq(der(12, Buffer.from("closed for the night")));

test("a reply holds a token exactly when it was granted", () => {
  const verdict = (...parts: readonly Uint8Array[]) => {
    const reply = parseTimeReply(seq(...parts));
    return reply.ok ? "token" : `${reply.fault.kind}: ${reply.fault.detail}`;
  };
  assert.equal(verdict(status(0), PLAIN.token), "token");
  assert.equal(verdict(status(1), PLAIN.token), "token");
  assert.equal(verdict(status(0)), "structure: granted, but there is no token");
  assert.equal(verdict(status(2, said, der(3, Buffer.from([5, 0x20])))), "not-granted: rejection: closed for the night");
  assert.equal(verdict(status(3), PLAIN.token), "not-granted: waiting");
  assert.equal(verdict(status(9)), "not-granted: status 9");
  assert.match(verdict(status(0), PLAIN.token, int(1)), /^structure/);
  assert.match(verdict(int(0), PLAIN.token), /^structure/);
  assert.equal(AsnConvert.parse(seq(status(0), PLAIN.token), TimeStampResp).status.status, 0);
});
