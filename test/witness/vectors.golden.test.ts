import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { formatJson, type JsonObject, parseJson, textOf, toBase64, utf8 } from "../../src/lib/index.ts";
import { formatVkey, sha256, signNote, treeRoot } from "../../src/merkle/index.ts";
import { type HttpAnswer, logId, type Witness } from "../../src/witness/index.ts";
import { formatAddCheckpoint, formatSignSubtree } from "../../src/witness/request.ts";
import { assertGolden } from "../support/golden.ts";
import { leavesUpTo } from "../support/merkle-tree.ts";
import { growth, NOW, said, testWitness, WITNESS_KEYS } from "./fixture.ts";
import { testLog } from "./log.ts";
import { memoryWitnessStore } from "./memory-store.ts";

const SPEC = join(import.meta.dirname, "../../spec");
const LOG = testLog("ledger.example/harbour", { isQuick: true });
const FORK = testLog(LOG.origin, { isQuick: true, forkAt: 0 });
const STRANGER = testLog("ledger.example/stranger", { isQuick: true, seed: 9 });
const PAGE = readFileSync(join(SPEC, "witness.md"), "utf8");

type Case = {
  readonly name: string;
  readonly call: "add-checkpoint" | "sign-subtree";
  /** The size that the witness has cosigned; null for none. */
  readonly kept: number | null;
  readonly request: () => Promise<Uint8Array>;
  readonly status: number;
};

const changed = async (from: string | RegExp, to: string) => utf8((textOf(await growth(LOG, 5, 7)) ?? "").replace(from, to));
const add = (name: string, kept: number | null, request: () => Promise<Uint8Array>, status: number): Case => ({
  name,
  call: "add-checkpoint",
  kept,
  request,
  status,
});

/** A subtree of what the witness cosigned with its Ed25519 key. */
async function subtree(size: number): Promise<Uint8Array> {
  const leaves = leavesUpTo(7);
  const [hash, before] = [treeRoot(sha256, leaves.slice(4, 7)), treeRoot(sha256, leaves.slice(0, 4))];
  const checkpoint = size === 0 ? await LOG.note(7) : await keptNote(size);
  return formatSignSubtree({ start: 4n, end: 7n, hash, proof: [before], checkpoint });
}

const CASES: readonly Case[] = [
  add("the first checkpoint", null, () => growth(LOG, 0, 5), 200),
  add("growth", 5, () => growth(LOG, 5, 7), 200),
  { name: "a subtree", call: "sign-subtree", kept: 7, request: () => subtree(7), status: 200 },
  add("an old size with a zero before", 5, () => changed("old 5", "old 05"), 400),
  add("a hash in base64url", 5, () => changed(/[+/]/, "-"), 400),
  add("extension lines", 5, async () => asked(await signNote(`${await textAt(7)}more\n`, LOG.signers)), 400),
  add("an old size above the checkpoint's", 5, () => changed("old 5", "old 8"), 400),
  add("a log that is not followed", null, () => growth(STRANGER, 0, 5), 404),
  add("a signature that does not verify", 5, () => changed("\n7\n", "\n6\n"), 403),
  add("nobody's signature", 5, async () => asked(await signNote(await textAt(7), STRANGER.signers)), 403),
  add("another old size", 5, () => growth(LOG, 4, 7), 409),
  add("an old size before the first checkpoint", null, () => growth(LOG, 5, 7), 409),
  add(
    "a proof from size 0",
    null,
    async () => formatAddCheckpoint({ oldSize: 0n, proof: LOG.proof(5, 7), checkpoint: await LOG.note(7) }),
    422,
  ),
  add("another root at the same size", 5, () => growth(FORK, 5, 5), 422),
  add("growth from another past", 5, () => growth(FORK, 5, 7), 422),
  add("the wrong root of the empty tree", null, emptyWithRoot, 422),
  { name: "a subtree of what only the log signed", call: "sign-subtree", kept: 7, request: () => subtree(0), status: 403 },
];

async function textAt(size: number): Promise<string> {
  const text = textOf(await LOG.note(size)) ?? "";
  return text.slice(0, text.indexOf("\n\n") + 1);
}

function asked(checkpoint: Uint8Array): Uint8Array {
  return formatAddCheckpoint({ oldSize: 5n, proof: LOG.proof(5, 7), checkpoint });
}

async function emptyWithRoot(): Promise<Uint8Array> {
  const checkpoint = await signNote(`${LOG.origin}\n0\n${toBase64(new Uint8Array(32))}\n`, LOG.signers);
  return formatAddCheckpoint({ oldSize: 0n, proof: [], checkpoint });
}

/** What a witness with the Ed25519 key alone keeps: short enough to be read. */
async function keptNote(size: number): Promise<Uint8Array> {
  const { witness } = testWitness([LOG], { signers: WITNESS_KEYS.slice(0, 1), clock: () => (NOW - 60) * 1000 });
  assert.equal((await witness.addCheckpoint(await growth(LOG, 0, size))).status, 200);
  return (await witness.checkpointOf(logId(sha256, LOG.origin))) ?? new Uint8Array(0);
}

async function witnessAt(kept: Uint8Array | undefined): Promise<Witness> {
  const notes = new Map(kept === undefined ? [] : [[logId(sha256, LOG.origin), kept]]);
  return testWitness([LOG], { store: memoryWitnessStore(notes) }).witness;
}

function answerOf(witness: Witness, call: string, request: Uint8Array): Promise<HttpAnswer> {
  return call === "sign-subtree" ? witness.signSubtree(request) : witness.addCheckpoint(request);
}

test("spec/witness.vectors.json is what this witness answers, and every status is the one that is meant", async () => {
  const cases: JsonObject[] = [];
  for (const { name, call, kept, request, status } of CASES) {
    const note = kept === null ? undefined : await keptNote(kept);
    const body = await request();
    const answer = await answerOf(await witnessAt(note), call, body);
    assert.equal(answer.status, status, name);
    cases.push({
      name,
      call,
      kept: note === undefined ? null : (textOf(note) ?? ""),
      request: textOf(body) ?? "",
      status,
      answer: answer.status === 200 || answer.status === 409 ? said(answer)[1] : null,
    });
  }
  const logs = LOG.known.vkeys.map(formatVkey);
  const vectors = { logs, witness: WITNESS_KEYS.map(({ vkey }) => vkey), seconds: NOW, cases };
  const json = JSON.stringify(vectors, undefined, 1);
  assertGolden(join(SPEC, "witness.vectors.json"), `${json}\n`);
  assert.ok(parseJson(formatJson(vectors)).ok);
});

test("the example on the page is the vectors' growth", async () => {
  const request = textOf(await growth(LOG, 5, 7)) ?? "";
  assert.ok(PAGE.includes(`\`\`\`\n${request}\`\`\``), "the request");
  const { body } = await (await witnessAt(await keptNote(5))).addCheckpoint(utf8(request));
  const [ed25519 = "", mlDsa44 = ""] = (textOf(body) ?? "").split("\n");
  assert.ok(PAGE.includes(ed25519) && PAGE.includes(mlDsa44.slice(0, 80)), "the answer");
});
