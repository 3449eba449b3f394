import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { concat, formatJson, type Sha256, utf8 } from "../lib/index.ts";
import {
  commitmentIn,
  type EvidenceRecord,
  LEAF_BYTES,
  nameIn,
  type RecordName,
  readingIn,
  recordCommitment,
  recordLeaf,
  recordName,
} from "./index.ts";

const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest();

const anyRecord: fc.Arbitrary<EvidenceRecord> = fc
  .record({
    salt: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    bytes: fc.uint8Array({ maxLength: 50 }),
    origin: fc.record({ source: fc.string(), offset: fc.maxSafeNat(), lines: fc.nat() }),
    reading: fc.record({
      format: fc.string(),
      readAtMs: fc.maxSafeNat(),
      utcOffsetMinutes: fc.integer({ min: -840, max: 840 }),
      host: fc.option(fc.string()),
      context: fc.array(fc.constantFrom("ab".repeat(32), "cd".repeat(32)) as fc.Arbitrary<RecordName>, { maxLength: 3 }),
    }),
    rejected: fc.option(fc.string()),
  })
  .map((record) => ({ ...record, commitment: recordCommitment(sha256, record.salt, record.bytes) }));

test("a leaf is the record's commitment and one to canonical JSON of where it came from", () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      const { origin, reading, rejected, salt } = record;
      const json = formatJson({ ...origin, ...reading, rejected });
      const leaf = recordLeaf(sha256, record);
      assert.equal(leaf.length, LEAF_BYTES);
      assert.deepEqual(Buffer.from(commitmentIn(leaf)), Buffer.from(record.commitment));
      assert.equal(nameIn(leaf), recordName(record.commitment));
      assert.deepEqual(
        Buffer.from(readingIn(leaf)),
        Buffer.from(sha256(concat(utf8("meridian/reading/v1\0"), salt, utf8(json)))),
      );
    }),
  );
});

test("another origin, reading or rejection is another leaf", () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (left, right) => {
      const moved = { ...left, origin: right.origin, reading: right.reading, rejected: right.rejected };
      const same =
        formatJson({ ...left.origin, ...left.reading, rejected: left.rejected }) ===
        formatJson({ ...moved.origin, ...moved.reading, rejected: moved.rejected });
      assert.equal(Buffer.compare(recordLeaf(sha256, left), recordLeaf(sha256, moved)) === 0, same);
    }),
  );
});
