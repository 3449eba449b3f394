import { concat, type Sha256, toHex, utf8 } from "../lib/index.ts";
import type { EntryName, RecordName } from "./names.ts";

/** Bytes of a salt: one for each record and each envelope, drawn at random, so that no commitment can be guessed from likely content. */
export const SALT_BYTES = 32;

const RECORD_DOMAIN = utf8("meridian/record/v1\0");
const ENVELOPE_DOMAIN = utf8("meridian/envelope/v1\0");

// Every line read is hashed: joining domain, salt and bytes in one place that stays spares an allocation a line.
const KEPT_BYTES_MAX = 64 * 1024;
const joined = new Uint8Array(RECORD_DOMAIN.length + SALT_BYTES + KEPT_BYTES_MAX);
joined.set(RECORD_DOMAIN);
const joinedEnvelope = new Uint8Array(ENVELOPE_DOMAIN.length + SALT_BYTES + KEPT_BYTES_MAX);
joinedEnvelope.set(ENVELOPE_DOMAIN);

/** SHA-256("meridian/record/v1" ‖ 0x00 ‖ salt[32] ‖ bytes), spec/segment.md §Record. `sha256` must not keep what it is given. */
export function recordCommitment(sha256: Sha256, salt: Uint8Array, bytes: Uint8Array): Uint8Array {
  if (salt.length !== SALT_BYTES || bytes.length > KEPT_BYTES_MAX) return sha256(concat(RECORD_DOMAIN, salt, bytes));
  joined.set(salt, RECORD_DOMAIN.length);
  joined.set(bytes, RECORD_DOMAIN.length + SALT_BYTES);
  return sha256(joined.subarray(0, RECORD_DOMAIN.length + SALT_BYTES + bytes.length));
}

/** SHA-256("meridian/envelope/v1" ‖ 0x00 ‖ salt[32] ‖ envelope), spec/statement.md §Entry. `sha256` must not keep what it is given. */
export function envelopeCommitment(sha256: Sha256, salt: Uint8Array, envelope: Uint8Array): Uint8Array {
  if (salt.length !== SALT_BYTES || envelope.length > KEPT_BYTES_MAX) return sha256(concat(ENVELOPE_DOMAIN, salt, envelope));
  joinedEnvelope.set(salt, ENVELOPE_DOMAIN.length);
  joinedEnvelope.set(envelope, ENVELOPE_DOMAIN.length + SALT_BYTES);
  return sha256(joinedEnvelope.subarray(0, ENVELOPE_DOMAIN.length + SALT_BYTES + envelope.length));
}

/** The published name of a record: its commitment in hexadecimal (spec/segment.md §Record). */
export function recordName(commitment: Uint8Array): RecordName {
  return toHex(commitment) as RecordName;
}

/** The published name of a ledger entry: its commitment in hexadecimal (spec/statement.md §Entry). */
export function entryName(commitment: Uint8Array): EntryName {
  return toHex(commitment) as EntryName;
}
