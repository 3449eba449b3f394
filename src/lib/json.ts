import { type Checked, no, yes } from "./checked.ts";
import { tableOf } from "./table.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

export type JsonFault = { readonly kind: "bad-json"; readonly at: number; readonly expected: string };

/** Nesting deeper than this is refused. */
export const JSON_DEPTH_MAX = 64;

/** What one document may weigh in memory: a scalar weighs 1, an object or array CONTAINER_WEIGHT, for that many more bytes of heap. */
export const JSON_WEIGHT_MAX = 20_000_000;
const CONTAINER_WEIGHT = 10;

class Refusal extends Error {
  readonly fault: JsonFault;
  constructor(at: number, expected: string) {
    super(expected);
    this.fault = { kind: "bad-json", at, expected };
  }
}

/**
 * Parses JSON that must mean one thing only (RFC 8259 narrowed as in RFC 7493, I-JSON). Input is untrusted: equal keys, lone
 * surrogates, integers beyond 2^53, nesting beyond JSON_DEPTH_MAX and more values than JSON_WEIGHT_MAX are refused, each with its
 * position in UTF-16 units.
 * Objects come back without a prototype, so "__proto__" is a name like any other.
 */
export function parseJson(text: string): Checked<Json, JsonFault> {
  const cursor: Cursor = { text, at: 0, weight: 0 };
  try {
    const value = readValue(cursor, 0);
    skipSpace(cursor);
    if (cursor.at !== text.length) throw new Refusal(cursor.at, "end of text");
    return yes(value);
  } catch (error) {
    if (error instanceof Refusal) return no(error.fault);
    throw error;
  }
}

type Cursor = { readonly text: string; at: number; weight: number };

function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    cursor.at++;
  }
}

function readValue(cursor: Cursor, depth: number): Json {
  if (depth > JSON_DEPTH_MAX) throw new Refusal(cursor.at, `at most ${JSON_DEPTH_MAX} levels`);
  skipSpace(cursor);
  const first = cursor.text[cursor.at];
  cursor.weight += first === "{" || first === "[" ? CONTAINER_WEIGHT : 1;
  if (cursor.weight > JSON_WEIGHT_MAX) throw new Refusal(cursor.at, "fewer values");
  switch (first) {
    case "{":
      return readObject(cursor, depth);
    case "[":
      return readArray(cursor, depth);
    case '"':
      return readString(cursor);
    case "t":
      return readWord(cursor, "true", true);
    case "f":
      return readWord(cursor, "false", false);
    case "n":
      return readWord(cursor, "null", null);
    default:
      return readNumber(cursor);
  }
}

function readWord(cursor: Cursor, word: string, value: Json): Json {
  if (!cursor.text.startsWith(word, cursor.at)) throw new Refusal(cursor.at, word);
  cursor.at += word.length;
  return value;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

function readNumber(cursor: Cursor): number {
  NUMBER.lastIndex = cursor.at;
  const lexeme = NUMBER.exec(cursor.text)?.[0];
  if (lexeme === undefined) throw new Refusal(cursor.at, "a value");
  const value = Number(lexeme);
  const exact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!exact) throw new Refusal(cursor.at, "a number that a double holds exactly");
  cursor.at += lexeme.length;
  return value;
}

// A run of characters that stand for themselves.
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: ReadonlyMap<string, string> = tableOf({
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
});

function readString(cursor: Cursor): string {
  const start = cursor.at++;
  let value = "";
  for (;;) {
    PLAIN.lastIndex = cursor.at;
    const run = PLAIN.exec(cursor.text)?.[0] ?? "";
    value += run;
    cursor.at += run.length;
    const next = cursor.text[cursor.at];
    if (next === '"') break;
    if (next !== "\\") throw new Refusal(cursor.at, "a closing quote");
    value += readEscape(cursor);
  }
  cursor.at++;
  if (!value.isWellFormed()) throw new Refusal(start, "text without lone surrogates");
  return value;
}

function readEscape(cursor: Cursor): string {
  const letter = cursor.text[cursor.at + 1] ?? "";
  const plain = ESCAPES.get(letter);
  if (plain !== undefined) {
    cursor.at += 2;
    return plain;
  }
  const digits = cursor.text.slice(cursor.at + 2, cursor.at + 6);
  if (letter !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) throw new Refusal(cursor.at, "an escape");
  cursor.at += 6;
  return String.fromCharCode(Number.parseInt(digits, 16));
}

function readArray(cursor: Cursor, depth: number): Json[] {
  const items: Json[] = [];
  cursor.at++;
  skipSpace(cursor);
  if (cursor.text[cursor.at] === "]") {
    cursor.at++;
    return items;
  }
  for (;;) {
    items.push(readValue(cursor, depth + 1));
    if (endOfList(cursor, "]")) return items;
  }
}

function readObject(cursor: Cursor, depth: number): JsonObject {
  const members: Record<string, Json> = Object.create(null);
  cursor.at++;
  skipSpace(cursor);
  if (cursor.text[cursor.at] === "}") {
    cursor.at++;
    return members;
  }
  for (;;) {
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== '"') throw new Refusal(cursor.at, "a quoted name");
    const nameAt = cursor.at;
    const name = readString(cursor);
    if (name in members) throw new Refusal(nameAt, "each name once");
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== ":") throw new Refusal(cursor.at, '":"');
    cursor.at++;
    members[name] = readValue(cursor, depth + 1);
    if (endOfList(cursor, "}")) return members;
  }
}

/** Steps over "," (more follows) or `close` (done). */
function endOfList(cursor: Cursor, close: string): boolean {
  skipSpace(cursor);
  const mark = cursor.text[cursor.at];
  if (mark !== "," && mark !== close) throw new Refusal(cursor.at, `"," or "${close}"`);
  cursor.at++;
  return mark === close;
}

/**
 * One text for one value: no spaces, object names sorted by UTF-16 unit, numbers as ECMAScript prints them (the rules of RFC 8785).
 * We sign the bytes that this gives and compare what we read with it; nobody has to re-canonicalise to verify.
 */
export function formatJson(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(formatJson).join(",")}]`;
  const object = value as JsonObject;
  const members = Object.keys(object).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${formatJson(object[name] as Json)}`).join(",")}}`;
}
