import { type Checked, no, yes } from "../../lib/index.ts";
import { PatternRefusal, TokenCursor } from "./cursor.ts";
import { readPositive, readTime } from "./literals.ts";
import { readComparison } from "./parse-comparison.ts";
import { BINDING_MAX, type Observing, PATTERN_DEPTH_MAX, PATTERN_UNITS_MAX, type Pattern, type PatternFault } from "./syntax.ts";
import { tokensOf } from "./tokens.ts";

/**
 * Reads a pattern of STIX 2.1 §9 (grammar STIXPattern.g4). Untrusted input: total, linear, bounded. AND binds closer than OR, OR
 * closer than FOLLOWEDBY; a qualifier belongs to the one expression before it, so `[a] FOLLOWEDBY [b] WITHIN 5 SECONDS` limits [b]
 * alone and what is meant is nearly always `([a] FOLLOWEDBY [b]) WITHIN 5 SECONDS`.
 */
export function parsePattern(source: string): Checked<Pattern, PatternFault> {
  if (source.length > PATTERN_UNITS_MAX)
    return no({ kind: "bad-pattern", at: PATTERN_UNITS_MAX, expected: `at most ${PATTERN_UNITS_MAX} units` });
  const tokens = tokensOf(source);
  if (!tokens.ok) return tokens;
  const cursor = new TokenCursor(tokens.value);
  try {
    const root = readObserving(cursor, 0);
    if (cursor.token.kind !== "end") throw new PatternRefusal(cursor.token.at, "the end of the pattern");
    if (bindingSize(root) > BINDING_MAX) throw new PatternRefusal(0, `at most ${BINDING_MAX} observations in one answer`);
    return yes({ source, root });
  } catch (error) {
    if (error instanceof PatternRefusal) return no(error.fault);
    throw error;
  }
}

function readObserving(cursor: TokenCursor, depth: number): Observing {
  return readChain("followed-by", "FOLLOWEDBY", cursor, () =>
    readChain("or", "OR", cursor, () => readChain("and", "AND", cursor, () => readQualified(cursor, depth))),
  );
}

function readChain(is: "and" | "or" | "followed-by", keyword: string, cursor: TokenCursor, readPart: () => Observing): Observing {
  const first = readPart();
  if (!cursor.at(keyword)) return first;
  const parts = [first];
  while (cursor.skip(keyword)) parts.push(readPart());
  return { is, parts };
}

function readQualified(cursor: TokenCursor, depth: number): Observing {
  let of = readOne(cursor, depth);
  for (let count = 0; ; count++) {
    const { at } = cursor.token;
    const qualified = readQualifier(cursor, of);
    if (qualified === undefined) return of;
    if (count === PATTERN_DEPTH_MAX) throw new PatternRefusal(at, `at most ${PATTERN_DEPTH_MAX} qualifiers`);
    of = qualified;
  }
}

function readQualifier(cursor: TokenCursor, of: Observing): Observing | undefined {
  const { at } = cursor.token;
  if (cursor.skip("WITHIN")) {
    const seconds = readPositive(cursor, false);
    cursor.expect("SECONDS");
    return { is: "within", seconds, of };
  }
  if (cursor.skip("REPEATS")) {
    const times = readPositive(cursor, true);
    cursor.expect("TIMES");
    return { is: "repeats", times, of };
  }
  if (!cursor.skip("START")) return undefined;
  const start = readTime(cursor);
  cursor.expect("STOP");
  const stop = readTime(cursor);
  if (start.key >= stop.key) throw new PatternRefusal(at, "a START before its STOP");
  return { is: "between", start, stop, of };
}

function readOne(cursor: TokenCursor, depth: number): Observing {
  const { at } = cursor.token;
  if (cursor.skip("(")) {
    if (depth >= PATTERN_DEPTH_MAX) throw new PatternRefusal(at, `at most ${PATTERN_DEPTH_MAX} levels`);
    const inner = readObserving(cursor, depth + 1);
    cursor.expect(")");
    return inner;
  }
  cursor.expect("[");
  const test = readComparison(cursor, 0);
  cursor.expect("]");
  return { is: "observe", test };
}

/** How many observations an answer takes at most. */
export function bindingSize(node: Observing): number {
  switch (node.is) {
    case "observe":
      return 1;
    case "and":
    case "followed-by":
      return node.parts.reduce((sum, part) => sum + bindingSize(part), 0);
    case "or":
      return node.parts.reduce((most, part) => Math.max(most, bindingSize(part)), 0);
    case "repeats":
      return node.times * bindingSize(node.of);
    default:
      return bindingSize(node.of);
  }
}
