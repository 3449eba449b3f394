import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { signatureChecks } from "../../test/support/note-keys.ts";
import { sharedData, skipWithout } from "../../test/support/shared-data.ts";
import { type JsonObject, parseHex, parseJson, utf8 } from "../lib/index.ts";
import { checkEd25519PublicKey, checkEd25519Signature, createVerifier, createVkey, KEY_TYPES } from "./index.ts";

function bytes(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  assert.ok(parsed.ok, hex);
  return parsed.value;
}

const FF30 = "ff".repeat(30);
// C2SP/CCTV ed25519 §Low-order edwards25519 point encodings: 8 points, and 6 more ways to write 4 of them.
const WEAK: readonly (readonly [key: string, reason: string])[] = [
  [`00${"00".repeat(31)}`, "small-order"],
  [`00${"00".repeat(30)}80`, "small-order"],
  [`01${"00".repeat(31)}`, "small-order"],
  [`ec${FF30}7f`, "small-order"],
  ["26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "small-order"],
  ["26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", "small-order"],
  ["c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "small-order"],
  ["c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", "small-order"],
  [`01${"00".repeat(30)}80`, "not-canonical"],
  [`ec${FF30}ff`, "not-canonical"],
  [`ed${FF30}7f`, "not-canonical"],
  [`ed${FF30}ff`, "not-canonical"],
  [`ee${FF30}7f`, "not-canonical"],
  [`ee${FF30}ff`, "not-canonical"],
  [`ff${FF30}7f`, "not-canonical"],
  [`02${"00".repeat(31)}`, "not-on-curve"],
  ["", "wrong-length"],
  ["00".repeat(31), "wrong-length"],
  ["00".repeat(33), "wrong-length"],
];

for (const [key, reason] of WEAK) {
  test(`the key ${key.slice(0, 8)}…${key.slice(-4)} is refused as ${reason}`, () => {
    assert.deepEqual(checkEd25519PublicKey(bytes(key)), { ok: false, fault: { kind: "weak-ed25519-key", reason } });
  });
}

test("keys and signatures that are made as they should be pass", () => {
  for (let round = 0; round < 16; round++) {
    const pair = generateKeyPairSync("ed25519");
    const raw = new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32));
    assert.deepEqual(checkEd25519PublicKey(raw), { ok: true, value: true });
    const signature = new Uint8Array(sign(null, utf8("text"), pair.privateKey));
    assert.deepEqual(checkEd25519Signature(signature), { ok: true, value: true });
  }
});

const GROUP_ORDER = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
const BASE_POINT = `58${"66".repeat(31)}`;

test("S must be below the group order, R canonical and not of small order", () => {
  const reasonOf = (signature: string) => {
    const verdict = checkEd25519Signature(bytes(signature));
    return verdict.ok ? "ok" : verdict.fault.reason;
  };
  assert.equal(reasonOf(`${BASE_POINT}ec${GROUP_ORDER.slice(2)}`), "ok");
  assert.equal(reasonOf(`${BASE_POINT}${GROUP_ORDER}`), "not-canonical");
  assert.equal(reasonOf(`${BASE_POINT}${"ff".repeat(32)}`), "not-canonical");
  for (const [point, reason] of WEAK.slice(0, 15)) assert.equal(reasonOf(`${point}${"00".repeat(32)}`), reason);
  assert.equal(reasonOf("00".repeat(63)), "wrong-length");
});

test("a signature that is not strict is refused before the host's verifier is asked", async () => {
  const pair = generateKeyPairSync("ed25519");
  const raw = new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32));
  const lenient = { ed25519: async () => true, mlDsa44: async () => true };
  const verifier = createVerifier(createVkey("k.example", KEY_TYPES.ed25519Note, raw), lenient);
  const verdictOf = async (signature: string) => (await verifier.verify("text\n", bytes(signature))).ok;
  assert.equal(await verdictOf(`${BASE_POINT}${"00".repeat(32)}`), true);
  assert.equal(await verdictOf(`${BASE_POINT}${GROUP_ORDER}`), false);
  assert.equal(await verdictOf(`${"00".repeat(32)}${"00".repeat(32)}`), false);
});

type Case = { readonly key: Uint8Array; readonly sig: Uint8Array; readonly msg: Uint8Array; readonly flags: readonly string[] };

function cctvCases(): Case[] {
  const json = parseJson(readFileSync(sharedData("cctv", "ed25519", "ed25519vectors.json") ?? "", "utf8"));
  assert.ok(json.ok);
  return (json.value as readonly JsonObject[]).map((each) => ({
    key: bytes(each["key"] as string),
    sig: bytes(each["sig"] as string),
    msg: utf8(each["msg"] as string),
    flags: (each["flags"] ?? []) as readonly string[],
  }));
}

test("of CCTV's 914 edge cases, every key with a part of small order is refused, and no other", {
  skip: skipWithout("cctv"),
}, () => {
  const cases = cctvCases();
  assert.equal(cases.length, 914);
  const answers = new Map<string, boolean>();
  for (const { key, flags } of cases) {
    const name = key.join();
    const weak = ["low_order_A", "low_order_component_A", "non_canonical_A"].some((flag) => flags.includes(flag));
    const refused = answers.get(name) ?? !checkEd25519PublicKey(key).ok;
    answers.set(name, refused);
    assert.equal(refused, weak, `${name} ${flags.join()}`);
  }
});

test("what then still verifies has no low-order residue", { skip: skipWithout("cctv") }, async () => {
  for (const { key, sig, msg, flags } of cctvCases()) {
    if (!checkEd25519PublicKey(key).ok || !checkEd25519Signature(sig).ok) continue;
    const accepted = await signatureChecks.ed25519(key, msg, sig);
    assert.equal(accepted, !flags.includes("low_order_residue"), flags.join());
  }
});
