import { type Checked, no, toHex, yes } from "../lib/index.ts";

export type Ed25519KeyFault = {
  readonly kind: "weak-ed25519-key";
  readonly reason: "wrong-length" | "not-canonical" | "small-order";
};

export type Ed25519SignatureFault = {
  readonly kind: "weak-ed25519-signature";
  readonly reason: "wrong-length" | "not-canonical" | "small-order";
};

const FIELD_PRIME = 2n ** 255n - 19n;
/** The order of the base point, L (RFC 8032 §5.1). */
const GROUP_ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

// The 8 points whose order divides 8, as encoded; under them one signature fits many messages, and verifiers disagree about it.
const SMALL_ORDER: ReadonlySet<string> = new Set([
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]);

/**
 * Refuses Ed25519 public keys that verifiers treat differently: a y of 2^255−19 or more, the sign of x = 0 set, and the points of
 * small order. Untrusted input. No library does this for us: OpenSSL 3.0, Go and noble's default accept them.
 */
export function checkEd25519PublicKey(bytes: Uint8Array): Checked<true, Ed25519KeyFault> {
  const reason = bytes.length === 32 ? pointFault(bytes) : "wrong-length";
  return reason === undefined ? yes(true) : no({ kind: "weak-ed25519-key", reason });
}

/** As checkEd25519PublicKey, for the two halves of a signature: R as a point, and S below the group order (RFC 8032 §5.1.7). */
export function checkEd25519Signature(bytes: Uint8Array): Checked<true, Ed25519SignatureFault> {
  if (bytes.length !== 64) return no({ kind: "weak-ed25519-signature", reason: "wrong-length" });
  const reason = littleEndian(bytes.subarray(32)) < GROUP_ORDER ? pointFault(bytes.subarray(0, 32)) : "not-canonical";
  return reason === undefined ? yes(true) : no({ kind: "weak-ed25519-signature", reason });
}

function pointFault(bytes: Uint8Array): "not-canonical" | "small-order" | undefined {
  const encoded = littleEndian(bytes);
  const y = encoded & (2n ** 255n - 1n);
  const signBit = encoded >> 255n === 1n;
  // x is 0 only where y is 1 or −1, and 0 has no sign.
  if (y >= FIELD_PRIME || (signBit && (y === 1n || y === FIELD_PRIME - 1n))) return "not-canonical";
  return SMALL_ORDER.has(toHex(bytes)) ? "small-order" : undefined;
}

/** A 32-byte little-endian number. */
function littleEndian(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  return [24, 16, 8, 0].reduce((number, at) => (number << 64n) | view.getBigUint64(at, true), 0n);
}
