import { concat, Failure, parseJson, textOf, utf8 } from "../../../lib/index.ts";
import { FIELD_BYTES_MAX, type Field, JSON_DOCUMENT_BYTES_MAX } from "./field.ts";
import { jsonLeaves } from "./json-leaves.ts";
import { cutLineParts, type LinePart, lineField, linePath } from "./lines.ts";

/**
 * One field a leaf value of the one document that the content is (spec/redaction.md §JSON). Throws REDACTION_REFUSED when it is not
 * I-JSON, too long, or has a value longer than a field may be.
 */
export async function* cutJson(content: AsyncIterable<Uint8Array>): AsyncGenerator<Field> {
  const text = await readText(content);
  const parsed = text === undefined ? undefined : parseJson(text);
  if (text === undefined || parsed === undefined || !parsed.ok) {
    const why =
      parsed === undefined || parsed.ok ? "it is not UTF-8" : `at ${parsed.fault.at}: expected ${parsed.fault.expected}`;
    throw refused(`the exhibit is not JSON that means one thing only (${why}). Cut it by lines`);
  }
  for (const { pointer, raw } of jsonLeaves(text)) {
    const value = utf8(raw);
    if (value.length > FIELD_BYTES_MAX) throw refused(`a value has more than ${FIELD_BYTES_MAX} bytes. Cut by bytes or lines`);
    yield { path: pointer, value, line: null, pointer, offset: null };
  }
}

/**
 * One field a leaf value of each line that is JSON; any other line is one field, whole, as `lines` cuts it (spec/redaction.md §NDJSON).
 */
export async function* cutNdjson(content: AsyncIterable<Uint8Array>): AsyncGenerator<Field> {
  for await (const part of cutLineParts(content)) {
    const text = part.isWhole ? textOf(part.value) : undefined;
    if (text === undefined || !parseJson(text).ok) yield lineField(part);
    else yield* leafFields(part, text);
  }
}

function* leafFields(part: LinePart, text: string): Generator<Field> {
  for (const { pointer, raw } of jsonLeaves(text)) {
    yield { path: `${linePath(part)}${pointer}`, value: utf8(raw), line: part.line, pointer, offset: null };
  }
}

async function readText(content: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > JSON_DOCUMENT_BYTES_MAX)
      throw refused(`the document has more than ${JSON_DOCUMENT_BYTES_MAX} bytes. Cut it by lines`);
    chunks.push(chunk.slice());
  }
  return textOf(concat(...chunks));
}

function refused(why: string): Failure {
  return new Failure("REDACTION_REFUSED", why);
}
