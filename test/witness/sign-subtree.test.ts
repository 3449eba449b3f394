import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, textOf, utf8 } from "../../src/lib/index.ts";
import {
  KEY_TYPES,
  mlDsa44SubtreeMessage,
  nodeHash,
  parseSignatureLine,
  parseTimestampedSignature,
  SIGNATURE_BYTES,
  sha256,
  signNote,
  treeRoot,
} from "../../src/merkle/index.ts";
import type { Witness } from "../../src/witness/index.ts";
import { formatSignSubtree, type SignSubtree } from "../../src/witness/request.ts";
import { leavesUpTo } from "../support/merkle-tree.ts";
import { signatureChecks, testKey } from "../support/note-keys.ts";
import { growth, said, testWitness, WITNESS_KEYS, WITNESS_NAME } from "./fixture.ts";
import { testLog } from "./log.ts";

const LOG = testLog();
const STRANGER = testLog("log.example/stranger", { seed: 9 });
const LEAVES = leavesUpTo(14);
const hashOf = (start: number, end: number) => treeRoot(sha256, LEAVES.slice(start, end));

/** Leaves 8 to 13 of 14, as in the example of the specification: its proof is leaf 12, leaf 13, and the nodes [8, 12) and [0, 8). */
const PROOF = [LEAVES[12], LEAVES[13], hashOf(8, 12), hashOf(0, 8)] as Uint8Array[];

/** What the witness has cosigned of LOG at that size. */
async function cosigned(witness: Witness, size = 14, log = LOG): Promise<Uint8Array> {
  const answer = await witness.addCheckpoint(await growth(log, 0, size));
  assert.equal(answer.status, 200);
  return concat(await log.note(size), answer.body);
}

const { witness } = testWitness([LOG]);
const NOTE = await cosigned(witness);
const GOOD: SignSubtree = { start: 8n, end: 13n, hash: hashOf(8, 13), proof: PROOF, checkpoint: NOTE };
const replaced = (from: string | RegExp, to: string) => utf8((textOf(formatSignSubtree(GOOD)) ?? "").replace(from, to));
const ask = (change: Partial<SignSubtree>) => formatSignSubtree({ ...GOOD, ...change });

const TABLE: readonly (readonly [why: string, body: () => Uint8Array | Promise<Uint8Array>, status: number])[] = [
  ["a subtree", () => ask({}), 200],
  ["a subtree that begins at 0", () => ask({ start: 0n, end: 8n, hash: hashOf(0, 8), proof: [hashOf(8, 14)] }), 200],
  ["the whole tree", () => ask({ start: 0n, end: 14n, hash: hashOf(0, 14), proof: [] }), 200],
  [
    "one leaf",
    () =>
      ask({
        start: 13n,
        end: 14n,
        hash: LEAVES[13] as Uint8Array,
        proof: [LEAVES[12] as Uint8Array, hashOf(8, 12), hashOf(0, 8)],
      }),
    200,
  ],
  ["nothing", () => new Uint8Array(0), 400],
  ["a missing hash, whose place the proof takes", () => replaced(/\n[^\n]{44}\n/, "\n"), 422],
  ["an upper-case word", () => replaced("subtree", "Subtree"), 400],
  ["a start with a zero before", () => replaced("subtree 8", "subtree 08"), 400],
  ["three numbers", () => replaced("8 13", "8 13 14"), 400],
  ["a start that is no multiple of the width", () => ask({ start: 4n, end: 13n }), 400],
  ["an end before the start", () => ask({ start: 8n, end: 7n }), 400],
  ["an empty subtree", () => ask({ start: 8n, end: 8n, hash: sha256(new Uint8Array(0)), proof: [] }), 400],
  ["an end beyond the checkpoint", () => ask({ start: 8n, end: 15n }), 400],
  [
    "extension lines",
    async () =>
      ask({
        checkpoint: await signNote("a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n", [testKey("a", 1, 3).signer]),
      }),
    400,
  ],
  ["another hash", () => ask({ hash: hashOf(8, 12) }), 422],
  ["no proof", () => ask({ proof: [] }), 422],
  ["a proof too long", () => ask({ proof: [...PROOF, hashOf(0, 8)] }), 422],
  ["a proof in another order", () => ask({ proof: PROOF.toReversed() }), 422],
  ["an unknown log", async () => ask({ checkpoint: await STRANGER.note(14) }), 404],
  ["a checkpoint that only the log signed", async () => ask({ checkpoint: await LOG.note(14) }), 403],
  ["a forged cosignature", () => ask({ checkpoint: utf8(forged()) }), 403],
];

/** The note with one letter of the witness's last line changed. */
function forged(): string {
  const text = textOf(NOTE) ?? "";
  const at = text.length - 900;
  return `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
}

for (const [why, body, status] of TABLE) {
  test(`${why} is answered with ${status}`, async () => {
    const answer = await witness.signSubtree(await body());
    assert.equal(answer.status, status, said(answer)[1]);
  });
}

test("the signature is ML-DSA-44, without a time, over the subtree and the witness's name", async () => {
  const [status, text] = said(await witness.signSubtree(formatSignSubtree(GOOD)));
  assert.equal(status, 200);
  const line = parseSignatureLine(text.trimEnd());
  const vkey = witness.vkeys.find(({ type }) => type === KEY_TYPES.mlDsa44Cosignature);
  assert.ok(line !== undefined && vkey !== undefined);
  assert.deepEqual([line.name, line.keyId], [WITNESS_NAME, vkey.keyId]);
  const stamped = parseTimestampedSignature(line.signature, SIGNATURE_BYTES.mlDsa44);
  assert.ok(stamped.ok);
  assert.equal(stamped.value.time, 0n);
  const subtree = { cosigner: WITNESS_NAME, time: 0n, origin: LOG.origin, start: 8n, end: 13n, hash: hashOf(8, 13) };
  assert.equal(await signatureChecks.mlDsa44(vkey.publicKey, mlDsa44SubtreeMessage(subtree), stamped.value.signature), true);
});

test("a checkpoint that was cosigned long ago still serves", async () => {
  const made = testWitness([LOG]);
  const old = await cosigned(made.witness, 8);
  assert.equal((await made.witness.addCheckpoint(await growth(LOG, 8, 20))).status, 200);
  const request = formatSignSubtree({ start: 4n, end: 8n, hash: hashOf(4, 8), proof: [hashOf(0, 4)], checkpoint: old });
  assert.equal((await made.witness.signSubtree(request)).status, 200);
});

test("a witness with an Ed25519 key only signs no subtrees", async () => {
  const made = testWitness([LOG], { signers: WITNESS_KEYS.slice(0, 1) });
  const request = formatSignSubtree({ ...GOOD, checkpoint: await cosigned(made.witness) });
  assert.deepEqual(said(await made.witness.signSubtree(request)), [404, "this witness signs no subtrees\n"]);
});

test("the subtree's root is made of its nodes", () => {
  assert.deepEqual(hashOf(8, 13), nodeHash(sha256, hashOf(8, 12), LEAVES[12] as Uint8Array));
});
