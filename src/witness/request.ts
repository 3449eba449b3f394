import { assert, type Checked, concat, no, parseBase64, parseUint64, textOf, toBase64, utf8, yes } from "../lib/index.ts";
import { HASH_BYTES } from "../merkle/index.ts";

/** Most bytes of a request: 63 hashes, and a checkpoint with 100 signatures of nearly 5 kB each. */
const REQUEST_BYTES_MAX = 524_288;

/** Most hashes of a proof in a request (c2sp.org/tlog-witness §add-checkpoint). */
const REQUEST_HASHES_MAX = 63;

/** What asks for a cosignature: the tree grew from `oldSize`, as `proof` shows, to what `checkpoint`, a signed note, says. */
export type AddCheckpoint = {
  readonly oldSize: bigint;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
};

/** What asks for a cosignature on a subtree of a checkpoint that the witness cosigned. */
export type SignSubtree = {
  readonly start: bigint;
  readonly end: bigint;
  readonly hash: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
};

/** `line` counts from 1. */
export type RequestFault = { readonly kind: "bad-request"; readonly line: number; readonly expected: string };

/** The body of an add-checkpoint request. `proof` has at most 63 hashes. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): Uint8Array<ArrayBuffer> {
  return formatRequest([`old ${oldSize}`], proof, checkpoint);
}

/** The body of a sign-subtree request. `proof` has at most 63 hashes. */
export function formatSignSubtree({ start, end, hash, proof, checkpoint }: SignSubtree): Uint8Array<ArrayBuffer> {
  return formatRequest([`subtree ${start} ${end}`, toBase64(hash)], proof, checkpoint);
}

/** Reads the body of an add-checkpoint request. Input is untrusted; the checkpoint is cut out as it is, for openNote. */
export function parseAddCheckpoint(bytes: Uint8Array): Checked<AddCheckpoint, RequestFault> {
  const cut = cutRequest(bytes, 1);
  if (!cut.ok) return cut;
  const { lines, checkpoint } = cut.value;
  const [first = "", ...hashes] = lines;
  const oldSize = parseUint64(first.startsWith("old ") ? first.slice("old ".length) : "");
  if (!oldSize.ok) return refuse(1, "old <decimal>");
  const proof = parseHashes(hashes, 2);
  return proof.ok ? yes({ oldSize: oldSize.value, proof: proof.value, checkpoint }) : proof;
}

/** Reads the body of a sign-subtree request. Input is untrusted; whether the range is a subtree is the proof's matter. */
export function parseSignSubtree(bytes: Uint8Array): Checked<SignSubtree, RequestFault> {
  const cut = cutRequest(bytes, 2);
  if (!cut.ok) return cut;
  const { lines, checkpoint } = cut.value;
  const [range = "", root = "", ...hashes] = lines;
  const [word, startText = "", endText = "", ...rest] = range.split(" ");
  const [start, end] = [parseUint64(startText), parseUint64(endText)];
  if (word !== "subtree" || !start.ok || !end.ok || rest.length > 0) return refuse(1, "subtree <decimal> <decimal>");
  const hash = parseHashes([root], 2);
  if (!hash.ok) return hash;
  const proof = parseHashes(hashes, 3);
  if (!proof.ok) return proof;
  return yes({ start: start.value, end: end.value, hash: hash.value[0] as Uint8Array, proof: proof.value, checkpoint });
}

function formatRequest(head: readonly string[], proof: readonly Uint8Array[], checkpoint: Uint8Array): Uint8Array<ArrayBuffer> {
  assert(proof.length <= REQUEST_HASHES_MAX, `expected at most ${REQUEST_HASHES_MAX} hashes, got ${proof.length}`);
  return concat(utf8(`${[...head, ...proof.map(toBase64)].join("\n")}\n\n`), checkpoint);
}

const NEWLINE = 0x0a;

/** The lines up to the first blank line, of which `heads` are no proof, and the bytes after it. */
function cutRequest(
  bytes: Uint8Array,
  heads: number,
): Checked<{ readonly lines: readonly string[]; readonly checkpoint: Uint8Array }, RequestFault> {
  if (bytes.length > REQUEST_BYTES_MAX) return refuse(1, `at most ${REQUEST_BYTES_MAX} bytes`);
  const linesMax = heads + REQUEST_HASHES_MAX;
  let count = 0;
  for (let at = 0; ; count++) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end === -1) return refuse(count + 1, "a blank line before the checkpoint");
    if (end === at) return readLines(bytes, at, count);
    if (count === linesMax) return refuse(count + 1, `at most ${REQUEST_HASHES_MAX} hashes`);
    at = end + 1;
  }
}

function readLines(
  bytes: Uint8Array,
  blank: number,
  count: number,
): Checked<{ readonly lines: readonly string[]; readonly checkpoint: Uint8Array }, RequestFault> {
  const text = textOf(bytes.subarray(0, Math.max(0, blank - 1)));
  if (text === undefined) return refuse(1, "UTF-8");
  return yes({ lines: count === 0 ? [] : text.split("\n"), checkpoint: bytes.subarray(blank + 1) });
}

function parseHashes(lines: readonly string[], first: number): Checked<Uint8Array[], RequestFault> {
  const hashes: Uint8Array[] = [];
  for (const [at, line] of lines.entries()) {
    const hash = parseBase64(line);
    if (!hash.ok || hash.value.length !== HASH_BYTES) return refuse(first + at, `base64 of a hash of ${HASH_BYTES} bytes`);
    hashes.push(hash.value);
  }
  return yes(hashes);
}

function refuse(line: number, expected: string): Checked<never, RequestFault> {
  return no({ kind: "bad-request", line, expected });
}
