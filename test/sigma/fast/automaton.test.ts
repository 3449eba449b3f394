import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Column, type ColumnRules } from "../../../src/detect/fast/column.ts";
import { automatonRoom, ColumnAutomaton } from "../../../src/detect/fast/column-automaton.ts";
import { type Atom, atom } from "../../../src/detect/sigma/atom.ts";
import { inForm, type TextForm } from "../../../src/detect/sigma/facts.ts";
import { LazyRegex } from "../../../src/detect/sigma/regex.ts";
import { neededLiteral } from "../../../src/detect/sigma/regex-literal.ts";
import { type Token, textPattern } from "../../../src/detect/sigma/text-pattern.ts";
import { parseNetwork, readJsonLine } from "../../../src/lib/index.ts";
import { startModule } from "./module.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 4_000 : 250;

const ALPHABET = [...'abkKs-/\\" \n.1:', "é", "É", "\u212a", "\u017f", "\u2013", "😀"];
const anyText = fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 10 });
const anyToken: fc.Arbitrary<Token> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .string({ unit: fc.constantFrom(...ALPHABET), minLength: 1, maxLength: 3 })
      .map((text) => ({ kind: "literal" as const, text })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "any" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "one" as const }) },
);
const anyForm = fc.constantFrom<TextForm>("folded", "folded", "cased", "folded-dashes", "cased-dashes");
const textAtom = fc
  .tuple(fc.array(anyToken, { maxLength: 4 }), anyForm)
  .map(([tokens, form]) => atom("F", { kind: "text", form, pattern: textPattern(tokens, (text) => inForm(form, text)) }));
const regexAtom = fc
  .constantFrom("a+b", "\\s-k", "[kK]s", "(?:ab|ba)", "^a", "\\.", "é", "k{2}")
  .map((source) =>
    atom("F", { kind: "regex", expression: new LazyRegex(source, ""), needs: neededLiteral(source), flags: "", source }),
  );
const otherAtom: fc.Arbitrary<Atom> = fc.constantFrom(
  atom("F", { kind: "null" }),
  atom("F", { kind: "exists" }),
  atom("F", { kind: "number", compare: "gt", bound: 10 }),
  ...["10.0.0.0/8", "0.0.0.0/1", "fe80::/10"].map((text) => {
    const network = parseNetwork(text);
    assert.ok(network !== undefined);
    return atom("F", { kind: "cidr", network });
  }),
);
const anyAtoms = fc
  .array(fc.oneof({ weight: 8, arbitrary: textAtom }, regexAtom, otherAtom), { minLength: 1, maxLength: 12 })
  .map((atoms) => [...new Map(atoms.map((one) => [one.key, one])).values()]);

const ADDRESSES = ["10.1.2.3", "::ffff:10.1.2.3", "::ffff:a01:203", "fe80::1", "1.2.3.4", "110.1.1.1"];
const anyValue = fc.oneof({ weight: 8, arbitrary: anyText }, fc.constantFrom(...ADDRESSES), fc.nat(20), fc.boolean());

/** JSON of a value with some of its characters written as escapes. */
const anyJson = fc.tuple(anyValue, fc.nat(7)).map(([value, style]) => {
  const plain = JSON.stringify(value);
  if (typeof value !== "string" || style < 4) return plain;
  if (style === 4) return plain.replaceAll("/", "\\/");
  return plain.replace(style === 7 ? BEYOND_OR_KEPT : /[a-zK.]/g, (unit) => (style === 5 ? unit : asEscape(unit, style === 7)));
});

/** What JSON.stringify writes as it is, pairs of surrogates in their halves. */
const BEYOND_OR_KEPT = /[a-z.-]|[^\0-\x7f]/g;

