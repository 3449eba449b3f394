import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { openCanary } from "./canary.ts";
import { formatFlow, probe } from "./canary-probes.ts";

const TIMEOUT_MS = 2000;

/** A server on a loopback UDP port that answers with what `answer` makes of a question. */
async function udpServer(answer: (question: Buffer) => Buffer | undefined) {
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const reply = answer(question);
    if (reply !== undefined) socket.send(reply, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, close: () => void socket.close() };
}

test("a TCP flow works while somebody listens", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const place = server.address();
  assert.ok(place !== null && typeof place === "object");
  const flow = { kind: "tcp", host: "127.0.0.1", port: place.port } as const;
  assert.equal(await probe(flow, TIMEOUT_MS), true);
  server.close();
  await once(server, "close");
  assert.equal(await probe(flow, TIMEOUT_MS), false);
});

test("a name server that answers works, even when the name does not exist; silence does not", async () => {
  const nxdomain = (question: Buffer) => {
    const reply = Buffer.from(question);
    reply.writeUInt16BE(0x8183, 2);
    return reply;
  };
  const server = await udpServer(nxdomain);
  const silent = await udpServer(() => undefined);
  const flow = { kind: "dns", host: "127.0.0.1", name: "harbour.example" } as const;
  assert.equal(await probe({ ...flow, port: server.port }, TIMEOUT_MS), true);
  assert.equal(await probe({ ...flow, port: silent.port }, 100), false);
  server.close();
  silent.close();
});

test("a time source works when it answers as a server", async () => {
  const server = await udpServer((question) => Buffer.from(question).fill(0x24, 0, 1));
  const echo = await udpServer((question) => question);
  assert.equal(await probe({ kind: "ntp", host: "127.0.0.1", port: server.port }, TIMEOUT_MS), true);
  assert.equal(await probe({ kind: "ntp", host: "127.0.0.1", port: echo.port }, 100), false);
  server.close();
  echo.close();
});

test("a canary looks once before anything is done, and rolls back what is to blame", async () => {
  let works = true;
  let now = 0;
  const lost: string[] = [];
  const canary = await openCanary({
    flows: [{ kind: "tcp", host: "2001:db8::1", port: 443 }],
    probe: async () => works,
    monotonic: () => ++now,
    onLoss: async ({ rollBack }) => lost.push(...rollBack),
    onProblem: assert.ifError,
  });
  canary.applied("act-1");
  works = false;
  await canary.look();
  await canary.look();
  assert.deepEqual(lost, ["act-1"]);
  assert.match(canary.why() ?? "", /tcp \[2001:db8::1\]:443/);
  canary.resume();
  assert.equal(canary.why(), null);
  await canary.close();
});

test("flows are named with their port", () => {
  assert.equal(formatFlow({ kind: "dns", host: "192.0.2.53", name: "x.example" }), "dns 192.0.2.53:53");
  assert.equal(formatFlow({ kind: "ntp", host: "2001:db8::1" }), "ntp [2001:db8::1]:123");
});
