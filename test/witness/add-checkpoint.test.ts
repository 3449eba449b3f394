import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, textOf, toBase64, utf8 } from "../../src/lib/index.ts";
import {
  createVerifier,
  formatNote,
  formatSignatureLine,
  KEY_TYPES,
  mlDsa44CheckpointMessage,
  openNote,
  parseNote,
  sha256,
  signNote,
} from "../../src/merkle/index.ts";
import { type KnownLog, logId } from "../../src/witness/index.ts";
import { formatAddCheckpoint } from "../../src/witness/request.ts";
import { leavesUpTo } from "../support/merkle-tree.ts";
import { rawTestKey, signatureChecks, testKey } from "../support/note-keys.ts";
import { growth, NOW, said, testWitness, WITNESS_NAME } from "./fixture.ts";
import { testLog } from "./log.ts";
import { memoryWitnessStore } from "./memory-store.ts";

const LOG = testLog();
const FORK = testLog(LOG.origin, { forkAt: 0 });
const STRANGER = testLog("log.example/stranger", { seed: 9 });

/** A witness that has cosigned `size` leaves of LOG. */
async function witnessAt(size: number) {
  const made = testWitness([LOG]);
  assert.equal((await made.witness.addCheckpoint(await growth(LOG, 0, size))).status, 200);
  return made;
}

const bytes = async (text: string | Promise<string>) => utf8(await text);
const text = async (note: Promise<Uint8Array>) => textOf(await note) ?? "";
/** Any text, signed by LOG's Ed25519 key. */
const signed = (body: string) => signNote(body, LOG.signers.slice(0, 1));
const asked = (oldSize: number, proof: readonly Uint8Array[], checkpoint: Uint8Array) =>
  formatAddCheckpoint({ oldSize: BigInt(oldSize), proof, checkpoint });
const withLine = async (size: number, line: { name: string; keyId: number; signature: Uint8Array }) =>
  concat(await LOG.note(size), utf8(formatSignatureLine(line)));
const ANY_ROOT = toBase64(new Uint8Array(32).fill(7));
const EMPTY_ROOT = toBase64(sha256(new Uint8Array(0)));

type Row = readonly [why: string, known: number, request: () => Promise<Uint8Array>, status: number, body?: string];

