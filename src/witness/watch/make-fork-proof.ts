import { type Checked, no, toHex, yes } from "../../lib/index.ts";
import { formatCheckpoint, formatNote, isKeyName, KEY_TYPES, type SignatureChecks, type Vkey } from "../../merkle/index.ts";
import type { Conflict } from "../conflict.ts";
import { FORK_PROOF_BYTES_MAX, type ForkKind, formatForkProof } from "./fork-proof.ts";
import { openSignedHead, type SignedHead } from "./signed-head.ts";
import { commonKeys, type HeadPair, rollbackKeys } from "./verify-fork-proof.ts";

/** Why two notes make no fork proof: no key of the log signed both, or its extension lines are too long to carry. */
export type ForkMakingFault = { readonly kind: "cannot-prove"; readonly why: string };

/** What the larger head says of the smaller size, where that is what contradicts. */
export type OtherPast = { readonly root: Uint8Array; readonly proof: readonly Uint8Array[] };

/** The fork proof of two heads that contradict each other as `kind` says; only lines by keys that signed both are in it. */
export function makeForkProof(kind: ForkKind, pair: HeadPair, past?: OtherPast): Checked<Uint8Array, ForkMakingFault> {
  const keys = kind === "rollback" ? rollbackKeys(pair) : commonKeys(pair);
  // One key of each algorithm says all: a log with many keys must not make its proof too big to carry.
  const mlDsa44 = keys.find(({ type }) => type === KEY_TYPES.mlDsa44Cosignature);
  const ed25519 = keys.find(({ type }) => type !== KEY_TYPES.mlDsa44Cosignature);
  if (mlDsa44 === undefined && ed25519 === undefined) return refuse("no key of the log signed both");
  const chosen = [ed25519, mlDsa44].filter((vkey) => vkey !== undefined);
  const bytes = formatForkProof({
    kind,
    otherRoot: past?.root,
    proof: past?.proof ?? [],
    smaller: noteOf(pair.smaller, chosen, "latest"),
    larger: noteOf(pair.larger, chosen, "earliest"),
  });
  return bytes.length <= FORK_PROOF_BYTES_MAX ? yes(bytes) : refuse(`the notes take more than ${FORK_PROOF_BYTES_MAX} bytes`);
}

function noteOf({ head, text, lines }: SignedHead, vkeys: readonly Vkey[], which: "latest" | "earliest"): Uint8Array {
  const mlDsa44 = vkeys.filter(({ type }) => type === KEY_TYPES.mlDsa44Cosignature);
  // ML-DSA-44 covers no extension line, so a log cannot hide behind long ones.
  const isBare = head.extensions.length > 0 && mlDsa44.length > 0 && isKeyName(head.origin);
  const kept = (isBare ? mlDsa44 : vkeys).flatMap((vkey) => {
    const own = lines.filter((line) => line.vkey === vkey).toSorted((left, right) => compare(left.time ?? 0n, right.time ?? 0n));
    const one = which === "latest" ? own.at(-1) : (own.find(({ time }) => time !== 0n) ?? own[0]);
    return one === undefined ? [] : [one.line];
  });
  return formatNote(isBare ? formatCheckpoint(head) : text, kept);
}

/** Two heads with the smaller first; of one size, that whose root is the lesser number. */
export function pairOf(left: SignedHead, right: SignedHead): HeadPair {
  const order = compare(left.head.size, right.head.size) || compare(toHex(left.head.root), toHex(right.head.root));
  return order <= 0 ? { smaller: left, larger: right } : { smaller: right, larger: left };
}

/** The fork proof of what a witness or a mirror met. `vkeys` are the log's. */
export async function forkProofOfConflict(
  { kind, known, shown, proof, otherRoot }: Conflict,
  vkeys: readonly Vkey[],
  checks: SignatureChecks,
): Promise<Checked<Uint8Array, ForkMakingFault>> {
  const [before, now] = [await openSignedHead(known, vkeys, checks), await openSignedHead(shown, vkeys, checks)];
  if (!before.ok || !now.ok) return refuse("the log did not sign both notes");
  return makeForkProof(kind, pairOf(before.value, now.value), kind === "another-past" ? { root: otherRoot, proof } : undefined);
}

function compare<Value extends bigint | string>(left: Value, right: Value): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function refuse(why: string): Checked<never, ForkMakingFault> {
  return no({ kind: "cannot-prove", why });
}
