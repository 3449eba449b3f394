// apt: openssh-client
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { signStatement } from "../../src/ledger/index.ts";
import { agentKey, nodeSignatureChecks, personKey, randomBytes } from "../../src/ledger/io/index.ts";
import { concat, sshEd25519Blob, sshString, sshUint32, utf8 } from "../../src/lib/index.ts";
import { parseVkey } from "../../src/merkle/index.ts";
import { type ApprovalPredicate, approvalSubjects, parseEnvelope, preAuthEncoding } from "../../src/model/index.ts";
import { isFailure } from "../keys/node.ts";
import { lacks, run, sshKey, startAgent, temporaryFolder } from "./ssh-support.ts";

const skip = lacks("ssh-keygen", ["-?"]);
const predicate: ApprovalPredicate = {
  deed: "00".repeat(32) as ApprovalPredicate["deed"],
  summary: "destroy ex-0123456789abcdef",
  at: "2026-11-22T12:00:00.000Z",
  expiresAt: "2026-11-23T12:00:00.000Z",
};
const approval = { kind: "approval", subject: approvalSubjects(predicate), predicate } as const;

test("an OpenSSH key file and a real ssh-agent sign a statement that verifies like any other", { skip }, async (context) => {
  const folder = temporaryFolder(context);
  const path = sshKey(folder, "ana@harbour.example");
  const fromFile = personKey(readFileSync(path), path);
  const socket = await startAgent(context, folder);
  assert.equal(run("ssh-add", ["-q", path], { env: { SSH_AUTH_SOCK: socket } }).code, 0);
  const [, fingerprint = ""] = run("ssh-keygen", ["-lf", `${path}.pub`]).stdout.split(" ");
  const fromAgent = await agentKey(socket, fingerprint);
  assert.equal(fromAgent.vkey, fromFile.vkey);
  assert.equal(fromAgent.holder, "ana@harbour.example");
  assert.equal(fromFile.holder, "ana@harbour.example");
  assert.equal((await agentKey(socket, "ana@harbour.example")).vkey, fromFile.vkey);
  const vkey = parseVkey(fromFile.vkey);
  for (const key of [fromFile, fromAgent]) {
    const envelope = parseEnvelope(await signStatement(approval, [key]));
    assert.ok(vkey.ok && envelope.ok);
    const { payload, signatures } = envelope.value;
    const signature = signatures[0]?.sig ?? new Uint8Array(0);
    assert.ok(await nodeSignatureChecks.ed25519(vkey.value.publicKey, preAuthEncoding(payload), signature));
  }
  await assert.rejects(agentKey(socket, "SHA256:nobody"), isFailure("KEY_REFUSED", /has 0 Ed25519 keys/));
  assert.equal(run("ssh-add", ["-q", sshKey(folder, "ana@harbour.example", "twin")], { env: { SSH_AUTH_SOCK: socket } }).code, 0);
  await assert.rejects(agentKey(socket, "ana@harbour.example"), isFailure("KEY_REFUSED", /has 2 Ed25519 keys/));
});

test("encrypted and foreign key files are refused with advice, and no mutilated one crashes the reader", { skip }, (context) => {
  const folder = temporaryFolder(context);
  const make = (name: string, ...args: readonly string[]) => {
    assert.equal(run("ssh-keygen", ["-q", ...args, "-f", join(folder, name)]).code, 0);
    return readFileSync(join(folder, name));
  };
  const encrypted = make("encrypted", "-t", "ed25519", "-N", "a passphrase", "-a", "1");
  assert.throws(() => personKey(encrypted, "x"), isFailure("KEY_REFUSED", /encrypted. Add it to an ssh-agent/));
  assert.throws(() => personKey(make("ecdsa", "-t", "ecdsa", "-N", ""), "x"), isFailure("KEY_REFUSED", /Ed25519/));
  const whole = new TextDecoder().decode(make("plain", "-t", "ed25519", "-N", "", "-C", "c"));
  const vkey = personKey(utf8(whole), "x").vkey;
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 32, max: 126 }), (at, unit) => {
      const text = whole.slice(0, at) + String.fromCharCode(unit) + whole.slice(at + 1);
      try {
        assert.equal(personKey(utf8(text), "x").vkey, vkey);
      } catch (error) {
        assert.ok(isFailure("KEY_REFUSED")(error), String(error));
      }
    }),
    { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 20_000 : 300 },
  );
});

