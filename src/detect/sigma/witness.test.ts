import assert from "node:assert/strict";
import { test } from "node:test";
import { type Atom, atom } from "./atom.ts";
import type { Expression } from "./expression.ts";
import { inForm, type TextForm } from "./facts.ts";
import { readTokens, textPattern } from "./text-pattern.ts";
import { witness } from "./witness.ts";

const leaf = (asked: Atom): Expression => ({
  op: "leaf",
  atom: asked,
  reason: { selection: "s", field: asked.field, pattern: "p" },
});
const text = (field: string, value: string, form: TextForm = "folded"): Expression =>
  leaf(atom(field, { kind: "text", form, pattern: textPattern(readTokens(value, false), (literal) => inForm(form, literal)) }));
const isNull = leaf(atom("f", { kind: "null" }));

test("a clue is looked up in one form, whatever form its text is compared in", () => {
  assert.deepEqual(witness(text("f", "*A/b\u2013C*", "cased")), [{ kind: "within", field: "f", literal: "a-b-c" }]);
  assert.deepEqual(witness(text("f", "-X", "folded-dashes")), [{ kind: "exact", field: "f", literal: "-x" }]);
});

test("of parts that must all hold the rarer is the witness, of alternatives all are", () => {
  const long = text("f", "*something long*");
  const short = text("g", "*ab*");
  assert.deepEqual(witness({ op: "and", parts: [short, long, isNull] }), witness(long));
  assert.equal(witness({ op: "or", parts: [short, long] })?.length, 2);
  assert.equal(witness({ op: "some", count: 2, parts: [short, long, short] })?.length, 3);
});

test("absence has no witness, and neither has an alternative to it", () => {
  for (const expression of [
    isNull,
    { op: "not", part: text("f", "a") } as const,
    { op: "or", parts: [text("f", "a"), isNull] } as const,
  ])
    assert.equal(witness(expression), undefined);
  assert.deepEqual(witness({ op: "or", parts: [] }), []);
  assert.deepEqual(witness(text("f", "*")), [{ kind: "present", field: "f" }]);
});
