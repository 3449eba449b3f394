import { assert, type Checked, concat, no, uint64, utf8, yes } from "../lib/index.ts";
import type { TreeHead } from "./checkpoint.ts";
import { HASH_BYTES } from "./hash.ts";
import { NAME_BYTES_MAX } from "./key-name.ts";

/** Bytes of an Ed25519 and of an ML-DSA-44 signature. */
export const SIGNATURE_BYTES = { ed25519: 64, mlDsa44: 2420 } as const;

/** Latest time that a cosignature may name (c2sp.org/tlog-cosignature §Format). */
const COSIGNATURE_TIME_MAX = 2n ** 63n - 1n;

const SUBTREE_LABEL = utf8("subtree/v1\n\0");

/** What a type 0x04 cosigner signs: two lines and the whole checkpoint text. `time` in POSIX seconds. */
export function ed25519CosignatureMessage(checkpointText: string, time: bigint): Uint8Array<ArrayBuffer> {
  assertTime(time);
  return utf8(`cosignature/v1\ntime ${time}\n${checkpointText}`);
}

/** A subtree that a type 0x06 cosigner vouches for; a checkpoint is `start` 0 and `end` its size. `time` in POSIX seconds, 0 for none. */
export type CosignedSubtree = {
  readonly cosigner: string;
  readonly time: bigint;
  readonly origin: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly hash: Uint8Array;
};

/** What a type 0x06 cosigner signs: `cosigned_message` of c2sp.org/tlog-cosignature §ML-DSA-44 signed message. */
export function mlDsa44SubtreeMessage({ cosigner, time, origin, start, end, hash }: CosignedSubtree): Uint8Array<ArrayBuffer> {
  assertTime(time);
  assert(start === 0n || time === 0n, "a subtree that does not start at 0 carries no time");
  assert(start >= 0n && start <= end, "a subtree ends where it starts or after");
  assert(hash.length === HASH_BYTES, `expected a hash of ${HASH_BYTES} bytes, got ${hash.length}`);
  return concat(SUBTREE_LABEL, shortText(cosigner), uint64(time), shortText(origin), uint64(start), uint64(end), hash);
}

/** What a type 0x06 cosigner signs for a whole checkpoint: the subtree from 0 to its size. `time` in POSIX seconds. */
export function mlDsa44CheckpointMessage(
  cosigner: string,
  { origin, size, root }: TreeHead,
  time: bigint,
): Uint8Array<ArrayBuffer> {
  return mlDsa44SubtreeMessage({ cosigner, time, origin, start: 0n, end: size, hash: root });
}

/** A `timestamped_signature`. `time` in POSIX seconds. */
export type TimestampedSignature = { readonly time: bigint; readonly signature: Uint8Array };

export type TimestampedSignatureFault = { readonly kind: "bad-timestamped-signature"; readonly expected: string };

/** Big-endian uint64 time, then the signature. */
export function formatTimestampedSignature({ time, signature }: TimestampedSignature): Uint8Array<ArrayBuffer> {
  assertTime(time);
  return concat(uint64(time), signature);
}

/** Reads a `timestamped_signature` with a signature of `signatureBytes`. Input is untrusted. */
export function parseTimestampedSignature(
  bytes: Uint8Array,
  signatureBytes: number,
): Checked<TimestampedSignature, TimestampedSignatureFault> {
  if (bytes.length !== 8 + signatureBytes) return refuse(`${8 + signatureBytes} bytes, got ${bytes.length}`);
  const time = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  if (time > COSIGNATURE_TIME_MAX) return refuse("a time of at most 2^63-1");
  return yes({ time, signature: bytes.subarray(8) });
}

function shortText(text: string): Uint8Array<ArrayBuffer> {
  const bytes = utf8(text);
  assert(bytes.length >= 1 && bytes.length <= NAME_BYTES_MAX, `expected a name of 1 to ${NAME_BYTES_MAX} bytes`);
  return concat(Uint8Array.of(bytes.length), bytes);
}

function assertTime(time: bigint): void {
  assert(time >= 0n && time <= COSIGNATURE_TIME_MAX, `expected a time from 0 to 2^63-1, got ${time}`);
}

function refuse(expected: string): Checked<never, TimestampedSignatureFault> {
  return no({ kind: "bad-timestamped-signature", expected });
}
