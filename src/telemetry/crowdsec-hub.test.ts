import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sharedData, skipWithout } from "../../test/support/shared-data.ts";
import { lineFrames, readAll, sampleReader } from "../../test/support/telemetry.ts";
import { parseJson } from "../lib/index.ts";
import type { Event, FieldValue } from "../model/index.ts";

/** What CrowdSec's parsers call the fields that we read too, by parser. Names after "auditd." are auditd's own. */
const NAMES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "syslog-logs": { message: ["message"], pid: ["pid"], program: ["program"], machine: ["hostname"] },
  "sshd-logs": { source_ip: ["src_ip"], target_user: ["user"], sshd_invalid_user: ["user"], message: ["message"] },
  "nginx-logs": web(),
  "apache2-logs": web(),
  "aws-cloudtrail": {
    event_id: ["eventID"],
    source_ip: ["sourceIPAddress"],
    user_agent: ["userAgent"],
    event_name: ["eventName"],
    event_source: ["eventSource"],
    region: ["awsRegion"],
    user_type: ["userIdentity.type"],
    user_arn: ["userIdentity.arn", "userIdentity.userName"],
    account_id: ["userIdentity.accountId"],
  },
  "suricata-evelogs": {
    source_ip: ["src_ip"],
    dest_ip: ["dest_ip"],
    dest_port: ["dest_port"],
    proto: ["proto"],
    suricata_alert_signature: ["alert.signature"],
    suricata_alert_signature_id: ["alert.signature_id"],
    suricata_alert_signature_rev: ["alert.rev"],
    suricata_flow_id: ["flow_id"],
    suricata_rule_severity: ["alert.severity"],
  },
  "auditd-logs": { exe: ["exe"], tty: ["tty"], uid: ["uid"], auid: ["auid"], ppid: ["ppid"] },
};

function web(): Readonly<Record<string, readonly string[]>> {
  return {
    source_ip: ["c-ip"],
    remote_addr: ["c-ip"],
    clientip: ["c-ip"],
    remote_user: ["cs-username"],
    request: ["cs-uri"],
    http_path: ["cs-uri"],
    http_verb: ["cs-method"],
    verb: ["cs-method"],
    status: ["sc-status"],
    response: ["sc-status"],
    http_status: ["sc-status"],
    body_bytes_sent: ["sc-bytes"],
    bytes: ["sc-bytes"],
    http_referer: ["cs-referer"],
    http_user_agent: ["cs-user-agent"],
  };
}

type Claim = { readonly line: number; readonly parser: string; readonly name: string; readonly expected: string };
const CLAIM =
  /^results\["s0[01]-[a-z]+"\]\["crowdsecurity\/([a-z0-9-]+)"\]\[(\d+)\]\.Evt\.(?:Parsed|Meta|Unmarshaled\["(auditd)"\])\["([^"]+)"\] == ("(?:[^"\\]|\\.)*")$/;

function claimsOf(path: string): readonly Claim[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((text): readonly Claim[] => {
      const [, parser = "", line, auditd, name = "", quoted = '""'] = CLAIM.exec(text) ?? [];
      if (line === undefined || NAMES[parser] === undefined) return [];
      return [{ line: Number(line), parser, name: auditd === undefined ? name : `auditd.${name}`, expected: unquote(quoted) }];
    });
}

// Go escapes that JSON lacks are compared as they stand.
function unquote(quoted: string): string {
  const text = parseJson(quoted);
  return text.ok && typeof text.value === "string" ? text.value : quoted.slice(1, -1).replaceAll('\\"', '"');
}

function meets(event: Event | undefined, { parser, name, expected }: Claim): boolean | undefined {
  const ours = name.startsWith("auditd.") ? [name.slice("auditd.".length)] : NAMES[parser]?.[name];
  if (ours === undefined || name === "auditd.msg" || name === "auditd.type") return undefined;
  return ours.some((field) => event !== undefined && textsOf(event.fields[field]).includes(expected));
}

function textsOf(value: FieldValue | undefined): readonly string[] {
  if (value === undefined || value === null) return ["-", "", "(none)", "(null)", "?"];
  return Array.isArray(value) ? value.flatMap(textsOf) : [String(value)];
}

const FOLDERS =
  /^(?:ssh|auditd|nginx|apache|aws-cloudtrail|suricata|bind9|http-|jellyfin-syslog|exim-syslog|segfault|opnsense|openvpn)/;
// Not nginx's own formats.
const OTHER_FORMATS = /nginx-proxy-manager|catch-npm|synology/;

test("CrowdSec's parsers and ours agree on at least 95 % of the fields that both read", {
  skip: skipWithout("crowdsec-hub"),
}, (context) => {
  const root = sharedData("crowdsec-hub", "tests") ?? "";
  const tally = new Map<string, { met: number; asked: number }>();
  const misses: string[] = [];
  for (const folder of readdirSync(root).filter((name) => FOLDERS.test(name) && !OTHER_FORMATS.test(name))) {
    const asserts = join(root, folder, "parser.assert");
    const log = readdirSync(join(root, folder)).find((name) => name.endsWith(".log"));
    if (!existsSync(asserts) || log === undefined) continue;
    const frames = lineFrames(readFileSync(join(root, folder, log))).filter((frame) => frame.bytes.length > 0);
    const events = readAll(sampleReader(), frames).flatMap((unit) => unit.events);
    for (const claim of claimsOf(asserts)) {
      const offset = frames[claim.line]?.offset;
      const met = meets(
        events.find((event) => event.records.some((record) => record.origin.offset === offset)),
        claim,
      );
      if (met === undefined) continue;
      const count = tally.get(claim.parser) ?? { met: 0, asked: 0 };
      tally.set(claim.parser, { met: count.met + (met ? 1 : 0), asked: count.asked + 1 });
      if (!met) misses.push(`${folder} line ${claim.line} ${claim.parser} ${claim.name} = ${claim.expected}`);
    }
  }
  for (const [parser, { met, asked }] of tally) context.diagnostic(`${parser}: ${met} of ${asked}`);
  for (const miss of misses.slice(0, 40)) context.diagnostic(miss);
  const asked = [...tally.values()].reduce((sum, count) => sum + count.asked, 0);
  context.diagnostic(`${asked - misses.length} of ${asked} fields`);
  assert.ok(tally.size >= 5 && asked > 500);
  assert.ok(misses.length <= asked * 0.05);
});
