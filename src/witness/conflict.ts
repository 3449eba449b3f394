import { equalBytes, type Sha256 } from "../lib/index.ts";
import { type TreeHead, verifyConsistency } from "../merkle/index.ts";

/** Two checkpoints signed by one log that no append-only log can have: what a witness keeps of it. */
export type Conflict = {
  readonly origin: string;
  readonly kind: "two-roots" | "another-past";
  /** The signed note that we cosigned, with the log's signatures and ours. */
  readonly known: Uint8Array;
  /** The note that was shown, with the signatures by the log's keys, each verified. */
  readonly shown: Uint8Array;
  /**
   * For `another-past`: a proof that the shown tree grew from `otherRoot` at the size of the known checkpoint, which has another root.
   * Empty hashes and the shown root for `two-roots`.
   */
  readonly proof: readonly Uint8Array[];
  readonly otherRoot: Uint8Array;
};

/** What a claim of growth showed about a log beyond being refused: the root that its tree had at our size, and the proof of it. */
export type OtherRoot = Pick<Conflict, "kind" | "proof" | "otherRoot">;

/**
 * Does a signed `shown` head contradict `known`? A proof that leads to the shown root from another root at the known size proves that
 * the log signed two histories; a proof that leads nowhere proves nothing about the log. `oldSize` is where `proof` claims to start.
 */
export function otherRoot(
  sha: Sha256,
  known: TreeHead,
  { shown, oldSize, proof }: { readonly shown: TreeHead; readonly oldSize: bigint; readonly proof: readonly Uint8Array[] },
): OtherRoot | undefined {
  if (shown.size === known.size) {
    return equalBytes(shown.root, known.root) ? undefined : { kind: "two-roots", proof: [], otherRoot: shown.root };
  }
  if (known.size === 0n || oldSize !== known.size) return undefined;
  const claim = { oldSize, newSize: shown.size, oldRoot: known.root, newRoot: shown.root, proof };
  const verdict = verifyConsistency(sha, claim);
  if (verdict.ok || verdict.fault.kind !== "root-mismatch" || verdict.fault.root !== "old-root") return undefined;
  const computed = verdict.fault.computed;
  return verifyConsistency(sha, { ...claim, oldRoot: computed }).ok
    ? { kind: "another-past", proof, otherRoot: computed }
    : undefined;
}
