import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSourceSpec } from "../../src/telemetry/io/index.ts";

const syslog = (transport: "udp" | "tcp", host: string, port: number) => ({ kind: "syslog", transport, host, port });

const GOOD: readonly (readonly [string, object])[] = [
  ["-", { kind: "stdin" }],
  ["journal:", { kind: "journal" }],
  ["logs/*.json", { kind: "path", path: "logs/*.json" }],
  ["syslog.log", { kind: "path", path: "syslog.log" }],
  ["syslog://", syslog("udp", "127.0.0.1", 514)],
  ["syslog://:5514", syslog("udp", "127.0.0.1", 5514)],
  ["syslog://0.0.0.0:5514?transport=tcp", syslog("tcp", "0.0.0.0", 5514)],
  ["syslog+tcp://localhost:6514/", syslog("tcp", "localhost", 6514)],
  ["syslog+udp://[::1]:1", syslog("udp", "::1", 1)],
];

for (const [text, spec] of GOOD) {
  test(`${text} names a source`, () => assert.deepEqual(parseSourceSpec(text), { ok: true, value: spec }));
}

for (const text of [
  "",
  "syslog:",
  "syslog://h:65536",
  "syslog://h:1?transport=tls",
  "syslog+tcp://h:1?transport=udp",
  "syslog://h:01x",
]) {
  test(`${JSON.stringify(text)} is refused`, () => assert.equal(parseSourceSpec(text).ok, false));
}
