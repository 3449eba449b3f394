import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHex } from "../../lib/index.ts";
import type { RecordName } from "../../model/index.ts";
import { formatState, type KeptState, parseState } from "./state-file.ts";

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const name = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toHex(bytes) as RecordName);
const state: fc.Arbitrary<KeptState> = fc.record(
  {
    origin: fc.constant("harbour.example/log"),
    engine: fc.constant("meridian-sigma/2"),
    rules: fc.constant("ab".repeat(32)),
    segments: fc.nat(),
    entry: fc.nat().map((index) => ({ index, name: "cd".repeat(32) })),
    places: fc
      .array(
        fc.tuple(
          name,
          fc.tuple(uint32, uint32).map(([ordinal, index]) => ({ ordinal, index })),
        ),
        { maxLength: 20 },
      )
      .map((some) => new Map(some)),
    body: fc.uint8Array({ maxLength: 200 }),
  },
  { noNullPrototype: true },
);

test("a state is read as it was written", () => {
  fc.assert(
    fc.property(state, (one) => {
      assert.deepEqual(parseState(formatState(one)), { ok: true, value: one });
    }),
  );
});

test("a state with any byte changed, cut off or put behind it is a no, and nothing throws", () => {
  fc.assert(
    fc.property(state, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, where, by) => {
      const bytes = formatState(one);
      const at = where % bytes.length;
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ by;
      for (const wrong of [changed, bytes.subarray(0, at), new Uint8Array([...bytes, by])])
        assert.equal(parseState(wrong).ok, false);
    }),
  );
});

test("other bytes are damaged, those of another version say so", () => {
  const version = new TextEncoder().encode("meridian correlation state 7\n{}\n");
  assert.deepEqual(parseState(version), { ok: false, fault: { kind: "other-version" } });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      assert.deepEqual(parseState(bytes), { ok: false, fault: { kind: "damaged" } });
    }),
  );
});
