import assert from "node:assert/strict";
import { test } from "node:test";
import { stringify } from "yaml";
import { createMatcher } from "../../src/detect/sigma/index.ts";
import { sharedData } from "../support/shared-data.ts";
import { event, load } from "./one-rule.ts";
import { assertProportional } from "./proportional.ts";
import { sigmaRules } from "./support.ts";

// What an attacker writes into a log against the time that matching takes. Sizes as of a long command line, a script block, a whole line.
const SIZES = process.env["MERIDIAN_SOAK"] === "1" ? [12_000, 100_000, 1_000_000] : [12_000, 300_000];

/** A matcher of one rule whose field `f` has these items. */
function matcherOf(items: object): (fields: Parameters<typeof event>[0]) => boolean {
  const text = stringify({ title: "t", id: "t", logsource: { product: "test" }, detection: { sel: items, condition: "sel" } });
  const { rules, refused } = load(text);
  assert.deepEqual(refused, []);
  const matcher = createMatcher(
    rules.flatMap(({ detection }) => (detection === null ? [] : [detection])),
    0,
  );
  return (fields) => matcher.match(event(fields)).length > 0;
}

const repeated = (piece: string, units: number): string => piece.repeat(Math.ceil(units / piece.length)).slice(0, units);

const MANY = 2_000;
const PATTERNS: readonly (readonly [name: string, pattern: string, piece: string])[] = [
  ["stars between one letter", `${"*a".repeat(MANY)}*b`, "a"],
  ["stars between two letters", `${"*ab".repeat(MANY)}*c`, "aab"],
  ["stars that all fit", `${"*a".repeat(MANY)}*`, "a"],
  ["a tied end that never comes", `a${"*a".repeat(MANY)}b`, "a"],
  ["question marks", `*${"?".repeat(30)}b`, "a"],
  ["question marks behind a letter", `*a${"?".repeat(30)}b*`, "a"],
  ["questions and stars", `${"*?a".repeat(200)}*b?`, "a"],
  ["astral letters", `*${"?\u{10400}".repeat(50)}b`, "\u{10400}"],
  ["half of an astral letter", `*?b`, "\ud801"],
  ["a needle of the same letter", `*${"a".repeat(200)}b${"a".repeat(200)}*`, "a"],
  ["a needle whose head differs", `*b${"a".repeat(300)}*`, "a"],
  ["a needle with a period", `*${"ab".repeat(150)}b*`, "ab"],
];

test("a value takes time in proportion to its length, whatever wildcards it is held against", () => {
  for (const [name, pattern, piece] of PATTERNS) {
    const fits = matcherOf({ f: pattern });
    for (const size of SIZES) assertProportional((units) => fits({ f: repeated(piece, units) }), size, name);
  }
});

test("a value takes time in proportion to its length, however many texts it is held against", () => {
  const words = Array.from({ length: 5_000 }, (_, number) => `${"a".repeat(number % 40)}b${number}`);
  for (const search of ["contains", "startswith", "endswith", "contains|all"]) {
    const fits = matcherOf({ [`f|${search}`]: words });
    assertProportional((units) => fits({ f: repeated("a", units) }), 50_000, search);
    assertProportional((units) => fits({ f: repeated("aab1", units) }), 50_000, search);
  }
});

test("keywords, null, numbers, networks and times take no longer for long values", () => {
  const kinds = [
    { "f|cidr": "10.0.0.0/8" },
    { "f|lt": 5 },
    { "f|hour": 5 },
    { f: null },
    { "f|base64offset|contains": "foo" },
    ["aab", "a*b*c"],
  ];
  for (const kind of kinds) {
    const fits = matcherOf(kind);
    for (const piece of ["1", "1.", ":", "f:", "0:0.", "2026-01-01 ", " ", "a"])
      assertProportional((units) => fits({ f: repeated(piece, units) }), 1_000_000, `${JSON.stringify(kind)} on ${piece}`);
  }
});

test("lists take time in proportion to their length, two that are compared with each other too", () => {
  const relations = ["", "|startswith", "|endswith"].map((relation) => matcherOf({ [`f|fieldref${relation}`]: "g" }));
  const list = (letter: string, count: number): string[] => Array.from({ length: count }, (_, number) => `${letter}${number}`);
  for (const fits of relations)
    assertProportional((count) => fits({ f: list("a", count), g: list("b", count) }), 10_000, "fieldref");
  const within = matcherOf({ "f|contains|all": ["a1", "b2", "c3"], "f|re": "x$", "f|cidr": "10.0.0.0/8" });
  assertProportional((count) => within({ f: list("a", count) }), 20_000, "list");
});

const skip = sharedData("sigma") === undefined ? "needs ../shared/data/sigma, which a user's clone does not have" : false;

test("all of SigmaHQ takes time in proportion to a value that holds what its expressions look for", { skip }, () => {
  const matcher = createMatcher(
    sigmaRules().rules.flatMap(({ detection }) => (detection === null ? [] : [detection])),
    0,
  );
  const logsource = { product: "windows", category: "process_creation", service: "sysmon" };
  const heads = "powershell cmd /c reg add -enc iex ${env:} -f 'a'+'b' %comspec:~ frombase64string rundll32 invoke ^|";
  for (const piece of [" ", "a", "\\", "'+'", "^p^o^w", "$env:", "0x41,", "\u212a"]) {
    const judge = (units: number): void => {
      const CommandLine = heads + repeated(piece, units);
      matcher.match(event({ EventID: 1, Image: "C:\\cmd.exe", OriginalFileName: "Cmd.Exe", CommandLine }, 0, logsource));
    };
    assertProportional(judge, process.env["MERIDIAN_SOAK"] === "1" ? 1_000_000 : 100_000, `SigmaHQ on ${piece}`);
  }
});
