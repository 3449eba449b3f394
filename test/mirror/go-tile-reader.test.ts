import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { logRoutes } from "../../src/api/log-routes.ts";
import { toBase64 } from "../../src/lib/index.ts";
import { flipBit } from "../support/merkle-tree.ts";
import { temporaryFolder } from "../support/run-meridian.ts";
import { MemoryLog } from "./log.ts";

// apt: golang-go golang-golang-x-mod-dev golang-golang-x-crypto-dev

/** Debian's golang-golang-x-mod-dev puts the packages here. */
const GO = { ...process.env, GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOTOOLCHAIN: "local", GOFLAGS: "" };
const BUILD_MS_MAX = 300_000;

function skipReason(): string | false {
  const run = (args: readonly string[]) => spawnSync("go", args, { env: GO, timeout: BUILD_MS_MAX }).status;
  if (run(["version"]) !== 0) return "needs go (Debian: golang-go)";
  return run(["list", "golang.org/x/mod/sumdb/tlog"]) !== 0 ? "needs Go's sumdb (Debian: golang-golang-x-mod-dev)" : false;
}

/** The answer of a Go client that is given a log's URL, size and root. */
function ask(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { timeout: BUILD_MS_MAX }, (error, stdout) =>
      error === null ? resolve(stdout.trim()) : reject(error),
    );
  });
}

test("Go's sumdb reads our log over HTTP whole, and refuses it with one bit changed", {
  skip: skipReason(),
}, async (t) => {
  const program = join(await temporaryFolder(t), "go-tile-reader");
  const built = spawnSync("go", ["build", "-o", program, join(import.meta.dirname, "go-tile-reader/main.go")], { env: GO });
  assert.equal(built.status, 0, String(built.stderr));
  const log = new MemoryLog().growTo(300).growTo(20_000);
  const read = async (path: string) => log.files.get(path);
  const site = new Hono().route("/log", logRoutes({ read }));
  site.route(
    "/damaged",
    logRoutes({ read: async (path) => (path === "tile/0/050" ? flipBit((await read(path)) as Uint8Array, 77) : read(path)) }),
  );
  const server = serve({ fetch: site.fetch, hostname: "127.0.0.1", port: 0 });
  try {
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    const root = toBase64(log.root);
    const url = `http://127.0.0.1:${address.port}`;
    assert.equal(await ask(program, [`${url}/log`, "20000", root]), "yes 20000");
    assert.match(await ask(program, [`${url}/damaged`, "20000", root]), /^no: /);
    assert.match(await ask(program, [`${url}/log`, "19999", root]), /^no: /);
  } finally {
    server.close();
  }
});
