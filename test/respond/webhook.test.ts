import assert from "node:assert/strict";
import { createHmac, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { utf8 } from "../../src/lib/index.ts";
import { openWebhookActuator, stateFile } from "../../src/respond/io/index.ts";
import { webhookKey } from "../../src/respond/io/webhook.ts";
import { delayBeforeNext } from "../../src/respond/webhook/attempts.ts";
import { parseSecrets, webhookHeaders } from "../../src/respond/webhook/signature.ts";

const NOW_MS = 1_795_343_175_123;
/** The published example of Standard Webhooks, made up of parts so that nobody takes it for a secret of ours. */
const PUBLISHED = ["whsec", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"].join("_");

test("signs the published example as the others do", () => {
  const secrets = parseSecrets(`${PUBLISHED}\n`);
  assert.ok(secrets.ok);
  const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestampS: 1_614_265_330, body: utf8('{"test": 2432232314}') };
  assert.deepEqual(webhookHeaders(message, secrets.value.map(webhookKey)), {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

for (const [name, text] of Object.entries({
  empty: "",
  "no prefix": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  short: `whsec_${Buffer.alloc(23).toString("base64")}`,
  long: `whsec_${Buffer.alloc(65).toString("base64")}`,
  "not base64": "whsec_****",
  "half a pair": `whsk_${Buffer.alloc(31).toString("base64")}`,
  "five secrets": `${PUBLISHED}\n`.repeat(5),
})) {
  test(`refuses secrets: ${name}`, () => {
    const read = parseSecrets(text);
    assert.equal(read.ok, false);
    assert.ok(text.length < 12 || !JSON.stringify(read).includes(text.slice(6, 30)), "a fault never quotes a secret");
  });
}

test("tries again only what may pass by itself", () => {
  const statuses = [null, 408, 429, 500, 503, 501, 400, 401, 302, 410, 404];
  const again = statuses.filter((status) => delayBeforeNext(1, { status, retryAfterS: null }, 0.5) !== null);
  assert.deepEqual(again, [null, 408, 429, 500, 503]);
  assert.equal(delayBeforeNext(4, { status: 503, retryAfterS: null }, 0.5), null);
  assert.deepEqual(
    [1, 2, 3].map((attempt) => delayBeforeNext(attempt, { status: 503, retryAfterS: null }, 0.5)),
    [500, 1000, 2000],
  );
  assert.equal(delayBeforeNext(1, { status: 429, retryAfterS: 3 }, 0), 3000);
  assert.equal(delayBeforeNext(1, { status: 429, retryAfterS: 999_999 }, 0), 10_000);
});

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };

async function receiver(t: TestContext, answer: (nth: number, response: ServerResponse) => void) {
  const received: Received[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(pieces).toString() });
      answer(received.length, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders` };
}

async function actuator(t: TestContext, url: string, secrets = PUBLISHED) {
  const directory = mkdtempSync(join(tmpdir(), "meridian-webhook-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const [configPath, secretPath] = [join(directory, "webhook.json"), join(directory, "secrets")];
  writeFileSync(secretPath, secrets, { mode: 0o600 });
  writeFileSync(
    configPath,
    JSON.stringify({ url, measures: ["notify", "block"], secrets: secretPath, timeoutMs: 2000, ca: null }),
  );
  const waited: number[] = [];
  const options = {
    configPath,
    state: stateFile(join(directory, "state.json")),
    clock: () => NOW_MS,
    wait: async (ms: number) => void waited.push(ms),
  };
  return { open: () => openWebhookActuator(options), waited, secretPath, configPath };
}

const BLOCK = { measure: "block", target: { kind: "address", value: "203.0.113.7" }, expiresAtMs: NOW_MS + 60_000 } as const;

test("hands an order over signed, tries again under one id, and lists what was taken", async (t) => {
  const { received, url } = await receiver(t, (nth, response) => response.writeHead(nth === 1 ? 503 : 204).end());
  const { open, waited } = await actuator(t, url);
  const webhook = await open();
  assert.deepEqual(await webhook.apply([BLOCK]), [{ target: BLOCK.target, state: "done", guard: null, reason: null }]);
  assert.equal(received.length, 2);
  assert.equal(waited.length, 1);
  assert.equal(received[0]?.headers["webhook-id"], received[1]?.headers["webhook-id"]);
  const [{ headers, body }] = received as [Received];
  const content = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  const secret = Buffer.from(PUBLISHED.slice(6), "base64");
  assert.equal(headers["webhook-signature"], `v1,${createHmac("sha256", secret).update(content).digest("base64")}`);
  assert.deepEqual(JSON.parse(body), {
    type: "meridian.order.apply",
    timestamp: "2026-11-22T10:26:15.123Z",
    data: { orders: [{ measure: "block", target: BLOCK.target, expiresAt: "2026-11-22T10:27:15.123Z" }] },
  });
  const held = [{ ...BLOCK, dropped: null }];
  assert.deepEqual(await webhook.list(), held);
  assert.deepEqual(await (await open()).list(), held, "what was taken is known after a restart");
  await webhook.undo([BLOCK]);
  assert.deepEqual(await webhook.list(), []);
});

test("an Ed25519 key signs beside the old secret", async (t) => {
  const { received, url } = await receiver(t, (_, response) => response.writeHead(200).end());
  const pair = generateKeyPairSync("ed25519");
  const seed = pair.privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32);
  const { open } = await actuator(t, url, `${PUBLISHED}\nwhsk_${seed.toString("base64")}\n`);
  await (await open()).apply([{ ...BLOCK, measure: "notify", expiresAtMs: null }]);
  const [{ headers, body }] = received as [Received];
  const signatures = String(headers["webhook-signature"]).split(" ");
  assert.deepEqual(
    signatures.map((one) => one.split(",")[0]),
    ["v1", "v1a"],
  );
  const content = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  const signature = Buffer.from(signatures[1]?.slice(4) ?? "", "base64");
  assert.ok(verify(null, Buffer.from(content), createPublicKey(pair.privateKey), signature));
});

test("a redirect is not followed, and says why nothing was done", async (t) => {
  const { received, url } = await receiver(t, (_, response) => response.writeHead(302, { location: "/elsewhere" }).end());
  const { open } = await actuator(t, url);
  const webhook = await open();
  const [outcome] = await webhook.apply([BLOCK]);
  assert.deepEqual([outcome?.state, outcome?.reason], ["failed", "the receiver answered HTTP 302, after 1 attempt"]);
  assert.equal(received.length, 1);
  assert.deepEqual(await webhook.list(), []);
});

test("a secret that others may read is refused, and a place without TLS", async (t) => {
  const { open, secretPath } = await actuator(t, "http://127.0.0.1:9/");
  chmodSync(secretPath, 0o640);
  await assert.rejects(open(), /others may read it; chmod 600/);
  const { open: openPlain } = await actuator(t, "http://192.0.2.1/orders");
  await assert.rejects(openPlain(), /expected an https url/);
});
