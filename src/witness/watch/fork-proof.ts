import { assert, type Checked, concat, no, parseBase64, textOf, toBase64, utf8, yes } from "../../lib/index.ts";
import { HASH_BYTES } from "../../merkle/index.ts";

/** What two notes show: one size with two roots; a larger tree with another past; a smaller tree signed after a larger one. */
export const FORK_KINDS = ["two-roots", "another-past", "rollback"] as const;

/** See FORK_KINDS. */
export type ForkKind = (typeof FORK_KINDS)[number];

/** Two notes of one log that no append-only log signs (spec/fork-proof.md). Nothing in it is believed before verifyForkProof. */
export type ForkProof = {
  readonly kind: ForkKind;
  /** For `another-past`: the root that the larger tree had at the smaller size. Undefined otherwise. */
  readonly otherRoot: Uint8Array | undefined;
  /** For `another-past`: the consistency proof from `otherRoot` to the larger tree, deepest first. Empty otherwise. */
  readonly proof: readonly Uint8Array[];
  /** The signed note of the smaller tree; of two of one size, that whose root is the lesser number. */
  readonly smaller: Uint8Array;
  readonly larger: Uint8Array;
};

/** `line` counts from 1. */
export type ForkProofFault = { readonly kind: "bad-fork-proof"; readonly line: number; readonly expected: string };

/** Most bytes of a fork proof. With the two keys of a ledger of ours it is below 10,000. */
export const FORK_PROOF_BYTES_MAX = 32_768;

/** Most hashes in a fork proof, as in a request to a witness. */
const HASHES_MAX = 63;

const HEADER = "meridian/fork-proof@v1";

/** The bytes of a `.fork-proof` file. */
export function formatForkProof({ kind, otherRoot, proof, smaller, larger }: ForkProof): Uint8Array<ArrayBuffer> {
  assert((kind === "another-past") === (otherRoot !== undefined), "another past has another root, and nothing else has");
  assert(proof.length <= HASHES_MAX, `expected at most ${HASHES_MAX} hashes, got ${proof.length}`);
  const lines = [HEADER, `kind ${kind}`];
  if (otherRoot !== undefined) lines.push(`root ${toBase64(otherRoot)}`, ...proof.map(toBase64));
  return concat(utf8(`${lines.join("\n")}\n\n`), smaller, utf8("\n"), larger);
}

/** Reads a `.fork-proof`. Input is untrusted; the notes are cut out as they are. */
export function parseForkProof(bytes: Uint8Array): Checked<ForkProof, ForkProofFault> {
  if (bytes.length > FORK_PROOF_BYTES_MAX) return refuse(1, `at most ${FORK_PROOF_BYTES_MAX} bytes`);
  const parts = (textOf(bytes) ?? "").split("\n\n");
  const [head = "", text = "", lines = "", otherText = "", otherLines = ""] = parts;
  if (parts.length !== 5) return refuse(1, "a header and two notes, each with one blank line within and one before it");
  const read = parseHead(head.split("\n"));
  if (!read.ok) return read;
  // A checkpoint has no blank line, so the four parts are the two notes and nothing else.
  const smaller = utf8(`${text}\n\n${lines}\n`);
  return yes({ ...read.value, smaller, larger: utf8(`${otherText}\n\n${otherLines}`) });
}

type Head = Pick<ForkProof, "kind" | "otherRoot" | "proof">;

function parseHead([header, kindLine = "", ...rest]: readonly string[]): Checked<Head, ForkProofFault> {
  if (header !== HEADER) return refuse(1, HEADER);
  const kind = FORK_KINDS.find((word) => kindLine === `kind ${word}`);
  if (kind === undefined) return refuse(2, `kind ${FORK_KINDS.join(" or ")}`);
  if (kind !== "another-past") {
    return rest.length === 0 ? yes({ kind, otherRoot: undefined, proof: [] }) : refuse(3, "a blank line before the first note");
  }
  const [rootLine = "", ...hashLines] = rest;
  const otherRoot = parseHash(rootLine.startsWith("root ") ? rootLine.slice("root ".length) : "");
  if (otherRoot === undefined) return refuse(3, `root <base64 of ${HASH_BYTES} bytes>`);
  if (hashLines.length > HASHES_MAX) return refuse(4 + HASHES_MAX, `at most ${HASHES_MAX} hashes`);
  const proof = hashLines.flatMap((line) => parseHash(line) ?? []);
  const bad = hashLines.findIndex((line) => parseHash(line) === undefined);
  return bad === -1 ? yes({ kind, otherRoot, proof }) : refuse(4 + bad, `base64 of a hash of ${HASH_BYTES} bytes`);
}

function parseHash(text: string): Uint8Array | undefined {
  const hash = parseBase64(text);
  return hash.ok && hash.value.length === HASH_BYTES ? hash.value : undefined;
}

function refuse(line: number, expected: string): Checked<never, ForkProofFault> {
  return no({ kind: "bad-fork-proof", line, expected });
}
