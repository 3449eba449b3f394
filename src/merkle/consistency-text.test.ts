import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { utf8 } from "../lib/index.ts";
import { formatConsistencyText, parseConsistencyText } from "./index.ts";

const HASH = "4oPGkUuUFjxTkVTXqG+0Rg5xvJ/uqmGVWC/erOezp0s=";
const TEXT = `old 200\n${HASH}\n${HASH}\n`;

test("a consistency text is read and written", () => {
  const read = parseConsistencyText(utf8(TEXT));
  assert.ok(read.ok);
  assert.deepEqual([read.value.oldSize, read.value.proof.length], [200n, 2]);
  assert.deepEqual(formatConsistencyText(read.value), utf8(TEXT));
});

const REFUSED: readonly (readonly [why: string, bytes: Uint8Array, line: number])[] = [
  ["nothing", utf8(""), 1],
  ["no size", utf8(TEXT.slice("old 200\n".length)), 1],
  ["a size with a leading zero", utf8(TEXT.replace("200", "0200")), 1],
  ["a size with a space", utf8(TEXT.replace("old 200", "old  200")), 1],
  ["no final newline", utf8(TEXT.slice(0, -1)), 3],
  ["a blank line", utf8(`${TEXT}\n`), 4],
  ["a short hash", utf8(TEXT.replace("4oPG", "")), 2],
  ["a url-safe hash", utf8(TEXT.replace("/", "_")), 2],
  ["65 hashes", utf8(`old 200\n${`${HASH}\n`.repeat(65)}`), 66],
  ["bytes that are not UTF-8", Uint8Array.of(0x6f, 0xff), 1],
];
for (const [why, bytes, line] of REFUSED) {
  test(`not a consistency text: ${why}`, () => {
    const read = parseConsistencyText(bytes);
    assert.deepEqual(read.ok ? "a text" : [read.fault.kind, read.fault.line], ["bad-consistency-text", line]);
  });
}

test("texts that we write are read back", () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.array(hash, { maxLength: 64 }), (oldSize, proof) => {
      assert.deepEqual(parseConsistencyText(formatConsistencyText({ oldSize, proof })), { ok: true, value: { oldSize, proof } });
    }),
  );
});
