import assert from "node:assert/strict";
import { test } from "node:test";
import { rotateOwnKey, trustLines } from "../../src/app/index.ts";
import { nodeSignatureChecks } from "../../src/ledger/io/index.ts";
import { parseTrustPolicy, type TrustPolicy } from "../../src/merkle/index.ts";
import { openHead } from "../../src/vault/proven/head.ts";
import { LossyDisk } from "../fault/lossy-files.ts";
import { openTestNode, tickingClock } from "./node.ts";

/** Entry 0 and `key` statements of log keys carry no proof of the log's key: any keeper can name anybody's and rotate it away. */
test("a log key that did not sign the checkpoint knows nobody", async () => {
  const clock = tickingClock();
  const { ledger, files } = await openTestNode(new LossyDisk().files, { clock });
  const before = parseTrustPolicy(`${trustLines(ledger).join("\n")}\n`);
  assert.ok(before.ok);
  const first = ledger.checkpoint;
  for (const role of ["log-ed25519", "log-ml-dsa-44", "statement"] as const)
    await rotateOwnKey({ files, ledger }, { role, reason: "y", clock });
  const trustIn = async (note: Uint8Array, trust: TrustPolicy) => {
    const head = await openHead(note, ledger.keyring, { checks: nodeSignatureChecks, trust });
    return head.ok ? head.value.trust : head.fault;
  };
  const after = parseTrustPolicy(`${trustLines(ledger).join("\n")}\n`);
  assert.ok(after.ok);
  assert.equal(await trustIn(ledger.checkpoint, before.value), "unknown");
  assert.equal(await trustIn(ledger.checkpoint, after.value), "known");
  assert.equal(await trustIn(first, before.value), "known");
  assert.equal(await trustIn(first, after.value), "unknown");
});
