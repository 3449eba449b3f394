import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { utf8 } from "../lib/index.ts";
import { formatTlogProof, parseTlogProof } from "./index.ts";

const HASH = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=";
const CHECKPOINT =
  "example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n— example.com/fancylog hI2DJw==\n";
const PROOF = `c2sp.org/tlog-proof@v1\nindex 73894\n${HASH}\n${HASH}\n\n${CHECKPOINT}`;
const EXTRA = PROOF.replace("index", "extra AQI=\nindex");

test("a proof is read: extra, index, hashes and the checkpoint verbatim", () => {
  const plain = parseTlogProof(utf8(PROOF));
  assert.ok(plain.ok);
  assert.deepEqual([plain.value.extra, plain.value.index, plain.value.proof.length], [undefined, 73_894n, 2]);
  assert.deepEqual(plain.value.checkpoint, utf8(CHECKPOINT));
  const extra = parseTlogProof(utf8(EXTRA));
  assert.deepEqual(extra.ok && extra.value.extra, Uint8Array.of(1, 2));
});

test("a proof without hashes is that of a tree of one leaf", () => {
  const proof = parseTlogProof(utf8(`c2sp.org/tlog-proof@v1\nindex 0\n\n${CHECKPOINT}`));
  assert.deepEqual(proof.ok && proof.value.proof, []);
});

const REFUSED: readonly (readonly [why: string, text: string, line: number])[] = [
  ["nothing", "", 1],
  ["another version", PROOF.replace("@v1", "@v2"), 1],
  ["a space after the header", PROOF.replace("@v1", "@v1 "), 1],
  ["no index", PROOF.replace("index 73894\n", ""), 2],
  ["index twice", PROOF.replace("index 73894\n", "index 73894\nindex 73894\n"), 3],
  ["extra after index", PROOF.replace(`${HASH}\n`, "extra AQI=\n"), 3],
  ["extra twice", EXTRA.replace("extra AQI=\n", "extra AQI=\nextra AQI=\n"), 3],
  ["extra that is not base64", EXTRA.replace("AQI=", "AQI"), 2],
  ...["", " 1", "01", "-1", "0x1", "1 ", "18446744073709551616"].map(
    (index) => [`the index ${JSON.stringify(index)}`, PROOF.replace("73894", index), 2] as const,
  ),
  ["a short hash", PROOF.replace(HASH, "gSKyXoY="), 3],
  ["a hash without padding", PROOF.replace(HASH, HASH.slice(0, -1)), 3],
  ["a space in a hash line", PROOF.replace(HASH, `${HASH} `), 3],
  ["65 hashes", PROOF.replace(HASH, Array(65).fill(HASH).join("\n")), 67],
  ["no blank line", PROOF.replaceAll("\n\n", "\n"), 9],
  ["no checkpoint", PROOF.slice(0, PROOF.indexOf("\n\n") + 2), 6],
  ["carriage returns", PROOF.replaceAll("\n", "\r\n"), 11],
];

for (const [why, text, line] of REFUSED) {
  test(`not a proof: ${why}`, () => {
    const proof = parseTlogProof(utf8(text));
    assert.equal(proof.ok ? "a proof" : proof.fault.kind, "bad-tlog-proof");
    assert.equal(!proof.ok && proof.fault.line, line);
  });
}

test("bytes that are not UTF-8, or too many, are no proof", () => {
  assert.equal(parseTlogProof(Uint8Array.of(0xff)).ok, false);
  assert.equal(parseTlogProof(new Uint8Array(1_200_000)).ok, false);
});

test("proofs that we write are read back", () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const proof = fc.record(
    {
      extra: fc.option(fc.uint8Array({ maxLength: 60 }), { nil: undefined }),
      index: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      proof: fc.array(hash, { maxLength: 64 }),
      checkpoint: fc.constant(utf8(CHECKPOINT)),
    },
    { noNullPrototype: true },
  );
  fc.assert(fc.property(proof, (value) => assert.deepEqual(parseTlogProof(formatTlogProof(value)), { ok: true, value })));
});

test("writing more hashes than a tree is high is a bug", () => {
  const proof = Array.from({ length: 65 }, () => new Uint8Array(32));
  assert.throws(() => formatTlogProof({ extra: undefined, index: 0n, proof, checkpoint: utf8(CHECKPOINT) }), /at most 64/);
});
