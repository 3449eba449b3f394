import { assert, type Checked, no, parseUint64, textOf, toBase64, utf8, yes } from "../lib/index.ts";
import { PROOF_HASHES_MAX, parseHashLines } from "./hash-lines.ts";

/** A consistency proof as text: from which size, and the hashes, deepest first. The newer tree is named by whoever carries it. */
export type ConsistencyText = { readonly oldSize: bigint; readonly proof: readonly Uint8Array[] };

/** `line` counts from 1. */
export type ConsistencyTextFault = { readonly kind: "bad-consistency-text"; readonly line: number; readonly expected: string };

/** An `old <size>` line and a line for each hash, as a request to a witness begins (c2sp.org/tlog-witness, spec/checkpoint.md §Consistency). */
export function formatConsistencyText({ oldSize, proof }: ConsistencyText): Uint8Array<ArrayBuffer> {
  assert(proof.length <= PROOF_HASHES_MAX, `expected at most ${PROOF_HASHES_MAX} hashes, got ${proof.length}`);
  return utf8(`${[`old ${oldSize}`, ...proof.map(toBase64)].join("\n")}\n`);
}

/** Reads what formatConsistencyText writes. Input is untrusted. */
export function parseConsistencyText(bytes: Uint8Array): Checked<ConsistencyText, ConsistencyTextFault> {
  const [first = "", ...lines] = (textOf(bytes) ?? "").split("\n");
  const oldSize = parseUint64(first.startsWith("old ") ? first.slice("old ".length) : "");
  if (!oldSize.ok) return refuse(1, "old <decimal>");
  if (lines.pop() !== "") return refuse(lines.length + 2, "a newline at the end");
  const proof = parseHashLines(lines);
  return proof.ok ? yes({ oldSize: oldSize.value, proof: proof.value }) : refuse(proof.fault.at + 2, proof.fault.expected);
}

function refuse(line: number, expected: string): Checked<never, ConsistencyTextFault> {
  return no({ kind: "bad-consistency-text", line, expected });
}
