import assert from "node:assert/strict";
import { test } from "node:test";
import { agreed, allOf, anyOf, atLeastOf, FACTS_OPEN, LAW_OPEN, MET, NOT_MET, notOf } from "../../src/law/evaluate/kleene.ts";
import type { Value } from "../../src/model/index.ts";

// Every list of up to four of the five values: nothing is left to chance.
const BOTH_OPEN: Value = { truth: "undetermined", facts: true, law: true };
const VALUES: readonly Value[] = [MET, NOT_MET, FACTS_OPEN, LAW_OPEN, BOTH_OPEN];
const LISTS = [0, 1, 2, 3, 4].flatMap(listsOf);

function listsOf(length: number): readonly (readonly Value[])[] {
  return length === 0 ? [[]] : listsOf(length - 1).flatMap((list) => VALUES.map((value) => [...list, value]));
}

/** In the information order: open says less than decided, and an open value with more causes says less than one with fewer. */
function saysNoMore(less: Value, more: Value): boolean {
  if (less.truth !== "undetermined") return less.truth === more.truth;
  return more.truth !== "undetermined" || ((less.facts || !more.facts) && (less.law || !more.law));
}

const atLeast = (k: number) => (list: readonly Value[]) => atLeastOf(k, list);
const CONNECTIVES: readonly (readonly [string, (list: readonly Value[]) => Value])[] = [
  ["all", allOf],
  ["any", anyOf],
  ...[0, 1, 2, 3, 4, 5].map((k) => [`at least ${k}`, atLeast(k)] as const),
];

test("De Morgan: not all is any not, not any is all not, and twice not is nothing", () => {
  for (const list of LISTS) {
    assert.deepEqual(notOf(allOf(list)), anyOf(list.map(notOf)));
    assert.deepEqual(notOf(anyOf(list)), allOf(list.map(notOf)));
    assert.deepEqual(list.map(notOf).map(notOf), list);
  }
});

test("at least one is any, at least all of them is all, and k of n fails where n - k + 1 do not hold", () => {
  for (const list of LISTS) {
    if (list.length > 0) assert.deepEqual(atLeastOf(1, list), anyOf(list));
    assert.deepEqual(atLeastOf(list.length, list), allOf(list));
    for (let k = 1; k <= list.length; k++)
      assert.deepEqual(notOf(atLeastOf(k, list)), atLeastOf(list.length - k + 1, list.map(notOf)));
  }
});

for (const [name, of] of [...CONNECTIVES, ["agreed", agreed] as const])
  test(`${name}: order and repetition of the same list change nothing`, () => {
    for (const list of LISTS) {
      assert.deepEqual(of([...list].reverse()), of(list));
      assert.deepEqual(of([...list.slice(1), ...list.slice(0, 1)]), of(list));
      if (name === "all" || name === "any" || name === "agreed") assert.deepEqual(of([...list, ...list]), of(list));
    }
  });

for (const [name, of] of CONNECTIVES)
  test(`${name}: to learn more takes nothing back, and adds no cause of doubt`, () => {
    for (const list of LISTS)
      for (const [at, value] of list.entries())
        for (const more of VALUES.filter((other) => saysNoMore(value, other)))
          assert.ok(saysNoMore(of(list), of(list.with(at, more))), JSON.stringify([list, at, more]));
  });

test("a decided answer is right however what is open turns out, and an open one may turn out either way", () => {
  for (const [, of] of CONNECTIVES)
    for (const list of LISTS) {
      const ends = new Set(endings(list).map((ending) => of(ending).truth));
      const { truth } = of(list);
      if (truth === "undetermined") assert.ok(list.some((value) => value.truth === "undetermined"));
      else assert.deepEqual([...ends], [truth]);
    }
  // Kleene's connectives on values of their own: an open answer is open because both ends are possible.
  for (const list of LISTS) {
    if (allOf(list).truth === "undetermined") assert.equal(new Set(endings(list).map((ending) => allOf(ending).truth)).size, 2);
    if (anyOf(list).truth === "undetermined") assert.equal(new Set(endings(list).map((ending) => anyOf(ending).truth)).size, 2);
  }
});

function endings(list: readonly Value[]): readonly (readonly Value[])[] {
  const [first, ...rest] = list;
  if (first === undefined) return [[]];
  const own = first.truth === "undetermined" ? [MET, NOT_MET] : [first];
  return endings(rest).flatMap((tail) => own.map((value) => [value, ...tail]));
}

test("agreed: decided only where all decide alike; where they differ the law is open; nobody decides nothing", () => {
  assert.deepEqual(agreed([]), LAW_OPEN);
  for (const list of LISTS.filter(({ length }) => length > 0)) {
    const truths = new Set(list.map(({ truth }) => truth));
    const { truth, facts, law } = agreed(list);
    assert.equal(truth, truths.size === 1 ? [...truths][0] : "undetermined");
    assert.equal(
      facts,
      list.some((value) => value.facts),
    );
    assert.equal(law, truths.size > 1 || list.some((value) => value.law));
  }
});

test("agreed: no answer that more holders or more facts could not have taken away is ever turned round", () => {
  for (const list of LISTS)
    for (const [at, value] of list.entries())
      for (const more of VALUES.filter((other) => saysNoMore(value, other))) {
        const [before, after] = [agreed(list).truth, agreed(list.with(at, more)).truth];
        assert.ok(before === "undetermined" || after === before);
      }
});

test("what is undetermined has a cause, and what is decided has none", () => {
  for (const [, of] of [...CONNECTIVES, ["agreed", agreed] as const])
    for (const list of LISTS) {
      const { truth, facts, law } = of(list);
      assert.equal(truth === "undetermined", facts || law);
    }
});
