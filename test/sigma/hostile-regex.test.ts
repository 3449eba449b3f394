import assert from "node:assert/strict";
import { test } from "node:test";
import { stringify } from "yaml";
import { createMatcher } from "../../src/detect/sigma/index.ts";
import { event, load } from "./one-rule.ts";
import { assertProportional } from "./proportional.ts";

/** As of a long command line, a script block, a whole line. */
const SIZES = process.env["MERIDIAN_SOAK"] === "1" ? [12_000, 100_000, 1_000_000] : [12_000, 100_000];

/** A walk that no small automaton has seen before. */
const RANDOM = Array.from({ length: 4_096 }, (_, at) => "ab"[(Math.imul(at + 1, 0x9e3779b1) >>> 7) & 1]).join("");

/** Expressions that make a backtracking matcher take exponential or quadratic time, each with what to pump and what to end on. */
const CORPUS: readonly (readonly [source: string, piece: string, end: string])[] = [
  ["(a+)+$", "a", "!"],
  ["^(a+)+$", "a", "!"],
  ["^(a|aa)+$", "a", "!"],
  ["^(a|a?)+$", "a", "!"],
  ["^([a-zA-Z]+)*$", "a", "1"],
  ["(a*)*b", "a", ""],
  ["(?:a*)*(?:a*)*b", "a", ""],
  ["(x+x+)+y", "x", ""],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""],
  ["^(\\w+\\s?)*$", "aa ", "!"],
  ["(.*a){12}b", "a", ""],
  ["^(.*?,){11}P", "1,2,", ""],
  ["(.*),(.*),(.*),(.*),(.*)x$", ",", ""],
  ["\\s+$", " ", "x"],
  ["[\\s\\S]*=[\\s\\S]*=[\\s\\S]*\\x00$", "=", ""],
  [".*.*=.*", "x", ""],
  ["^([a-zA-Z0-9._-]+)+@([a-z0-9]+\\.)+[a-z]+$", "a.", "@"],
  ["\\w+`(?:\\w+|-|.)`", "a", "`"],
  ["(?i)(?:p.*o.*w.*e.*r.*)+s$", "power", ""],
  ["(?:[0-9a-f]{2}\\s*)+g", "0a ", ""],
  ["((a{1,30}){1,30})b", "a", ""],
  ["(?:a?){50}a{50}b", "a", ""],
  ["^(?:(?:a|b)*c|(?:a|b)*d)*e$", "ab", ""],
  ["(\\d+)*(\\d+)*(\\d+)*x", "1", ""],
  ["(?:\\^?p\\^?o\\^?w)+er", "p^o^w^", ""],
  ["[^a]*a[^b]*b[^c]*c[^d]*d[^e]*e$", "abcd", ""],
  ["(?:.|\\n)*x$", "a\n", ""],
  ["(\u{10400}|\u{10428})+$", "\u{10400}", "!"],
  ["(?i)(?:\u212a|k|K)+s$", "k\u212a", ""],
  ["(a|b)*a(a|b){18}c", RANDOM, ""],
  ["[ab]*a[ab]{30}c", RANDOM, ""],
  ["(?:a[ab]{100}|b[ab]{100})c", RANDOM, ""],
  ["x*a(?:[ab]?){20}a{20}c", RANDOM, ""],
];

/** Once more behind what the expressions need somewhere: an engine that looks for that first must not be fast for this reason only. */
const HEADS = ["", "b y x P g e ` = s @ c \0 d er\n"];

test("a regular expression takes time in proportion to the value, whatever the expression", () => {
  for (const [source, piece, end] of CORPUS) {
    const judge = matcherOf({ "f|re": source });
    for (const size of SIZES)
      for (const head of HEADS)
        assertProportional((units) => judge(head + pumped(piece, units) + end), size, `${source} on ${piece.slice(0, 20)}`);
  }
});

