import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { serve } from "@hono/node-server";
import { witnessRoutes } from "../../src/api/witness-routes.ts";
import { utf8 } from "../../src/lib/index.ts";
import { createVerifier, formatVkey, openNote, parseTrustPolicy, sha256, type Vkey } from "../../src/merkle/index.ts";
import { collectCosignatures, logId, type Witness } from "../../src/witness/index.ts";
import { httpPost } from "../../src/witness/io/index.ts";
import { signatureChecks } from "../support/note-keys.ts";
import { growth, NOW, testWitness } from "./fixture.ts";
import { testLog } from "./log.ts";

const LOG = testLog();

/** The witness on a free port of the loopback; gives its prefix. */
async function serving(context: TestContext, witness: Witness): Promise<string> {
  const { fetch } = witnessRoutes(witness, (error) => assert.fail(String(error)));
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch, hostname: "127.0.0.1", port: 0 }, () => resolve((server.address() as AddressInfo).port));
  context.after(() => server.close());
  return `http://127.0.0.1:${await promise}`;
}

test("a log gets its quorum over HTTP, a monitor reads the same, and a witness that is not there hinders nothing", async (context) => {
  const { witness } = testWitness([LOG]);
  await witness.addCheckpoint(await growth(LOG, 0, 5));
  const prefix = await serving(context, witness);
  const [ed25519] = witness.vkeys as [Vkey];
  const policy = parseTrustPolicy(`witness w ${formatVkey(ed25519)}\nquorum w\n`);
  assert.ok(policy.ok);
  const post = (url: string) => httpPost(`${url}/add-checkpoint`, { timeoutMs: 5000 });
  const witnesses = [
    { name: "gone", post: post("http://127.0.0.1:1"), vkeys: witness.vkeys },
    { name: "w", post: post(prefix), vkeys: witness.vkeys },
  ];
  const prove = async (from: bigint) => LOG.proof(Number(from), 9);
  const shared = { checks: signatureChecks, clock: () => NOW * 1000, checkpoint: await LOG.note(9), prove };
  const { note, quorumMet } = await collectCosignatures({ ...shared, witnesses, policy: policy.value });
  const opened = await openNote(
    note,
    [...LOG.known.vkeys, ...witness.vkeys].map((vkey) => createVerifier(vkey, signatureChecks)),
  );
  assert.deepEqual([quorumMet, opened.ok && opened.value.verified.length], [true, 4]);
  const monitored = await fetch(`${prefix}/${logId(sha256, LOG.origin)}/checkpoint`);
  assert.deepEqual(new Uint8Array(await monitored.arrayBuffer()), note);
});

test("a proof of another history is answered over HTTP as in the room", async (context) => {
  const { witness, conflicts } = testWitness([LOG]);
  await witness.addCheckpoint(await growth(LOG, 0, 5));
  const prefix = await serving(context, witness);
  const fork = testLog(LOG.origin, { forkAt: 0 });
  const post = httpPost(`${prefix}/add-checkpoint`, { timeoutMs: 5000 });
  assert.equal((await post(await growth(fork, 5, 7))).status, 422);
  assert.equal(conflicts.length, 1);
  const { status, type, body } = await post(await growth(fork, 0, 7));
  assert.deepEqual([status, type, body], [409, "text/x.tlog.size", utf8("5\n")]);
});