/** What a hostile agent may answer, with what the person reads. `good` is the public key that it claims. */
const publicKey = new Uint8Array(generateKeyPairSync("ed25519").publicKey.export({ format: "raw-public" }));
const identity = concat(sshString(sshEd25519Blob(publicKey)), sshString("ana"));
const framed = (...parts: readonly Uint8Array[]) => sshString(concat(...parts));
const list = framed(Uint8Array.of(12), sshUint32(1), identity);
const signature = (bytes: Uint8Array) => framed(Uint8Array.of(14), sshString(concat(sshString("ssh-ed25519"), sshString(bytes))));
const HOSTILE: readonly (readonly [string, (message: number) => Uint8Array, RegExp])[] = [
  ["hangs up", () => new Uint8Array(0), /hung up/],
  ["refuses", () => framed(Uint8Array.of(5)), /refused/],
  ["answers something else", () => framed(Uint8Array.of(99)), /expected message 12, got 99/],
  ["announces 4 GiB", () => sshUint32(0xffffffff), /expected an answer of 1 to 262144 bytes/],
  ["announces nothing", () => sshUint32(0), /expected an answer/],
  ["claims a million keys", () => framed(Uint8Array.of(12), sshUint32(1_000_000)), /at most 2048 keys/],
  ["cuts its list short", () => framed(Uint8Array.of(12), sshUint32(2), identity), /cut short/],
  ["sends more than its list", () => framed(Uint8Array.of(12), sshUint32(1), identity, Uint8Array.of(1)), /something follows/],
  ["sends two answers", () => concat(list, list), /something follows/],
  [
    "has only a weak key",
    () => framed(Uint8Array.of(12), sshUint32(1), sshString(sshEd25519Blob(new Uint8Array(32))), sshString("ana")),
    /has 0 Ed25519 keys/,
  ],
  [
    "signs something else",
    (message) => (message === 11 ? list : signature(new Uint8Array(64).fill(1))),
    /signature (is not|does not verify)/,
  ],
  ["signs with too few bytes", (message) => (message === 11 ? list : signature(new Uint8Array(63))), /not an Ed25519 signature/],
];

for (const [what, answer, expected] of HOSTILE) {
  test(`an agent that ${what} is refused in words`, async (context) => {
    const socket = join(temporaryFolder(context), "agent.sock");
    const server = createServer((peer: Socket) => {
      peer.once("data", (question) => peer.end(answer(Number(question[4]))));
      peer.on("error", () => undefined); // the client hangs up on what it does not like
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    context.after(() => server.close());
    const signing = async () => (await agentKey(socket, "ana")).sign(utf8("message"));
    await assert.rejects(signing(), isFailure("KEY_REFUSED", expected));
  });
}

test("whatever an agent answers, the reader ends with a refusal", async (context) => {
  const socket = join(temporaryFolder(context), "agent.sock");
  let answer: Uint8Array = new Uint8Array(0);
  const server = createServer((peer) => {
    peer.once("data", () => peer.end(answer));
    peer.on("error", () => undefined); // the client hangs up on what it does not like
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  context.after(() => server.close());
  for (let at = 0; at < (process.env["MERIDIAN_SOAK"] === "1" ? 5000 : 100); at++) {
    const noise = randomBytes(1 + (at % 60));
    answer = at % 2 === 0 ? noise : framed(Uint8Array.of(12), noise);
    await assert.rejects(agentKey(socket, "ana"), isFailure("KEY_REFUSED"));
  }
});

test("without an agent, or with nobody behind its socket, the reason is told", async (context) => {
  const folder = temporaryFolder(context);
  await assert.rejects(agentKey(join(folder, "none.sock"), "ana"), isFailure("KEY_REFUSED", /could not reach the ssh-agent/));
  writeFileSync(join(folder, "file"), "");
  await assert.rejects(agentKey(join(folder, "file"), "ana"), isFailure("KEY_REFUSED", /could not reach the ssh-agent/));
});
