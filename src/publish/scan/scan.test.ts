import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../lib/index.ts";
import { personalNames, scanPlace } from "./scan.ts";

const scan = (text: string, names: readonly string[] = []) =>
  Object.fromEntries(scanPlace({ where: "here", bytes: utf8(text) }, names).map(({ kind, count }) => [kind, count]));

// Every secret here is made up; those of a fixed form end in EXAMPLE or repeat one letter.
const TABLE: readonly (readonly [string, Record<string, number>])[] = [
  ["Accepted password for root from 10.1.2.3 port 22", {}],
  [["-----BEGIN OPENSSH", "PRIVATE KEY-----"].join(" "), { "private-key": 1 }],
  ["-----BEGIN PUBLIC KEY-----", {}],
  ["key AKIAIOSFODNN7EXAMPLE used", { "aws-key": 1 }],
  [`aws_secret_access_key = ${"a".repeat(40)}`, { "aws-secret": 1 }],
  ["Authorization: Bearer abcdefghijklmnop.qrstuvwxyz", { token: 1 }],
  [`cookie eyJhbGciOiJI.eyJzdWIiOiIx.c2ln`, { token: 1 }],
  [`token ghp_${"a".repeat(36)}`, { token: 1 }],
  // Its end also has the form of an address: too much is found rather than too little.
  ["curl https://ops:hunter22@time.invalid/", { password: 1, email: 1 }],
  ["mysql --password=hunter22 -u root", { password: 1 }],
  ["net user x /add && setx DB_PASSWORD=hunter22", { password: 1 }],
  ['{"password":"hunter22"}', { password: 1 }],
  ["password=****", {}],
  ["sudo: ops1 : PWD=/srv/hts ; COMMAND=/bin/id", {}],
  ['{"title":"SSH password guessing","index":12}', {}],
  ["Failed password for invalid user harbour", {}],
  ["mail from pilot@harbour.example", { email: 1 }],
  ["8.8.8.8 and 1.1.1.1", { "public-ip": 2 }],
  ["10.0.0.1 172.16.9.9 192.168.1.1 127.0.0.1 169.254.1.1 100.64.0.1 224.0.0.1", {}],
  ["192.0.2.1 198.51.100.7 203.0.113.99 set aside for documents", {}],
  ["version 300.1.2.3 or 1.2.3.4.5", {}],
  ["2606:4700::1111 but not 2001:db8::1, fe80::1, ::1 or 12:34:56", { "public-ip": 1 }],
  ["cd /home/pilot/.ssh && ls /Users/Shared", { "home-directory": 1 }],
  ["C:\\Users\\pilot\\x and C:\\\\Users\\\\Public", { "home-directory": 1 }],
  ["\\/home\\/pilot as JSON writes it", { "home-directory": 1 }],
  ["call +49 30 1234567 now", { phone: 1 }],
  ["at 2026-11-22T12:00:00+01:00 offset +0000 size +1234", {}],
  // `curl -u a:b https://x:hunter22@h/` as auditd writes it.
  ["proctitle=6375726C0068747470733A2F2F6F70733A68756E74657232324074696D652E696E76616C69642F", { password: 1, email: 1 }],
];

for (const [text, expected] of TABLE) {
  test(`finds ${JSON.stringify(expected)} in: ${text.slice(0, 60)}`, () => assert.deepEqual(scan(text), expected));
}

test("an account's name is found as a word, in any case, and machine accounts are nobody's name", () => {
  const names = personalNames([
    "user:pilot",
    "user:root",
    "user:LAB\\Chief",
    "user:1000",
    "user:host$",
    "ip:192.0.2.1",
    "user:ab",
  ]);
  assert.deepEqual(names, ["pilot", "chief"]);
  assert.deepEqual(scan("for PILOT, copilot and pilot-2; chief", names), { "user-name": 2 });
});

test("bytes that are not UTF-8 are looked through too", () => {
  const bytes = new Uint8Array([0xff, ...utf8(" pilot@harbour.example ")]);
  assert.deepEqual(scanPlace({ where: "here", bytes }, []), [{ kind: "email", where: "here", count: 1 }]);
});

test("long hostile text is looked through in linear time", () => {
  const units = 200_000;
  for (const text of [
    "a".repeat(units),
    "1.".repeat(units / 2),
    "a:".repeat(units / 2),
    "@".repeat(units),
    "+1 ".repeat(units / 3),
    "eyJ".repeat(units / 3),
  ]) {
    const before = process.cpuUsage().user;
    scan(text);
    assert.ok(process.cpuUsage().user - before < 5_000_000, `${text.slice(0, 6)}… took more than 5 s of processor time`);
  }
});
