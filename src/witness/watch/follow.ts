import { type Checked, no, type Sha256, yes } from "../../lib/index.ts";
import {
  earlierRoot,
  proveConsistency,
  type SignatureChecks,
  type TileSource,
  type Vkey,
  verifyConsistency,
} from "../../merkle/index.ts";
import { makeForkProof, type OtherPast, pairOf } from "./make-fork-proof.ts";
import { openSignedHead, type SignedHead, type SignedHeadFault } from "./signed-head.ts";
import { type HeadPair, rollbackKeys } from "./verify-fork-proof.ts";

/**
 * Gives what the tree of size `larger` had at `smaller` (1 or more, less than `larger`): its root there and the consistency proof.
 * Undefined when it cannot be had. Nothing it says is believed without its proof.
 */
export type ProvePast = (smaller: number, larger: number) => Promise<OtherPast | undefined>;

/** A log's past from its tiles: those of the tree that is the larger one. */
export function pastFromTiles(sha256: Sha256, tiles: TileSource): ProvePast {
  return async (smaller, larger) => {
    const proof = await proveConsistency(sha256, tiles, smaller, larger);
    const root = await earlierRoot(sha256, tiles, smaller, larger);
    return proof.ok && root.ok ? { root: root.value, proof: proof.value } : undefined;
  };
}

/** What is compared: the newest head that we hold of a log with the one that we are shown, and how a past is proved. */
export type FollowingOptions = {
  readonly before: Uint8Array;
  readonly now: Uint8Array;
  /** The log's keys. */
  readonly vkeys: readonly Vkey[];
  readonly prove: ProvePast;
  readonly checks: SignatureChecks;
  readonly sha256: Sha256;
};

/** What the shown head is to the one that we hold. */
export type Following =
  | { readonly kind: "same" }
  /** It grew from ours; keep it. */
  | { readonly kind: "extends" }
  /** It is an older one of the same history. That alone is no fault of the log's: anybody can show an old note. */
  | { readonly kind: "behind" }
  /** The log signed two histories: the bytes of a fork proof (spec/fork-proof.md). */
  | { readonly kind: "fork"; readonly proof: Uint8Array }
  /** The proof that would tell is withheld, or what is given does not lead to the signed head. Keep both notes and ask again. */
  | { readonly kind: "undecided"; readonly why: string; readonly before: Uint8Array; readonly now: Uint8Array };

/** A note that is not one of the log's. */
export type FollowingFault =
  | { readonly kind: "bad-head"; readonly note: "before" | "now"; readonly fault: SignedHeadFault }
  | { readonly kind: "two-origins"; readonly origins: readonly [string, string] };

/** Follows a log from one head to another. Both notes are untrusted; what `prove` throws is thrown on. */
export async function checkFollowing(options: FollowingOptions): Promise<Checked<Following, FollowingFault>> {
  const { vkeys, checks } = options;
  const before = await openSignedHead(options.before, vkeys, checks);
  if (!before.ok) return no({ kind: "bad-head", note: "before", fault: before.fault });
  const now = await openSignedHead(options.now, vkeys, checks);
  if (!now.ok) return no({ kind: "bad-head", note: "now", fault: now.fault });
  const origins = [before.value.head.origin, now.value.head.origin] as const;
  if (origins[0] !== origins[1]) return no({ kind: "two-origins", origins });
  return yes(await compare(options, before.value, now.value));
}

async function compare(options: FollowingOptions, before: SignedHead, now: SignedHead): Promise<Following> {
  const pair = pairOf(before, now);
  const { smaller, larger } = pair;
  if (smaller.head.size === larger.head.size) {
    const isSame = verifyConsistencyOf(options.sha256, pair, { root: smaller.head.root, proof: [] }) || bothEmpty(pair);
    return isSame ? { kind: "same" } : fork(options, "two-roots", pair);
  }
  // The log's own times convict it whatever the trees are.
  if (rollbackKeys(pair).length > 0) return fork(options, "rollback", pair);
  const consistent: Following = { kind: larger === now ? "extends" : "behind" };
  if (smaller.head.size === 0n) return consistent;
  const past = await pastOf(options, pair);
  if (past === undefined) return undecided(options, "the proof between the two sizes was not given");
  if (verifyConsistencyOf(options.sha256, pair, { ...past, root: smaller.head.root })) return consistent;
  if (verifyConsistencyOf(options.sha256, pair, past)) return fork(options, "another-past", pair, past);
  return undecided(options, "what was given as proof does not lead to the larger head");
}

async function pastOf({ prove }: FollowingOptions, { smaller, larger }: HeadPair): Promise<OtherPast | undefined> {
  if (larger.head.size > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return prove(Number(smaller.head.size), Number(larger.head.size));
}

function bothEmpty({ larger }: HeadPair): boolean {
  return larger.head.size === 0n;
}

function verifyConsistencyOf(sha256: Sha256, { smaller, larger }: HeadPair, { root, proof }: OtherPast): boolean {
  const sizes = { oldSize: smaller.head.size, newSize: larger.head.size };
  return verifyConsistency(sha256, { ...sizes, oldRoot: root, newRoot: larger.head.root, proof }).ok;
}

function fork(
  options: FollowingOptions,
  kind: "two-roots" | "another-past" | "rollback",
  pair: HeadPair,
  past?: OtherPast,
): Following {
  const proof = makeForkProof(kind, pair, past);
  return proof.ok ? { kind: "fork", proof: proof.value } : undecided(options, `${kind}, but ${proof.fault.why}`);
}

function undecided({ before, now }: FollowingOptions, why: string): Following {
  return { kind: "undecided", why, before, now };
}
