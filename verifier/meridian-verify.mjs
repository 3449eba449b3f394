#!/usr/bin/env node
// Meridian verifier. Apache-2.0; includes @noble/post-quantum, @noble/curves and @noble/hashes (MIT).
var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/lib/assert.ts
var Bug = class extends Error {
  name = "Bug";
};
function assert(condition, sentence) {
  if (!condition) throw new Bug(sentence);
}
function present(value2, sentence) {
  if (value2 === null || value2 === void 0) throw new Bug(sentence);
  return value2;
}

// src/lib/checked.ts
function yes(value2) {
  return { ok: true, value: value2 };
}
function no(fault) {
  return { ok: false, fault };
}

// src/lib/base64-portable.ts
var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
var VALUE = new Uint8Array(128).fill(255);
for (let index = 0; index < 64; index++) VALUE[ALPHABET.charCodeAt(index)] = index;
var CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
var PAD = "=".charCodeAt(0);
var ascii = new TextDecoder();
function toBase64Portably(bytes) {
  const text2 = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  let end = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const word2 = (bytes[at] ?? 0) << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0);
    text2[end++] = CODES[word2 >> 18] ?? PAD;
    text2[end++] = CODES[word2 >> 12 & 63] ?? PAD;
    text2[end++] = at + 1 < bytes.length ? CODES[word2 >> 6 & 63] ?? PAD : PAD;
    text2[end++] = at + 2 < bytes.length ? CODES[word2 & 63] ?? PAD : PAD;
  }
  return ascii.decode(text2);
}
function parseBase64Portably(text2) {
  const padding = text2.endsWith("==") ? 2 : text2.endsWith("=") ? 1 : 0;
  if (text2.length % 4 !== 0 || !isAlphabet(text2, text2.length - padding)) return no({ kind: "bad-base64" });
  const bytes = new Uint8Array(text2.length / 4 * 3 - padding);
  let at = 0;
  let spare = 0;
  for (let index = 0; index < text2.length; index += 4) {
    const word2 = value(text2, index) << 18 | value(text2, index + 1) << 12 | value(text2, index + 2) << 6 | value(text2, index + 3);
    for (let shift = 16; shift >= 0; shift -= 8) {
      if (at < bytes.length) bytes[at++] = word2 >> shift & 255;
      else spare |= word2 >> shift & 255;
    }
  }
  return spare === 0 ? yes(bytes) : no({ kind: "bad-base64" });
}
function isAlphabet(text2, length) {
  for (let index = 0; index < length; index++) if ((VALUE[text2.charCodeAt(index)] ?? 255) === 255) return false;
  return true;
}
function value(text2, index) {
  const found = VALUE[text2.charCodeAt(index)] ?? 255;
  return found === 255 ? 0 : found;
}

// src/lib/base64.ts
var native = Uint8Array;
var isNative = native.fromBase64 !== void 0 && Uint8Array.prototype.toBase64 !== void 0;
function toBase64(bytes) {
  return (isNative ? bytes.toBase64?.() : void 0) ?? toBase64Portably(bytes);
}
function parseBase64(text2) {
  if (!isNative) return parseBase64Portably(text2);
  const padding = text2.endsWith("==") ? 2 : text2.endsWith("=") ? 1 : 0;
  if (text2.length % 4 !== 0) return no({ kind: "bad-base64" });
  try {
    const bytes = native.fromBase64?.(text2, { lastChunkHandling: "strict" });
    return bytes?.length === text2.length / 4 * 3 - padding ? yes(bytes) : no({ kind: "bad-base64" });
  } catch {
    return no({ kind: "bad-base64" });
  }
}

// src/lib/bytes.ts
var encoder = new TextEncoder();
var strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
function utf8(text2) {
  return encoder.encode(text2);
}
function textOf(bytes) {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return void 0;
  }
}
var NEWLINE = 10;
function wholeLines(bytes, linesMax = Number.POSITIVE_INFINITY) {
  let count2 = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) if (++count2 > linesMax) return void 0;
  const lines = textOf(bytes)?.split("\n");
  return lines?.pop() === "" ? lines : void 0;
}
function concat(...parts) {
  const joined2 = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined2.set(part, at);
    at += part.length;
  }
  return joined2;
}
function equalBytes(left, right) {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}
function uint64(value2) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value2);
  return bytes;
}

// src/lib/clock.ts
function isoTime(ms) {
  return new Date(ms).toISOString();
}
var ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
function parseIsoTime(text2) {
  if (!ISO.test(text2)) return void 0;
  const ms = Date.parse(text2);
  return Number.isNaN(ms) || isoTime(ms) !== text2 ? void 0 : ms;
}

// src/lib/decimal.ts
var DECIMAL = /^(?:0|[1-9][0-9]{0,19})$/;
var UINT64_MAX = 18446744073709551615n;
function parseUint64(text2) {
  if (!DECIMAL.test(text2)) return no({ kind: "bad-decimal" });
  const number2 = BigInt(text2);
  return number2 <= UINT64_MAX ? yes(number2) : no({ kind: "bad-decimal" });
}
function parseCount(text2) {
  const wide = parseUint64(text2);
  if (!wide.ok) return wide;
  return wide.value <= BigInt(Number.MAX_SAFE_INTEGER) ? yes(Number(wide.value)) : no({ kind: "bad-decimal" });
}

// src/lib/failure.ts
var Failure = class extends Error {
  name = "Failure";
  code;
  constructor(code, message, cause) {
    super(message, cause === void 0 ? void 0 : { cause });
    this.code = code;
  }
};
var CHAIN_MAX = 8;
function explainError(error) {
  const messages = [];
  for (let link = error; link !== void 0 && link !== null && messages.length < CHAIN_MAX; ) {
    messages.push(link instanceof Error ? link.message : textOfThrown(link));
    link = link instanceof Error ? link.cause : void 0;
  }
  return messages.join(": ");
}
function textOfThrown(thrown) {
  return typeof thrown === "string" ? thrown : JSON.stringify(thrown) ?? typeof thrown;
}

// src/lib/hex.ts
var DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
var NOT_LOWER_HEX = /[^0-9a-f]/;
function toHex(bytes) {
  const native2 = bytes.toHex?.();
  if (native2 !== void 0) return native2;
  let text2 = "";
  for (const byte of bytes) text2 += DIGITS[byte];
  return text2;
}
function parseHex(text2) {
  if (text2.length % 2 !== 0 || NOT_LOWER_HEX.test(text2)) return no({ kind: "bad-hex" });
  const bytes = new Uint8Array(text2.length / 2);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Number.parseInt(text2.slice(2 * index, 2 * index + 2), 16);
  return yes(bytes);
}

