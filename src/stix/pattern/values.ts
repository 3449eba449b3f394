import { isWithin, type Json, parseAddress, parseBase64, parseHex, parseNetwork } from "../../lib/index.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { Literal, Order, ValueTest } from "./syntax.ts";

/** A value that a path led to, and the property it stood in: its ending says whether text is hexadecimal, base64 or itself. */
export type Found = { readonly value: Json; readonly property: string };

/** Asks one value. A value of another type than the constant is not equal to it, and neither before nor after it. */
export function valueHolds(test: ValueTest, found: Found): boolean {
  switch (test.op) {
    case "EXISTS":
      return true;
    case "=":
      return order(found, test.value) === 0;
    case "!=":
      return order(found, test.value) !== 0;
    case "IN":
      return test.values.some((value) => order(found, value) === 0);
    case "LIKE":
      return typeof found.value === "string" && isLike(found.value.normalize("NFC"), test.like);
    case "MATCHES":
      return typeof found.value === "string" && test.expression.matcher(found.value.normalize("NFC")).find();
    case "ISSUBSET":
    case "ISSUPERSET":
      return typeof found.value === "string" && networkHolds(test, found.value);
    default:
      return inOrder(test.op, order(found, test.value));
  }
}

function inOrder(op: Order, compared: number | undefined): boolean {
  if (compared === undefined) return false;
  if (op === "<") return compared < 0;
  if (op === "<=") return compared <= 0;
  return op === ">" ? compared > 0 : compared >= 0;
}

/** Below 0 when the value comes before the constant; undefined when they cannot be compared. */
function order({ value, property }: Found, literal: Literal): number | undefined {
  if (literal.is === "number") return typeof value === "number" ? value - literal.value : undefined;
  if (literal.is === "flag") return typeof value === "boolean" ? Number(value) - Number(literal.value) : undefined;
  if (typeof value !== "string") return undefined;
  if (literal.is === "text") return byCodePoint(value, literal.value);
  if (literal.is === "bytes") return byBytes(value, property, literal.value);
  const time = parseTimestamp(value);
  return time === undefined ? undefined : byCodePoint(time.key, literal.value.key);
}

/** Code points, as STIX 2.1 §9.6 asks, are not UTF-16 units: beyond U+FFFF the two orders differ. */
function byCodePoint(left: string, right: string): number {
  if (left === right) return 0;
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at++;
  // A difference in the second half of a pair: both first halves are equal, so units decide as code points do.
  const [a, b] = [left.codePointAt(at) ?? -1, right.codePointAt(at) ?? -1];
  return a - b;
}

function byBytes(text: string, property: string, bytes: Uint8Array): number | undefined {
  const read = property.endsWith("_hex")
    ? parseHex(text.toLowerCase())
    : property.endsWith("_bin")
      ? parseBase64(text)
      : undefined;
  if (read === undefined || !read.ok) return undefined;
  const { value } = read;
  for (let at = 0; at < value.length && at < bytes.length; at++) {
    const difference = (value[at] ?? 0) - (bytes[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return value.length - bytes.length;
}

/** SQL's LIKE: % for any run of characters, _ for one code point; at most text × pattern steps, no backtracking beyond the last %. */
export function isLike(text: string, like: string): boolean {
  const [from, to] = [[...text], [...like]];
  let [at, on, star, mark] = [0, 0, -1, 0];
  while (at < from.length) {
    if (to[on] === "%") {
      star = on++;
      mark = at;
    } else if (on < to.length && (to[on] === "_" || to[on] === from[at])) {
      at++;
      on++;
    } else if (star >= 0) {
      on = star + 1;
      at = ++mark;
    } else return false;
  }
  while (to[on] === "%") on++;
  return on === to.length;
}

/** ISSUBSET: the value is inside the constant; ISSUPERSET: the constant is inside the value. A set is inside itself. */
function networkHolds(test: Extract<ValueTest, { op: "ISSUBSET" | "ISSUPERSET" }>, text: string): boolean {
  const own = parseAddress(text) === undefined && !text.includes("/") ? undefined : parseNetwork(text);
  if (own === undefined) return false;
  const [inner, outer] = test.op === "ISSUBSET" ? [own, test.network] : [test.network, own];
  return inner.bits >= outer.bits && isWithin(outer, inner.base);
}
