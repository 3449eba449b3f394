import { assert, type Checked, concat, no, parseBase64, textOf, toBase64, utf8, yes } from "../lib/index.ts";
import { isKeyName } from "./key-name.ts";

/** A signed note has at most this many signature lines, as in Go's x/mod/sumdb/note; more is refused before any is checked. */
const SIGNATURE_LINES_MAX = 100;

/** Room for 100 ML-DSA-44 lines and a body. */
export const NOTE_BYTES_MAX = 1_048_576;

/** One signature line: who, and the bytes after the key id. `keyId` is a uint32. */
export type SignatureLine = { readonly name: string; readonly keyId: number; readonly signature: Uint8Array };

/** A note as it stands, nothing verified. `text` is what is signed, with its final newline. */
export type Note = { readonly text: string; readonly signatures: readonly SignatureLine[] };

/** `line` counts from 1. */
export type NoteFault = { readonly kind: "bad-note"; readonly line: number; readonly expected: string };

const SIGNATURE_MARK = "— ";

/** A note's bytes (c2sp.org/signed-note §Format). `text` ends with a newline. */
export function formatNote(text: string, signatures: readonly SignatureLine[]): Uint8Array<ArrayBuffer> {
  assert(text.endsWith("\n") && text.isWellFormed() && !HAS_CONTROL.test(text), "the text of a note must be lines of plain text");
  assert(signatures.length >= 1 && signatures.length <= SIGNATURE_LINES_MAX, "a note has 1 to 100 signatures");
  return utf8(`${text}\n${signatures.map(formatSignatureLine).join("")}`);
}

/** `— <name> <base64(key id ‖ signature)>` and a newline. */
export function formatSignatureLine({ name, keyId, signature }: SignatureLine): string {
  assert(isKeyName(name), `"${name}" cannot be a key name`);
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return `${SIGNATURE_MARK}${name} ${toBase64(concat(id, signature))}\n`;
}

const HAS_CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Splits a note at its last blank line. Input is untrusted; nothing is verified: see openNote. */
export function parseNote(bytes: Uint8Array): Checked<Note, NoteFault> {
  if (bytes.length > NOTE_BYTES_MAX) return refuse(1, `a note of at most ${NOTE_BYTES_MAX} bytes`);
  const whole = textOf(bytes);
  if (whole === undefined) return refuse(1, "UTF-8");
  const control = HAS_CONTROL.exec(whole);
  if (control !== null) return refuse(lineAt(whole, control.index), "no control character but newline");
  const split = whole.lastIndexOf("\n\n");
  if (split === -1) return refuse(lineAt(whole, whole.length), "a blank line between text and signatures");
  const text = whole.slice(0, split + 1);
  const first = lineAt(whole, split + 2);
  const lines = whole.slice(split + 2).split("\n");
  if (lines.pop() !== "") return refuse(first + lines.length, "a newline at the end");
  if (lines.length === 0) return refuse(first, "a signature line");
  if (lines.length > SIGNATURE_LINES_MAX) return refuse(first + SIGNATURE_LINES_MAX, `at most ${SIGNATURE_LINES_MAX} signatures`);
  return parseSignatures(text, lines, first);
}

function parseSignatures(text: string, lines: readonly string[], first: number): Checked<Note, NoteFault> {
  const signatures: SignatureLine[] = [];
  for (const [at, line] of lines.entries()) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) return refuse(first + at, "— <key name> <base64 of key id and signature>");
    signatures.push(signature);
  }
  return yes({ text, signatures });
}

/** One signature line without its newline; undefined when it is not one. Input is untrusted. */
export function parseSignatureLine(line: string): SignatureLine | undefined {
  if (!line.startsWith(SIGNATURE_MARK)) return undefined;
  const [name = "", base64 = "", ...rest] = line.slice(SIGNATURE_MARK.length).split(" ");
  const blob = parseBase64(base64);
  if (rest.length > 0 || !isKeyName(name) || !blob.ok || blob.value.length < 5) return undefined;
  return { name, keyId: new DataView(blob.value.buffer).getUint32(0), signature: blob.value.subarray(4) };
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function refuse(line: number, expected: string): Checked<never, NoteFault> {
  return no({ kind: "bad-note", line, expected });
}
