import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Condition, readCondition } from "./condition.ts";
import { Refusal } from "./refusal.ts";

const NAMES = ["a", "b", "sel", "sel_one", "sel_two", "selection", "_hidden", "of_note"];
const PLACE = { line: 1, column: 1 };

function value(condition: Condition, held: ReadonlySet<string>): boolean {
  switch (condition.op) {
    case "name":
      return held.has(condition.name);
    case "not":
      return !value(condition.part, held);
    case "and":
      return condition.parts.every((part) => value(part, held));
    case "or":
      return condition.parts.some((part) => value(part, held));
    case "some":
      return condition.names.filter((name) => held.has(name)).length >= condition.count;
  }
}

const HELD: readonly (readonly [text: string, held: readonly string[], expected: boolean])[] = [
  ["a or b and not a", ["a"], true],
  ["not a or b", ["b", "a"], true],
  ["not (a or b)", ["a"], false],
  ["NOT a AND b", ["b"], true],
  ["not not a", ["a"], true],
  ["1 of sel", ["selection"], false],
  ["1 of sel", ["sel"], true],
  ["1 of sel*", ["selection"], true],
  ["1 of sel_*", ["sel"], false],
  ["all of sel_*", ["sel_one"], false],
  ["all of sel_*", ["sel_one", "sel_two"], true],
  ["2 of sel*", ["sel_one", "sel"], true],
  ["3 of sel*", ["sel_one", "sel"], false],
  ["any of them", ["b"], true],
  ["1 of them", ["_hidden"], false],
  ["1 of _*", ["_hidden"], true],
  ["all of them", NAMES.filter((name) => name !== "_hidden"), true],
  ["1 of *e*", ["of_note"], true],
  ["1 of s*e*t*o", ["sel_two"], true],
  ["not 1 of sel* and a", ["a"], true],
  ["all of sel_* or 1 of a and b", ["a", "b"], true],
  ["of_note", ["of_note"], true],
  ["((a))", ["a"], true],
  ["(a)and(b)", ["a", "b"], true],
];

test("conditions mean what the specification's precedence says", () => {
  for (const [text, held, expected] of HELD)
    assert.equal(value(readCondition(text, NAMES, PLACE), new Set(held)), expected, `${text} with ${held.join(" ")}`);
});

const REFUSED: readonly (readonly [text: string, reason: string])[] = [
  ["", "condition cannot be read"],
  ["a b", "condition cannot be read"],
  ["a and", "condition cannot be read"],
  ["(a", "condition cannot be read"],
  ["a)", "condition cannot be read"],
  ["not", "condition cannot be read"],
  ["0 of sel*", "condition cannot be read"],
  ["some of sel*", "condition cannot be read"],
  ["1 of", "condition cannot be read"],
  ["nobody", "condition names what is not there"],
  ["1 of no*", "condition names what is not there"],
  ["Sel", "condition names what is not there"],
  ["a | count() > 5", "aggregation in the condition"],
  [`${"(".repeat(100)}a${")".repeat(100)}`, "condition cannot be read"],
  [`${"not ".repeat(1000)}a`, "condition cannot be read"],
  ["a or ".repeat(5000).concat("a"), "condition too long"],
];

test("what cannot be read is refused with a reason", () => {
  for (const [text, reason] of REFUSED)
    assert.throws(
      () => readCondition(text, NAMES, PLACE),
      (error) => error instanceof Refusal && error.fault.reason === reason,
      text.slice(0, 40),
    );
});

type Tree = { readonly text: string; readonly value: (held: ReadonlySet<string>) => boolean };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthSize: "medium" },
    fc.constantFrom("a", "b", "sel").map((name): Tree => ({ text: name, value: (held) => held.has(name) })),
    tie("tree").map((part): Tree => ({ text: `not ( ${part.text} )`, value: (held) => !part.value(held) })),
    fc.tuple(tie("tree"), tie("tree")).map(
      ([left, right]): Tree => ({
        text: `(${left.text}) and (${right.text})`,
        value: (held) => left.value(held) && right.value(held),
      }),
    ),
    fc.tuple(tie("tree"), tie("tree")).map(
      ([left, right]): Tree => ({
        text: `${left.text} or ${right.text}`,
        value: (held) => left.value(held) || right.value(held),
      }),
    ),
  ),
}));

test("random conditions have the value that their parts give", () => {
  fc.assert(
    fc.property(tree, fc.subarray(["a", "b", "sel"]), (whole, names) => {
      const held = new Set(names);
      assert.equal(value(readCondition(whole.text, NAMES, PLACE), held), whole.value(held), whole.text);
    }),
  );
});

test("any text is read or refused, never anything else", () => {
  const word = fc.constantFrom("a", "b", "and", "or", "not", "(", ")", "1", "of", "all", "them", "sel*", "*", "|", "\u0000");
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      try {
        readCondition(words.join(" "), NAMES, PLACE);
      } catch (error) {
        assert.ok(error instanceof Refusal);
      }
    }),
  );
});