// src/lib/ip.ts
var V4_UNITS_MAX = 15;
var DOT = 46;
var ZERO = 48;
var GROUP = /^[0-9a-fA-F]{1,4}$/;
var ADDRESS_UNITS_MAX = 80;
function parseAddress(text2) {
  if (text2.length > ADDRESS_UNITS_MAX) return void 0;
  if (!text2.includes(":")) return parseV4(text2);
  const address = parseV6(text2.split("%", 1)[0] ?? "");
  return address === void 0 || !isMapped(address) ? address : address.slice(12);
}
function isMapped(address) {
  return address.every((byte, index) => index > 11 || byte === (index > 9 ? 255 : 0));
}
function parseV4(text2) {
  if (text2.length > V4_UNITS_MAX) return void 0;
  const address = new Uint8Array(4);
  let [index, value2] = [0, -1];
  for (let at = 0; at < text2.length; at++) {
    const unit = text2.charCodeAt(at);
    if (unit === DOT) {
      if (value2 < 0 || index === 3) return void 0;
      address[index++] = value2;
      value2 = -1;
      continue;
    }
    if (unit < ZERO || unit > ZERO + 9 || value2 === 0) return void 0;
    value2 = (value2 < 0 ? 0 : value2 * 10) + unit - ZERO;
    if (value2 > 255) return void 0;
  }
  if (index !== 3 || value2 < 0) return void 0;
  address[3] = value2;
  return address;
}
function parseV6(text2) {
  const halves = text2.split("::");
  if (halves.length > 2) return void 0;
  const head = groupBytes(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 2 ? groupBytes(halves[1] ?? "", true) : [];
  if (head === void 0 || tail === void 0) return void 0;
  const gap = 16 - head.length - tail.length;
  if (halves.length === 2 ? gap < 2 : gap !== 0) return void 0;
  return Uint8Array.from([...head, ...new Array(gap).fill(0), ...tail]);
}
function groupBytes(text2, mayEndInV4) {
  if (text2 === "") return [];
  const bytes = [];
  const groups = text2.split(":");
  for (const [index, group] of groups.entries()) {
    if (GROUP.test(group)) {
      const value2 = Number.parseInt(group, 16);
      bytes.push(value2 >> 8, value2 & 255);
      continue;
    }
    const v4 = mayEndInV4 && index === groups.length - 1 ? parseV4(group) : void 0;
    if (v4 === void 0) return void 0;
    bytes.push(...v4);
  }
  return bytes;
}
var PREFIX = /^(?:0|[1-9][0-9]{0,2})$/;
function parseNetwork(text2) {
  const lone = text2.includes("/") || text2.includes(":") ? void 0 : parseV4(text2.trim());
  if (lone !== void 0) return { base: lone, bits: 32 };
  const [baseText = "", bitsText, ...rest] = text2.trim().split("/");
  const base = parseAddress(baseText);
  if (base === void 0 || rest.length > 0) return void 0;
  const mapped = baseText.includes(":") && base.length === 4 ? 96 : 0;
  if (bitsText === void 0) return { base, bits: base.length * 8 };
  const bits = Number(bitsText) - mapped;
  return PREFIX.test(bitsText) && bits >= 0 && bits <= base.length * 8 ? { base, bits } : void 0;
}

// src/lib/table.ts
function tableOf(entries) {
  return new Map(Object.entries(entries));
}

// src/lib/json.ts
var JSON_DEPTH_MAX = 64;
var JSON_WEIGHT_MAX = 2e7;
var CONTAINER_WEIGHT = 10;
var Refusal = class extends Error {
  fault;
  constructor(at, expected) {
    super(expected);
    this.fault = { kind: "bad-json", at, expected };
  }
};
function parseJson(text2) {
  const cursor = { text: text2, at: 0, weight: 0 };
  try {
    const value2 = readValue(cursor, 0);
    skipSpace(cursor);
    if (cursor.at !== text2.length) throw new Refusal(cursor.at, "end of text");
    return yes(value2);
  } catch (error) {
    if (error instanceof Refusal) return no(error.fault);
    throw error;
  }
}
function skipSpace(cursor) {
  for (; ; ) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
    cursor.at++;
  }
}
function readValue(cursor, depth) {
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
function readWord(cursor, word2, value2) {
  if (!cursor.text.startsWith(word2, cursor.at)) throw new Refusal(cursor.at, word2);
  cursor.at += word2.length;
  return value2;
}
var NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
function readNumber(cursor) {
  NUMBER.lastIndex = cursor.at;
  const lexeme = NUMBER.exec(cursor.text)?.[0];
  if (lexeme === void 0) throw new Refusal(cursor.at, "a value");
  const value2 = Number(lexeme);
  const exact = Number.isInteger(value2) ? Number.isSafeInteger(value2) : Number.isFinite(value2);
  if (!exact) throw new Refusal(cursor.at, "a number that a double holds exactly");
  cursor.at += lexeme.length;
  return value2;
}
var PLAIN = /[^"\\\u0000-\u001f]*/y;
var ESCAPES = tableOf({
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "	"
});
function readString(cursor) {
  const start = cursor.at++;
  let value2 = "";
  for (; ; ) {
    PLAIN.lastIndex = cursor.at;
    const run = PLAIN.exec(cursor.text)?.[0] ?? "";
    value2 += run;
    cursor.at += run.length;
    const next = cursor.text[cursor.at];
    if (next === '"') break;
    if (next !== "\\") throw new Refusal(cursor.at, "a closing quote");
    value2 += readEscape(cursor);
  }
  cursor.at++;
  if (!value2.isWellFormed()) throw new Refusal(start, "text without lone surrogates");
  return value2;
}
function readEscape(cursor) {
  const letter = cursor.text[cursor.at + 1] ?? "";
  const plain = ESCAPES.get(letter);
  if (plain !== void 0) {
    cursor.at += 2;
    return plain;
  }
  const digits = cursor.text.slice(cursor.at + 2, cursor.at + 6);
  if (letter !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) throw new Refusal(cursor.at, "an escape");
  cursor.at += 6;
  return String.fromCharCode(Number.parseInt(digits, 16));
}
function readArray(cursor, depth) {
  const items = [];
  cursor.at++;
  skipSpace(cursor);
  if (cursor.text[cursor.at] === "]") {
    cursor.at++;
    return items;
  }
  for (; ; ) {
    items.push(readValue(cursor, depth + 1));
    if (endOfList(cursor, "]")) return items;
  }
}
function readObject(cursor, depth) {
  const members = /* @__PURE__ */ Object.create(null);
  cursor.at++;
  skipSpace(cursor);
  if (cursor.text[cursor.at] === "}") {
    cursor.at++;
    return members;
  }
  for (; ; ) {
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
function endOfList(cursor, close) {
  skipSpace(cursor);
  const mark = cursor.text[cursor.at];
  if (mark !== "," && mark !== close) throw new Refusal(cursor.at, `"," or "${close}"`);
  cursor.at++;
  return mark === close;
}
function formatJson(value2) {
  if (value2 === null || typeof value2 !== "object") return JSON.stringify(value2);
  if (Array.isArray(value2)) return `[${value2.map(formatJson).join(",")}]`;
  const object = value2;
  const members = Object.keys(object).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${formatJson(object[name])}`).join(",")}}`;
}

// src/lib/markup.ts
var ENTITIES = tableOf({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" });

// src/lib/shape.ts
var shape_exports = {};
__export(shape_exports, {
  count: () => count,
  dictionary: () => dictionary,
  flag: () => flag,
  list: () => list,
  nullable: () => nullable,
  number: () => number,
  optional: () => optional,
  pattern: () => pattern,
  record: () => record,
  tagged: () => tagged,
  text: () => text,
  word: () => word
});
var refuse = (path, expected) => no({ kind: "bad-shape", path, expected });
function text(unitsMax = 65536) {
  return (json, path) => typeof json === "string" && json.length <= unitsMax ? yes(json) : refuse(path, `text of at most ${unitsMax} units`);
}
function pattern(expression, name) {
  return (json, path) => typeof json === "string" && expression.test(json) ? yes(json) : refuse(path, name);
}
var count = (json, path) => typeof json === "number" && Number.isSafeInteger(json) && json >= 0 ? yes(json) : refuse(path, "a whole number, 0 or more");
var flag = (json, path) => typeof json === "boolean" ? yes(json) : refuse(path, "true or false");
function word(...words) {
  return (json, path) => words.includes(json) ? yes(json) : refuse(path, `one of ${words.join(", ")}`);
}
function nullable(inner) {
  return (json, path) => json === null ? yes(null) : inner(json, path);
}
function list(item, max = 1e6) {
  return (json, path) => {
    if (!Array.isArray(json) || json.length > max) return refuse(path, `a list of at most ${max}`);
    const values = [];
    for (const [index, entry] of json.entries()) {
      const value2 = item(entry, `${path}[${index}]`);
      if (!value2.ok) return value2;
      values.push(value2.value);
    }
    return yes(values);
  };
}
function dictionary(item) {
  return (json, path) => {
    if (!isObject(json)) return refuse(path, "an object");
    const values = /* @__PURE__ */ Object.create(null);
    for (const name of Object.keys(json)) {
      const value2 = item(json[name], `${path}.${name}`);
      if (!value2.ok) return value2;
      values[name] = value2.value;
    }
    return yes(values);
  };
}
function record(shapes) {
  const names = Object.keys(shapes);
  return (json, path) => {
    if (!isObject(json)) return refuse(path, "an object");
    const unknown = Object.keys(json).find((name) => !Object.hasOwn(shapes, name));
    if (unknown !== void 0) return refuse(`${path}.${unknown}`, "no such name");
    const values = {};
    for (const name of names) {
      const value2 = shapes[name](json[name], `${path}.${name}`);
      if (!value2.ok) return value2;
      values[name] = value2.value;
    }
    return yes(values);
  };
}
function isObject(json) {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
function number(min, max) {
  return (json, path) => typeof json === "number" && json >= min && json <= max ? yes(json) : refuse(path, `a number from ${min} to ${max}`);
}
function tagged(name, shapes) {
  return (json, path) => {
    const tag = isObject(json) ? json[name] : void 0;
    if (typeof tag !== "string" || !Object.hasOwn(shapes, tag))
      return refuse(`${path}.${name}`, `one of ${Object.keys(shapes).join(", ")}`);
    return shapes[tag](json, path);
  };
}
function optional(inner, fallback) {
  return (json, path) => json === void 0 ? yes(fallback) : inner(json, path);
}

// node_modules/@noble/hashes/utils.js
function isBytes(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
  if (typeof n !== "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
  return n;
}
function abool(value2, title = "") {
  if (typeof value2 !== "boolean")
    throw new TypeError(atitle(title) + "expected boolean, got type=" + typeof value2);
  return value2;
}
function abytes(value2, length, title = "") {
  if (isBytes(value2) && (length === void 0 || value2.length === length))
    return value2;
  if (length !== void 0)
    anumber(length, "length");
  const bytes = isBytes(value2);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes ? `length=${value2.length}` : `type=${typeof value2}`;
  const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes)
    throw new TypeError(message);
  throw new RangeError(message);
}
function ahash(h) {
  if (typeof h !== "function" || typeof h.create !== "function")
    throw new TypeError("expected hash wrapped by utils.createHasher");
  anumber(h.outputLen);
  anumber(h.blockLen);
  if (h.outputLen < 1 || h.blockLen < 1)
    throw new Error("hash blockLen / outputLen must be >= 1");
}
var aobject = (value2, label) => {
  if (value2 === null || typeof value2 !== "object" || Array.isArray(value2))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value2);
};
var aopts = (value2, label) => {
  aobject(value2, label);
  const proto = Object.getPrototypeOf(value2);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value2, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes(out, void 0, "output");
  const min = instance.outputLen;
  if (!(out.length >= min)) {
    throw new RangeError('"output" expected length >= ' + min);
  }
}
function u32(arr) {
  return new Uint32Array(arr.buffer, arr.byteOffset, Math.floor(arr.byteLength / 4));
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++) {
    arrays[i].fill(0);
  }
}
var isLE = /* @__PURE__ */ (() => new Uint8Array(new Uint32Array([287454020]).buffer)[0] === 68)();
function byteSwap(word2) {
  return word2 << 24 & 4278190080 | word2 << 8 & 16711680 | word2 >>> 8 & 65280 | word2 >>> 24 & 255;
}
function byteSwap32(arr) {
  for (let i = 0; i < arr.length; i++) {
    arr[i] = byteSwap(arr[i]);
  }
  return arr;
}
var swap32IfBE = isLE ? (u) => u : byteSwap32;
var hasHexBuiltin = /* @__PURE__ */ (() => (
  // @ts-ignore
  typeof Uint8Array.from([]).toHex === "function" && typeof Uint8Array.fromHex === "function"
))();
var hexes = /* @__PURE__ */ Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
function bytesToHex(bytes) {
  abytes(bytes);
  if (hasHexBuiltin)
    return bytes.toHex();
  let hex = "";
  for (let i = 0; i < bytes.length; i++) {
    hex += hexes[bytes[i]];
  }
  return hex;
}
function concatBytes(...arrays) {
  let sum = 0;
  for (let i = 0; i < arrays.length; i++) {
    const a = arrays[i];
    abytes(a);
    sum += a.length;
  }
  const res = new Uint8Array(sum);
  for (let i = 0, pad = 0; i < arrays.length; i++) {
    const a = arrays[i];
    res.set(a, pad);
    pad += a.length;
  }
  return res;
}
function checkOpts(defaults, opts, title = "opts") {
  aopts(defaults, "defaults");
  if (opts !== void 0)
    aopts(opts, title);
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
  return merged;
}
function createHasher(hashCons, info = {}) {
  if (typeof hashCons !== "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.canXOF = tmp.canXOF;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info);
  return Object.freeze(hashC);
}
function randomBytes(bytesLength = 32) {
  anumber(bytesLength, "bytesLength");
  const cr = typeof globalThis === "object" ? globalThis.crypto : null;
  if (typeof cr?.getRandomValues !== "function")
    throw new Error("crypto.getRandomValues must be defined");
  if (bytesLength > 65536)
    throw new RangeError(`"bytesLength" expected <= 65536, got ${bytesLength}`);
  return cr.getRandomValues(new Uint8Array(bytesLength));
}
var oidNist = (suffix) => ({
  // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
  // Larger suffix values would need base-128 OID encoding and a different length byte.
  oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
});

// node_modules/@noble/curves/utils.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
function aobject2(value2, title = "object") {
  if (value2 === null || typeof value2 !== "object" || Array.isArray(value2))
    throw new TypeError(title === "object" ? "expected valid options object" : `"${title}" expected object, got type=${typeof value2}`);
  return value2;
}
var atitle2 = (title) => title ? `"${title}" ` : "";
function abool2(value2, title = "") {
  if (typeof value2 !== "boolean")
    throw new TypeError(atitle2(title) + "expected boolean, got type=" + typeof value2);
  return value2;
}
function validateObject(object, fields = {}, optFields = {}, title = "object") {
  aobject2(object, title);
  aobject2(fields, "fields");
  aobject2(optFields, "optFields");
  function checkField(fieldName, expectedType, isOpt) {
    const label = title === "object" ? `param "${String(fieldName)}"` : `"${title}.${String(fieldName)}"`;
    const val = object[fieldName];
    if (!Object.hasOwn(object, fieldName) && (isOpt ? val !== void 0 : expectedType !== "function")) {
      throw new TypeError(`${label} is invalid: expected own property`);
    }
    if (isOpt && val === void 0)
      return;
    const current = typeof val;
    if (current !== expectedType || val === null)
      throw new TypeError(`${label} is invalid: expected ${expectedType}, got ${current}`);
  }
  const iter = (f, isOpt) => Object.entries(f).forEach(([k, v]) => checkField(k, v, isOpt));
  iter(fields, false);
  iter(optFields, true);
}

// node_modules/@noble/hashes/_u64.js
var U32_MASK64 = /* @__PURE__ */ (() => BigInt(2 ** 32 - 1))();
var _32n = /* @__PURE__ */ BigInt(32);
function fromBig(n, le = false) {
  if (le)
    return { h: Number(n & U32_MASK64), l: Number(n >> _32n & U32_MASK64) };
  return { h: Number(n >> _32n & U32_MASK64) | 0, l: Number(n & U32_MASK64) | 0 };
}
function split(lst, le = false) {
  const len = lst.length;
  let Ah = new Uint32Array(len);
  let Al = new Uint32Array(len);
  for (let i = 0; i < len; i++) {
    const { h, l } = fromBig(lst[i], le);
    [Ah[i], Al[i]] = [h, l];
  }
  return [Ah, Al];
}

// node_modules/@noble/hashes/sha3.js
var _0n = BigInt(0);
var _1n = BigInt(1);
var _2n = BigInt(2);
var _7n = BigInt(7);
var _256n = BigInt(256);
var _0x71n = BigInt(113);
var SHA3_PI = [];
var SHA3_ROTL = [];
var _SHA3_IOTA = [];
for (let round = 0, R = _1n, x = 1, y = 0; round < 24; round++) {
  [x, y] = [y, (2 * x + 3 * y) % 5];
  SHA3_PI.push(2 * (5 * y + x));
  SHA3_ROTL.push((round + 1) * (round + 2) / 2 % 64);
  let t = _0n;
  for (let j = 0; j < 7; j++) {
    R = (R << _1n ^ (R >> _7n) * _0x71n) % _256n;
    if (R & _2n)
      t ^= _1n << (_1n << BigInt(j)) - _1n;
  }
  _SHA3_IOTA.push(t);
}
var IOTAS = split(_SHA3_IOTA, true);
var SHA3_IOTA_H = IOTAS[0];
var SHA3_IOTA_L = IOTAS[1];
var rotlSH = (h, l, s) => h << s | l >>> 32 - s;
var rotlSL = (h, l, s) => l << s | h >>> 32 - s;
var rotlBH = (h, l, s) => l << s - 32 | h >>> 64 - s;
var rotlBL = (h, l, s) => h << s - 32 | l >>> 64 - s;
var rotlH = (h, l, s) => s > 32 ? rotlBH(h, l, s) : rotlSH(h, l, s);
var rotlL = (h, l, s) => s > 32 ? rotlBL(h, l, s) : rotlSL(h, l, s);
var B = new Uint32Array(5 * 2);
function keccakP(s, rounds = 24) {
  if (!(s instanceof Uint32Array))
    throw new TypeError('"s" expected Uint32Array(50), got type=' + typeof s);
  if (s.length !== 50)
    throw new RangeError('"s" expected Uint32Array(50), got length=' + s.length);
  anumber(rounds, "rounds");
  if (rounds < 1 || rounds > 24)
    throw new Error('"rounds" expected integer 1..24');
  for (let round = 24 - rounds; round < 24; round++) {
    for (let x = 0; x < 10; x++)
      B[x] = s[x] ^ s[x + 10] ^ s[x + 20] ^ s[x + 30] ^ s[x + 40];
    for (let x = 0; x < 10; x += 2) {
      const idx1 = (x + 8) % 10;
      const idx0 = (x + 2) % 10;
      const B0 = B[idx0];
      const B1 = B[idx0 + 1];
      const Th = rotlH(B0, B1, 1) ^ B[idx1];
      const Tl = rotlL(B0, B1, 1) ^ B[idx1 + 1];
      for (let y = 0; y < 50; y += 10) {
        s[x + y] ^= Th;
        s[x + y + 1] ^= Tl;
      }
    }
    let curH = s[2];
    let curL = s[3];
    for (let t = 0; t < 24; t++) {
      const shift = SHA3_ROTL[t];
      const Th = rotlH(curH, curL, shift);
      const Tl = rotlL(curH, curL, shift);
      const PI = SHA3_PI[t];
      curH = s[PI];
      curL = s[PI + 1];
      s[PI] = Th;
      s[PI + 1] = Tl;
    }
    for (let y = 0; y < 50; y += 10) {
      const b0 = s[y], b1 = s[y + 1], b2 = s[y + 2], b3 = s[y + 3];
      s[y] ^= ~s[y + 2] & s[y + 4];
      s[y + 1] ^= ~s[y + 3] & s[y + 5];
      s[y + 2] ^= ~s[y + 4] & s[y + 6];
      s[y + 3] ^= ~s[y + 5] & s[y + 7];
      s[y + 4] ^= ~s[y + 6] & s[y + 8];
      s[y + 5] ^= ~s[y + 7] & s[y + 9];
      s[y + 6] ^= ~s[y + 8] & b0;
      s[y + 7] ^= ~s[y + 9] & b1;
      s[y + 8] ^= ~b0 & b2;
      s[y + 9] ^= ~b1 & b3;
    }
    s[0] ^= SHA3_IOTA_H[round];
    s[1] ^= SHA3_IOTA_L[round];
  }
  clean(B);
}
var Keccak = class _Keccak {
  state;
  pos = 0;
  posOut = 0;
  finished = false;
  state32;
  destroyed = false;
  blockLen;
  suffix;
  outputLen;
  canXOF;
  enableXOF = false;
  rounds;
  // NOTE: we accept arguments in bytes instead of bits here.
  constructor(blockLen, suffix, outputLen, enableXOF = false, rounds = 24) {
    anumber(blockLen, "blockLen");
    anumber(suffix, "suffix");
    anumber(rounds, "rounds");
    abool(enableXOF, "enableXOF");
    this.blockLen = blockLen;
    this.suffix = suffix;
    this.outputLen = outputLen;
    this.enableXOF = enableXOF;
    this.canXOF = enableXOF;
    this.rounds = rounds;
    anumber(outputLen, "outputLen");
    if (!(0 < blockLen && blockLen < 200))
      throw new Error('"blockLen" must be 1..199');
    this.state = new Uint8Array(200);
    this.state32 = u32(this.state);
  }
  clone() {
    return this._cloneInto();
  }
  keccak() {
    swap32IfBE(this.state32);
    keccakP(this.state32, this.rounds);
    swap32IfBE(this.state32);
    this.posOut = 0;
    this.pos = 0;
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { blockLen, state, state32 } = this;
    const len = data.length;
    const canUseU32 = blockLen % 4 === 0 && data.byteOffset % 4 === 0;
    const blockLen32 = blockLen / 4;
    const data32 = canUseU32 && len >= blockLen ? u32(data) : void 0;
    for (let pos = 0; pos < len; ) {
      if (data32 !== void 0 && this.pos === 0 && pos % 4 === 0 && len - pos >= blockLen) {
        for (let i = 0, o = pos / 4; i < blockLen32; i++)
          state32[i] ^= data32[o + i];
        pos += blockLen;
        this.pos = blockLen;
        this.keccak();
        continue;
      }
      const take2 = Math.min(blockLen - this.pos, len - pos);
      for (let i = 0; i < take2; i++)
        state[this.pos++] ^= data[pos++];
      if (this.pos === blockLen)
        this.keccak();
    }
    return this;
  }
  finish() {
    if (this.finished)
      return;
    this.finished = true;
    const { state, suffix, pos, blockLen } = this;
    state[pos] ^= suffix;
    if ((suffix & 128) !== 0 && pos === blockLen - 1)
      this.keccak();
    state[blockLen - 1] ^= 128;
    this.keccak();
  }
  writeInto(out) {
    aexists(this, false);
    abytes(out);
    this.finish();
    const bufferOut = this.state;
    const { blockLen } = this;
    for (let pos = 0, len = out.length; pos < len; ) {
      if (this.posOut >= blockLen)
        this.keccak();
      const take2 = Math.min(blockLen - this.posOut, len - pos);
      out.set(bufferOut.subarray(this.posOut, this.posOut + take2), pos);
      this.posOut += take2;
      pos += take2;
    }
    return out;
  }
  xofInto(out) {
    if (!this.enableXOF)
      throw new Error("XOF is not enabled");
    return this.writeInto(out);
  }
  xof(bytes) {
    anumber(bytes);
    return this.xofInto(new Uint8Array(bytes));
  }
  digestInto(out) {
    aoutput(out, this);
    if (this.finished)
      throw new Error("digest() was already called");
    this.writeInto(out.length === this.outputLen ? out : out.subarray(0, this.outputLen));
    this.destroy();
  }
  digest() {
    const out = new Uint8Array(this.outputLen);
    this.digestInto(out);
    return out;
  }
  destroy() {
    this.destroyed = true;
    clean(this.state);
  }
  _cloneInto(to) {
    const { blockLen, suffix, outputLen, rounds, enableXOF } = this;
    to ||= new _Keccak(blockLen, suffix, outputLen, enableXOF, rounds);
    to.blockLen = blockLen;
    to.state32.set(this.state32);
    to.pos = this.pos;
    to.posOut = this.posOut;
    to.finished = this.finished;
    to.rounds = rounds;
    to.suffix = suffix;
    to.outputLen = outputLen;
    to.enableXOF = enableXOF;
    to.canXOF = this.canXOF;
    to.destroyed = this.destroyed;
    return to;
  }
};
var genShake = (suffix, blockLen, outputLen, info = {}) => createHasher((opts = {}) => {
  opts = checkOpts({}, opts);
  return new Keccak(blockLen, suffix, opts.dkLen === void 0 ? outputLen : opts.dkLen, true);
}, info);
var shake128 = /* @__PURE__ */ genShake(31, 168, 16, /* @__PURE__ */ oidNist(11));
var shake256 = /* @__PURE__ */ genShake(31, 136, 32, /* @__PURE__ */ oidNist(12));

// node_modules/@noble/curves/abstract/fft.js
function checkU32(n, title = "n") {
  if (typeof n !== "number")
    throw new TypeError(`wrong u32 integer "${title}": expected number, got type=${typeof n}`);
  if (!Number.isSafeInteger(n) || n < 0 || n > 4294967295)
    throw new RangeError(`wrong u32 integer "${title}": expected 0..4294967295, got ${n}`);
  return n;
}
function isPowerOfTwo(x) {
  checkU32(x, "x");
  return (x & x - 1) === 0 && x !== 0;
}
function reverseBits(n, bits) {
  checkU32(n);
  if (typeof bits !== "number")
    throw new TypeError('"bits" expected number, got type=' + typeof bits);
  if (!Number.isSafeInteger(bits) || bits < 0 || bits > 32)
    throw new Error(`expected integer 0 <= bits <= 32, got ${bits}`);
  let reversed = 0;
  for (let i = 0; i < bits; i++, n >>>= 1)
    reversed = reversed << 1 | n & 1;
  return reversed >>> 0;
}
function log2(n) {
  checkU32(n);
  return 31 - Math.clz32(n);
}
function bitReversalInplace(values) {
  if (!values || typeof values !== "object" || typeof values.length !== "number")
    throw new TypeError('"values" expected array-like, got type=' + typeof values);
  const n = values.length;
  if (!isPowerOfTwo(n))
    throw new Error("expected positive power-of-two length, got " + n);
  const bits = log2(n);
  for (let i = 0; i < n; i++) {
    const j = reverseBits(i, bits);
    if (i < j) {
      const tmp = values[i];
      values[i] = values[j];
      values[j] = tmp;
    }
  }
  return values;
}
var FFTCore = (F2, coreOpts) => {
  validateObject(coreOpts, { N: "number", roots: "object", dit: "boolean" }, { invertButterflies: "boolean", skipStages: "number", brp: "boolean" }, "coreOpts");
  const { N: N2, roots, dit, invertButterflies = false, skipStages = 0, brp = true } = coreOpts;
  checkU32(N2, "coreOpts.N");
  const bits = log2(N2);
  if (!isPowerOfTwo(N2))
    throw new Error("FFT: Polynomial size should be power of two");
  checkU32(skipStages, "coreOpts.skipStages");
  const maxSkipStages = bits === 0 ? 0 : bits - 1;
  if (skipStages > maxSkipStages)
    throw new Error(`FFT: wrong skipStages: expected 0 <= skipStages <= ${maxSkipStages}`);
  if (roots.length !== N2)
    throw new Error(`FFT: wrong roots length: expected ${N2}, got ${roots.length}`);
  const isDit = dit !== invertButterflies;
  return (values) => {
    if (values.length !== N2)
      throw new Error("FFT: wrong Polynomial length");
    if (dit && brp)
      bitReversalInplace(values);
    for (let i = 0, g = 1; i < bits - skipStages; i++) {
      const s = dit ? i + 1 + skipStages : bits - i;
      const m = 1 << s;
      const m2 = m >> 1;
      const stride = N2 >> s;
      for (let k = 0; k < N2; k += m) {
        for (let j = 0, grp = g++; j < m2; j++) {
          const rootPos = invertButterflies ? dit ? N2 - grp : grp : j * stride;
          const i0 = k + j;
          const i1 = k + j + m2;
          const omega = roots[rootPos];
          const b = values[i1];
          const a = values[i0];
          if (isDit) {
            const t = F2.mul(b, omega);
            values[i0] = F2.add(a, t);
            values[i1] = F2.sub(a, t);
          } else if (invertButterflies) {
            values[i0] = F2.add(b, a);
            values[i1] = F2.mul(F2.sub(b, a), omega);
          } else {
            values[i0] = F2.add(a, b);
            values[i1] = F2.mul(F2.sub(a, b), omega);
          }
        }
      }
    }
    if (!dit && brp)
      bitReversalInplace(values);
    return values;
  };
};

// node_modules/@noble/post-quantum/utils.js
/*! noble-post-quantum - MIT License (c) 2024 Paul Miller (paulmillr.com) */
var abytesDoc = abytes;
var randomBytes2 = randomBytes;
function aarray2(item, title, inner = () => {
}) {
  if (!Array.isArray(item))
    throw new TypeError(`"${title}" expected array, got type=${typeof item}`);
  for (let i = 0; i < item.length; i++)
    inner(item[i], `${title}[${i}]`);
  return item;
}
function aobject3(value2, title = "object") {
  if (value2 === null || typeof value2 !== "object" || Array.isArray(value2))
    throw new TypeError(title === "object" ? "expected valid options object" : `"${title}" expected object, got type=${typeof value2}`);
  return value2;
}
function equalBytes2(a, b) {
  a = abytes(a);
  b = abytes(b);
  if (a.length !== b.length)
    return false;
  let diff = 0;
  for (let i = 0; i < a.length; i++)
    diff |= a[i] ^ b[i];
  return diff === 0;
}
function validateOpts(opts) {
  if (isBytes(opts))
    throw new TypeError('"opts" expected object, got Uint8Array');
  aobject3(opts, "opts");
  const proto = Object.getPrototypeOf(opts);
  if (proto !== null && proto !== Object.prototype)
    throw new TypeError('"opts" expected a plain object');
}
var VER_OPT_KEYS = /* @__PURE__ */ Object.freeze([
  "context"
]);
var SIG_OPT_KEYS = /* @__PURE__ */ Object.freeze([
  "context",
  "extraEntropy"
]);
function checkOptKeys(opts, allowed) {
  validateOpts(opts);
  const normalized = Object.assign(/* @__PURE__ */ Object.create(null), opts);
  for (const [k, v] of Object.entries(normalized)) {
    if (v === void 0)
      continue;
    if (!allowed.includes(k))
      throw new TypeError('unexpected option "' + String(k) + '"; expected one of: ' + allowed.join(", "));
  }
  return Object.freeze(normalized);
}
function validateVerOpts(opts, allowed = VER_OPT_KEYS) {
  const normalized = checkOptKeys(opts, allowed);
  if (normalized.context !== void 0)
    abytes(normalized.context, void 0, "opts.context");
  return normalized;
}
function validateSigOpts(opts, allowed = SIG_OPT_KEYS) {
  const normalized = checkOptKeys(opts, allowed);
  if (normalized.context !== void 0)
    abytes(normalized.context, void 0, "opts.context");
  if (normalized.extraEntropy !== false && normalized.extraEntropy !== void 0)
    abytes(normalized.extraEntropy, void 0, "opts.extraEntropy");
  return normalized;
}
function splitCoder(label, ...lengths) {
  const getLength = (c) => typeof c === "number" ? c : c.bytesLen;
  const bytesLen = lengths.reduce((sum, a) => sum + getLength(a), 0);
  return {
    bytesLen,
    encode: (bufs) => {
      const res = new Uint8Array(bytesLen);
      for (let i = 0, pos = 0; i < lengths.length; i++) {
        const c = lengths[i];
        const l = getLength(c);
        const b = typeof c === "number" ? bufs[i] : c.encode(bufs[i]);
        abytes(b, l, label);
        res.set(b, pos);
        if (typeof c !== "number")
          b.fill(0);
        pos += l;
      }
      return res;
    },
    decode: (buf) => {
      abytes(buf, bytesLen, label);
      const res = [];
      for (const c of lengths) {
        const l = getLength(c);
        const b = buf.subarray(0, l);
        res.push(typeof c === "number" ? b : c.decode(b));
        buf = buf.subarray(l);
      }
      return res;
    }
  };
}
function vecCoder(c, vecLen) {
  const coder = c;
  const bytesLen = vecLen * coder.bytesLen;
  return {
    bytesLen,
    encode: (u) => {
      const uArr = aarray2(u, "u");
      if (uArr.length !== vecLen)
        throw new RangeError(`vecCoder.encode: wrong length=${uArr.length}. Expected: ${vecLen}`);
      const res = new Uint8Array(bytesLen);
      for (let i = 0, pos = 0; i < uArr.length; i++) {
        const b = coder.encode(uArr[i]);
        res.set(b, pos);
        b.fill(0);
        pos += b.length;
      }
      return res;
    },
    decode: (a) => {
      abytes(a, bytesLen);
      const r = [];
      for (let i = 0; i < a.length; i += coder.bytesLen)
        r.push(coder.decode(a.subarray(i, i + coder.bytesLen)));
      return r;
    }
  };
}
function cleanBytes(...list2) {
  for (const t of list2) {
    if (Array.isArray(t))
      for (const b of t)
        b.fill(0);
    else
      t.fill(0);
  }
}
function getMask(bits) {
  anumber(bits, "bits");
  if (bits > 32)
    throw new RangeError('"bits" expected <= 32, got ' + bits);
  return bits === 32 ? 4294967295 : ~(-1 << bits) >>> 0;
}
var EMPTY = /* @__PURE__ */ Uint8Array.of();
function getMessage(msg, ctx = EMPTY) {
  abytes(msg, void 0, "msg");
  abytes(ctx, void 0, "ctx");
  if (ctx.length > 255)
    throw new RangeError("context should be 255 bytes or less");
  return concatBytes(new Uint8Array([0, ctx.length]), ctx, msg);
}
var oidNistP = /* @__PURE__ */ Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2]);
var XOF_OID_OUTPUT_LEN = /* @__PURE__ */ (() => ({
  "060960864801650304020b": 32,
  // id-shake128, SHAKE128(M, 256)
  "060960864801650304020c": 64
  // id-shake256, SHAKE256(M, 512)
}))();
function checkHash(hash, requiredStrength = 0) {
  if (typeof hash !== "function" || typeof hash.create !== "function")
    throw new TypeError('"hash" expected hash function, got type=' + typeof hash);
  ahash(hash);
  anumber(requiredStrength, "requiredStrength");
  const oid = hash.oid;
  abytes(oid, void 0, "hash.oid");
  if (!equalBytes2(oid.subarray(0, 10), oidNistP))
    throw new Error('"hash.oid" is invalid: expected NIST hash');
  const xofLen = XOF_OID_OUTPUT_LEN[bytesToHex(oid)];
  if (xofLen !== void 0 && hash.outputLen !== xofLen) {
    throw new Error("Pre-hash XOF output length must be " + xofLen + " bytes for this OID, got: " + hash.outputLen);
  }
  const collisionResistance = hash.outputLen * 8 / 2;
  if (requiredStrength > collisionResistance) {
    throw new Error("Pre-hash security strength too low: " + collisionResistance + ", required: " + requiredStrength);
  }
}
function getMessagePrehash(hash, msg, ctx = EMPTY) {
  checkHash(hash);
  abytes(msg, void 0, "msg");
  abytes(ctx, void 0, "ctx");
  if (ctx.length > 255)
    throw new RangeError("context should be 255 bytes or less");
  const hashed = hash(msg);
  return concatBytes(new Uint8Array([1, ctx.length]), ctx, hash.oid, hashed);
}

// node_modules/@noble/post-quantum/_crystals.js
/*! noble-post-quantum - MIT License (c) 2024 Paul Miller (paulmillr.com) */
var genCrystals = (opts) => {
  const { newPoly: newPoly2, N: N2, Q: Q2, F: F2, ROOT_OF_UNITY: ROOT_OF_UNITY2, brvBits, isKyber } = opts;
  const mod2 = (a, modulo = Q2) => {
    const result = a % modulo | 0;
    return (result >= 0 ? result | 0 : modulo + result | 0) | 0;
  };
  const smod = (a, modulo = Q2) => {
    const r = mod2(a, modulo) | 0;
    return (r > modulo >> 1 ? r - modulo | 0 : r) | 0;
  };
  function getZettas() {
    const out = newPoly2(N2);
    for (let i = 0; i < N2; i++) {
      const b = reverseBits(i, brvBits);
      const p = BigInt(ROOT_OF_UNITY2) ** BigInt(b) % BigInt(Q2);
      out[i] = Number(p) | 0;
    }
    return out;
  }
  const nttZetas = getZettas();
  const inv = (_a) => {
    throw new Error("not implemented");
  };
  const field = isKyber ? {
    add: (a, b) => {
      const r = a + b | 0;
      return r >= Q2 ? r - Q2 | 0 : r;
    },
    sub: (a, b) => {
      const r = a - b | 0;
      return r < 0 ? r + Q2 | 0 : r;
    },
    mul: (a, b) => mod2((a | 0) * (b | 0)) | 0,
    inv
  } : {
    add: (a, b) => mod2((a | 0) + (b | 0)) | 0,
    sub: (a, b) => mod2((a | 0) - (b | 0)) | 0,
    mul: (a, b) => mod2((a | 0) * (b | 0)) | 0,
    inv
  };
  const nttOpts = {
    N: N2,
    roots: nttZetas,
    invertButterflies: true,
    skipStages: isKyber ? 1 : 0,
    brp: false
  };
  const dif = FFTCore(field, { dit: false, ...nttOpts });
  const dit = FFTCore(field, { dit: true, ...nttOpts });
  const NTT = {
    encode: (r) => {
      return dif(r);
    },
    decode: (r) => {
      dit(r);
      for (let i = 0; i < r.length; i++)
        r[i] = mod2(F2 * r[i]);
      return r;
    }
  };
  const bitsCoder = (d, c) => {
    for (let i = 0, bufLen = 0; i < N2; i++) {
      bufLen += d;
      if (bufLen > 32)
        getMask(bufLen);
      bufLen %= 8;
    }
    const mask = getMask(d);
    const bytesLen = d * (N2 / 8);
    return {
      bytesLen,
      encode: (poly_) => {
        const poly = poly_;
        const r = new Uint8Array(bytesLen);
        for (let i = 0, buf = 0, bufLen = 0, pos = 0; i < poly.length; i++) {
          buf |= (c.encode(poly[i]) & mask) << bufLen;
          bufLen += d;
          for (; bufLen >= 8; bufLen -= 8, buf >>= 8)
            r[pos++] = buf & 255;
        }
        return r;
      },
      decode: (bytes) => {
        const r = newPoly2(N2);
        for (let i = 0, buf = 0, bufLen = 0, pos = 0; i < bytes.length; i++) {
          buf |= bytes[i] << bufLen;
          bufLen += 8;
          for (; bufLen >= d; bufLen -= d, buf >>= d)
            r[pos++] = c.decode(buf & mask);
        }
        return r;
      }
    };
  };
  return {
    mod: mod2,
    smod,
    nttZetas,
    NTT: {
      encode: (r) => NTT.encode(r),
      decode: (r) => NTT.decode(r)
    },
    bitsCoder
  };
};
var createXofShake = (shake) => (seed, blockLen) => {
  if (!blockLen)
    blockLen = shake.blockLen;
  const _seed = new Uint8Array(seed.length + 2);
  _seed.set(seed);
  const seedLen = seed.length;
  const buf = new Uint8Array(blockLen);
  let h = shake.create({});
  let calls = 0;
  let xofs = 0;
  return {
    stats: () => ({ calls, xofs }),
    get: (x, y) => {
      _seed[seedLen + 0] = x;
      _seed[seedLen + 1] = y;
      h.destroy();
      h = shake.create({}).update(_seed);
      calls++;
      return () => {
        xofs++;
        return h.xofInto(buf);
      };
    },
    clean: () => {
      h.destroy();
      cleanBytes(buf, _seed);
    }
  };
};
var XOF128 = /* @__PURE__ */ createXofShake(shake128);
var XOF256 = /* @__PURE__ */ createXofShake(shake256);

// node_modules/@noble/post-quantum/ml-dsa.js
/*! noble-post-quantum - MIT License (c) 2024 Paul Miller (paulmillr.com) */
var INTERNAL_SIG_OPT_KEYS = /* @__PURE__ */ Object.freeze([
  "extraEntropy",
  "externalMu"
]);
var INTERNAL_VER_OPT_KEYS = /* @__PURE__ */ Object.freeze(["externalMu"]);
function validateInternalOpts(opts, allowed) {
  const normalized = checkOptKeys(opts, allowed);
  if (normalized.externalMu !== void 0)
    abool2(normalized.externalMu, "opts.externalMu");
  return normalized;
}
var N = 256;
var Q = 8380417;
var ROOT_OF_UNITY = 1753;
var F = 8347681;
var D = 13;
var GAMMA2_1 = Math.floor((Q - 1) / 88) | 0;
var GAMMA2_2 = Math.floor((Q - 1) / 32) | 0;
var PARAMS = /* @__PURE__ */ (() => Object.freeze({
  2: Object.freeze({
    K: 4,
    L: 4,
    D,
    GAMMA1: 2 ** 17,
    GAMMA2: GAMMA2_1,
    TAU: 39,
    ETA: 2,
    OMEGA: 80
  }),
  3: Object.freeze({
    K: 6,
    L: 5,
    D,
    GAMMA1: 2 ** 19,
    GAMMA2: GAMMA2_2,
    TAU: 49,
    ETA: 4,
    OMEGA: 55
  }),
  5: Object.freeze({
    K: 8,
    L: 7,
    D,
    GAMMA1: 2 ** 19,
    GAMMA2: GAMMA2_2,
    TAU: 60,
    ETA: 2,
    OMEGA: 75
  })
}))();
var newPoly = (n) => new Int32Array(n);
var crystals = /* @__PURE__ */ genCrystals({
  N,
  Q,
  F,
  ROOT_OF_UNITY,
  newPoly,
  isKyber: false,
  brvBits: 8
});
var id = (n) => n;
var polyCoder = (d, compress2 = id, verify = id) => crystals.bitsCoder(d, {
  encode: (i) => compress2(verify(i)),
  decode: (i) => verify(compress2(i))
});
var polyAdd = (a_, b_) => {
  const a = a_;
  const b = b_;
  for (let i = 0; i < a.length; i++)
    a[i] = crystals.mod(a[i] + b[i]);
  return a;
};
var polySub = (a_, b_) => {
  const a = a_;
  const b = b_;
  for (let i = 0; i < a.length; i++)
    a[i] = crystals.mod(a[i] - b[i]);
  return a;
};
var polyShiftl = (p_) => {
  const p = p_;
  for (let i = 0; i < N; i++)
    p[i] <<= D;
  return p;
};
var polyChknorm = (p_, B2) => {
  const p = p_;
  for (let i = 0; i < N; i++)
    if (Math.abs(crystals.smod(p[i])) >= B2)
      return true;
  return false;
};
var MultiplyNTTs = (a_, b_) => {
  const a = a_;
  const b = b_;
  const c = newPoly(N);
  for (let i = 0; i < a.length; i++)
    c[i] = crystals.mod(a[i] * b[i]);
  return c;
};
function RejNTTPoly(xof_) {
  const xof = xof_;
  const r = newPoly(N);
  for (let j = 0; j < N; ) {
    const b = xof();
    if (b.length % 3)
      throw new Error("RejNTTPoly: unaligned block");
    for (let i = 0; j < N && i <= b.length - 3; i += 3) {
      const t = (b[i + 0] | b[i + 1] << 8 | b[i + 2] << 16) & 8388607;
      if (t < Q)
        r[j++] = t;
    }
  }
  return r;
}
function getDilithium(opts_) {
  const opts = opts_;
  const { K: K2, L, GAMMA1, GAMMA2, TAU, ETA, OMEGA } = opts;
  const { CRH_BYTES, TR_BYTES, C_TILDE_BYTES, XOF128: XOF1282, XOF256: XOF2562, securityLevel } = opts;
  if (![2, 4].includes(ETA))
    throw new Error("Wrong ETA");
  if (![1 << 17, 1 << 19].includes(GAMMA1))
    throw new Error("Wrong GAMMA1");
  if (![GAMMA2_1, GAMMA2_2].includes(GAMMA2))
    throw new Error("Wrong GAMMA2");
  const BETA = TAU * ETA;
  const decompose = (r) => {
    const rPlus = crystals.mod(r);
    const r0 = crystals.smod(rPlus, 2 * GAMMA2) | 0;
    if (rPlus - r0 === Q - 1)
      return { r1: 0 | 0, r0: r0 - 1 | 0 };
    const r1 = Math.floor((rPlus - r0) / (2 * GAMMA2)) | 0;
    return { r1, r0 };
  };
  const HighBits = (r) => decompose(r).r1;
  const LowBits = (r) => decompose(r).r0;
  const MakeHint = (z, r) => {
    const res0 = z <= GAMMA2 || z > Q - GAMMA2 || z === Q - GAMMA2 && r === 0 ? 0 : 1;
    return res0;
  };
  const HINT_M = Math.floor((Q - 1) / (2 * GAMMA2));
  const UseHint = (h, r) => {
    const { r1, r0 } = decompose(r);
    if (h === 1)
      return r0 > 0 ? crystals.mod(r1 + 1, HINT_M) | 0 : crystals.mod(r1 - 1, HINT_M) | 0;
    return r1 | 0;
  };
  const Power2Round = (r) => {
    const rPlus = crystals.mod(r);
    const r0 = crystals.smod(rPlus, 2 ** D) | 0;
    return { r1: Math.floor((rPlus - r0) / 2 ** D) | 0, r0 };
  };
  const hintCoder = {
    bytesLen: OMEGA + K2,
    encode: (h_) => {
      const h = h_;
      if (h === false)
        throw new Error("hint.encode: hint is false");
      const res = new Uint8Array(OMEGA + K2);
      for (let i = 0, k = 0; i < K2; i++) {
        for (let j = 0; j < N; j++)
          if (h[i][j] !== 0)
            res[k++] = j;
        res[OMEGA + i] = k;
      }
      return res;
    },
    decode: (buf) => {
      const h = [];
      let k = 0;
      for (let i = 0; i < K2; i++) {
        const hi = newPoly(N);
        if (buf[OMEGA + i] < k || buf[OMEGA + i] > OMEGA)
          return false;
        for (let j = k; j < buf[OMEGA + i]; j++) {
          if (j > k && buf[j] <= buf[j - 1])
            return false;
          hi[buf[j]] = 1;
        }
        k = buf[OMEGA + i];
        h.push(hi);
      }
      for (let j = k; j < OMEGA; j++)
        if (buf[j] !== 0)
          return false;
      return h;
    }
  };
  const ETACoder = polyCoder(ETA === 2 ? 3 : 4, (i) => ETA - i, (i) => {
    if (!(-ETA <= i && i <= ETA))
      throw new Error(`malformed key s1/s3 ${i} outside of ETA range [${-ETA}, ${ETA}]`);
    return i;
  });
  const T0Coder = polyCoder(13, (i) => (1 << D - 1) - i);
  const T1Coder = polyCoder(10);
  const ZCoder = polyCoder(GAMMA1 === 1 << 17 ? 18 : 20, (i) => crystals.smod(GAMMA1 - i));
  const W1Coder = polyCoder(GAMMA2 === GAMMA2_1 ? 6 : 4);
  const W1Vec = vecCoder(W1Coder, K2);
  const publicCoder = splitCoder("publicKey", 32, vecCoder(T1Coder, K2));
  const secretCoder = splitCoder("secretKey", 32, 32, TR_BYTES, vecCoder(ETACoder, L), vecCoder(ETACoder, K2), vecCoder(T0Coder, K2));
  const sigCoder = splitCoder("signature", C_TILDE_BYTES, vecCoder(ZCoder, L), hintCoder);
  const CoefFromHalfByte = ETA === 2 ? (n) => n < 15 ? 2 - n % 5 : false : (n) => n < 9 ? 4 - n : false;
  function RejBoundedPoly(xof_) {
    const xof = xof_;
    const r = newPoly(N);
    for (let j = 0; j < N; ) {
      const b = xof();
      for (let i = 0; j < N && i < b.length; i += 1) {
        const d1 = CoefFromHalfByte(b[i] & 15);
        const d2 = CoefFromHalfByte(b[i] >> 4 & 15);
        if (d1 !== false)
          r[j++] = d1;
        if (j < N && d2 !== false)
          r[j++] = d2;
      }
    }
    return r;
  }
  const SampleInBall = (seed) => {
    const pre = newPoly(N);
    const s = shake256.create({}).update(seed);
    const buf = new Uint8Array(shake256.blockLen);
    s.xofInto(buf);
    const masks = buf.slice(0, 8);
    for (let i = N - TAU, pos = 8, maskPos = 0, maskBit = 0; i < N; i++) {
      let b = i + 1;
      for (; b > i; ) {
        b = buf[pos++];
        if (pos < shake256.blockLen)
          continue;
        s.xofInto(buf);
        pos = 0;
      }
      pre[i] = pre[b];
      pre[b] = 1 - ((masks[maskPos] >> maskBit++ & 1) << 1);
      if (maskBit >= 8) {
        maskPos++;
        maskBit = 0;
      }
    }
    return pre;
  };
  const polyPowerRound = (p_) => {
    const p = p_;
    const res0 = newPoly(N);
    const res1 = newPoly(N);
    for (let i = 0; i < p.length; i++) {
      const { r0, r1 } = Power2Round(p[i]);
      res0[i] = r0;
      res1[i] = r1;
    }
    return { r0: res0, r1: res1 };
  };
  const polyUseHint = (u_, h_) => {
    const u = u_;
    const h = h_;
    for (let i = 0; i < N; i++)
      u[i] = UseHint(h[i], u[i]);
    return u;
  };
  const polyMakeHint = (a_, b_) => {
    const a = a_;
    const b = b_;
    const v = newPoly(N);
    let cnt = 0;
    for (let i = 0; i < N; i++) {
      const h = MakeHint(a[i], b[i]);
      v[i] = h;
      cnt += h;
    }
    return { v, cnt };
  };
  const signRandBytes = 32;
  const seedCoder = splitCoder("seed", 32, 64, 32);
  const internal = Object.freeze({
    info: Object.freeze({ type: "internal-ml-dsa" }),
    lengths: Object.freeze({
      secretKey: secretCoder.bytesLen,
      publicKey: publicCoder.bytesLen,
      seed: 32,
      signature: sigCoder.bytesLen,
      signRand: signRandBytes
    }),
    keygen: (seed) => {
      const seedDst = new Uint8Array(32 + 2);
      const randSeed = seed === void 0;
      if (randSeed)
        seed = randomBytes2(32);
      abytesDoc(seed, 32, "seed");
      seedDst.set(seed);
      if (randSeed)
        cleanBytes(seed);
      seedDst[32] = K2;
      seedDst[33] = L;
      const [rho, rhoPrime, K_] = seedCoder.decode(shake256(seedDst, { dkLen: seedCoder.bytesLen }));
      const xofPrime = XOF2562(rhoPrime);
      const s1 = [];
      for (let i = 0; i < L; i++)
        s1.push(RejBoundedPoly(xofPrime.get(i & 255, i >> 8 & 255)));
      const s2 = [];
      for (let i = L; i < L + K2; i++)
        s2.push(RejBoundedPoly(xofPrime.get(i & 255, i >> 8 & 255)));
      const s1Hat = s1.map((i) => crystals.NTT.encode(i.slice()));
      const t0 = [];
      const t1 = [];
      const xof = XOF1282(rho);
      const t = newPoly(N);
      for (let i = 0; i < K2; i++) {
        cleanBytes(t);
        for (let j = 0; j < L; j++) {
          const aij = RejNTTPoly(xof.get(j, i));
          polyAdd(t, MultiplyNTTs(aij, s1Hat[j]));
        }
        crystals.NTT.decode(t);
        const { r0, r1 } = polyPowerRound(polyAdd(t, s2[i]));
        t0.push(r0);
        t1.push(r1);
      }
      const publicKey = publicCoder.encode([rho, t1]);
      const tr = shake256(publicKey, { dkLen: TR_BYTES });
      const secretKey = secretCoder.encode([rho, K_, tr, s1, s2, t0]);
      xof.clean();
      xofPrime.clean();
      cleanBytes(rho, rhoPrime, K_, s1, s2, s1Hat, t, t0, t1, tr, seedDst);
      return {
        publicKey,
        secretKey
      };
    },
    getPublicKey: (secretKey) => {
      const [rho, _K, _tr, s1, s2, _t0] = secretCoder.decode(secretKey);
      const xof = XOF1282(rho);
      const s1Hat = s1.map((p) => crystals.NTT.encode(p.slice()));
      const t1 = [];
      const tmp = newPoly(N);
      for (let i = 0; i < K2; i++) {
        tmp.fill(0);
        for (let j = 0; j < L; j++) {
          const aij = RejNTTPoly(xof.get(j, i));
          polyAdd(tmp, MultiplyNTTs(aij, s1Hat[j]));
        }
        crystals.NTT.decode(tmp);
        polyAdd(tmp, s2[i]);
        const { r1 } = polyPowerRound(tmp);
        t1.push(r1);
      }
      xof.clean();
      cleanBytes(tmp, s1Hat, _t0, s1, s2);
      return publicCoder.encode([rho, t1]);
    },
    // NOTE: random is optional.
    sign: (msg, secretKey, opts2 = {}) => {
      opts2 = validateSigOpts(opts2, INTERNAL_SIG_OPT_KEYS);
      opts2 = validateInternalOpts(opts2, INTERNAL_SIG_OPT_KEYS);
      const { extraEntropy: random, externalMu = false } = opts2;
      if (externalMu)
        abytesDoc(msg, CRH_BYTES, "mu");
      const ownRnd = random === false || random === void 0;
      const rnd = random === false ? new Uint8Array(32) : random === void 0 ? randomBytes2(signRandBytes) : random;
      abytesDoc(rnd, 32, "extraEntropy");
      const decoded = (() => {
        try {
          return secretCoder.decode(secretKey);
        } catch (error) {
          if (ownRnd)
            cleanBytes(rnd);
          throw error;
        }
      })();
      const [rho, _K, tr, s1, s2, t0] = decoded;
      const A = [];
      const xof = XOF1282(rho);
      for (let i = 0; i < K2; i++) {
        const pv = [];
        for (let j = 0; j < L; j++)
          pv.push(RejNTTPoly(xof.get(j, i)));
        A.push(pv);
      }
      xof.clean();
      for (let i = 0; i < L; i++)
        crystals.NTT.encode(s1[i]);
      for (let i = 0; i < K2; i++) {
        crystals.NTT.encode(s2[i]);
        crystals.NTT.encode(t0[i]);
      }
      const mu = externalMu ? msg : (
        // 6: µ ← H(tr||M, 512)
        //    ▷ Compute message representative µ
        shake256.create({ dkLen: CRH_BYTES }).update(tr).update(msg).digest()
      );
      const rhoprime = shake256.create({ dkLen: CRH_BYTES }).update(_K).update(rnd).update(mu).digest();
      if (ownRnd)
        cleanBytes(rnd);
      abytesDoc(rhoprime, CRH_BYTES);
      const x256 = XOF2562(rhoprime, ZCoder.bytesLen);
      main_loop: for (let kappa = 0; ; ) {
        const y = [];
        for (let i = 0; i < L; i++, kappa++)
          y.push(ZCoder.decode(x256.get(kappa & 255, kappa >> 8)()));
        const z = y.map((i) => crystals.NTT.encode(i.slice()));
        const w = [];
        for (let i = 0; i < K2; i++) {
          const wi = newPoly(N);
          for (let j = 0; j < L; j++)
            polyAdd(wi, MultiplyNTTs(A[i][j], z[j]));
          crystals.NTT.decode(wi);
          w.push(wi);
        }
        const w1 = w.map((j) => j.map(HighBits));
        const cTilde = shake256.create({ dkLen: C_TILDE_BYTES }).update(mu).update(W1Vec.encode(w1)).digest();
        const cHat = crystals.NTT.encode(SampleInBall(cTilde));
        const cs1 = s1.map((i) => MultiplyNTTs(i, cHat));
        for (let i = 0; i < L; i++) {
          polyAdd(crystals.NTT.decode(cs1[i]), y[i]);
          if (polyChknorm(cs1[i], GAMMA1 - BETA)) {
            cleanBytes(cTilde, cs1, cHat, w1, w, z, y);
            continue main_loop;
          }
        }
        let cnt = 0;
        const h = [];
        for (let i = 0; i < K2; i++) {
          const cs2 = crystals.NTT.decode(MultiplyNTTs(s2[i], cHat));
          const r0 = polySub(w[i], cs2).map(LowBits);
          if (polyChknorm(r0, GAMMA2 - BETA)) {
            cleanBytes(cTilde, cs1, cHat, w1, w, z, y, h, cs2, r0);
            continue main_loop;
          }
          const ct0 = crystals.NTT.decode(MultiplyNTTs(t0[i], cHat));
          if (polyChknorm(ct0, GAMMA2)) {
            cleanBytes(cTilde, cs1, cHat, w1, w, z, y, h, cs2, r0, ct0);
            continue main_loop;
          }
          polyAdd(r0, ct0);
          const hint = polyMakeHint(r0, w1[i]);
          h.push(hint.v);
          cnt += hint.cnt;
        }
        if (cnt > OMEGA) {
          cleanBytes(cTilde, cs1, cHat, w1, w, z, y, h);
          continue;
        }
        x256.clean();
        const res = sigCoder.encode([cTilde, cs1, h]);
        cleanBytes(cTilde, cs1, h, cHat, w1, w, z, y, rhoprime, s1, s2, t0, ...A);
        if (!externalMu)
          cleanBytes(mu);
        return res;
      }
      throw new Error("Unreachable code path reached, report this error");
    },
    verify: (sig, msg, publicKey, opts2 = {}) => {
      opts2 = validateInternalOpts(opts2, INTERNAL_VER_OPT_KEYS);
      const { externalMu = false } = opts2;
      if (externalMu)
        abytesDoc(msg, CRH_BYTES, "mu");
      const [rho, t1] = publicCoder.decode(publicKey);
      const tr = shake256(publicKey, { dkLen: TR_BYTES });
      if (sig.length !== sigCoder.bytesLen)
        return false;
      const [cTilde, z, h] = sigCoder.decode(sig);
      if (h === false)
        return false;
      for (let i = 0; i < L; i++)
        if (polyChknorm(z[i], GAMMA1 - BETA))
          return false;
      const mu = externalMu ? msg : (
        // 7: µ ← H(tr||M, 512)
        shake256.create({ dkLen: CRH_BYTES }).update(tr).update(msg).digest()
      );
      const c = crystals.NTT.encode(SampleInBall(cTilde));
      const zNtt = z.map((i) => i.slice());
      for (let i = 0; i < L; i++)
        crystals.NTT.encode(zNtt[i]);
      const wTick1 = [];
      const xof = XOF1282(rho);
      for (let i = 0; i < K2; i++) {
        const ct12d = MultiplyNTTs(crystals.NTT.encode(polyShiftl(t1[i])), c);
        const Az = newPoly(N);
        for (let j = 0; j < L; j++) {
          const aij = RejNTTPoly(xof.get(j, i));
          polyAdd(Az, MultiplyNTTs(aij, zNtt[j]));
        }
        const wApprox = crystals.NTT.decode(polySub(Az, ct12d));
        wTick1.push(polyUseHint(wApprox, h[i]));
      }
      xof.clean();
      const c2 = shake256.create({ dkLen: C_TILDE_BYTES }).update(mu).update(W1Vec.encode(wTick1)).digest();
      for (const t of h) {
        const sum = t.reduce((acc, i) => acc + i, 0);
        if (!(sum <= OMEGA))
          return false;
      }
      for (const t of z)
        if (polyChknorm(t, GAMMA1 - BETA))
          return false;
      return equalBytes2(cTilde, c2);
    }
  });
  return Object.freeze({
    info: Object.freeze({ type: "ml-dsa" }),
    internal,
    securityLevel,
    keygen: internal.keygen,
    lengths: internal.lengths,
    getPublicKey: internal.getPublicKey,
    sign: (msg, secretKey, opts2 = {}) => {
      opts2 = validateSigOpts(opts2);
      const M = getMessage(msg, opts2.context);
      const res = internal.sign(M, secretKey, {
        extraEntropy: opts2.extraEntropy,
        externalMu: false
      });
      cleanBytes(M);
      return res;
    },
    verify: (sig, msg, publicKey, opts2 = {}) => {
      opts2 = validateVerOpts(opts2);
      abytesDoc(sig, void 0, "signature");
      return internal.verify(sig, getMessage(msg, opts2.context), publicKey, { externalMu: false });
    },
    prehash: (hash) => {
      checkHash(hash, securityLevel);
      const rawHash = hash;
      return Object.freeze({
        info: Object.freeze({ type: "hashml-dsa" }),
        securityLevel,
        lengths: internal.lengths,
        keygen: internal.keygen,
        getPublicKey: internal.getPublicKey,
        sign: (msg, secretKey, opts2 = {}) => {
          opts2 = validateSigOpts(opts2);
          const M = getMessagePrehash(rawHash, msg, opts2.context);
          const res = internal.sign(M, secretKey, {
            extraEntropy: opts2.extraEntropy,
            externalMu: false
          });
          cleanBytes(M);
          return res;
        },
        verify: (sig, msg, publicKey, opts2 = {}) => {
          opts2 = validateVerOpts(opts2);
          abytesDoc(sig, void 0, "signature");
          return internal.verify(sig, getMessagePrehash(rawHash, msg, opts2.context), publicKey, {
            externalMu: false
          });
        }
      });
    }
  });
}
var ml_dsa44 = /* @__PURE__ */ (() => getDilithium({
  ...PARAMS[2],
  CRH_BYTES: 64,
  TR_BYTES: 64,
  C_TILDE_BYTES: 32,
  XOF128,
  XOF256,
  securityLevel: 128
}))();

// src/verify/checks.ts
function subtle() {
  return globalThis.crypto?.subtle;
}
var webChecks = {
  async ed25519(publicKey, message, signature) {
    const web = subtle();
    if (web === void 0) return false;
    try {
      const key = await web.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
      return await web.verify("Ed25519", key, signature, message);
    } catch {
      return false;
    }
  },
  async mlDsa44(publicKey, message, signature) {
    return ml_dsa44.verify(signature, message, publicKey);
  }
};
var KNOWN_KEY = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
var KNOWN_SIGNATURE = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
async function ed25519Available() {
  const [key, signature] = [bytesOf(KNOWN_KEY), bytesOf(KNOWN_SIGNATURE)];
  const accepts = await webChecks.ed25519(key, Uint8Array.of(114), signature);
  return accepts && !await webChecks.ed25519(key, Uint8Array.of(115), signature);
}
function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

// src/verify/report-part.ts
var SHOWN_MAX = 50;
function capped(items, what, max = SHOWN_MAX) {
  const shown = items.slice(0, max).map(String);
  return items.length > max ? [...shown, `and ${items.length - max} more ${what}`] : shown;
}
function faultLines(faults) {
  return capped(
    faults.map(({ kind, path, detail }) => `${path === "" ? "(folder)" : path}: ${kind}: ${detail}`),
    "faults"
  );
}

// src/verify/format-response.ts
function responseParts({ status, told, faults }) {
  const done = { question: "What was done about it?", word: status, bad: status === "differs" };
  if (told === null) {
    const lines2 = ["No action is shown. There may have been some."];
    return [{ ...done, lines: lines2 }];
  }
  const { actions, statements } = told.leftOut;
  const lines = [...capped(inTime(told.actions).map(tellAction), "actions"), ...faultLines(faults)];
  if (actions > 0)
    lines.push(
      `Left out, by the publisher's word: ${actions} actions, ${statements} statements; what they rest on or say is withheld.`
    );
  return [{ ...done, lines }, prevented(told)];
}
function inTime(actions) {
  return [...actions].sort((left, right) => left.timing.decidedAt < right.timing.decidedAt ? -1 : 1);
}
function tellAction({ action, measure, targets, by, reason, rule, timing, steps, evidence, dropped }) {
  const { readAt, decidedAt, heldAt } = timing;
  const whom = capped(
    targets.map(({ kind, value: value2 }) => `${kind} ${value2}`),
    "targets",
    3
  ).join(", ");
  const took = readAt === null || heldAt === null ? "" : `, ${Date.parse(heldAt) - Date.parse(readAt)} ms after its line was read`;
  const life = capped(
    steps.map(({ step, at, index }) => `${step} ${at} (entry ${index})`),
    "steps"
  ).join("; ");
  return `${measure} ${whom}, by ${by}${rule === null ? "" : `, rule "${rule}"`}: ${reason}. ${action}: decided ${decidedAt}, ${heldAt === null ? "never held" : `held ${heldAt}${took}`}; ${life}; rests on ${evidence.records} records, ${evidence.here} of them here${dropped === null ? "" : `; ${counted(dropped)}`}.`;
}
function counted({ packets, bytes }) {
  return `the enforcer counted ${packets} packets, ${bytes} bytes held back`;
}
var WORDS = {
  before: "began before anything was held: not prevented",
  "although-held": "began while something that their records name was held: not prevented although blocked",
  "not-covered": "began later, and their records name nothing that was held: not prevented",
  unknown: "began later, and a record that could name what was held is not shown as text"
};
function prevented({ findings, heldFrom, dropped, enforcement }) {
  const lines = [
    heldFrom === null ? "Nothing was ever held." : `Something was held from ${heldFrom}, by the node's clock, not the records'.`
  ];
  const words = [];
  for (const [word2, sentence] of Object.entries(WORDS)) {
    const numbers = findings.flatMap((one, at) => one === word2 ? [at + 1] : []);
    if (numbers.length === 0) continue;
    words.push(`${numbers.length} ${word2}`);
    lines.push(`${numbers.length} of ${findings.length} findings ${sentence} (No. ${capped(numbers, "").join(", ")}).`);
  }
  if (heldFrom !== null && !findings.includes("although-held") && !findings.includes("unknown"))
    lines.push("No finding that names what was held began while it was held.");
  if (dropped !== null)
    lines.push(`All in all ${counted(dropped)}: stated, not proved, and what they would have done nobody knows.`);
  const below = enforcement.below.map(
    ({ actuator, from, to, held, intended }) => `Enforcement alarm from ${from} to ${to} by ${actuator}: at worst ${held} of ${intended} held.`
  );
  lines.push(...capped(below, "alarms"));
  if (below.length === 0)
    lines.push(`Statements on enforcement over this time: ${enforcement.statements}, none an alarm (below 99.9 %).`);
  return { question: "What was not prevented, and what was held back?", word: words.join(", "), bad: false, lines };
}

// src/verify/format-report.ts
function reportParts(report) {
  const { bytes, chain, sealing, signer, witnesses, findings } = report;
  const { shown, withheld, erased } = chain.records;
  const parts = [
    {
      question: "Are the bytes those that were sealed?",
      word: bytes.status,
      bad: bytes.status === "broken",
      lines: [
        bytes.status === "intact" ? `All ${bytes.files} files are those whose digests the publisher signed and entered in the ledger.` : "The folder is not, or cannot be shown to be, the one that the publisher sealed.",
        ...faultLines(bytes.faults)
      ]
    },
    {
      question: "Does each finding lead to sealed records and rules?",
      word: chain.status,
      bad: chain.status === "broken" || chain.notReliedOn.length > 0,
      lines: [
        `${chain.findings} findings, ${chain.statements} signed statements in the ledger, ${chain.rules} rules; records: ${shown} shown, ${withheld} withheld, ${erased} erased under policy.`,
        ...unreliableLines(chain.notReliedOn),
        ...faultLines(chain.faults)
      ]
    },
    sealingPart(sealing),
    signerPart(signer),
    witnessPart(witnesses),
    findingsPart(findings),
    ...responseParts(report.response),
    { question: "What does this not show?", word: "caveat", bad: false, lines: [report.caveat] }
  ];
  return parts.map((part) => ({ ...part, lines: part.lines.map(visible) }));
}
function formatReport(report) {
  const { title, case: id2, ledger, ledgerSize, tlp, audience, exercise } = report.dossier;
  const head = [
    visible(`Dossier ${id2 ?? "(no case that holds)"}${title === null ? "" : `: ${title}`}`),
    visible(
      `Ledger ${ledger ?? "(none that holds)"}${ledgerSize === null ? "" : ` at size ${ledgerSize}`}${tlp === null ? "" : `; ${tlp}, for ${audience}`}`
    ),
    ...exercise ? ["Recorded exercise with invented parties."] : []
  ];
  const parts = reportParts(report).flatMap(({ question, word: word2, lines }) => [
    "",
    `${question} ${word2.toUpperCase()}`,
    ...lines.map((line) => `  ${line}`)
  ]);
  return `${[...head, ...parts].join("\n")}
`;
}
function unreliableLines(notReliedOn) {
  return [...new Set(notReliedOn.map(({ keyid }) => keyid))].map((keyid) => {
    const statements = notReliedOn.filter((one) => one.keyid === keyid);
    const entries = capped(
      statements.map(({ index }) => index),
      "of them"
    );
    return `Not to be relied on: ${statements.length} statements by ${keyid}, revoked as of ${statements[0]?.revokedFrom}, were sealed later: entries ${entries.join(", ")}.`;
  });
}
function sealingPart(sealing) {
  const question = "When was it sealed?";
  const { noLaterThan, event, afterEventMs, recordsSealed } = sealing;
  if (noLaterThan === null || event === null || afterEventMs === null) {
    return { question, word: sealing.status, bad: true, lines: ["No time can be given for what does not hold together."] };
  }
  const lines = [
    `Sealed no later than ${noLaterThan}, by the keeper's own clock.`,
    afterEventMs >= 0 ? `That is ${spell(afterEventMs)} after the event, which the records place from ${event.from} to ${event.to}.` : `The records name times up to ${event.to}, ${spell(-afterEventMs)} later than that: a clock was wrong.`
  ];
  if (recordsSealed !== null)
    lines.push(`The keeper states that the cited records were sealed from ${recordsSealed.from} to ${recordsSealed.to}.`);
  return { question, word: sealing.status, bad: false, lines };
}
function signerPart({ status, party, key, detail }) {
  const who = party === null ? [] : [`The signer calls itself "${party}", key ${key}.`];
  return { question: "Who signed?", word: status, bad: status === "refused", lines: [...who, `${capital(detail)}.`] };
}
function witnessPart({ names, earliestMs, quorum, unknownLines, fault }) {
  const lines = [
    names.length === 0 ? "Nobody independent whom you trust has been shown to have seen this ledger." : `Seen by ${names.join(", ")}${earliestMs === null ? "" : `, first at ${new Date(earliestMs).toISOString()} by their clocks`}.`
  ];
  if (unknownLines > 0)
    lines.push(`${unknownLines} more signature lines are by keys that you did not name; they count for nothing.`);
  if (quorum !== "not asked") lines.push(`The quorum of your trust file is ${quorum}.`);
  if (fault !== null) lines.push(`${capital(fault)}.`);
  return {
    question: "Has anybody independent seen the ledger?",
    word: names.length === 0 ? "nobody known" : `${names.length} known`,
    bad: quorum === "not met" || fault !== null,
    lines
  };
}
function findingsPart({ status, requested, total, same, others }) {
  const summary = requested ? `${same} of ${total} findings gave the same result when run again.` : `None of the ${total} findings was run again; nobody asked for it.`;
  const lines = capped(
    others.map(({ index, outcome, detail }) => `entry ${index}: ${outcome}: ${detail}`),
    "findings"
  );
  return {
    question: "Do the findings come out again?",
    word: status,
    bad: requested && status !== "same",
    lines: [summary, ...lines]
  };
}
function spell(ms) {
  const days = Math.floor(ms / 864e5);
  const rest = new Date(ms % 864e5).toISOString().slice(11, 19);
  const [hours, minutes, seconds] = rest.split(":").map(Number);
  const parts = [`${days} d`, `${hours} h`, `${minutes} min`, `${seconds} s`].filter((part) => !part.startsWith("0 "));
  return parts.length === 0 ? "less than a second" : parts.slice(0, 2).join(" ");
}
function capital(sentence) {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
var UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
function visible(line) {
  return line.replace(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// src/verify/report.ts
var CAVEAT = "Sealing does not show that a record was true when it was written.";
function requestedChecksPassed(report) {
  return report.bytes.status === "intact" && report.chain.status === "holds" && report.chain.notReliedOn.length === 0 && report.sealing.status === "sealed" && report.signer.status !== "refused" && report.witnesses.quorum !== "not met" && report.witnesses.fault === null && report.response.status !== "differs" && (!report.findings.requested || report.findings.status === "same");
}

// src/model/accounting.ts
var NOTHING_READ = { linesIn: 0, evaluated: 0, rejected: 0, dropped: 0 };
function closes(accounting) {
  return accounting.linesIn === accounting.evaluated + accounting.rejected + accounting.dropped;
}
function addAccounting(left, right) {
  return {
    linesIn: left.linesIn + right.linesIn,
    evaluated: left.evaluated + right.evaluated,
    rejected: left.rejected + right.rejected,
    dropped: left.dropped + right.dropped
  };
}

// src/model/action-lives.ts
var NEXT = {
  nothing: { rehearsed: "rehearsed", awaiting: "awaiting", applied: "held", refused: "refused", failed: "failed", found: "held" },
  awaiting: { applied: "held", refused: "refused", failed: "failed", undone: "ended", expired: "ended" },
  held: {
    extended: "held",
    repaired: "held",
    refused: "held",
    failed: "held",
    undone: "ended",
    expired: "ended",
    "rolled-back": "ended"
  },
  failed: { applied: "held", failed: "failed", undone: "ended", expired: "ended" }
};
function foldLives(statements) {
  const drafts = /* @__PURE__ */ new Map();
  const held = /* @__PURE__ */ new Map();
  for (const step of statements) {
    const { action } = step.statement.predicate;
    const draft = drafts.get(action) ?? { steps: [], states: /* @__PURE__ */ new Map(), holds: [], faults: [] };
    drafts.set(action, draft);
    addStep(draft, step, held);
  }
  return new Map(
    [...drafts].map(([action, { steps, holds, faults }]) => [
      action,
      { action, steps, holds, dropped: lastCount(steps), faults }
    ])
  );
}
function addStep(draft, entry, held) {
  const { index, statement } = entry;
  const { action, step, measure, targets, timing, at, expiresAt } = statement.predicate;
  draft.steps.push(entry);
  const first = draft.steps[0]?.statement.predicate.measure;
  const reasons = /* @__PURE__ */ new Set();
  for (const target of targets) {
    const key = `${measure} ${target.kind} ${target.value}`;
    const state = draft.states.get(key) ?? "nothing";
    const next = NEXT[state]?.[step];
    if (first !== measure) reasons.add(`the action's measure is ${first}, not ${measure}`);
    else if (next === void 0) reasons.add(`${step} cannot follow what was ${state}`);
    else {
      draft.states.set(key, next);
      const holds = held.get(key) ?? [];
      held.set(key, holds);
      if (step === "applied" || step === "found") {
        const hold = { action, target, heldAt: timing.heldAt ?? at, endsAt: expiresAt, ended: null };
        holds.push(hold);
        draft.holds.push(hold);
      } else for (const hold of holds) changeHold(hold, statement.predicate);
    }
  }
  for (const reason of reasons) draft.faults.push({ index, reason });
}
function changeHold(hold, { action, step, at, expiresAt }) {
  const isOwn = hold.action === action;
  if (isOwn && step === "extended") hold.endsAt = expiresAt;
  const ends = step === "undone" || step === "rolled-back" || isOwn && step === "expired";
  if (ends && hold.ended === null && (isOwn || hold.endsAt === null || at < hold.endsAt)) hold.ended = { at, step };
}
function lastCount(steps) {
  return steps.findLast(({ statement }) => statement.predicate.dropped !== null)?.statement.predicate.dropped ?? null;
}
function holdsAt({ heldAt, endsAt, ended }, at) {
  const until = ended?.at ?? endsAt;
  return heldAt < at && (until === null || at < until);
}

// src/model/commitment.ts
var SALT_BYTES = 32;
var RECORD_DOMAIN = utf8("meridian/record/v1\0");
var ENVELOPE_DOMAIN = utf8("meridian/envelope/v1\0");
var KEPT_BYTES_MAX = 64 * 1024;
var joined = new Uint8Array(RECORD_DOMAIN.length + SALT_BYTES + KEPT_BYTES_MAX);
joined.set(RECORD_DOMAIN);
var joinedEnvelope = new Uint8Array(ENVELOPE_DOMAIN.length + SALT_BYTES + KEPT_BYTES_MAX);
joinedEnvelope.set(ENVELOPE_DOMAIN);
function recordCommitment(sha2562, salt, bytes) {
  if (salt.length !== SALT_BYTES || bytes.length > KEPT_BYTES_MAX) return sha2562(concat(RECORD_DOMAIN, salt, bytes));
  joined.set(salt, RECORD_DOMAIN.length);
  joined.set(bytes, RECORD_DOMAIN.length + SALT_BYTES);
  return sha2562(joined.subarray(0, RECORD_DOMAIN.length + SALT_BYTES + bytes.length));
}
function envelopeCommitment(sha2562, salt, envelope) {
  if (salt.length !== SALT_BYTES || envelope.length > KEPT_BYTES_MAX) return sha2562(concat(ENVELOPE_DOMAIN, salt, envelope));
  joinedEnvelope.set(salt, ENVELOPE_DOMAIN.length);
  joinedEnvelope.set(envelope, ENVELOPE_DOMAIN.length + SALT_BYTES);
  return sha2562(joinedEnvelope.subarray(0, ENVELOPE_DOMAIN.length + SALT_BYTES + envelope.length));
}
function recordName(commitment) {
  return toHex(commitment);
}
function entryName(commitment) {
  return toHex(commitment);
}

// src/model/detection.ts
var LEVELS = ["informational", "low", "medium", "high", "critical"];

// src/model/scalars.ts
var HEX_32 = /^[0-9a-f]{64}$/;
var recordNameShape = shape_exports.pattern(HEX_32, "64 lower-case hexadecimal digits");
var entryNameShape = shape_exports.pattern(HEX_32, "64 lower-case hexadecimal digits");
var digestShape = shape_exports.pattern(HEX_32, "64 lower-case hexadecimal digits");
var segmentIdShape = shape_exports.pattern(/^seg-[0-9]{6,15}$/, "seg- and at least six digits");
var caseIdShape = shape_exports.pattern(/^case-[0-9a-f]{12}$/, "case- and 12 hexadecimal digits");
var exhibitIdShape = shape_exports.pattern(/^ex-[0-9a-f]{16}$/, "ex- and 16 hexadecimal digits");
var sha512Shape = shape_exports.pattern(/^[0-9a-f]{128}$/, "128 lower-case hexadecimal digits");
var timeShape = (json, path) => typeof json === "string" && parseIsoTime(json) !== void 0 ? yes(json) : no({ kind: "bad-shape", path, expected: "a time such as 2026-11-22T12:00:00.000Z" });
var spanShape = shape_exports.record({ from: timeShape, to: timeShape });
var levelShape = shape_exports.word(...LEVELS);
var accountingShape = shape_exports.record({
  linesIn: shape_exports.count,
  evaluated: shape_exports.count,
  rejected: shape_exports.count,
  dropped: shape_exports.count
});

// src/model/docket/scalars.ts
var nounIdShape = shape_exports.pattern(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits");
var TLP_LABELS = ["clear", "green", "amber", "amber+strict", "red"];
var tlpShape = shape_exports.word(...TLP_LABELS);
var rangeForm = shape_exports.record({
  lo: shape_exports.number(-1e15, 1e15),
  best: shape_exports.number(-1e15, 1e15),
  hi: shape_exports.number(-1e15, 1e15)
});
var rangeShape = (json, path) => {
  const read = rangeForm(json, path);
  if (!read.ok || read.value.lo <= read.value.best && read.value.best <= read.value.hi) return read;
  return no({ kind: "bad-shape", path, expected: "lo \u2264 best \u2264 hi" });
};
var clockedSpanForm = shape_exports.record({
  from: timeShape,
  to: timeShape,
  /** What is known of the clock that said so: to be added to its times, in ms; null when nothing is. */
  clock: shape_exports.nullable(
    shape_exports.record({
      source: shape_exports.text(400),
      offsetMs: shape_exports.record({ lo: shape_exports.number(-1e12, 1e12), hi: shape_exports.number(-1e12, 1e12) })
    })
  )
});
var clockedSpanShape = (json, path) => {
  const read = clockedSpanForm(json, path);
  if (!read.ok) return read;
  const { from, to, clock } = read.value;
  if (from > to) return no({ kind: "bad-shape", path: `${path}.to`, expected: "a time not before from" });
  if (clock !== null && clock.offsetMs.lo > clock.offsetMs.hi)
    return no({ kind: "bad-shape", path: `${path}.clock.offsetMs`, expected: "lo \u2264 hi" });
  return read;
};

// src/model/docket/claim.ts
var CLAIM_KINDS = [
  "occurred",
  "route",
  "tool",
  "actor",
  "cause",
  "outcome",
  "damage",
  "potential",
  "count",
  "pattern"
];
var CLAIM_LEVELS = ["machine", "cluster", "organisation", "state"];
var OTHER = "other";
var IMITATION = "imitation of ";
var claimForm = shape_exports.record({
  noun: shape_exports.word("claim"),
  kind: shape_exports.word(...CLAIM_KINDS),
  /** Of an actor claim; else null. */
  level: shape_exports.nullable(shape_exports.word(...CLAIM_LEVELS)),
  subject: shape_exports.nullable(nounIdShape),
  ask: shape_exports.text(2e3),
  /** Every answer there can be, mutually exclusive; `other` among them, and for an actor A `imitation of A`. */
  answers: shape_exports.list(shape_exports.record({ answer: shape_exports.text(400), entity: shape_exports.nullable(nounIdShape) }), 200),
  /** One for each answer, summing to 1; null to start from none, which is what reports show. */
  prior: shape_exports.nullable(shape_exports.list(shape_exports.number(0, 1), 200)),
  supersedes: shape_exports.nullable(nounIdShape)
});
var claimShape = (json, path) => {
  const read = claimForm(json, path);
  if (!read.ok) return read;
  const { kind, level, answers, prior } = read.value;
  const refuse10 = (name, expected) => no({ kind: "bad-shape", path: `${path}.${name}`, expected });
  const names = new Set(answers.map(({ answer }) => answer));
  if (names.size !== answers.length || names.size < 2) return refuse10("answers", "two or more, each once");
  if (!names.has(OTHER)) return refuse10("answers", `the answer "${OTHER}"`);
  if (kind === "actor" !== (level !== null)) return refuse10("level", "a level for an actor claim, else null");
  const bare = kind === "actor" ? answers.find(({ answer }) => isNamed(answer) && !names.has(IMITATION + answer)) : void 0;
  if (bare !== void 0) return refuse10("answers", `the answer "${IMITATION}${bare.answer}"`);
  if (prior !== null && (prior.length !== answers.length || Math.abs(prior.reduce((sum, part) => sum + part, 0) - 1) > 1e-9))
    return refuse10("prior", "one for each answer, summing to 1");
  return read;
};
function isNamed(answer) {
  return answer !== OTHER && !answer.startsWith(IMITATION);
}
var STANCES = ["assess", "review", "dissent", "withdraw"];
var judgementShape = shape_exports.record({
  noun: shape_exports.word("judgement"),
  on: nounIdShape,
  stance: shape_exports.word(...STANCES),
  /** The answer that is assessed or contested; null for a word on the noun as a whole. */
  answer: shape_exports.nullable(shape_exports.text(400)),
  why: shape_exports.text(4e3),
  by: shape_exports.text(400),
  at: timeShape
});

// src/model/docket/link.ts
var LINK_TYPES = ["derives", "bears-on", "causes", "measures", "about"];
var weightShape = shape_exports.record({
  for: shape_exports.text(400),
  against: shape_exports.text(400),
  log10LR: rangeShape,
  /** Counted in a table that `reference` names, or judged by a person. */
  basis: shape_exports.word("measured", "judged"),
  reference: shape_exports.nullable(shape_exports.text(1e3))
});
var bearingShape = shape_exports.record({
  weights: shape_exports.list(weightShape, 400),
  /** Admiralty Code: reliability of the source, credibility of the information. */
  reliability: shape_exports.word("A", "B", "C", "D", "E", "F"),
  credibility: shape_exports.number(1, 6),
  /** How easily somebody else could have planted it, from 0 (not at all) to 1. */
  forgeability: shape_exports.number(0, 1)
});
var causingShape = shape_exports.record({
  /** How the causes of one group make the effect together; groups are alternatives of each other when `any`. */
  gate: shape_exports.word("all", "any"),
  group: shape_exports.text(100),
  /** Why-Because Analysis (Ladkin): would the effect have failed to come without it; do the causes listed suffice? null: not tested. */
  whyBecause: shape_exports.nullable(shape_exports.record({ butFor: shape_exports.flag, complete: shape_exports.flag, why: shape_exports.text(4e3) }))
});
var linkForm = shape_exports.record({
  noun: shape_exports.word("link"),
  type: shape_exports.word(...LINK_TYPES),
  from: nounIdShape,
  to: nounIdShape,
  /** Of `bears-on` only, else null. */
  bearing: shape_exports.nullable(bearingShape),
  /** Of `causes` only, else null. */
  causing: shape_exports.nullable(causingShape),
  why: shape_exports.text(4e3)
});
var linkShape = (json, path) => {
  const read = linkForm(json, path);
  if (!read.ok) return read;
  const { type, bearing, causing } = read.value;
  const refuse10 = (name, expected) => no({ kind: "bad-shape", path: `${path}.${name}`, expected });
  if (type === "bears-on" !== (bearing !== null)) return refuse10("bearing", "a bearing for bears-on, else null");
  if (type === "causes" !== (causing !== null)) return refuse10("causing", "a gate for causes, else null");
  if (bearing !== null && !Number.isInteger(bearing.credibility)) return refuse10("bearing.credibility", "a whole number");
  return read;
};

// src/model/docket/observation.ts
var selectorShape = shape_exports.tagged("by", {
  whole: shape_exports.record({ by: shape_exports.word("whole") }),
  bytes: shape_exports.record({ by: shape_exports.word("bytes"), from: shape_exports.count, to: shape_exports.count }),
  pointer: shape_exports.record({ by: shape_exports.word("pointer"), pointer: shape_exports.text(2e3) }),
  row: shape_exports.record({ by: shape_exports.word("row"), row: shape_exports.count }),
  query: shape_exports.record({ by: shape_exports.word("query"), query: shape_exports.text(4e3) })
});
var QUANTITIES = [
  "downtime",
  "customers",
  "customer-hours",
  "records",
  "persons",
  "devices",
  "bytes-out",
  "money",
  "energy-not-supplied",
  "clock-error",
  "client-time-error",
  "count"
];
var QUANTITY_STATES = ["asserted", "corroborated", "measured", "reproduced"];
var quantityShape = shape_exports.record({
  of: shape_exports.word("quantity"),
  name: shape_exports.word(...QUANTITIES),
  unit: shape_exports.text(20),
  value: rangeShape,
  over: clockedSpanShape,
  /** The query that gave it, so that anybody can run it again; null for a figure that is only said. */
  query: shape_exports.nullable(
    shape_exports.record({
      name: shape_exports.text(100),
      version: shape_exports.text(40),
      arguments: shape_exports.dictionary(shape_exports.text(4e3)),
      /** SHA-256 over what it read, in order, and over what it answered. */
      input: digestShape,
      output: digestShape
    })
  ),
  state: shape_exports.word(...QUANTITY_STATES),
  /** The rule by which items were counted, for counts; what would have happened anyway, for losses. */
  countingRule: shape_exports.nullable(shape_exports.text(1e3)),
  baseline: shape_exports.nullable(shape_exports.text(1e3)),
  /** Of money: the day of the rate. */
  pricedOn: shape_exports.nullable(shape_exports.pattern(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-11-22"))
});
var factShape = shape_exports.tagged("of", {
  /** A STIX 2.1 cyber-observable: its type and its properties as canonical JSON. */
  observable: shape_exports.record({ of: shape_exports.word("observable"), type: shape_exports.text(100), properties: shape_exports.text(65536) }),
  text: shape_exports.record({ of: shape_exports.word("text"), text: shape_exports.text(1e4) }),
  quantity: quantityShape
});
var observationShape = shape_exports.record({
  noun: shape_exports.word("observation"),
  record: nounIdShape,
  at: selectorShape,
  fact: factShape,
  when: shape_exports.nullable(clockedSpanShape),
  by: shape_exports.record({ tool: shape_exports.text(200), version: shape_exports.text(100), arguments: shape_exports.list(shape_exports.text(4e3), 100) })
});

// src/model/docket/record.ts
var placeShape = shape_exports.tagged("kept", {
  segment: shape_exports.record({ kept: shape_exports.word("segment"), name: recordNameShape, segment: segmentIdShape, index: shape_exports.count }),
  vault: shape_exports.record({ kept: shape_exports.word("vault"), exhibit: exhibitIdShape, sha256: digestShape }),
  elsewhere: shape_exports.record({
    kept: shape_exports.word("elsewhere"),
    sha256: shape_exports.nullable(digestShape),
    title: shape_exports.text(1e3),
    url: shape_exports.nullable(shape_exports.text(2e3))
  })
});
var recordNounShape = shape_exports.record({
  noun: shape_exports.word("record"),
  place: placeShape,
  media: shape_exports.text(200),
  taken: clockedSpanShape,
  /** Who or what first produced it, such as `sensor:hts-jump1` or `publisher:North Port CERT`: two records of one origin are one witness. */
  origin: shape_exports.text(400),
  tlp: tlpShape
});

// src/model/docket/things.ts
var ENTITY_KINDS = ["actor", "tool", "infrastructure", "asset", "service", "control", "place", "party"];
var entityNounShape = shape_exports.record({
  noun: shape_exports.word("entity"),
  kind: shape_exports.word(...ENTITY_KINDS),
  name: shape_exports.text(400),
  /** Its names elsewhere, such as scheme `stix`, `attack`, `cpe`, `cve`, `sha256`. */
  refs: shape_exports.list(shape_exports.record({ scheme: shape_exports.text(100), id: shape_exports.text(1e3) }), 100)
});
var eventNounShape = shape_exports.record({
  noun: shape_exports.word("event"),
  what: shape_exports.text(1e3),
  on: shape_exports.list(nounIdShape, 1e3),
  when: clockedSpanShape,
  learned: timeShape,
  /** ATT&CK technique, such as T1110.001. */
  technique: shape_exports.nullable(shape_exports.pattern(/^T\d{4}(\.\d{3})?$/, "a technique such as T1110.001"))
});

// src/model/docket/noun.ts
var nounShape = shape_exports.tagged("noun", {
  record: recordNounShape,
  observation: observationShape,
  entity: entityNounShape,
  event: eventNounShape,
  claim: claimShape,
  link: linkShape,
  judgement: judgementShape
});
var DOMAIN = concat(utf8("meridian/docket/v1"), new Uint8Array([0]));

// src/model/dossier/bag-info.ts
var EXERCISE_LABEL = "Recorded exercise with invented parties.";
function formatBagInfo({ party, opened, published, ledger, payload, software }) {
  const lines = [
    ["Source-Organization", party.predicate.party.name],
    ["External-Identifier", opened.predicate.case],
    ["External-Description", opened.predicate.title],
    ["Bagging-Date", published.publishedAt.slice(0, 10)],
    ["Payload-Oxum", `${payload.bytes}.${payload.files}`],
    ["Bag-Software-Agent", software],
    ["Meridian-Ledger", ledger],
    ["Meridian-Ledger-Size", published.ledgerSize],
    ["Meridian-Audience", published.audience],
    ["Meridian-TLP", published.tlp]
  ];
  if (party.predicate.exercise) lines.push(["Meridian-Exercise", EXERCISE_LABEL]);
  return lines.map(([name, value2]) => `${name}: ${oneLine(String(value2))}
`).join("");
}
function oneLine(text2) {
  return text2.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}

// src/model/dossier/derive.ts
function timelineOf(opened, detections) {
  const entries = [];
  for (const entry of opened.predicate.timeline) {
    const found = detections.get(entry.index);
    if (found === void 0) return void 0;
    const { id: id3, title: title2, author, version, digest } = found.predicate.rule;
    const { detection, index, time, level: level2, records, sharedKinds } = entry;
    entries.push({
      detection,
      index,
      time,
      level: level2,
      records,
      sharedKinds,
      rule: { id: id3, title: title2, author, version, digest }
    });
  }
  const { case: id2, title, span, level } = opened.predicate;
  return { case: id2, title, span, level, entries };
}
function denominatorsOf(coverage, segments, records) {
  const sources = { read: 0, unreadable: 0, unsupported: 0, empty: 0 };
  for (const { statement } of coverage) for (const { state } of statement.predicate.sources) sources[state]++;
  const withheld = records.filter((line) => "withheld" in line).length;
  const erased = records.filter((line) => "erased" in line).length;
  return {
    runs: coverage.map(({ index, statement }) => ({ ...whatItSaid(statement.predicate), statement: index })),
    lines: coverage.reduce((sum, { statement }) => addAccounting(sum, statement.predicate.accounting), NOTHING_READ),
    sources,
    segments: { cited: segments.length, records: segments.reduce((sum, { predicate }) => sum + predicate.records, 0) },
    records: { cited: records.length, shown: records.length - withheld - erased, withheld, erased }
  };
}
function whatItSaid({ degraded, ...said }) {
  return degraded.length === 0 ? said : { ...said, degraded };
}
function citedRecords(detections) {
  const cited = /* @__PURE__ */ new Map();
  for (const { predicate } of detections) {
    for (const { records } of predicate.events) {
      for (const { name, segment, index } of records) cited.set(`${segment}/${index}/${name}`, { name, segment, index });
    }
  }
  return [...cited.values()].sort(bySegmentAndIndex);
}
function bySegmentAndIndex(left, right) {
  const lengths = left.segment.length - right.segment.length;
  if (lengths !== 0) return lengths;
  if (left.segment !== right.segment) return left.segment < right.segment ? -1 : 1;
  return left.index - right.index;
}
function citedRules(detections) {
  const digests = /* @__PURE__ */ new Set();
  for (const { predicate } of detections) {
    digests.add(predicate.rule.digest);
    for (const digest of predicate.ruleDocuments) digests.add(digest);
  }
  return [...digests].sort();
}
function citedPlaybooks(actions) {
  const digests = /* @__PURE__ */ new Set();
  for (const { predicate } of actions) if (predicate.playbook !== null) digests.add(predicate.playbook.digest);
  return [...digests].sort();
}
function keysTextOf(party) {
  const { statementKey, logKeys } = party.predicate;
  const lines = [
    "# The keys that entry 0 of this ledger names. Trust them only if you have them from elsewhere too.",
    `party ${statementKey}`,
    ...logKeys.map((key) => `log ${key}`),
    "quorum none"
  ];
  return `${lines.join("\n")}
`;
}

// src/model/dossier/documents.ts
function formatDocument(value2) {
  return utf8(`${formatJson(value2)}
`);
}
function parseDocument(bytes, form) {
  const text2 = textOf(bytes);
  if (text2 === void 0) return no({ kind: "not-utf8" });
  const json = parseJson(text2);
  if (!json.ok) return json;
  if (`${formatJson(json.value)}
` !== text2) return no({ kind: "not-canonical" });
  return form(json.value, "");
}
var statementFileShape = shape_exports.record({
  envelope: shape_exports.text(128 * 1024 * 1024),
  index: shape_exports.count,
  salt: shape_exports.text(44)
});
var replyForm = shape_exports.record({
  state: shape_exports.word("not requested", "requested", "received"),
  requested: shape_exports.list(shape_exports.record({ at: timeShape, of: shape_exports.text(400) }), 1e3),
  received: shape_exports.list(shape_exports.record({ at: timeShape, from: shape_exports.text(400), text: shape_exports.text(1e5) }), 1e3)
});
function replyState(requested, received) {
  if (received.length > 0) return "received";
  return requested.length > 0 ? "requested" : "not requested";
}
var replyShape = (json, path) => {
  const read = replyForm(json, path);
  if (!read.ok) return read;
  const { state, requested, received } = read.value;
  if (state === replyState(requested, received)) return read;
  return no({ kind: "bad-shape", path: `${path}.state`, expected: "the state that the lists amount to" });
};
var entitiesForm = shape_exports.record({
  withheld: shape_exports.nullable(shape_exports.text(1e3)),
  entities: shape_exports.list(
    shape_exports.record({
      entity: shape_exports.pattern(/^(?:host|user|ip|process|file|domain|session):/, "an entity"),
      entries: shape_exports.list(shape_exports.count, 1e5)
    }),
    1e5
  )
});
var entitiesShape = (json, path) => {
  const read = entitiesForm(json, path);
  if (!read.ok || read.value.withheld === null || read.value.entities.length === 0) return read;
  return no({ kind: "bad-shape", path: `${path}.entities`, expected: "no entities where they are withheld" });
};
var hashes = shape_exports.list(shape_exports.text(44), 64);
var place = { index: shape_exports.count, name: recordNameShape, segment: segmentIdShape };
var contentShape = (json, path) => {
  const text2 = shape_exports.record({ text: shape_exports.text(64 * 1024 * 1024) })(json, path);
  return text2.ok ? text2 : shape_exports.record({ base64: shape_exports.text(90 * 1024 * 1024) })(json, path);
};
var OFFSET_MINUTES_MAX = 1440;
var offsetShape = (json, path) => typeof json === "number" && Number.isInteger(json) && Math.abs(json) <= OFFSET_MINUTES_MAX ? yes(json) : no({ kind: "bad-shape", path, expected: "minutes east of UTC" });
var shownForm = shape_exports.record({
  ...place,
  proof: hashes,
  salt: shape_exports.text(44),
  content: contentShape,
  origin: shape_exports.record({ source: shape_exports.text(4096), offset: shape_exports.count, lines: shape_exports.count }),
  reading: shape_exports.record({
    format: shape_exports.text(100),
    readAtMs: shape_exports.count,
    utcOffsetMinutes: offsetShape,
    host: shape_exports.nullable(shape_exports.text(4096)),
    context: shape_exports.list(recordNameShape, 1e4)
  })
});
var withheldForm = shape_exports.record({ ...place, proof: hashes, reading: digestShape, withheld: shape_exports.text(200) });
var erasedForm = shape_exports.record({ ...place, proof: hashes, reading: digestShape, erased: shape_exports.count });
var recordLineShape = (json, path) => {
  const names = typeof json === "object" && json !== null ? json : {};
  if (Object.hasOwn(names, "withheld")) return withheldForm(json, path);
  return Object.hasOwn(names, "erased") ? erasedForm(json, path) : shownForm(json, path);
};

// src/model/dossier/layout.ts
var DOSSIER = {
  bagit: "bagit.txt",
  bagInfo: "bag-info.txt",
  manifest: "manifest-sha256.txt",
  tagManifest: "tagmanifest-sha256.txt",
  page: "index.html",
  summary: "SUMMARY.md",
  seal: "seal/published.json",
  sealProof: "seal/published.tlog-proof",
  sealConsistency: "seal/consistency.txt",
  checkpoint: "data/ledger/checkpoint",
  keys: "data/ledger/keys.txt",
  records: "data/records.ndjson",
  timeline: "data/timeline.json",
  denominators: "data/denominators.json",
  reply: "data/reply.json",
  entities: "data/entities.json"
};
var ACTIONS_FILE = "data/actions.json";
var SEALED_TAG_FILES = [
  DOSSIER.manifest,
  DOSSIER.bagInfo,
  DOSSIER.bagit,
  DOSSIER.page,
  DOSSIER.summary
];
var DOSSIER_FILES_MAX = 1e5;
var DOSSIER_FILE_BYTES_MAX = 256 * 1024 * 1024;
var DOSSIER_BYTES_MAX = 1024 * 1024 * 1024;
var DOSSIER_PATH_BYTES_MAX = 200;
var DOSSIER_RULE_BYTES_MAX = 1024 * 1024;
var DOSSIER_RECORDS_MAX = 1e6;
var BAGIT_TXT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
function statementPath(index) {
  return `data/statements/${index}.json`;
}
function statementProofPath(index) {
  return `data/statements/${index}.tlog-proof`;
}
function rulePath(digest) {
  return `data/rules/${digest}.yml`;
}
function playbookPath(digest) {
  return `data/playbooks/${digest}.json`;
}
var PART = /^[A-Za-z0-9._-]+$/;
function isDossierPath(path) {
  if (path.length > DOSSIER_PATH_BYTES_MAX) return false;
  return path.split("/").every((part) => PART.test(part) && part !== "." && part !== "..");
}

// src/model/dossier/manifest.ts
var LINE = /^([0-9a-f]{64}) {2}(\S+)$/;
function parseManifest(text2) {
  const lines = text2.split("\n");
  const refuse10 = (line, expected) => no({ kind: "bad-manifest", line, expected });
  if (lines.pop() !== "") return refuse10(lines.length + 1, "a newline at the end");
  const manifest = /* @__PURE__ */ new Map();
  let previous = "";
  for (const [at, line] of lines.entries()) {
    const [, digest, path] = LINE.exec(line) ?? [];
    if (digest === void 0 || path === void 0) return refuse10(at + 1, "a digest, two spaces and a path");
    if (!isDossierPath(path)) return refuse10(at + 1, "a plain relative path");
    if (at > 0 && path <= previous) return refuse10(at + 1, "paths in order, each once");
    manifest.set(path, digest);
    previous = path;
  }
  return yes(manifest);
}

// src/model/dossier/held-targets.ts
var MAYBE_ADDRESS = /[0-9a-fA-F:.]{3,45}/g;
var NOT_IN_NAMES = /[^\p{L}\p{N}_.@$-]+/u;
function indexHolds(holds) {
  const byTarget = /* @__PURE__ */ new Map();
  const prefixes = /* @__PURE__ */ new Set();
  for (const hold of holds) {
    const { kind, value: value2 } = hold.target;
    const network = kind === "address" || kind === "prefix" ? parseNetwork(value2) : void 0;
    if (network !== void 0) prefixes.add(network.bits);
    const key = network === void 0 ? kind === "process" ? kind : `=${value2}` : networkKey(network.base, network.bits);
    byTarget.set(key, byTarget.get(key) ?? []);
    byTarget.get(key)?.push(hold);
  }
  return (text2, at) => {
    const keys = new Set(text2.split(NOT_IN_NAMES).map((name) => `=${name}`));
    for (const [run] of text2.matchAll(MAYBE_ADDRESS)) {
      const address = addressOf(run);
      if (address !== void 0) for (const bits of prefixes) keys.add(networkKey(address, bits));
    }
    return [...keys].some((key) => byTarget.get(key)?.some((hold) => holdsAt(hold, at)));
  };
}
function networkKey(address, bits) {
  const masked = address.map((byte, at) => byte & 65280 >> Math.min(8, Math.max(0, bits - at * 8)));
  return `${masked.join(".")}/${bits}`;
}
function addressOf(run) {
  return parseAddress(run) ?? parseAddress(run.replace(/(\.\d+):.*|[.:]+$/, "$1"));
}

// src/model/dossier/response.ts
var leftOutShape = shape_exports.record({ actions: shape_exports.count, statements: shape_exports.count });
function responseOf(source) {
  const { actions, enforcement, leftOut, records } = source;
  if (actions.length === 0 && leftOut.actions === 0) return void 0;
  const lives = [...foldLives(actions).values()];
  const cited = new Set(records.map(({ name }) => name));
  const holds = lives.flatMap((life) => life.holds);
  const heldFrom = holds.map(({ heldAt }) => heldAt).sort()[0] ?? null;
  return {
    leftOut,
    actions: lives.map((life) => tellLife(life, cited)),
    heldFrom,
    findings: judgeFindings(source, holds, heldFrom),
    dropped: sumDropped(lives),
    enforcement: {
      statements: enforcement.length,
      below: enforcement.filter(({ statement }) => statement.predicate.alarm).map(({ index, statement }) => ({ ...statement.predicate, index }))
    }
  };
}
function tellLife({ action, steps, dropped }, cited) {
  const predicates = steps.map(({ statement }) => statement.predicate);
  const first = predicates[0];
  const held = predicates.find(({ step }) => step === "applied" || step === "found") ?? first;
  const evidence = new Set(predicates.flatMap((step) => step.evidence));
  return {
    action,
    measure: first.measure,
    targets: first.targets,
    by: first.by,
    reason: first.reason,
    rule: first.rule?.title ?? null,
    playbook: first.playbook?.id ?? null,
    dropped,
    evidence: { records: evidence.size, here: [...evidence].filter((name) => cited.has(name)).length },
    timing: held.timing,
    steps: steps.map(({ index, statement: { predicate } }) => {
      const { step, at, by, targets, expiresAt } = predicate;
      return { index, step, at, by, targets: targets.length, expiresAt };
    })
  };
}
function sumDropped(lives) {
  const counted2 = lives.flatMap(({ dropped }) => dropped === null ? [] : [dropped]);
  if (counted2.length === 0) return null;
  const add3 = (sum, { packets, bytes }) => ({ packets: sum.packets + packets, bytes: sum.bytes + bytes });
  return counted2.reduce(add3, { packets: 0, bytes: 0 });
}
function judgeFindings({ timeline, records }, holds, heldFrom) {
  const texts = new Map(
    records.flatMap(
      (line) => "content" in line && "text" in line.content ? [[line.name, line.content.text]] : []
    )
  );
  const namesHeld = indexHolds(holds);
  return timeline.map(({ time, records: names }) => {
    if (heldFrom === null || time.from <= heldFrom) return "before";
    const lines = names.flatMap((name) => texts.get(name) ?? []);
    if (lines.some((text2) => namesHeld(text2, time.from))) return "although-held";
    return lines.length === names.length ? "not-covered" : "unknown";
  });
}

// src/model/envelope.ts
var PAYLOAD_TYPE = "application/vnd.in-toto+json";
function preAuthEncoding(payload) {
  return concat(utf8(`DSSEv1 ${utf8(PAYLOAD_TYPE).length} ${PAYLOAD_TYPE} ${payload.length} `), payload);
}
function formatEnvelope(envelope) {
  const signatures = envelope.signatures.map(({ keyid, sig }) => ({ keyid, sig: toBase64(sig) }));
  return utf8(formatJson({ payload: toBase64(envelope.payload), payloadType: PAYLOAD_TYPE, signatures }));
}
var SIGNATURES_MAX = 16;
var PAYLOAD_UNITS_MAX = 64 * 1024 * 1024;
var envelopeShape = shape_exports.record({
  payload: shape_exports.text(PAYLOAD_UNITS_MAX),
  payloadType: shape_exports.word(PAYLOAD_TYPE),
  signatures: shape_exports.list(shape_exports.record({ keyid: shape_exports.text(400), sig: shape_exports.text(8192) }), SIGNATURES_MAX)
});
function parseEnvelope(bytes) {
  const text2 = textOf(bytes);
  if (text2 === void 0) return no({ kind: "not-utf8" });
  return readPlainEnvelope(text2) ?? readEnvelope(text2, bytes);
}
var PLAIN_BEGIN = '{"payload":"';
var PLAIN_MIDDLE = `","payloadType":"${PAYLOAD_TYPE}","signatures":[`;
var PLAIN_SIGNATURE = /\{"keyid":"([ !#-[\]-~]{0,400})","sig":"([A-Za-z0-9+/=]{0,8192})"\}(,|\]\}$)/y;
function readPlainEnvelope(text2) {
  const middle = text2.indexOf('"', PLAIN_BEGIN.length);
  if (!text2.startsWith(PLAIN_BEGIN) || !text2.startsWith(PLAIN_MIDDLE, middle)) return void 0;
  const payload = parseBase64(text2.slice(PLAIN_BEGIN.length, middle));
  if (!payload.ok || middle - PLAIN_BEGIN.length > PAYLOAD_UNITS_MAX) return void 0;
  const signatures = [];
  PLAIN_SIGNATURE.lastIndex = middle + PLAIN_MIDDLE.length;
  while (signatures.length < SIGNATURES_MAX) {
    const [, keyid = "", sig = "", end = ""] = PLAIN_SIGNATURE.exec(text2) ?? [];
    const decoded = parseBase64(sig);
    if (end === "" || !decoded.ok) return void 0;
    signatures.push({ keyid, sig: decoded.value });
    if (end !== ",") return yes({ payload: payload.value, signatures });
  }
  return void 0;
}
function readEnvelope(text2, bytes) {
  const json = parseJson(text2);
  if (!json.ok) return json;
  const read = envelopeShape(json.value, "envelope");
  if (!read.ok) return read;
  const payload = parseBase64(read.value.payload);
  if (!payload.ok) return payload;
  const signatures = [];
  for (const { keyid, sig } of read.value.signatures) {
    const decoded = parseBase64(sig);
    if (!decoded.ok) return decoded;
    signatures.push({ keyid, sig: decoded.value });
  }
  const envelope = { payload: payload.value, signatures };
  return equalBytes(formatEnvelope(envelope), bytes) ? yes(envelope) : no({ kind: "not-canonical" });
}

// src/model/statements/action.ts
var MEASURES = ["block", "quarantine", "lock-account", "end-session", "stop-process", "notify"];
var TARGET_KINDS = ["address", "prefix", "account", "session", "process", "host"];
var ACTION_STEPS = [
  "rehearsed",
  "awaiting",
  "applied",
  "refused",
  "failed",
  "extended",
  "repaired",
  "found",
  "undone",
  "expired",
  "rolled-back"
];
var targetShape = shape_exports.record({ kind: shape_exports.word(...TARGET_KINDS), value: shape_exports.text(400) });
var actionForm = shape_exports.record({
  action: shape_exports.pattern(/^act-[0-9a-f]{16}$/, "act- and 16 hexadecimal digits"),
  step: shape_exports.word(...ACTION_STEPS),
  at: timeShape,
  measure: shape_exports.word(...MEASURES),
  /** Whom this step concerns; a part of the action's targets when only some were, say, refused. */
  targets: shape_exports.list(targetShape, 1e4),
  /** When it ends by itself; null for what is done at once and cannot be taken back (end-session, stop-process, notify). */
  expiresAt: shape_exports.nullable(timeShape),
  reason: shape_exports.text(2e3),
  case: shape_exports.nullable(caseIdShape),
  /** The rule that fired; null when a person decided. */
  rule: shape_exports.nullable(shape_exports.record({ id: shape_exports.text(200), title: shape_exports.text(1e3), digest: digestShape, level: levelShape })),
  /** The playbook in force and its step; null when a person decided without one. */
  playbook: shape_exports.nullable(shape_exports.record({ id: shape_exports.text(200), digest: digestShape, step: shape_exports.text(200) })),
  evidence: shape_exports.list(recordNameShape, 1e4),
  /** Who decided: `playbook`, `reconciler`, `canary`, or a person by name. */
  by: shape_exports.text(400),
  /** The entries of the approvals that policy asked for. */
  approvals: shape_exports.list(entryNameShape, 16),
  actuator: shape_exports.text(100),
  /** The guards at this step: the digest of all that was protected, and which guard refused. */
  guards: shape_exports.record({ protection: digestShape, refusedBy: shape_exports.nullable(shape_exports.text(100)) }),
  /** How far it reaches: addresses as a decimal number, live flows hit and live flows seen. */
  reach: shape_exports.record({
    addresses: shape_exports.pattern(/^(0|[1-9][0-9]{0,38})$/, "a decimal number"),
    flowsHit: shape_exports.count,
    flowsSeen: shape_exports.count
  }),
  /** What the actuator held back since it was applied; null where it does not count. */
  dropped: shape_exports.nullable(shape_exports.record({ packets: shape_exports.count, bytes: shape_exports.count })),
  /** Milliseconds since 1970: the line read, decided, held by the actuator; null for what did not happen. */
  timing: shape_exports.record({
    readAt: shape_exports.nullable(timeShape),
    decidedAt: timeShape,
    heldAt: shape_exports.nullable(timeShape)
  }),
  /** The one call that takes it back; null when nothing can. */
  undo: shape_exports.nullable(shape_exports.text(400))
});
var LASTING = /* @__PURE__ */ new Set(["block", "quarantine", "lock-account"]);
var actionShape = (json, path) => {
  const read = actionForm(json, path);
  if (!read.ok) return read;
  const { targets, measure, step, expiresAt, guards } = read.value;
  if (targets.length === 0) return refuse2(`${path}.targets`, "at least one target");
  if (expiresAt === null && LASTING.has(measure) && step !== "found") return refuse2(`${path}.expiresAt`, "an end");
  if (guards.refusedBy !== null && step !== "refused") return refuse2(`${path}.guards.refusedBy`, "null unless refused");
  return read;
};
function refuse2(path, expected) {
  return no({ kind: "bad-shape", path, expected });
}
var playbookShape = shape_exports.record({
  id: shape_exports.text(200),
  name: shape_exports.text(1e3),
  digest: digestShape,
  event: shape_exports.word("in-force", "withdrawn"),
  mode: shape_exports.word("rehearse", "act"),
  at: timeShape
});
var ENFORCED_THOUSANDTHS_MIN = 999;
var enforcementForm = shape_exports.record({
  actuator: shape_exports.text(100),
  from: timeShape,
  to: timeShape,
  comparisons: shape_exports.count,
  /** Of the comparison with the least held ÷ intended: what was meant to be held, and what of it was, before repair. */
  intended: shape_exports.count,
  held: shape_exports.count,
  repaired: shape_exports.count,
  found: shape_exports.count,
  /** True when held/intended fell below 99.9 %. */
  alarm: shape_exports.flag,
  reason: shape_exports.nullable(shape_exports.text(1e3))
});
var enforcementShape = (json, path) => {
  const read = enforcementForm(json, path);
  if (!read.ok) return read;
  const { from, to, intended, held, alarm } = read.value;
  if (from > to) return refuse2(`${path}.to`, "a time not before from");
  if (held > intended) return refuse2(`${path}.held`, "at most what was intended");
  if (!alarm && held * 1e3 < intended * ENFORCED_THOUSANDTHS_MIN) return refuse2(`${path}.alarm`, "true below 99.9 %");
  return read;
};

// src/model/statements/alarm.ts
var alarmShape = shape_exports.record({
  alarm: shape_exports.word("fork", "rollback"),
  /** The log that did it. */
  origin: shape_exports.text(400),
  seenAt: timeShape,
  /** SHA-256 of the portable proof bundle, which lies in the data directory and can be given to anybody. */
  bundle: digestShape,
  summary: shape_exports.text(2e3)
});
var answerShape = shape_exports.record({
  alarm: entryNameShape,
  answer: shape_exports.word("dismiss", "confirm"),
  reason: shape_exports.text(2e3),
  at: timeShape
});
var approvalShape = shape_exports.record({
  deed: digestShape,
  /** The deed in words, as shown to who approved it. */
  summary: shape_exports.text(2e3),
  at: timeShape,
  expiresAt: timeShape
});

// src/model/statements/case.ts
var caseShape = shape_exports.record({
  case: caseIdShape,
  title: shape_exports.text(1e3),
  span: spanShape,
  level: levelShape,
  /** In order of time, then of ledger index. Each cites the detection's entry and its records: nothing here lacks a record. */
  timeline: shape_exports.list(
    shape_exports.record({
      detection: entryNameShape,
      index: shape_exports.count,
      time: spanShape,
      rule: shape_exports.text(200),
      title: shape_exports.text(1e3),
      level: levelShape,
      records: shape_exports.list(recordNameShape, 1e4),
      /** Kinds of entity that tie it to earlier entries (host, user, ip …); empty for the first. Values are in the records. */
      sharedKinds: shape_exports.list(shape_exports.text(20), 20)
    }),
    1e5
  )
});

// src/model/statements/coverage.ts
var tally = shape_exports.list(shape_exports.record({ what: shape_exports.text(1e3), count: shape_exports.count }), 1e4);
var coverageShape = shape_exports.record({
  startedAt: timeShape,
  endedAt: timeShape,
  rules: shape_exports.record({
    /** SHA-256 over the sorted rule digests, each 32 bytes. */
    set: digestShape,
    applied: shape_exports.count,
    refused: tally
  }),
  sources: shape_exports.list(
    shape_exports.record({
      id: shape_exports.text(4096),
      state: shape_exports.word("read", "unreadable", "unsupported", "empty"),
      reason: shape_exports.nullable(shape_exports.text(1e3)),
      lines: shape_exports.count
    }),
    1e5
  ),
  /** Log sources that rules in the set want and no record had, such as `linux auditd`. */
  absent: shape_exports.list(shape_exports.text(200), 1e3),
  /** Events by log source that no rule in the set looks at. */
  uncovered: tally,
  /**
   * What correlations gave up to stay within their bounds, groups or occurrences, events that came too late to be counted with all their
   * neighbours, and events on which a rule broke (defect): so many events of this rule, in windows between `from` and `to`.
   */
  degraded: shape_exports.optional(
    shape_exports.list(
      shape_exports.record({
        rule: digestShape,
        title: shape_exports.text(1e3),
        what: shape_exports.word("groups", "occurrences", "late", "defect"),
        lost: shape_exports.count,
        from: timeShape,
        to: timeShape
      }),
      1e4
    ),
    []
  ),
  accounting: accountingShape
});

// src/model/statements/exhibit.ts
var contentShape2 = shape_exports.record({ bytes: shape_exports.count, sha256: digestShape, sha512: sha512Shape });
var handShape = shape_exports.record({ name: shape_exports.text(400), function: shape_exports.text(200), party: shape_exports.text(400) });
var whenShape = shape_exports.record({ from: timeShape, to: timeShape, sources: shape_exports.list(shape_exports.text(200), 10) });
var exhibitShape = shape_exports.record({
  exhibit: exhibitIdShape,
  /** The number that people use, unique in the ledger, such as HTS-2026-0007. */
  number: shape_exports.text(100),
  title: shape_exports.text(1e3),
  case: shape_exports.nullable(caseIdShape),
  /** The exhibit that it was made from; null for an original. */
  parent: shape_exports.nullable(exhibitIdShape),
  content: contentShape2,
  /** What the bytes were recognised as, and what their own header says. */
  format: shape_exports.record({ name: shape_exports.text(100), details: shape_exports.dictionary(shape_exports.text(4096)) }),
  acquired: shape_exports.record({
    by: handShape,
    at: whenShape,
    place: shape_exports.text(1e3),
    authority: shape_exports.text(1e3),
    purpose: shape_exports.text(1e3),
    tool: shape_exports.record({ name: shape_exports.text(200), version: shape_exports.text(100), sha256: shape_exports.nullable(digestShape) })
  }),
  recordedAt: timeShape,
  /** What the collector could not read, and why. */
  unread: shape_exports.list(shape_exports.record({ what: shape_exports.text(4096), reason: shape_exports.text(1e3) }), 1e5),
  caveats: shape_exports.list(shape_exports.text(200), 50)
});

// src/model/statements/custody.ts
var CUSTODY_EVENTS = [
  "transferred-out",
  "transferred-in",
  "accessed",
  "copied",
  "transformed",
  "redacted",
  "disclosed",
  "granted",
  "returned",
  "quarantined",
  "destroyed",
  "corrected"
];
var custodyShape = shape_exports.record({
  exhibit: exhibitIdShape,
  event: shape_exports.word(...CUSTODY_EVENTS),
  case: shape_exports.nullable(caseIdShape),
  /** Who did it, and the other hand of a transfer, disclosure or grant. */
  actor: handShape,
  counterparty: shape_exports.nullable(handShape),
  /** When, as far as that is known. */
  occurred: whenShape,
  recordedAt: timeShape,
  place: shape_exports.text(1e3),
  purpose: shape_exports.text(1e3),
  authority: shape_exports.text(1e3),
  tool: shape_exports.nullable(shape_exports.record({ name: shape_exports.text(200), version: shape_exports.text(100) })),
  inputs: shape_exports.list(contentShape2, 1e3),
  outputs: shape_exports.list(contentShape2, 1e3),
  /** Any unavoidable change; null when nothing was changed. */
  alteration: shape_exports.nullable(shape_exports.record({ what: shape_exports.text(1e3), why: shape_exports.text(1e3), by: shape_exports.text(400) })),
  storage: shape_exports.text(1e3),
  caveats: shape_exports.list(shape_exports.text(200), 50),
  /** The entry of the event before this one: the exhibit's statement, or its last custody event. */
  previous: entryNameShape,
  /**
   * Of an acceptance or withdrawal: the offer. Of a return: the disclosure. Of a correction: the event that it corrects. Of a redaction:
   * the redaction statement. Of an access to what was granted: the grant.
   */
  answers: shape_exports.nullable(entryNameShape),
  /** Of a grant, an access to it and a redaction: the salted commitment to the exhibit's content (spec/sealing.md §Commitment); else null. */
  commitment: shape_exports.nullable(digestShape),
  /** Of a grant and an access to it: the reader's age recipient; else null. */
  recipient: shape_exports.nullable(shape_exports.text(4096))
});

// src/model/statements/detection.ts
var detectionShape = shape_exports.record({
  rule: shape_exports.record({
    id: shape_exports.text(200),
    title: shape_exports.text(1e3),
    author: shape_exports.text(2e3),
    version: shape_exports.text(40),
    level: levelShape,
    tags: shape_exports.list(shape_exports.text(200), 200),
    digest: digestShape
  }),
  /** Rule documents that the rule refers to (a correlation's base rules), by digest; the rule itself excluded. */
  ruleDocuments: shape_exports.list(digestShape, 100),
  engine: shape_exports.text(100),
  time: spanShape,
  /** Each event's records, events in the order observed. `context` records explain others and match nothing themselves. */
  events: shape_exports.list(
    shape_exports.record({
      time: spanShape,
      source: shape_exports.text(4096),
      records: shape_exports.list(
        shape_exports.record({
          name: recordNameShape,
          segment: segmentIdShape,
          index: shape_exports.count,
          role: shape_exports.word("match", "context")
        }),
        1e4
      )
    }),
    1e4
  ),
  why: shape_exports.list(
    shape_exports.record({ selection: shape_exports.text(1e3), field: shape_exports.nullable(shape_exports.text(1e3)), pattern: shape_exports.text(8e3) }),
    1e3
  )
});

// src/model/statements/docket.ts
var DOCKET_NOUNS_MAX = 1e4;
var casefileShape = shape_exports.record({
  case: caseIdShape,
  event: shape_exports.word("opened", "changed", "closed"),
  title: shape_exports.text(1e3),
  /** Whose harm it is about: cases of different victims are walled from each other. */
  victim: shape_exports.text(400),
  /** Incidents of this ledger that it takes in (`case` statements). */
  incidents: shape_exports.list(caseIdShape, 1e3),
  sectors: shape_exports.list(shape_exports.text(100), 50),
  jurisdictions: shape_exports.list(shape_exports.text(100), 50),
  /** The reporting duties that its keeper named, such as `nis2`, `dora`. */
  duties: shape_exports.list(shape_exports.text(100), 50),
  /** When the victim became aware: reporting clocks run from here; null when nobody has said. */
  awareAt: shape_exports.nullable(timeShape),
  tlp: tlpShape,
  by: shape_exports.text(400),
  at: timeShape
});
var docketShape = shape_exports.record({
  case: caseIdShape,
  at: timeShape,
  by: shape_exports.text(400),
  nouns: shape_exports.list(nounShape, DOCKET_NOUNS_MAX)
});

// src/model/statements/hold.ts
var reachShape = {
  records: shape_exports.list(recordNameShape, 1e6),
  segments: shape_exports.list(segmentIdShape, 1e6),
  entries: shape_exports.list(shape_exports.count, 1e6)
};
var holdShape = shape_exports.record({
  action: shape_exports.word("place", "lift"),
  /** Names the hold, unique in the ledger; a lift names the hold that it ends. */
  hold: shape_exports.text(200),
  authority: shape_exports.text(1e3),
  basis: shape_exports.text(2e3),
  from: timeShape,
  ...reachShape,
  cases: shape_exports.list(caseIdShape, 1e5),
  exhibits: shape_exports.list(exhibitIdShape, 1e5)
});
var orderShape = shape_exports.record({
  /** Names the order, unique in the ledger among orders and schedules. */
  order: shape_exports.text(200),
  authority: shape_exports.text(1e3),
  basis: shape_exports.text(2e3),
  from: timeShape,
  ...reachShape
});

// src/model/statements/key.ts
var KEY_ROLES = ["statement", "log-ed25519", "log-ml-dsa-44", "person", "party"];
var keyShape = shape_exports.record({
  action: shape_exports.word("add", "rotate", "revoke"),
  role: shape_exports.word(...KEY_ROLES),
  /** A C2SP vkey. */
  key: shape_exports.text(4096),
  /** Of a rotation: the key whose place it takes. */
  replaces: shape_exports.nullable(shape_exports.text(4096)),
  /** Whose key it is; for a person their pseudonym or name and what they do, for a party the legal entity. */
  holder: shape_exports.record({ name: shape_exports.text(400), function: shape_exports.text(200), party: shape_exports.nullable(shape_exports.text(400)) }),
  /** Of a revocation this may lie in the past: what the key signed since then is not to be relied on. */
  effectiveFrom: timeShape,
  reason: shape_exports.text(1e3),
  /**
   * Base64 of the new key's Ed25519 signature over keyProofMessage: its holder has it, and wants this place. Null for a revocation, and
   * for the log's keys, which sign nothing but checkpoints: theirs is the checkpoint that covers the statement.
   */
  proof: shape_exports.nullable(shape_exports.text(200))
});
function keyProofMessage(origin, { action, role, key, replaces, holder, effectiveFrom }) {
  return utf8(`meridian/key-proof/v1\0${formatJson({ action, effectiveFrom, holder, key, origin, replaces, role })}`);
}

// src/model/law/truth.ts
var VALUE_WORDS = ["met", "not_met", "undetermined:facts", "undetermined:law", "undetermined:both"];

// src/model/statements/law.ts
var idShape = shape_exports.pattern(/^[a-z][a-z0-9_.-]{0,99}$/, "an id such as harm_persons");
var dayShape = shape_exports.pattern(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2026-11-22");
var readingShape = shape_exports.record({
  case: caseIdShape,
  claims: shape_exports.list(
    shape_exports.record({
      claim: nounIdShape,
      prop: idShape,
      /** Answers of the claim that show the proposition, and those that refute it; none of either: the reading is taken back. */
      shows: shape_exports.list(shape_exports.text(400), 200),
      refutes: shape_exports.list(shape_exports.text(400), 200),
      /** The entity that the proposition is about when it is about one party's part; null: whoever it was. */
      of: shape_exports.nullable(nounIdShape),
      why: shape_exports.text(4e3)
    }),
    1e4
  ),
  records: shape_exports.list(shape_exports.record({ record: nounIdShape, kinds: shape_exports.list(idShape, 20) }), 1e4),
  by: shape_exports.text(400),
  at: timeShape
});
var assessmentShape = shape_exports.record({
  case: caseIdShape,
  /** Whose part is asked about; null: whoever it was. */
  respondent: shape_exports.nullable(nounIdShape),
  /** SHA-256 of the facts as canonical JSON. */
  facts: digestShape,
  packs: shape_exports.list(shape_exports.record({ pack: idShape, version: shape_exports.text(40), sha256: digestShape }), 1e3),
  engine: shape_exports.text(100),
  /** The law as of the day of the incident, and as of the day of the assessment. */
  days: shape_exports.list(
    shape_exports.record({
      asOf: dayShape,
      answers: shape_exports.list(
        shape_exports.record({
          rule: idShape,
          headline: shape_exports.word(...VALUE_WORDS),
          believed: shape_exports.word(...VALUE_WORDS),
          byPosition: shape_exports.dictionary(shape_exports.word(...VALUE_WORDS))
        }),
        1e4
      ),
      /** SHA-256 of all answers with their trees as canonical JSON. */
      result: digestShape
    }),
    2
  ),
  /** A formal decision: what is not shown is lost to who bears the burden. */
  closed: shape_exports.flag,
  by: shape_exports.text(400),
  at: timeShape
});
var measureShape = shape_exports.record({
  case: caseIdShape,
  option: idShape,
  event: shape_exports.word("decided", "reviewed", "suspended", "ended"),
  against: shape_exports.nullable(nounIdShape),
  /** SHA-256 of the assessment's result that it rests on. */
  assessment: digestShape,
  /** Why, in a person's own words: nobody accepts by a key press. */
  why: shape_exports.text(4e3),
  /** The day on which it ends by itself. */
  until: dayShape,
  by: shape_exports.text(400),
  at: timeShape
});

// src/model/statements/party.ts
var partyShape = shape_exports.record({
  party: shape_exports.record({ name: shape_exports.text(400), kind: shape_exports.text(100), jurisdiction: shape_exports.nullable(shape_exports.text(100)) }),
  /** Signs statements (Ed25519). */
  statementKey: shape_exports.text(4096),
  /** Sign checkpoints: Ed25519 note key, then ML-DSA-44 cosignature key, as C2SP vkeys. */
  logKeys: shape_exports.list(shape_exports.text(4096), 16),
  /** True for the keeper of a recorded exercise with invented parties. */
  exercise: shape_exports.flag,
  startedAt: timeShape
});

// src/model/statements/published.ts
var publishedShape = shape_exports.record({
  case: caseIdShape,
  ledgerSize: shape_exports.count,
  audience: shape_exports.word("internal", "reviewers", "public"),
  tlp: shape_exports.word("TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"),
  publishedAt: timeShape,
  /** What a named person let pass although it was detected as secret or personal. */
  accepted: shape_exports.list(shape_exports.record({ kind: shape_exports.text(100), count: shape_exports.count, by: shape_exports.text(400) }), 100),
  withheldRecords: shape_exports.count
});

// src/model/statements/redaction.ts
var WITHHOLDING_REASONS = [
  "personal-data",
  "secret",
  "third-party",
  "legal-privilege",
  "security",
  "source-protection",
  "erased",
  "other"
];
var reasonShape = shape_exports.word(...WITHHOLDING_REASONS);
var redactionShape = shape_exports.record({
  act: shape_exports.word("copy", "erase"),
  exhibit: exhibitIdShape,
  /** Salted commitment to the exhibit's length and digests (spec/sealing.md §Commitment). */
  commitment: digestShape,
  /** How the bytes were cut, so that whoever has them can cut them again. `blockBytes` belongs to the method `bytes`. */
  cut: shape_exports.record({ method: shape_exports.text(100), version: shape_exports.count, blockBytes: shape_exports.nullable(shape_exports.count) }),
  /** SHA-256 root over the leaves of all fields, shown or not, and their number. */
  root: digestShape,
  fields: shape_exports.count,
  /** The first redaction statement on this root: a later copy is of the same cut with the same salts. Null in that first one. */
  first: shape_exports.nullable(entryNameShape),
  /** Of a copy: its list of fields, and what it withholds. */
  copy: shape_exports.nullable(
    shape_exports.record({
      sha256: digestShape,
      bytes: shape_exports.count,
      shown: shape_exports.count,
      withheld: shape_exports.list(
        shape_exports.record({
          reason: reasonShape,
          because: shape_exports.nullable(shape_exports.text(1e3)),
          owner: shape_exports.text(400),
          fields: shape_exports.count
        }),
        1e3
      ),
      audience: shape_exports.text(400)
    })
  ),
  /** Of an erasure: the fields whose salts were deleted, and what that does not reach. */
  erased: shape_exports.nullable(
    shape_exports.record({
      fields: shape_exports.list(shape_exports.record({ from: shape_exports.count, count: shape_exports.count }), 1e5),
      authority: shape_exports.text(1e3),
      basis: shape_exports.text(2e3),
      outOfReach: shape_exports.list(shape_exports.text(1e3), 100)
    })
  ),
  by: shape_exports.text(400),
  at: timeShape,
  /** The rule in words that may be public: never a pattern that tells what was looked for. */
  rule: shape_exports.text(1e3)
});

// src/model/statements/retention.ts
var retentionShape = shape_exports.record({
  schedule: shape_exports.text(200),
  keepDays: shape_exports.count,
  authority: shape_exports.text(1e3),
  basis: shape_exports.text(2e3),
  from: timeShape
});
var namesShape = shape_exports.nullable(shape_exports.list(recordNameShape, 1e6));
var partShape = shape_exports.record({ segment: segmentIdShape, records: shape_exports.count, kept: namesShape, gone: namesShape });
var erasedPartShape = (json, path) => {
  const part = partShape(json, path);
  if (!part.ok || part.value.kept === null !== (part.value.gone === null)) return part;
  return no({ kind: "bad-shape", path, expected: "one of kept and gone, and the other null" });
};
var erasureShape = shape_exports.record({
  /** The name of the schedule or of the order. */
  schedule: shape_exports.text(200),
  authority: shape_exports.text(1e3),
  basis: shape_exports.text(2e3),
  erasedAt: timeShape,
  segments: shape_exports.list(erasedPartShape, 1e6),
  /** Indices of entries whose envelopes and salts were erased. */
  entries: shape_exports.list(shape_exports.count, 1e6),
  /** What erasure cannot reach: dossiers already published, backups. */
  outOfReach: shape_exports.list(shape_exports.text(1e3), 1e3)
});
function erasedBy({ kept, gone }) {
  const names = new Set(kept ?? gone ?? []);
  return kept === null ? (name) => names.has(name) : (name) => !names.has(name);
}

// src/model/statements/run.ts
var runShape = shape_exports.record({
  startedAt: timeShape,
  rules: shape_exports.record({
    set: digestShape,
    applied: shape_exports.count,
    refused: shape_exports.list(shape_exports.record({ what: shape_exports.text(1e3), count: shape_exports.count }), 1e4)
  }),
  sources: shape_exports.list(shape_exports.text(4096), 1e5)
});

// src/model/position.ts
var positionShape = shape_exports.record({
  kind: shape_exports.word("file", "journal", "none"),
  fileId: shape_exports.nullable(
    shape_exports.record({ device: shape_exports.text(40), inode: shape_exports.text(40), headBytes: shape_exports.count, headSha256: shape_exports.text(64) })
  ),
  offset: shape_exports.count,
  mode: shape_exports.word("line", "document", "array"),
  cursor: shape_exports.nullable(shape_exports.text(4096))
});

// src/model/statements/segment.ts
var segmentShape = shape_exports.record({
  segment: segmentIdShape,
  records: shape_exports.count,
  /** RFC 9162 §2.1 root over the records' leaves, in order. */
  root: digestShape,
  sealedAt: timeShape,
  /** One for each source with lines in this segment: where its reading began and where it goes on. */
  sources: shape_exports.list(
    shape_exports.record({
      id: shape_exports.text(4096),
      name: shape_exports.text(4096),
      from: positionShape,
      to: positionShape,
      lines: shape_exports.count
    }),
    1e4
  ),
  accounting: accountingShape
});

// src/model/statements/time.ts
var SOURCES_MAX = 100;
var PROOF_UNITS_MAX = 15e5;
var spanShape2 = shape_exports.record({ notBefore: timeShape, notAfter: timeShape });
var timeSourceShape = shape_exports.record({
  kind: shape_exports.word("local", "witness", "authority"),
  name: shape_exports.text(400),
  /** Whose law it is under, as the keeper knows it; null where that is not stated. */
  jurisdiction: shape_exports.nullable(shape_exports.text(100)),
  notBefore: timeShape,
  notAfter: timeShape,
  /** How long before the end of the round it may have been read, by the local clock. */
  slackMs: shape_exports.count,
  /** SHA-256 of the token (an RFC 3161 TimeStampToken, or a signed note) that proves it; null for the local clock. */
  proof: shape_exports.nullable(digestShape)
});
var timeStatementShape = shape_exports.record({
  checkpoint: shape_exports.record({ origin: shape_exports.text(400), size: shape_exports.count, root: digestShape }),
  sources: shape_exports.list(timeSourceShape, SOURCES_MAX),
  /** The round, by what the sources agree on; null when they contradict each other. The checkpoint was there by `notAfter`. */
  interval: shape_exports.nullable(spanShape2),
  /** The newest earlier time statement in the tree that has an interval: the round is not before its `notBefore`. */
  after: shape_exports.nullable(shape_exports.record({ entry: shape_exports.count, notBefore: timeShape })),
  /** Sources that cannot all be right, by name, with the reason. */
  contradictions: shape_exports.list(
    shape_exports.record({ sources: shape_exports.list(shape_exports.text(400), SOURCES_MAX), reason: shape_exports.text(1e3) }),
    SOURCES_MAX
  ),
  /** The time statement, and SHA-256 of those of its tokens that the tokens here stamp instead of the checkpoint; null for a first one. */
  renews: shape_exports.nullable(shape_exports.record({ entry: shape_exports.count, tokens: shape_exports.list(digestShape, SOURCES_MAX) })),
  /** Tokens and notes, base64, each once, in the order of the sources that name them. */
  proofs: shape_exports.list(shape_exports.text(PROOF_UNITS_MAX), SOURCES_MAX)
});

// src/model/subjects.ts
function segmentSubjects({ segment, root }) {
  return [{ name: segment, digest: { meridianSegmentV1: root } }];
}
function detectionSubjects({ events }) {
  const records = new Map(events.flatMap((event) => event.records).map((record2) => [record2.name, record2]));
  return [...records.values()].map(({ name, segment, index }) => ({
    name: `${segment}/${index}`,
    digest: { meridianRecordV1: name }
  }));
}
function caseSubjects({ timeline }) {
  return timeline.map(({ detection, index }) => ({ name: `entry ${index}`, digest: { meridianEnvelopeV1: detection } }));
}
function ruleSetSubjects({ rules }) {
  return [{ name: "rule set", digest: { sha256: rules.set } }];
}
function timeSubjects({ checkpoint: { origin, size, root } }) {
  return [{ name: `${origin} ${size}`, digest: { meridianTreeV1: root } }];
}
function exhibitSubjects({ exhibit, content }) {
  return [{ name: exhibit, digest: { sha256: content.sha256, sha512: content.sha512 } }];
}
function custodySubjects({ exhibit, previous }) {
  return [{ name: exhibit, digest: { meridianEnvelopeV1: previous } }];
}
function redactionSubjects({ exhibit, root }) {
  return [{ name: exhibit, digest: { meridianFieldsV1: root } }];
}
function alarmSubjects({ origin, bundle }) {
  return [{ name: origin, digest: { sha256: bundle } }];
}
function answerSubjects({ alarm }) {
  return [{ name: "alarm", digest: { meridianEnvelopeV1: alarm } }];
}
function approvalSubjects({ deed }) {
  return [{ name: "deed", digest: { sha256: deed } }];
}
function actionSubjects({ action, evidence }) {
  return evidence.map((name) => ({ name: action, digest: { meridianRecordV1: name } }));
}
function playbookSubjects({ id: id2, digest }) {
  return [{ name: id2, digest: { sha256: digest } }];
}
function docketSubjects({ nouns }) {
  return nouns.flatMap((noun) => {
    if (noun.noun !== "record") return [];
    const { place: place2 } = noun;
    if (place2.kept === "segment") return [{ name: `${place2.segment}/${place2.index}`, digest: { meridianRecordV1: place2.name } }];
    if (place2.kept === "vault") return [{ name: place2.exhibit, digest: { sha256: place2.sha256 } }];
    return place2.sha256 === null ? [] : [{ name: place2.title, digest: { sha256: place2.sha256 } }];
  });
}
function assessmentSubjects({ case: id2, facts, packs }) {
  return [{ name: id2, digest: { sha256: facts } }, ...packs.map(({ pack, sha256: sha2562 }) => ({ name: pack, digest: { sha256: sha2562 } }))];
}
var SUBJECTS_OF = tableOf({
  segment: segmentSubjects,
  detection: detectionSubjects,
  case: caseSubjects,
  run: ruleSetSubjects,
  coverage: ruleSetSubjects,
  time: timeSubjects,
  exhibit: exhibitSubjects,
  custody: custodySubjects,
  redaction: redactionSubjects,
  alarm: alarmSubjects,
  answer: answerSubjects,
  approval: approvalSubjects,
  action: actionSubjects,
  playbook: playbookSubjects,
  docket: docketSubjects,
  assessment: assessmentSubjects
});
function expectedSubjects({
  kind,
  predicate
}) {
  return SUBJECTS_OF.get(kind)?.(predicate);
}

// src/model/statement.ts
var STATEMENT_KINDS = {
  party: partyShape,
  segment: segmentShape,
  detection: detectionShape,
  run: runShape,
  coverage: coverageShape,
  case: caseShape,
  published: publishedShape,
  retention: retentionShape,
  erasure: erasureShape,
  hold: holdShape,
  order: orderShape,
  key: keyShape,
  time: timeStatementShape,
  exhibit: exhibitShape,
  custody: custodyShape,
  redaction: redactionShape,
  alarm: alarmShape,
  answer: answerShape,
  approval: approvalShape,
  action: actionShape,
  playbook: playbookShape,
  enforcement: enforcementShape,
  casefile: casefileShape,
  docket: docketShape,
  reading: readingShape,
  assessment: assessmentShape,
  measure: measureShape
};
var STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
var PREDICATE_BASE = "https://meridian.example/statement/";
function predicateType(kind) {
  return `${PREDICATE_BASE}${kind}/v1`;
}
var outerShape = shape_exports.record({
  _type: shape_exports.word(STATEMENT_TYPE),
  subject: shape_exports.list(
    shape_exports.record({ name: shape_exports.text(4096), digest: shape_exports.dictionary(shape_exports.pattern(/^[0-9a-f]+$/, "hexadecimal")) }),
    1e6
  ),
  predicateType: shape_exports.text(200),
  predicate: ((json) => yes(json ?? null))
});
function parseStatement(bytes) {
  const text2 = textOf(bytes);
  if (text2 === void 0) return no({ kind: "not-utf8" });
  const json = parseJson(text2);
  if (!json.ok) return json;
  const outer = outerShape(json.value, "statement");
  if (!outer.ok) return outer;
  const { subject, predicateType: type, predicate } = outer.value;
  const kind = Object.keys(STATEMENT_KINDS).find((known) => predicateType(known) === type);
  if (kind === void 0) return no({ kind: "unknown-predicate", type });
  const read = STATEMENT_KINDS[kind](predicate, "predicate");
  if (!read.ok) return read;
  if (formatJson(json.value) !== text2) return no({ kind: "not-canonical" });
  const statement = { kind, subject, predicate: read.value };
  const expected = expectedSubjects(statement);
  if (expected !== void 0 && formatJson(expected) !== formatJson(subject)) return no({ kind: "subjects-differ" });
  return yes(statement);
}

// src/model/dossier/statement-file.ts
function openStatementFile(bytes) {
  const file = parseDocument(bytes, statementFileShape);
  if (!file.ok) return no(`expected canonical JSON with envelope, index and salt (${file.fault.kind})`);
  const envelopeBytes = parseBase64(file.value.envelope);
  const salt = parseBase64(file.value.salt);
  if (!envelopeBytes.ok || !salt.ok || salt.value.length !== SALT_BYTES)
    return no("expected base64 of an envelope and of a salt");
  const envelope = parseEnvelope(envelopeBytes.value);
  if (!envelope.ok) return no(`the envelope is ${envelope.fault.kind}`);
  const statement = parseStatement(envelope.value.payload);
  if (!statement.ok) return no(`the statement is ${statement.fault.kind}`);
  const { index } = file.value;
  return yes({
    index,
    salt: salt.value,
    envelopeBytes: envelopeBytes.value,
    envelope: envelope.value,
    statement: statement.value
  });
}

// src/model/erasure-ground.ts
var DAY_MS = 864e5;
function erasureFault(erasure, ground) {
  const order = ground.orders.findLast(({ order: name }) => name === erasure.schedule);
  const schedule = ground.schedules.findLast(({ schedule: name }) => name === erasure.schedule);
  const stated = order ?? schedule;
  if (stated === void 0) return "no schedule and no order of its name was stated before it";
  if (stated.authority !== erasure.authority || stated.basis !== erasure.basis)
    return "the schedule or order that it names has another authority or basis";
  const beyond = order === void 0 ? tooEarly(erasure, present(schedule, "one of them is"), ground) : beyondOrder(erasure, order);
  return beyond ?? heldFault(erasure, activeHolds(ground.holds));
}
function tooEarly(erasure, { keepDays }, ground) {
  if (erasure.entries.length > 0) return "a schedule erases records only, and it names entries";
  const dueMs = timeOf(erasure.erasedAt) - keepDays * DAY_MS;
  for (const { segment } of erasure.segments) {
    const sealedAt = ground.sealedAt(segment);
    if (sealedAt !== void 0 && timeOf(sealedAt) > dueMs) return `its schedule keeps ${segment} for longer than that`;
  }
  return void 0;
}
function beyondOrder(erasure, order) {
  const [records, segments, entries] = [new Set(order.records), new Set(order.segments), new Set(order.entries)];
  for (const { segment, gone } of erasure.segments) {
    if (segments.has(segment)) continue;
    if (gone === null) return `the order does not name ${segment}`;
    const other = gone.find((name) => !records.has(name));
    if (other !== void 0) return `the order does not name the record ${other}`;
  }
  const entry = erasure.entries.find((index) => !entries.has(index));
  return entry === void 0 ? void 0 : `the order does not name entry ${entry}`;
}
function heldFault(erasure, holds) {
  const parts = new Map(erasure.segments.map((part) => [part.segment, part]));
  for (const [name, { records, segments, entries }] of holds) {
    const segment = segments.find((id2) => parts.has(id2));
    if (segment !== void 0) return `the hold ${name} keeps ${segment}`;
    const entry = entries.find((index) => erasure.entries.includes(index));
    if (entry !== void 0) return `the hold ${name} keeps entry ${entry}`;
    const record2 = records.find((held) => erasure.segments.some((part) => tookNamed(part, held)));
    if (record2 !== void 0) return `the hold ${name} keeps the record ${record2}`;
  }
  return void 0;
}
function tookNamed(part, name) {
  return part.gone !== null && erasedBy(part)(name);
}
function activeHolds(holds) {
  const active = /* @__PURE__ */ new Map();
  for (const hold of holds) {
    const before = active.get(hold.hold);
    if (hold.action === "place") active.set(hold.hold, before === void 0 ? hold : bothReaches(before, hold));
    else active.delete(hold.hold);
  }
  return active;
}
function bothReaches(before, again) {
  return {
    ...again,
    records: [.../* @__PURE__ */ new Set([...before.records, ...again.records])],
    segments: [.../* @__PURE__ */ new Set([...before.segments, ...again.segments])],
    entries: [.../* @__PURE__ */ new Set([...before.entries, ...again.entries])],
    cases: [.../* @__PURE__ */ new Set([...before.cases, ...again.cases])],
    exhibits: [.../* @__PURE__ */ new Set([...before.exhibits, ...again.exhibits])]
  };
}
function timeOf(text2) {
  return parseIsoTime(text2) ?? Number.NaN;
}

// src/model/keyring.ts
var SIGNED_BY_OTHERS = ["custody", "answer", "approval"];
var SINGLE_ROLES = ["statement", "log-ed25519", "log-ml-dsa-44"];
function keyIdOf(vkey) {
  return vkey.split("+").slice(0, 2).join("+");
}
function keyMaterialOf(vkey) {
  return vkey.split("+").slice(2).join("+");
}
var Keyring = class _Keyring {
  #keys = [];
  #origin = "";
  /** Every key that was ever known, in the order in which they came. */
  get keys() {
    return this.#keys;
  }
  /** The name of the log's first keys, which is the ledger's origin; "" before entry 0. */
  get origin() {
    return this.#origin;
  }
  /** Another ring of the same keys: what is added to one is not in the other. */
  copy() {
    const other = new _Keyring();
    other.#keys = [...this.#keys];
    other.#origin = this.#origin;
    return other;
  }
  /** Folds the statement of entry `index`; those of other kinds, and `key` statements that `refusal` speaks of, change nothing. */
  add(index, statement) {
    if (statement.kind === "party" && index === 0) {
      const { party, statementKey, logKeys } = statement.predicate;
      const holder = { name: party.name, function: "keeper", party: party.name };
      const begin = (vkey, role) => this.#keys.push({ vkey, role, holder, since: 0, until: null, revokedFrom: null });
      begin(statementKey, "statement");
      for (const [at, vkey] of logKeys.entries()) begin(vkey, at === 0 ? "log-ed25519" : "log-ml-dsa-44");
      this.#origin = logKeys[0]?.split("+", 1)[0] ?? "";
    } else if (statement.kind === "key" && this.refusal(index, statement.predicate) === void 0)
      this.#apply(index, statement.predicate);
  }
  /** Why a `key` statement at entry `index` would change nothing, in words; undefined when it follows from what the ring holds. */
  refusal(index, predicate) {
    const { action, role, key, replaces } = predicate;
    if (action === "revoke") return this.#revocationRefusal(predicate);
    if (this.#keys.some((known) => keyMaterialOf(known.vkey) === keyMaterialOf(key)))
      return "the ledger knows this key already, and a key has one place, once";
    if (action === "add") {
      if (SINGLE_ROLES.includes(role)) return `a ${role} key is rotated, not added`;
      return replaces === null ? void 0 : "a key that is added replaces none";
    }
    return this.#rotationRefusal(index, predicate);
  }
  #rotationRefusal(index, { role, replaces, holder }) {
    const old = this.#keys.find((known) => known.vkey === replaces && known.role === role);
    if (old === void 0 || old.until !== null || old.since > index)
      return `the key that it replaces is not a ${role} key in force`;
    return isSameHolder(old.holder, holder) ? void 0 : "the key that it replaces is another holder's";
  }
  #revocationRefusal({ role, key, replaces, effectiveFrom }) {
    const known = this.#keys.find(({ vkey }) => vkey === key);
    if (known === void 0 || known.role !== role) return `the ledger knows no such ${role} key`;
    if (replaces !== null) return "a revocation replaces no key";
    if (SINGLE_ROLES.includes(role) && known.until === null) return `a ${role} key in force is rotated first, then revoked`;
    if (known.revokedFrom !== null && known.revokedFrom <= effectiveFrom)
      return "it is revoked from that time or an earlier one already";
    return void 0;
  }
  #apply(index, { action, role, key, replaces, holder, effectiveFrom }) {
    const ended = action === "revoke" ? key : replaces;
    this.#keys = this.#keys.map((known) => {
      if (known.vkey !== ended) return known;
      return { ...known, until: known.until ?? index + 1, revokedFrom: action === "revoke" ? effectiveFrom : known.revokedFrom };
    });
    if (action !== "revoke") this.#keys.push({ vkey: key, role, holder, since: index + 1, until: null, revokedFrom: null });
  }
  /** The keys in force for entry `index` that may sign a statement of this kind under this key id. */
  signers(index, kind, keyid) {
    return this.#keys.filter(
      (key) => isInForce(key, index) && keyIdOf(key.vkey) === keyid && (key.role === "statement" || (key.role === "person" || key.role === "party") && SIGNED_BY_OTHERS.includes(kind))
    );
  }
  /** The one key of a role of the keeper's own in force for entry `index`; undefined before entry 0, and for roles that many keys have. */
  own(role, index) {
    return SINGLE_ROLES.includes(role) ? this.#keys.find((key) => key.role === role && isInForce(key, index)) : void 0;
  }
  /** The log's keys that must have signed a checkpoint of this size: those in force for the entry that would come next. */
  logKeys(size) {
    return ["log-ed25519", "log-ml-dsa-44"].flatMap((role) => this.own(role, size) ?? []);
  }
  /** The log's keys whose last signature is the checkpoint of this size: the one that covers the statement of their rotation. */
  outgoingLogKeys(size) {
    return this.#keys.filter((key) => key.until === size && (key.role === "log-ed25519" || key.role === "log-ml-dsa-44"));
  }
};
function isInForce(key, index) {
  return key.since <= index && (key.until === null || index < key.until);
}
function isSameHolder(left, right) {
  return left.name === right.name && left.party === right.party;
}

// src/model/logsource.ts
var CATEGORIES_WITHIN = tableOf({
  registry_event: ["registry_add", "registry_delete", "registry_set", "registry_rename"],
  file_delete: ["file_delete_detected"]
});
var SERVICES_WITHIN = tableOf({
  // auth.log and syslog hold what the programs write into them (Sigma taxonomy 2.1.0, product linux).
  auth: ["sshd", "sudo"],
  syslog: ["auth", "clamav", "cron", "guacamole", "sshd", "sudo", "vsftpd"],
  // SigmaHQ writes this one with its vendor.
  "microsoft-servicebus-client": ["servicebus-client"]
});

// src/model/record-leaf.ts
var LEAF_BYTES = 64;
var READING_DOMAIN = utf8("meridian/reading/v1\0");
function readingCommitment(sha2562, { salt, origin, reading, rejected }) {
  const { source, offset, lines } = origin;
  const { format, readAtMs, utcOffsetMinutes, host, context } = reading;
  const told = context.length === 0 ? "[]" : formatJson(context);
  const json = `{"context":${told},"format":${formatJson(format)},"host":${formatJson(host)},"lines":${lines},"offset":${offset},"readAtMs":${readAtMs},"rejected":${formatJson(rejected)},"source":${formatJson(source)},"utcOffsetMinutes":${utcOffsetMinutes}}`;
  return sha2562(concat(READING_DOMAIN, salt, utf8(json)));
}
function recordLeaf(sha2562, record2) {
  return concat(record2.commitment, readingCommitment(sha2562, record2));
}

// src/model/reliance.ts
var STATED_TIMES = {
  party: "startedAt",
  run: "startedAt",
  segment: "sealedAt",
  coverage: "endedAt",
  published: "publishedAt",
  erasure: "erasedAt",
  exhibit: "recordedAt",
  custody: "recordedAt",
  redaction: "at",
  answer: "at",
  approval: "at",
  alarm: "seenAt",
  action: "at",
  playbook: "at",
  enforcement: "to",
  casefile: "at",
  docket: "at",
  reading: "at",
  assessment: "at",
  measure: "at"
};
function statedTime({ kind, predicate }) {
  const name = STATED_TIMES[kind];
  return name === void 0 ? void 0 : predicate[name];
}
function unreliableEntries(entries, keyring) {
  const found = [];
  const revocations = new Map(keyring.keys.map(({ vkey, revokedFrom }) => [vkey, revokedFrom]));
  let latest = "";
  for (const { index, statement, signers } of entries) {
    const stated = statedTime(statement) ?? "";
    if (stated > latest) latest = stated;
    for (const { vkey } of signers) {
      const revokedFrom = revocations.get(vkey) ?? null;
      if (revokedFrom !== null && latest >= revokedFrom) found.push({ index, keyid: keyIdOf(vkey), revokedFrom });
    }
  }
  return found;
}

// src/merkle/hash.ts
var HASH_BYTES = 32;
var LEAF_PREFIX = 0;
var NODE_PREFIX = 1;
var leafOfHash = new Uint8Array(1 + HASH_BYTES);
var nodeOfHashes = new Uint8Array(1 + 2 * HASH_BYTES);
leafOfHash[0] = LEAF_PREFIX;
nodeOfHashes[0] = NODE_PREFIX;
function leafHash(sha, entry) {
  if (entry.length === HASH_BYTES) {
    leafOfHash.set(entry, 1);
    return sha(leafOfHash);
  }
  const input = new Uint8Array(1 + entry.length);
  input[0] = LEAF_PREFIX;
  input.set(entry, 1);
  return sha(input);
}
function nodeHash(sha, left, right) {
  if (left.length === HASH_BYTES && right.length === HASH_BYTES) {
    nodeOfHashes.set(left, 1);
    nodeOfHashes.set(right, 1 + HASH_BYTES);
    return sha(nodeOfHashes);
  }
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = NODE_PREFIX;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return sha(input);
}
function emptyRoot(sha) {
  return sha(new Uint8Array(0));
}

// src/merkle/key-name.ts
var NAME_BYTES_MAX = 255;
var NOT_IN_NAMES2 = /[\p{White_Space}+\u0000-\u001f\u007f]/u;
function isKeyName(name) {
  return name !== "" && name.isWellFormed() && !NOT_IN_NAMES2.test(name) && utf8(name).length <= NAME_BYTES_MAX;
}

// src/merkle/sha256.ts
var K = new Int32Array([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]);
var START = [1779033703, 3144134277, 1013904242, 2773480762, 1359893119, 2600822924, 528734635, 1541459225];
var BLOCK_BYTES = 64;
function sha256(bytes) {
  const state = Int32Array.from(START);
  const schedule = new Int32Array(64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length - bytes.length % BLOCK_BYTES;
  for (let at = 0; at < whole; at += BLOCK_BYTES) compress(state, schedule, view, at);
  const tail = padded(bytes.subarray(whole), bytes.length);
  const tailView = new DataView(tail.buffer);
  for (let at = 0; at < tail.length; at += BLOCK_BYTES) compress(state, schedule, tailView, at);
  const digest = new Uint8Array(32);
  const digestView = new DataView(digest.buffer);
  state.forEach((word2, index) => {
    digestView.setInt32(4 * index, word2);
  });
  return digest;
}
function padded(rest, totalBytes) {
  const tail = new Uint8Array(rest.length + 9 <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES);
  tail.set(rest);
  tail[rest.length] = 128;
  const view = new DataView(tail.buffer);
  view.setUint32(tail.length - 8, Math.floor(totalBytes / 536870912));
  view.setUint32(tail.length - 4, totalBytes << 3 >>> 0);
  return tail;
}
function compress(state, w, view, at) {
  for (let t = 0; t < 16; t++) w[t] = view.getInt32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15];
    const y = w[t - 2];
    const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
    const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
    w[t] = s0 + w[t - 7] + s1 + w[t - 16] | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t++) {
    const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
    const t1 = h + s1 + (e & f ^ ~e & g) + K[t] + w[t] | 0;
    const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
    const t2 = s0 + (a & b ^ a & c ^ b & c) | 0;
    h = g;
    g = f;
    f = e;
    e = d + t1 | 0;
    d = c;
    c = b;
    b = a;
    a = t1 + t2 | 0;
  }
  add(state, [a, b, c, d, e, f, g, h]);
}
function add(state, words) {
  for (let index = 0; index < 8; index++) state[index] = state[index] + words[index] | 0;
}

// src/merkle/checkpoint.ts
var EXTENSION_LINES_MAX = 16;
function parseCheckpoint(text2) {
  const claimed = parseClaimedCheckpoint(text2);
  if (!claimed.ok) return claimed;
  const { size, root } = claimed.value;
  return size === 0n && !isEmptyRoot(root) ? refuse3(3, "the root of an empty tree") : claimed;
}
function parseClaimedCheckpoint(text2) {
  const [origin = "", sizeText = "", rootText = "", ...rest] = text2.split("\n");
  const end = rest.pop();
  if (origin === "" || utf8(origin).length > NAME_BYTES_MAX) return refuse3(1, `an origin of 1 to ${NAME_BYTES_MAX} bytes`);
  const size = parseUint64(sizeText);
  if (!size.ok) return refuse3(2, "a tree size in decimal");
  const root = parseBase64(rootText);
  if (!root.ok || root.value.length !== HASH_BYTES) return refuse3(3, `base64 of a root of ${HASH_BYTES} bytes`);
  if (end !== "") return refuse3(4 + rest.length, "a newline at the end");
  if (rest.length > EXTENSION_LINES_MAX) return refuse3(4 + EXTENSION_LINES_MAX, `at most ${EXTENSION_LINES_MAX} extension lines`);
  const blank = rest.indexOf("");
  if (blank !== -1) return refuse3(4 + blank, "an extension line that is not empty");
  return yes({ origin, size: size.value, root: root.value, extensions: rest });
}
function isEmptyRoot(root) {
  return equalBytes(root, emptyRoot(sha256));
}
function refuse3(line, expected) {
  return no({ kind: "bad-checkpoint", line, expected });
}

// src/merkle/hash-lines.ts
var PROOF_HASHES_MAX = 64;
function parseHashLines(lines) {
  const hashes2 = [];
  for (const [at, line] of lines.entries()) {
    if (at === PROOF_HASHES_MAX) return no({ at, expected: `at most ${PROOF_HASHES_MAX} hashes` });
    const hash = parseBase64(line);
    if (!hash.ok || hash.value.length !== HASH_BYTES) return no({ at, expected: `base64 of a hash of ${HASH_BYTES} bytes` });
    hashes2.push(hash.value);
  }
  return yes(hashes2);
}

// src/merkle/cosignature.ts
var SIGNATURE_BYTES = { ed25519: 64, mlDsa44: 2420 };
var COSIGNATURE_TIME_MAX = 2n ** 63n - 1n;
var SUBTREE_LABEL = utf8("subtree/v1\n\0");
function ed25519CosignatureMessage(checkpointText, time) {
  assertTime(time);
  return utf8(`cosignature/v1
time ${time}
${checkpointText}`);
}
function mlDsa44SubtreeMessage({ cosigner, time, origin, start, end, hash }) {
  assertTime(time);
  assert(start === 0n || time === 0n, "a subtree that does not start at 0 carries no time");
  assert(start >= 0n && start <= end, "a subtree ends where it starts or after");
  assert(hash.length === HASH_BYTES, `expected a hash of ${HASH_BYTES} bytes, got ${hash.length}`);
  return concat(SUBTREE_LABEL, shortText(cosigner), uint64(time), shortText(origin), uint64(start), uint64(end), hash);
}
function mlDsa44CheckpointMessage(cosigner, { origin, size, root }, time) {
  return mlDsa44SubtreeMessage({ cosigner, time, origin, start: 0n, end: size, hash: root });
}
function parseTimestampedSignature(bytes, signatureBytes) {
  if (bytes.length !== 8 + signatureBytes) return refuse4(`${8 + signatureBytes} bytes, got ${bytes.length}`);
  const time = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  if (time > COSIGNATURE_TIME_MAX) return refuse4("a time of at most 2^63-1");
  return yes({ time, signature: bytes.subarray(8) });
}
function shortText(text2) {
  const bytes = utf8(text2);
  assert(bytes.length >= 1 && bytes.length <= NAME_BYTES_MAX, `expected a name of 1 to ${NAME_BYTES_MAX} bytes`);
  return concat(Uint8Array.of(bytes.length), bytes);
}
function assertTime(time) {
  assert(time >= 0n && time <= COSIGNATURE_TIME_MAX, `expected a time from 0 to 2^63-1, got ${time}`);
}
function refuse4(expected) {
  return no({ kind: "bad-timestamped-signature", expected });
}

// src/merkle/edwards25519.ts
var FIELD_PRIME = 2n ** 255n - 19n;
var GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
var D2 = mod(-121665n * power(121666n, FIELD_PRIME - 2n));
var SQRT_MINUS_ONE = power(2n, (FIELD_PRIME - 1n) / 4n);
var IDENTITY = { x: 0n, y: 1n, z: 1n, t: 0n };
function pointAtY(y) {
  const ySquared = mod(y * y);
  const xSquared = mod((ySquared - 1n) * power(D2 * ySquared + 1n, FIELD_PRIME - 2n));
  const candidate = power(xSquared, (FIELD_PRIME + 3n) / 8n);
  const x = mod(candidate * candidate) === xSquared ? candidate : mod(candidate * SQRT_MINUS_ONE);
  return mod(x * x) === xSquared ? { x, y, z: 1n, t: mod(x * y) } : void 0;
}
function hasPrimeOrder(point) {
  let sum = IDENTITY;
  for (let bit = 252n; bit >= 0n; bit--) {
    sum = add2(sum, sum);
    if (GROUP_ORDER >> bit & 1n) sum = add2(sum, point);
  }
  return sum.x === 0n && sum.y === sum.z;
}
function add2(left, right) {
  const a = mod((left.y - left.x) * (right.y - right.x));
  const b = mod((left.y + left.x) * (right.y + right.x));
  const c = mod(2n * D2 * mod(left.t * right.t));
  const d = mod(2n * left.z * right.z);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) };
}
function power(base, exponent) {
  let result = 1n;
  for (let [square, rest] = [mod(base), exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}
function mod(value2) {
  const rest = value2 % FIELD_PRIME;
  return rest >= 0n ? rest : rest + FIELD_PRIME;
}

// src/merkle/ed25519-key.ts
var SMALL_ORDER = /* @__PURE__ */ new Set([
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
]);
function checkEd25519PublicKey(bytes) {
  const reason = bytes.length === 32 ? encodingFault(bytes) ?? orderFault(bytes) : "wrong-length";
  return reason === void 0 ? yes(true) : no({ kind: "weak-ed25519-key", reason });
}
function checkEd25519Signature(bytes) {
  if (bytes.length !== 64) return no({ kind: "weak-ed25519-signature", reason: "wrong-length" });
  const reason = littleEndian(bytes.subarray(32)) < GROUP_ORDER ? encodingFault(bytes.subarray(0, 32)) : "not-canonical";
  return reason === void 0 ? yes(true) : no({ kind: "weak-ed25519-signature", reason });
}
var Y_BITS = 2n ** 255n - 1n;
function encodingFault(bytes) {
  const encoded = littleEndian(bytes);
  const y = encoded & Y_BITS;
  const signBit = encoded > Y_BITS;
  if (y >= FIELD_PRIME || signBit && (y === 1n || y === FIELD_PRIME - 1n)) return "not-canonical";
  return SMALL_ORDER.has(toHex(bytes)) ? "small-order" : void 0;
}
function orderFault(bytes) {
  const point = pointAtY(littleEndian(bytes) & Y_BITS);
  if (point === void 0) return "not-on-curve";
  return hasPrimeOrder(point) ? void 0 : "mixed-order";
}
function littleEndian(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
  return [24, 16, 8, 0].reduce((number2, at) => number2 << 64n | view.getBigUint64(at, true), 0n);
}

// src/merkle/vkey.ts
var KEY_TYPES = {
  /** Ed25519 over the note's text. */
  ed25519Note: 1,
  /** Timestamped Ed25519 cosignature/v1. */
  ed25519Cosignature: 4,
  /** Timestamped ML-DSA-44 (sub)tree cosignature. */
  mlDsa44Cosignature: 6
};
var PUBLIC_KEY_BYTES = { 1: 32, 4: 32, 6: 1312 };
function keyId(name, type, publicKey) {
  const digest = sha256(concat(utf8(name), Uint8Array.of(10, type), publicKey));
  return new DataView(digest.buffer).getUint32(0);
}
function formatKeyId(id2) {
  return id2.toString(16).padStart(8, "0");
}
function formatVkey(vkey) {
  return `${vkey.name}+${formatKeyId(vkey.keyId)}+${toBase64(concat(Uint8Array.of(vkey.type), vkey.publicKey))}`;
}
function parseVkey(text2) {
  const [name = "", hex = "", ...rest] = text2.split("+");
  if (!isKeyName(name)) return refuse5("a key name without space or +");
  const id2 = parseHex(hex);
  if (!id2.ok || id2.value.length !== 4) return refuse5("a key id of 8 lower-case hexadecimal digits");
  const key = parseBase64(rest.join("+"));
  if (!key.ok || key.value.length < 2) return refuse5("base64 of the signature type and the public key");
  const type = key.value[0];
  if (!isKeyType(type)) return no({ kind: "unsupported-key-type", type });
  return checked(name, type, key.value.subarray(1), hex);
}
function explainVkeyFault(fault) {
  switch (fault.kind) {
    case "bad-vkey":
      return fault.expected;
    case "unsupported-key-type":
      return `a key of type ${Object.values(KEY_TYPES).join(", ")}, got ${fault.type}`;
    case "weak-ed25519-key":
      return `a strong Ed25519 key: this one is refused (${fault.reason})`;
  }
}
function checked(name, type, publicKey, hex) {
  const bytes = PUBLIC_KEY_BYTES[type];
  if (publicKey.length !== bytes) return refuse5(`a public key of ${bytes} bytes, got ${publicKey.length}`);
  const id2 = keyId(name, type, publicKey);
  if (formatKeyId(id2) !== hex) return refuse5(`the key id ${formatKeyId(id2)}, got ${hex}`);
  if (type !== KEY_TYPES.mlDsa44Cosignature) {
    const strong = checkEd25519PublicKey(publicKey);
    if (!strong.ok) return strong;
  }
  return yes({ name, type, keyId: id2, publicKey });
}
function isKeyType(type) {
  return Object.hasOwn(PUBLIC_KEY_BYTES, type);
}
function refuse5(expected) {
  return no({ kind: "bad-vkey", expected });
}

// src/merkle/envelope-signers.ts
async function envelopeSigners(keyring, { index, kind, envelope }, checks) {
  const message = preAuthEncoding(envelope.payload);
  const signers = /* @__PURE__ */ new Set();
  for (const { keyid, sig } of envelope.signatures) {
    const candidates = keyring.signers(index, kind, keyid);
    if (candidates.length === 0) continue;
    const signer = await findSigner(candidates, message, sig, checks);
    if (signer === void 0) return no(`the signature of ${keyid} does not verify`);
    signers.add(signer);
  }
  return signers.size === 0 ? no(`no key that may sign a ${kind} statement at entry ${index} signed it`) : yes([...signers]);
}
async function findSigner(candidates, message, signature, checks) {
  if (!checkEd25519Signature(signature).ok) return void 0;
  for (const candidate of candidates) {
    const publicKey = ed25519KeyOf(candidate);
    if (publicKey !== void 0 && await checks.ed25519(publicKey, message, signature)) return candidate;
  }
  return void 0;
}
var readKeys = /* @__PURE__ */ new WeakMap();
function ed25519KeyOf(key) {
  const known = readKeys.get(key);
  if (known !== void 0) return known.publicKey;
  const vkey = parseVkey(key.vkey);
  const publicKey = vkey.ok && vkey.value.type === KEY_TYPES.ed25519Note ? vkey.value.publicKey : void 0;
  readKeys.set(key, { publicKey });
  return publicKey;
}

// src/merkle/trust-policy.ts
var POLICY_ENTRIES_MAX = 256;
var POLICY_UNITS_MAX = 1048576;
function parseTrustPolicy(text2) {
  if (text2.length > POLICY_UNITS_MAX) return refuse6(1, `at most ${POLICY_UNITS_MAX} characters`);
  const draft = {
    logs: [],
    witnesses: [],
    parties: [],
    publicKeys: /* @__PURE__ */ new Set(),
    names: /* @__PURE__ */ new Map(),
    grouped: /* @__PURE__ */ new Set(),
    quorum: void 0
  };
  const lines = text2.split("\n");
  if (lines.pop() !== "") return refuse6(lines.length + 1, "a newline at the end");
  for (const [at, line] of lines.entries()) {
    const problem = readLine(draft, line);
    if (problem !== void 0) return refuse6(at + 1, problem);
  }
  const { logs, witnesses, parties, quorum } = draft;
  return quorum === void 0 ? refuse6(lines.length + 1, "a quorum line") : yes({ logs, witnesses, parties, quorum });
}
var HAS_CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;
function readLine(draft, line) {
  if (HAS_CONTROL.test(line)) return "no control character but tab and newline";
  const [keyword = "", ...words] = line.split(/[ \t]+/).filter((word2) => word2 !== "");
  if (keyword === "" || keyword.startsWith("#")) return void 0;
  switch (keyword) {
    case "log":
      return readLog(draft, words);
    case "witness":
      return readWitness(draft, words);
    case "party":
      return readParty(draft, words);
    case "group":
      return readGroup(draft, words);
    case "quorum":
      return readQuorum(draft, words);
    default:
      return "log, witness, party, group or quorum";
  }
}
function readLog(draft, [text2 = "", url, ...rest]) {
  if (rest.length > 0) return "log <vkey> [<url>]";
  if (draft.logs.length === POLICY_ENTRIES_MAX) return `at most ${POLICY_ENTRIES_MAX} logs`;
  const vkey = readKey(draft, text2, [KEY_TYPES.ed25519Note, KEY_TYPES.mlDsa44Cosignature]);
  if (typeof vkey === "string") return vkey;
  if (draft.witnesses.some((witness) => witness.vkey.name === vkey.name)) return "a key name that no witness has";
  draft.logs.push({ vkey, url });
  return void 0;
}
function readWitness(draft, [name = "", text2 = "", url, ...rest]) {
  if (rest.length > 0) return "witness <name> <vkey> [<url>]";
  if (draft.witnesses.length === POLICY_ENTRIES_MAX) return `at most ${POLICY_ENTRIES_MAX} witnesses`;
  if (name === "none" || draft.names.has(name)) return "a name that is not taken";
  const vkey = readKey(draft, text2, [KEY_TYPES.ed25519Cosignature, KEY_TYPES.mlDsa44Cosignature]);
  if (typeof vkey === "string") return vkey;
  if (draft.logs.some((log) => log.vkey.name === vkey.name)) return "a key name that no log has";
  draft.witnesses.push({ name, vkey, url });
  draft.names.set(name, { kind: "witness", name });
  return void 0;
}
function readParty(draft, [text2 = "", ...rest]) {
  if (rest.length > 0) return "party <vkey>";
  if (draft.parties.length === POLICY_ENTRIES_MAX) return `at most ${POLICY_ENTRIES_MAX} parties`;
  const vkey = readKey(draft, text2, [KEY_TYPES.ed25519Note]);
  if (typeof vkey === "string") return vkey;
  draft.parties.push(vkey);
  return void 0;
}
function readKey(draft, text2, types) {
  const vkey = parseVkey(text2);
  if (!vkey.ok) return explainVkeyFault(vkey.fault);
  if (!types.includes(vkey.value.type)) return `a key of type ${types.join(" or ")}, got ${vkey.value.type}`;
  const publicKey = toHex(vkey.value.publicKey);
  if (draft.publicKeys.has(publicKey)) return "a public key that no other line has, under whatever name";
  draft.publicKeys.add(publicKey);
  return vkey.value;
}
function readGroup(draft, [name = "", k = "", ...memberNames]) {
  if (memberNames.length === 0 || memberNames.length > POLICY_ENTRIES_MAX) return "group <name> all|any|<k> <member>...";
  if (draft.names.size - draft.witnesses.length === POLICY_ENTRIES_MAX) return `at most ${POLICY_ENTRIES_MAX} groups`;
  if (name === "none" || draft.names.has(name)) return "a name that is not taken";
  const threshold = readThreshold(k, memberNames.length);
  if (threshold === void 0) return `all, any, or a number from 1 to ${memberNames.length}`;
  const members = [];
  for (const memberName of memberNames) {
    const member = draft.names.get(memberName);
    if (member === void 0) return `members defined above, got ${memberName}`;
    if (draft.grouped.has(memberName)) return `each name in one group once, got ${memberName} again`;
    draft.grouped.add(memberName);
    members.push(member);
  }
  draft.names.set(name, { kind: "group", name, threshold, members });
  return void 0;
}
function readThreshold(k, members) {
  if (k === "all") return members;
  if (k === "any") return 1;
  const count2 = parseCount(k);
  return count2.ok && count2.value >= 1 && count2.value <= members ? count2.value : void 0;
}
function readQuorum(draft, [name = "", ...rest]) {
  if (rest.length > 0 || draft.quorum !== void 0) return "one quorum line with one name";
  const quorum = name === "none" ? { kind: "none" } : draft.names.get(name);
  if (quorum === void 0) return "a witness or group defined above, or none";
  draft.quorum = quorum;
  return void 0;
}
function isQuorumMet(quorum, seen) {
  switch (quorum.kind) {
    case "none":
      return true;
    case "witness":
      return seen.has(quorum.name);
    case "group":
      return quorum.members.filter((member) => isQuorumMet(member, seen)).length >= quorum.threshold;
  }
}
function refuse6(line, expected) {
  return no({ kind: "bad-trust-policy", line, expected });
}

// src/merkle/key-statements.ts
function keyTypeOf(role) {
  return role === "log-ml-dsa-44" ? KEY_TYPES.mlDsa44Cosignature : KEY_TYPES.ed25519Note;
}
async function keyStatementFault(keyring, { index, predicate }, checks) {
  const refusal = keyring.refusal(index, predicate);
  if (refusal !== void 0) return refusal;
  const { action, role, key, proof } = predicate;
  if (action === "revoke") return proof === null ? void 0 : "a revocation carries no proof";
  const vkey = parseVkey(key);
  if (!vkey.ok) return `expected ${explainVkeyFault(vkey.fault)}`;
  if (vkey.value.type !== keyTypeOf(role)) return `a ${role} key has another type`;
  if (role === "log-ed25519" || role === "log-ml-dsa-44") {
    if (vkey.value.name !== keyring.origin) return "a key of the log has the origin as its name";
    return proof === null ? void 0 : "a key of the log signs nothing but checkpoints";
  }
  return proofFault(vkey.value, keyProofMessage(keyring.origin, predicate), proof, checks);
}
async function proofFault(vkey, message, proof, checks) {
  const signature = parseBase64(proof ?? "");
  if (proof === null || !signature.ok || !checkEd25519Signature(signature.value).ok)
    return "it lacks the new key's own signature";
  const holds = await checks.ed25519(vkey.publicKey, message, signature.value);
  return holds ? void 0 : "the new key's own signature does not verify";
}

// src/merkle/note.ts
var SIGNATURE_LINES_MAX = 100;
var NOTE_BYTES_MAX = 1048576;
var SIGNATURE_MARK = "\u2014 ";
var HAS_CONTROL2 = /[\u0000-\u0009\u000b-\u001f]/;
function parseNote(bytes) {
  if (bytes.length > NOTE_BYTES_MAX) return refuse7(1, `a note of at most ${NOTE_BYTES_MAX} bytes`);
  const whole = textOf(bytes);
  if (whole === void 0) return refuse7(1, "UTF-8");
  const control = HAS_CONTROL2.exec(whole);
  if (control !== null) return refuse7(lineAt(whole, control.index), "no control character but newline");
  const split2 = whole.lastIndexOf("\n\n");
  if (split2 === -1) return refuse7(lineAt(whole, whole.length), "a blank line between text and signatures");
  const text2 = whole.slice(0, split2 + 1);
  const first = lineAt(whole, split2 + 2);
  const lines = whole.slice(split2 + 2).split("\n");
  if (lines.pop() !== "") return refuse7(first + lines.length, "a newline at the end");
  if (lines.length === 0) return refuse7(first, "a signature line");
  if (lines.length > SIGNATURE_LINES_MAX) return refuse7(first + SIGNATURE_LINES_MAX, `at most ${SIGNATURE_LINES_MAX} signatures`);
  return parseSignatures(text2, lines, first);
}
function parseSignatures(text2, lines, first) {
  const signatures = [];
  for (const [at, line] of lines.entries()) {
    const signature = parseSignatureLine(line);
    if (signature === void 0) return refuse7(first + at, "\u2014 <key name> <base64 of key id and signature>");
    signatures.push(signature);
  }
  return yes({ text: text2, signatures });
}
function parseSignatureLine(line) {
  if (!line.startsWith(SIGNATURE_MARK)) return void 0;
  const [name = "", base64 = "", ...rest] = line.slice(SIGNATURE_MARK.length).split(" ");
  const blob = parseBase64(base64);
  if (rest.length > 0 || !isKeyName(name) || !blob.ok || blob.value.length < 5) return void 0;
  return { name, keyId: new DataView(blob.value.buffer).getUint32(0), signature: blob.value.subarray(4) };
}
function lineAt(text2, index) {
  return text2.slice(0, index).split("\n").length;
}
function refuse7(line, expected) {
  return no({ kind: "bad-note", line, expected });
}

// src/merkle/note-keys.ts
function createVerifier(vkey, checks) {
  const verify = (text2, signature) => verifySignature(vkey, checks, text2, signature);
  return { vkey, name: vkey.name, keyId: vkey.keyId, verify };
}
function verifySignature(vkey, checks, text2, signature) {
  switch (vkey.type) {
    case KEY_TYPES.ed25519Note:
      return verifyEd25519(vkey, checks, { message: utf8(text2), signature, time: void 0 });
    case KEY_TYPES.ed25519Cosignature:
      return verifyCosignature(
        text2,
        signature,
        SIGNATURE_BYTES.ed25519,
        ({ time, signature: signature2 }) => verifyEd25519(vkey, checks, { message: ed25519CosignatureMessage(text2, time), signature: signature2, time })
      );
    case KEY_TYPES.mlDsa44Cosignature:
      return verifyCosignature(text2, signature, SIGNATURE_BYTES.mlDsa44, async ({ time, signature: signature2, head }) => {
        const message = mlDsa44CheckpointMessage(vkey.name, head, time);
        return await checks.mlDsa44(vkey.publicKey, message, signature2) ? yes({ time }) : refuse8("the signature does not verify");
      });
  }
}
async function verifyCosignature(text2, bytes, signatureBytes, verify) {
  const stamped = parseTimestampedSignature(bytes, signatureBytes);
  if (!stamped.ok) return refuse8(`expected ${stamped.fault.expected}`);
  const head = parseClaimedCheckpoint(text2);
  return head.ok ? verify({ ...stamped.value, head: head.value }) : refuse8("a cosignature stands on a checkpoint only");
}
async function verifyEd25519(vkey, checks, { message, signature, time }) {
  const strict = checkEd25519Signature(signature);
  if (!strict.ok) return refuse8(`the signature is refused: ${strict.fault.reason}`);
  return await checks.ed25519(vkey.publicKey, message, signature) ? yes({ time }) : refuse8("the signature does not verify");
}
function refuse8(reason) {
  return no({ kind: "bad-signature", reason });
}

// src/merkle/open-note.ts
async function openNote(bytes, verifiers) {
  const note3 = parseNote(bytes);
  return note3.ok ? openParsedNote(note3.value, verifiers) : note3;
}
async function openParsedNote({ text: text2, signatures }, verifiers) {
  const known = byKey(verifiers);
  if (!known.ok) return known;
  const verified = /* @__PURE__ */ new Map();
  let unknownLines = 0;
  for (const [at, line] of signatures.entries()) {
    const verifier = known.value.get(keyOf(line));
    if (verifier === void 0) {
      unknownLines++;
      continue;
    }
    const signed = await verifier.verify(text2, line.signature);
    if (!signed.ok) return no({ ...signed.fault, key: keyOf(line), signature: at + 1 });
    verified.set(verifier, earliest(verified.get(verifier), { verifier, line, time: signed.value.time }));
  }
  if (verified.size === 0) return no({ kind: "no-known-signature", unknownLines });
  return yes({ text: text2, verified: [...verified.values()], unknownLines });
}
function byKey(verifiers) {
  const known = /* @__PURE__ */ new Map();
  for (const verifier of verifiers) {
    const key = keyOf(verifier);
    if (known.has(key)) return no({ kind: "ambiguous-verifier", key });
    known.set(key, verifier);
  }
  return yes(known);
}
function keyOf({ name, keyId: keyId2 }) {
  return `${name}+${formatKeyId(keyId2)}`;
}
function earliest(first, second) {
  if (first === void 0) return second;
  const [a, b] = [first.time ?? 0n, second.time ?? 0n];
  if (a === 0n || b === 0n) return a === 0n && b !== 0n ? second : first;
  return a <= b ? first : second;
}

// src/merkle/tlog-proof.ts
var HEADER = "c2sp.org/tlog-proof@v1";
var EXTRA_BYTES_MAX = 65536;
var PROOF_BYTES_MAX = NOTE_BYTES_MAX + 1e5;
function parseTlogProof(bytes) {
  if (bytes.length > PROOF_BYTES_MAX) return refuse9(1, `at most ${PROOF_BYTES_MAX} bytes`);
  const text2 = textOf(bytes);
  if (text2 === void 0) return refuse9(1, "UTF-8");
  const split2 = text2.indexOf("\n\n");
  if (split2 === -1) return refuse9(text2.split("\n").length, "a blank line before the checkpoint");
  const lines = text2.slice(0, split2).split("\n");
  if (lines[0] !== HEADER) return refuse9(1, HEADER);
  const extra = parseExtra(lines[1] ?? "");
  if (!extra.ok) return extra;
  const indexAt = extra.value === void 0 ? 1 : 2;
  const indexLine = lines[indexAt] ?? "";
  const index = parseUint64(indexLine.startsWith("index ") ? indexLine.slice("index ".length) : "");
  if (!index.ok) return refuse9(indexAt + 1, "index <decimal>");
  const proof = parseHashLines(lines.slice(indexAt + 1));
  if (!proof.ok) return refuse9(indexAt + 2 + proof.fault.at, proof.fault.expected);
  const checkpoint = utf8(text2.slice(split2 + 2));
  if (checkpoint.length === 0) return refuse9(lines.length + 2, "a checkpoint");
  return yes({ extra: extra.value, index: index.value, proof: proof.value, checkpoint });
}
function parseExtra(line) {
  if (!line.startsWith("extra ")) return yes(void 0);
  const extra = parseBase64(line.slice("extra ".length));
  const fits = extra.ok && extra.value.length <= EXTRA_BYTES_MAX;
  return fits ? yes(extra.value) : refuse9(2, `extra <base64 of at most ${EXTRA_BYTES_MAX} bytes>`);
}
function refuse9(line, expected) {
  return no({ kind: "bad-tlog-proof", line, expected });
}

// src/merkle/verify-proof.ts
function verifyInclusion(sha, claim) {
  const { index, size, leaf, proof, root } = claim;
  if (index < 0n || index >= size) return no({ kind: "bad-range", expected: `an index below the size ${size}` });
  const lengths = checkHashes(proof, { leaf, root });
  if (!lengths.ok) return lengths;
  let fn = index;
  let sn = size - 1n;
  let computed = leaf;
  for (const hash of proof) {
    if (sn === 0n) return no({ kind: "proof-too-long", length: proof.length });
    if (isOdd(fn) || fn === sn) {
      computed = nodeHash(sha, hash, computed);
      while (!isOdd(fn) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      computed = nodeHash(sha, computed, hash);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  if (sn !== 0n) return no({ kind: "proof-too-short", length: proof.length });
  return sameRoot("root", root, computed);
}
function verifyConsistency(sha, claim) {
  if (claim.oldSize === 0n) return no({ kind: "empty-old-tree" });
  return foldSubtree(sha, {
    start: 0n,
    end: claim.oldSize,
    size: claim.newSize,
    subtreeRoot: claim.oldRoot,
    root: claim.newRoot,
    proof: claim.proof
  });
}
function foldSubtree(sha, claim) {
  const { start, end, size, subtreeRoot, root, proof } = claim;
  if (!(start >= 0n && start < end && end <= size))
    return no({ kind: "bad-range", expected: `a range within the newer tree of ${size} leaves` });
  if (end - start === size && proof.length === 0) return sameRoot("new-root", root, subtreeRoot);
  const lengths = checkHashes(proof, { "old-root": subtreeRoot, "new-root": root });
  if (!lengths.ok) return lengths;
  const folded = foldBoth(sha, claim);
  if (!folded.ok) return folded;
  const oldSame = sameRoot("old-root", subtreeRoot, folded.value.subtree);
  return oldSame.ok ? sameRoot("new-root", root, folded.value.tree) : oldSame;
}
function foldBoth(sha, { start, end, size, subtreeRoot, proof }) {
  let [fn, sn, tn] = [start, end - 1n, size - 1n];
  while (fn !== sn && (sn === tn || isOdd(sn))) [fn, sn, tn] = [fn >> 1n, sn >> 1n, tn >> 1n];
  const [seed, ...rest] = fn === sn ? [subtreeRoot, ...proof] : proof;
  if (seed === void 0) return no({ kind: "proof-too-short", length: 0 });
  let [subtree, tree] = [seed, seed];
  for (const hash of rest) {
    if (tn === 0n) return no({ kind: "proof-too-long", length: proof.length });
    if (isOdd(sn) || sn === tn) {
      if (fn < sn) subtree = nodeHash(sha, hash, subtree);
      tree = nodeHash(sha, hash, tree);
      while (!isOdd(sn)) [fn, sn, tn] = [fn >> 1n, sn >> 1n, tn >> 1n];
    } else {
      tree = nodeHash(sha, tree, hash);
    }
    [fn, sn, tn] = [fn >> 1n, sn >> 1n, tn >> 1n];
  }
  return tn === 0n ? yes({ subtree, tree }) : no({ kind: "proof-too-short", length: proof.length });
}
function checkHashes(proof, named) {
  for (const [name, hash] of Object.entries(named)) {
    if (hash.length !== HASH_BYTES) return no({ kind: "bad-hash", at: name, bytes: hash.length });
  }
  const at = proof.findIndex((hash) => hash.length !== HASH_BYTES);
  return at === -1 ? yes(true) : no({ kind: "bad-hash", at, bytes: proof[at]?.length ?? 0 });
}
function sameRoot(root, expected, computed) {
  return equalBytes(expected, computed) ? yes(true) : no({ kind: "root-mismatch", root, expected, computed });
}
function isOdd(value2) {
  return (value2 & 1n) === 1n;
}

// src/verify/folder.ts
async function readFolder(files, faults) {
  const listed = files.list();
  const folder = /* @__PURE__ */ new Map();
  if (!isWithinLimits(listed, faults)) return folder;
  checkNames(listed, faults);
  for (const { path, bytes } of listed) {
    if (!isDossierPath(path) || bytes === null) continue;
    const read = await readFile(files, path);
    if (read === void 0) faults.add("unreadable", path, "expected a file that can be read");
    else if (read.length !== bytes) faults.add("unreadable", path, `expected ${bytes} bytes as listed, got ${read.length}`);
    else folder.set(path, read);
  }
  checkPresence(new Set(listed.map(({ path }) => path)), faults);
  return folder;
}
async function readFile(files, path) {
  try {
    return await files.read(path);
  } catch {
    return void 0;
  }
}
function isWithinLimits(listed, faults) {
  if (listed.length > DOSSIER_FILES_MAX) {
    faults.add("too-many-files", "", `expected at most ${DOSSIER_FILES_MAX} files, got ${listed.length}`);
    return false;
  }
  const large = listed.find(({ bytes }) => (bytes ?? 0) > DOSSIER_FILE_BYTES_MAX);
  if (large !== void 0) faults.add("too-large", large.path, `expected at most ${DOSSIER_FILE_BYTES_MAX} bytes`);
  const total = listed.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  if (total > DOSSIER_BYTES_MAX) faults.add("too-large", "", `expected at most ${DOSSIER_BYTES_MAX} bytes in all, got ${total}`);
  return large === void 0 && total <= DOSSIER_BYTES_MAX;
}
function checkNames(listed, faults) {
  const seen = /* @__PURE__ */ new Map();
  for (const { path, bytes } of listed) {
    if (!isDossierPath(path)) faults.add("bad-path", path, "expected letters, digits, dot, _ and - in parts joined by /");
    else if (bytes === null) faults.add("bad-path", path, "expected a plain file, got a link or a device");
    else if (!isKnownPath(path)) faults.add("unexpected", path, "no file of a dossier has this name");
    const twin = seen.get(path.toLowerCase());
    if (twin !== void 0) faults.add("equal-names", path, `equals ${twin} where letters have no case`);
    seen.set(path.toLowerCase(), path);
  }
}
var FIXED = new Set(Object.values(DOSSIER));
var NUMBERED = /^data\/statements\/(?:0|[1-9][0-9]{0,15})\.(?:json|tlog-proof)$/;
var RULE = /^data\/rules\/[0-9a-f]{64}\.yml$/;
var PLAYBOOK = /^data\/playbooks\/[0-9a-f]{64}\.json$/;
function isKnownPath(path) {
  return FIXED.has(path) || NUMBERED.test(path) || RULE.test(path) || path === ACTIONS_FILE || PLAYBOOK.test(path);
}
function checkPresence(paths, faults) {
  for (const path of [...FIXED, statementPath(0)]) if (!paths.has(path)) faults.add("missing", path, "a dossier has this file");
  for (const path of paths) {
    if (!NUMBERED.test(path)) continue;
    const index = indexOf(path);
    const other = path === statementPath(index) ? statementProofPath(index) : statementPath(index);
    if (!paths.has(other)) faults.add("missing", other, `${path} has no counterpart`);
  }
}
function indexOf(path) {
  return Number(/(\d+)\./.exec(path)?.[1]);
}
function statementIndexes(folder) {
  return [...folder.keys()].filter((path) => NUMBERED.test(path) && path.endsWith(".json")).map(indexOf).sort((left, right) => left - right);
}

// src/verify/statements.ts
async function provenStatements(folder, check) {
  const proven = [];
  for (const index of statementIndexes(folder)) {
    const file = folder.get(statementPath(index));
    const proof = folder.get(statementProofPath(index));
    if (file === void 0) continue;
    const opened = openStatementFile(file);
    if (!opened.ok) check.faults.add("bad-statement", statementPath(index), opened.fault);
    else if (opened.value.index !== index) check.faults.add("bad-statement", statementPath(index), `expected index ${index}`);
    else if (proof !== void 0) {
      const signers = await provenSigners(opened.value, proof, check);
      if (signers !== void 0) proven.push({ ...nameStatement(opened.value, check.sha256), signers });
    }
  }
  return proven;
}
async function provenSigners(opened, proof, check) {
  const { keeper, checkpoint, checks, sha256: sha2562, faults } = check;
  const { index, envelope, statement } = opened;
  const signed = await envelopeSigners(keeper.keyring, { index, kind: statement.kind, envelope }, checks);
  if (!signed.ok) faults.add("bad-signature", statementPath(index), signed.fault);
  const fault = inclusionFault(opened, proof, checkpoint, sha2562);
  if (fault !== void 0) faults.add("not-included", statementProofPath(index), fault);
  return signed.ok && fault === void 0 ? signed.value : void 0;
}
function nameStatement({ index, salt, envelopeBytes, statement }, sha2562) {
  return { index, name: entryName(envelopeCommitment(sha2562, salt, envelopeBytes)), statement };
}
function inclusionFault({ index, salt, envelopeBytes }, bytes, checkpoint, sha2562) {
  const proof = parseTlogProof(bytes);
  if (!proof.ok) return `line ${proof.fault.line}: expected ${proof.fault.expected}`;
  if (proof.value.extra !== void 0) return "expected no extra line";
  if (proof.value.index !== BigInt(index)) return `expected index ${index}, got ${proof.value.index}`;
  if (!equalBytes(proof.value.checkpoint, checkpoint.note)) return "expected the checkpoint that all proofs here lead to";
  const leaf = leafHash(sha2562, envelopeCommitment(sha2562, salt, envelopeBytes));
  const { size, root } = checkpoint.head;
  const included = verifyInclusion(sha2562, { index: proof.value.index, size, leaf, proof: proof.value.proof, root });
  return included.ok ? void 0 : `the entry is not in the tree (${included.fault.kind})`;
}
function ofKind(proven, kind) {
  return proven.flatMap(
    ({ index, name, statement }) => statement.kind === kind ? [{ index, name, statement }] : []
  );
}

// src/verify/erasures.ts
function provenErasures(proven, segments, faults) {
  const before = (stated, index) => stated.filter((other) => other.index < index).map(({ statement }) => statement.predicate);
  const [schedules, orders, holds] = [ofKind(proven, "retention"), ofKind(proven, "order"), ofKind(proven, "hold")];
  const erasures = /* @__PURE__ */ new Map();
  for (const { index, statement } of ofKind(proven, "erasure")) {
    const heldThen = before(holds, index);
    const why = erasureFault(statement.predicate, {
      schedules: before(schedules, index),
      orders: before(orders, index),
      holds: heldThen,
      sealedAt: (segment) => segments.get(segment)?.predicate.sealedAt
    });
    if (why === void 0)
      erasures.set(index, new Map(statement.predicate.segments.map((part) => [part.segment, mayTake(part, heldThen)])));
    else faults.add("erasure-differs", statementPath(index), why);
  }
  return erasures;
}
function mayTake(part, holds) {
  const took = erasedBy(part);
  const held = new Set([...activeHolds(holds).values()].flatMap(({ records }) => records));
  return (name) => took(name) && !held.has(name);
}

// src/verify/case.ts
function provenCase(proven, faults) {
  const [opened, ...others] = ofKind(proven, "case");
  if (opened === void 0) {
    faults.add("missing", "data/statements", "expected one case statement that holds, got none");
    return void 0;
  }
  for (const { index } of others) faults.add("unexpected", statementPath(index), "expected one case statement");
  const detections = new Map(ofKind(proven, "detection").map((named) => [named.index, named]));
  const segments = new Map(ofKind(proven, "segment").map(({ statement }) => [statement.predicate.segment, statement]));
  const erasures = provenErasures(proven, segments, faults);
  checkAccounting(proven, faults);
  checkTimeline(opened, detections, faults);
  checkExtent(opened.statement, opened.index, faults);
  checkNothingElse(proven, { detections, opened }, faults);
  const response = {
    actions: ofKind(proven, "action"),
    enforcement: ofKind(proven, "enforcement"),
    playbooks: ofKind(proven, "playbook"),
    approvals: ofKind(proven, "approval")
  };
  return { opened, detections, coverage: ofKind(proven, "coverage"), segments, erasures, response };
}
function checkAccounting(proven, faults) {
  const told = /* @__PURE__ */ new Set();
  for (const { index, statement } of proven) {
    if (statement.kind !== "coverage" && statement.kind !== "segment") continue;
    if (!closes(statement.predicate.accounting))
      faults.add("bad-statement", statementPath(index), "lines in are not evaluated + rejected + dropped");
    if (statement.kind !== "segment") continue;
    const { segment } = statement.predicate;
    if (told.has(segment)) faults.add("unexpected", statementPath(index), `another statement tells of ${segment}`);
    told.add(segment);
  }
}
function checkTimeline(opened, detections, faults) {
  for (const [at, entry] of opened.statement.predicate.timeline.entries()) {
    const found = detections.get(entry.index);
    const differs = found === void 0 ? "no such detection statement holds" : differenceOf(entry, found);
    if (differs !== void 0) faults.add("case-differs", statementPath(entry.index), `timeline entry ${at + 1}: ${differs}`);
  }
}
function differenceOf(entry, { name, statement }) {
  const { rule, time, events } = statement.predicate;
  if (entry.detection !== name) return "the case names another entry";
  if (entry.rule !== rule.id || entry.title !== rule.title || entry.level !== rule.level) return "rule, title or level differ";
  if (entry.time.from !== time.from || entry.time.to !== time.to) return "the time differs";
  const records = new Set(events.flatMap((event) => event.records.map((record2) => record2.name)));
  if (entry.records.length === 0) return "no record is cited";
  return entry.records.every((record2) => records.has(record2)) ? void 0 : "the case cites a record that the detection does not";
}
function checkExtent({ predicate }, index, faults) {
  const from = predicate.timeline.map(({ time }) => time.from).sort()[0];
  const to = predicate.timeline.map(({ time }) => time.to).sort().at(-1);
  if (predicate.span.from !== from || predicate.span.to !== to) {
    faults.add("case-differs", statementPath(index), "the case's span is not that of its timeline");
  }
}
function checkNothingElse(proven, { detections, opened }, faults) {
  const cited = new Set(opened.statement.predicate.timeline.map(({ index }) => index));
  const segments = /* @__PURE__ */ new Set();
  const records = /* @__PURE__ */ new Set();
  for (const { statement } of detections.values()) {
    for (const { segment, name } of statement.predicate.events.flatMap((event) => event.records)) {
      segments.add(segment);
      records.add(name);
    }
  }
  const done = /* @__PURE__ */ new Set();
  for (const { statement } of ofKind(proven, "action")) {
    const { action, case: id2, evidence } = statement.predicate;
    if (id2 === opened.statement.predicate.case || evidence.some((name) => records.has(name))) done.add(action);
  }
  const belongs = ({ index, statement }) => {
    switch (statement.kind) {
      case "party":
        return index === 0;
      case "detection":
        return cited.has(index);
      case "segment":
        return segments.has(statement.predicate.segment);
      case "erasure":
        return statement.predicate.segments.some(({ segment }) => segments.has(segment));
      case "action":
        return done.has(statement.predicate.action);
      case "published":
        return false;
      default:
        return true;
    }
  };
  for (const statement of proven) {
    if (!belongs(statement))
      faults.add("unexpected", statementPath(statement.index), `this ${statement.statement.kind} statement is not cited`);
  }
}

// src/verify/contents.ts
function citedRuleFiles(folder, digests, { detections, response }, faults) {
  const cited = /* @__PURE__ */ new Map();
  for (const digest of citedRules([...detections.values()].map(({ statement }) => statement)))
    cited.set(rulePath(digest), digest);
  const rulePaths = new Set(cited.keys());
  for (const digest of citedPlaybooks(response.actions.map(({ statement }) => statement)))
    cited.set(playbookPath(digest), digest);
  const rules = /* @__PURE__ */ new Map();
  for (const [path, digest] of cited) {
    const bytes = folder.get(path);
    if (bytes === void 0) faults.add("missing", path, "a statement here cites this document");
    else if (bytes.length > DOSSIER_RULE_BYTES_MAX)
      faults.add("too-large", path, `expected at most ${DOSSIER_RULE_BYTES_MAX} bytes`);
    else if (digests.get(path) !== digest)
      faults.add("rule-differs", path, `expected SHA-256 ${digest}, got ${digests.get(path)}`);
    else if (rulePaths.has(path)) rules.set(digest, bytes);
  }
  for (const path of folder.keys())
    if (/^data\/(rules|playbooks)\//.test(path) && !cited.has(path)) faults.add("unexpected", path, "no statement here cites it");
  return rules;
}
function checkDerivedFiles(folder, proven, records, faults) {
  const detections = new Map([...proven.detections].map(([index, { statement }]) => [index, statement]));
  const timeline = timelineOf(proven.opened.statement, detections);
  const segments = [...proven.segments.values()];
  expectBytes(folder, DOSSIER.timeline, timeline === void 0 ? void 0 : formatDocument(timeline), faults);
  expectBytes(folder, DOSSIER.denominators, formatDocument(denominatorsOf(proven.coverage, segments, records.lines)), faults);
  expectForm(folder, DOSSIER.reply, replyShape, faults);
  expectForm(folder, DOSSIER.entities, entitiesShape, faults);
}
function provenResponse(folder, { opened, response }, records, faults) {
  const file = folder.get(ACTIONS_FILE);
  const read = file === void 0 ? void 0 : parseDocument(file, leftOutOf);
  const leftOut = read?.ok ? read.value : { actions: 0, statements: 0 };
  const { actions, enforcement } = response;
  const { timeline } = opened.statement.predicate;
  const derived = responseOf({ timeline, actions, enforcement, records: records.lines, leftOut });
  if (derived !== void 0 && file === void 0)
    faults.add("missing", ACTIONS_FILE, "a dossier with action statements has this file");
  expectBytes(folder, ACTIONS_FILE, derived === void 0 ? void 0 : formatDocument(derived), faults);
  return derived;
}
var leftOutOf = (json, path) => leftOutShape(json?.["leftOut"], `${path}.leftOut`);
function expectBytes(folder, path, expected, faults) {
  const actual = folder.get(path);
  if (actual === void 0) return;
  if (expected === void 0 || !equalBytes(expected, actual)) {
    faults.add("not-derived", path, "expected what follows from the statements and the records");
  }
}
function expectForm(folder, path, form, faults) {
  const bytes = folder.get(path);
  if (bytes === void 0) return;
  const read = parseDocument(bytes, form);
  if (read.ok) return;
  const detail = read.fault.kind === "bad-shape" ? `expected ${read.fault.expected} as ${read.fault.path}` : `it is ${read.fault.kind}`;
  faults.add("bad-form", path, detail);
}
function checkLabels(folder, { keeper, proven, published, records }, faults) {
  const withheld = records.lines.filter((line) => "withheld" in line).length;
  if (published.case !== proven.opened.statement.predicate.case)
    faults.add("seal-differs", DOSSIER.seal, "expected the case of the case statement");
  if (published.withheldRecords !== withheld) faults.add("seal-differs", DOSSIER.seal, `expected ${withheld} withheld records`);
  const info = folder.get(DOSSIER.bagInfo);
  if (info === void 0) return;
  const payload = [...folder].filter(([path]) => path.startsWith("data/"));
  const expected = formatBagInfo({
    party: keeper.party,
    opened: proven.opened.statement,
    published,
    ledger: keeper.keyring.origin,
    payload: { bytes: payload.reduce((sum, [, bytes]) => sum + bytes.length, 0), files: payload.length },
    software: /^Bag-Software-Agent: (.*)$/m.exec(textOf(info) ?? "")?.[1] ?? ""
  });
  if (!equalBytes(utf8(expected), info))
    faults.add("bad-tag-file", DOSSIER.bagInfo, `expected what follows from ${statementPath(0)}, the case and the seal`);
}

// src/verify/faults.ts
var Faults = class {
  all = [];
  /** Notes a fault. */
  add(kind, path, detail) {
    this.all.push({ kind, path, detail });
  }
};

// src/verify/keeper.ts
async function openKeeper(folder, checks, faults) {
  const path = statementPath(0);
  const bytes = folder.get(path);
  if (bytes === void 0) return void 0;
  const opened = openStatementFile(bytes);
  if (!opened.ok) return note(faults, "bad-statement", path, opened.fault);
  const { statement } = opened.value;
  if (statement.kind !== "party" || opened.value.index !== 0)
    return note(faults, "bad-statement", path, "expected a party statement as entry 0");
  const bad = keysFault(statement);
  if (bad !== void 0) return note(faults, "bad-key", path, bad);
  const keyring = new Keyring();
  keyring.add(0, statement);
  if (!(await envelopeSigners(keyring, { index: 0, kind: "party", envelope: opened.value.envelope }, checks)).ok) {
    return note(faults, "bad-signature", path, "expected the signature of the statement key that it names");
  }
  const text2 = folder.get(DOSSIER.keys);
  if (text2 !== void 0 && textOf(text2) !== keysTextOf(statement)) {
    faults.add("not-derived", DOSSIER.keys, `expected the keys of ${path}`);
  }
  await foldKeys(folder, keyring, checks, faults);
  return { party: statement, keyring };
}
async function foldKeys(folder, keyring, checks, faults) {
  for (const index of statementIndexes(folder)) {
    const path = statementPath(index);
    const opened = openStatementFile(folder.get(path) ?? new Uint8Array(0));
    if (!opened.ok || opened.value.statement.kind !== "key" || opened.value.index !== index) continue;
    const { statement, envelope } = opened.value;
    const signed = await envelopeSigners(keyring, { index, kind: "key", envelope }, checks);
    if (!signed.ok) continue;
    const fault = await keyStatementFault(keyring, { index, predicate: statement.predicate }, checks);
    if (fault === void 0) keyring.add(index, statement);
    else faults.add("bad-key", path, fault);
  }
}
function note(faults, kind, path, detail) {
  faults.add(kind, path, detail);
}
function keysFault(party) {
  const statementKey = parseVkey(party.predicate.statementKey);
  if (!statementKey.ok || statementKey.value.type !== KEY_TYPES.ed25519Note) return "expected a strict Ed25519 statement key";
  const logKeys = party.predicate.logKeys.map(parseVkey);
  const [first, second] = logKeys;
  if (logKeys.length !== 2 || !first?.ok || !second?.ok) return "expected two log keys";
  const [logEd25519, logMlDsa44] = [first.value, second.value];
  if (logEd25519.type !== KEY_TYPES.ed25519Note || logMlDsa44.type !== KEY_TYPES.mlDsa44Cosignature) {
    return "expected an Ed25519 log key, then an ML-DSA-44 log key";
  }
  if (logEd25519.name !== logMlDsa44.name) return "expected both log keys to have one name";
  return void 0;
}
async function openCheckpoint(bytes, keeper, checks) {
  const verifiers = logVkeys(keeper.keyring).map((vkey) => createVerifier(vkey, checks));
  const opened = await openNote(bytes, verifiers);
  if (!opened.ok) return no(explainNote(opened.fault));
  const { verified, text: text2, unknownLines } = opened.value;
  const head = parseCheckpoint(text2);
  if (!head.ok) return no(`line ${head.fault.line}: expected ${head.fault.expected}`);
  if (head.value.extensions.length > 0) return no("expected no extension line");
  if (head.value.origin !== keeper.keyring.origin) return no(`expected the origin ${keeper.keyring.origin}`);
  if (head.value.size > BigInt(Number.MAX_SAFE_INTEGER)) return no("expected a size that can be counted");
  const inForce = keeper.keyring.logKeys(Number(head.value.size)).map(({ vkey }) => vkey);
  const own = verified.filter(({ verifier }) => inForce.includes(formatVkey(verifier.vkey)));
  if (own.length !== inForce.length) return no("expected the signatures of both log keys that are in force at its size");
  const seconds = own.find(({ verifier }) => verifier.vkey.type === KEY_TYPES.mlDsa44Cosignature)?.time ?? 0n;
  if (seconds === 0n || Number(seconds) * 1e3 + 999 > TIME_MS_MAX) return no("expected the log's own time in its cosignature");
  return yes({ head: head.value, timeMs: Number(seconds) * 1e3 + 999, note: bytes, otherLines: unknownLines });
}
function logVkeys(keyring) {
  return vkeysOf(keyring, ["log-ed25519", "log-ml-dsa-44"]);
}
function vkeysOf(keyring, roles) {
  return keyring.keys.flatMap(({ vkey, role }) => {
    const parsed = roles.includes(role) ? parseVkey(vkey) : void 0;
    return parsed?.ok ? [parsed.value] : [];
  });
}
var TIME_MS_MAX = 253402300799999;
function explainNote(fault) {
  if (fault.kind === "bad-note") return `line ${fault.line}: expected ${fault.expected}`;
  if (fault.kind === "bad-signature") return `the signature of ${fault.key}: ${fault.reason}`;
  return "expected the signatures of both log keys";
}

// src/verify/manifests.ts
function checkManifests(folder, sha2562, faults) {
  const digests = new Map([...folder].map(([path, bytes]) => [path, toHex(sha2562(bytes))]));
  const isPayload = (path) => path.startsWith("data/");
  const isTag = (path) => !isPayload(path) && path !== DOSSIER.tagManifest;
  for (const { path, listed, actual } of checkManifest(DOSSIER.manifest, { folder, digests, faults, lists: isPayload })) {
    faults.add("digest-differs", path, `expected SHA-256 ${listed} as in ${DOSSIER.manifest}, got ${actual}`);
  }
  const mismatches = checkManifest(DOSSIER.tagManifest, { folder, digests, faults, lists: isTag });
  const bagit = folder.get(DOSSIER.bagit);
  if (bagit !== void 0 && textOf(bagit) !== BAGIT_TXT)
    faults.add("bad-tag-file", DOSSIER.bagit, "expected the two lines of BagIt 1.0");
  return { digests, mismatches };
}
function checkManifest(path, { folder, digests, faults, lists }) {
  const manifest = readManifest(path, folder, faults);
  const mismatches = [];
  if (manifest === void 0) return mismatches;
  for (const [file, listed] of manifest) {
    const actual = digests.get(file);
    if (!lists(file)) faults.add("bad-manifest", path, `${file} does not belong in this manifest`);
    else if (actual === void 0) noteUnpaired("missing", file, path, faults);
    else if (actual !== listed) mismatches.push({ path: file, listed, actual });
  }
  for (const there of digests.keys()) {
    if (lists(there) && !manifest.has(there)) noteUnpaired("unexpected", there, path, faults);
  }
  return mismatches;
}
function noteUnpaired(kind, file, manifest, faults) {
  const relation = kind === "missing" ? "lists" : "does not list";
  faults.add(kind, file, `${manifest} ${relation} it`);
  if (manifest === DOSSIER.tagManifest) faults.add("bad-manifest", manifest, `it ${relation} ${file}`);
}
var MANIFEST_BYTES_MAX = DOSSIER_FILES_MAX * 267;
function readManifest(path, folder, faults) {
  const bytes = folder.get(path);
  if (bytes === void 0) return void 0;
  if (bytes.length > MANIFEST_BYTES_MAX) {
    faults.add("too-large", path, `expected at most ${MANIFEST_BYTES_MAX} bytes`);
    return void 0;
  }
  const text2 = textOf(bytes);
  const manifest = text2 === void 0 ? void 0 : parseManifest(text2);
  if (manifest?.ok) return manifest.value;
  const detail = manifest === void 0 ? "expected UTF-8" : `line ${manifest.fault.line}: expected ${manifest.fault.expected}`;
  faults.add("bad-manifest", path, detail);
  return void 0;
}
function checkSealedDigests(sealed, { digests, mismatches }, faults) {
  for (const [path, expected] of sealed ?? []) {
    const actual = digests.get(path);
    if (actual !== void 0 && actual !== expected)
      faults.add("seal-differs", path, `expected SHA-256 ${expected} as sealed, got ${actual}`);
  }
  for (const { path, listed, actual } of mismatches) {
    const isLineWrong = sealed !== void 0 && listed !== sealed.get(path);
    if (isLineWrong) faults.add("bad-manifest", DOSSIER.tagManifest, `the line of ${path} says ${listed}`);
    if (sealed?.get(path) !== actual)
      faults.add("digest-differs", path, `expected SHA-256 ${listed} as in ${DOSSIER.tagManifest}, got ${actual}`);
  }
}

// src/verify/records.ts
function provenRecords(folder, check) {
  const lines = [];
  const shown = /* @__PURE__ */ new Map();
  const fault = (kind, at, detail) => check.faults.add(kind, DOSSIER.records, `line ${at + 1}: ${detail}`);
  const all = readLines(folder, check.faults);
  for (const [at, text2] of all.entries()) {
    const line = readLine2(text2);
    if (!line.ok) fault("bad-record", at, line.fault);
    else if ("erased" in line.value) {
      const why = erasureFault2(line.value, check);
      const outside = segmentFault(line.value, void 0, check);
      if (why !== void 0) fault("erasure-differs", at, why);
      else if (outside !== void 0) fault("not-included", at, outside);
      else lines.push(line.value);
    } else {
      const record2 = "content" in line.value ? openRecord(line.value, check.sha256) : yes(void 0);
      const outside = segmentFault(line.value, record2.ok ? record2.value : void 0, check);
      if (!record2.ok) fault("bad-record", at, record2.fault);
      else if (outside !== void 0) fault("not-included", at, outside);
      else lines.push(line.value);
      if (record2.ok && record2.value !== void 0 && outside === void 0) shown.set(line.value.name, record2.value);
    }
  }
  checkOrder(lines, check.faults);
  checkCitations(all, lines, check);
  return { lines, shown };
}
function readLines(folder, faults) {
  const bytes = folder.get(DOSSIER.records);
  if (bytes === void 0) return [];
  const lines = wholeLines(bytes, DOSSIER_RECORDS_MAX);
  if (lines === void 0) {
    faults.add("bad-record", DOSSIER.records, "expected lines of UTF-8, each with its newline, within the limit");
    return [];
  }
  return lines;
}
function readLine2(text2) {
  const json = parseJson(text2);
  if (!json.ok) return no(`expected ${json.fault.expected} at ${json.fault.at}`);
  if (formatJson(json.value) !== text2) return no("expected canonical JSON");
  const line = recordLineShape(json.value, "record");
  return line.ok ? line : no(`expected ${line.fault.expected} as ${line.fault.path}`);
}
function openRecord(line, sha2562) {
  const salt = parseBase64(line.salt);
  if (!salt.ok || salt.value.length !== SALT_BYTES) return no("expected base64 of a salt");
  const bytes = "text" in line.content ? yes(utf8(line.content.text)) : parseBase64(line.content.base64);
  if (!bytes.ok) return no("expected base64 of the record");
  if ("base64" in line.content && textOf(bytes.value) !== void 0) return no("expected text, because the bytes are UTF-8");
  const commitment = recordCommitment(sha2562, salt.value, bytes.value);
  if (recordName(commitment) !== line.name) return no(`content and salt give the name ${toHex(commitment)}, not ${line.name}`);
  const { origin, reading } = line;
  return yes({ commitment, salt: salt.value, bytes: bytes.value, origin, reading, rejected: null });
}
function segmentFault(line, record2, { segments, sha256: sha2562 }) {
  const segment = segments.get(line.segment);
  if (segment === void 0) return `no proven statement of ${line.segment}`;
  const proof = line.proof.map(parseBase64);
  const hashes2 = proof.flatMap((hash) => hash.ok ? [hash.value] : []);
  const root = parseHex(segment.predicate.root);
  const leaf = leafOf(line, record2, sha2562);
  if (hashes2.length !== proof.length || !root.ok || leaf === void 0) return "expected base64 of hashes";
  const verdict = verifyInclusion(sha2562, {
    index: BigInt(line.index),
    size: BigInt(segment.predicate.records),
    leaf: leafHash(sha2562, leaf),
    proof: hashes2,
    root: root.value
  });
  return verdict.ok ? void 0 : `the record is not in ${line.segment} (${verdict.fault.kind})`;
}
function leafOf(line, record2, sha2562) {
  if (record2 !== void 0) return recordLeaf(sha2562, record2);
  const parts = [parseHex(line.name), parseHex("content" in line ? "" : line.reading)];
  const leaf = concat(...parts.map((part) => part.ok ? part.value : new Uint8Array()));
  return leaf.length === LEAF_BYTES ? leaf : void 0;
}
function erasureFault2(line, { erasures }) {
  const erasure = erasures.get(line.erased);
  if (erasure === void 0) return `no proven erasure at entry ${line.erased}`;
  const took = erasure.get(line.segment);
  if (took === void 0) return `the erasure at entry ${line.erased} does not reach ${line.segment}`;
  return took(line.name) ? void 0 : `the erasure at entry ${line.erased} keeps this record, or a hold stated before it does`;
}
function checkOrder(lines, faults) {
  const misplaced = lines.find((line, at) => at > 0 && bySegmentAndIndex(lines[at - 1], line) >= 0);
  if (misplaced !== void 0)
    faults.add("bad-record", DOSSIER.records, `expected lines by segment and index, each once, at ${misplaced.name}`);
}
function checkCitations(all, lines, { cited, faults }) {
  const key = ({ name, segment, index }) => `${segment}/${index}/${name}`;
  const there = new Set(lines.map(key));
  const wanted = new Set(cited.map(key));
  const missing = cited.filter((record2) => !there.has(key(record2)));
  const failed = all.length - lines.length;
  for (const record2 of missing.slice(0, Math.max(0, missing.length - failed))) {
    faults.add("record-missing", DOSSIER.records, `${record2.name} (${record2.segment} no. ${record2.index}) is cited`);
  }
  for (const line of lines) {
    if (!wanted.has(key(line))) faults.add("record-uncited", DOSSIER.records, `${line.name} is cited by no detection`);
  }
}

// src/verify/seal.ts
async function provenSeal(folder, check) {
  const { keeper, payload, checks, sha256: sha2562, faults } = check;
  const [file, proof, growth] = [DOSSIER.seal, DOSSIER.sealProof, DOSSIER.sealConsistency].map((path) => folder.get(path));
  if (file === void 0 || proof === void 0 || growth === void 0) return void 0;
  const opened = openStatementFile(file);
  if (!opened.ok) return note2(faults, "bad-statement", DOSSIER.seal, opened.fault);
  const { index, envelope } = opened.value;
  const signed = await envelopeSigners(keeper.keyring, { index, kind: "published", envelope }, checks);
  if (!signed.ok) return note2(faults, "bad-signature", DOSSIER.seal, signed.fault);
  const word2 = readPublished(opened.value.statement, Number(payload.head.size), opened.value.index);
  if (!word2.ok) return note2(faults, "bad-statement", DOSSIER.seal, word2.fault);
  const parsed = parseTlogProof(proof);
  if (!parsed.ok)
    return note2(faults, "not-included", DOSSIER.sealProof, `line ${parsed.fault.line}: expected ${parsed.fault.expected}`);
  const checkpoint = await openCheckpoint(parsed.value.checkpoint, keeper, checks);
  if (!checkpoint.ok) return note2(faults, "bad-checkpoint", DOSSIER.sealProof, checkpoint.fault);
  const outside = inclusionFault(opened.value, proof, checkpoint.value, sha2562);
  if (outside !== void 0) return note2(faults, "not-included", DOSSIER.sealProof, outside);
  const grown = checkGrowth(growth, payload, checkpoint.value, sha2562);
  if (!grown.ok) return note2(faults, "not-consistent", DOSSIER.sealConsistency, grown.fault);
  return { ...word2.value, checkpoint: checkpoint.value };
}
function note2(faults, kind, path, detail) {
  faults.add(kind, path, detail);
}
function readPublished(statement, payloadSize, index) {
  if (statement.kind !== "published") return no("expected a published statement");
  const { subject, predicate } = statement;
  if (predicate.ledgerSize !== payloadSize) return no(`expected ledger size ${payloadSize}, got ${predicate.ledgerSize}`);
  if (index < payloadSize) return no(`expected an index from ${payloadSize}, got ${index}`);
  const named = subject.map(({ name }) => name);
  if (named.length !== SEALED_TAG_FILES.length || named.some((name, at) => name !== SEALED_TAG_FILES[at])) {
    return no(`expected the subjects ${SEALED_TAG_FILES.join(", ")}`);
  }
  return yes({ published: predicate, sealed: new Map(subject.map(({ name, digest }) => [name, digest.sha256 ?? ""])) });
}
var HASHES_MAX = 64;
var GROWTH_BYTES_MAX = 4096;
function checkGrowth(bytes, old, grown, sha2562) {
  if (bytes.length > GROWTH_BYTES_MAX) return no(`expected at most ${GROWTH_BYTES_MAX} bytes`);
  const lines = (textOf(bytes) ?? "").split("\n");
  if (lines.pop() !== "" || lines.length > HASHES_MAX + 1) return no("expected at most 65 lines, each with its newline");
  const [first = "", ...rest] = lines;
  const size = parseUint64(first.startsWith("old ") ? first.slice("old ".length) : "");
  if (!size.ok || size.value !== old.head.size) return no(`expected old ${old.head.size} in line 1`);
  const proof = rest.map(parseBase64);
  const hashes2 = proof.flatMap((hash) => hash.ok ? [hash.value] : []);
  if (hashes2.length !== proof.length) return no("expected base64 of hashes after line 1");
  const verdict = verifyConsistency(sha2562, {
    oldSize: old.head.size,
    newSize: grown.head.size,
    oldRoot: old.head.root,
    newRoot: grown.head.root,
    proof: hashes2
  });
  return verdict.ok ? verdict : no(`the seal's tree does not contain the payload's (${verdict.fault.kind})`);
}

// src/verify/examine.ts
async function examineDossier(files, checks) {
  const [bytes, chain] = [new Faults(), new Faults()];
  const folder = await readFolder(files, bytes);
  const listed = checkManifests(folder, sha256, bytes);
  const keeper = await openKeeper(folder, checks, chain);
  const ledger = keeper && await provenLedger(folder, keeper, checks, { bytes, chain });
  checkSealedDigests(ledger?.seal?.sealed, listed, bytes);
  const contents = ledger && provenContents(folder, ledger.statements, listed.digests, chain);
  if (keeper && ledger?.seal && contents) checkLabels(folder, { ...contents, keeper, published: ledger.seal.published }, bytes);
  return { files: folder.size, keeper, ledger, contents, bytesFaults: bytes.all, chainFaults: chain.all };
}
async function provenLedger(folder, keeper, checks, { bytes, chain }) {
  const note3 = folder.get(DOSSIER.checkpoint);
  if (note3 === void 0) return void 0;
  const opened = await openCheckpoint(note3, keeper, checks);
  if (!opened.ok) {
    chain.add("bad-checkpoint", DOSSIER.checkpoint, opened.fault);
    return void 0;
  }
  const checkpoint = opened.value;
  const statements = await provenStatements(folder, { keeper, checkpoint, checks, sha256, faults: chain });
  const seal = await provenSeal(folder, { keeper, payload: checkpoint, checks, sha256, faults: bytes });
  return { checkpoint, statements, seal };
}
function provenContents(folder, statements, digests, faults) {
  const proven = provenCase(statements, faults);
  if (proven === void 0) return void 0;
  const cited = citedRecords([...proven.detections.values()].map(({ statement }) => statement));
  const records = provenRecords(folder, { cited, segments: proven.segments, erasures: proven.erasures, sha256, faults });
  const rules = citedRuleFiles(folder, digests, proven, faults);
  checkDerivedFiles(folder, proven, records, faults);
  return { proven, records, rules, response: provenResponse(folder, proven, records, faults) };
}

// src/verify/replay.ts
function findingsNotRun(total, requested) {
  return { status: "not re-run", requested, total, same: 0, others: [] };
}
async function rerunFindings(replay, proven, { shown }, rules) {
  const all = [...proven.detections.values()].map(({ index, name, statement }) => ({
    index,
    name,
    predicate: statement.predicate
  }));
  const whole = all.filter(({ predicate }) => recordsOf(predicate).every((name) => shown.has(name)));
  const given = new Map((await replay({ findings: whole, records: shown, rules })).map((outcome) => [outcome.index, outcome]));
  const outcomes = all.map(
    ({ index }) => given.get(index) ?? {
      index,
      outcome: "not re-run",
      detail: "a record is withheld or erased"
    }
  );
  const same = outcomes.filter(({ outcome }) => outcome === "same").length;
  const others = outcomes.filter(({ outcome }) => outcome !== "same");
  return { status: statusOf(outcomes, same), requested: true, total: all.length, same, others };
}
function recordsOf({ events }) {
  return events.flatMap(({ records }) => records.map(({ name }) => name));
}
function statusOf(outcomes, same) {
  if (outcomes.some(({ outcome }) => outcome === "different")) return "different";
  if (same === outcomes.length) return "same";
  return same > 0 ? "partly re-run" : "not re-run";
}

// src/verify/response.ts
var HOLDS = {
  applied: true,
  found: true,
  extended: true,
  repaired: true,
  rehearsed: false,
  awaiting: false
};
function actionFaults({ response }, records) {
  const faults = new Faults();
  for (const life of foldLives(response.actions).values()) {
    for (const { index, reason } of life.faults) faults.add("action-differs", statementPath(index), `${life.action}: ${reason}`);
    for (const step of life.steps) {
      const why = stepFault(step, response, records);
      if (why !== void 0) faults.add("action-differs", statementPath(step.index), `${life.action}: ${why}`);
    }
  }
  return faults.all;
}
function stepFault({ index, statement: { predicate } }, { playbooks, approvals }, { shown }) {
  const { step, playbook, timing, evidence } = predicate;
  const { readAt, decidedAt, heldAt } = timing;
  const read = evidence.map((name) => shown.get(name)?.reading.readAtMs ?? 0);
  const decidedMs = Date.parse(decidedAt);
  if (readAt !== null && decidedAt < readAt || read.some((ms) => decidedMs < ms))
    return "it was decided before what it rests on was read";
  if (heldAt !== null && heldAt < decidedAt) return "it was held before it was decided";
  if (HOLDS[step] === (heldAt === null)) return "its times do not say what its step does of being held";
  const inForce = playbooks.some(
    ({ index: at, statement: { predicate: said } }) => at < index && said.event === "in-force" && said.digest === playbook?.digest
  );
  if (playbook !== null && !inForce) return "no statement before it puts its playbook in force";
  const consents = new Set(approvals.filter((other) => other.index < index).map(({ name }) => name));
  return predicate.approvals.every((name) => consents.has(name)) ? void 0 : "an approval that it names does not stand before it";
}

// src/verify/signer.ts
function judgeSigner(keeper, trust, checkpoint) {
  const { party, keyring } = keeper;
  const current = keyring.own("statement", Number.MAX_SAFE_INTEGER)?.vkey ?? "";
  const named = { party: party.predicate.party.name, key: keyIdOf(current) };
  if (trust === void 0)
    return { status: "unknown", ...named, detail: "no trust file was given, so the name is only what the signer says" };
  const logs = trust.logs.map(({ vkey }) => vkey);
  if (trust.parties.length === 0 && logs.length === 0)
    return { status: "refused", ...named, detail: "the trust file names no party and no log" };
  const statementKeys = keyring.keys.filter(({ role }) => role === "statement");
  const known = statementKeys.filter(({ vkey }) => isNamed2(vkey, trust.parties));
  if (trust.parties.length > 0 && !known.some(isUsable))
    return { status: "refused", ...named, detail: refusalOf(known, "no party line of the trust file has this statement key") };
  const knownLogs = keyring.keys.filter(({ role, vkey }) => LOG_ROLES.includes(role) && isNamed2(vkey, logs));
  const vouching = trust.parties.length > 0 ? knownLogs : knownLogs.filter((key) => hasSigned(key, keyring, checkpoint));
  if (logs.length > 0 && !vouching.some(isUsable)) return { status: "refused", ...named, detail: logRefusalOf(knownLogs) };
  return { status: "known", ...named, detail: knownBy(known.length > 0 ? known : knownLogs) };
}
function hasSigned({ vkey }, keyring, checkpoint) {
  return checkpoint !== void 0 && keyring.logKeys(Number(checkpoint.head.size)).some((key) => key.vkey === vkey);
}
function logRefusalOf(known) {
  const [first] = known;
  if (first === void 0 || !known.some(isUsable))
    return refusalOf(known, "no log line of the trust file has a key of this ledger");
  return `the trust file names ${keyIdOf(first.vkey)}, which did not sign this checkpoint, and no party line says whose word it is that another took its place`;
}
var LOG_ROLES = ["log-ed25519", "log-ml-dsa-44"];
function isNamed2(vkey, lines) {
  return lines.some((line) => formatVkey(line) === vkey);
}
function isUsable({ revokedFrom }) {
  return revokedFrom === null;
}
function refusalOf(known, otherwise) {
  const revoked = known.find((key) => !isUsable(key));
  return revoked === void 0 ? otherwise : `the trust file names ${keyIdOf(revoked.vkey)}, which the keeper revoked as of ${revoked.revokedFrom}`;
}
function knownBy(known) {
  if (known.some((key) => key.until === null)) return "the trust file names this key";
  const old = known.findLast(isUsable);
  return `the trust file names the older key ${old === void 0 ? "" : keyIdOf(old.vkey)}, which the keeper replaced by signed statements that lead to this one`;
}
async function countWitnesses(checkpoint, keeper, trust, checks) {
  if (trust === void 0 || trust.witnesses.length === 0) {
    return { names: [], earliestMs: null, quorum: "not asked", unknownLines: checkpoint.otherLines, fault: null };
  }
  const logKeys = logVkeys(keeper.keyring);
  const own = [...vkeysOf(keeper.keyring, ["statement"]), ...logKeys];
  const witnesses = trust.witnesses.filter(({ vkey }) => !own.some((key) => equalBytes(key.publicKey, vkey.publicKey)));
  const opened = await openNote(
    checkpoint.note,
    [...logKeys, ...witnesses.map(({ vkey }) => vkey)].map((vkey) => createVerifier(vkey, checks))
  );
  const quorum = trust.quorum.kind === "none" ? "not asked" : "not met";
  if (!opened.ok) return { names: [], earliestMs: null, quorum, unknownLines: 0, fault: "a witness's signature does not verify" };
  const seen = witnesses.filter(({ vkey }) => opened.value.verified.some(({ verifier }) => verifier.vkey === vkey));
  const names = seen.map(({ name }) => name);
  const times = opened.value.verified.filter(({ verifier }) => seen.some(({ vkey }) => vkey === verifier.vkey)).map(({ time }) => Number(time ?? 0n) * 1e3);
  const met = quorum === "not met" && isQuorumMet(trust.quorum, new Set(names)) ? "met" : quorum;
  const earliest2 = times.filter((time) => time > 0 && time <= TIME_MS_MAX);
  return {
    names,
    earliestMs: earliest2.length === 0 ? null : Math.min(...earliest2),
    quorum: met,
    unknownLines: opened.value.unknownLines,
    fault: null
  };
}

// src/verify/verify-dossier.ts
async function verifyDossier(files, checks, options = {}) {
  const examined = await examineDossier(files, checks);
  return {
    dossier: { ...caseLabels(examined), ...sealLabels(examined) },
    bytes: { status: isSealIntact(examined) ? "intact" : "broken", files: examined.files, faults: examined.bytesFaults },
    chain: chainSection(examined),
    sealing: sealingSection(examined),
    signer: examined.keeper === void 0 ? NOBODY : judgeSigner(examined.keeper, options.trust, examined.ledger?.checkpoint),
    witnesses: await witnessSection(examined, checks, options.trust),
    findings: await findingsSection(examined, options.replay),
    response: responseSection(examined),
    caveat: CAVEAT
  };
}
var NOBODY = {
  status: "refused",
  party: null,
  key: null,
  detail: "entry 0 does not hold, so nobody is known to have signed"
};
function isSealIntact({ ledger, bytesFaults }) {
  return ledger?.seal !== void 0 && bytesFaults.length === 0;
}
function isWhole(examined) {
  return isSealIntact(examined) && examined.chainFaults.length === 0;
}
function caseLabels({ contents, keeper }) {
  const predicate = contents?.proven.opened.statement.predicate;
  return {
    case: predicate?.case ?? null,
    title: predicate?.title ?? null,
    exercise: keeper?.party.predicate.exercise ?? false
  };
}
function sealLabels({ ledger }) {
  const published = ledger?.seal?.published;
  return {
    ledger: ledger?.checkpoint.head.origin ?? null,
    ledgerSize: ledger === void 0 ? null : Number(ledger.checkpoint.head.size),
    audience: published?.audience ?? null,
    tlp: published?.tlp ?? null,
    publishedAt: published?.publishedAt ?? null
  };
}
function unreliableOf({ keeper, ledger }) {
  return keeper === void 0 || ledger === void 0 ? [] : unreliableEntries(ledger.statements, keeper.keyring);
}
function chainSection(examined) {
  const { ledger, contents, chainFaults } = examined;
  const lines = contents?.records.lines ?? [];
  const withheld = lines.filter((line) => "withheld" in line).length;
  const erased = lines.filter((line) => "erased" in line).length;
  return {
    status: contents !== void 0 && chainFaults.length === 0 ? "holds" : "broken",
    statements: ledger?.statements.length ?? 0,
    findings: contents?.proven.detections.size ?? 0,
    records: { shown: contents?.records.shown.size ?? 0, withheld, erased },
    rules: contents?.rules.size ?? 0,
    notReliedOn: unreliableOf(examined),
    faults: chainFaults
  };
}
function sealingSection(examined) {
  const { ledger, contents } = examined;
  if (ledger === void 0 || contents === void 0 || !isWhole(examined)) {
    return { status: "not shown", noLaterThan: null, event: null, afterEventMs: null, recordsSealed: null };
  }
  const { timeMs } = ledger.checkpoint;
  const event = contents.proven.opened.statement.predicate.span;
  const times = [...contents.proven.segments.values()].map(({ predicate }) => predicate.sealedAt).sort();
  const [first, last] = [times[0], times.at(-1)];
  return {
    status: "sealed",
    noLaterThan: isoTime(timeMs),
    event: { from: event.from, to: event.to },
    afterEventMs: timeMs - Date.parse(event.to),
    recordsSealed: first === void 0 || last === void 0 ? null : { from: first, to: last }
  };
}
async function witnessSection({ keeper, ledger }, checks, trust) {
  if (keeper !== void 0 && ledger?.seal !== void 0) return countWitnesses(ledger.seal.checkpoint, keeper, trust, checks);
  const asked = trust !== void 0 && trust.quorum.kind !== "none";
  return { names: [], earliestMs: null, quorum: asked ? "not met" : "not asked", unknownLines: 0, fault: null };
}
async function findingsSection(examined, replay) {
  const { contents } = examined;
  if (replay === void 0 || contents === void 0 || !isWhole(examined)) {
    return findingsNotRun(contents?.proven.detections.size ?? 0, replay !== void 0);
  }
  return rerunFindings(replay, contents.proven, contents.records, contents.rules);
}
function responseSection(examined) {
  const { contents } = examined;
  if (contents === void 0 || !isWhole(examined)) return { status: "not shown", told: null, faults: [] };
  const { response: told = null, proven, records } = contents;
  const faults = actionFaults(proven, records);
  const status = told === null ? "nothing stated" : faults.length === 0 ? "as stated" : "differs";
  return { status, told, faults };
}

// src/verify/io/folder.ts
import { lstat, readdir, readFile as readFile2 } from "node:fs/promises";
import { join } from "node:path";
async function openFolder(root) {
  const entries = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== void 0 && entries.length <= DOSSIER_FILES_MAX; folder = folders.pop()) {
    const listed = await listFolder(root, folder);
    if (listed === void 0) entries.push({ path: folder, bytes: null });
    for (const entry of listed ?? []) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else entries.push({ path, bytes: entry.isFile() ? await sizeOf(join(root, path)) : null });
    }
  }
  entries.sort((left, right) => left.path < right.path ? -1 : 1);
  return { list: () => entries, read: async (path) => new Uint8Array(await readFile2(join(root, path))) };
}
async function listFolder(root, folder) {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === "") throw error;
    return void 0;
  }
}
async function sizeOf(path) {
  try {
    return (await lstat(path)).size;
  } catch {
    return null;
  }
}

// src/verify/io/trust-file.ts
import { readFile as readFile3 } from "node:fs/promises";
async function readTrustFile(path) {
  const text2 = textOf(await readFile3(path).catch((error) => unreadable(path, error)));
  if (text2 === void 0) throw new Failure("TRUST_UNREADABLE", `expected UTF-8 in ${path}`);
  const policy = parseTrustPolicy(text2);
  if (policy.ok) return policy.value;
  throw new Failure("TRUST_UNREADABLE", `${path} line ${policy.fault.line}: expected ${policy.fault.expected}`);
}
function unreadable(path, error) {
  throw new Failure("TRUST_UNREADABLE", `could not read ${path}`, error);
}

// src/verify/io/main.ts
var USAGE = `Usage: node meridian-verify.mjs DOSSIER [--trust FILE] [--json]

Checks a Meridian dossier without a network. It does not run the findings again: the full program does that
(meridian verify DOSSIER --reproduce).

Exit code: 0 no requested check failed, 1 one failed, 2 usage, 3 could not run.
`;
async function main(args) {
  if (args.includes("--help") || args.includes("-h")) return print(USAGE, 0);
  const read = readArguments(args);
  if (read === void 0) return printError(USAGE, 2);
  try {
    if (!await ed25519Available())
      return printError("This Node has no Ed25519 in WebCrypto; use Node 20 or newer. Nothing was checked.\n", 3);
    const trust = read.trust === void 0 ? {} : { trust: await readTrustFile(read.trust) };
    const report = await verifyDossier(await openFolder(read.dossier), webChecks, trust);
    return print(
      read.json ? `${JSON.stringify(report, null, 2)}
` : formatReport(report),
      requestedChecksPassed(report) ? 0 : 1
    );
  } catch (error) {
    return printError(`meridian-verify: ${explainError(error)}
`, 3);
  }
}
function readArguments(args) {
  const rest = [...args];
  const json = take(rest, "--json");
  const at = rest.indexOf("--trust");
  const trust = at < 0 ? void 0 : rest.splice(at, 2)[1];
  const [dossier, ...others] = rest;
  if (dossier === void 0 || others.length > 0 || dossier.startsWith("-") || at >= 0 && trust === void 0) return void 0;
  return { dossier, trust, json };
}
function take(args, flag2) {
  const at = args.indexOf(flag2);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
}
function print(text2, code) {
  process.stdout.write(text2);
  return code;
}
function printError(text2, code) {
  process.stderr.write(text2);
  return code;
}

// src/verify/io/command.ts
process.exitCode = await main(process.argv.slice(2));
