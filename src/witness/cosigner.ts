import { assert } from "../lib/index.ts";
import {
  type Checkpoint,
  ed25519CosignatureMessage,
  formatTimestampedSignature,
  KEY_TYPES,
  mlDsa44CheckpointMessage,
  mlDsa44SubtreeMessage,
  parseVkey,
  type Sign,
  type SignatureLine,
  type Vkey,
} from "../merkle/index.ts";

/** A private key of a witness: its vkey as text, of type 0x04 or 0x06, and what makes plain signatures with it. */
export type CosignerKey = { readonly vkey: string; readonly sign: Sign };

/** A key of a witness that was read. */
export type Cosigner = { readonly vkey: Vkey; readonly sign: Sign };

/** Reads our own keys; a bad one is a bug. All bear one name: a witness is a name with one key of each kind. */
export function readCosigners(keys: readonly CosignerKey[]): readonly Cosigner[] {
  const cosigners = keys.map(({ vkey, sign }) => {
    const read = parseVkey(vkey);
    assert(read.ok && read.value.type !== KEY_TYPES.ed25519Note, "a witness signs with keys of type 4 and 6");
    return { vkey: read.value, sign };
  });
  assert(new Set(cosigners.map(({ vkey }) => vkey.name)).size === 1, "the keys of a witness bear one name");
  assert(new Set(cosigners.map(({ vkey }) => vkey.keyId)).size === cosigners.length, "the keys of a witness differ");
  return cosigners;
}

/** The cosignature of one key on a checkpoint without extension lines. `text` is the note's text; `time` in POSIX seconds, not 0. */
export async function cosign({ vkey, sign }: Cosigner, text: string, head: Checkpoint, time: bigint): Promise<SignatureLine> {
  assert(time > 0n, "a cosignature on a checkpoint carries a time");
  assert(head.extensions.length === 0, "an ML-DSA-44 cosignature does not cover extension lines");
  const message =
    vkey.type === KEY_TYPES.mlDsa44Cosignature
      ? mlDsa44CheckpointMessage(vkey.name, head, time)
      : ed25519CosignatureMessage(text, time);
  return lineOf(vkey, time, await sign(message));
}

/** A subtree of a log: leaves `start` up to, not including, `end`. */
export type Subtree = { readonly origin: string; readonly start: bigint; readonly end: bigint; readonly hash: Uint8Array };

/** The cosignature of an ML-DSA-44 key on a subtree; it carries no time. */
export async function cosignSubtree({ vkey, sign }: Cosigner, subtree: Subtree): Promise<SignatureLine> {
  assert(vkey.type === KEY_TYPES.mlDsa44Cosignature, "only ML-DSA-44 cosignatures stand on subtrees");
  return lineOf(vkey, 0n, await sign(mlDsa44SubtreeMessage({ cosigner: vkey.name, time: 0n, ...subtree })));
}

function lineOf({ name, keyId }: Vkey, time: bigint, signature: Uint8Array): SignatureLine {
  return { name, keyId, signature: formatTimestampedSignature({ time, signature }) };
}
