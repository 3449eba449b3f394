import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { type Context, Hono } from "hono";
import { createPublicSite, type PublicSite, startPublicServing } from "./public-site.ts";
import { createRateLimiter, networkOf } from "./public-site-limits.ts";

const DIGEST = "a".repeat(64);

/** A site with one part: it says back what it is sent, and keeps `wait` open until `go`. */
function site(): { content: PublicSite; go: () => void } {
  let go = () => {};
  const open = new Promise<void>((resolve) => (go = resolve));
  const routes = new Hono();
  routes.post("/echo", async (context) => context.body(await context.req.arrayBuffer()));
  routes.get("/wait", async (context) => {
    await open;
    return context.text("done\n");
  });
  routes.get("/broken", () => {
    throw new Error("secret detail");
  });
  const part = { prefix: "/part", routes, bodyBytesMax: 16 };
  const fork = async (sha256: string) => (sha256 === DIGEST ? new Uint8Array([1, 2]) : undefined);
  return {
    content: {
      parts: [part, { ...part, prefix: "/free", isKnown, isStreamed: true }],
      about: () => "{}",
      fork,
      onError: () => undefined,
    },
    go: () => go(),
  };
}

/** Known is who says so: what a token is, is for each part to say. */
const KNOWN = { authorization: "known" };
const isKnown = (context: Context) => context.req.header("authorization") === KNOWN.authorization;

const app = () => createPublicSite(site().content, () => 0);
const post = (path: string, body: string, headers: Record<string, string> = { "content-length": String(body.length) }) =>
  app().request(path, { method: "POST", body, headers });

const TABLE: readonly (readonly [what: string, answer: () => Promise<Response> | Response, status: number])[] = [
  ["a part's route", () => post("/part/echo", "0123456789abcdef"), 200],
  ["a body that is too large", () => post("/part/echo", "0123456789abcdef+"), 413],
  ["a body of unsaid length", () => post("/part/echo", "0123", { "transfer-encoding": "chunked" }), 411],
  ["a body of unsaid length that is read as it comes", () => post("/free/echo", "0123", { "transfer-encoding": "chunked" }), 200],
  ["who this is", () => app().request("/about.json"), 200],
  ["a fork proof", () => app().request(`/forks/${DIGEST}`), 200],
  ["a fork proof that is not there", () => app().request(`/forks/${"b".repeat(64)}`), 404],
  ["a path that climbs", () => app().request("/forks/..%2f..%2fkeys"), 404],
  ["the data directory", () => app().request("/keys/log-ed25519.pem"), 404],
  ["the front page of the local site", () => app().request("/"), 404],
  ["a part that breaks", () => app().request("/part/broken"), 500],
];

for (const [what, answer, status] of TABLE) {
  test(`the public site answers ${status} for ${what}`, async () => assert.equal((await answer()).status, status));
}

test("an error tells a stranger nothing", async () => {
  assert.equal(await (await app().request("/part/broken")).text(), "this node could not answer\n");
});

test("an address over its rate is told to come again, but not where callers are known", async () => {
  const limited = createPublicSite(site().content, () => 0, { burst: 1, perSecond: 1 });
  assert.equal((await limited.request("/about.json")).status, 200);
  const refused = await limited.request("/about.json");
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "1"]);
  assert.equal((await limited.request("/free/echo", { method: "POST", body: "x", headers: KNOWN })).status, 200);
});

test("a bucket fills again with time, never above its burst, and not when the clock goes back", () => {
  let nowMs = 0;
  const isWithin = createRateLimiter({ burst: 2, perSecond: 1 }, () => nowMs);
  const ask = () => isWithin("192.0.2.1");
  assert.deepEqual([ask(), ask(), ask()], [true, true, false]);
  nowMs = 1000;
  assert.deepEqual([ask(), ask()], [true, false]);
  nowMs = -500_000;
  assert.equal(ask(), false);
  nowMs = 1_000_000;
  assert.deepEqual([ask(), ask(), ask()], [true, true, false]);
  assert.equal(isWithin("192.0.2.2"), true, "another address has its own");
});

