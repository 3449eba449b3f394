import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event, EvidenceRecord, Fields } from "../../model/index.ts";
import { matchPattern, parsePattern } from "../../stix/index.ts";
import { observationsOf } from "./observations-of.ts";

const event = (fields: Fields): Event => ({
  time: { fromMs: 0, toMs: 1000 },
  logsource: {},
  fields,
  records: [{} as EvidenceRecord],
});

const SYSMON = event({
  Image: "C:\\Windows\\System32\\cmd.exe",
  CommandLine: "cmd.exe /c whoami",
  ProcessId: "4711",
  ParentImage: "C:\\tools\\tide.exe",
  ParentCommandLine: "tide.exe -x",
  Hashes:
    "MD5=AABBCCDDEEFF00112233445566778899,SHA256=E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855,IMPHASH=00",
  User: "HARBOUR\\ops",
});
const FLOW = event({ src_ip: "198.51.100.7", dest_ip: "2001:db8::1", src_port: 50_000, dest_port: 443, proto: "TCP" });
const NAMES = event({
  QueryName: ["Tide.Example.", "b.example"],
  TargetObject: "HKLM\\Software\\Run\\x",
  url: "http://tide.example/a",
});

const ASKED: readonly (readonly [string, Event, boolean])[] = [
  ["file:hashes.MD5 = 'aabbccddeeff00112233445566778899' AND file:name = 'cmd.exe'", SYSMON, true],
  ["file:hashes.'SHA-256' LIKE 'e3b0%' AND file:parent_directory_ref.path = 'C:\\\\Windows\\\\System32'", SYSMON, true],
  ["process:command_line LIKE '%whoami' AND process:pid = 4711 AND process:parent_ref.image_ref.name = 'tide.exe'", SYSMON, true],
  ["process:image_ref.hashes.MD5 = 'aabbccddeeff00112233445566778899'", SYSMON, true],
  ["user-account:account_login = 'ops'", SYSMON, true],
  [
    "network-traffic:src_ref.value ISSUBSET '198.51.100.0/24' AND network-traffic:dst_port = 443 AND network-traffic:protocols[*] = 'tcp'",
    FLOW,
    true,
  ],
  ["ipv6-addr:value = '2001:db8::1'", FLOW, true],
  ["network-traffic:src_port < 1024", FLOW, false],
  ["domain-name:value = 'tide.example'", NAMES, true],
  ["domain-name:value = 'b.example'", NAMES, true],
  ["windows-registry-key:key MATCHES 'Run'", NAMES, true],
  ["url:value = 'http://tide.example/a'", NAMES, true],
  ["url:value = 'x'", event({ EventID: 1 }), false],
];

for (const [source, seen, holds] of ASKED)
  test(`telemetry as observables: ${source}`, () => {
    const pattern = parsePattern(`[${source}]`);
    assert.ok(pattern.ok, JSON.stringify(pattern));
    const found = matchPattern(pattern.value, observationsOf(seen));
    assert.deepEqual(found, { ok: true, value: holds ? [0] : null });
  });

test("an event that shows nothing of the kind is no observation, whatever its fields", () => {
  assert.deepEqual(observationsOf(event({ EventID: 1, Image: "-", SourceIp: "not an address", TargetObject: null })), []);
});
