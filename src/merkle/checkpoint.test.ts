import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toBase64 } from "../lib/index.ts";
import { emptyRoot, formatCheckpoint, parseCheckpoint, parseClaimedCheckpoint, sha256 } from "./index.ts";

const ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
const TEXT = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`;
const EMPTY = toBase64(emptyRoot(sha256));

test("the example of the specification is read and written", () => {
  const head = parseCheckpoint(TEXT);
  assert.ok(head.ok);
  assert.deepEqual(
    [head.value.origin, head.value.size, toBase64(head.value.root), head.value.extensions],
    ["example.com/behind-the-sofa", 20_852_163n, ROOT, []],
  );
  assert.equal(formatCheckpoint(head.value), TEXT);
});

const ACCEPTED: readonly (readonly [why: string, text: string])[] = [
  ["an empty log", `o\n0\n${EMPTY}\n`],
  ["the largest size", `o\n18446744073709551615\n${ROOT}\n`],
  ["an origin with spaces and a plus", `go.sum database+tree\n1\n${ROOT}\n`],
  ["an extension line", `${TEXT}anything\n`],
  ["16 extension lines", `${TEXT}${"x\n".repeat(16)}`],
];
for (const [why, text] of ACCEPTED) test(`a checkpoint: ${why}`, () => assert.equal(parseCheckpoint(text).ok, true));

const REFUSED: readonly (readonly [why: string, text: string, line: number])[] = [
  ["nothing", "", 1],
  ["no origin", `\n1\n${ROOT}\n`, 1],
  ["an origin of 256 bytes", `${"o".repeat(256)}\n1\n${ROOT}\n`, 1],
  ["two lines", "o\n1\n", 3],
  ["no final newline", TEXT.slice(0, -1), 4],
  ["a blank extension line", `${TEXT}\n`, 4],
  ["a blank line between extensions", `${TEXT}a\n\nb\n`, 5],
  ["an extension without newline", `${TEXT}a`, 4],
  ["17 extension lines", `${TEXT}${"x\n".repeat(17)}`, 20],
  ["a root of 31 bytes", `o\n1\n${toBase64(new Uint8Array(31))}\n`, 3],
  ["a root of 33 bytes", `o\n1\n${toBase64(new Uint8Array(33))}\n`, 3],
  ["a root without padding", `o\n1\n${ROOT.slice(0, -1)}\n`, 3],
  ["a root with stray bits", `o\n1\n${ROOT.replace("2I=", "2J=")}\n`, 3],
  ["a url-safe root", `o\n1\n${ROOT.replace("/", "_")}\n`, 3],
  ["an empty log with another root", `o\n0\n${ROOT}\n`, 3],
  ...[
    "",
    "-1",
    "+1",
    "01",
    "00",
    "0x10",
    "1e3",
    "1.0",
    " 1",
    "1 ",
    "1_0",
    "١",
    "18446744073709551616",
    "99999999999999999999999",
  ].map((size) => [`the size ${JSON.stringify(size)}`, `o\n${size}\n${ROOT}\n`, 2] as const),
];
for (const [why, text, line] of REFUSED) {
  test(`not a checkpoint: ${why}`, () => {
    const head = parseCheckpoint(text);
    assert.deepEqual(head.ok ? "a checkpoint" : [head.fault.kind, head.fault.line], ["bad-checkpoint", line]);
  });
}

test("checkpoints that we write are read back", () => {
  const origin = fc.stringMatching(/^[!-*,-~]{1,40}$/);
  const root = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(origin, fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), root, (origin, size, root) => {
      assert.deepEqual(parseCheckpoint(formatCheckpoint({ origin, size, root })), {
        ok: true,
        value: { origin, size, root, extensions: [] },
      });
    }),
  );
});

test("writing what is not a checkpoint is a bug", () => {
  assert.throws(() => formatCheckpoint({ origin: "a b", size: 1n, root: new Uint8Array(32) }), /origin/);
  assert.throws(() => formatCheckpoint({ origin: "a", size: 0n, root: new Uint8Array(32) }), /empty log/);
  assert.throws(() => formatCheckpoint({ origin: "a", size: 1n, root: new Uint8Array(31) }), /32 bytes/);
});

test("what was claimed of an empty log is read as it is, and everything else as strictly", () => {
  const claimed = parseClaimedCheckpoint(`o\n0\n${ROOT}\n`);
  assert.deepEqual(claimed.ok && [claimed.value.size, toBase64(claimed.value.root)], [0n, ROOT]);
  for (const text of ["", `o\n00\n${ROOT}\n`, `o\n0\n${ROOT}`, `\n0\n${ROOT}\n`, `o\n0\n${ROOT}\n\n`, `o\n0\nAAAA\n`])
    assert.equal(parseClaimedCheckpoint(text).ok, false, JSON.stringify(text));
});
