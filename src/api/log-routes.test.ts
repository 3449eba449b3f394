import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { LOG_VKEYS, MemoryLog, nodeSignatureChecks, sha256 } from "../../test/mirror/log.ts";
import { leafHash, treeRoot } from "../merkle/index.ts";
import { openSignedHead, readLog } from "../witness/index.ts";
import { httpLog } from "../witness/io/index.ts";
import { logRoutes } from "./log-routes.ts";

const log = new MemoryLog().growTo(300).growTo(700);
await log.sign();
const asked: string[] = [];
const routes = logRoutes({
  read: async (path) => {
    asked.push(path);
    return log.files.get(path);
  },
});
const site = new Hono().route("/log", routes);
const get = (path: string, init: RequestInit = {}) => site.request(`/log/${path}`, init);

const IMMUTABLE = "public, max-age=31536000, immutable";
const TABLE: readonly (readonly [path: string, status: number, bytes?: number | undefined])[] = [
  ["checkpoint", 200, log.files.get("checkpoint")?.length],
  ["tile/0/000", 200, 8192],
  ["tile/0/002.p/188", 200, 188 * 32],
  ["tile/1/000.p/2", 200, 64],
  ["tile/entries/000", 200, log.files.get("tile/entries/000")?.length],
  ["tile/entries/002.p/188", 200, log.files.get("tile/entries/002.p/188")?.length],
  // Gone, or never there, but the full one is.
  ["tile/0/000.p/17", 200, 17 * 32],
  ["tile/entries/001.p/1", 200, 2 + "entry 256\n".length],
  ["tile/0/002", 404],
  ["tile/0/002.p/7", 404],
  ["tile/0/003", 404],
  ["tile/0/000.p/256", 404],
  ["tile/0/000.p/0", 404],
  ["tile/00/000", 404],
  ["tile/64/000", 404],
  ["tile/0/x000/000", 404],
  ["tile/0/%30%30%30", 404],
  ["tile/0/000/", 404],
  ["tile%2f0%2f000", 404],
  ["tile/data/000", 404],
  ["checkpoint/", 404],
  ["checkpoint.tmp", 404],
  ["envelopes/000000/000000000000.ndjson", 404],
  ["../keys/log-ed25519.pem", 404],
  ["..%2fkeys%2flog-ed25519.pem", 404],
  ["", 404],
];

for (const [path, status, bytes] of TABLE) {
  test(`GET ${path} answers ${status}`, async () => {
    const answer = await get(path);
    assert.equal(answer.status, status);
    if (bytes !== undefined) assert.equal((await answer.arrayBuffer()).byteLength, bytes);
    const isCheckpoint = path === "checkpoint";
    const caching = isCheckpoint ? "public, max-age=2, must-revalidate" : IMMUTABLE;
    if (answer.status === 200) assert.equal(answer.headers.get("cache-control"), caching);
    if (answer.status === 200)
      assert.equal(answer.headers.get("content-type"), isCheckpoint ? "text/plain; charset=utf-8" : "application/octet-stream");
  });
}

test("only the checkpoint and tile paths ever reach the files", async () => {
  for (const path of asked) assert.match(path, /^(checkpoint|tile\/[0-9a-z]+\/[0-9x/]+(\.p\/\d+)?)$/);
});

test("HEAD and conditional requests carry no body", async () => {
  const whole = await get("tile/0/000");
  const etag = whole.headers.get("etag") ?? "";
  assert.match(etag, /^"[0-9a-f]{32}"$/);
  const head = await get("tile/0/000", { method: "HEAD" });
  assert.deepEqual([head.status, head.headers.get("content-length"), (await head.arrayBuffer()).byteLength], [200, "8192", 0]);
  for (const sent of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
    const same = await get("tile/0/000", { headers: { "if-none-match": sent } });
    assert.deepEqual([same.status, same.headers.get("etag"), (await same.arrayBuffer()).byteLength], [304, etag, 0], sent);
  }
  assert.equal((await get("tile/0/000", { headers: { "if-none-match": '"other"' } })).status, 200);
  assert.equal((await get("checkpoint", { method: "POST" })).status, 404);
});

test("a missing tile is not remembered by caches", async () => {
  assert.equal((await get("tile/0/003")).headers.get("cache-control"), "no-store");
});

test("a client that knows nothing but the URL and the keys reads the whole log and derives its root", async () => {
  const server = serve({ fetch: site.fetch, hostname: "127.0.0.1", port: 0 });
  try {
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    const remote = httpLog(`http://127.0.0.1:${address.port}/log`, { timeoutMs: 5000 });
    const head = await openSignedHead(await remote.checkpoint(), LOG_VKEYS, nodeSignatureChecks);
    assert.ok(head.ok);
    const { size, root } = head.value.head;
    const leaves: Uint8Array[] = [];
    for await (const bundle of readLog({ sha256, tiles: remote.tiles, size: Number(size), root })) {
      assert.ok(bundle.ok);
      leaves.push(...bundle.value.entries.map((entry) => leafHash(sha256, entry)));
    }
    assert.deepEqual(treeRoot(sha256, leaves), root);
    assert.equal(await remote.tiles("tile/0/099"), undefined);
    await assert.rejects(httpLog(`http://127.0.0.1:${address.port}/none`, { timeoutMs: 5000 }).checkpoint(), {
      code: "WITNESS_UNREACHABLE",
    });
  } finally {
    server.close();
  }
});
