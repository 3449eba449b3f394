import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import type { SignatureChecks } from "../merkle/index.ts";

// The part of the Web Cryptography API that we use (W3C, with Ed25519 of Secure Curves); Node and browsers have it as a global.
type Subtle = {
  importKey(
    format: "raw",
    key: Uint8Array,
    algorithm: "Ed25519",
    extractable: boolean,
    usages: readonly "verify"[],
  ): Promise<object>;
  verify(algorithm: "Ed25519", key: object, signature: Uint8Array, data: Uint8Array): Promise<boolean>;
};

function subtle(): Subtle | undefined {
  return (globalThis as { crypto?: { subtle?: Subtle } }).crypto?.subtle;
}

/** Signature checks by the platform's WebCrypto (Ed25519) and by @noble/post-quantum (ML-DSA-44). Ask ed25519Available() first. */
export const webChecks: SignatureChecks = {
  async ed25519(publicKey, message, signature) {
    const web = subtle();
    if (web === undefined) return false;
    try {
      const key = await web.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
      return await web.verify("Ed25519", key, signature, message);
    } catch {
      return false; // some platforms reject a key that is no point instead of saying no
    }
  },
  async mlDsa44(publicKey, message, signature) {
    return ml_dsa44.verify(signature, message, publicKey);
  },
};

// RFC 8032 §7.1, test 2: a signature that must verify, so that a platform which accepts everything or nothing is found out.
const KNOWN_KEY = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
const KNOWN_SIGNATURE =
  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

/** True when this platform verifies Ed25519: it accepts a known signature and refuses it over another message. */
export async function ed25519Available(): Promise<boolean> {
  const [key, signature] = [bytesOf(KNOWN_KEY), bytesOf(KNOWN_SIGNATURE)];
  const accepts = await webChecks.ed25519(key, Uint8Array.of(0x72), signature);
  return accepts && !(await webChecks.ed25519(key, Uint8Array.of(0x73), signature));
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
