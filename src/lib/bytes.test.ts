import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8, wholeLines } from "./bytes.ts";

const LINES: readonly (readonly [Uint8Array, readonly string[] | undefined])[] = [
  [utf8(""), []],
  [utf8("\n"), [""]],
  [utf8("a\nb\n"), ["a", "b"]],
  [utf8("a\r\n\n"), ["a\r", ""]],
  [utf8("a\nb"), undefined],
  [utf8("a"), undefined],
  [Uint8Array.of(0xff, 0x0a), undefined],
];

for (const [bytes, lines] of LINES) {
  test(`the whole lines of bytes [${bytes.join(" ")}] are ${JSON.stringify(lines)}`, () =>
    assert.deepEqual(wholeLines(bytes), lines));
}

test("lines beyond the limit are refused before there is a list of them", () => {
  assert.equal(wholeLines(new Uint8Array(2 ** 28).fill(0x0a), 1_000_000), undefined);
  assert.deepEqual(wholeLines(utf8("a\nb\n"), 2), ["a", "b"]);
  assert.equal(wholeLines(utf8("a\nb\n"), 1), undefined);
});
