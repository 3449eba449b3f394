import { type Checked, type Clock, no, textOf, yes } from "../lib/index.ts";
import {
  createVerifier,
  formatKeyId,
  KEY_TYPES,
  parseSignatureLine,
  type SignatureChecks,
  type SignatureLine,
  type Vkey,
} from "../merkle/index.ts";

/** A cosignature that verified: its line, whose key made it, and when its maker says so, in POSIX seconds. */
export type CosignatureLine = SignatureLine & { readonly vkey: Vkey; readonly time: bigint };

/** Why the answer of a witness gives no cosignature. `line` counts from 1. */
export type CosignatureFault =
  | { readonly kind: "bad-answer"; readonly line: number; readonly expected: string }
  | { readonly kind: "bad-cosignature"; readonly key: string; readonly reason: string }
  /** A time of 0, or further from our clock than any clock should be; seconds. */
  | { readonly kind: "absurd-time"; readonly key: string; readonly time: bigint; readonly ours: bigint }
  | { readonly kind: "no-cosignature"; readonly unknownLines: number };

/** Most bytes of an answer: 100 lines of nearly 5 kB each. */
const ANSWER_BYTES_MAX = 524_288;
const ANSWER_LINES_MAX = 100;

/**
 * A cosignature further than this from our clock is refused. A day, because a smaller contradiction of clocks is worth keeping and
 * showing, and a larger one is no statement about now.
 */
const SKEW_SECONDS_MAX = 86_400n;

/** What answers are held against. */
export type CosignatureTrust = { readonly witness: readonly Vkey[]; readonly checks: SignatureChecks; readonly clock: Clock };

/**
 * Reads the signature lines with which a witness answered about the checkpoint with `text`. Input is untrusted: every line must be one,
 * lines by unknown keys are ignored, a bad line by a known key refuses the answer. Each key counts once.
 */
export async function readCosignatures(
  body: Uint8Array,
  text: string,
  trust: CosignatureTrust,
): Promise<Checked<readonly CosignatureLine[], CosignatureFault>> {
  const lines = readLines(body);
  if (!lines.ok) return lines;
  const found = new Map<Vkey, CosignatureLine>();
  let unknownLines = 0;
  for (const line of lines.value) {
    const vkey = trust.witness.find(({ name, keyId }) => name === line.name && keyId === line.keyId);
    if (vkey === undefined || vkey.type === KEY_TYPES.ed25519Note) unknownLines++;
    else {
      const time = await timeOf(line, vkey, text, trust);
      if (!time.ok) return time;
      if (!found.has(vkey)) found.set(vkey, { ...line, vkey, time: time.value });
    }
  }
  return found.size === 0 ? no({ kind: "no-cosignature", unknownLines }) : yes([...found.values()]);
}

function readLines(body: Uint8Array): Checked<readonly SignatureLine[], CosignatureFault> {
  if (body.length > ANSWER_BYTES_MAX) return refuse(1, `at most ${ANSWER_BYTES_MAX} bytes`);
  const lines = textOf(body)?.split("\n");
  if (lines === undefined) return refuse(1, "UTF-8");
  if (lines.pop() !== "") return refuse(lines.length + 1, "a newline at the end");
  if (lines.length > ANSWER_LINES_MAX) return refuse(ANSWER_LINES_MAX + 1, `at most ${ANSWER_LINES_MAX} lines`);
  const signatures: SignatureLine[] = [];
  for (const [at, text] of lines.entries()) {
    const line = parseSignatureLine(text);
    if (line === undefined) return refuse(at + 1, "a signature line");
    signatures.push(line);
  }
  return yes(signatures);
}

/** The time of a cosignature that verifies and is believable. */
async function timeOf(
  { signature }: SignatureLine,
  vkey: Vkey,
  text: string,
  { checks, clock }: CosignatureTrust,
): Promise<Checked<bigint, CosignatureFault>> {
  const key = `${vkey.name}+${formatKeyId(vkey.keyId)}`;
  const signed = await createVerifier(vkey, checks).verify(text, signature);
  if (!signed.ok) return no({ kind: "bad-cosignature", key, reason: signed.fault.reason });
  const time = signed.value.time ?? 0n;
  const ours = BigInt(Math.floor(clock() / 1000));
  const skew = time > ours ? time - ours : ours - time;
  return time === 0n || skew > SKEW_SECONDS_MAX ? no({ kind: "absurd-time", key, time, ours }) : yes(time);
}

function refuse(line: number, expected: string): Checked<never, CosignatureFault> {
  return no({ kind: "bad-answer", line, expected });
}
