import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nodeSignatureChecks, sha256 } from "../../src/ledger/io/index.ts";
import { toBase64, utf8 } from "../../src/lib/index.ts";
import { beginHash } from "../../src/vault/io/index.ts";
import {
  type CopyField,
  formatFieldLine,
  measureCopy,
  parseFieldLine,
  verifyRedactedCopy,
} from "../../src/vault/redaction/index.ts";
import { formatOpening, parseGrantFile, parseOpening } from "../../src/vault/sealing/index.ts";

const seed = { seed: 20_261_122, numRuns: 300 };
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const field: fc.Arbitrary<CopyField> = fc.oneof(
  fc.record(
    {
      kind: fc.constant("shown" as const),
      path: fc.string({ unit: "binary", maxLength: 40 }).filter((text) => text.isWellFormed() && !text.includes("\0")),
      salt: bytes32,
      value: fc.uint8Array({ maxLength: 60 }),
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      kind: fc.constant("withheld" as const),
      leaf: bytes32,
      reason: fc.constantFrom("secret" as const, "erased" as const),
      because: fc.constant(null),
      owner: fc.string({ maxLength: 20 }),
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      kind: fc.constant("withheld" as const),
      leaf: bytes32,
      reason: fc.constant("other" as const),
      because: fc.string({ maxLength: 20 }),
      owner: fc.string({ maxLength: 20 }),
    },
    { noNullPrototype: true },
  ),
);

test("every field line reads back as what was written, and in no other encoding", () => {
  fc.assert(
    fc.property(field, fc.nat(), (one, at) => {
      const line = formatFieldLine(one).slice(0, -1);
      assert.deepEqual(parseFieldLine(line), { ok: true, value: one });
      const place = at % line.length;
      for (const changed of [
        `${line.slice(0, place)} ${line.slice(place)}`,
        line.slice(0, place),
        line.slice(0, place) + line.slice(place + 1),
      ]) {
        const read = parseFieldLine(changed);
        if (read.ok) assert.equal(formatFieldLine(read.value), `${changed}\n`);
      }
    }),
    seed,
  );
});

test("a list of fields of any bytes is measured without a throw", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 80 }),
          field.map((one) => utf8(formatFieldLine(one))),
        ),
        { maxLength: 8 },
      ),
      async (chunks) => {
        async function* content(): AsyncGenerator<Uint8Array> {
          yield* chunks;
        }
        const measured = await measureCopy(content(), { method: "lines", version: 1, blockBytes: null }, { sha256, beginHash });
        assert.equal(measured.root.length, 64);
      },
    ),
    seed,
  );
});

test("more reasons than can be counted are a problem, not a crash", async () => {
  async function* content(): AsyncGenerator<Uint8Array> {
    const leaf = new Uint8Array(32);
    for (let at = 0; at < 1100; at++)
      yield utf8(formatFieldLine({ kind: "withheld", leaf, reason: "secret", because: null, owner: `${at}` }));
  }
  const { problems } = await measureCopy(content(), undefined, { sha256, beginHash });
  assert.deepEqual(problems, ["line 1001: expected at most 1000 different reasons and owners"]);
});

test("a folder of anything is a report with problems", async () => {
  const names = fc.constantFrom(
    "data/fields.ndjson",
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    "data/statements/0.json",
    "data/statements/0.tlog-proof",
    "data/statements/007.json",
    "x",
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, fc.uint8Array({ maxLength: 100 }), { noNullPrototype: true }), async (files) => {
      const held = new Map(Object.entries(files));
      const report = await verifyRedactedCopy(
        {
          list: async () => [...held.keys()].sort(),
          read: async (path) => held.get(path),
          stream: async function* (path) {
            const bytes = held.get(path);
            if (bytes !== undefined) yield bytes;
          },
        },
        { checks: nodeSignatureChecks, sha256, beginHash },
      );
      assert.ok(report.problems.length > 0);
    }),
    seed,
  );
});

test("a grant file or opening of anything is read or refused, and one that is read has one encoding", () => {
  const content = { bytes: 1, sha256: "00".repeat(32), sha512: "00".repeat(64) } as Parameters<
    typeof formatOpening
  >[0]["content"];
  const opening = formatOpening({ content, salt: new Uint8Array(32), exhibit: { statement: utf8("s"), proof: utf8("p") } });
  assert.ok(parseOpening(opening).ok);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, flip) => {
      parseGrantFile(bytes);
      const changed = Uint8Array.from(opening, (byte, index) => (index === at % opening.length ? byte ^ flip : byte));
      const read = parseOpening(changed);
      if (read.ok) assert.deepEqual(formatOpening(read.value), changed);
    }),
    seed,
  );
  assert.ok(!parseGrantFile(utf8(`{"format":"meridian-grant/v1","opening":"${toBase64(utf8("x"))}","statements":[]} \n`)).ok);
});
