import { assert, type Checked, no, yes } from "../lib/index.ts";
import {
  createSigner,
  createVerifier,
  formatCheckpoint,
  openNote,
  parseCheckpoint,
  parseVkey,
  type SignatureChecks,
  signNote,
  type Vkey,
} from "../merkle/index.ts";
import type { LogVkeys, Signer } from "./signer.ts";
import type { LedgerState } from "./state.ts";

/** A tree head of ours. */
export type Head = { readonly size: number; readonly root: Uint8Array };

/** The two log keys of a signer of ours, as parsed. */
export function logVkeysOf({ logEd25519, logMlDsa44 }: Signer): LogVkeys {
  const [ed25519, mlDsa44] = [parseVkey(logEd25519.vkey), parseVkey(logMlDsa44.vkey)];
  assert(ed25519.ok && mlDsa44.ok, "a signer's vkeys are well-formed");
  return { ed25519: ed25519.value, mlDsa44: mlDsa44.value };
}

/** Signs a tree head with both keys of the log. The time never goes back, whatever the host's clock does: the log has seen later. */
export async function signCheckpoint(state: LedgerState, head: Head): Promise<{ note: Uint8Array; time: number }> {
  const { signer, clock } = state.options;
  const time = Math.max(state.checkpointTime, Math.floor(clock() / 1000));
  const text = formatCheckpoint({ origin: signer.origin, size: BigInt(head.size), root: head.root });
  const at = () => time * 1000;
  const signers = [
    createSigner(state.logVkeys.ed25519, signer.logEd25519.sign, at),
    createSigner(state.logVkeys.mlDsa44, signer.logMlDsa44.sign, at),
  ];
  return { note: await signNote(text, signers), time };
}

export type CheckpointCheck = Head & { readonly origin: string; readonly time: number };
export type UnsignedFault = { readonly kind: "bad-checkpoint"; readonly detail: string };

/**
 * Reads a checkpoint that every one of `keys` must have signed. Input is untrusted. `time` is the earliest of the cosignatures' own,
 * seconds; 0 without any.
 */
export async function readCheckpoint(
  bytes: Uint8Array,
  keys: readonly Vkey[],
  checks: SignatureChecks,
): Promise<Checked<CheckpointCheck, UnsignedFault>> {
  const note = await openNote(
    bytes,
    keys.map((vkey) => createVerifier(vkey, checks)),
  );
  if (!note.ok) return bad(JSON.stringify(note.fault));
  if (note.value.verified.length !== keys.length) return bad("not every key of the log signed it");
  const read = parseCheckpoint(note.value.text);
  if (!read.ok) return bad(`line ${read.fault.line}: expected ${read.fault.expected}`);
  const { origin, size, root, extensions } = read.value;
  if (extensions.length > 0 || size > BigInt(Number.MAX_SAFE_INTEGER)) return bad("extension lines, or a size beyond 2^53");
  const times = note.value.verified.flatMap(({ time }) => (time === undefined ? [] : [Number(time)]));
  return yes({ origin, size: Number(size), root, time: times.length === 0 ? 0 : Math.min(...times) });
}

function bad(detail: string): Checked<never, UnsignedFault> {
  return no({ kind: "bad-checkpoint", detail });
}