const TABLE: readonly Row[] = [
  ["the first checkpoint", 0, () => growth(LOG, 0, 5), 200],
  ["the first checkpoint of an empty log", 0, () => growth(LOG, 0, 0), 200],
  ["growth", 5, () => growth(LOG, 5, 9), 200],
  ["growth from a power of two", 8, () => growth(LOG, 8, 13), 200],
  ["the same checkpoint again", 5, () => growth(LOG, 5, 5), 200],
  [
    "lines by unknown keys",
    5,
    async () => asked(5, LOG.proof(5, 7), await withLine(7, { name: "x.example", keyId: 1, signature: utf8("1") })),
    200,
  ],
  ["nothing", 5, () => bytes(""), 400],
  ["only a newline", 5, () => bytes("\n"), 400],
  ["no blank line", 5, () => bytes("old 5\n"), 400],
  ["no checkpoint", 5, () => bytes("old 5\n\n"), 400],
  ["no old line", 5, async () => bytes(`\n${await text(LOG.note(5))}`), 400],
  ["an upper-case word", 5, async () => bytes(`Old 5\n\n${await text(LOG.note(5))}`), 400],
  ["an old size with a zero before", 5, async () => bytes(`old 05\n\n${await text(LOG.note(5))}`), 400],
  ["a negative old size", 5, async () => bytes(`old -5\n\n${await text(LOG.note(5))}`), 400],
  ["a hexadecimal old size", 5, async () => bytes(`old 0x5\n\n${await text(LOG.note(5))}`), 400],
  ["an old size beyond 2^64", 5, async () => bytes(`old 18446744073709551616\n\n${await text(LOG.note(5))}`), 400],
  ["two spaces", 5, async () => bytes(`old  5\n\n${await text(LOG.note(5))}`), 400],
  ["carriage returns", 5, async () => bytes(`old 5\r\n\r\n${await text(LOG.note(5))}`), 400],
  ["a hash in base64url", 5, async () => bytes(`old 5\n${"_".repeat(43)}=\n\n${await text(LOG.note(7))}`), 400],
  ["a hash without padding", 5, async () => bytes(`old 5\n${"A".repeat(43)}\n\n${await text(LOG.note(7))}`), 400],
  ["a hash of 31 bytes", 5, async () => bytes(`old 5\n${toBase64(new Uint8Array(31))}\n\n${await text(LOG.note(7))}`), 400],
  ["64 hashes", 5, async () => bytes(`old 5\n${`${ANY_ROOT}\n`.repeat(64)}\n${await text(LOG.note(7))}`), 400],
  ["a checkpoint without signatures", 5, async () => asked(5, [], utf8(`${LOG.origin}\n7\n${ANY_ROOT}\n\n`)), 400],
  ["a note that is no checkpoint", 5, async () => asked(5, [], await signed(`${LOG.origin}\nseven\n${ANY_ROOT}\n`)), 400],
  ["a size with a zero before", 5, async () => asked(5, [], await signed(`${LOG.origin}\n07\n${ANY_ROOT}\n`)), 400],
  ["extension lines", 5, async () => asked(5, LOG.proof(5, 7), await signed(`${await headOf(7)}more\n`)), 400],
  ["an old size above the checkpoint's", 5, async () => asked(6, [], await LOG.note(5)), 400],
  ["a log that nobody follows", 5, () => growth(STRANGER, 0, 5), 404],
  [
    "an unknown log that nobody signed",
    5,
    async () => asked(0, [], await signNote(`${STRANGER.origin}\n7\n${ANY_ROOT}\n`, LOG.signers)),
    404,
  ],
  ["a checkpoint signed by others only", 5, async () => asked(5, [], await signNote(await headOf(5), STRANGER.signers)), 403],
  [
    "a forged signature of the log",
    5,
    async () => asked(5, LOG.proof(5, 7), utf8((await text(LOG.note(7))).replace("\n7\n", "\n8\n"))),
    403,
  ],
  ["one forged line beside a good one", 5, async () => asked(5, LOG.proof(5, 7), await halfForged(7)), 403],
  ["no old size", 5, () => growth(LOG, 0, 7), 409, "5\n"],
  ["another old size", 5, () => growth(LOG, 4, 7), 409, "5\n"],
  ["an older checkpoint", 5, () => growth(LOG, 3, 4), 409, "5\n"],
  ["an old size before anything was cosigned", 0, () => growth(LOG, 4, 7), 409, "0\n"],
  [
    "an empty tree with another root, at another size",
    5,
    async () => asked(0, [], await signed(`${LOG.origin}\n0\n${ANY_ROOT}\n`)),
    409,
    "5\n",
  ],
  ["an empty tree with another root", 0, async () => asked(0, [], await signed(`${LOG.origin}\n0\n${ANY_ROOT}\n`)), 422],
  ["a proof from nothing", 0, async () => asked(0, LOG.proof(4, 7), await LOG.note(7)), 422],
  ["no proof", 5, async () => asked(5, [], await LOG.note(7)), 422],
  ["a proof of something else", 5, async () => asked(5, LOG.proof(4, 7), await LOG.note(7)), 422],
  ["a proof too long", 5, async () => asked(5, [...LOG.proof(5, 7), new Uint8Array(32)], await LOG.note(7)), 422],
  ["a proof between equal sizes", 5, async () => asked(5, LOG.proof(4, 5), await LOG.note(5)), 422],
  ["the same size with another root", 5, () => growth(FORK, 5, 5), 422],
  ["a fork that grew", 5, () => growth(FORK, 5, 7), 422],
];