test("many expressions of one rule take the time of each, and one that is found late is found", () => {
  const sources = CORPUS.map(([source]) => source);
  const judge = matcherOf({ "f|re": sources, "g|re|i": sources });
  assertProportional((units) => judge("a1 x,=".repeat(Math.ceil(units / 6))), 50_000, "all of them");
  const late = matcherOf({ "f|re": "(x+x+)+y" });
  assert.equal(late(`${"x".repeat(100_000)}y`), true);
  assert.equal(late(`${"x".repeat(100_000)}z`), false);
});

test("what a linear matcher cannot do, and what would be as large as its counts, is refused when the rule is loaded", () => {
  for (const source of [
    "(a)\\1",
    "(?=a)b",
    "(?!a)b",
    "(?<=a)b",
    "(?<!a)b",
    "(?>a+)b",
    "a{100000}",
    "((a{100}){100}){100}",
    "(?(1)a|b)",
  ]) {
    const { rules, refused } = load(ruleText({ "f|re": source }));
    assert.equal(rules.length, 0, source);
    assert.match(refused[0]?.reason ?? "", /^regular expression (?:cannot be read|too large)$/, source);
  }
});

const REFUSED: readonly (readonly [source: string, reason: string, detail: RegExp])[] = [
  ["a(?=b)", "regular expression cannot be read", /`\(\?=`; look-around cannot be matched in linear time$/],
  ["(?<!a)b", "regular expression cannot be read", /; look-around cannot be matched in linear time$/],
  ["(a)\\1", "regular expression cannot be read", /^invalid escape sequence: `\\1`; back-references/],
  ["a++b", "regular expression cannot be read", /; atomic groups and possessive counts are not in RE2/],
  ["((a{100}){11})", "regular expression cannot be read", /; at most 1000 times, counts within counts together$/],
  ["[z-a]", "regular expression cannot be read", /^invalid character class range: `z-a`$/],
  ["a{1000}".repeat(11), "regular expression too large", /10000 steps/],
  [`(?:${"[a-z]".repeat(20)}\\d){500}`, "regular expression too large", /10000 steps/],
  ["\\p{L}".repeat(10_001), "regular expression too large", /10000 steps/],
  ["[".repeat(60_000), "regular expression cannot be read", /missing closing \]/],
];

test("an expression is refused with what is wrong, and one that is large before it is compiled", () => {
  for (const [source, reason, detail] of REFUSED) {
    const startedMs = performance.now();
    const { refused } = load(ruleText({ "f|re": source }));
    assert.equal(refused[0]?.reason, reason, source.slice(0, 80));
    assert.match(refused[0]?.detail ?? "", detail);
    assert.ok(performance.now() - startedMs < 5_000, `${source.slice(0, 80)} took ${performance.now() - startedMs} ms`);
  }
  const many = Array.from({ length: 60 }, (_, at) => `x${at}${"a{1000}".repeat(9)}`);
  assert.equal(load(ruleText({ "f|re": many })).refused[0]?.reason, "rule too large");
  for (const source of ["a{1000}", "(.){200,}", "[\\d\\]]{900}(?:a|b){0,90}", "\\Qa{1000}\\E{3}"])
    assert.deepEqual(load(ruleText({ "f|re": source })).refused, [], source);
});

function pumped(piece: string, units: number): string {
  return piece.repeat(Math.ceil(units / piece.length)).slice(0, units);
}

function ruleText(items: object): string {
  return stringify({ title: "t", id: "t", logsource: { product: "test" }, detection: { sel: items, condition: "sel" } });
}

function matcherOf(items: object): (value: string) => boolean {
  const { rules, refused } = load(ruleText(items));
  assert.deepEqual(refused, []);
  const matcher = createMatcher(
    rules.flatMap(({ detection }) => (detection === null ? [] : [detection])),
    0,
  );
  return (value) => matcher.match(event({ f: value, g: value })).length > 0;
}
