export const SPACE = 0x20;
export const DASH = 0x2d;
const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKSLASH = 0x5c;
export const COLON = 0x3a;
const BREAK = 0x0a;

/** Plain texts that are numbers in YAML's core schema. */
const NUMBER =
  /^(?:0o[0-7]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const PLAIN_INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;
/** How a plain text that is no text may start. */
const MAY_BE_VALUE = "0123456789+-.~nNtTfF";
/** How no plain text may start (YAML 1.2.2 §7.3.3), and two signs that may under conditions. */
const NO_PLAIN_START = "?,[]{}#&*!|>'\"%@`";
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

/** Says that a document is out of the ordinary. Caught by readOrdinaryYaml. */
export class Unusual extends Error {}

export function unusual(): never {
  throw new Unusual();
}

/** Whether a space, the end of the line or that of the text stands at `at`. */
export function isBreakOrSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === SPACE || code === BREAK || at >= text.length;
}

/** Whether a plain scalar may start at `at`. */
export function isPlainStart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === DASH || code === COLON) return !isBreakOrSpace(text, at + 1);
  return !NO_PLAIN_START.includes(text[at] as string);
}

export function isQuote(code: number): boolean {
  return code === QUOTE || code === DOUBLE_QUOTE;
}

type Quoted = { readonly text: string; readonly end: number };

/** The quoted text that begins at `at`, which must end before `lineEnd`, and where it ends. Throws Unusual. */
export function quotedText(text: string, at: number, lineEnd: number): Quoted {
  return text.charCodeAt(at) === QUOTE ? singleQuoted(text, at, lineEnd) : doubleQuoted(text, at, lineEnd);
}

function singleQuoted(text: string, at: number, lineEnd: number): Quoted {
  let close = text.indexOf("'", at + 1);
  let hasQuotes = false;
  while (close >= 0 && close < lineEnd && text.charCodeAt(close + 1) === QUOTE) {
    hasQuotes = true;
    close = text.indexOf("'", close + 2);
  }
  if (close < 0 || close >= lineEnd) unusual();
  const inner = text.slice(at + 1, close);
  return { text: hasQuotes ? inner.replaceAll("''", "'") : inner, end: close + 1 };
}

const ESCAPE = /\\(u[0-9a-fA-F]{4}|.)/g;
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ['"', '"'],
  ["/", "/"],
  ["n", "\n"],
  ["t", "\t"],
]);

function doubleQuoted(text: string, at: number, lineEnd: number): Quoted {
  let close = at + 1;
  let hasEscapes = false;
  for (; close < lineEnd && text.charCodeAt(close) !== DOUBLE_QUOTE; close++) {
    if (text.charCodeAt(close) !== BACKSLASH) continue;
    hasEscapes = true;
    close++;
  }
  if (close >= lineEnd) unusual();
  const inner = text.slice(at + 1, close);
  const meant = hasEscapes ? inner.replace(ESCAPE, (_, sign: string) => unescaped(sign)) : inner;
  return { text: meant, end: close + 1 };
}

function unescaped(sign: string): string {
  const text = sign.length === 1 ? ESCAPED.get(sign) : String.fromCharCode(Number.parseInt(sign.slice(1), 16));
  return text?.isWellFormed() === true ? text : unusual();
}

/** What a plain scalar means in the core schema. Throws Unusual for all numbers but plain integers. */
export function plainValue(text: string): string | number | boolean | null {
  if (text !== "" && !MAY_BE_VALUE.includes(text[0] as string)) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (PLAIN_INTEGER.test(text)) return Number(text);
  if (NUMBER.test(text)) throw new Unusual();
  return text;
}
