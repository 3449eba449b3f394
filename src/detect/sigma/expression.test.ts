import assert from "node:assert/strict";
import { test } from "node:test";
import type { Atom } from "./atom.ts";
import { Explainer, type Expression } from "./expression.ts";

const leafOf = (field: string, pattern = "x"): Extract<Expression, { op: "leaf" }> => {
  const atom = { field, test: { kind: "exists", wanted: true }, key: field } as unknown as Atom;
  return { op: "leaf", atom, reason: { selection: "selection", field, pattern } };
};

const truthOf =
  (...fields: readonly string[]) =>
  ({ field }: Atom): boolean =>
    field !== null && fields.includes(field);

test("reasons are of the event at hand, in the rule's order, each once; none where the tree does not hold", () => {
  const explainer = new Explainer({ op: "or", parts: [leafOf("a"), leafOf("b"), leafOf("a"), { op: "not", part: leafOf("c") }] });
  const fieldsOf = (...fields: readonly string[]) => explainer.explain(truthOf(...fields))?.map(({ field }) => field);
  const rounds = [["a"], ["b"], ["a", "b"], ["b", "a"], [], ["a"], ["c"]];
  assert.deepEqual(
    rounds.map((fields) => fieldsOf(...fields)),
    [["a"], ["b"], ["a", "b"], ["a", "b"], [], ["a"], undefined],
  );
});

test("the same reasons as the last time are the same list, and an earlier list stays as it was", () => {
  const explainer = new Explainer({ op: "or", parts: [leafOf("a"), leafOf("b")] });
  const first = explainer.explain(truthOf("a"));
  assert.equal(explainer.explain(truthOf("a")), first);
  explainer.explain(truthOf("b"));
  assert.deepEqual(
    first?.map(({ field }) => field),
    ["a"],
  );
});

test("no more than 100 reasons are given", () => {
  const parts = Array.from({ length: 150 }, (_, at) => leafOf("a", `${at}`));
  assert.equal(new Explainer({ op: "and", parts }).explain(truthOf("a"))?.length, 100);
});
