import { type Checked, no, toHex, yes } from "../lib/index.ts";
import { FIELD_PRIME, GROUP_ORDER, hasPrimeOrder, pointAtY } from "./edwards25519.ts";

export type Ed25519KeyFault = {
  readonly kind: "weak-ed25519-key";
  readonly reason: "wrong-length" | "not-canonical" | "small-order" | "not-on-curve" | "mixed-order";
};

export type Ed25519SignatureFault = {
  readonly kind: "weak-ed25519-signature";
  readonly reason: "wrong-length" | "not-canonical" | "small-order";
};

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
 * Refuses Ed25519 public keys about which verifiers disagree: a y of 2^255−19 or more, the sign of x = 0 set, points of small order,
 * points with a part of small order, and bytes that are no point. Untrusted input. No library does this for us: OpenSSL 3.0, Go and
 * noble's default accept such keys. About 2 ms a key.
 */
export function checkEd25519PublicKey(bytes: Uint8Array): Checked<true, Ed25519KeyFault> {
  const reason = bytes.length === 32 ? (encodingFault(bytes) ?? orderFault(bytes)) : "wrong-length";
  return reason === undefined ? yes(true) : no({ kind: "weak-ed25519-key", reason });
}

/**
 * The strict half of RFC 8032 §5.1.7 that verifiers skip: R written canonically and not of small order, S below the group order.
 * Whether R has a part of small order stays with the verifier: those that compare the encoded R (OpenSSL, BoringSSL, Go) refuse it.
 */
export function checkEd25519Signature(bytes: Uint8Array): Checked<true, Ed25519SignatureFault> {
  if (bytes.length !== 64) return no({ kind: "weak-ed25519-signature", reason: "wrong-length" });
  const reason = littleEndian(bytes.subarray(32)) < GROUP_ORDER ? encodingFault(bytes.subarray(0, 32)) : "not-canonical";
  return reason === undefined ? yes(true) : no({ kind: "weak-ed25519-signature", reason });
}

const Y_BITS = 2n ** 255n - 1n;

function encodingFault(bytes: Uint8Array): "not-canonical" | "small-order" | undefined {
  const encoded = littleEndian(bytes);
  const y = encoded & Y_BITS;
  const signBit = encoded > Y_BITS;
  // x is 0 only where y is 1 or −1, and 0 has no sign.
  if (y >= FIELD_PRIME || (signBit && (y === 1n || y === FIELD_PRIME - 1n))) return "not-canonical";
  return SMALL_ORDER.has(toHex(bytes)) ? "small-order" : undefined;
}

function orderFault(bytes: Uint8Array): "not-on-curve" | "mixed-order" | undefined {
  const point = pointAtY(littleEndian(bytes) & Y_BITS);
  if (point === undefined) return "not-on-curve";
  return hasPrimeOrder(point) ? undefined : "mixed-order";
}

/** A 32-byte little-endian number. */
function littleEndian(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  return [24, 16, 8, 0].reduce((number, at) => (number << 64n) | view.getBigUint64(at, true), 0n);
}
