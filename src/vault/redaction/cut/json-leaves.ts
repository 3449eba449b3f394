import { tableOf } from "../../../lib/index.ts";
/** A leaf value of a JSON text: where it stands and its characters as they stand there. */
export type JsonLeaf = { readonly pointer: string; readonly raw: string };

type Scan = { readonly text: string; at: number; readonly leaves: JsonLeaf[] };

/**
 * The leaves of a JSON text in its own order: scalars, and objects and arrays that hold nothing (spec/redaction.md §JSON). `text` must be
 * what parseJson accepts: its depth is bounded and nothing is checked again here.
 */
export function jsonLeaves(text: string): readonly JsonLeaf[] {
  const scan: Scan = { text, at: 0, leaves: [] };
  readValue(scan, "");
  return scan.leaves;
}

function readValue(scan: Scan, pointer: string): void {
  skipSpace(scan);
  const start = scan.at;
  const first = scan.text[start];
  if (first === "{" || first === "[") {
    readContainer(scan, pointer, first === "{");
    return;
  }
  if (first === '"') skipString(scan);
  else skipWord(scan);
  scan.leaves.push({ pointer, raw: scan.text.slice(start, scan.at) });
}

function readContainer(scan: Scan, pointer: string, isObject: boolean): void {
  scan.at++;
  skipSpace(scan);
  const close = isObject ? "}" : "]";
  if (scan.text[scan.at] === close) {
    scan.at++;
    scan.leaves.push({ pointer, raw: isObject ? "{}" : "[]" });
    return;
  }
  for (let index = 0; ; index++) {
    const name = isObject ? readName(scan) : String(index);
    readValue(scan, `${pointer}/${escapeSegment(name)}`);
    skipSpace(scan);
    if (scan.text[scan.at++] === close) return;
  }
}

function readName(scan: Scan): string {
  skipSpace(scan);
  const start = scan.at;
  skipString(scan);
  const name = unescapeText(scan.text.slice(start + 1, scan.at - 1));
  skipSpace(scan);
  scan.at++; // the colon
  return name;
}

/** RFC 6901 §3, and `~2` for U+0000, which ends a path in a leaf. */
export function escapeSegment(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("\0", "~2");
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/g;
const LETTERS: ReadonlyMap<string, string> = tableOf({ b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" });

function unescapeText(raw: string): string {
  return raw.replaceAll(ESCAPE, (_, digits: string | undefined, letter: string) =>
    digits === undefined ? (LETTERS.get(letter) ?? letter) : String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

const WORD = /[^\s,\]}]+/y;
const SPACE = /[ \t\r\n]*/y;

function skipString(scan: Scan): void {
  // In steps: one pattern over a long text with many escapes would exhaust the matcher's stack.
  scan.at++;
  while (scan.text[scan.at] !== '"') scan.at += scan.text[scan.at] === "\\" ? 2 : 1;
  scan.at++;
}

function skipWord(scan: Scan): void {
  WORD.lastIndex = scan.at;
  scan.at += WORD.exec(scan.text)?.[0].length ?? 1;
}

function skipSpace(scan: Scan): void {
  SPACE.lastIndex = scan.at;
  scan.at += SPACE.exec(scan.text)?.[0].length ?? 0;
}
