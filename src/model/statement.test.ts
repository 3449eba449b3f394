import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatJson, type Json, textOf, utf8 } from "../lib/index.ts";
import {
  type Digest,
  formatEnvelope,
  formatStatement,
  parseEnvelope,
  parseStatement,
  preAuthEncoding,
  type Statement,
} from "./index.ts";

const statement: Statement = {
  kind: "retention",
  subject: [{ name: "schedule default", digest: { sha256: "00".repeat(32) } }],
  predicate: {
    schedule: "default",
    keepDays: 30,
    authority: "Harbour Time Service",
    basis: "policy 7",
    from: "2026-11-22T12:00:00.000Z",
  },
};

test("a statement reads back as written", () => {
  const read = parseStatement(formatStatement(statement));
  assert.ok(read.ok);
  assert.deepEqual(formatStatement(read.value), formatStatement(statement));
});

const outer = (changes: Record<string, Json>) =>
  utf8(formatJson({ ...(JSON.parse(textOf(formatStatement(statement)) ?? "") as Record<string, Json>), ...changes }));

const REFUSED: readonly (readonly [string, Uint8Array, string])[] = [
  ["bytes that are not UTF-8", new Uint8Array([0xff, 0xfe]), "not-utf8"],
  ["text that is not JSON", utf8("{"), "bad-json"],
  ["another statement type", outer({ _type: "https://in-toto.io/Statement/v0.1" }), "bad-shape"],
  ["an unknown predicate", outer({ predicateType: "https://meridian.example/statement/verdict/v9" }), "unknown-predicate"],
  ["an unknown member", outer({ extra: 1 }), "bad-shape"],
  ["a predicate of the wrong shape", outer({ predicate: { schedule: 1 } }), "bad-shape"],
  ["the same statement with a space", utf8(` ${textOf(formatStatement(statement))}`), "not-canonical"],
];

test("a statement about something else than what it says is refused", () => {
  const coverage: Statement = {
    kind: "run",
    subject: [{ name: "rule set", digest: { sha256: "ab".repeat(32) } }],
    predicate: {
      startedAt: "2026-11-22T12:00:00.000Z",
      rules: { set: "ab".repeat(32) as Digest, applied: 1, refused: [] },
      sources: [],
    },
  };
  assert.ok(parseStatement(formatStatement(coverage)).ok);
  for (const subject of [
    [],
    [{ name: "rule set", digest: { sha256: "cd".repeat(32) } }],
    [{ name: "rules", digest: { sha256: "ab".repeat(32) } }],
    [...coverage.subject, ...coverage.subject],
  ]) {
    assert.deepEqual(parseStatement(formatStatement({ ...coverage, subject })), {
      ok: false,
      fault: { kind: "subjects-differ" },
    });
  }
});

for (const [name, bytes, kind] of REFUSED) {
  test(`refuses ${name}`, () => {
    const read = parseStatement(bytes);
    assert.ok(!read.ok);
    assert.equal(read.fault.kind, kind);
  });
}

// secure-systems-lab/dsse protocol.md, "Test vectors": the payload type differs, the encoding is the same.
test("the pre-authentication encoding counts bytes, not characters", () => {
  assert.equal(textOf(preAuthEncoding(utf8("hé"))), "DSSEv1 28 application/vnd.in-toto+json 3 hé");
});

test("an envelope has one encoding, and no flipped byte of it reads as the same envelope", () => {
  const bytes = formatEnvelope({
    payload: formatStatement(statement),
    signatures: [{ keyid: "party+00000000", sig: new Uint8Array(64).fill(7) }],
  });
  assert.ok(parseEnvelope(bytes).ok);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ flip;
      const read = parseEnvelope(changed);
      if (read.ok) assert.deepEqual(formatEnvelope(read.value), changed); // it reads as what it now says, never as what it said
    }),
  );
});
