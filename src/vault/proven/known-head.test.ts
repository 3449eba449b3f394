import assert from "node:assert/strict";
import { test } from "node:test";
import { LossyDisk } from "../../../test/fault/lossy-files.ts";
import { openTestNode, tickingClock } from "../../../test/keys/node.ts";
import { rotateOwnKey, trustLines } from "../../app/index.ts";
import { nodeSignatureChecks } from "../../ledger/io/index.ts";
import { parseTrustPolicy } from "../../merkle/index.ts";
import { openHead } from "./head.ts";

/** Entry 0 and `key` statements of log keys carry no proof of the log's key: any keeper can name anybody's and rotate it away. */
test("a log key that did not sign the checkpoint knows nobody", async () => {
  const clock = tickingClock();
  const { ledger, files } = await openTestNode(new LossyDisk().files, { clock });
  const before = parseTrustPolicy(`${trustLines(ledger).join("\n")}\n`);
  assert.ok(before.ok);
  for (const role of ["log-ed25519", "log-ml-dsa-44", "statement"] as const)
    await rotateOwnKey({ files, ledger }, { role, reason: "y", clock });
  const head = await openHead(ledger.checkpoint, ledger.keyring, { checks: nodeSignatureChecks, trust: before.value });
  assert.ok(head.ok);
  assert.equal(head.value.trust, "unknown");
});
