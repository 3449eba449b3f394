import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { claimKey, deedDigest, parseDeed } from "../../src/app/index.ts";
import { nodeSignatureChecks, personKey, sha256, sha512 } from "../../src/ledger/io/index.ts";
import { toBase64, toHex, utf8 } from "../../src/lib/index.ts";
import { createVkey, formatVkey, KEY_TYPES, keyStatementFault } from "../../src/merkle/index.ts";
import { type KeyPredicate, Keyring, keyProofMessage, type StatementOf } from "../../src/model/index.ts";
import { signSsh } from "../../src/publish/index.ts";
import { assertGolden } from "../support/golden.ts";

const ORIGIN = "log.example/harbour";
const FILE = join(import.meta.dirname, "..", "..", "spec", "keys.vectors.json");

/** An Ed25519 key of 32 equal bytes: for vectors only. */
function keyOf(byte: number): ReturnType<typeof personKey> {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, byte)]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return personKey(utf8(secret.export({ format: "pem", type: "pkcs8" })), "a vector key");
}

function ringOf(): Keyring {
  const vkey = (name: string, byte: number) => formatVkey(createVkey(name, KEY_TYPES.ed25519Note, keyOf(byte).publicKey));
  const mlDsa44 = formatVkey(createVkey(ORIGIN, KEY_TYPES.mlDsa44Cosignature, new Uint8Array(1312).fill(3)));
  const predicate = {
    party: { name: "Harbour Authority", kind: "port", jurisdiction: null },
    statementKey: vkey(`${ORIGIN}/statements`, 1),
    logKeys: [vkey(ORIGIN, 2), mlDsa44],
    exercise: true,
    startedAt: "2026-11-22T12:00:00.000Z",
  };
  const ring = new Keyring();
  ring.add(0, { kind: "party", subject: [], predicate } satisfies StatementOf<"party">);
  return ring;
}

async function vectors() {
  const ring = ringOf();
  const holder = { name: "A. Example", function: "records officer", party: "Harbour Authority" };
  const effectiveFrom = "2026-11-22T12:00:00.000Z";
  const claim = { action: "add", role: "person", replaces: null, holder, effectiveFrom, reason: "first key" } as const;
  const valid = await claimKey(ORIGIN, claim, keyOf(4));
  const statementKey = ring.own("statement", 1)?.vkey ?? "";
  const revocation = { ...valid, action: "revoke", role: "statement", key: statementKey, proof: null } as const;
  const invalid: readonly (readonly [string, KeyPredicate])[] = [
    ["another holder", { ...valid, holder: { ...holder, name: "B. Example" } }],
    ["another time", { ...valid, effectiveFrom: "2026-11-23T12:00:00.000Z" }],
    ["the proof of another ledger", await claimKey("log.example/other", claim, keyOf(4))],
    ["no proof", { ...valid, proof: null }],
    ["a key that is in the ring under another name", await claimKey(ORIGIN, claim, keyOf(1))],
    ["a statement key that is added", { ...valid, role: "statement" }],
    ["a rotation that replaces nothing", { ...valid, action: "rotate" }],
    ["a statement key that is revoked in force", revocation],
    ["a weak key", { ...valid, key: formatVkey(createVkey("person-0", KEY_TYPES.ed25519Note, new Uint8Array(32))) }],
  ];
  const refused = [];
  for (const [name, predicate] of invalid) {
    const reason = await keyStatementFault(ring, { index: 1, predicate }, nodeSignatureChecks);
    assert.ok(reason !== undefined, name);
    refused.push({ name, predicate, reason });
  }
  assert.equal(await keyStatementFault(ring, { index: 1, predicate: valid }, nodeSignatureChecks), undefined);
  const signed = utf8("0123  data/content\n");
  return {
    origin: ORIGIN,
    ring: ring.keys.map(({ role, vkey }) => ({ role, vkey })),
    valid: { predicate: valid, message: toBase64(keyProofMessage(ORIGIN, valid)) },
    invalid: refused,
    deed: { text: "destroy ex-0123456789abcdef", digest: deedDigest(ORIGIN, parseDeed("destroy ex-0123456789abcdef")) },
    sshSignature: {
      message: toBase64(signed),
      publicKey: toHex(keyOf(4).publicKey),
      signature: new TextDecoder().decode(await signSsh(signed, keyOf(4), { sha256, sha512 })),
    },
  };
}

test("spec/keys.vectors.json is what this code writes, and its invalid statements are refused", async () => {
  assertGolden(FILE, `${JSON.stringify(await vectors(), undefined, 2)}\n`);
});
