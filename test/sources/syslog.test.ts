import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { Inbox } from "../../src/telemetry/io/inbox.ts";
import { type Batch, openSource, SYSLOG_QUEUE_MAX } from "../../src/telemetry/io/index.ts";
import { SyslogListener } from "../../src/telemetry/io/syslog.ts";
import { expand, Followed, quickTime } from "./support.ts";

async function listening(context: TestContext, transport: "udp" | "tcp"): Promise<{ port: number; followed: Followed }> {
  const followed = new Followed(await expand([`syslog://127.0.0.1:0?transport=${transport}`]));
  context.after(() => followed.stop());
  const address = await followed.stream.listening;
  assert.equal(address?.host, "127.0.0.1");
  return { port: address.port, followed };
}

test("UDP datagrams are messages; nothing more is promised than what arrived", async (context) => {
  const { port, followed } = await listening(context, "udp");
  assert.equal(followed.stream.promise, "at-most-once");
  const socket = createSocket("udp4");
  context.after(() => socket.close());
  for (const message of ["<34>1 first\n", "", "<34>1 two\nlines"]) socket.send(message, port, "127.0.0.1");
  const seen = await followed.until(({ lines }) => lines.length === 2);
  assert.deepEqual(seen.lines, ["<34>1 first", "<34>1 two\nlines"]);
  assert.deepEqual(
    [...seen.positions.values()].map(({ kind, cursor }) => [kind, cursor]),
    [["none", null]],
  );
});

test("TCP messages come octet-counted or by line, in one connection too, over any packet borders", async (context) => {
  const { port, followed } = await listening(context, "tcp");
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.setNoDelay(true);
  const bytes = Buffer.from("11 <34>counted\n<35>by line\r\n9 <36>a\nb\n<\n<37>unfinished");
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  socket.end();
  const seen = await followed.until(({ lines }) => lines.length === 4);
  assert.deepEqual(seen.lines, ["<34>counted", "<35>by line", "<36>a\nb\n<", "<37>unfinished"]);
});

test("an address that cannot be had is a problem that names it", async () => {
  const { sources } = await expand(["syslog://192.0.2.1:5514"]);
  const source = sources[0];
  assert.ok(source !== undefined);
  const stream = openSource(source, { follow: true, signal: new AbortController().signal });
  const batches: Batch[] = [];
  for await (const batch of stream) batches.push(batch);
  assert.equal(await stream.listening, undefined);
  assert.deepEqual(
    batches.map(({ ended, problems }) => [ended, problems[0]?.kind, problems[0]?.source]),
    [[true, "unreadable", "syslog:udp:192.0.2.1:5514"]],
  );
});

test("a full queue drops datagrams and counts them", async (context) => {
  const { port, followed } = await listening(context, "udp");
  const socket = createSocket("udp4");
  context.after(() => socket.close());
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  // One at a time: what the kernel drops is nobody's to count.
  const send = async (text: string) => {
    await new Promise((resolve) => socket.send(text, port, "127.0.0.1", resolve));
    await turn();
    await turn();
  };
  const large = "x".repeat(60_000);
  const sent = 400;
  for (let index = 0; index < sent; index++) await send(large);
  await followed.until(({ lines, dropped }) => lines.length > 0 && dropped > 0);
  const { lines, dropped } = followed.seen;
  assert.ok(lines.length * 60_000 <= 16_777_216 + 60_000, `${lines.length} kept`);
  assert.ok(lines.length + dropped <= sent);
  await send("after");
  await followed.until((seen) => seen.lines.includes("after"));
});

test("a slow reader makes TCP senders wait instead of losing messages", async (context) => {
  const { port, followed } = await listening(context, "tcp");
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const count = SYSLOG_QUEUE_MAX * 3;
  for (let index = 0; index < count; index++) socket.write(`<34>message ${index}\n`);
  socket.end();
  const seen = await followed.until(({ lines }) => lines.length === count);
  assert.equal(seen.lines.at(-1), `<34>message ${count - 1}`);
  assert.equal(seen.dropped, 0);
});

test("a full queue takes no more from TCP than was under way", async (context) => {
  const listener = new SyslogListener(quickTime().now);
  context.after(() => listener.close());
  const address = await listener.bind({ kind: "syslog", id: "syslog", transport: "tcp", host: "127.0.0.1", port: 0 });
  const socket = connect(address?.port ?? 0, "127.0.0.1");
  context.after(() => socket.destroy());
  const message = "<34>123456789\n";
  socket.write(message.repeat(SYSLOG_QUEUE_MAX * 4));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  while (!listener.inbox.full) await turn();
  for (let turns = 0; turns < 200; turns++) await turn();
  listener.inbox.onRoom = undefined;
  let kept = 0;
  while (!listener.inbox.empty) kept += listener.inbox.take().frames.length;
  const chunkMax = 65_536 / message.length;
  assert.ok(kept >= SYSLOG_QUEUE_MAX && kept <= SYSLOG_QUEUE_MAX + chunkMax, `${kept} kept`);
});

test("the queue says when it is full and when it has room again", () => {
  const inbox = new Inbox();
  let roomy = 0;
  inbox.onRoom = () => roomy++;
  const frame = { bytes: new Uint8Array(1), offset: 0, lines: 1, end: { offset: 1, mode: "line" as const } };
  while (!inbox.full) inbox.put(frame, quickTime().now());
  inbox.countDropped();
  assert.deepEqual([inbox.take().dropped, roomy, inbox.full, inbox.take().dropped], [1, 1, false, 0]);
});

test("a quiet listener says idle once, and its end when it is stopped", async (context) => {
  const { followed } = await listening(context, "udp");
  await followed.until((seen) => seen.idle === 1);
  const seen = await followed.stop();
  assert.deepEqual([seen.idle, seen.ended], [1, ["syslog:udp:127.0.0.1:0"]]);
});
