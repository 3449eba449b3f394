import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { compileRegex, LazyRegex } from "./regex.ts";
import { automatonOf, finds } from "./regex-automaton.ts";
import { programOf } from "./regex-program.ts";

const SOURCES = [
  " [0-7]{7,13}",
  "[-/\u2013][Ee^]{1,2}[ncodema^]*\\s[A-Za-z0-9+/=]{15,}",
  "\\s[a-f0-9]{4}\\s[a-f0-9]{2}",
  ":[^ \\\\]",
  "https?://(?:(?:25[0-5]|(?:2[0-4]|1\\d|[1-9])?\\d)(?:\\.|\\b)){4}",
  "\\+.*\\+.*\\+",
  "^a|b$",
  "^$",
  "\\bab\\b",
  "\\Bb",
  "a\\b.",
  "(a|b)*c{2,3}?",
  "(?i)ab(?-i)C",
  "(?m)^b$",
  "(?s)a.b",
  "a.b",
  "[[:alpha:]]+\\d",
  "\\Aab\\z",
  "x*",
  "[^a]",
  "\\x61\\n",
  "(?:a{1,3}b){2}",
];
const LETTERS = [..."abcABC01 \\/:.-+^=xh\n\tp_"];
const text = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...LETTERS) }, fc.constantFrom("https://1.2.3.44", "e", "é", "K")),
  {
    maxLength: 30,
  },
);

describe("the automaton of an expression", () => {
  for (const flags of ["", "i", "ms"]) {
    test(`says what the library says, with flags "${flags}"`, () => {
      let found = 0;
      for (const source of SOURCES) {
        const compiled = compileRegex(source, flags);
        const program = programOf(compiled);
        assert.ok(program !== undefined, "the library's programs have another form now");
        const automaton = automatonOf(program);
        assert.ok(automaton !== undefined, source);
        fc.assert(
          fc.property(text, (letters) => {
            const one = letters.join("");
            const said = finds(automaton, one);
            // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins there
            assert.equal(said, /^[\0-\x7f]*$/.test(one) ? compiled.test(one) : undefined, JSON.stringify([source, one]));
            if (said === true) found++;
          }),
          { numRuns: process.env["MERIDIAN_SOAK"] === "1" ? 20_000 : 150 },
        );
      }
      assert.ok(found > 300, `${found} found`);
    });
  }

  test("is not made where it would be large", () => {
    for (const source of [".{900}", "a.{20}b", "(a|b){200}c.{300}", "[ab]*a[ab]{14}"]) {
      const program = programOf(compileRegex(source, ""));
      assert.ok(program !== undefined);
      const automaton = automatonOf(program);
      assert.ok(automaton === undefined || automaton.next.length <= 2_048 * 128, source);
    }
    assert.equal(automatonOf(programOf(compileRegex("[ab]*a[ab]{14}", "")) as never), undefined);
  });
});

test("a question of length alone is answered without a machine, as the library answers it", () => {
  for (const [source, flags] of [
    [".{3}", ""],
    ["(.){3,}", ""],
    [".{3,5}", "s"],
    [".{0}", ""],
    [".{2,}", "i"],
  ] as const) {
    for (const one of ["", "a", "ab\nc", "abc", "a\nbcd", "\u{1f511}\u{1f511}", "\u{1f511}a\n\u{1f511}", "abcdefgh", "\n\n\n"])
      assert.equal(
        new LazyRegex(source, flags).test(one),
        compileRegex(source, flags).test(one),
        JSON.stringify([source, flags, one]),
      );
  }
});

test("an expression that is asked often goes on saying what it said", () => {
  const often = new LazyRegex("\\s[a-f0-9]{4}\\s", "");
  for (let round = 0; round < 40; round++)
    for (const [one, found] of [
      ["x 12ab y", true],
      ["x 12aby", false],
      ["é 12ab y", true],
    ] as const)
      assert.equal(often.test(one), found);
});
