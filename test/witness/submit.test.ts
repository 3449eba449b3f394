import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, textOf, utf8 } from "../../src/lib/index.ts";
import { createVerifier, formatCheckpoint, formatSignatureLine, KEY_TYPES, openNote, signNote } from "../../src/merkle/index.ts";
import { type HttpAnswer, type HttpPost, type Submission, submitCheckpoint, type Witness } from "../../src/witness/index.ts";
import { parseAddCheckpoint } from "../../src/witness/request.ts";
import { signatureChecks, testKey } from "../support/note-keys.ts";
import { growth, NOW, testWitness, WITNESS_NAME } from "./fixture.ts";
import { type TestLog, testLog } from "./log.ts";

const LOG = testLog();
const CLOCK = () => NOW * 1000;

/** A way to the witness that notes which old sizes it was asked with. */
function wayTo(witness: Witness): { readonly post: HttpPost; readonly asked: bigint[] } {
  const asked: bigint[] = [];
  const post: HttpPost = (body) => {
    const request = parseAddCheckpoint(body);
    asked.push(request.ok ? request.value.oldSize : -1n);
    return witness.addCheckpoint(body);
  };
  return { post, asked };
}

async function submission(witness: Pick<Witness, "vkeys">, size: number, log: TestLog = LOG): Promise<Submission> {
  const prove = async (from: bigint) => log.proof(Number(from), size);
  return { checkpoint: await log.note(size), prove, witness: witness.vkeys, checks: signatureChecks, clock: CLOCK };
}

const answer = (status: number, body: string, type = "text/x.tlog.size"): HttpAnswer => ({ status, type, body: utf8(body) });
/** Answers in turn, the last for ever. */
const says = (...answers: readonly HttpAnswer[]): HttpPost => {
  let at = 0;
  return async () => answers[Math.min(at++, answers.length - 1)] as HttpAnswer;
};

test("a witness that knows nothing cosigns at once, with both its keys", async () => {
  const { witness } = testWitness([LOG]);
  const { post, asked } = wayTo(witness);
  const lines = await submitCheckpoint(post, await submission(witness, 5));
  assert.ok(lines.ok);
  assert.deepEqual(asked, [0n]);
  assert.deepEqual(
    lines.value.map(({ name, vkey, time }) => [name, vkey.type, time]),
    [
      [WITNESS_NAME, KEY_TYPES.ed25519Cosignature, BigInt(NOW)],
      [WITNESS_NAME, KEY_TYPES.mlDsa44Cosignature, BigInt(NOW)],
    ],
  );
  const note = concat(await LOG.note(5), utf8(lines.value.map(formatSignatureLine).join("")));
  const verifiers = witness.vkeys.map((vkey) => createVerifier(vkey, signatureChecks));
  assert.equal((await openNote(note, verifiers)).ok, true);
});

test("the size that the witness knows is learned from its 409", async () => {
  const { witness } = testWitness([LOG]);
  await witness.addCheckpoint(await growth(LOG, 0, 5));
  const { post, asked } = wayTo(witness);
  assert.equal((await submitCheckpoint(post, await submission(witness, 9))).ok, true);
  assert.deepEqual(asked, [0n, 5n]);
  assert.equal((await submitCheckpoint(post, { ...(await submission(witness, 12)), knownSize: 9n })).ok, true);
  assert.deepEqual(asked, [0n, 5n, 9n]);
});

test("a witness that moves while it is asked is asked a third time, and no more", async () => {
  const moving = says(answer(409, "3\n"), answer(409, "4\n"), answer(409, "5\n"), answer(409, "6\n"));
  const { witness } = testWitness([LOG]);
  assert.deepEqual(await submitCheckpoint(moving, await submission(witness, 9)), { ok: false, fault: { kind: "bad-conflict" } });
  const then = says(answer(409, "3\n"), answer(409, "5\n"), { ...(await goodAnswer(9)) });
  assert.equal((await submitCheckpoint(then, await submission(witness, 9))).ok, true);
});

async function goodAnswer(size: number): Promise<HttpAnswer> {
  return testWitness([LOG]).witness.addCheckpoint(await growth(LOG, 0, size));
}

const linesAt = async (seconds: number, size = 5) =>
  textOf((await testWitness([LOG], { clock: () => seconds * 1000 }).witness.addCheckpoint(await growth(LOG, 0, size))).body) ??
  "";
const ok = async (body: string | Promise<string>) => answer(200, await body, "text/plain");
const strangerLine = formatSignatureLine({ name: "x.example", keyId: 7, signature: utf8("12345") });

