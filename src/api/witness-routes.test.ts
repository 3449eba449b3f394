import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../lib/index.ts";
import { witnessRoutes } from "./witness-routes.ts";

const HASH = "a".repeat(64);
const seen: string[] = [];
const failures: unknown[] = [];
const routes = witnessRoutes(
  {
    addCheckpoint: async (body) => {
      seen.push(`add ${body.length}`);
      if (body.length === 3) throw new Error("the disk is gone");
      return { status: 409, type: "text/x.tlog.size", body: utf8("5\n") };
    },
    signSubtree: async (body) => {
      seen.push(`subtree ${body.length}`);
      return { status: 200, type: "text/plain; charset=utf-8", body: utf8("— line\n") };
    },
    checkpointOf: async (hash) => (hash === HASH ? utf8("note\n") : undefined),
  },
  (error) => failures.push(error),
);

const post = (path: string, body: string | Uint8Array<ArrayBuffer>) => routes.request(path, { method: "POST", body });
const said = async (response: Response) => [response.status, response.headers.get("content-type"), await response.text()];

test("a body goes in as bytes and the answer out as it is", async () => {
  assert.deepEqual(await said(await post("/add-checkpoint", Uint8Array.of(0xff, 0))), [409, "text/x.tlog.size", "5\n"]);
  assert.deepEqual(await said(await post("/sign-subtree", "")), [200, "text/plain; charset=utf-8", "— line\n"]);
  assert.deepEqual(seen.slice(-2), ["add 2", "subtree 0"]);
});

test("a monitor reads the checkpoint of a log by the hash of its origin", async () => {
  const response = await routes.request(`/${HASH}/checkpoint`);
  assert.equal(response.headers.get("cache-control"), "public, max-age=5");
  assert.deepEqual(await said(response), [200, "text/plain; charset=utf-8", "note\n"]);
  assert.equal((await routes.request(`/${"b".repeat(64)}/checkpoint`)).status, 404);
});

test("half a MiB is read, and no byte more", async () => {
  assert.equal((await post("/add-checkpoint", "x".repeat(524_288))).status, 409);
  assert.equal((await post("/add-checkpoint", "x".repeat(524_289))).status, 413);
  assert.equal((await post("/sign-subtree", "x".repeat(524_289))).status, 413);
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
  const streamed = new Request("http://w.example/add-checkpoint", {
    method: "POST",
    body: endless,
    duplex: "half",
  });
  assert.equal((await routes.request(streamed)).status, 413);
  assert.equal(seen.filter((line) => line === "add 524289").length, 0);
});

test("a body that breaks off is the sender's matter", async () => {
  const failing = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  const before = failures.length;
  const streamed = new Request("http://w.example/add-checkpoint", {
    method: "POST",
    body: failing,
    duplex: "half",
  });
  assert.equal((await routes.request(streamed)).status, 400);
  assert.equal(failures.length, before);
});

test("only the three calls are there", async () => {
  for (const [method, path] of [
    ["GET", "/add-checkpoint"],
    ["PUT", "/add-checkpoint"],
    ["GET", "/"],
    ["POST", `/${HASH}/checkpoint`],
    ["GET", `/${HASH}`],
  ] as const) {
    assert.equal((await routes.request(path, { method })).status, 404, `${method} ${path}`);
  }
});

test("what throws is told, and answered without its reason", async () => {
  assert.deepEqual(await said(await post("/add-checkpoint", "abc")), [
    500,
    "text/plain; charset=UTF-8",
    "the witness cannot answer now\n",
  ]);
  assert.match(String(failures[0]), /the disk is gone/);
});
