import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { toHex, utf8 } from "../lib/index.ts";
import { sha256 } from "./index.ts";

// FIPS 180-4 examples as published by NIST (SHA256.pdf, SHA2_Additional.pdf).
const NIST: readonly (readonly [name: string, bytes: Uint8Array, digest: string])[] = [
  ["nothing", new Uint8Array(0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", utf8("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "two blocks",
    utf8("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["0xbd", Uint8Array.of(0xbd), "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"],
  ["c98c8e55", Uint8Array.of(0xc9, 0x8c, 0x8e, 0x55), "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504"],
  ["55 zeroes", new Uint8Array(55), "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"],
  ["56 zeroes", new Uint8Array(56), "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"],
  ["64 zeroes", new Uint8Array(64), "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"],
  ["1,000 zeroes", new Uint8Array(1000), "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"],
  ["1,000 times A", new Uint8Array(1000).fill(0x41), "c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4"],
  ["1,000,000 times a", new Uint8Array(1_000_000).fill(0x61), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
];

for (const [name, bytes, digest] of NIST) {
  test(`SHA-256 of ${name} is NIST's`, () => assert.equal(toHex(sha256(bytes)), digest));
}

test("SHA-256 agrees with the host's on any bytes, also on a view into a larger buffer", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(7), (bytes, offset) => {
      const view = bytes.subarray(Math.min(offset, bytes.length));
      assert.equal(toHex(sha256(view)), createHash("sha256").update(view).digest("hex"));
    }),
  );
});

test("SHA-256 leaves its input as it was", () => {
  const bytes = utf8("abc");
  sha256(bytes);
  assert.deepEqual(bytes, utf8("abc"));
});