async function headOf(size: number): Promise<string> {
  const note = parseNote(await LOG.note(size));
  assert.ok(note.ok);
  return note.value.text;
}

async function halfForged(size: number): Promise<Uint8Array> {
  const note = parseNote(await LOG.note(size));
  assert.ok(note.ok);
  const [good, bad] = note.value.signatures as [(typeof note.value.signatures)[0], (typeof note.value.signatures)[0]];
  return formatNote(note.value.text, [good, { ...bad, signature: bad.signature.map((byte) => byte ^ 1) }]);
}

for (const [why, known, request, status, body] of TABLE) {
  test(`at size ${known}, ${why} is answered with ${status}`, async () => {
    const { witness } = known === 0 ? testWitness([LOG]) : await witnessAt(known);
    const before = await witness.checkpointOf(logId(sha256, LOG.origin));
    const answer = await witness.addCheckpoint(await request());
    assert.equal(answer.status, status, said(answer)[1]);
    if (body !== undefined) assert.deepEqual([said(answer)[1], answer.type], [body, "text/x.tlog.size"]);
    if (status !== 200) assert.deepEqual(await witness.checkpointOf(logId(sha256, LOG.origin)), before);
  });
}

test("an answer has a cosignature of each kind, which merkle verifies with the witness's clock", async () => {
  const { witness } = testWitness([LOG]);
  const { body } = await witness.addCheckpoint(await growth(LOG, 0, 5));
  const verifiers = witness.vkeys.map((vkey) => createVerifier(vkey, signatureChecks));
  const opened = await openNote(concat(await LOG.note(5), body), verifiers);
  assert.ok(opened.ok);
  assert.deepEqual(
    opened.value.verified.map(({ verifier, time }) => [verifier.name, verifier.vkey.type, time]),
    [
      [WITNESS_NAME, KEY_TYPES.ed25519Cosignature, BigInt(NOW)],
      [WITNESS_NAME, KEY_TYPES.mlDsa44Cosignature, BigInt(NOW)],
    ],
  );
});

test("a cosignature begins with its time as a big-endian number of seconds", async () => {
  const { witness } = testWitness([LOG]);
  const note = parseNote(concat(await LOG.note(5), (await witness.addCheckpoint(await growth(LOG, 0, 5))).body));
  assert.ok(note.ok);
  // 0x6b02c347 = 1,795,343,175 seconds.
  const stamps = note.value.signatures.slice(2).map(({ signature }) => Buffer.from(signature.subarray(0, 8)).toString("hex"));
  assert.deepEqual(stamps, ["000000006b02c347", "000000006b02c347"]);
});

test("a wrong root at size 0 is told from a wrong signature when the log signs with ML-DSA-44 only", async () => {
  const { vkey, sign } = rawTestKey(LOG.origin, KEY_TYPES.mlDsa44Cosignature, 6);
  const { witness } = testWitness([], { logs: () => [{ origin: LOG.origin, vkeys: [vkey] }] });
  const root = new Uint8Array(32).fill(7);
  const message = mlDsa44CheckpointMessage(vkey.name, { origin: LOG.origin, size: 0n, root }, 0n);
  const signature = concat(new Uint8Array(8), await sign(message));
  const note = formatNote(`${LOG.origin}\n0\n${ANY_ROOT}\n`, [{ name: vkey.name, keyId: vkey.keyId, signature }]);
  assert.equal((await witness.addCheckpoint(asked(0, [], note))).status, 422);
});

test("a log grows on from size 0 without a proof", async () => {
  const { witness } = testWitness([LOG]);
  const steps = ["0 0", "0 0", "0 5", "5 5", "5 9"].map((step) => step.split(" ").map(Number) as [number, number]);
  for (const [from, to] of steps) {
    assert.equal((await witness.addCheckpoint(await growth(LOG, from, to))).status, 200, `${from} to ${to}`);
  }
});

