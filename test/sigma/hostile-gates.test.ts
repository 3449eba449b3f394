import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RE2JS, RE2JSException } from "re2js";
import { type Gate, regexGate } from "../../src/detect/fast/regex-gate.ts";
import { fold } from "../../src/detect/sigma/fold.ts";
import { neededLiteral } from "../../src/detect/sigma/regex-literal.ts";
import { sharedData } from "../support/shared-data.ts";
import { regexSample } from "./generated-regex.ts";
import { sigmaRules } from "./support.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 500_000 : 5_000;

/** What is read off an expression to save work must stand in every text in which the expression is found, else an attack is missed. */
const NECESSARY: readonly (readonly [name: string, holds: (source: string, folded: string) => boolean])[] = [
  ["the needed literal", (source, folded) => folded.includes(neededLiteral(source))],
  ["the gate", (source, folded) => isMet(regexGate(source), folded)],
];

test("what is read off an expression holds in every text in which it is found", (t) => {
  const counts = { texts: 0, found: 0, readable: 0, literals: 0 };
  const noise = fc.constantFrom("", "x", " ", "\n", "\u03c3\u212a", "powershell ");
  fc.assert(
    fc.property(regexSample, noise, noise, ({ source, texts }, before, after) => {
      const expression = compiled(source);
      if (expression === undefined) return;
      counts.readable++;
      if (neededLiteral(source) !== "") counts.literals++;
      for (const text of texts.map((one) => before + one + after)) {
        counts.texts++;
        if (!expression.test(text)) continue;
        counts.found++;
        for (const [name, holds] of NECESSARY)
          assert.ok(holds(source, fold(text)), `${name} of ${source} in ${JSON.stringify(text)}`);
      }
    }),
    { numRuns: RUNS },
  );
  t.diagnostic(`${JSON.stringify(counts)}, seed ${fc.readConfigureGlobal()?.seed ?? "drawn"}`);
  assert.ok(counts.found > counts.texts / 2 && counts.readable > RUNS / 2 && counts.literals > counts.readable / 4);
});

const skip = sharedData("sigma") === undefined ? "needs ../shared/data/sigma, which a user's clone does not have" : false;

test("nearly every expression of SigmaHQ asks for something", { skip }, (t) => {
  const sources = new Set(
    sigmaRules().rules.flatMap(({ detection }) => (detection === null ? [] : regexesOf(detection.expression))),
  );
  const open = [...sources].filter((source) => JSON.stringify(regexGate(source)) === '{"op":"all","parts":[]}');
  t.diagnostic(`${sources.size} expressions, ${open.length} ask for nothing: ${open.join("   ")}`);
  assert.ok(sources.size > 100 && open.length < sources.size / 10);
});

type Expression = NonNullable<ReturnType<typeof sigmaRules>["rules"][number]["detection"]>["expression"];

function regexesOf(expression: Expression): string[] {
  if (expression.op === "leaf") return expression.atom.test.kind === "regex" ? [expression.atom.test.expression.source] : [];
  return expression.op === "not" ? regexesOf(expression.part) : expression.parts.flatMap(regexesOf);
}

function isMet(gate: Gate, folded: string): boolean {
  if (gate.op === "met") return folded.includes(gate.text);
  return gate.op === "all" ? gate.parts.every((part) => isMet(part, folded)) : gate.parts.some((part) => isMet(part, folded));
}

function compiled(source: string): RE2JS | undefined {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
