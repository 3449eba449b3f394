import { RE2JS } from "re2js";
import { parseNetwork } from "../../lib/index.ts";
import { PatternRefusal, type TokenCursor } from "./cursor.ts";
import { readLiteral, readOrderable, readQuotedText, readSet } from "./literals.ts";
import {
  type Comparison,
  type ObjectPath,
  type Order,
  PATH_STEPS_MAX,
  PATTERN_DEPTH_MAX,
  type PathStep,
  REGEX_UNITS_MAX,
  type ValueTest,
} from "./syntax.ts";

/** What stands between [ and ]: AND binds closer than OR. */
export function readComparison(cursor: TokenCursor, depth: number): Comparison {
  return readChain("or", "OR", cursor, () => readChain("and", "AND", cursor, () => readTest(cursor, depth)));
}

function readChain(is: "and" | "or", keyword: string, cursor: TokenCursor, readPart: () => Comparison): Comparison {
  const first = readPart();
  if (!cursor.at(keyword)) return first;
  const parts = [first];
  while (cursor.skip(keyword)) parts.push(readPart());
  return { is, parts };
}

function readTest(cursor: TokenCursor, depth: number): Comparison {
  const { at } = cursor.token;
  if (cursor.skip("(")) {
    if (depth >= PATTERN_DEPTH_MAX) throw new PatternRefusal(at, `at most ${PATTERN_DEPTH_MAX} levels`);
    const inner = readComparison(cursor, depth + 1);
    cursor.expect(")");
    return inner;
  }
  const before = cursor.skip("NOT");
  if (cursor.skip("EXISTS")) return { is: "test", path: readPath(cursor), negated: before, test: { op: "EXISTS" } };
  if (before) throw new PatternRefusal(cursor.token.at, "EXISTS: elsewhere NOT stands after the path");
  const path = readPath(cursor);
  const negated = cursor.skip("NOT");
  return { is: "test", path, negated, test: readValueTest(cursor) };
}

function readPath(cursor: TokenCursor): ObjectPath {
  const type = cursor.take();
  if (type.kind !== "word" && type.kind !== "hyphenated") throw new PatternRefusal(type.at, "an object path such as file:name");
  cursor.expect(":");
  const steps: PathStep[] = [readName(cursor)];
  for (;;) {
    if (steps.length > PATH_STEPS_MAX) throw new PatternRefusal(cursor.token.at, `at most ${PATH_STEPS_MAX} steps`);
    if (cursor.skip(".")) steps.push(readName(cursor));
    else if (cursor.skip("[")) steps.push(readIndex(cursor));
    else return { type: type.text, steps };
  }
}

function readName(cursor: TokenCursor): PathStep {
  const token = cursor.take();
  if (token.kind !== "word" && token.kind !== "text")
    throw new PatternRefusal(token.at, "a property, in quotes when it has a hyphen");
  return { name: token.text };
}

function readIndex(cursor: TokenCursor): PathStep {
  const any = cursor.skip("*");
  const token = any ? undefined : cursor.take();
  if (token !== undefined && token.kind !== "int") throw new PatternRefusal(token.at, "an index or *");
  cursor.expect("]");
  return token === undefined ? { any: true } : { index: Number(token.text) };
}

const ORDERS: readonly Order[] = ["<=", ">=", "<", ">"];

function readValueTest(cursor: TokenCursor): ValueTest {
  const { at } = cursor.token;
  if (cursor.skip("=") || cursor.skip("==")) return { op: "=", value: readLiteral(cursor) };
  if (cursor.skip("!=") || cursor.skip("<>")) return { op: "!=", value: readLiteral(cursor) };
  const order = ORDERS.find((mark) => cursor.skip(mark));
  if (order !== undefined) return { op: order, value: readOrderable(cursor) };
  if (cursor.skip("IN")) return { op: "IN", values: readSet(cursor) };
  if (cursor.skip("LIKE")) return { op: "LIKE", like: readQuotedText(cursor).text.normalize("NFC") };
  if (cursor.skip("MATCHES")) return readRegex(cursor);
  for (const op of ["ISSUBSET", "ISSUPERSET"] as const) if (cursor.skip(op)) return readNetwork(cursor, op);
  throw new PatternRefusal(at, "a comparison operator");
}

/** RE2 syntax; `.` does not match a line feed, as in PCRE. What PCRE has beyond it (look-around, back-references) has no linear-time answer. */
function readRegex(cursor: TokenCursor): ValueTest {
  const { at, text } = readQuotedText(cursor);
  if (text.length > REGEX_UNITS_MAX) throw new PatternRefusal(at, `a regular expression of at most ${REGEX_UNITS_MAX} units`);
  const source = text.normalize("NFC");
  try {
    return { op: "MATCHES", source, expression: RE2JS.compile(source) };
  } catch {
    throw new PatternRefusal(at, "a regular expression without look-around and back-references (RE2)", "unsupported"); // RE2JS throws only for what it cannot compile
  }
}

function readNetwork(cursor: TokenCursor, op: "ISSUBSET" | "ISSUPERSET"): ValueTest {
  const { at, text } = readQuotedText(cursor);
  const network = parseNetwork(text);
  if (network === undefined) throw new PatternRefusal(at, "an address or a network such as 198.51.100.0/24");
  return { op, network };
}
