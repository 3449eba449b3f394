import assert from "node:assert/strict";
import { hostname } from "node:os";
import { test } from "node:test";
import fc from "fast-check";
import { collect, hostRule, parsePort, parseSince, parseUtcOffset } from "./arguments.ts";
import { printable } from "./paint.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 12);

for (const [text, expected] of [
  ["90s", NOW_MS - 90_000],
  ["90m", NOW_MS - 90 * 60_000],
  ["2h", NOW_MS - 2 * 3_600_000],
  ["2d", NOW_MS - 2 * 86_400_000],
  ["1w", NOW_MS - 7 * 86_400_000],
  ["2026-11-20", Date.UTC(2026, 10, 20)],
  ["2026-11-20T06:00", Date.UTC(2026, 10, 20, 6)],
  ["2026-11-20T06:00:00Z", Date.UTC(2026, 10, 20, 6)],
  ["2026-11-20T06:00:00+13:00", Date.UTC(2026, 10, 19, 17)],
] as const) {
  test(`--since ${text} is a time`, () => assert.equal(parseSince(text, NOW_MS, 0), expected));
}

test("--since without a zone is a time in the logs' zone, so that no hour of the day is passed over", () => {
  assert.equal(parseSince("2026-11-20", NOW_MS, 780), Date.UTC(2026, 10, 19, 11));
  assert.equal(parseSince("2026-11-20 06:00:30", NOW_MS, -210), Date.UTC(2026, 10, 20, 9, 30, 30));
  assert.equal(parseSince("2026-11-20T06:00:00Z", NOW_MS, 780), Date.UTC(2026, 10, 20, 6));
});

for (const text of [
  "",
  "yesterday",
  "2",
  "d",
  "-2d",
  "2.5d",
  "2026-13-01",
  "2026-02-30",
  "2026-11-20T25:00",
  "2026-11-20 garbage",
  "9999999d",
  "2 d",
]) {
  test(`--since ${JSON.stringify(text)} is refused`, () =>
    assert.throws(() => parseSince(text, NOW_MS, 0), { code: "CLI_USAGE" }));
}

for (const [text, minutes] of [
  ["+13:00", 780],
  ["-03:30", -210],
  ["+00:00", 0],
  ["+05:45", 345],
] as const) {
  test(`--utc-offset ${text} is ${minutes} minutes`, () => assert.equal(parseUtcOffset(text), minutes));
}

for (const text of ["13:00", "+13", "+1:00", "+15:00", "+13:60", "UTC", "", "+13:00 "]) {
  test(`--utc-offset ${JSON.stringify(text)} is refused`, () => assert.throws(() => parseUtcOffset(text), { code: "CLI_USAGE" }));
}

for (const text of ["-1", "65536", "80a", "", "1e3", "0x50"]) {
  test(`the port ${JSON.stringify(text)} is refused`, () => assert.throws(() => parsePort(text), { code: "CLI_USAGE" }));
}

test("an option that may be repeated keeps its order", () => assert.deepEqual(collect("b", collect("a", undefined)), ["a", "b"]));

test("only this machine's own /var/log is this machine's, unless --host says otherwise", () => {
  assert.equal(hostRule(undefined)({ kind: "file", path: "/var/log/auth.log" }), hostname());
  assert.equal(hostRule(undefined)({ kind: "file", path: "/var/log/../../evidence/auth.log" }), null);
  assert.equal(hostRule(undefined)({ kind: "stdin" }), null);
  assert.equal(hostRule("hts-jump1")({ kind: "file", path: "/evidence/auth.log" }), "hts-jump1");
});

test("hostile text cannot move the cursor, rename the window or turn the line round", () => {
  assert.equal(printable("a\u001b]0;title\u0007\u202eb"), "a\\u001b]0;title\\u0007\\u202eb");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const shown = printable(text);
      for (let at = 0; at < shown.length; at++) {
        const code = shown.charCodeAt(at);
        assert.ok(code >= 0x20 && (code < 0x7f || code > 0x9f), `U+${code.toString(16)}`);
      }
    }),
  );
});
