import { type Checked, no, yes } from "../lib/index.ts";
import {
  createSigner,
  createVerifier,
  formatCheckpoint,
  formatVkey,
  openNote,
  parseCheckpoint,
  type SignatureChecks,
  signNote,
  type Vkey,
} from "../merkle/index.ts";
import type { LedgerState } from "./state.ts";

/** A tree head of ours. */
export type Head = { readonly size: number; readonly root: Uint8Array };

/**
 * Signs a tree head with the keys of the log that the ring of its own entries has for it. The time never goes back, whatever the host's
 * clock does: the log has seen later.
 */
export async function signCheckpoint(state: LedgerState, head: Head): Promise<{ note: Uint8Array; time: number }> {
  const { signer, clock } = state.options;
  const time = Math.max(state.checkpointTime, Math.floor(clock() / 1000));
  const text = formatCheckpoint({ origin: signer.origin, size: BigInt(head.size), root: head.root });
  const at = () => time * 1000;
  const signers = state.keys.checkpointSigners(state.keyring, head.size).map(({ vkey, sign }) => createSigner(vkey, sign, at));
  return { note: await signNote(text, signers), time };
}

export type CheckpointCheck = Head & {
  readonly origin: string;
  readonly time: number;
  /** The keys that signed it, as vkeys. */
  readonly signedBy: readonly string[];
};
export type UnsignedFault = { readonly kind: "bad-checkpoint"; readonly detail: string };

/**
 * Reads a checkpoint that of each of `roles` at least one key must have signed. Input is untrusted. `time` is the earliest of the
 * cosignatures' own, seconds; 0 without any.
 */
export async function readCheckpoint(
  bytes: Uint8Array,
  roles: readonly (readonly Vkey[])[],
  checks: SignatureChecks,
): Promise<Checked<CheckpointCheck, UnsignedFault>> {
  const note = await openNote(
    bytes,
    roles.flat().map((vkey) => createVerifier(vkey, checks)),
  );
  if (!note.ok) return bad(JSON.stringify(note.fault));
  const signed = note.value.verified.map(({ verifier }) => verifier.vkey);
  if (!roles.every((keys) => keys.some((vkey) => signed.includes(vkey)))) return bad("not every key of the log signed it");
  const read = parseCheckpoint(note.value.text);
  if (!read.ok) return bad(`line ${read.fault.line}: expected ${read.fault.expected}`);
  const { origin, size, root, extensions } = read.value;
  if (extensions.length > 0 || size > BigInt(Number.MAX_SAFE_INTEGER)) return bad("extension lines, or a size beyond 2^53");
  const times = note.value.verified.flatMap(({ time }) => (time === undefined ? [] : [Number(time)]));
  return yes({
    origin,
    size: Number(size),
    root,
    time: times.length === 0 ? 0 : Math.min(...times),
    signedBy: signed.map(formatVkey),
  });
}

function bad(detail: string): Checked<never, UnsignedFault> {
  return no({ kind: "bad-checkpoint", detail });
}
