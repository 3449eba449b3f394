import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { openOpenC2Actuator, stateFile } from "../../src/respond/io/index.ts";
import { readResponse, refusalOf } from "../../src/respond/openc2/response.ts";

const NOW_MS = 1_795_343_175_123;
type Command = { readonly action: string; readonly target: Record<string, unknown>; readonly args?: Record<string, unknown> };

/** A packet filter that implements SLPF v1.0 as its Annex A shows it, with the means to misbehave. */
async function consumer(t: TestContext, { answer }: { answer?: (command: Command) => object | undefined } = {}) {
  const rules = new Map<number, Command>();
  const received: { command: Command; headers: Record<string, unknown> }[] = [];
  const obey = (command: Command): object => {
    if (command.action === "query")
      return { status: 200, results: { pairs: { deny: ["ipv4_net"], delete: ["slpf:rule_number"] } } };
    if (command.action === "deny") {
      rules.set(1000 + received.length, command);
      return { status: 200, results: { slpf: { rule_number: 1000 + received.length } } };
    }
    const removed = rules.delete(command.target["slpf:rule_number"] as number);
    return removed ? { status: 200 } : { status: 500, status_text: "firewall rule not removed or updated" };
  };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const command = JSON.parse(Buffer.concat(pieces).toString()) as Command;
      received.push({ command, headers: request.headers });
      const body = answer?.(command) ?? obey(command);
      const status = (body as { status?: number }).status ?? 200;
      response
        .writeHead(status === 102 ? 200 : status, { "content-type": "application/openc2-rsp+json;version=1.0" })
        .end(JSON.stringify(body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { rules, received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/openc2` };
}

async function producer(t: TestContext, url: string, extra: object = {}) {
  const directory = mkdtempSync(join(tmpdir(), "meridian-openc2-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const configPath = join(directory, "openc2.json");
  const config = {
    url,
    measures: ["block"],
    target: "net",
    ends: "consumer",
    dropProcess: "none",
    direction: "ingress",
    actuator: { hostname: null, namedGroup: "perimeter", assetId: null },
    timeoutMs: 2000,
    tls: null,
    token: null,
    ...extra,
  };
  writeFileSync(configPath, JSON.stringify(config));
  const problems: string[] = [];
  const open = async () => {
    const actuator = await openOpenC2Actuator({
      configPath,
      state: stateFile(join(directory, "state.json")),
      clock: () => NOW_MS,
      onProblem: (why) => problems.push(why),
    });
    t.after(() => actuator.close());
    return actuator;
  };
  return { open, problems };
}

const block = (value: string, forMs = 60_000) =>
  ({
    measure: "block",
    target: { kind: value.includes("/") ? "prefix" : "address", value },
    expiresAtMs: NOW_MS + forMs,
  }) as const;

test("denies by the profile for packet filters, and deletes by the rule's number", async (t) => {
  const { rules, received, url } = await consumer(t);
  const { open } = await producer(t, url);
  const openc2 = await open();
  const order = block("203.0.113.0/24");
  assert.deepEqual(await openc2.apply([order]), [{ target: order.target, state: "done", guard: null, reason: null }]);
  assert.deepEqual(received[0]?.command, {
    action: "deny",
    target: { ipv4_net: "203.0.113.0/24" },
    args: { stop_time: NOW_MS + 60_000, response_requested: "complete", slpf: { drop_process: "none", direction: "ingress" } },
    actuator: { slpf: { named_group: "perimeter" } },
  });
  assert.equal(received[0]?.headers["content-type"], "application/openc2-cmd+json;version=1.0");
  assert.equal(received[0]?.headers["accept"], "application/openc2-rsp+json;version=1.0");
  assert.match(String(received[0]?.headers["x-request-id"]), /^[0-9a-f-]{36}$/);
  assert.deepEqual(await openc2.list(), [{ ...order, dropped: null }]);
  assert.deepEqual(await (await open()).undo([order]), [{ target: order.target, state: "done", guard: null, reason: null }]);
  assert.deepEqual(received.at(-1)?.command, {
    action: "delete",
    target: { "slpf:rule_number": 1001 },
    args: { response_requested: "complete" },
    actuator: { slpf: { named_group: "perimeter" } },
  });
  assert.equal(rules.size, 0);
});

test("extending puts the longer rule first and then deletes the shorter", async (t) => {
  const { rules, received, url } = await consumer(t);
  const openc2 = await (await producer(t, url)).open();
  await openc2.apply([block("203.0.113.7")]);
  await openc2.apply([block("203.0.113.7", 90_000)]);
  await openc2.apply([block("203.0.113.7", 10_000)]);
  assert.deepEqual(
    received.map(({ command }) => command.action),
    ["deny", "deny", "delete"],
  );
  assert.deepEqual([...rules.keys()], [1002]);
  assert.equal((await openc2.list())[0]?.expiresAtMs, NOW_MS + 90_000);
});

test("what the consumer cannot do is said before anything is done", async (t) => {
  const { received, url } = await consumer(t);
  const openc2 = await (await producer(t, url)).open();
  const outcomes = await openc2.rehearse([block("203.0.113.7"), block("2001:db8::/64")]);
  assert.deepEqual(
    outcomes.map(({ state, reason }) => [state, reason]),
    [
      ["done", null],
      ["failed", "the consumer does not implement deny ipv6_net"],
    ],
  );
  assert.deepEqual(
    received.map(({ command }) => command),
    [{ action: "query", target: { features: ["pairs"] } }],
  );
});

for (const { status, says } of [
  { status: 102, says: /has not said that it is done/ },
  { status: 400, says: /could not read the command/ },
  { status: 500, says: /the consumer failed \(disk full\)/ },
  { status: 501, says: /does not implement/ },
]) {
  test(`a ${status} is no deed`, async (t) => {
    const { url } = await consumer(t, { answer: () => ({ status, status_text: "disk full" }) });
    const openc2 = await (await producer(t, url)).open();
    const [outcome] = await openc2.apply([block("203.0.113.7")]);
    assert.equal(outcome?.state, "failed");
    assert.match(outcome.reason ?? "", says);
    assert.deepEqual(await openc2.list(), []);
  });
}

test("a rule without a number cannot be taken back, and that is said", async (t) => {
  const { url } = await consumer(t, { answer: () => ({ status: 200 }) });
  const openc2 = await (await producer(t, url, { target: "connection" })).open();
  await openc2.apply([block("203.0.113.7")]);
  const [outcome] = await openc2.undo([block("203.0.113.7")]);
  assert.match(outcome?.reason ?? "", /gave no number/);
  assert.equal((await openc2.list()).length, 1);
});

test("a consumer that is not there is a reason, not a crash", async (t) => {
  const { open } = await producer(t, "http://127.0.0.1:9/");
  const [outcome] = await (await open()).apply([block("203.0.113.7")]);
  assert.match(outcome?.reason ?? "", /gave no answer/);
});

test("any answer is read or refused", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      (bytes) => {
        const read = readResponse(200, bytes);
        if (read.ok) refusalOf(read.value);
      },
    ),
  );
});
