import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { RE2JSException } from "re2js";
import { fold } from "../sigma/fold.ts";
import { compileRegex } from "../sigma/regex.ts";
import { type Gate, regexGate } from "./regex-gate.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 100_000 : 2_000;

function isOpen(gate: Gate, folded: string): boolean {
  if (gate.op === "met") return folded.includes(gate.text);
  return gate.op === "all" ? gate.parts.every((part) => isOpen(part, folded)) : gate.parts.some((part) => isOpen(part, folded));
}

describe("what a regular expression needs", () => {
  const rows: readonly (readonly [source: string, gate: string])[] = [
    ["abc", '{"op":"met","text":"abc"}'],
    ["ab?c", '{"op":"all","parts":[]}'],
    ["ab?c-|\\s*-a", '{"op":"any","parts":[{"op":"met","text":"c-"},{"op":"met","text":"-a"}]}'],
    ["a.\\s.b`", '{"op":"met","text":"b`"}'],
    ["a(?i)*", '{"op":"all","parts":[]}'],
    ["a|.", '{"op":"all","parts":[]}'],
    ["(?i)AbC", '{"op":"met","text":"abc"}'],
    ["x{0,3}", '{"op":"all","parts":[]}'],
    ["(?P<n>abc)", '{"op":"all","parts":[]}'],
    ["\\x41bc", '{"op":"all","parts":[]}'],
    ["[a-c]xyz", '{"op":"met","text":"xyz"}'],
  ];
  for (const [source, gate] of rows) test(source, () => assert.equal(JSON.stringify(regexGate(source)), gate));

  test("alternatives and small classes are written out", () => {
    const gate = regexGate("(foo|bar).*baz");
    assert.ok(isOpen(gate, "xfoo baz") && isOpen(gate, "bar baz") && !isOpen(gate, "foo bar") && !isOpen(gate, "baz"));
    const option = regexGate("\\s-[kK]\\s");
    assert.ok(isOpen(option, "a\t-k b") && !isOpen(option, "a -kb") && !isOpen(option, "a -k"));
  });

  // Separated by spaces, of which none stands in a piece.
  const pieces = String.raw`a b K ${"\u212a"} é - ${"`"} \. \\ \s \d \w \b ^ $ . [ab] [^a] [a-c] [Kk] \/ | * + ? {2} {0,2} {1,} ( (?: (?i) (?i: ) \n { } ] \pL \x61`;
  const piece = fc.constantFrom(...pieces.split(" "));
  const source = fc.array(piece, { maxLength: 10 }).map((parts) => parts.join(""));
  const text = fc.string({ unit: fc.constantFrom(..."abKk\u212aé-`.\\ 1/\n{}]"), maxLength: 12 });

  test("a text in which it is found has met its gate", () => {
    fc.assert(
      fc.property(
        source,
        fc.constantFrom("", "i", "ims"),
        fc.array(text, { minLength: 8, maxLength: 8 }),
        (pattern, flags, texts) => {
          const regex = readable(pattern, flags);
          if (regex === undefined) return;
          const gate = regexGate(pattern);
          for (const one of texts)
            if (regex.test(one)) assert.ok(isOpen(gate, fold(one)), JSON.stringify({ pattern, one, gate }));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

function readable(pattern: string, flags: string): ReturnType<typeof compileRegex> | undefined {
  try {
    return compileRegex(pattern, flags);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
