import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import {
  LOG_VKEYS,
  MemoryLog,
  MIRROR_VKEYS,
  mirrorOn,
  nodeSignatureChecks,
  ORIGIN,
  SECONDS,
  sha256,
} from "../../test/mirror/log.ts";
import { toHex, utf8 } from "../lib/index.ts";
import { logId, openSignedHead, pushToMirror, readLog } from "../witness/index.ts";
import { httpLog, httpPost } from "../witness/io/index.ts";
import { mirrorRoutes } from "./mirror-routes.ts";

const failures: unknown[] = [];
const site = new Hono().route(
  "/mirror",
  mirrorRoutes(mirrorOn(), (error) => failures.push(error)),
);
const server = serve({ fetch: site.fetch, hostname: "127.0.0.1", port: 0 });
let url = "";
before(async () => {
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  url = `http://127.0.0.1:${address.port}/mirror`;
});
after(() => server.close());

const post = (body: Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${url}/add-entries`, {
    method: "POST",
    body: Uint8Array.from(body),
    headers: { "content-type": "application/octet-stream", ...headers },
  });

/** Pushes over HTTP, with every upload compressed. */
async function push(log: MemoryLog, isCompressed: boolean) {
  const addEntries = async (body: Uint8Array) => {
    const answer = isCompressed ? await post(gzipSync(body), { "content-encoding": "gzip" }) : await post(body);
    assert.equal(answer.headers.get("accept-encoding"), "gzip");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, type: answer.headers.get("content-type") ?? "", body: bytes };
  };
  return pushToMirror({
    post: { addCheckpoint: httpPost(`${url}/add-checkpoint`, { timeoutMs: 5000 }), addEntries },
    checkpoint: await log.sign(),
    log: LOG_VKEYS,
    tiles: log.tiles,
    mirror: MIRROR_VKEYS,
    checks: nodeSignatureChecks,
    sha256,
    clock: () => SECONDS * 1000,
  });
}

test("a log is pushed plain and compressed, and read back from the mirror", async () => {
  const log = new MemoryLog();
  for (const [size, isCompressed] of [
    [700, false],
    [1500, true],
  ] as const) {
    const pushed = await push(log.growTo(size), isCompressed);
    assert.ok(pushed.ok, pushed.ok ? "" : pushed.fault.kind);
    const remote = httpLog(`${url}/${logId(sha256, ORIGIN)}`, { timeoutMs: 5000 });
    const head = await openSignedHead(await remote.checkpoint(), MIRROR_VKEYS, nodeSignatureChecks);
    assert.ok(head.ok);
    const entries: Uint8Array[] = [];
    for await (const bundle of readLog({ sha256, tiles: remote.tiles, size, root: head.value.head.root })) {
      assert.ok(bundle.ok);
      entries.push(...bundle.value.entries);
    }
    assert.deepEqual(entries, log.entries);
  }
  assert.deepEqual(failures, []);
});

test("what is no upload is refused without being read whole", async () => {
  const unknown = Buffer.concat([Buffer.from([0, 1, 0x78]), Buffer.alloc(18), Buffer.alloc(1_000_000)]);
  assert.equal((await post(unknown)).status, 404);
  assert.equal((await post(utf8("x"), { "content-type": "text/plain" })).status, 415);
  assert.equal((await post(utf8("x"), { "content-encoding": "br" })).status, 415);
  assert.equal((await post(utf8("no gzip"), { "content-encoding": "gzip" })).status, 400);
  assert.equal((await post(new Uint8Array(0))).status, 400);
  const big = await fetch(`${url}/add-checkpoint`, { method: "POST", body: new Uint8Array(600_000) });
  assert.equal(big.status, 413);
});

test("a bomb is read no further than an upload may be long", async () => {
  const header = Buffer.concat([Buffer.from([0, ORIGIN.length]), Buffer.from(ORIGIN), Buffer.alloc(18)]);
  // Ticket length 0, then 200 MB of entries of length 0 in 200 kB, far more than any package of this log.
  const bomb = gzipSync(Buffer.concat([header, Buffer.alloc(200_000_000)]), { level: 1 });
  const before = process.memoryUsage().rss;
  const answer = await post(bomb, { "content-encoding": "gzip" });
  assert.ok([400, 409, 422].includes(answer.status), String(answer.status));
  assert.ok(process.memoryUsage().rss - before < 150_000_000, "it was never inflated whole");
});

test("files are served as a log's are, and nothing else", async () => {
  const id = toHex(sha256(utf8(ORIGIN)));
  const tile = await fetch(`${url}/${id}/tile/0/000`);
  assert.deepEqual([tile.status, tile.headers.get("cache-control")], [200, "public, max-age=31536000, immutable"]);
  for (const path of [`${id}/pending`, id, `${id.toUpperCase()}/checkpoint`, `${"0".repeat(64)}/checkpoint`, `../${id}`]) {
    assert.equal((await fetch(`${url}/${path}`)).status, 404, path);
  }
});

test("a disk that fails is a 500 and is told", async () => {
  const told: unknown[] = [];
  const calls = {
    addCheckpoint: async () => Promise.reject(new Error("disk")),
    addEntries: async () => Promise.reject(new Error("disk")),
  };
  const broken = mirrorRoutes({ ...calls, file: async () => undefined }, (error) => told.push(error));
  const answer = await broken.request("/add-checkpoint", { method: "POST", body: "x" });
  assert.deepEqual([answer.status, told.length], [500, 1]);
});
