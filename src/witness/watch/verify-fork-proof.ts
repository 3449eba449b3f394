import { type Checked, equalBytes, no, type Sha256, toHex, yes } from "../../lib/index.ts";
import {
  checkEd25519PublicKey,
  type Ed25519KeyFault,
  formatVkey,
  KEY_TYPES,
  type SignatureChecks,
  type Vkey,
  verifyConsistency,
} from "../../merkle/index.ts";
import { type ForkKind, type ForkProof, type ForkProofFault, parseForkProof } from "./fork-proof.ts";
import { openSignedHead, type SignedHead, type SignedHeadFault } from "./signed-head.ts";

/** One side of a fork. `time`: for `rollback`, what the first of the keys said when it signed, POSIX seconds; undefined otherwise. */
export type ForkSide = { readonly size: bigint; readonly root: Uint8Array; readonly time: bigint | undefined };

/** What is proven, and no more: the holder of each of `keys` signed both heads of `origin`, and no append-only log has both. */
export type ForkVerdict = {
  readonly kind: ForkKind;
  readonly origin: string;
  readonly keys: readonly Vkey[];
  readonly smaller: ForkSide;
  readonly larger: ForkSide;
};

/** Why a file proves nothing. */
export type ForkFault =
  | ForkProofFault
  | Ed25519KeyFault
  | { readonly kind: "bad-head"; readonly note: "smaller" | "larger"; readonly fault: SignedHeadFault }
  | { readonly kind: "two-origins"; readonly origins: readonly [string, string] }
  | { readonly kind: "no-common-key" }
  | { readonly kind: "not-a-fork"; readonly expected: string };

/**
 * Does this file prove that a holder of one of `vkeys` signed two histories? Input is untrusted, and the file brings no key of its own.
 * A weak Ed25519 key convicts nobody: under it anybody's notes verify. `checks` and `sha256` are the caller's.
 */
export async function verifyForkProof(
  bytes: Uint8Array,
  vkeys: readonly Vkey[],
  checks: SignatureChecks,
  sha256: Sha256,
): Promise<Checked<ForkVerdict, ForkFault>> {
  const parsed = parseForkProof(bytes);
  if (!parsed.ok) return parsed;
  const smaller = await openSignedHead(parsed.value.smaller, vkeys, checks);
  if (!smaller.ok) return no({ kind: "bad-head", note: "smaller", fault: smaller.fault });
  const larger = await openSignedHead(parsed.value.larger, vkeys, checks);
  if (!larger.ok) return no({ kind: "bad-head", note: "larger", fault: larger.fault });
  const verdict = judge(parsed.value, { smaller: smaller.value, larger: larger.value }, sha256);
  if (!verdict.ok) return verdict;
  const strong = checkKeys(verdict.value.keys);
  return strong.ok ? verdict : strong;
}

function checkKeys(vkeys: readonly Vkey[]): Checked<true, Ed25519KeyFault> {
  for (const { type, publicKey } of vkeys) {
    const strong = type === KEY_TYPES.mlDsa44Cosignature ? yes(true as const) : checkEd25519PublicKey(publicKey);
    if (!strong.ok) return strong;
  }
  return yes(true);
}

/** Two heads of one log, the smaller first. */
export type HeadPair = { readonly smaller: SignedHead; readonly larger: SignedHead };

function judge(proof: ForkProof, pair: HeadPair, sha256: Sha256): Checked<ForkVerdict, ForkFault> {
  const { smaller, larger } = pair;
  if (smaller.head.origin !== larger.head.origin)
    return no({ kind: "two-origins", origins: [smaller.head.origin, larger.head.origin] });
  const keys = commonKeys(pair);
  if (keys.length === 0) return no({ kind: "no-common-key" });
  switch (proof.kind) {
    case "two-roots":
      return isTwoRoots(pair)
        ? proven("two-roots", pair, keys)
        : refuse("one size and two roots, that of the lesser number first");
    case "another-past":
      return isAnotherPast(proof, pair, sha256)
        ? proven("another-past", pair, keys)
        : refuse("a proof from another root at the smaller size to the larger head");
    case "rollback": {
      const turned = rollbackKeys(pair);
      return turned.length > 0
        ? proven("rollback", pair, turned)
        : refuse("a smaller tree with a later signed time than the larger one's, both by one key");
    }
  }
}

