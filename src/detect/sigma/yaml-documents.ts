/** A YAML document inside a file: its own bytes, and the line of the file that it starts on (from 1). */
export type DocumentSlice = { readonly bytes: Uint8Array; readonly text: string; readonly firstLine: number };

const MARKER = /^---(?=[ \t\r]|$)/;
const ANY_MARKER = /^---(?=[ \t\r]|$)/m;
/** A line that holds no more than a comment, or the end of the text. */
const EMPTY_LINE = /[ \t\uFEFF]*(?:#[^\n]*)?(?:\r?\n|$)/y;

/**
 * Splits a file at its "---" lines (YAML 1.2.2 §9.1.2: at column 0 nothing else may look like one). A file that holds one document keeps all its
 * bytes, markers and comments included, so that its digest is the digest of the file as its author publishes it.
 */
export function sliceDocuments(bytes: Uint8Array, text: string, encode: (text: string) => Uint8Array): DocumentSlice[] {
  const slices = split(text).filter(({ text: slice }) => !isOnlyComments(slice));
  const only = slices[0];
  if (slices.length === 1 && only !== undefined) return [{ ...only, bytes }];
  return slices.map((slice) => ({ ...slice, bytes: encode(slice.text) }));
}

// Line by line: one expression for all of them keeps a way back for each, and a long file has more than there is room for.
function isOnlyComments(text: string): boolean {
  for (let at = 0; at < text.length; at = EMPTY_LINE.lastIndex) {
    EMPTY_LINE.lastIndex = at;
    if (!EMPTY_LINE.test(text)) return false;
  }
  return true;
}

type TextSlice = { readonly text: string; readonly firstLine: number };

function split(text: string): TextSlice[] {
  if (!ANY_MARKER.test(text)) return [{ text, firstLine: 1 }];
  const slices: TextSlice[] = [];
  let lines: string[] = [];
  let firstLine = 1;
  for (const [index, line] of text.split("\n").entries()) {
    if (MARKER.test(line)) {
      slices.push({ text: lines.join("\n"), firstLine });
      lines = [];
      firstLine = index + 1;
      lines.push(line.slice(3)); // what follows the marker on its line belongs to the new document
    } else lines.push(line);
  }
  slices.push({ text: lines.join("\n"), firstLine });
  return slices;
}