test("what is kept has the log's signatures and ours, and nothing else of what was shown", async () => {
  const { witness } = testWitness([LOG]);
  const [ed25519] = witness.vkeys;
  assert.ok(ed25519);
  // A forged line under the witness's own name and key id, and one by nobody that it knows.
  const forged = formatSignatureLine({ name: ed25519.name, keyId: ed25519.keyId, signature: new Uint8Array(72).fill(3) });
  const stranger = formatSignatureLine({ name: "x.example", keyId: 7, signature: utf8("12345") });
  const shown = concat(await LOG.note(5), utf8(forged + stranger));
  const answer = await witness.addCheckpoint(asked(0, [], shown));
  assert.equal(answer.status, 200);
  const kept = await witness.checkpointOf(logId(sha256, LOG.origin));
  assert.deepEqual(kept, concat(await LOG.note(5), answer.body));
  assert.equal((await witness.addCheckpoint(await growth(LOG, 5, 9))).status, 200);
});

const NAMESAKES: readonly (readonly [why: string, log: KnownLog])[] = [
  ["origin", { origin: WITNESS_NAME, vkeys: [testKey("log.example/x", KEY_TYPES.ed25519Note, 1).vkey] }],
  ["key name", { origin: LOG.origin, vkeys: [testKey(WITNESS_NAME, KEY_TYPES.ed25519Note, 1).vkey] }],
  ["public key", { origin: LOG.origin, vkeys: [testKey(LOG.origin, KEY_TYPES.ed25519Note, 0x77).vkey] }],
];
for (const [why, log] of NAMESAKES) {
  test(`a log with the witness's ${why} is as good as unknown`, async () => {
    const { witness } = testWitness([], { logs: () => [log] });
    const seed = why === "public key" ? 0x77 : 1;
    const signer = testKey(log.vkeys[0]?.name ?? "", KEY_TYPES.ed25519Note, seed).signer;
    const note = await signNote(`${log.origin}\n0\n${EMPTY_ROOT}\n`, [signer]);
    assert.deepEqual(said(await witness.addCheckpoint(asked(0, [], note))), [404, "unknown log\n"]);
  });
}

test("an origin with spaces and a key of another name are a log too", async () => {
  const origin = "go.sum database tree";
  const { vkey, signer } = testKey("sum.example", KEY_TYPES.ed25519Note, 4);
  const { witness } = testWitness([], { logs: () => [{ origin, vkeys: [vkey] }] });
  const root = toBase64(leavesUpTo(1)[0] as Uint8Array);
  const answer = await witness.addCheckpoint(asked(0, [], await signNote(`${origin}\n1\n${root}\n`, [signer])));
  assert.equal(answer.status, 200);
});

test("a log that is followed no more is unknown, and its state is there when it is followed again", async () => {
  let logs = [LOG.known];
  const { witness } = testWitness([], { logs: () => logs });
  await witness.addCheckpoint(await growth(LOG, 0, 5));
  logs = [];
  assert.equal((await witness.addCheckpoint(await growth(LOG, 5, 6))).status, 404);
  assert.notEqual(await witness.checkpointOf(logId(sha256, LOG.origin)), undefined);
  logs = [LOG.known];
  assert.deepEqual(said(await witness.addCheckpoint(await growth(FORK, 0, 6))), [409, "5\n"]);
});

test("two roots for one size are kept as evidence, whatever the answer", async () => {
  const { witness, conflicts } = await witnessAt(5);
  const known = await witness.checkpointOf(logId(sha256, LOG.origin));
  assert.equal((await witness.addCheckpoint(await growth(FORK, 5, 5))).status, 422);
  assert.equal((await witness.addCheckpoint(await growth(FORK, 0, 5))).status, 409);
  const conflict = {
    origin: LOG.origin,
    kind: "two-roots",
    known,
    shown: await FORK.note(5),
    proof: [],
    otherRoot: FORK.head(5).root,
  };
  assert.deepEqual(conflicts, [conflict, conflict]);
});

