import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import { textOf, utf8 } from "../../src/lib/index.ts";
import { parseAllowlist } from "../../src/respond/enforcer/allowlist.ts";
import { readAnswer } from "../../src/respond/enforcer/answer.ts";
import { createLineCutter } from "../../src/respond/enforcer/lines.ts";
import { readRequest } from "../../src/respond/enforcer/request.ts";
import { type Gate, gateActuator, protectionOf } from "../../src/respond/index.ts";
import { connectEnforcer, memoryActuator, openAllowlist, serveEnforcer } from "../../src/respond/io/index.ts";

const NOW_MS = 1_795_343_175_000;
const clock = () => NOW_MS;
const OPEN: Gate = {
  judge: (orders) => orders.map(() => null),
  counted: () => undefined,
  protection: () => protectionOf([], () => new Uint8Array(32)),
};
const block = {
  measure: "block",
  target: { kind: "address", value: "203.0.113.7" },
  expiresAtMs: NOW_MS + 1,
  reachability: "handshake",
};
const apply = (change: object) => ({ id: 1, op: "apply", orders: [{ ...block, ...change }] });
const on = (kind: string, value: string) => ({ target: { kind, value } });

for (const [name, request, path] of [
  ["an unknown op", { id: 1, op: "flush" }, "request.op"],
  ["an op of the prototype", { id: 1, op: "constructor" }, "request.op"],
  ["a list", [1], "request.op"],
  ["an extra field", { id: 1, op: "list", also: 1 }, "request.also"],
  ["no id", { op: "list" }, "request.id"],
  ["an extra field of an order", apply({ comment: "x" }), "request.orders[0].comment"],
  ["an unknown measure", apply({ measure: "format-disk" }), "request.orders[0].measure"],
  ["a target that the measure does not fit", apply(on("account", "alice")), "request.orders[0].target.kind"],
  ["a host's name as an address", apply(on("address", "example.org")), "request.orders[0].target.value"],
  ["another rule behind the address", apply(on("address", "203.0.113.7; flush ruleset")), "request.orders[0].target.value"],
  ["a line of its own", apply(on("address", "203.0.113.7\nflush ruleset")), "request.orders[0].target.value"],
  ["another spelling", apply(on("address", "203.0.113.7/32")), "request.orders[0].target"],
  ["another spelling of IPv6", apply(on("address", "2001:DB8::1")), "request.orders[0].target"],
  ["host bits in a prefix", apply(on("prefix", "203.0.113.7/24")), "request.orders[0].target"],
  ["an option as an account", apply({ measure: "lock-account", ...on("account", "--root") }), "request.orders[0].target.value"],
  ["a block without an end", apply({ expiresAtMs: null }), "request.orders[0].expiresAtMs"],
  [
    "a stopped process with an end",
    apply({ measure: "stop-process", ...on("process", "7/8"), expiresAtMs: 1 }),
    "request.orders[0].expiresAtMs",
  ],
  [
    "more orders than there may be",
    { id: 1, op: "apply", orders: Array.from({ length: 10_001 }, () => block) },
    "request.orders",
  ],
] as const) {
  test(`refuses ${name} by its name`, () => {
    const read = readRequest(utf8(JSON.stringify(request)));
    assert.equal(read.ok ? "taken" : read.fault.path, path);
  });
}

test("takes what fits", () => assert.equal(readRequest(utf8(JSON.stringify(apply({})))).ok, true));

test("no order that is taken holds anything that a program could take for more than a name", () => {
  const value = fc.oneof(fc.string({ unit: "binary" }), fc.ipV4(), fc.ipV6(), fc.constantFrom("a b", "a;b", "-x", "{}", "a\n"));
  const order = fc.record({
    measure: fc.constantFrom("block", "lock-account", "quarantine", "stop-process", "end-session", "notify"),
    target: fc.record({ kind: fc.constantFrom("address", "prefix", "account", "session", "process", "host"), value }),
    expiresAtMs: fc.constantFrom(null, NOW_MS),
    reachability: fc.constant("local"),
  });
  fc.assert(
    fc.property(order, (one) => {
      const read = readRequest(utf8(JSON.stringify({ id: 1, op: "apply", orders: [one] })));
      if (read.ok && read.value.op === "apply") {
        for (const { target } of read.value.orders)
          assert.match(target.value, /^[A-Za-z0-9_][A-Za-z0-9_.@$:/-]*$|^::[0-9a-f.:/]*$/);
      }
    }),
    { numRuns: 500 },
  );
});

test("any bytes are read or refused, as requests, answers and allowlists", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => utf8(text)),
    fc.string({ unit: "binary" }).map((text) => utf8(text.toWellFormed())),
  );
  fc.assert(
    fc.property(bytes, (some) => {
      readRequest(some);
      readAnswer(some);
      parseAllowlist(some);
    }),
    { numRuns: 500 },
  );
});

test("lines come out as they went in, however they are cut", () => {
  const lines = fc.array(fc.string({ unit: "grapheme-ascii" }).map((text) => text.replaceAll("\n", " ")));
  fc.assert(
    fc.property(lines, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (texts, sizes) => {
      const cutter = createLineCutter(1000);
      const bytes = utf8(texts.map((text) => `${text}\n`).join(""));
      const out: (string | undefined)[] = [];
      for (let at = 0; at < bytes.length; ) {
        const size = sizes.next().value as number;
        out.push(...(cutter.push(bytes.subarray(at, at + size)) ?? [undefined]).map((line) => line && textOf(line)));
        at += size;
      }
      assert.deepEqual(out, texts);
    }),
  );
});

