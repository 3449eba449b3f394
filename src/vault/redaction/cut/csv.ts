import { Failure, textOf } from "../../../lib/index.ts";
import { FIELD_BYTES_MAX, type Field } from "./field.ts";
import { escapeSegment } from "./json-leaves.ts";

const [QUOTE, COMMA, NEWLINE] = [0x22, 0x2c, 0x0a];

/**
 * One field a cell, as its bytes stand there: quotes, and the line's end in a row's last cell, included; the comma not (RFC 4180,
 * spec/redaction.md §CSV). A newline within quotes is part of a cell. Total: whatever the bytes, they are some cells.
 */
export async function* cutCsv(content: AsyncIterable<Uint8Array>): AsyncGenerator<Field> {
  const table = new Table();
  for await (const chunk of content) yield* table.take(chunk);
  yield* table.end();
}

class Table {
  readonly #names: string[] = [];
  #cell: number[] = [];
  #row = 1;
  #column = 1;
  #quoted = false;

  *take(chunk: Uint8Array): Generator<Field> {
    for (const byte of chunk) {
      if (byte === QUOTE) this.#quoted = !this.#quoted;
      if (byte === COMMA && !this.#quoted) {
        yield this.#field();
        this.#column++;
        continue;
      }
      this.#cell.push(byte);
      if (this.#cell.length > FIELD_BYTES_MAX)
        throw new Failure("REDACTION_REFUSED", `row ${this.#row} has a cell of more than ${FIELD_BYTES_MAX} bytes. Cut by lines`);
      if (byte === NEWLINE && !this.#quoted) yield this.#endRow();
    }
  }

  *end(): Generator<Field> {
    if (this.#cell.length > 0 || this.#column > 1) yield this.#endRow();
  }

  #endRow(): Field {
    const field = this.#field();
    this.#row++;
    this.#column = 1;
    return field;
  }

  #field(): Field {
    const value = Uint8Array.from(this.#cell);
    this.#cell = [];
    if (this.#row === 1) this.#names.push(cellText(value));
    const name = this.#names[this.#column - 1];
    const pointer = name === undefined ? null : `/${escapeSegment(name)}`;
    return { path: `row/${this.#row}/${this.#column}`, value, line: this.#row, pointer, offset: null };
  }
}

/** What a header cell says: without its line's end, its quotes and their doubling. */
function cellText(value: Uint8Array): string {
  const text = (textOf(value) ?? "").replace(/\r?\n$/, "");
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1).replaceAll('""', '"') : text;
}
