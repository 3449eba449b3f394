/** A line longer than this is refused: its first REFUSED_BYTES_MAX bytes are kept, reading goes on at the next newline. */
export const LINE_BYTES_MAX = 1_048_576;
/** A JSON document or array member longer than this is refused in the same way. */
export const DOCUMENT_BYTES_MAX = 16_777_216;
/** What is kept of a piece that is refused. */
export const REFUSED_BYTES_MAX = 65_536;
/** JSON nested deeper than this is refused. */
export const DOCUMENT_DEPTH_MAX = 256;

export const NEWLINE = 0x0a;
export const RETURN = 0x0d;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
/** UTF-8 byte-order mark: not part of the first piece. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** JSON white space (RFC 8259 §2). */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === RETURN || byte === 0x09;
}

/** True for a byte of the byte-order mark at the very start of a source. */
export function isMark(byte: number, offset: number): boolean {
  return byte === BYTE_ORDER_MARK[offset];
}
