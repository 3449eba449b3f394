import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { leavesUpTo } from "../../test/support/merkle-tree.ts";
import { signatureChecks, testKey } from "../../test/support/note-keys.ts";
import { sharedData, skipWithout } from "../../test/support/shared-data.ts";
import { concat, type JsonObject, parseBase64, parseJson, parseUint64, textOf, toBase64, utf8 } from "../lib/index.ts";
import {
  consistencyProof,
  createVerifier,
  formatCheckpoint,
  formatNote,
  formatTlogProof,
  formatVkey,
  inclusionProof,
  KEY_TYPES,
  openNote,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  sha256,
  signNote,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "./index.ts";

const options = { skip: skipWithout("ledger-vectors") };
const ORIGIN = "log.meridian.example/dossier-1";
const TIME = 1_795_343_175n;
const LOG = testKey(ORIGIN, KEY_TYPES.ed25519Note, 0x11);
const W1 = testKey("w1.example/cert-a", KEY_TYPES.ed25519Cosignature, 0x22);
const W2 = testKey("w2.example/cert-b", KEY_TYPES.ed25519Cosignature, 0x33);
const W3 = testKey("w3.example/pq", KEY_TYPES.mlDsa44Cosignature, 0x44);
const KEYS = [LOG, W1, W2, W3].map(({ vkey }) => createVerifier(vkey, signatureChecks));

function file(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(sharedData("ledger-vectors", name) ?? ""));
}

function vectors(): JsonObject {
  const json = parseJson(textOf(file("vectors.json")) ?? "");
  assert.ok(json.ok);
  return json.value as JsonObject;
}

function opened(name: string) {
  return openNote(file(name), KEYS).then((note) => {
    assert.ok(note.ok, `${name} does not open`);
    return { ...note.value, keys: note.value.verified.map(({ verifier, time }) => [verifier.name, time]) };
  });
}

test("the seeds give the published keys", options, () => {
  const expected = vectors();
  assert.deepEqual(
    [LOG, W1, W2].map(({ vkey }) => formatVkey(vkey)),
    [expected["logvkey"], expected["w1"], expected["w2"]],
  );
  assert.equal(W3.vkey.keyId, 0xa089b076);
});

test("checkpoint: the log and two witnesses signed", options, async () => {
  const note = await opened("checkpoint");
  assert.deepEqual(note.keys, [
    [ORIGIN, undefined],
    ["w1.example/cert-a", TIME],
    ["w2.example/cert-b", TIME],
  ]);
  assert.equal(note.unknownLines, 0);
});

test("checkpoint.dup: a key that signed three times counts once", options, async () => {
  const note = await opened("checkpoint.dup");
  assert.equal(note.verified.length, 3);
  assert.equal(note.unknownLines, 0);
});

test("checkpoint.pq: the ML-DSA-44 cosignature verifies", options, async () => {
  const note = await opened("checkpoint.pq");
  assert.deepEqual(note.keys.at(-1), ["w3.example/pq", TIME]);
});

test("our signers make the vectors byte for byte", options, async () => {
  const root = treeRoot(sha256, leavesUpTo(300));
  const text = formatCheckpoint({ origin: ORIGIN, size: 300n, root });
  assert.deepEqual(
    await signNote(
      text,
      [LOG, W1, W2].map(({ signer }) => signer),
    ),
    file("checkpoint"),
  );
});

test("the tree, its roots and its proofs are the published ones", options, () => {
  const expected = vectors();
  const leaves = leavesUpTo(300);
  assert.equal(toBase64(treeRoot(sha256, leaves)), expected["root"]);
  assert.equal(toBase64(treeRoot(sha256, leaves.slice(0, 200))), expected["root200"]);
  assert.equal(toBase64(leaves[123] as Uint8Array), expected["leaf123"]);
  assert.deepEqual(inclusionProof(sha256, leaves, 123).map(toBase64), expected["incl123"]);
  assert.deepEqual(consistencyProof(sha256, leaves, 200).map(toBase64), expected["cons200"]);
});

test("entry123.tlog-proof verifies and is written back byte for byte", options, async () => {
  const bytes = file("entry123.tlog-proof");
  const proof = parseTlogProof(bytes);
  assert.ok(proof.ok);
  assert.deepEqual(proof.value.checkpoint, file("checkpoint"));
  assert.deepEqual(formatTlogProof(proof.value), bytes);
  const note = await openNote(proof.value.checkpoint, KEYS);
  const head = parseCheckpoint(note.ok ? note.value.text : "");
  assert.ok(head.ok);
  const leaf = leavesUpTo(124)[123] as Uint8Array;
  const claim = { index: proof.value.index, size: head.value.size, leaf, proof: proof.value.proof, root: head.value.root };
  assert.deepEqual(verifyInclusion(sha256, claim), { ok: true, value: true });
});

test("add-checkpoint.req: its proof leads from size 200 to its checkpoint", options, async () => {
  const text = textOf(file("add-checkpoint.req")) ?? "";
  const [head = "", ...rest] = text.split("\n\n");
  const [old = "", ...lines] = head.split("\n");
  const proof = lines.map((line) => {
    const hash = parseBase64(line);
    assert.ok(hash.ok);
    return hash.value;
  });
  const note = await openNote(utf8(rest.join("\n\n")), KEYS);
  assert.ok(note.ok);
  const checkpoint = parseCheckpoint(note.value.text);
  const oldSize = parseUint64(old.replace("old ", ""));
  assert.ok(checkpoint.ok && oldSize.ok);
  const verdict = verifyConsistency(sha256, {
    oldSize: oldSize.value,
    newSize: checkpoint.value.size,
    oldRoot: treeRoot(sha256, leavesUpTo(200)),
    newRoot: checkpoint.value.root,
    proof,
  });
  assert.deepEqual(verdict, { ok: true, value: true });
});

test("a bit turned anywhere in a signature that we know refuses the checkpoint", options, async () => {
  const note = parseNote(file("checkpoint.pq"));
  assert.ok(note.ok);
  for (const [at, line] of note.value.signatures.entries()) {
    const signature = Uint8Array.from(line.signature);
    signature[signature.length - 1] = (signature[signature.length - 1] as number) ^ 1;
    const forged = formatNote(note.value.text, note.value.signatures.with(at, { ...line, signature }));
    const verdict = await openNote(forged, KEYS);
    assert.equal(verdict.ok ? "" : verdict.fault.kind, "bad-signature", line.name);
    assert.equal(!verdict.ok && "signature" in verdict.fault && verdict.fault.signature, at + 1);
  }
});

test("extension lines are signed by Ed25519 and not by ML-DSA-44", options, async () => {
  const text = `${formatCheckpoint({ origin: ORIGIN, size: 300n, root: treeRoot(sha256, leavesUpTo(300)) })}an extension\n`;
  const head = parseCheckpoint(text);
  assert.deepEqual(head.ok && head.value.extensions, ["an extension"]);
  const note = parseNote(file("checkpoint.pq"));
  assert.ok(note.ok);
  const verdicts = await Promise.all(KEYS.map((key, at) => key.verify(text, note.value.signatures[at]?.signature ?? concat())));
  assert.deepEqual(
    verdicts.map((verdict) => verdict.ok),
    [false, false, false, true],
  );
});
