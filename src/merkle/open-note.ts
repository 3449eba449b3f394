import { type Checked, no, yes } from "../lib/index.ts";
import { formatNote, type Note, type NoteFault, parseNote, type SignatureLine } from "./note.ts";
import { formatKeyId } from "./vkey.ts";

/** What a signature that verifies says: `time` in POSIX seconds where it is a timestamped cosignature; 0 makes no claim of time. */
export type Signed = { readonly time: bigint | undefined };

/** Why a signature does not verify. */
export type SignatureFault = { readonly kind: "bad-signature"; readonly reason: string };

/** Checks signatures of one key over the text of a note. */
export type NoteVerifier = {
  readonly name: string;
  readonly keyId: number;
  verify(text: string, signature: Uint8Array): Promise<Checked<Signed, SignatureFault>>;
};

/** Makes signatures of one key over the text of a note. */
export type NoteSigner = {
  readonly name: string;
  readonly keyId: number;
  /** The bytes that follow the key id in the signature line. */
  sign(text: string): Promise<Uint8Array>;
};

/** A signature line that verified, by whom, and when it says it was made (POSIX seconds; undefined where it names no time). */
export type VerifiedLine<Verifier extends NoteVerifier = NoteVerifier> = {
  readonly verifier: Verifier;
  readonly time: bigint | undefined;
  readonly line: SignatureLine;
};

export type OpenNote<Verifier extends NoteVerifier = NoteVerifier> = {
  readonly text: string;
  /** One for each known key that signed, in the order of the lines. A key that signed twice counts once, with its earliest time above 0. */
  readonly verified: readonly VerifiedLine<Verifier>[];
  /** Signature lines by keys that nobody gave us: ignored, as the specification demands, but counted. */
  readonly unknownLines: number;
};

export type OpenNoteFault =
  | NoteFault
  | { readonly kind: "bad-signature"; readonly key: string; readonly signature: number; readonly reason: string }
  | { readonly kind: "no-known-signature"; readonly unknownLines: number }
  | { readonly kind: "ambiguous-verifier"; readonly key: string };

/**
 * Reads a note and checks every signature by a known key (c2sp.org/signed-note §Signatures). Input is untrusted: a known key with a
 * bad signature refuses the whole note (`signature` counts the signature lines from 1), and so does a note that no known key signed.
 */
export async function openNote<Verifier extends NoteVerifier>(
  bytes: Uint8Array,
  verifiers: readonly Verifier[],
): Promise<Checked<OpenNote<Verifier>, OpenNoteFault>> {
  const note = parseNote(bytes);
  return note.ok ? openParsedNote(note.value, verifiers) : note;
}

/** As openNote, for a note that was parsed already. */
export async function openParsedNote<Verifier extends NoteVerifier>(
  { text, signatures }: Note,
  verifiers: readonly Verifier[],
): Promise<Checked<OpenNote<Verifier>, OpenNoteFault>> {
  const known = byKey(verifiers);
  if (!known.ok) return known;
  const verified = new Map<Verifier, VerifiedLine<Verifier>>();
  let unknownLines = 0;
  for (const [at, line] of signatures.entries()) {
    const verifier = known.value.get(keyOf(line));
    if (verifier === undefined) {
      unknownLines++;
      continue;
    }
    const signed = await verifier.verify(text, line.signature);
    if (!signed.ok) return no({ ...signed.fault, key: keyOf(line), signature: at + 1 });
    verified.set(verifier, earliest(verified.get(verifier), { verifier, line, time: signed.value.time }));
  }
  if (verified.size === 0) return no({ kind: "no-known-signature", unknownLines });
  return yes({ text, verified: [...verified.values()], unknownLines });
}

/** A note over `text` with a signature line of each signer, in order. */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<Uint8Array<ArrayBuffer>> {
  const lines: SignatureLine[] = [];
  for (const signer of signers) {
    lines.push({ name: signer.name, keyId: signer.keyId, signature: await signer.sign(text) });
  }
  return formatNote(text, lines);
}

function byKey<Verifier extends NoteVerifier>(
  verifiers: readonly Verifier[],
): Checked<ReadonlyMap<string, Verifier>, OpenNoteFault> {
  const known = new Map<string, Verifier>();
  for (const verifier of verifiers) {
    const key = keyOf(verifier);
    if (known.has(key)) return no({ kind: "ambiguous-verifier", key });
    known.set(key, verifier);
  }
  return yes(known);
}

/** `<name>+<key id>`: what identifies a key in a note. */
function keyOf({ name, keyId }: { readonly name: string; readonly keyId: number }): string {
  return `${name}+${formatKeyId(keyId)}`;
}

/** A time of 0 makes no claim (c2sp.org/tlog-cosignature): it does not hide one that does. */
function earliest<Line extends VerifiedLine>(first: Line | undefined, second: Line): Line {
  if (first === undefined) return second;
  const [a, b] = [first.time ?? 0n, second.time ?? 0n];
  if (a === 0n || b === 0n) return a === 0n && b !== 0n ? second : first;
  return a <= b ? first : second;
}
