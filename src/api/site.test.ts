import assert from "node:assert/strict";
import { test } from "node:test";
import { startServing } from "./serve.ts";
import { createSite } from "./site.ts";

const asked: string[] = [];
const content = {
  home: () => "<h1>home</h1>",
  dossierFile: async (folder: string, path: string) => {
    asked.push(`${folder}|${path}`);
    return ["data/a b.json", "data/a.constructor"].includes(path) ? new TextEncoder().encode("{}") : undefined;
  },
};
const get = (path: string, host = "127.0.0.1:8080") => createSite(content).request(path, { headers: { host } });

const TABLE: readonly (readonly [path: string, status: number])[] = [
  ["/", 200],
  ["/dossiers/case-1/data/a%20b.json", 200],
  ["/dossiers/case-1/missing", 404],
  ["/dossiers/case-1/", 404],
  ["/dossiers/case-1/%2e%2e/%2e%2e/keys/log.pem", 404],
  ["/dossiers/case-1/..%2f..%2fkeys", 404],
  ["/dossiers/case-1/a%5c..%5cb", 404],
  ["/dossiers/case-1/%00", 404],
  ["/dossiers/case-1/%ff", 404],
  ["/elsewhere", 404],
];

for (const [path, status] of TABLE) {
  test(`GET ${path} answers ${status}`, async () => assert.equal((await get(path)).status, status));
}

test("a path that climbs never reaches the files", () => {
  assert.ok(
    asked.every((path) => !path.includes("..")),
    asked.join("\n"),
  );
});

test("an ending that objects inherit as a name has no type", async () => {
  const { headers } = await get("/dossiers/case-1/data/a.constructor");
  assert.equal(headers.get("content-type"), "application/octet-stream");
});

test("a name that a web page rebound to us is refused", async () => assert.equal((await get("/", "evil.example")).status, 421));

test("pages may not be framed or sniffed", async () => {
  const { headers } = await get("/dossiers/case-1/data/a%20b.json");
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("x-frame-options"), "SAMEORIGIN");
  assert.equal(headers.get("content-type"), "application/json; charset=utf-8");
});

test("listens on a free loopback port, answers, and closes", async () => {
  const serving = await startServing(content, { host: "127.0.0.1", port: 0 });
  assert.equal(await (await fetch(serving.url)).text(), "<h1>home</h1>");
  await assert.rejects(startServing(content, { host: "127.0.0.1", port: serving.port }), { code: "SERVE_PORT" });
  await serving.close();
});
