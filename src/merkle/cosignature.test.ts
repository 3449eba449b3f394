import assert from "node:assert/strict";
import { test } from "node:test";
import { signatureChecks, testKey } from "../../test/support/note-keys.ts";
import { concat, toHex, utf8 } from "../lib/index.ts";
import {
  createVerifier,
  ed25519CosignatureMessage,
  formatTimestampedSignature,
  KEY_TYPES,
  mlDsa44CheckpointMessage,
  mlDsa44SubtreeMessage,
  openNote,
  parseTimestampedSignature,
  signNote,
} from "./index.ts";

const TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
const HASH = new Uint8Array(32).fill(0xab);
const SUBTREE = { cosigner: "w.example", time: 0n, origin: "o", start: 256n, end: 300n, hash: HASH };

test("cosignature/v1 signs two lines and the text, extension lines included", () => {
  assert.deepEqual(ed25519CosignatureMessage(TEXT, 1_679_315_147n), utf8(`cosignature/v1\ntime 1679315147\n${TEXT}`));
  assert.deepEqual(ed25519CosignatureMessage(`${TEXT}more\n`, 0n), utf8(`cosignature/v1\ntime 0\n${TEXT}more\n`));
});

test("subtree/v1 is the structure of the specification, byte for byte", () => {
  assert.equal(
    toHex(mlDsa44SubtreeMessage(SUBTREE)),
    [
      "737562747265652f76310a00", // "subtree/v1\n\0"
      "09772e6578616d706c65", // length and cosigner name
      "0000000000000000", // time
      "016f", // length and origin
      "0000000000000100", // start
      "000000000000012c", // end
      "ab".repeat(32),
    ].join(""),
  );
});

test("a checkpoint is the subtree from 0, with the time big-endian", () => {
  const message = mlDsa44CheckpointMessage("w", { origin: "o", size: 2n, root: HASH }, 0x0102_0304_0506_0708n);
  const expected = mlDsa44SubtreeMessage({ ...SUBTREE, cosigner: "w", time: 0x0102_0304_0506_0708n, start: 0n, end: 2n });
  assert.deepEqual(message, expected);
  assert.ok(toHex(message).includes("0102030405060708"));
});

test("a message that cannot be is a bug", () => {
  assert.throws(() => mlDsa44SubtreeMessage({ ...SUBTREE, time: 1n }), /carries no time/);
  assert.throws(() => mlDsa44SubtreeMessage({ ...SUBTREE, end: 255n }), /ends where it starts/);
  assert.throws(() => mlDsa44SubtreeMessage({ ...SUBTREE, cosigner: "" }), /1 to 255 bytes/);
  assert.throws(() => mlDsa44SubtreeMessage({ ...SUBTREE, origin: "é".repeat(128) }), /1 to 255 bytes/);
  assert.throws(() => ed25519CosignatureMessage(TEXT, 2n ** 63n), /2\^63-1/);
});

test("a timestamped signature is a big-endian uint64 and the signature", () => {
  const bytes = formatTimestampedSignature({ time: 1_795_343_175n, signature: HASH });
  assert.equal(toHex(bytes.subarray(0, 8)), "000000006b02c347");
  assert.deepEqual(parseTimestampedSignature(bytes, 32), { ok: true, value: { time: 1_795_343_175n, signature: HASH } });
  const view = concat(Uint8Array.of(9), bytes).subarray(1);
  assert.deepEqual(parseTimestampedSignature(view, 32), parseTimestampedSignature(bytes, 32));
  assert.equal(parseTimestampedSignature(bytes, 31).ok, false);
  assert.equal(parseTimestampedSignature(bytes, 33).ok, false);
  const beyond = concat(Uint8Array.of(0x80), bytes.subarray(1));
  assert.equal(parseTimestampedSignature(beyond, 32).ok, false);
});

for (const type of [KEY_TYPES.ed25519Cosignature, KEY_TYPES.mlDsa44Cosignature]) {
  const key = testKey("w.example", type, 7, 1_679_315_147);
  const verifiers = [createVerifier(key.vkey, signatureChecks)];

  test(`a cosignature of type ${type} is made, verified and gives its time`, async () => {
    const note = await openNote(await signNote(TEXT, [key.signer]), verifiers);
    assert.deepEqual(note.ok && note.value.verified.map(({ time }) => time), [1_679_315_147n]);
  });

  test(`a cosignature of type ${type} does not verify with another time, text or length`, async () => {
    const signature = await key.signer.sign(TEXT);
    const verify = async (text: string, bytes: Uint8Array) => (await verifiers[0]?.verify(text, bytes))?.ok;
    assert.equal(await verify(TEXT, signature), true);
    assert.equal(await verify(TEXT, Uint8Array.from(signature).reverse()), false);
    assert.equal(await verify(TEXT, concat(Uint8Array.of(1), signature.subarray(1))), false);
    assert.equal(await verify(TEXT.replace("20852163", "20852164"), signature), false);
    assert.equal(await verify(TEXT.replace("sofa", "sofb"), signature), false);
    assert.equal(await verify(TEXT, signature.subarray(0, -1)), false);
    assert.equal(await verify(TEXT, signature.subarray(8)), false);
    assert.equal(await verify("just a text\n", signature), false);
  });

  test(`a signer of type ${type} signs nothing but checkpoints`, async () => {
    await assert.rejects(async () => key.signer.sign("just a text\n"), /stands on a checkpoint only/);
  });
}

test("an ML-DSA-44 cosignature is bound to its cosigner's name, an Ed25519 one is not", async () => {
  for (const [type, bound] of [
    [KEY_TYPES.mlDsa44Cosignature, true],
    [KEY_TYPES.ed25519Cosignature, false],
  ] as const) {
    const signature = await testKey("w.example", type, 7).signer.sign(TEXT);
    const renamed = createVerifier(testKey("other.example", type, 7).vkey, signatureChecks);
    assert.equal((await renamed.verify(TEXT, signature)).ok, !bound);
  }
});

test("a plain Ed25519 signature over the text is no cosignature, and the other way round", async () => {
  const plain = testKey("k.example", KEY_TYPES.ed25519Note, 7);
  const stamped = testKey("k.example", KEY_TYPES.ed25519Cosignature, 7);
  const cosignature = await stamped.signer.sign(TEXT);
  const signature = await plain.signer.sign(TEXT);
  assert.equal((await createVerifier(plain.vkey, signatureChecks).verify(TEXT, cosignature.subarray(8))).ok, false);
  const faked = formatTimestampedSignature({ time: 0n, signature });
  assert.equal((await createVerifier(stamped.vkey, signatureChecks).verify(TEXT, faked)).ok, false);
});
