import assert from "node:assert/strict";
import { test } from "node:test";
import { gateOn } from "./planted-tree.ts";

const lines = (count: number, text: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => text(at)).join("\n");

const GOOD = {
  "src/lib/good.ts": "/** Doubles. */\nexport function twice(value: number): number {\n  return value * 2;\n}\n",
  "src/lib/good.test.ts": 'import { test } from "node:test";\n\ntest("a test needs no await", async () => {});\n',
};

/** One planted fault for each rule that we rely on. */
const BAD: Readonly<Record<string, string>> = {
  "typescript(no-floating-promises)":
    "const later = async (): Promise<number> => 1;\nexport function f(): void {\n  later();\n}\n",
  "typescript(no-misused-promises)": "export function f(list: number[]): void {\n  list.forEach(async () => {});\n}\n",
  "typescript(no-explicit-any)": "export const value: any = 1;\n",
  "typescript(no-non-null-assertion)": "export const f = (x?: number): number => x!;\n",
  "typescript(switch-exhaustiveness-check)":
    'export function f(x: "a" | "b"): number {\n  switch (x) {\n    case "a":\n      return 1;\n  }\n  return 2;\n}\n',
  "eslint(max-lines)": `${lines(401, (at) => `export const n${at} = ${at};`)}\n`,
  "eslint(max-lines-per-function)": `export function f(): number[] {\n  const x: number[] = [];\n${lines(70, (at) => `  x.push(${at});`)}\n  return x;\n}\n`,
  "eslint(max-params)":
    "export const f = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e;\n",
  "eslint(complexity)": `export function f(x: number): number {\n${lines(16, (at) => `  if (x === ${at}) return ${at + 1};`)}\n  return 0;\n}\n`,
  "eslint(no-empty)": 'export function f(): void {\n  try {\n    throw new Error("x");\n  } catch {}\n}\n',
  "eslint(eqeqeq)": "export const f = (x: number, y: number): boolean => x == y;\n",
  "eslint(no-restricted-globals)": "export const f = (x: number): boolean => isNaN(x);\n",
  "import(no-default-export)": "export default function f(): void {}\n",
};

test("lint passes a tree without fault", () => {
  const { ok, output } = gateOn("lint", GOOD);
  assert.ok(ok, output);
});

const planted = Object.fromEntries(Object.values(BAD).map((text, at) => [`src/lib/bad-${at}.ts`, text]));
const { ok, output } = gateOn("lint", { ...GOOD, ...planted });

test("lint fails a tree with faults", () => assert.equal(ok, false));

for (const [at, rule] of Object.keys(BAD).entries()) {
  test(`lint finds what ${rule} forbids`, () => {
    const found = output.split(/\n(?= {2}[x!] )/).filter((report) => report.includes(rule));
    assert.ok(
      found.some((report) => report.includes(`bad-${at}.ts`)),
      output,
    );
  });
}