test("a line may be as long as it may, and not a byte longer", () => {
  assert.deepEqual(createLineCutter(4).push(utf8("abcd\n"))?.map(textOf), ["abcd"]);
  assert.equal(createLineCutter(4).push(utf8("abcde\n")), undefined);
  const cutter = createLineCutter(4);
  assert.deepEqual(cutter.push(utf8("ab")), []);
  assert.equal(cutter.push(utf8("cde")), undefined);
});

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "meridian-protocol-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function served(t: TestContext) {
  const path = join(directory(t), "socket");
  const server = await serveEnforcer({ path, actuator: gateActuator(memoryActuator(clock), OPEN), log: () => undefined });
  t.after(() => server.close());
  return path;
}

async function raw(t: TestContext, path: string) {
  const socket = connect(path);
  t.after(() => socket.destroy());
  await once(socket, "connect");
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return { socket, next: async () => JSON.parse(String((await lines.next()).value)) as Record<string, unknown> };
}

test("what is wrong is answered, and the connection goes on", async (t) => {
  const { socket, next } = await raw(t, await served(t));
  socket.write('\u0000\n{"id":7,"op":"flush"}\n{"id":8,"op":"generation"}\n');
  assert.deepEqual(await next(), { id: null, fault: { kind: "bad-request", path: "line[0]", message: "expected a value" } });
  const { id, fault } = (await next()) as { id: number; fault: { message: string } };
  assert.deepEqual([id, fault.message], [7, "expected one of hello, apply, rehearse, undo, list, generation, protection"]);
  assert.deepEqual(await next(), { id: 8, generation: "0" });
});

test("many requests at once are all answered, each under its id", async (t) => {
  const { socket, next } = await raw(t, await served(t));
  const ids = Array.from({ length: 500 }, (_, index) => index);
  socket.write(ids.map((id) => `${JSON.stringify({ id, op: "generation" })}\n`).join(""));
  const answered = new Set<unknown>();
  for (const _ of ids) answered.add((await next())["id"]);
  assert.equal(answered.size, 500);
});

test("hostile connections end, and the next one is served", async (t) => {
  const path = await served(t);
  const seed = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 300 }), { numRuns: 40, seed: 4 });
  for (const bytes of seed) {
    const socket = connect(path);
    socket.on("error", () => undefined);
    socket.end(bytes);
    socket.resume();
    await new Promise((resolve) => socket.on("close", resolve));
  }
  const flood = connect(path);
  flood.on("error", () => undefined);
  const closed = new Promise((resolve) => flood.on("close", resolve));
  flood.resume();
  for (let sent = 0; sent < 5; sent++) flood.write(new Uint8Array(1024 * 1024).fill(65));
  await closed;
  const client = await connectEnforcer(path, { clock, timeoutMs: 5000 });
  t.after(() => client.close());
  assert.deepEqual(await client.list(), []);
});

for (const [name, says] of [
  ["something else", /it sent a line that is not JSON/],
  ['{"id":1,"hello":{"protocol":2,"measures":[],"actuators":[]}}', /it speaks protocol 2/],
  ['{"id":99,"generation":"x"}', /it answered what nobody asked/],
  ['{"id":1,"generation":"x"}', /it answered hello with something else/],
  ['{"id":null,"fault":{"kind":"failed","path":"","message":"no"}}', /it said: no/],
] as const) {
  test(`a client leaves an enforcer that says ${name}`, async (t) => {
    const path = join(directory(t), "socket");
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write(`${name}\n`);
    }).listen(path);
    t.after(() => server.close());
    await assert.rejects(connectEnforcer(path, { clock, timeoutMs: 2000 }), says);
  });
}

test("an allowlist has a list, a value and why; one wrong line refuses it whole", () => {
  const read = parseAllowlist(
    utf8("# ours\nmanagement 192.0.2.0/24 the engineers\n198.51.100.7\naccount duty\nsafety plc-1\nprocess scada\n"),
  );
  assert.ok(read.ok);
  assert.deepEqual(read.value.management, [{ at: "192.0.2.0/24", why: "the engineers" }]);
  assert.deepEqual(read.value.allow, [{ at: "198.51.100.7", why: "the operator's list" }]);
  assert.deepEqual(
    [read.value.accounts, read.value.safety?.hosts, read.value.safety?.processes],
    [["duty"], ["plc-1"], ["scada"]],
  );
  for (const wrong of ["managment 192.0.2.0/24", "allow", "account", "10.0.0.0/33", "allow ;"]) {
    const refused = parseAllowlist(utf8(`# one\n${wrong}\n`));
    assert.equal(refused.ok ? "taken" : refused.fault.line, 2, wrong);
  }
});

test("an allowlist that others may write, or that is a link, is no allowlist", (t) => {
  const path = join(directory(t), "protect");
  writeFileSync(path, "192.0.2.1\n");
  chmodSync(path, 0o664);
  assert.throws(() => openAllowlist(path, () => undefined), /others may write it/);
  chmodSync(path, 0o644);
  symlinkSync(path, `${path}-link`);
  assert.throws(() => openAllowlist(`${path}-link`, () => undefined), /cannot be opened/);
  assert.equal(openAllowlist(path, () => undefined).current().allow?.length, 1);
});
