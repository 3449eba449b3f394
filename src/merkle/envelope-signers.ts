import { type Checked, no, yes } from "../lib/index.ts";
import { type Envelope, type Keyring, type KnownKey, preAuthEncoding, type StatementKind } from "../model/index.ts";
import { checkEd25519Signature } from "./ed25519-key.ts";
import type { SignatureChecks } from "./note-keys.ts";
import { KEY_TYPES, parseVkey } from "./vkey.ts";

/** Where an envelope stands: its entry's index and the kind of its statement decide who may sign it. */
export type SignedAt = { readonly index: number; readonly kind: StatementKind; readonly envelope: Envelope };

/**
 * The keys that signed an envelope and may sign this kind at this entry, each once. Refused: an envelope that no such key signed, and
 * one on which a signature under the id of such a key does not verify. Signatures under other ids are passed over. The fault is a sentence.
 */
export async function envelopeSigners(
  keyring: Keyring,
  { index, kind, envelope }: SignedAt,
  checks: SignatureChecks,
): Promise<Checked<readonly KnownKey[], string>> {
  const message = preAuthEncoding(envelope.payload);
  const signers = new Set<KnownKey>();
  for (const { keyid, sig } of envelope.signatures) {
    const candidates = keyring.signers(index, kind, keyid);
    if (candidates.length === 0) continue;
    const signer = await findSigner(candidates, message, sig, checks);
    if (signer === undefined) return no(`the signature of ${keyid} does not verify`);
    signers.add(signer);
  }
  return signers.size === 0 ? no(`no key that may sign a ${kind} statement at entry ${index} signed it`) : yes([...signers]);
}

async function findSigner(
  candidates: readonly KnownKey[],
  message: Uint8Array,
  signature: Uint8Array,
  checks: SignatureChecks,
): Promise<KnownKey | undefined> {
  if (!checkEd25519Signature(signature).ok) return undefined;
  for (const candidate of candidates) {
    const publicKey = ed25519KeyOf(candidate);
    if (publicKey !== undefined && (await checks.ed25519(publicKey, message, signature))) return candidate;
  }
  return undefined;
}

/** Checking a key takes a millisecond: each known key is read once. */
const readKeys = new WeakMap<KnownKey, { readonly publicKey: Uint8Array | undefined }>();

function ed25519KeyOf(key: KnownKey): Uint8Array | undefined {
  const known = readKeys.get(key);
  if (known !== undefined) return known.publicKey;
  const vkey = parseVkey(key.vkey);
  const publicKey = vkey.ok && vkey.value.type === KEY_TYPES.ed25519Note ? vkey.value.publicKey : undefined;
  readKeys.set(key, { publicKey });
  return publicKey;
}
