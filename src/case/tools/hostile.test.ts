import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sha256 } from "../../../test/support/telemetry.ts";
import { readBackground } from "./background.ts";
import { readHashList } from "./hash-list.ts";
import { PACK_UNITS_MAX, readToolPack } from "./pack.ts";

const GOOD = `title: T
tool: { id: carry, name: Carry }
sources: []
reviewed: { by: North Port CERT, on: "2026-11-22" }
traits:
  - { way: behaviour, says: s, level: family, shows: [0.1, 0.5, 1], forgeability: 0, also: [], where: [{ field: Image, op: ends, values: [x] }] }
`;

const BAD: readonly (readonly [what: string, text: string])[] = [
  ["an alias", GOOD.replace("sources: []", "sources: [&a x, *a]")],
  ["an equal key", `${GOOD}title: again\n`],
  ["an unknown name", `${GOOD}more: 1\n`],
  ["no test", GOOD.replace("[{ field: Image, op: ends, values: [x] }]", "[]")],
  ["an empty value", GOOD.replace("values: [x]", "values: ['']")],
  ["a pattern that is none", GOOD.replace("op: ends, values: [x]", "op: matches, values: ['(']")],
  ["a pattern with a back-reference", GOOD.replace("op: ends, values: [x]", "op: line, values: ['(a)\\1']")],
  ["an option that is none", GOOD.replace("op: ends, values: [x]", "op: flag, values: ['-x']")],
  ["shares that descend", GOOD.replace("[0.1, 0.5, 1]", "[0.5, 0.1, 1]")],
  ["a share beyond 1", GOOD.replace("[0.1, 0.5, 1]", "[0.1, 0.5, 2]")],
  ["a hash as a way", GOOD.replace("way: behaviour", "way: hash")],
  ["too much", `${GOOD}#${"x".repeat(PACK_UNITS_MAX)}`],
  ["deep nesting", "[".repeat(100_000)],
  ["nothing", ""],
];

test("a good pack is read", () => {
  assert.ok(readToolPack(GOOD, sha256).ok);
});
for (const [what, text] of BAD)
  test(`a pack with ${what} is refused, with the place`, () => {
    const read = readToolPack(text, sha256);
    assert.ok(!read.ok && read.fault.where.startsWith("pack") && read.fault.expected !== "");
  });

test("readers answer to any text", () => {
  const pieces = fc.array(
    fc.constantFrom("a", ": ", "\n", "- ", "{", "}", "[", "]", "&a ", "*a", "!!js ", '"', ",", "0", "ff", "#", "\u0000"),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        pieces.map((parts) => parts.join("")),
      ),
      (text) => {
        for (const read of [readToolPack(text, sha256), readBackground(text), readHashList(text, "s", sha256)])
          if (!read.ok) assert.equal(read.fault.kind, "bad-tools");
      },
    ),
  );
});

test("a list names the line that cannot be read", () => {
  const read = readHashList(`${"ab".repeat(16)},a,A,1\nzz,a,A,1\n`, "s", sha256);
  assert.deepEqual(read, {
    ok: false,
    fault: { kind: "bad-tools", where: "line 2", expected: "digest,tool id,tool name,build" },
  });
});
