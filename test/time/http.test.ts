import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { explainError } from "../../src/lib/index.ts";
import { postTimeQuery } from "../../src/time/io/index.ts";

const REPLY = "application/timestamp-reply";

/** A server that gives one answer, and its URL; ends with the test. */
async function answering(context: TestContext, answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => new Promise((resolve) => server.close(resolve)));
  context.after(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const REFUSED: readonly (readonly [name: string, answer: (response: ServerResponse) => void, reason: RegExp])[] = [
  [
    "a redirect is not followed",
    (response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
    /status 200, got 307/,
  ],
  ["an error is no reply", (response) => response.writeHead(503, { "content-type": REPLY }).end(), /status 200, got 503/],
  ["another type is no reply", (response) => response.writeHead(200, { "content-type": "text/html" }).end("x"), /got text\/html/],
  ["no type is no reply", (response) => response.writeHead(200).end("x"), /got no type/],
  [
    "too much is cut off",
    (response) => response.writeHead(200, { "content-type": REPLY }).end(Buffer.alloc(300_000)),
    /at most 262144 bytes/,
  ],
  ["a server that says nothing is given up", () => undefined, /timeout/],
  [
    "a server that stops halfway is given up",
    (response) => void response.writeHead(200, { "content-type": REPLY, "content-length": "9" }).write("x"),
    /timeout/,
  ],
];

for (const [name, answer, reason] of REFUSED) {
  test(name, async (context) => {
    const url = await answering(context, answer);
    const asked = postTimeQuery(url, Uint8Array.of(1), { timeoutMs: 300 });
    await assert.rejects(asked, (error: Error & { code?: string }) => {
      assert.equal(error.code, "TIME_AUTHORITY");
      assert.match(explainError(error), reason);
      return true;
    });
  });
}

test("a reply comes back as it was sent, whatever parameters its type has", async (context) => {
  const url = await answering(context, (response) =>
    response.writeHead(200, { "content-type": `${REPLY}; charset=binary` }).end(Buffer.from([1, 2, 3])),
  );
  assert.deepEqual(await postTimeQuery(url, Uint8Array.of(1), { timeoutMs: 5000 }), Uint8Array.of(1, 2, 3));
});