/** The answer with one letter changed in the signature of its first line. */
async function damaged(): Promise<string> {
  const text = await linesAt(NOW);
  const at = text.indexOf("\n") - 20;
  return `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
}

/** A valid cosignature of no time: what sign-subtree gives. */
async function timeless(): Promise<string> {
  const { signer } = testKey(WITNESS_NAME, KEY_TYPES.ed25519Cosignature, 0x77, 0);
  const note = textOf(await signNote(formatCheckpoint(LOG.head(5)), [signer])) ?? "";
  return note.slice(note.indexOf("\n\n") + 2);
}

const REFUSED: readonly (readonly [why: string, given: () => Promise<HttpAnswer>, kind: string])[] = [
  ["404", async () => answer(404, "unknown log\n"), "refused"],
  ["403", async () => answer(403, ""), "refused"],
  ["a redirect", async () => answer(302, ""), "refused"],
  ["500", async () => answer(500, "sorry"), "refused"],
  ["a 409 without its type", async () => answer(409, "3\n", "text/plain"), "bad-conflict"],
  ["a 409 without a number", async () => answer(409, "three\n"), "bad-conflict"],
  ["a 409 without a newline", async () => answer(409, "3"), "bad-conflict"],
  ["a 409 with a zero before", async () => answer(409, "03\n"), "bad-conflict"],
  ["a 409 with more", async () => answer(409, "3\n4\n"), "bad-conflict"],
  ["a 409 with the size that was sent", async () => answer(409, "0\n"), "bad-conflict"],
  ["a 409 with a larger size than ours", async () => answer(409, "6\n"), "witness-ahead"],
  ["nothing", async () => ok(""), "no-cosignature"],
  ["lines by others only", async () => ok(strangerLine), "no-cosignature"],
  ["a line that is none", async () => ok(`${await linesAt(NOW)}more\n`), "bad-answer"],
  ["a blank line", async () => ok(`${await linesAt(NOW)}\n`), "bad-answer"],
  ["no newline at the end", async () => ok((await linesAt(NOW)).trimEnd()), "bad-answer"],
  ["a whole note", async () => ok(`${textOf(await LOG.note(5))}${await linesAt(NOW)}`), "bad-answer"],
  ["bytes that are no text", async () => ({ status: 200, type: "", body: Uint8Array.of(0xff, 0x0a) }), "bad-answer"],
  ["101 lines", async () => ok(strangerLine.repeat(101)), "bad-answer"],
  ["more than half a MiB", async () => ok(strangerLine.repeat(20_000)), "bad-answer"],
  ["a cosignature on another size", async () => ok(linesAt(NOW, 6)), "bad-cosignature"],
  ["a damaged cosignature", async () => ok(damaged()), "bad-cosignature"],
  ["a time two days ago", async () => ok(linesAt(NOW - 2 * 86_400)), "absurd-time"],
  ["a time in two days", async () => ok(linesAt(NOW + 2 * 86_400)), "absurd-time"],
  ["no time", async () => ok(timeless()), "absurd-time"],
];

for (const [why, given, kind] of REFUSED) {
  test(`no cosignature: ${why}`, async () => {
    const { witness } = testWitness([LOG]);
    const lines = await submitCheckpoint(says(await given()), await submission(witness, 5));
    assert.equal(
      lines.ok ? "lines" : lines.fault.kind,
      kind,
      JSON.stringify(lines, (_, value) => String(value)),
    );
  });
}

test("what a witness writes is shown as one line of plain letters, cut short", async () => {
  const { witness } = testWitness([LOG]);
  const nasty = `no\u001b[31m\r\n${"x".repeat(1000)}`;
  const lines = await submitCheckpoint(says(answer(422, nasty)), await submission(witness, 5));
  assert.ok(!lines.ok && lines.fault.kind === "refused");
  assert.deepEqual([lines.fault.status, lines.fault.why], [422, `no [31m ${"x".repeat(191)}`]);
});

test("lines by unknown keys are left out, and a key counts once", async () => {
  const { witness } = testWitness([LOG]);
  const text = await linesAt(NOW);
  const lines = await submitCheckpoint(says(await ok(strangerLine + text + text)), await submission(witness, 5));
  assert.ok(lines.ok);
  assert.deepEqual(
    lines.value.map(({ vkey }) => vkey),
    witness.vkeys,
  );
});

test("a time a few hours off is taken, and told", async () => {
  const { witness } = testWitness([LOG]);
  const lines = await submitCheckpoint(says(await ok(linesAt(NOW - 20_000))), await submission(witness, 5));
  assert.deepEqual(lines.ok && lines.value.map(({ time }) => time), [BigInt(NOW - 20_000), BigInt(NOW - 20_000)]);
});

test("a known size above ours is not even sent", async () => {
  const { witness } = testWitness([LOG]);
  const never: HttpPost = () => assert.fail("nothing is sent");
  const lines = await submitCheckpoint(never, { ...(await submission(witness, 5)), knownSize: 6n });
  assert.deepEqual(lines, { ok: false, fault: { kind: "witness-ahead", size: 6n } });
});

test("what the way there throws is thrown", async () => {
  const { witness } = testWitness([LOG]);
  const broken: HttpPost = async () => assert.fail("no way");
  await assert.rejects(submitCheckpoint(broken, await submission(witness, 5)), /no way/);
});
