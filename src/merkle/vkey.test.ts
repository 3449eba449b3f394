import assert from "node:assert/strict";
import { test } from "node:test";
import { testKey } from "../../test/support/note-keys.ts";
import { parseBase64, toBase64 } from "../lib/index.ts";
import { createVkey, formatVkey, KEY_TYPES, keyId, parseVkey } from "./index.ts";

const VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

function publicKeyOf(text: string): Uint8Array {
  const bytes = parseBase64(text.split("+").slice(2).join("+"));
  assert.ok(bytes.ok);
  return bytes.value;
}

/** A vkey with the right id for whatever bytes. */
function made(name: string, bytes: Uint8Array): string {
  const id = keyId(name, bytes[0] ?? 0, bytes.subarray(1))
    .toString(16)
    .padStart(8, "0");
  return `${name}+${id}+${toBase64(bytes)}`;
}

test("the example of the specification is read and written", () => {
  const vkey = parseVkey(VKEY);
  assert.ok(vkey.ok);
  assert.deepEqual([vkey.value.name, vkey.value.type, vkey.value.keyId], ["example.com/foo", 0x01, 0x530d903a]);
  assert.equal(formatVkey(vkey.value), VKEY);
});

test("keys of each type are read back, also with + in their base64", () => {
  for (const type of Object.values(KEY_TYPES)) {
    for (let seed = 0; seed < 12; seed++) {
      const { vkey } = testKey("a.example/é", type, seed);
      assert.deepEqual(parseVkey(formatVkey(vkey)), { ok: true, value: vkey });
    }
  }
});

test("an id with leading zeroes keeps its 8 digits", () => {
  let name = 0;
  while (keyId(`n${name}`, 1, publicKeyOf(VKEY).subarray(1)) >= 0x0100_0000) name++;
  const text = formatVkey(createVkey(`n${name}`, 1, publicKeyOf(VKEY).subarray(1)));
  assert.match(text, /\+0[0-9a-f]{7}\+/);
  assert.equal(parseVkey(text).ok, true);
});

const [NAME, , KEY] = VKEY.split("+") as [string, string, string];
const REFUSED: readonly (readonly [why: string, text: string, kind: string])[] = [
  ["nothing", "", "bad-vkey"],
  ["one part", NAME, "bad-vkey"],
  ["two parts", `${NAME}+530d903a`, "bad-vkey"],
  ["no name", VKEY.slice(NAME.length), "bad-vkey"],
  ["a space in the name", VKEY.replace("/foo", " foo"), "bad-vkey"],
  ["an ideographic space in the name", VKEY.replace("/foo", "\u3000foo"), "bad-vkey"],
  ["a name of 256 bytes", made("n".repeat(256), publicKeyOf(VKEY)), "bad-vkey"],
  ["another name", VKEY.replace("foo", "bar"), "bad-vkey"],
  ["an upper-case id", VKEY.replace("530d", "530D"), "bad-vkey"],
  ["a short id", VKEY.replace("530d903a", "530d903"), "bad-vkey"],
  ["another id", VKEY.replace("530d903a", "530d903b"), "bad-vkey"],
  ["unpadded base64", made(NAME, publicKeyOf(VKEY).subarray(0, 32)).replace("=", ""), "bad-vkey"],
  ["a newline at the end", `${VKEY}\n`, "bad-vkey"],
  ["a key of 31 bytes", made(NAME, publicKeyOf(VKEY).subarray(0, 32)), "bad-vkey"],
  ["an Ed25519 key as ML-DSA-44", made(NAME, Uint8Array.from([6, ...publicKeyOf(VKEY).subarray(1)])), "bad-vkey"],
  ["ECDSA", made(NAME, Uint8Array.from([2, ...publicKeyOf(VKEY).subarray(1)])), "unsupported-key-type"],
  ["RFC 6962", made(NAME, Uint8Array.from([5, ...publicKeyOf(VKEY).subarray(1)])), "unsupported-key-type"],
  ["type 0xff", made(NAME, Uint8Array.from([255, ...publicKeyOf(VKEY).subarray(1)])), "unsupported-key-type"],
  ["a key that is all zeroes", made(NAME, Uint8Array.from([1, ...new Uint8Array(32)])), "weak-ed25519-key"],
  ["the same as a cosigner", made(NAME, Uint8Array.from([4, ...new Uint8Array(32)])), "weak-ed25519-key"],
];

for (const [why, text, kind] of REFUSED) {
  test(`not a vkey: ${why}`, () => {
    const vkey = parseVkey(text);
    assert.equal(vkey.ok ? "a vkey" : vkey.fault.kind, kind);
  });
}

test("the example is refused with its base64 url-safe", () => {
  assert.equal(KEY.length, 44);
  const { vkey } = testKey("a.example", KEY_TYPES.mlDsa44Cosignature, 1);
  const text = formatVkey(vkey);
  const [name, id] = text.split("+");
  const urlSafe = `${name}+${id}+${text.split("+").slice(2).join("-").replaceAll("/", "_")}`;
  assert.equal(parseVkey(urlSafe).ok, false);
});
