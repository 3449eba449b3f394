import assert from "node:assert/strict";
import { test } from "node:test";
import { gateOn } from "./planted-tree.ts";

const GOOD = { "src/lib/good.ts": "/** Doubles. */\nexport const twice = (value: number): number => value * 2;\n" };

for (const gate of ["types", "pure"]) {
  test(`${gate} passes a tree without fault`, () => {
    const { ok, output } = gateOn(gate, GOOD);
    assert.ok(ok, output);
  });
}

const NOT_IN_PURE: readonly (readonly [name: string, text: string, code: string])[] = [
  ["node:fs", 'import { readFileSync } from "node:fs";\nexport const read = (): Buffer => readFileSync("x");\n', "TS2591"],
  ["fetch", 'export const get = (): unknown => fetch("http://127.0.0.1/");\n', "TS2304"],
  ["process", "export const home = (): unknown => process.env;\n", "TS2591"],
  ["a timer", "export const later = (): unknown => setTimeout(() => undefined, 1);\n", "TS2304"],
];

for (const [name, text, code] of NOT_IN_PURE) {
  test(`pure folders are refused ${name}`, () => {
    const { ok, output } = gateOn("pure", { ...GOOD, "src/case/bad.ts": text });
    assert.equal(ok, false);
    assert.match(output, new RegExp(`src/case/bad\\.ts.*${code}`));
  });
  test(`io/ may use ${name}`, () => {
    const { ok, output } = gateOn("pure", { ...GOOD, "src/case/io/bad.ts": text });
    assert.ok(ok, output);
  });
}

const WRONG: readonly (readonly [name: string, text: string, code: string])[] = [
  ["a wrong type", 'export const size: number = "1";\n', "TS2322"],
  ["an index that may be missing", "export const first = (lines: string[]): string => lines[0];\n", "TS2322"],
  ["an enum, which cannot be stripped", "export enum Colour {\n  red,\n}\n", "TS1294"],
  ["an unused local", "export function f(): void {\n  const unused = 1;\n}\n", "TS6133"],
];

for (const [name, text, code] of WRONG) {
  test(`types refuses ${name}`, () => {
    const { ok, output } = gateOn("types", { ...GOOD, "src/lib/bad.ts": text });
    assert.equal(ok, false);
    assert.match(output, new RegExp(`src/lib/bad\\.ts.*${code}`));
  });
}
