import { concat, formatJson, type Sha256, utf8 } from "../lib/index.ts";
import { recordName } from "./commitment.ts";
import type { RecordName } from "./names.ts";
import type { EvidenceRecord } from "./record.ts";

/** Bytes of a record's leaf: its commitment, then its reading's. */
export const LEAF_BYTES = 64;

const READING_DOMAIN = utf8("meridian/reading/v1\0");

/** A record without its name: what the commitment to its reading covers. */
type ReadRecord = Pick<EvidenceRecord, "salt" | "origin" | "reading" | "rejected">;

/**
 * SHA-256("meridian/reading/v1" ‖ 0x00 ‖ salt[32] ‖ canonical JSON of origin, reading and rejection), spec/segment.md §Leaf: where a
 * record came from and how it is to be read cannot be changed after it was sealed, and cannot be guessed from the leaf.
 */
function readingCommitment(sha256: Sha256, { salt, origin, reading, rejected }: ReadRecord): Uint8Array {
  const { source, offset, lines } = origin;
  const { format, readAtMs, utcOffsetMinutes, host, context } = reading;
  const told = context.length === 0 ? "[]" : formatJson(context);
  // Written out, because this is done for every line: what formatJson gives for the same members.
  const json =
    `{"context":${told},"format":${formatJson(format)},"host":${formatJson(host)},"lines":${lines},"offset":${offset},` +
    `"readAtMs":${readAtMs},"rejected":${formatJson(rejected)},"source":${formatJson(source)},"utcOffsetMinutes":${utcOffsetMinutes}}`;
  return sha256(concat(READING_DOMAIN, salt, utf8(json)));
}

/** What a segment's tree holds of a record: 64 bytes, the hash of which is its leaf. */
export function recordLeaf(sha256: Sha256, record: ReadRecord & Pick<EvidenceRecord, "commitment">): Uint8Array {
  return concat(record.commitment, readingCommitment(sha256, record));
}

/** The record's commitment in its leaf: the first 32 bytes (spec/segment.md §Leaf). */
export function commitmentIn(leaf: Uint8Array): Uint8Array {
  return leaf.subarray(0, LEAF_BYTES / 2);
}

/** The record's name in its leaf: the commitment in hexadecimal. */
export function nameIn(leaf: Uint8Array): RecordName {
  return recordName(commitmentIn(leaf));
}

/** The commitment to the record's reading in its leaf. */
export function readingIn(leaf: Uint8Array): Uint8Array {
  return leaf.subarray(LEAF_BYTES / 2);
}
