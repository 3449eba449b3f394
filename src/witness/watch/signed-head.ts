import { type Checked, yes } from "../../lib/index.ts";
import {
  type Checkpoint,
  type CheckpointFault,
  createVerifier,
  KEY_TYPES,
  type OpenNoteFault,
  openNote,
  parseCheckpoint,
  parseNote,
  parseTimestampedSignature,
  SIGNATURE_BYTES,
  type SignatureChecks,
  type SignatureLine,
  type Vkey,
} from "../../merkle/index.ts";

/** A verified signature line; `time` in POSIX seconds where the key cosigns with one, 0 where it makes no claim of time. */
export type HeadLine = { readonly vkey: Vkey; readonly line: SignatureLine; readonly time: bigint | undefined };

/** A checkpoint with every line on it by the keys asked for, all verified. `text` is what was signed. */
export type SignedHead = { readonly head: Checkpoint; readonly text: string; readonly lines: readonly HeadLine[] };

/** Why a note is no signed head of a log. */
export type SignedHeadFault = OpenNoteFault | CheckpointFault;

/** Opens a checkpoint that at least one of `vkeys` signed. Input is untrusted; lines by other keys are left out. */
export async function openSignedHead(
  note: Uint8Array,
  vkeys: readonly Vkey[],
  checks: SignatureChecks,
): Promise<Checked<SignedHead, SignedHeadFault>> {
  const verifiers = vkeys.map((vkey) => createVerifier(vkey, checks));
  const opened = await openNote(note, verifiers);
  if (!opened.ok) return opened;
  const head = parseCheckpoint(opened.value.text);
  if (!head.ok) return head;
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const lines = parsed.value.signatures.flatMap((line) => {
    const vkey = vkeys.find(({ name, keyId }) => name === line.name && keyId === line.keyId);
    return vkey === undefined ? [] : [{ vkey, line, time: timeOf(vkey, line) }];
  });
  return yes({ head: head.value, text: opened.value.text, lines });
}

function timeOf({ type }: Vkey, { signature }: SignatureLine): bigint | undefined {
  if (type === KEY_TYPES.ed25519Note) return undefined;
  const bytes = type === KEY_TYPES.mlDsa44Cosignature ? SIGNATURE_BYTES.mlDsa44 : SIGNATURE_BYTES.ed25519;
  const stamped = parseTimestampedSignature(signature, bytes);
  return stamped.ok ? stamped.value.time : undefined;
}
