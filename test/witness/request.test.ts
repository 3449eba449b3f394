import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, equalBytes, utf8 } from "../../src/lib/index.ts";
import { submitCheckpoint } from "../../src/witness/index.ts";
import { mediaType, readSize, sentence } from "../../src/witness/read-answer.ts";
import { formatAddCheckpoint, formatSignSubtree, parseAddCheckpoint, parseSignSubtree } from "../../src/witness/request.ts";
import { flipBit } from "../support/merkle-tree.ts";
import { signatureChecks } from "../support/note-keys.ts";
import { growth, NOW, testWitness } from "./fixture.ts";
import { testLog } from "./log.ts";

const RUNS = process.env["MERIDIAN_SOAK"] === "1" ? 20_000 : 300;
const SEED = Number(process.env["MERIDIAN_SEED"] ?? Date.now() % 1_000_000);
const CHECK = { numRuns: RUNS, seed: SEED };

const size = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const proof = fc.array(hash, { maxLength: 63 });
const checkpoint = fc.uint8Array({ maxLength: 300 });

test(`an add-checkpoint request is read as it was written (seed ${SEED})`, () => {
  fc.assert(
    fc.property(size, proof, checkpoint, (oldSize, hashes, note) => {
      const request = { oldSize, proof: hashes, checkpoint: note };
      assert.deepEqual(parseAddCheckpoint(formatAddCheckpoint(request)), { ok: true, value: request });
    }),
    CHECK,
  );
});

test(`a sign-subtree request is read as it was written (seed ${SEED})`, () => {
  fc.assert(
    fc.property(size, size, fc.tuple(hash, proof), checkpoint, (start, end, [root, hashes], note) => {
      const request = { start, end, hash: root, proof: hashes, checkpoint: note };
      assert.deepEqual(parseSignSubtree(formatSignSubtree(request)), { ok: true, value: request });
    }),
    CHECK,
  );
});

test(`what is read is written back byte for byte, however it was mutated (seed ${SEED})`, async () => {
  const log = testLog("log.example/harbour", { isQuick: true });
  const good = await growth(log, 5, 9);
  const mutated = fc.tuple(fc.nat(8 * good.length), fc.nat(good.length), fc.uint8Array({ maxLength: 4 }));
  fc.assert(
    fc.property(mutated, ([bit, at, inserted]) => {
      for (const bytes of [flipBit(good, bit), concat(good.subarray(0, at), inserted, good.subarray(at))]) {
        const read = parseAddCheckpoint(bytes);
        if (read.ok) assert.ok(equalBytes(formatAddCheckpoint(read.value), bytes), "one request has one form");
      }
    }),
    CHECK,
  );
});

/** Bytes that look like what a witness reads, more or less. */
const words = fc.constantFrom(
  "old ",
  "subtree ",
  "0",
  "5",
  "18446744073709551616",
  "\n",
  "\n\n",
  " ",
  "— ",
  "log.example/harbour",
  "A".repeat(43),
  "=",
  "\r",
  "\0",
  "é",
);
const almost = fc.oneof(
  fc.array(words, { maxLength: 40 }).map((parts) => utf8(parts.join(""))),
  fc.uint8Array({ maxLength: 500 }),
);

test(`no body makes a witness throw or answer beyond its statuses (seed ${SEED})`, async () => {
  const log = testLog("log.example/harbour", { isQuick: true });
  const { witness } = testWitness([log]);
  await witness.addCheckpoint(await growth(log, 0, 5));
  const tail = await log.note(5);
  await fc.assert(
    fc.asyncProperty(almost, fc.boolean(), async (head, hasNote) => {
      const body = hasNote ? concat(head, utf8("\n\n"), tail) : head;
      for (const { status } of [await witness.addCheckpoint(body), await witness.signSubtree(body)]) {
        assert.ok([200, 400, 403, 404, 409, 422].includes(status), `answered ${status}`);
      }
    }),
    CHECK,
  );
});

test(`no changed bit of a good request is cosigned, unless nothing of the log was in it (seed ${SEED})`, async () => {
  const log = testLog("log.example/harbour", { isQuick: true });
  const good = await growth(log, 5, 9);
  await fc.assert(
    fc.asyncProperty(fc.nat(8 * good.length - 1), async (bit) => {
      const { witness } = testWitness([log]);
      await witness.addCheckpoint(await growth(log, 0, 5));
      assert.notEqual((await witness.addCheckpoint(flipBit(good, bit))).status, 200);
    }),
    // A count that is not whole never ends.
    { ...CHECK, numRuns: Math.ceil(RUNS / 6) },
  );
});

test(`no answer makes a client throw (seed ${SEED})`, async () => {
  const log = testLog("log.example/harbour", { isQuick: true });
  const { witness } = testWitness([log]);
  const note = await log.note(5);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(200, 409, 302, 500),
      fc.constantFrom("text/x.tlog.size", ""),
      almost,
      async (status, type, body) => {
        const options = {
          checkpoint: note,
          prove: async () => [],
          witness: witness.vkeys,
          checks: signatureChecks,
          clock: () => NOW * 1000,
        };
        assert.equal((await submitCheckpoint(async () => ({ status, type, body }), options)).ok, false);
      },
    ),
    CHECK,
  );
});

test("a request above half a MiB is refused before it is looked at", () => {
  assert.deepEqual(parseAddCheckpoint(new Uint8Array(524_289)), {
    ok: false,
    fault: { kind: "bad-request", line: 1, expected: "at most 524288 bytes" },
  });
});

const SIZES: readonly (readonly [text: string, size: bigint | undefined])[] = [
  ["0\n", 0n],
  ["20852014\n", 20_852_014n],
  ["18446744073709551615\n", 2n ** 64n - 1n],
  ["18446744073709551616\n", undefined],
  ["", undefined],
  ["\n", undefined],
  ["5", undefined],
  ["05\n", undefined],
  ["5\n\n", undefined],
  [" 5\n", undefined],
  ["5\r\n", undefined],
  ["٥\n", undefined],
];
for (const [text, expected] of SIZES) {
  test(`the size in ${JSON.stringify(text)}`, () => assert.equal(readSize(utf8(text)), expected));
}

test("a media type is compared without its parameters", () => {
  assert.deepEqual(["text/x.tlog.size", "Text/X.tlog.Size; charset=utf-8", ""].map(mediaType), [
    "text/x.tlog.size",
    "text/x.tlog.size",
    "",
  ]);
  assert.equal(sentence(utf8("a\u202eb\u0007c é")), "a b c");
});
