import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHex } from "../../src/lib/index.ts";
import { createVkey, KEY_TYPES, sha256, type Vkey } from "../../src/merkle/index.ts";
import { checkKnownLog, logId } from "../../src/witness/index.ts";
import { testKey } from "../support/note-keys.ts";

const ORIGIN = "log.example/harbour";
const key = (name: string, type: Vkey["type"], seed: number) => testKey(name, type, seed).vkey;
const WITNESS = [key("w.example", KEY_TYPES.ed25519Cosignature, 0x77), key("w.example", KEY_TYPES.mlDsa44Cosignature, 0x77)];
const GOOD = key(ORIGIN, KEY_TYPES.ed25519Note, 1);
const PQ = key(ORIGIN, KEY_TYPES.mlDsa44Cosignature, 1);
const raw = (hex: string) => {
  const bytes = parseHex(hex);
  assert.ok(bytes.ok);
  return createVkey(ORIGIN, KEY_TYPES.ed25519Note, bytes.value);
};

const TABLE: readonly (readonly [why: string, origin: string, vkeys: readonly Vkey[], isTaken: boolean])[] = [
  ["both keys of a log", ORIGIN, [GOOD, PQ], true],
  ["an origin with spaces", "go.sum database tree", [GOOD], true],
  ["255 bytes of origin", "é".repeat(127) + "x", [GOOD], true],
  ["no key", ORIGIN, [], false],
  ["17 keys", ORIGIN, Array.from({ length: 17 }, (_, at) => key(ORIGIN, KEY_TYPES.ed25519Note, 20 + at)), false],
  ["a key twice under two names", ORIGIN, [GOOD, key("other.example", KEY_TYPES.ed25519Note, 1)], false],
  ["two keys of one name and id", ORIGIN, [GOOD, { ...PQ, keyId: GOOD.keyId }], false],
  ["no origin", "", [GOOD], false],
  ["256 bytes of origin", "é".repeat(128), [GOOD], false],
  ["an origin of two lines", "a\nb", [GOOD], false],
  ["an origin with a lone surrogate", "a\ud800", [GOOD], false],
  ["the witness's name as origin", "w.example", [GOOD], false],
  ["a key under the witness's name", ORIGIN, [key("w.example", KEY_TYPES.ed25519Note, 1)], false],
  ["the witness's public key", ORIGIN, [key(ORIGIN, KEY_TYPES.ed25519Note, 0x77)], false],
  ["a cosignature/v1 key, which says something else", ORIGIN, [key(ORIGIN, KEY_TYPES.ed25519Cosignature, 1)], false],
  ["a key of small order", ORIGIN, [raw("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")], false],
  ["a key that is not canonical", ORIGIN, [raw(`ee${"ff".repeat(30)}7f`)], false],
  ["a key that is zero", ORIGIN, [raw("00".repeat(32))], false],
  ["a weak key beside a good one", ORIGIN, [GOOD, raw(`01${"00".repeat(31)}`)], false],
];

for (const [why, origin, vkeys, isTaken] of TABLE) {
  test(`${why} ${isTaken ? "is taken" : "is refused"}`, () => {
    assert.equal(checkKnownLog({ origin, vkeys }, WITNESS).ok, isTaken);
    assert.equal(checkKnownLog({ origin, vkeys }, WITNESS).ok, isTaken, "and again when it was seen before");
  });
}

test("a log's name in URLs is the hash of its origin", () => {
  // printf %s example.com/behind-the-sofa | sha256sum
  assert.equal(logId(sha256, "example.com/behind-the-sofa"), "5fd2dc0beb4ce54da5050cf6d5c75248b023abad441c3cecde3976fbe9da4fe4");
});
