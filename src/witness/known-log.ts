import { type Checked, no, type Sha256, toHex, utf8, yes } from "../lib/index.ts";
import { checkEd25519PublicKey, KEY_TYPES, NAME_BYTES_MAX, type Vkey } from "../merkle/index.ts";

/** A log that a witness follows: its origin line, and the keys of which one must have signed. */
export type KnownLog = { readonly origin: string; readonly vkeys: readonly Vkey[] };

/** Why a log is not taken. */
export type KnownLogFault = { readonly kind: "bad-log"; readonly expected: string };

const LOG_KEYS_MAX = 16;

/** A log's name in URLs and in the store: lower-case hexadecimal SHA-256 of its origin (c2sp.org/tlog-witness §Monitor Retrieval). */
export function logId(sha: Sha256, origin: string): string {
  return toHex(sha(utf8(origin)));
}

/**
 * May a witness with the keys `witness` follow this log? Refused: an origin that cannot stand in a checkpoint, no key or a key twice,
 * a key that is no log key or is weak, and a log that bears the witness's name or one of its keys: its lines could pass for cosignatures.
 */
export function checkKnownLog({ origin, vkeys }: KnownLog, witness: readonly Vkey[]): Checked<true, KnownLogFault> {
  const originBytes = utf8(origin).length;
  if (!origin.isWellFormed() || originBytes === 0 || originBytes > NAME_BYTES_MAX || HAS_CONTROL.test(origin))
    return refuse(`an origin of 1 to ${NAME_BYTES_MAX} bytes in one line`);
  if (vkeys.length === 0 || vkeys.length > LOG_KEYS_MAX) return refuse(`1 to ${LOG_KEYS_MAX} keys of the log`);
  if (new Set(vkeys.map(publicKeyOf)).size < vkeys.length) return refuse("each public key once");
  if (new Set(vkeys.map(({ name, keyId }) => `${name}+${keyId}`)).size < vkeys.length) return refuse("each key name and id once");
  for (const own of witness) {
    if (own.name === origin) return refuse("an origin that is not the witness's name");
    if (vkeys.some((vkey) => vkey.name === own.name)) return refuse("keys under another name than the witness's");
    if (vkeys.some((vkey) => publicKeyOf(vkey) === publicKeyOf(own))) return refuse("keys that are not the witness's");
  }
  const bad = vkeys.find((vkey) => !isLogKey(vkey));
  return bad === undefined ? yes(true) : refuse(`a strong key of type 1 or 6, got ${bad.name}`);
}

const HAS_CONTROL = /[\u0000-\u001f]/;

/** Keys found strong: the check takes milliseconds, and is asked for at every request. */
const strongKeys = new WeakSet<Vkey>();

function isLogKey(vkey: Vkey): boolean {
  if (vkey.type !== KEY_TYPES.ed25519Note) return vkey.type === KEY_TYPES.mlDsa44Cosignature;
  if (!strongKeys.has(vkey) && checkEd25519PublicKey(vkey.publicKey).ok) strongKeys.add(vkey);
  return strongKeys.has(vkey);
}

function publicKeyOf({ publicKey }: Vkey): string {
  return toHex(publicKey);
}

function refuse(expected: string): Checked<never, KnownLogFault> {
  return no({ kind: "bad-log", expected });
}
