import assert from "node:assert/strict";
import { test } from "node:test";
import { logRoutes } from "../../src/api/log-routes.ts";
import { openLedger } from "../../src/ledger/index.ts";
import { within } from "../../src/lib/index.ts";
import { leafHash, parseVkey, treeRoot } from "../../src/merkle/index.ts";
import type { Statement } from "../../src/model/index.ts";
import { checkFollowing, openSignedHead, pastFromTiles, pushToMirror, readLog } from "../../src/witness/index.ts";
import { LossyDisk } from "../fault/lossy-files.ts";
import { nodeOptions } from "../fault/node.ts";
import { MIRROR_VKEYS, mirrorOn, nodeSignatureChecks, postsTo, SECONDS, sha256 } from "./log.ts";

const schedule = (days: number): Statement => ({
  kind: "retention",
  subject: [{ name: "schedule", digest: { sha256: "ab".repeat(32) } }],
  predicate: {
    schedule: `s${days}`,
    keepDays: days,
    authority: "Records officer",
    basis: "Port rules §4",
    from: "2026-11-22T12:00:00.000Z",
  },
});

test("a ledger of ours is served, followed from checkpoint to checkpoint, and mirrored by what it serves", async () => {
  const disk = new LossyDisk();
  const options = await nodeOptions(disk.files, { seed: 7, signed: () => undefined });
  const ledger = await openLedger(options);
  const vkeys = [options.signer.logEd25519, options.signer.logMlDsa44].map(({ vkey }) => {
    const read = parseVkey(vkey);
    assert.ok(read.ok);
    return read.value;
  });
  const routes = logRoutes({ read: within(disk.files, "ledger").read });
  const fetched = async (path: string) => {
    const answer = await routes.request(`/${path}`);
    return answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  };
  const mirror = mirrorOn(new LossyDisk(), { logs: () => [{ origin: ledger.origin, vkeys }] });
  let before: Uint8Array | undefined;
  for (const count of [1, 40, 300]) {
    const statements = Array.from({ length: count }, (_, at) => schedule(at + 1));
    await ledger.append(statements, []);
    const now = (await fetched("checkpoint")) as Uint8Array;
    const common = { vkeys, checks: nodeSignatureChecks, sha256 };
    if (before !== undefined) {
      const followed = await checkFollowing({ before, now, prove: pastFromTiles(sha256, fetched), ...common });
      assert.deepEqual(followed, { ok: true, value: { kind: "extends" } });
    }
    before = now;
    const pushed = await pushToMirror({
      post: postsTo(mirror),
      checkpoint: now,
      log: vkeys,
      tiles: fetched,
      mirror: MIRROR_VKEYS,
      checks: nodeSignatureChecks,
      sha256,
      clock: () => SECONDS * 1000,
    });
    assert.ok(pushed.ok, pushed.ok ? "" : pushed.fault.kind);
  }
  const head = await openSignedHead(before as Uint8Array, vkeys, nodeSignatureChecks);
  assert.ok(head.ok);
  const { size, root } = head.value.head;
  assert.equal(Number(size), ledger.size);
  const leaves: Uint8Array[] = [];
  for await (const bundle of readLog({ sha256, tiles: fetched, size: Number(size), root })) {
    assert.ok(bundle.ok);
    for (const entry of bundle.value.entries) {
      assert.equal(entry.length, 32, "a stranger sees commitments and nothing else");
      leaves.push(leafHash(sha256, entry));
    }
  }
  assert.deepEqual(treeRoot(sha256, leaves), root);
  for (const path of ["envelopes/000000/000000000000.ndjson", "lock", "views"]) assert.equal(await fetched(path), undefined);
  await ledger.close();
});