function asEscape(unit: string, isCapital: boolean): string {
  const digits = unit.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\u${isCapital ? digits.toUpperCase() : digits}`;
}

/** Every atom matters to some rule. */
const RULES: ColumnRules = {
  rulesOf: () => [],
  mattering: (_field, open) => open,
  utcOffsetMinutes: 0,
  room: { bytesLeft: Number.POSITIVE_INFINITY },
};

test("one pass over the bytes says of every atom what the engine says of the value", () => {
  let decided = 0;
  fc.assert(
    fc.property(anyAtoms, fc.array(anyJson, { minLength: 6, maxLength: 6 }), fc.boolean(), (atoms, values, hasRows) => {
      const module = startModule(1 << 23);
      const column = new Column("F", [{ use: { field: "F", how: "is" }, atoms }], RULES);
      const automaton = ColumnAutomaton.make(column, automatonRoom(module), hasRows ? undefined : 0);
      assert.ok(automaton !== undefined);
      for (const json of [...values, ...values]) {
        const bytes = new TextEncoder().encode(json);
        new Uint8Array(module.memory.buffer).set(bytes, module.lineAt);
        const value = (readJsonLine(`[${json}]`) as [string | number | boolean])[0];
        const expected = truths(column, column.numberOf(value));
        const token = { at: module.lineAt, length: bytes.length };
        const quick = module.decide(automaton.table.address, token.at, token.length);
        if (quick >= 0) {
          decided++;
          assert.deepEqual(truths(column, quick), expected, `decided: ${json}`);
        }
        const number = automaton.numberOf(token, () => value);
        if (number !== undefined) assert.deepEqual(truths(column, number), expected, json);
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(decided > RUNS, `${decided} values were decided without being asked about`);
});

/** Values of which each is longer than what is walked at one go, in words that meet and nearly meet. */
const longValue = fc
  .array(fc.constantFrom("ab", "kk", "K/s", "-k ", "aaab", "x", "1.1:", "\\", '"', "\n", "é", "–", "harbour light "), {
    minLength: 60,
    maxLength: 700,
  })
  .map((words) => words.join(""));
const longText = fc.tuple(longValue, fc.boolean()).map(([text, plain]) => (plain ? text.replace(/[é–]/g, "e") : text));

/** Atoms that an automaton answers by itself, once their expressions have one. */
const plainAtoms = anyAtoms.map((atoms) =>
  atoms.filter(
    ({ test: one }) => one.kind === "regex" || (one.kind === "text" && one.form === "folded" && one.pattern.shape !== "glob"),
  ),
);

test("the same of long values, in strands, and of expressions that are asked often", () => {
  let [decided, found] = [0, 0];
  fc.assert(
    fc.property(plainAtoms, fc.array(longText, { minLength: 24, maxLength: 24 }), (atoms, values) => {
      const module = startModule(1 << 24);
      const column = new Column("F", [{ use: { field: "F", how: "is" }, atoms }], RULES);
      const automaton = ColumnAutomaton.make(column, automatonRoom(module));
      assert.ok(automaton !== undefined);
      for (const value of [...values, ...values]) {
        const json = JSON.stringify(value);
        const written = value.length % 2 === 0 ? json : json.replace(/[b1é–]/g, (unit) => asEscape(unit, true));
        const bytes = new TextEncoder().encode(written);
        new Uint8Array(module.memory.buffer).set(bytes, module.lineAt);
        const expected = truths(column, column.numberOf(value));
        const quick = module.decide(automaton.table.address, module.lineAt, bytes.length);
        if (quick >= 0) {
          decided++;
          assert.deepEqual(truths(column, quick), expected, `decided: ${value}`);
          if (atoms.some(({ test: one, key }) => one.kind === "regex" && expected.includes(key))) found++;
        }
        const number = automaton.numberOf({ at: module.lineAt, length: bytes.length }, () => value);
        if (number !== undefined) assert.deepEqual(truths(column, number), expected, value);
      }
    }),
    { numRuns: RUNS / 10 },
  );
  assert.ok(decided > RUNS && found > 10, `${decided} values were decided, ${found} of them by an expression's automaton`);
});

function truths(column: Column, number: number): string[] {
  return column.atoms.filter((_, index) => column.truths(number).holds[index] === 1).map(({ key }) => key);
}
