import { parseBase64, parseHex } from "../../lib/index.ts";
import { parseTimestamp, type StixTime } from "../timestamp.ts";
import { PatternRefusal, type TokenCursor } from "./cursor.ts";
import type { Literal } from "./syntax.ts";
import type { Token } from "./tokens.ts";

/** Any constant. */
export function readLiteral(cursor: TokenCursor): Literal {
  if (cursor.skip("true")) return { is: "flag", value: true };
  if (cursor.skip("false")) return { is: "flag", value: false };
  return readOrderable(cursor);
}

/** A constant that comes before or after others: anything but true and false. */
export function readOrderable(cursor: TokenCursor): Literal {
  const token = cursor.take();
  switch (token.kind) {
    case "int":
    case "float":
      return { is: "number", value: numberIn(token) };
    case "text":
      return { is: "text", value: token.text };
    case "time":
      return { is: "time", value: timeIn(token) };
    case "hex":
      return { is: "bytes", value: bytesIn(token, parseHex(token.text.toLowerCase()), "pairs of hexadecimal digits") };
    case "binary":
      return { is: "bytes", value: bytesIn(token, parseBase64(token.text), "base64") };
    default:
      throw new PatternRefusal(token.at, "a constant");
  }
}

/** A list of constants in parentheses; it may be empty. */
export function readSet(cursor: TokenCursor): readonly Literal[] {
  cursor.expect("(");
  const values: Literal[] = [];
  if (cursor.skip(")")) return values;
  do values.push(readLiteral(cursor));
  while (cursor.skip(","));
  cursor.expect(")");
  return values;
}

/** Text in quotes. */
export function readQuotedText(cursor: TokenCursor): Token {
  const token = cursor.take();
  if (token.kind !== "text") throw new PatternRefusal(token.at, "text in quotes");
  return token;
}

/** t'…' */
export function readTime(cursor: TokenCursor): StixTime {
  const token = cursor.take();
  if (token.kind !== "time") throw new PatternRefusal(token.at, "a time such as t'2026-11-22T12:00:00Z'");
  return timeIn(token);
}

/** A number above zero; `whole` for a count. */
export function readPositive(cursor: TokenCursor, whole: boolean): number {
  const token = cursor.take();
  const value = token.kind === "int" || (!whole && token.kind === "float") ? numberIn(token) : 0;
  if (value <= 0) throw new PatternRefusal(token.at, whole ? "a whole number above 0" : "a number above 0");
  return value;
}

function numberIn(token: Token): number {
  const value = Number(token.text);
  if (!Number.isFinite(value) || (token.kind === "int" && !Number.isSafeInteger(value)))
    throw new PatternRefusal(token.at, "a number that a double holds exactly");
  return value;
}

function timeIn(token: Token): StixTime {
  const time = parseTimestamp(token.text);
  if (time === undefined) throw new PatternRefusal(token.at, "a time such as t'2026-11-22T12:00:00Z'");
  return time;
}

function bytesIn(token: Token, read: { ok: true; value: Uint8Array } | { ok: false }, expected: string): Uint8Array {
  if (!read.ok) throw new PatternRefusal(token.at, expected);
  return read.value;
}
