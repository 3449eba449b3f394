import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { zipMembers } from "../../test/sigma/zip.ts";
import { sharedData, skipWithout } from "../../test/support/shared-data.ts";
import { lineFrames, readAll, sampleReader } from "../../test/support/telemetry.ts";

const ATOMIC = ["otrf", "datasets", "atomic"];

const ZIPS: readonly (readonly [string, string, number])[] = [
  ["windows/discovery/host/empire_shell_net_local_users.zip", "windows-flat-json", 1],
  ["windows/credential_access/host/cmd_lsass_memory_dumpert_syscalls.zip", "windows-flat-json", 1],
  ["windows/other/raccine_samples.zip", "windows-flat-json", 1],
  ["linux/discovery/host/sh_arp_cache.zip", "linux-audit", 6],
  ["aws/collection/ec2_proxy_s3_exfiltration.zip", "aws-cloudtrail", 1],
];
for (const [path, format, recordsAnEvent] of ZIPS) {
  test(`every line of ${path} is read as ${format}`, { skip: skipWithout(...ATOMIC, path) }, () => {
    const bytes = Buffer.concat(zipMembers(sharedData(...ATOMIC, path) ?? "").map((member) => member.bytes));
    const units = readAll(sampleReader(), lineFrames(bytes));
    const records = units.flatMap((unit) => unit.records);
    assert.deepEqual([...new Set(records.map((record) => record.rejected ?? record.reading.format))], [format]);
    assert.equal(units.flatMap((unit) => unit.events).length * recordsAnEvent, records.length);
  });
}

const ZEEK = ["otrf", "datasets", "compound", "apt29", "day1", "zeek", "combined_zeek.log"];

test("every line of a real Zeek log is read with its log as service", { skip: skipWithout(...ZEEK) }, () => {
  const units = readAll(sampleReader(), lineFrames(readFileSync(sharedData(...ZEEK) ?? "")));
  assert.ok(units.every((unit) => unit.accounting.rejected === 0 && unit.events[0]?.logsource.product === "zeek"));
  const services = new Set(units.map((unit) => unit.events[0]?.logsource.service));
  for (const service of ["conn", "dns", "dce_rpc", "http", "kerberos", "smb_files", "ssl", "x509"])
    assert.ok(services.has(service));
});
