import assert from "node:assert/strict";
import { test } from "node:test";
import { createVerifier, formatVkey, KEY_TYPES, openNote, parseNote, parseTrustPolicy, sha256 } from "../../src/merkle/index.ts";
import {
  type AskedWitness,
  type Collected,
  type Collection,
  collectCosignatures,
  createWitness,
  type HttpPost,
  type Witness,
} from "../../src/witness/index.ts";
import { rawTestKey, signatureChecks } from "../support/note-keys.ts";
import { NOW } from "./fixture.ts";
import { testLog } from "./log.ts";
import { memoryWitnessStore } from "./memory-store.ts";

const LOG = testLog("log.example/harbour", { isQuick: true });
const CLOCK = () => NOW * 1000;

/** Witnesses w1, w2 …, each with one Ed25519 key; `pq` gives it an ML-DSA-44 key too. */
function witnessNamed(name: string, seed: number, pq = false): Witness {
  const types = pq ? [KEY_TYPES.ed25519Cosignature, KEY_TYPES.mlDsa44Cosignature] : [KEY_TYPES.ed25519Cosignature];
  const signers = types.map((type) => {
    const { vkey, sign } = rawTestKey(name, type, seed);
    return { vkey: formatVkey(vkey), sign };
  });
  const logs = () => [LOG.known];
  return createWitness({ logs, signers, store: memoryWitnessStore(), checks: signatureChecks, sha256, clock: CLOCK });
}

const [W1, W2, W3] = [
  witnessNamed("w1.example", 11, true),
  witnessNamed("w2.example", 12),
  witnessNamed("w3.example", 13),
] as const;
const vkeyText = (witness: Witness, at = 0) => formatVkey(witness.vkeys[at] as Witness["vkeys"][0]);

const POLICY = `witness w1 ${vkeyText(W1)}
witness w1-pq ${vkeyText(W1, 1)}
witness w2 ${vkeyText(W2)}
witness w3 ${vkeyText(W3)}
group party-1 any w1 w1-pq
group most 2 party-1 w2 w3
quorum most
`;

function policyOf(text: string): Collection["policy"] {
  const policy = parseTrustPolicy(text);
  assert.ok(policy.ok, JSON.stringify(policy));
  return policy.value;
}

/** A witness that tells when it was asked, and answers when it is let to. */
function gated(
  name: string,
  witness: Witness,
): { readonly asked: AskedWitness; readonly heard: Promise<void>; readonly open: () => void } {
  const gate = Promise.withResolvers<void>();
  const hearing = Promise.withResolvers<void>();
  const post: HttpPost = async (body) => {
    hearing.resolve();
    await gate.promise;
    return witness.addCheckpoint(body);
  };
  return { asked: { name, post, vkeys: witness.vkeys }, heard: hearing.promise, open: gate.resolve };
}

const down: HttpPost = async () => {
  throw new Error("nobody is there");
};

async function collection(witnesses: readonly AskedWitness[], given: Partial<Collection> = {}): Promise<Collection> {
  const prove = async (from: bigint) => LOG.proof(Number(from), 5);
  const shared = { checkpoint: await LOG.note(5), prove, checks: signatureChecks, clock: CLOCK };
  return { ...shared, witnesses, policy: policyOf(POLICY), ...given };
}

const namesOn = (note: Uint8Array) => {
  const parsed = parseNote(note);
  return parsed.ok ? parsed.value.signatures.map(({ name }) => name) : [];
};
const answered = (answers: Collected["answers"]) =>
  answers.map(({ name, lines }) => `${name} ${lines.ok ? "ok" : lines.fault.kind}`);

test("all are asked at once, and the checkpoint is given when the last has answered", async () => {
  const gates = [gated("w1", W1), gated("w2", W2), gated("w3", W3)];
  const collecting = collectCosignatures(await collection(gates.map(({ asked }) => asked)));
  await Promise.all(gates.map(({ heard }) => heard));
  for (const { open } of gates) open();
  const { quorumMet, note, answers } = await collecting;
  assert.deepEqual([quorumMet, answered(answers).toSorted()], [true, ["w1 ok", "w2 ok", "w3 ok"]]);
  assert.deepEqual(namesOn(note).toSorted(), [LOG.origin, "w1.example", "w1.example", "w2.example", "w3.example"]);
});

test("the merged note verifies, the log's line first", async () => {
  const asked = [W1, W2, W3].map((witness, at) => ({ name: `w${at + 1}`, post: witness.addCheckpoint, vkeys: witness.vkeys }));
  const { note } = await collectCosignatures(await collection(asked));
  assert.equal(namesOn(note)[0], LOG.origin);
  const vkeys = [...LOG.known.vkeys, ...W1.vkeys, ...W2.vkeys, ...W3.vkeys];
  const opened = await openNote(
    note,
    vkeys.map((vkey) => createVerifier(vkey, signatureChecks)),
  );
  assert.deepEqual(opened.ok && [opened.value.verified.length, opened.value.unknownLines], [5, 0]);
});

test("two keys of one party are one party where the policy groups them", async () => {
  const asked = [
    { name: "w1", post: W1.addCheckpoint, vkeys: W1.vkeys },
    { name: "w2", post: down, vkeys: W2.vkeys },
  ];
  const { quorumMet, answers } = await collectCosignatures(await collection(asked));
  assert.deepEqual([quorumMet, answers.filter(({ lines }) => lines.ok).map(({ name }) => name)], [false, ["w1"]]);
});

test("when all have answered without a quorum, what there is is given", async () => {
  const asked = ["w1", "w2", "w3"].map((name) => ({ name, post: down, vkeys: W1.vkeys }));
  const { quorumMet, note, answers } = await collectCosignatures(await collection(asked));
  const unreachable = ["w1 unreachable", "w2 unreachable", "w3 unreachable"];
  assert.deepEqual([quorumMet, note, answered(answers)], [false, await LOG.note(5), unreachable]);
});

test("nobody to ask is no quorum", async () => {
  const { quorumMet, note } = await collectCosignatures(await collection([]));
  assert.deepEqual([quorumMet, note], [false, await LOG.note(5)]);
});

test("a cosignature counts by public key: the name under which a witness was asked means nothing", async () => {
  const asked = [
    { name: "w2", post: W1.addCheckpoint, vkeys: W1.vkeys },
    { name: "w3", post: W1.addCheckpoint, vkeys: W1.vkeys },
    { name: "w1", post: W1.addCheckpoint, vkeys: W1.vkeys },
  ];
  const { quorumMet, note } = await collectCosignatures(await collection(asked));
  assert.equal(quorumMet, false);
  assert.deepEqual(namesOn(note), [LOG.origin, "w1.example", "w1.example"]);
});

test("a cosignature that stood on the checkpoint already is replaced, not doubled", async () => {
  const asked = [{ name: "w2", post: W2.addCheckpoint, vkeys: W2.vkeys }];
  const once = await collectCosignatures(await collection(asked));
  const twice = await collectCosignatures(await collection(asked, { checkpoint: once.note }));
  assert.deepEqual(namesOn(twice.note), [LOG.origin, "w2.example"]);
});
