import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseArp, parseConnections, parseConntrack, parseKernelAddress, parseRoutes4, parseRoutes6 } from "./kernel-tables.ts";
import { administrators, authenticatedBy, parseLogindSession, parseSshConnection, parseUtmp } from "./logins.ts";
import {
  parseChronycSources,
  parseHosts,
  parseResolvConf,
  parseResolvedConf,
  parseTimeConf,
  parseTimesyncdConf,
} from "./system-files.ts";

test("no reader of the machine's files throws, whatever they hold", () => {
  const readers = [
    parseResolvConf,
    parseHosts,
    parseTimeConf,
    parseTimesyncdConf,
    parseResolvedConf,
    parseChronycSources,
    parseRoutes6,
    parseArp,
    parseConntrack,
    parseSshConnection,
    authenticatedBy,
    (text: string) => parseRoutes4(text, true),
    (text: string) => parseConnections(text, true),
    (text: string) => parseLogindSession("7", text),
    (text: string) => administrators(text, text),
    (text: string) => parseKernelAddress(text, false),
  ];
  const words = fc.constantFrom(
    "nameserver ",
    "server ",
    "NTP=",
    "DNS=[",
    "\n",
    "\t",
    ":",
    "=",
    "0100007F",
    "USER=a\n",
    "sshd: ",
    "#",
    "[ASSURED] src=",
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(words, fc.string()), { maxLength: 30 }),
      (parts) => void readers.map((read) => read(parts.join(""))),
    ),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void parseUtmp(bytes)));
});

test("addresses of the kernel", () => {
  assert.deepEqual(parseKernelAddress("0100007F", true), Uint8Array.of(127, 0, 0, 1));
  assert.deepEqual(parseKernelAddress("7F000001", false), Uint8Array.of(127, 0, 0, 1));
  const [one] = parseConnections(
    "head\n0: 0000000000000000FFFF00000A0200C0:0016 0000000000000000FFFF00004D00CB09:C001 01 0 0 0 0 0 77 1\n",
    true,
  );
  assert.deepEqual(one, { localPort: 22, remote: "9.203.0.77", remotePort: 49_153, inode: "77" });
});

test("only one who has authenticated is named by sshd's title", () => {
  assert.equal(authenticatedBy("sshd: harbour@pts/0"), "harbour");
  assert.equal(authenticatedBy("sshd-session: harbour@notty "), "harbour");
  for (const title of [
    "sshd: harbour [priv]",
    "sshd: [accepted]",
    "sshd: unknown [net]",
    "sshd: /usr/sbin/sshd -D",
    "x sshd: a@pts/0",
  ]) {
    assert.equal(authenticatedBy(title), undefined, title);
  }
});

test("administrators are root, user id 0, and sudo's groups by member and by first group", () => {
  const passwd = "root:x:0:0\ntoor:x:0:0\nann:x:1:27\nbob:x:2:2\neve:x:3:3\n";
  assert.deepEqual([...administrators(passwd, "sudo:x:27:bob\nusers:x:3:eve\n")].sort(), ["ann", "bob", "root", "toor"]);
});

test("flows that were answered, from conntrack", () => {
  const line =
    "ipv4 2 tcp 6 431999 ESTABLISHED src=198.51.100.7 dst=192.0.2.10 sport=5 dport=22 src=192.0.2.10 dst=198.51.100.7 [ASSURED] mark=0 use=1";
  assert.deepEqual(parseConntrack(`${line}\n${line.replace("[ASSURED]", "")}\n`), [
    { source: "198.51.100.7", destination: "192.0.2.10" },
  ]);
});
