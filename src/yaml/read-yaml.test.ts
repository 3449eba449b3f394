import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readYaml } from "./read-yaml.ts";

describe("a YAML document", () => {
  const refused: readonly (readonly [name: string, text: string, line: number, problem: RegExp])[] = [
    ["with a key twice", "a: 1\nb:\n  c: 1\n  c: 2\n", 4, /each key once/],
    ["with a list as a key", "a: 1\n? [x]\n: 2\n", 1, /each key once/],
    ["with an alias", "a: &x 1\nb: *x\n", 1, /no aliases/],
    ["with an unknown tag", "a: 1\nb: !secret x\n", 2, /tag/],
    ["followed by another", "a: 1\n---\nb: 2\n", 2, /document/],
    ["that is broken", "a: [1\n", 2, /./],
    ["that is too long", "a: 123456789012345678901234567890\n", 1, /at most 20/],
    ["nested without end", "[".repeat(20_000), 1, /./],
  ];
  for (const [name, text, line, problem] of refused)
    test(`${name} is refused with its place`, () => {
      const read = readYaml(text, name === "that is too long" ? 20 : 1_000_000);
      assert.ok(!read.ok);
      assert.equal(read.fault.line, line);
      assert.match(read.fault.problem, problem);
    });

  test("is what the core schema of 1.2 says", () => {
    assert.deepEqual(readYaml("a: yes\nb: 0o17\nc: [1, null, '']\n", 1000), {
      ok: true,
      value: { a: "yes", b: 15, c: [1, null, ""] },
    });
  });

  test("of many keys is read in time proportional to its length", () => {
    const text = Array.from({ length: 40_000 }, (_, at) => `k${at}: 1\n`).join("");
    const read = readYaml(text, 1_000_000);
    assert.ok(read.ok);
    assert.equal(Object.keys(read.value as object).length, 40_000);
  });
});
