import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { textOf, utf8 } from "../../src/lib/index.ts";
import { httpPost } from "../../src/witness/io/index.ts";

async function listening(
  context: TestContext,
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/add-checkpoint`;
}

test("the body goes out as it is, and the answer comes back with status and type", async (context) => {
  const url = await listening(context, (request, response) => {
    const pieces: Uint8Array[] = [];
    request.on("data", (piece: Uint8Array) => pieces.push(piece));
    request.on("end", () => {
      response.writeHead(409, { "content-type": "text/x.tlog.size" });
      response.end(`${request.method} ${request.url} ${String(Buffer.concat(pieces))}`);
    });
  });
  const { status, type, body } = await httpPost(url, { timeoutMs: 5000 })(utf8("old 0\n"));
  assert.deepEqual([status, type, textOf(body)], [409, "text/x.tlog.size", "POST /add-checkpoint old 0\n"]);
});

test("a redirect is an answer, not a way", async (context) => {
  const asked: string[] = [];
  const url = await listening(context, (request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  assert.equal((await httpPost(url, { timeoutMs: 5000 })(utf8("x"))).status, 307);
  assert.deepEqual(asked, ["/add-checkpoint"]);
});

const TOO_LONG: readonly (readonly [why: string, serve: (response: ServerResponse) => void])[] = [
  ["an answer longer than the limit", (response) => response.end("x".repeat(101))],
  ["an answer without end", (response) => void response.write("x".repeat(101))],
  ["an answer that does not come", () => undefined],
  ["an answer that stops in the middle", (response) => void response.write("x")],
  ["a connection that breaks", (response) => void response.destroy()],
];
for (const [why, serve] of TOO_LONG) {
  test(`${why} is a failure by name`, async (context) => {
    const url = await listening(context, (request, response) => {
      request.resume();
      serve(response);
    });
    const post = httpPost(url, { timeoutMs: 300, bodyBytesMax: 100 });
    await assert.rejects(post(utf8("x")), { code: "WITNESS_UNREACHABLE" });
  });
}

for (const url of ["http://127.0.0.1:1/", "not a url", "ftp://127.0.0.1/", "file:///etc/hostname"]) {
  test(`${url} cannot be asked`, async () => {
    await assert.rejects(httpPost(url, { timeoutMs: 5000 })(utf8("x")), { code: "WITNESS_UNREACHABLE" });
  });
}
