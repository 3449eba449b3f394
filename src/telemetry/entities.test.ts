import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event, EvidenceRecord, LogSource } from "../model/index.ts";
import { entitiesOf } from "./index.ts";

function eventOf(fields: Event["fields"], host: string | null = null, logsource: LogSource = {}): Event {
  const reading = { format: "json", readAtMs: 0, utcOffsetMinutes: 0, host, context: [] };
  const empty = new Uint8Array(0);
  const origin = { source: "file:x", offset: 0, lines: 1 };
  const record: EvidenceRecord = { commitment: empty, salt: empty, bytes: empty, origin, reading, rejected: null };
  return { time: { fromMs: 0, toMs: 0 }, logsource, fields, records: [record] };
}

const TABLE: readonly (readonly [string, Event, readonly string[]])[] = [
  [
    "names are lower-case and once",
    eventOf({ src_ip: "2001:DB8::1", SourceIp: "2001:db8::1", user: "Alice" }),
    ["user:alice", "ip:2001:db8::1"],
  ],
  [
    "loopback, nobody and unspecified are left out",
    eventOf({ src_ip: "127.0.0.9", dst_ip: "::1", "c-ip": "0.0.0.0", user: "-", acct: "(unknown)", query: "localhost" }),
    [],
  ],
  ["what is no address is none", eventOf({ sourceIPAddress: "ec2.amazonaws.com", src_ip: "999.1.1.1" }), []],
  ["a mapped address is its IPv4", eventOf({ src_ip: "::ffff:203.0.113.66" }), ["ip:203.0.113.66"]],
  [
    "a domain loses its last dot and its port; an address in its place is an address",
    eventOf({ query: "A.example.", "cs-host": "203.0.113.66:80" }),
    ["domain:a.example", "ip:203.0.113.66"],
  ],
  ["a session counts within its host", eventOf({ ses: "7", Computer: "H1" }), ["host:h1", "session:h1/7"]],
  ["the assumed host stands in", eventOf({ ses: "7" }, "H2"), ["host:h2", "session:h2/7"]],
  ["but not for what a sensor saw", eventOf({ src_ip: "203.0.113.66" }, "H2", { product: "zeek" }), ["ip:203.0.113.66"]],
  ["the other side of an audit record is no host of ours", eventOf({ hostname: "203.0.113.66", host: "h1" }), ["host:h1"]],
  ["a domain user is also the bare name", eventOf({ User: "HARBOUR\\m.okafor" }), ["user:harbour\\m.okafor", "user:m.okafor"]],
  ["a built-in account is nobody in particular", eventOf({ User: "NT AUTHORITY\\SYSTEM" }), []],
  ["a number is no user", eventOf({ User: "0" }), []],
];
for (const [name, event, expected] of TABLE) test(name, () => assert.deepEqual(entitiesOf(event), expected));
