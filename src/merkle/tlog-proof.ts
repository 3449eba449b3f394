import { assert, type Checked, concat, no, parseBase64, parseUint64, textOf, toBase64, utf8, yes } from "../lib/index.ts";
import { PROOF_HASHES_MAX, parseHashLines } from "./hash-lines.ts";
import { NOTE_BYTES_MAX } from "./note.ts";

/** An offline proof that an entry is in a log (c2sp.org/tlog-proof). */
export type TlogProof = {
  /** Unauthenticated: never trust it by itself. */
  readonly extra: Uint8Array | undefined;
  readonly index: bigint;
  /** Leaf's sibling first. */
  readonly proof: readonly Uint8Array[];
  /** The checkpoint's bytes as the log gave them, signatures included. */
  readonly checkpoint: Uint8Array;
};

/** `line` counts from 1. */
export type TlogProofFault = { readonly kind: "bad-tlog-proof"; readonly line: number; readonly expected: string };

const HEADER = "c2sp.org/tlog-proof@v1";
const EXTRA_BYTES_MAX = 65_536;
const PROOF_BYTES_MAX = NOTE_BYTES_MAX + 100_000;

/** The bytes of a `.tlog-proof` file (c2sp.org/tlog-proof §Format). */
export function formatTlogProof({ extra, index, proof, checkpoint }: TlogProof): Uint8Array<ArrayBuffer> {
  assert(proof.length <= PROOF_HASHES_MAX, `expected at most ${PROOF_HASHES_MAX} hashes, got ${proof.length}`);
  const lines = [HEADER];
  if (extra !== undefined) lines.push(`extra ${toBase64(extra)}`);
  lines.push(`index ${index}`, ...proof.map(toBase64), "", "");
  return concat(utf8(lines.join("\n")), checkpoint);
}

/** Reads a `.tlog-proof`. Input is untrusted; the checkpoint is cut out whole, for openNote. */
export function parseTlogProof(bytes: Uint8Array): Checked<TlogProof, TlogProofFault> {
  if (bytes.length > PROOF_BYTES_MAX) return refuse(1, `at most ${PROOF_BYTES_MAX} bytes`);
  const text = textOf(bytes);
  if (text === undefined) return refuse(1, "UTF-8");
  // The first blank line ends the proof; the checkpoint has one of its own.
  const split = text.indexOf("\n\n");
  if (split === -1) return refuse(text.split("\n").length, "a blank line before the checkpoint");
  const lines = text.slice(0, split).split("\n");
  if (lines[0] !== HEADER) return refuse(1, HEADER);
  const extra = parseExtra(lines[1] ?? "");
  if (!extra.ok) return extra;
  const indexAt = extra.value === undefined ? 1 : 2;
  const indexLine = lines[indexAt] ?? "";
  const index = parseUint64(indexLine.startsWith("index ") ? indexLine.slice("index ".length) : "");
  if (!index.ok) return refuse(indexAt + 1, "index <decimal>");
  const proof = parseHashLines(lines.slice(indexAt + 1));
  if (!proof.ok) return refuse(indexAt + 2 + proof.fault.at, proof.fault.expected);
  const checkpoint = utf8(text.slice(split + 2));
  if (checkpoint.length === 0) return refuse(lines.length + 2, "a checkpoint");
  return yes({ extra: extra.value, index: index.value, proof: proof.value, checkpoint });
}

function parseExtra(line: string): Checked<Uint8Array | undefined, TlogProofFault> {
  if (!line.startsWith("extra ")) return yes(undefined);
  const extra = parseBase64(line.slice("extra ".length));
  const fits = extra.ok && extra.value.length <= EXTRA_BYTES_MAX;
  return fits ? yes(extra.value) : refuse(2, `extra <base64 of at most ${EXTRA_BYTES_MAX} bytes>`);
}

function refuse(line: number, expected: string): Checked<never, TlogProofFault> {
  return no({ kind: "bad-tlog-proof", line, expected });
}
