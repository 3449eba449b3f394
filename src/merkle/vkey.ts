import { assert, type Checked, concat, no, parseBase64, parseHex, toBase64, utf8, yes } from "../lib/index.ts";
import { checkEd25519PublicKey, type Ed25519KeyFault } from "./ed25519-key.ts";
import { isKeyName } from "./key-name.ts";
import { sha256 } from "./sha256.ts";

/** Signature types we speak (c2sp.org/signed-note §Signature types) with the bytes of a public key. */
export const KEY_TYPES = {
  /** Ed25519 over the note's text. */
  ed25519Note: 0x01,
  /** Timestamped Ed25519 cosignature/v1. */
  ed25519Cosignature: 0x04,
  /** Timestamped ML-DSA-44 (sub)tree cosignature. */
  mlDsa44Cosignature: 0x06,
} as const;

export type KeyType = (typeof KEY_TYPES)[keyof typeof KEY_TYPES];

const PUBLIC_KEY_BYTES: Readonly<Record<KeyType, number>> = { 0x01: 32, 0x04: 32, 0x06: 1312 };

/** A verifier key: who signs, how, and with what. `keyId` is a uint32. */
export type Vkey = { readonly name: string; readonly type: KeyType; readonly keyId: number; readonly publicKey: Uint8Array };

export type VkeyFault =
  | { readonly kind: "bad-vkey"; readonly expected: string }
  | { readonly kind: "unsupported-key-type"; readonly type: number }
  | Ed25519KeyFault;

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4] as a big-endian uint32 (c2sp.org/signed-note §Signatures). */
export function keyId(name: string, type: number, publicKey: Uint8Array): number {
  const digest = sha256(concat(utf8(name), Uint8Array.of(0x0a, type), publicKey));
  return new DataView(digest.buffer).getUint32(0);
}

/** A key id as in a vkey: 8 lower-case hexadecimal digits. */
export function formatKeyId(id: number): string {
  return id.toString(16).padStart(8, "0");
}

/** The verifier key of a public key of ours; its id is computed. */
export function createVkey(name: string, type: KeyType, publicKey: Uint8Array): Vkey {
  assert(isKeyName(name), `"${name}" cannot be a key name`);
  assert(publicKey.length === PUBLIC_KEY_BYTES[type], `expected a public key of ${PUBLIC_KEY_BYTES[type]} bytes`);
  return { name, type, keyId: keyId(name, type, publicKey), publicKey };
}

/** `<name>+<8 hexadecimal digits>+<base64(type ‖ public key)>`. */
export function formatVkey(vkey: Vkey): string {
  return `${vkey.name}+${formatKeyId(vkey.keyId)}+${toBase64(concat(Uint8Array.of(vkey.type), vkey.publicKey))}`;
}

/** Reads a vkey. Input is untrusted: the id must be the computed one, and an Ed25519 key must not be weak. */
export function parseVkey(text: string): Checked<Vkey, VkeyFault> {
  const [name = "", hex = "", ...rest] = text.split("+");
  if (!isKeyName(name)) return refuse("a key name without space or +");
  const id = parseHex(hex);
  if (!id.ok || id.value.length !== 4) return refuse("a key id of 8 lower-case hexadecimal digits");
  const key = parseBase64(rest.join("+"));
  if (!key.ok || key.value.length < 2) return refuse("base64 of the signature type and the public key");
  const type = key.value[0] as number;
  if (!isKeyType(type)) return no({ kind: "unsupported-key-type", type });
  return checked(name, type, key.value.subarray(1), hex);
}

/** A vkey fault in words: what was expected. */
export function explainVkeyFault(fault: VkeyFault): string {
  switch (fault.kind) {
    case "bad-vkey":
      return fault.expected;
    case "unsupported-key-type":
      return `a key of type ${Object.values(KEY_TYPES).join(", ")}, got ${fault.type}`;
    case "weak-ed25519-key":
      return `a strong Ed25519 key: this one is refused (${fault.reason})`;
  }
}

function checked(name: string, type: KeyType, publicKey: Uint8Array, hex: string): Checked<Vkey, VkeyFault> {
  const bytes = PUBLIC_KEY_BYTES[type];
  if (publicKey.length !== bytes) return refuse(`a public key of ${bytes} bytes, got ${publicKey.length}`);
  const id = keyId(name, type, publicKey);
  if (formatKeyId(id) !== hex) return refuse(`the key id ${formatKeyId(id)}, got ${hex}`);
  if (type !== KEY_TYPES.mlDsa44Cosignature) {
    const strong = checkEd25519PublicKey(publicKey);
    if (!strong.ok) return strong;
  }
  return yes({ name, type, keyId: id, publicKey });
}

function isKeyType(type: number): type is KeyType {
  return Object.hasOwn(PUBLIC_KEY_BYTES, type);
}

function refuse(expected: string): Checked<never, VkeyFault> {
  return no({ kind: "bad-vkey", expected });
}
