import { concat, textOf } from "../../lib/index.ts";
import { type CopyField, FIELD_LINE_BYTES_MAX, parseFieldLine } from "./field-line.ts";

const NEWLINE = 0x0a;

/** What is wrong with a line, counted from 1. */
export type LineFault = { readonly line: number; readonly expected: string };

/**
 * The fields of a copy's list in order, one line in memory at a time; ends with a fault, which is then the last item, at the first line
 * that is not one. Input is untrusted.
 */
export async function* readFieldLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<CopyField | LineFault> {
  let line = 0;
  for await (const bytes of splitLines(content)) {
    line++;
    const text = bytes === undefined ? undefined : textOf(bytes);
    if (text === undefined) {
      yield { line, expected: `at most ${FIELD_LINE_BYTES_MAX} bytes of UTF-8 and a newline` };
      return;
    }
    const field = parseFieldLine(text);
    if (!field.ok) {
      yield { line, expected: field.fault };
      return;
    }
    yield field.value;
  }
}

/** Lines without their newlines; undefined, and no more, where one is too long or the last has none. */
async function* splitLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | undefined> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of content) {
    let at = 0;
    for (let newline = chunk.indexOf(NEWLINE); newline >= 0; newline = chunk.indexOf(NEWLINE, at)) {
      const piece = chunk.subarray(at, newline);
      yield heldBytes === 0 ? piece : concat(...held, piece);
      [held, heldBytes] = [[], 0];
      at = newline + 1;
    }
    if (at === chunk.length) continue;
    held.push(chunk.slice(at));
    heldBytes += chunk.length - at;
    if (heldBytes > FIELD_LINE_BYTES_MAX) {
      yield undefined;
      return;
    }
  }
  if (heldBytes > 0) yield undefined;
}

/** True for the last item of a list that is not well formed. */
export function isLineFault(item: CopyField | LineFault): item is LineFault {
  return "line" in item;
}
