import { assert, type Checked, equalBytes, no, parseBase64, parseUint64, toBase64, utf8, yes } from "../lib/index.ts";
import { emptyRoot, HASH_BYTES } from "./hash.ts";
import { isKeyName, NAME_BYTES_MAX } from "./key-name.ts";
import { sha256 } from "./sha256.ts";

/** A tree head: which log, how many leaves, which root (c2sp.org/tlog-checkpoint). */
export type TreeHead = { readonly origin: string; readonly size: bigint; readonly root: Uint8Array };

/** A checkpoint as read. Extension lines are reported, not understood: an ML-DSA-44 cosignature does not cover them. */
export type Checkpoint = TreeHead & { readonly extensions: readonly string[] };

/** `line` counts from 1. */
export type CheckpointFault = { readonly kind: "bad-checkpoint"; readonly line: number; readonly expected: string };

/** A checkpoint may carry this many extension lines; more is refused. */
const EXTENSION_LINES_MAX = 16;

/** The text of a checkpoint of ours: three lines, no extension (spec/checkpoint.md §Text). */
export function formatCheckpoint({ origin, size, root }: TreeHead): string {
  assert(isKeyName(origin), `"${origin}" cannot be an origin: our key names are our origins`);
  assert(size >= 0n && root.length === HASH_BYTES, "a checkpoint has a size from 0 and a root of 32 bytes");
  assert(size > 0n || isEmptyRoot(root), "the root of an empty log is the SHA-256 of nothing");
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads the text of a checkpoint. Input is untrusted; its signatures are openNote's matter. */
export function parseCheckpoint(text: string): Checked<Checkpoint, CheckpointFault> {
  const claimed = parseClaimedCheckpoint(text);
  if (!claimed.ok) return claimed;
  const { size, root } = claimed.value;
  return size === 0n && !isEmptyRoot(root) ? refuse(3, "the root of an empty tree") : claimed;
}

/**
 * As parseCheckpoint, but any root is taken at size 0: for who must first know who signed it, as a witness must, which answers 403
 * for a wrong signature and 422 for a wrong root (c2sp.org/tlog-witness §add-checkpoint).
 */
export function parseClaimedCheckpoint(text: string): Checked<Checkpoint, CheckpointFault> {
  const [origin = "", sizeText = "", rootText = "", ...rest] = text.split("\n");
  const end = rest.pop();
  if (origin === "" || utf8(origin).length > NAME_BYTES_MAX) return refuse(1, `an origin of 1 to ${NAME_BYTES_MAX} bytes`);
  const size = parseUint64(sizeText);
  if (!size.ok) return refuse(2, "a tree size in decimal");
  const root = parseBase64(rootText);
  if (!root.ok || root.value.length !== HASH_BYTES) return refuse(3, `base64 of a root of ${HASH_BYTES} bytes`);
  if (end !== "") return refuse(4 + rest.length, "a newline at the end");
  if (rest.length > EXTENSION_LINES_MAX) return refuse(4 + EXTENSION_LINES_MAX, `at most ${EXTENSION_LINES_MAX} extension lines`);
  const blank = rest.indexOf("");
  if (blank !== -1) return refuse(4 + blank, "an extension line that is not empty");
  return yes({ origin, size: size.value, root: root.value, extensions: rest });
}

function isEmptyRoot(root: Uint8Array): boolean {
  return equalBytes(root, emptyRoot(sha256));
}

function refuse(line: number, expected: string): Checked<never, CheckpointFault> {
  return no({ kind: "bad-checkpoint", line, expected });
}
