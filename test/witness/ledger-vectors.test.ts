import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseBase64, parseJson, textOf, utf8 } from "../../src/lib/index.ts";
import { createSigner, formatCheckpoint, parseVkey, sha256, signNote } from "../../src/merkle/index.ts";
import { readCosigners } from "../../src/witness/cosigner.ts";
import { logId } from "../../src/witness/index.ts";
import { sharedData, skipWithout } from "../support/shared-data.ts";
import { NOW, said, testWitness, WITNESS_KEYS } from "./fixture.ts";
import { memoryWitnessStore } from "./memory-store.ts";

const skip = skipWithout("ledger-vectors", "add-checkpoint.req");
const bytesOf = (name: string) => new Uint8Array(readFileSync(sharedData("ledger-vectors", name) ?? ""));

function vectors() {
  const json = parseJson(textOf(bytesOf("vectors.json")) ?? "");
  assert.ok(json.ok);
  const { origin, logvkey, root200 } = json.value as Record<string, string>;
  const [vkey, root] = [parseVkey(logvkey ?? ""), parseBase64(root200 ?? "")];
  assert.ok(vkey.ok && root.ok);
  return { origin: origin ?? "", vkey: vkey.value, root200: root.value };
}

/** A witness that stands where the request begins. */
async function witnessAt200() {
  const { origin, vkey, root200 } = vectors();
  const signers = readCosigners(WITNESS_KEYS).map((own) => createSigner(own.vkey, own.sign, () => (NOW - 1) * 1000));
  const note = await signNote(formatCheckpoint({ origin, size: 200n, root: root200 }), signers);
  const store = memoryWitnessStore(new Map([[logId(sha256, origin), note]]));
  return testWitness([], { logs: () => [{ origin, vkeys: [vkey] }], store }).witness;
}

test("a request that another implementation made is cosigned from its old size, and answered 409 from any other", {
  skip,
}, async () => {
  const request = bytesOf("add-checkpoint.req");
  const witness = await witnessAt200();
  assert.equal((await witness.addCheckpoint(request)).status, 200);
  assert.deepEqual(said(await witness.addCheckpoint(request)), [409, "300\n"]);
  const { origin, vkey } = vectors();
  const fresh = testWitness([], { logs: () => [{ origin, vkeys: [vkey] }] });
  assert.deepEqual(said(await fresh.witness.addCheckpoint(request)), [409, "0\n"]);
  assert.equal((await testWitness([]).witness.addCheckpoint(request)).status, 404);
});

test("a proof of theirs with two hashes exchanged is refused", { skip }, async () => {
  const [old = "", first = "", second = "", ...rest] = (textOf(bytesOf("add-checkpoint.req")) ?? "").split("\n");
  const swapped = utf8([old, second, first, ...rest].join("\n"));
  assert.equal((await (await witnessAt200()).addCheckpoint(swapped)).status, 422);
});
