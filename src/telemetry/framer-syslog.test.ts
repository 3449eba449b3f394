import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { textOf, utf8 } from "../lib/index.ts";
import { SYSLOG_MESSAGE_BYTES_MAX, SyslogFramer } from "./framer-syslog.ts";

function cut(bytes: Uint8Array, size = bytes.length): (readonly [string | undefined, string | undefined])[] {
  const framer = new SyslogFramer();
  const messages = [];
  for (let at = 0; at < bytes.length; at += size) messages.push(...framer.push(bytes.subarray(at, at + size)));
  return [...messages, ...framer.end()].map((message) => [textOf(message.bytes), message.refused] as const);
}

const CASES: readonly (readonly [string, string, (readonly [string, string | undefined])[]])[] = [
  [
    "counted messages",
    "5 <1>ab6 <2>c\nd",
    [
      ["<1>ab", undefined],
      ["<2>c\nd", undefined],
    ],
  ],
  [
    "messages by line",
    "<1>a\n\n<2>b\r\n<3>c",
    [
      ["<1>a", undefined],
      ["<2>b", undefined],
      ["<3>c", undefined],
    ],
  ],
  [
    "a date that is no count",
    "2026-11-22 x\n0 y\n",
    [
      ["2026-11-22 x", undefined],
      ["0 y", undefined],
    ],
  ],
  ["a count that is too long", "1234567890 x\n", [["1234567890 x", undefined]]],
  ["a connection cut off in a counted message", "9 <1>ab", [["<1>ab", "connection ended inside the message"]]],
  ["a connection cut off in a count", "12", [["12", undefined]]],
];

for (const [name, stream, messages] of CASES) {
  test(`${name}: RFC 6587`, () => assert.deepEqual(cut(utf8(stream)), messages));
}

test("a message over the limit is refused, its head kept, and the next one is read", () => {
  const long = "x".repeat(SYSLOG_MESSAGE_BYTES_MAX + 5);
  for (const stream of [`${long.length} ${long}3 <2>`, `${long}\n<2>\n`]) {
    const found = cut(utf8(stream), 10_007);
    assert.deepEqual(
      found.map(([text, refused]) => [text?.length, refused]),
      [
        [SYSLOG_MESSAGE_BYTES_MAX, `message longer than ${SYSLOG_MESSAGE_BYTES_MAX} bytes`],
        [3, undefined],
      ],
    );
  }
});

test("any packet borders give the same messages", () => {
  const part = fc.oneof(
    fc.string().map((text) => `${utf8(text).length} ${text}`),
    fc.string().map((text) => `<${text}\n`),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (parts, size) => {
      const bytes = utf8(parts.join(""));
      assert.deepEqual(cut(bytes, size), cut(bytes));
    }),
  );
});
