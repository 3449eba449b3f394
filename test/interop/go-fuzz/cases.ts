import { createHash } from "node:crypto";
import { concat, textOf, toBase64, toHex, utf8 } from "../../../src/lib/index.ts";
import {
  consistencyProof,
  createVerifier,
  formatSignatureLine,
  formatTlogProof,
  inclusionProof,
  KEY_TYPES,
  openNote,
  parseCheckpoint,
  parseTlogProof,
  sha256,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "../../../src/merkle/index.ts";
import { leavesUpTo } from "../../support/merkle-tree.ts";
import { signatureChecks, testKey } from "../../support/note-keys.ts";
import type { Random } from "../../support/random.ts";
import { below, mutate, pick } from "./mutate.ts";

/** A case as Go reads it, and what we make of it. */
export type FuzzCase = { readonly sent: Readonly<Record<string, unknown>>; readonly ours: Promise<string> };

const nodeSha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());

/** The keys that both sides know. */
export const KNOWN = [
  testKey("ledger.example/harbour", KEY_TYPES.ed25519Note, 0x61),
  testKey("é.example/ключ", KEY_TYPES.ed25519Note, 0x62),
] as const;
const STRANGERS = [
  testKey("ledger.example/harbour", KEY_TYPES.mlDsa44Cosignature, 0x63),
  testKey("w1.example/cert", KEY_TYPES.ed25519Cosignature, 0x64),
] as const;
const VERIFIERS = KNOWN.map(({ vkey }) => createVerifier(vkey, signatureChecks));

const LEAVES = leavesUpTo(300);
const ROOTS = LEAVES.map((_, at) => treeRoot(sha256, LEAVES.slice(0, at + 1)));
const STRANGER_LINES = await Promise.all(
  STRANGERS.map(async ({ signer }) => {
    const signature = await signer.sign(`go.sum database tree\n7\n${toBase64(ROOTS[6] as Uint8Array)}\n`);
    return formatSignatureLine({ name: signer.name, keyId: signer.keyId, signature });
  }),
);

/** A case of a random kind; a seed repeats it. */
export async function nextCase(random: Random): Promise<FuzzCase> {
  return pick(random, [noteCase, checkpointCase, proofFileCase, inclusionCase, consistencyCase])(random);
}

function checkpointText(random: Random): string {
  const size = below(random, 300);
  const root = size === 0 ? sha256(new Uint8Array(0)) : (ROOTS[size - 1] as Uint8Array);
  const extensions = random() < 0.1 ? "extension line\n".repeat(below(random, 19)) : "";
  return `${pick(random, ["go.sum database tree", "ledger.example/harbour", "é"])}\n${size}\n${toBase64(root)}\n${extensions}`;
}

/** Half of the changes are made before the signatures, so that they meet a parser and not only a signature check. */
async function noteCase(random: Random): Promise<FuzzCase> {
  const whole = mutate(random, utf8(random() < 0.8 ? checkpointText(random) : "some text\n\nand more\n"), random() < 0.5 ? 2 : 0);
  const text = textOf(whole);
  const lines: string[] = [];
  for (const { signer } of KNOWN) {
    if (text === undefined || random() < 0.3) continue;
    lines.push(formatSignatureLine({ name: signer.name, keyId: signer.keyId, signature: await signer.sign(text) }));
    if (random() < 0.05) lines.push(lines[0] as string);
  }
  if (random() < 0.4) lines.push(pick(random, STRANGER_LINES));
  if (random() < 0.01) lines.push(...Array.from({ length: 99 }, () => pick(random, STRANGER_LINES)));
  const signed = concat(whole, utf8(`\n${lines.toSorted(() => random() - 0.5).join("")}`));
  const bytes = random() < 0.5 ? signed : mutate(random, signed, 2);
  return { sent: { k: "note", b: toBase64(bytes) }, ours: ourNote(bytes) };
}

async function ourNote(bytes: Uint8Array): Promise<string> {
  const opened = await openNote(bytes, VERIFIERS);
  if (!opened.ok) return opened.fault.kind === "no-known-signature" ? "unknown" : "refused";
  const { text, verified } = opened.value;
  return `ok ${verified.length} ${toHex(nodeSha256(utf8(text))).slice(0, 16)}`;
}

async function checkpointCase(random: Random): Promise<FuzzCase> {
  const bytes = mutate(random, utf8(checkpointText(random)), 3);
  return { sent: { k: "checkpoint", b: toBase64(bytes) }, ours: Promise.resolve(ourCheckpoint(bytes)) };
}

