import assert from "node:assert/strict";
import { test } from "node:test";
import { lineOf } from "./pack-lines.ts";

const TEXT = `kind: rules
pack: p
elements:
  harm: { ask: { en: a, zh: a }, standard: clear }
  a.b:
    ask: { en: a, zh: a }
rules:
  # the rule of the same name
  harm:
    kind: law
    unless:
      out: { cite: [S], when: { el: harm } }
`;

const PLACES: readonly (readonly [at: string, line: number | null])[] = [
  ["elements.harm", 4],
  ["rules.harm", 9],
  ["rules.harm.unless.out", 12],
  ["$.elements.harm.standard", 4],
  ["$.elements.a.b.ask.en", 6],
  ["$.rules.harm.gives", 9],
  ["$.rules.harm.unless.out.cite[0]", 12],
  ["$.pack", 2],
  ["$.title", null],
  ["rules.nowhere", 7],
  ["the document", null],
  ["", null],
];

for (const [at, line] of PLACES) test(`${at} stands in line ${line}`, () => assert.equal(lineOf(TEXT, at), line));
