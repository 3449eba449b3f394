import { type Checked, no, tableOf, yes } from "../../lib/index.ts";
import type { PatternFault } from "./syntax.ts";

export type TokenKind = "word" | "hyphenated" | "int" | "float" | "text" | "hex" | "binary" | "time" | "mark" | "end";

/** One token: `text` without quotes and escapes; `at` in UTF-16 units. */
export type Token = { readonly kind: TokenKind; readonly text: string; readonly at: number };

// White space and comments as in STIXPattern.g4; no nested quantifiers, so that no input takes more than linear time.
const SPACE = /[ \t\r\n\u000B\u000C\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/y;
const LINE_COMMENT = /\/\/[^\r\n]*/y;
const NUMBER = /[+-]?(?:[0-9]*\.[0-9]+|0(?![0-9])|[1-9][0-9]*)/y;
const WORD = /[a-zA-Z_][a-zA-Z0-9_-]*/y;
const MARK = /==|!=|<>|<=|>=|[=<>()[\],:.*]/y;
const PREFIXED: ReadonlyMap<string, TokenKind> = tableOf({ h: "hex", b: "binary", t: "time" });

/** Cuts a pattern into tokens; the last is `end`. */
export function tokensOf(source: string): Checked<readonly Token[], PatternFault> {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    const start = skipSpace(source, at);
    if (start < 0) return refuse(at, "*/");
    if (start === source.length) return yes([...tokens, { kind: "end", text: "", at: start }]);
    const read = readToken(source, start);
    if (!read.ok) return read;
    tokens.push(read.value.token);
    at = read.value.next;
  }
}

/** The place of the next token; -1 when a comment has no end. */
function skipSpace(source: string, from: number): number {
  let at = from;
  for (;;) {
    const space = match(SPACE, source, at) ?? match(LINE_COMMENT, source, at);
    if (space !== undefined) at += space.length;
    else if (source.startsWith("/*", at)) {
      const close = source.indexOf("*/", at + 2);
      if (close < 0) return -1;
      at = close + 2;
    } else return at;
  }
}

type Read = Checked<{ readonly token: Token; readonly next: number }, PatternFault>;

function readToken(source: string, at: number): Read {
  const first = source[at] ?? "";
  if (first === "'") return readQuoted(source, at, "text", at);
  const prefixed = PREFIXED.get(first);
  if (prefixed !== undefined && source[at + 1] === "'") return readQuoted(source, at + 1, prefixed, at);
  const number = match(NUMBER, source, at);
  if (number !== undefined) return found(number.includes(".") ? "float" : "int", number, at);
  const word = match(WORD, source, at);
  if (word !== undefined) return found(word.includes("-") ? "hyphenated" : "word", word, at);
  const mark = match(MARK, source, at);
  return mark === undefined ? refuse(at, "a token of the pattern language") : found("mark", mark, at);
}

/** Text in quotes; only the quote and the backslash are escaped (STIXPattern.g4, StringLiteral). */
function readQuoted(source: string, open: number, kind: TokenKind, start: number): Read {
  let text = "";
  let at = open + 1;
  for (;;) {
    const stop = nextSpecial(source, at);
    text += source.slice(at, stop);
    if (stop === source.length) return refuse(start, "a closing quote");
    if (source[stop] === "'") return yes({ token: { kind, text, at: start }, next: stop + 1 });
    const escaped = source[stop + 1];
    if (escaped !== "'" && escaped !== "\\") return refuse(stop, "\\' or \\\\");
    text += escaped;
    at = stop + 2;
  }
}

function nextSpecial(source: string, from: number): number {
  let at = from;
  while (at < source.length && source[at] !== "'" && source[at] !== "\\") at++;
  return at;
}

function match(expression: RegExp, source: string, at: number): string | undefined {
  expression.lastIndex = at;
  return expression.exec(source)?.[0];
}

function found(kind: TokenKind, text: string, at: number): Read {
  return yes({ token: { kind, text, at }, next: at + text.length });
}

function refuse(at: number, expected: string): { readonly ok: false; readonly fault: PatternFault } {
  return no({ kind: "bad-pattern", at, expected });
}