const NETWORKS: readonly (readonly [address: string, network: string])[] = [
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:0DB8:0001:0002::9", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["::1", "0:0:0:0"],
];
for (const [address, network] of NETWORKS) {
  test(`${address} counts as ${network}`, () => assert.equal(networkOf(address), network));
}

/** A request as it comes from an address. */
const from = (address: string) => ({ incoming: { socket: { remoteAddress: address } } });

test("what comes above the number of requests at once gets 503 and when to come again", async () => {
  const { content, go } = site();
  const busy = createPublicSite(content, () => 0);
  const held = Array.from({ length: 48 }, async (_, at) => busy.request("/part/wait", {}, from(`192.0.2.${at}`)));
  const refused = await busy.request("/about.json");
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "1"]);
  assert.equal((await busy.request("/free/broken", { headers: KNOWN })).status, 500, "known callers have slots of their own");
  go();
  assert.ok((await Promise.all(held)).every(({ status }) => status === 200));
  assert.equal((await busy.request("/about.json")).status, 200);
});

const SHARES: readonly (readonly [part: string, max: number, neighbour: string])[] = [
  ["/part", 12, "2001:db8:0:1:ffff::7"],
  ["/free", 12, "2001:db8:0:1::2"],
];
for (const [part, max, neighbour] of SHARES) {
  test(`one network makes ${max} requests at once to ${part}, whatever its addresses, and keeps nobody else out`, async () => {
    const { content, go } = site();
    const shared = createPublicSite(content, () => 0);
    const ask = async (path: string, address: string) => (await shared.request(`${part}${path}`, {}, from(address))).status;
    const held = Array.from({ length: max }, async (_, at) => ask("/wait", `2001:db8:0:1::${at.toString(16)}`));
    assert.equal(await ask("/broken", neighbour), 429);
    assert.equal(await ask("/broken", "2001:db8:0:2::1"), 500, "another network is let in");
    go();
    assert.ok((await Promise.all(held)).every((status) => status === 200));
    assert.equal(await ask("/broken", neighbour), 500);
  });
}

test("slow bodies from one address hold no more than its share, and none of those of known callers", async () => {
  const serving = await startPublicServing(site().content, { host: "127.0.0.1", port: 0 });
  let refused = 0;
  const { promise: allRefused, resolve } = Promise.withResolvers<void>();
  const slow = Array.from({ length: 64 }, () => {
    const socket = connect(serving.port, "127.0.0.1");
    socket.write("POST /part/echo HTTP/1.1\r\nhost: a\r\ncontent-length: 16\r\n\r\n0");
    socket.once("data", (chunk) => {
      assert.match(chunk.toString(), /^HTTP\/1\.1 429 /);
      if (++refused === 64 - 12) resolve();
    });
    return socket;
  });
  await allRefused;
  const answer = await fetch(`${serving.url}free/echo`, { method: "POST", body: "here", headers: KNOWN });
  assert.deepEqual([answer.status, await answer.text()], [200, "here"]);
  for (const socket of slow) socket.destroy();
  await serving.close();
});

test("listens, answers, lets what runs end at the close, and gives the port back", async () => {
  const { content, go } = site();
  const serving = await startPublicServing(content, { host: "127.0.0.1", port: 0 });
  await assert.rejects(startPublicServing(content, { host: "127.0.0.1", port: serving.port }), { code: "SERVE_PORT" });
  const socket = connect(serving.port, "127.0.0.1");
  socket.write("GET /part/wait HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  const ended = new Promise((resolve) => socket.once("close", resolve));
  assert.equal(await (await fetch(`${serving.url}about.json`)).text(), "{}");
  const closed = serving.close();
  go();
  await Promise.all([closed, ended]);
  assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*done/);
});
