import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Failure } from "../../src/lib/index.ts";
import { type Actuator, type Gate, gateActuator, type Order, protectionOf } from "../../src/respond/index.ts";
import { connectEnforcer, memoryActuator, serveEnforcer } from "../../src/respond/io/index.ts";

const NOW_MS = 1_795_343_175_000;
const clock = () => NOW_MS;
const NOTHING = protectionOf([], () => new Uint8Array(32));
const OPEN: Gate = { judge: (orders) => orders.map(() => null), counted: () => undefined, protection: () => NOTHING };

const block = (value: string): Order => ({
  measure: "block",
  target: { kind: value.includes("/") ? "prefix" : "address", value },
  expiresAtMs: NOW_MS + 60_000,
});

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "meridian-enforcer-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function served(t: TestContext, actuator: Actuator = memoryActuator(clock), gate: Gate = OPEN) {
  const path = join(directory(t), "socket");
  const events: string[] = [];
  const server = await serveEnforcer({ path, actuator: gateActuator(actuator, gate), log: (event) => events.push(event) });
  t.after(() => server.close());
  return { path, events, server };
}

async function client(t: TestContext, path: string, timeoutMs = 5_000) {
  const enforcer = await connectEnforcer(path, { clock, timeoutMs });
  t.after(() => enforcer.close());
  return enforcer;
}

test("what is applied through the socket is held, listed and taken back", async (t) => {
  const { path } = await served(t);
  const enforcer = await client(t, path);
  const orders = [block("203.0.113.7"), block("2001:db8::/64")];
  assert.deepEqual(
    (await enforcer.apply(orders)).map(({ state }) => state),
    ["done", "done"],
  );
  assert.deepEqual(
    (await enforcer.list()).map(({ target }) => target.value),
    ["203.0.113.7", "2001:db8::/64"],
  );
  await enforcer.undo([orders[0] as Order]);
  assert.equal((await enforcer.list()).length, 1);
  assert.equal(await enforcer.generation(), "0");
  assert.deepEqual(await enforcer.protection(), NOTHING);
});

test("only the socket's group may connect, from the first moment", async (t) => {
  const { path } = await served(t);
  assert.equal((statSync(path).mode & 0o777).toString(8), "660");
});

test("what a guard refuses never reaches the actuator, and the others keep their places", async (t) => {
  const memory = memoryActuator(clock);
  const gate: Gate = {
    ...OPEN,
    judge: (orders) =>
      orders.map(({ target }) => (target.value === "192.0.2.1" ? { guard: "gateway", reason: "the way out" } : null)),
  };
  const { path } = await served(t, memory, gate);
  const enforcer = await client(t, path);
  const outcomes = await enforcer.apply([block("203.0.113.1"), block("192.0.2.1"), block("203.0.113.2")]);
  assert.deepEqual(outcomes, [
    { target: { kind: "address", value: "203.0.113.1" }, state: "done", guard: null, reason: null },
    { target: { kind: "address", value: "192.0.2.1" }, state: "refused", guard: "gateway", reason: "the way out" },
    { target: { kind: "address", value: "203.0.113.2" }, state: "done", guard: null, reason: null },
  ]);
  assert.equal((await memory.list()).length, 2);
});

test("a long list comes in parts and whole", async (t) => {
  const { path } = await served(t);
  const enforcer = await client(t, path);
  const orders = Array.from({ length: 2_345 }, (_, index) => block(`10.1.${index >> 8}.${index & 255}`));
  const outcomes = await enforcer.apply(orders);
  assert.deepEqual(
    outcomes.map(({ target }) => target),
    orders.map(({ target }) => target),
  );
  assert.equal((await enforcer.list()).length, 2_345);
});

test("a live socket is not replaced, a stale one is, and no other file", async (t) => {
  const { path, server } = await served(t);
  const again = { path, actuator: gateActuator(memoryActuator(clock), OPEN), log: () => undefined };
  await assert.rejects(serveEnforcer(again), (error) => error instanceof Failure && error.code === "ENFORCER_UNREACHABLE");
  await server.close();
  writeFileSync(path, "a file");
  await assert.rejects(serveEnforcer(again), /no socket/);
});

test("the client finds the enforcer again after it was restarted", async (t) => {
  const { path, server } = await served(t);
  const enforcer = await client(t, path);
  await server.close();
  await assert.rejects(enforcer.list(), (error) => error instanceof Failure && error.code === "ENFORCER_UNREACHABLE");
  const second = await serveEnforcer({ path, actuator: gateActuator(memoryActuator(clock), OPEN), log: () => undefined });
  t.after(() => second.close());
  assert.deepEqual(await enforcer.list(), []);
});

test("an enforcer that does not answer is given up in time", async (t) => {
  const path = join(directory(t), "socket");
  const mute = createServer(() => undefined).listen(path);
  t.after(() => mute.close());
  await assert.rejects(connectEnforcer(path, { clock, timeoutMs: 50 }), /no answer within 50 ms/);
});
