import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { foreignInLine, readAllowed } from "./confinement.ts";

const allowed = readAllowed();

describe("the confinement check itself", () => {
  const audit = "logs/hts-jump1/audit.log.zst";
  const auth = "logs/hts-jump1/auth.log.gz";
  const event = "msg=audit(1795351938.162:28):";
  const stamp = "Nov 23 01:52:30";
  const canaries: readonly (readonly [what: string, path: string, line: string, refused: string])[] = [
    ["a foreign working directory", audit, `type=CWD ${event} cwd="/data/main"`, "path /data/main"],
    ["a forbidden word anywhere", audit, `type=CWD ${event} cwd="/srv/hts/usr/local/a"`, "word /usr/local"],
    ["a foreign path hidden in hexadecimal", audit, `type=PROCTITLE ${event} proctitle=${hex("cat\0/data/a")}`, "path /data/a"],
    ["a foreign path in an argument", audit, `type=EXECVE ${event} argc=2 a0="cat" a1="--from=/data/a"`, "path /data/a"],
    [
      "a path that climbs out of an allowed folder",
      audit,
      `type=CWD ${event} cwd="/srv/hts/../../data"`,
      "path /srv/hts/../../data",
    ],
    ["a foreign program", audit, `type=SYSCALL ${event} arch=c000003e exe="/usr/bin/gdb"`, "command gdb"],
    ["a foreign account in a login", audit, `type=USER_LOGIN ${event} auid=41000 msg='op=login acct="alice"'`, "user alice"],
    [
      "a foreign account hidden in hexadecimal",
      audit,
      `type=USER_LOGIN ${event} msg='op=login acct=${hex("al ice")}'`,
      "user al ice",
    ],
    ["a foreign account in an argument", audit, `type=EXECVE ${event} argc=2 a0="ssh" a1="alice@hts-time1"`, "user alice"],
    ["a foreign account in the names auditd adds", audit, `type=LOGIN ${event} res=1\x1dUID="root" AUID="alice"`, "user alice"],
    ["a record of unknown type", audit, `type=KERNEL_OTHER ${event} a=1`, "shape KERNEL_OTHER"],
    ["a line that is no audit record", audit, "hello", "shape hello"],
    [
      "a foreign user in sshd",
      auth,
      `${stamp} hts-jump1 sshd[107]: Accepted password for alice from 203.0.113.66 port 1 ssh2`,
      "user alice",
    ],
    [
      "a foreign command in sudo",
      auth,
      `${stamp} hts-jump1 sudo: l.tamati : PWD=/home/l.tamati ; USER=root ; COMMAND=/usr/bin/gdb`,
      "command gdb",
    ],
    ["a foreign host", auth, `${stamp} buildbox sshd[106]: Server listening on 0.0.0.0 port 22.`, "host buildbox"],
    ["a message of unknown shape", auth, `${stamp} hts-jump1 su: to root by somebody`, "shape su: to root by somebody"],
    [
      "a foreign address in any log",
      "logs/hts-web1/nginx/access.log.gz",
      '192.0.2.99 - - "GET / HTTP/1.1"',
      "address 192.0.2.99",
    ],
  ];
  for (const [what, path, line, refused] of canaries) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(
        foreignInLine(path, line, allowed).map(({ kind, value }) => `${kind} ${value}`),
        [refused],
      );
    });
  }

  it("accepts a line of the lab", () => {
    assert.deepEqual(foreignInLine(audit, `type=CWD ${event} cwd="/home/m.okafor"`, allowed), []);
    assert.deepEqual(foreignInLine(auth, `${stamp} hts-jump1 sshd[106]: Server listening on 0.0.0.0 port 22.`, allowed), []);
  });
});

function hex(text: string): string {
  return Buffer.from(text, "utf8").toString("hex").toUpperCase();
}
