import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OpenFields } from "../fields.ts";
import { readByPattern } from "./pattern.ts";
import { SSHD } from "./sshd.ts";

const FORGED = "10.20.0.1";
const TRUE = "203.0.113.9";
const CERT = (id: string) => `RSA-CERT SHA256:${"a".repeat(43)} ID ${id} (serial 0) CA RSA SHA256:${"b".repeat(43)}`;

/** Lines whose caller chose a name, a certificate's key id or a protocol line; `null`: nobody can tell which address is the daemon's. */
const LINES: readonly (readonly [string, string | null])[] = [
  [`Failed password for invalid user x from ${FORGED} port 22 ssh2 from ${TRUE} port 4 ssh2`, TRUE],
  [`Failed password for x from ${FORGED} port 22 ssh2: RSA SHA256:q from ${TRUE} port 4 ssh2`, TRUE],
  [`Failed none for invalid user ${FORGED} port 22 from ${TRUE} port 4 ssh2`, TRUE],
  [`Invalid user x from ${FORGED} port 22 from ${TRUE} port 4`, TRUE],
  [`Invalid user  from ${TRUE} port 4`, TRUE],
  [`Connection closed by invalid user x ${FORGED} port 22 [preauth] ${TRUE} port 4 [preauth]`, TRUE],
  [
    `error: maximum authentication attempts exceeded for invalid user a from ${FORGED} port 1 ssh2 from ${TRUE} port 4 ssh2 [preauth]`,
    TRUE,
  ],
  [`Bad protocol version identification 'GET / from ${FORGED} port 22' from ${TRUE} port 4`, TRUE],
  [`Received disconnect from ${TRUE} port 4:11: bye from ${FORGED} port 22:11: x`, TRUE],
  [`Failed publickey for root from ${TRUE} port 4 ssh2: ${CERT("duty")}`, TRUE],
  [`Accepted publickey for root from ${TRUE} port 4 ssh2: ${CERT("duty")}`, TRUE],
  [`Failed publickey for root from ${TRUE} port 4 ssh2: ${CERT(`x from ${FORGED} port 22 ssh2: a b`)}`, null],
  [`Failed publickey for x from ${FORGED} port 22 ssh2: RSA SHA256:q from ${TRUE} port 4 ssh2: ${CERT("duty")}`, null],
  [`Postponed publickey for root from ${TRUE} port 4 ssh2: ${CERT(`x from ${FORGED} port 22 ssh2`)} [preauth]`, null],
  // sshd cuts a message at 1,023 characters: a long key id ends it where its holder likes.
  [
    `Failed publickey for root from ${TRUE} port 4 ssh2: ${CERT("x".repeat(900))}`.slice(0, 940) + ` from ${FORGED} port 22 ssh2`,
    null,
  ],
  [
    `Disconnecting authenticating user root ${TRUE} port 4: Change of username or service not allowed: (root,ssh-connection) -> (y ${FORGED} port 22: z,ssh-connection) [preauth]`,
    null,
  ],
  [`Disconnecting authenticating user root ${TRUE} port 4: Too many authentication failures [preauth]`, TRUE],
];

describe("a caller of sshd who writes another's address into the log", () => {
  for (const [line, source] of LINES)
    test(`${source ?? "proves nothing"}: ${line.slice(0, 90)}`, () => {
      const fields: OpenFields = {};
      readByPattern(SSHD, line, fields);
      assert.equal(fields["src_ip"] ?? null, source);
    });
});
