import { concat } from "../../../lib/index.ts";
import { FIELD_BYTES_MAX, type Field } from "./field.ts";

const NEWLINE = 0x0a;

/** A line with its newline, or a part of one that is longer than a field may be; `part` counts from 0. */
export type LinePart = { readonly line: number; readonly part: number; readonly isWhole: boolean; readonly value: Uint8Array };

/** Cuts after each newline, and after FIELD_BYTES_MAX bytes without one. All values one after the other are the content. */
export async function* cutLineParts(content: AsyncIterable<Uint8Array>): AsyncGenerator<LinePart> {
  let [line, part] = [1, 0];
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const take = (endsLine: boolean): LinePart => {
    const taken = { line, part, isWhole: part === 0 && endsLine, value: concat(...held) };
    [line, part] = endsLine ? [line + 1, 0] : [line, part + 1];
    [held, heldBytes] = [[], 0];
    return taken;
  };
  for await (const chunk of content) {
    for (let at = 0; at < chunk.length; ) {
      const newline = chunk.indexOf(NEWLINE, at);
      const end = Math.min(newline < 0 ? chunk.length : newline + 1, at + FIELD_BYTES_MAX - heldBytes);
      held.push(chunk.slice(at, end));
      heldBytes += end - at;
      at = end;
      const endsLine = newline >= 0 && end === newline + 1;
      if (endsLine || heldBytes === FIELD_BYTES_MAX) yield take(endsLine);
    }
  }
  // The last line needs no newline to be whole; a part that follows a full one is one more part of it.
  if (heldBytes > 0) yield { ...take(true) };
}

/** The path of a part of a line: `line/17`, then `line/17+1`. */
export function linePath({ line, part }: LinePart): string {
  return part === 0 ? `line/${line}` : `line/${line}+${part}`;
}

/** One field a line, its newline included (spec/redaction.md §Lines). */
export async function* cutLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<Field> {
  for await (const part of cutLineParts(content)) yield lineField(part);
}

/** A part of a line as a field. */
export function lineField(part: LinePart): Field {
  return { path: linePath(part), value: part.value, line: part.line, pointer: null, offset: null };
}