test("a proof that leads to the shown root from another past is kept as evidence", async () => {
  const { witness, conflicts } = await witnessAt(5);
  assert.equal((await witness.addCheckpoint(await growth(FORK, 5, 7))).status, 422);
  assert.deepEqual(
    conflicts.map(({ kind, shown, otherRoot, proof }) => ({ kind, shown, otherRoot, proof })),
    [{ kind: "another-past", shown: await FORK.note(7), otherRoot: FORK.head(5).root, proof: FORK.proof(5, 7) }],
  );
});

test("what proves nothing against the log is no evidence: an old checkpoint, a wrong proof, a forged note", async () => {
  const { witness, conflicts } = await witnessAt(5);
  await witness.addCheckpoint(await growth(LOG, 3, 4));
  await witness.addCheckpoint(asked(5, LOG.proof(4, 7), await LOG.note(7)));
  await witness.addCheckpoint(
    asked(5, [], utf8((await text(LOG.note(5))).replace("\n5\n", "\n5\n").replace(/\n[^\n]{44}\n/, `\n${ANY_ROOT}\n`))),
  );
  assert.deepEqual(conflicts, []);
});

test("a store that was edited is not believed: nothing is cosigned", async () => {
  const notes = new Map<string, Uint8Array>();
  const { witness } = testWitness([LOG], { store: memoryWitnessStore(notes) });
  await witness.addCheckpoint(await growth(LOG, 0, 5));
  const id = logId(sha256, LOG.origin);
  const edits = [await LOG.note(3), utf8((textOf(notes.get(id) as Uint8Array) ?? "").replace("\n5\n", "\n4\n")), utf8("junk")];
  for (const edit of edits) {
    notes.set(id, edit);
    await assert.rejects(witness.addCheckpoint(await growth(LOG, 5, 6)), { code: "WITNESS_STORE" });
  }
});

test("one log's state in another's place is not believed", async () => {
  const notes = new Map<string, Uint8Array>();
  const { witness } = testWitness([LOG, STRANGER], { store: memoryWitnessStore(notes) });
  await witness.addCheckpoint(await growth(STRANGER, 0, 5));
  notes.set(logId(sha256, LOG.origin), notes.get(logId(sha256, STRANGER.origin)) as Uint8Array);
  await assert.rejects(witness.addCheckpoint(await growth(LOG, 5, 6)), { code: "WITNESS_STORE" });
});

test("the time of cosignatures on a log never goes back", async () => {
  let now = NOW;
  const { witness } = testWitness([LOG], { clock: () => now * 1000 });
  const timeAt = async (size: number) => {
    const { status, body } = await witness.addCheckpoint(await growth(LOG, size, size));
    const note = parseNote(concat(await LOG.note(size), body));
    const line = note.ok ? note.value.signatures.at(-1) : undefined;
    return status === 200 && line !== undefined ? new DataView(Uint8Array.from(line.signature).buffer).getBigUint64(0) : status;
  };
  assert.equal(await timeAt(0), BigInt(NOW));
  now = NOW - 60;
  assert.equal(await timeAt(0), BigInt(NOW), "a small step is bridged with the last time");
  now = NOW - 61;
  assert.equal(await timeAt(0), 503, "a clock that stands further back is not believed");
  now = NOW + 1;
  assert.equal(await timeAt(0), BigInt(NOW + 1));
  for (const broken of [0, -5, Number.NaN]) {
    now = broken;
    assert.equal(await timeAt(0), 503);
  }
});

test("at most 64 requests wait for one log", async () => {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const store = memoryWitnessStore();
  const slow = { ...store, get: async (id: string) => opened.then(() => store.get(id)) };
  const { witness } = testWitness([LOG], { store: slow });
  const body = await growth(LOG, 0, 5);
  const answers = Array.from({ length: 70 }, () => witness.addCheckpoint(body));
  open();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  assert.deepEqual(
    [statuses.filter((status) => status === 503).length, statuses.filter((status) => status === 200).length],
    [6, 1],
  );
});