function isTwoRoots({ smaller, larger }: HeadPair): boolean {
  return smaller.head.size === larger.head.size && toHex(smaller.head.root) < toHex(larger.head.root);
}

function isAnotherPast({ otherRoot, proof }: ForkProof, { smaller, larger }: HeadPair, sha256: Sha256): boolean {
  const [oldSize, newSize] = [smaller.head.size, larger.head.size];
  if (otherRoot === undefined || oldSize >= newSize || equalBytes(otherRoot, smaller.head.root)) return false;
  return verifyConsistency(sha256, { oldSize, newSize, oldRoot: otherRoot, newRoot: larger.head.root, proof }).ok;
}

/** Keys that signed both heads. */
export function commonKeys({ smaller, larger }: HeadPair): readonly Vkey[] {
  const isIn = (head: SignedHead, vkey: Vkey) => head.lines.some((line) => line.vkey === vkey);
  return [...new Set(smaller.lines.map(({ vkey }) => vkey))].filter((vkey) => isIn(larger, vkey));
}

/** Keys whose own time on the smaller head is later than their own time on the larger one. A time of 0 makes no claim. */
export function rollbackKeys(pair: HeadPair): readonly Vkey[] {
  if (pair.smaller.head.size >= pair.larger.head.size) return [];
  return commonKeys(pair).filter((vkey) => {
    const [small, large] = [latest(pair.smaller, vkey), earliest(pair.larger, vkey)];
    return small !== undefined && large !== undefined && small > large;
  });
}

function timesOf({ lines }: SignedHead, vkey: Vkey): readonly bigint[] {
  return lines.flatMap((line) => (line.vkey === vkey && line.time !== undefined && line.time > 0n ? [line.time] : []));
}

function latest(head: SignedHead, vkey: Vkey): bigint | undefined {
  return timesOf(head, vkey).reduce<bigint | undefined>(
    (most, time) => (most === undefined || time > most ? time : most),
    undefined,
  );
}

function earliest(head: SignedHead, vkey: Vkey): bigint | undefined {
  return timesOf(head, vkey).reduce<bigint | undefined>(
    (least, time) => (least === undefined || time < least ? time : least),
    undefined,
  );
}

function proven(kind: ForkKind, { smaller, larger }: HeadPair, keys: readonly Vkey[]): Checked<ForkVerdict, ForkFault> {
  const first = kind === "rollback" ? keys[0] : undefined;
  const side = ({ size, root }: SignedHead["head"], time: bigint | undefined): ForkSide => ({ size, root, time });
  return yes({
    kind,
    origin: smaller.head.origin,
    keys,
    smaller: side(smaller.head, first && latest(smaller, first)),
    larger: side(larger.head, first && earliest(larger, first)),
  });
}

/** The verdict in one sentence for people: what is proven about whom, no more. */
export function explainForkVerdict({ kind, origin, keys, smaller, larger }: ForkVerdict): string {
  const who = `The holder of ${keys.map((vkey) => formatVkey(vkey).slice(0, vkey.name.length + 9)).join(" and of ")}`;
  const [small, large] = [toHex(smaller.root), toHex(larger.root)];
  switch (kind) {
    case "two-roots":
      return `${who} signed two roots for ${origin} at size ${smaller.size}: ${small} and ${large}.`;
    case "another-past":
      return `${who} signed root ${small} for ${origin} at size ${smaller.size}, and a tree of ${larger.size} that had another root there.`;
    case "rollback":
      return `${who} signed size ${smaller.size} of ${origin} at its own time ${smaller.time} and the larger size ${larger.size} at the earlier time ${larger.time}.`;
  }
}

function refuse(expected: string): Checked<never, ForkFault> {
  return no({ kind: "not-a-fork", expected });
}
