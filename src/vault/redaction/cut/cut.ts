import { type Checked, Failure, no, yes } from "../../../lib/index.ts";
import { cutBytes } from "./bytes.ts";
import { cutCsv } from "./csv.ts";
import { BLOCK_BYTES_MIN, CUT_METHODS, type Cut, type CutMethod, FIELD_BYTES_MAX, FIELDS_MAX, type Field } from "./field.ts";
import { cutJson, cutNdjson } from "./json.ts";
import { cutLines } from "./lines.ts";

/**
 * Cuts content into fields: the same content and cut give the same fields anywhere. Throws REDACTION_REFUSED when the method does not
 * fit the content or there are more than FIELDS_MAX fields.
 */
export async function* cutFields(cut: Cut, content: AsyncIterable<Uint8Array>): AsyncGenerator<Field> {
  let fields = 0;
  for await (const field of fieldsBy(cut, content)) {
    if (++fields > FIELDS_MAX) throw new Failure("REDACTION_REFUSED", `the exhibit has more than ${FIELDS_MAX} fields`);
    yield field;
  }
}

function fieldsBy({ method, blockBytes }: Cut, content: AsyncIterable<Uint8Array>): AsyncGenerator<Field> {
  switch (method) {
    case "lines":
      return cutLines(content);
    case "ndjson":
      return cutNdjson(content);
    case "json":
      return cutJson(content);
    case "csv":
      return cutCsv(content);
    case "bytes":
      return cutBytes(content, blockBytes ?? BLOCK_BYTES_MIN);
  }
}

/** A cut as a statement or a person names it; untrusted. The fault is a sentence. */
export function parseCut(named: {
  readonly method: string;
  readonly version: number;
  readonly blockBytes: number | null;
}): Checked<Cut, string> {
  const method = CUT_METHODS.find((known): known is CutMethod => known === named.method);
  if (method === undefined || named.version !== 1) return no(`expected a cut by ${CUT_METHODS.join(", ")}, version 1`);
  const { blockBytes } = named;
  const fits =
    method === "bytes"
      ? blockBytes !== null && blockBytes >= BLOCK_BYTES_MIN && blockBytes <= FIELD_BYTES_MAX
      : blockBytes === null;
  if (!fits)
    return no(`expected blocks of ${BLOCK_BYTES_MIN} to ${FIELD_BYTES_MAX} bytes for the method bytes, and for no other`);
  return yes({ method, version: 1, blockBytes });
}

/** The name of a cut's folder in the vault. */
export function cutName({ method, version, blockBytes }: Cut): string {
  return blockBytes === null ? `${method}-${version}` : `${method}-${version}-${blockBytes}`;
}