function ourCheckpoint(bytes: Uint8Array): string {
  const text = textOf(bytes);
  const read = text === undefined ? undefined : parseCheckpoint(text);
  if (!read?.ok) return "refused";
  return `ok ${read.value.size} ${toBase64(read.value.root)} ${read.value.extensions.length}`;
}

async function proofFileCase(random: Random): Promise<FuzzCase> {
  const size = 1 + below(random, 300);
  const index = below(random, size);
  const proof =
    random() < 0.05 ? Array.from({ length: 62 + below(random, 5) }, () => ROOTS[0] as Uint8Array) : proofOf(index, size);
  const whole = proof.length > 64 ? undefined : proof;
  const file = formatTlogProof({
    extra: random() < 0.2 ? utf8("extra") : undefined,
    index: BigInt(index),
    proof: whole ?? proof.slice(0, 64),
    checkpoint: utf8(`${checkpointText(random)}\n${STRANGER_LINES[1]}`),
  });
  const bytes = mutate(random, file, 3);
  return { sent: { k: "tlog-proof", b: toBase64(bytes) }, ours: Promise.resolve(ourProofFile(bytes)) };
}

function ourProofFile(bytes: Uint8Array): string {
  const read = parseTlogProof(bytes);
  return read.ok ? `ok ${read.value.index} ${read.value.proof.length} ${read.value.checkpoint.length}` : "refused";
}

const proofOf = (index: number, size: number) => inclusionProof(sha256, LEAVES.slice(0, size), index);

/** A number near another, or far from every other. */
function nearby(random: Random, number: number): number {
  if (random() < 0.75) return number;
  return random() < 0.1 ? pick(random, [0, 2 ** 31, 2 ** 32, 2 ** 52]) : Math.max(0, number + below(random, 5) - 2);
}

function changedProof(random: Random, proof: readonly Uint8Array[]): readonly Uint8Array[] {
  if (random() < 0.5) return proof;
  const at = below(random, proof.length);
  const changes: readonly (readonly Uint8Array[])[] = [
    proof.slice(0, -1),
    proof.slice(1),
    [...proof, pick(random, ROOTS)],
    proof.length === 0 ? proof : proof.with(at, mutate(random, proof[at] as Uint8Array, 1)),
    proof.toReversed(),
  ];
  return pick(random, changes);
}

const root = (random: Random, size: number) =>
  random() < 0.9 ? (ROOTS[size - 1] as Uint8Array) : mutate(random, pick(random, ROOTS), 1);

async function inclusionCase(random: Random): Promise<FuzzCase> {
  const trueSize = 1 + below(random, 300);
  const trueIndex = below(random, trueSize);
  const claim = {
    index: nearby(random, trueIndex),
    size: nearby(random, trueSize),
    leaf: random() < 0.9 ? (LEAVES[trueIndex] as Uint8Array) : pick(random, LEAVES),
    root: root(random, trueSize),
    proof: changedProof(random, proofOf(trueIndex, trueSize)),
  };
  const { index, size, leaf, proof } = claim;
  const sent = { k: "inclusion", index, size, leaf: toBase64(leaf), root: toBase64(claim.root), proof: proof.map(toBase64) };
  const verdict = verifyInclusion(nodeSha256, { ...claim, index: BigInt(index), size: BigInt(size) });
  return { sent, ours: Promise.resolve(verdict.ok ? "ok" : "refused") };
}

async function consistencyCase(random: Random): Promise<FuzzCase> {
  const newSize = 1 + below(random, 300);
  const oldSize = 1 + below(random, newSize);
  const claim = {
    oldSize: nearby(random, oldSize),
    newSize: nearby(random, newSize),
    oldRoot: root(random, oldSize),
    newRoot: root(random, newSize),
    proof: changedProof(random, consistencyProof(sha256, LEAVES.slice(0, newSize), oldSize)),
  };
  const sent = {
    k: "consistency",
    oldSize: claim.oldSize,
    size: claim.newSize,
    oldRoot: toBase64(claim.oldRoot),
    root: toBase64(claim.newRoot),
    proof: claim.proof.map(toBase64),
  };
  const verdict = verifyConsistency(nodeSha256, { ...claim, oldSize: BigInt(claim.oldSize), newSize: BigInt(claim.newSize) });
  return { sent, ours: Promise.resolve(verdict.ok ? "ok" : "refused") };
}
