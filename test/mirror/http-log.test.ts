import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { httpLog } from "../../src/witness/io/index.ts";

/** A server that does to each path what a log must not. */
const server = createServer((request, response) => {
  const path = request.url ?? "";
  if (path.includes("000.p/1")) response.writeHead(302, { location: "/x/tile/0/000" }).end();
  else if (path.includes("000.p/2")) response.writeHead(500).end("no");
  else if (path.includes("000.p/3")) request.socket.destroy();
  else if (path.includes("000.p/4")) response.writeHead(200, { "content-length": "64" }).write("begun, never ended");
  else if (path.includes("000.p/5")) response.writeHead(200).end(Buffer.alloc(8193));
  else if (path.includes("entries")) response.writeHead(200).end(Buffer.alloc(8193));
  else if (path.includes("tile/0/000")) response.writeHead(200).end(Buffer.alloc(8192));
  else response.writeHead(404).end();
});
let url = "";
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  url = `http://127.0.0.1:${address.port}/x`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

test("a tile, a bundle of more bytes, and nothing are told apart", async () => {
  for (const base of [url, `${url}/`]) {
    const { tiles } = httpLog(base, { timeoutMs: 2000 });
    assert.equal((await tiles("tile/0/000"))?.length, 8192);
    assert.equal((await tiles("tile/entries/000"))?.length, 8193);
    assert.equal(await tiles("tile/1/000"), undefined);
  }
});

const HOSTILE: readonly (readonly [path: string, what: string])[] = [
  ["tile/0/000.p/1", "a redirect"],
  ["tile/0/000.p/2", "another status"],
  ["tile/0/000.p/3", "a connection that breaks"],
  ["tile/0/000.p/4", "a body that does not end"],
  ["tile/0/000.p/5", "a tile of too many bytes"],
];

for (const [path, what] of HOSTILE) {
  test(`${what} is no answer`, async () => {
    await assert.rejects(httpLog(url, { timeoutMs: 300 }).tiles(path), { code: "WITNESS_UNREACHABLE" });
  });
}

test("a log without a checkpoint, and one that is nowhere, are no answer", async () => {
  await assert.rejects(httpLog(url, { timeoutMs: 2000 }).checkpoint(), { code: "WITNESS_UNREACHABLE" });
  await assert.rejects(httpLog("http://127.0.0.1:1/", { timeoutMs: 2000 }).checkpoint(), { code: "WITNESS_UNREACHABLE" });
});
