import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { utf8 } from "../lib/index.ts";
import { entriesPath, formatEntryBundle, parseEntryBundle, parseTilePath, tilePath } from "./index.ts";

const PATHS: readonly (readonly [path: string, made: string])[] = [
  ["tile/0/000", tilePath(0, 0, 256)],
  ["tile/0/005", tilePath(0, 5, 256)],
  ["tile/3/x001/000", tilePath(3, 1000, 256)],
  ["tile/0/x001/x234/067", tilePath(0, 1_234_067, 256)],
  ["tile/63/x001/x234/067.p/8", tilePath(63, 1_234_067, 8)],
  ["tile/entries/999.p/255", entriesPath(999, 255)],
  ["tile/entries/x009/x007/x199/x254/x740/991", entriesPath(Number.MAX_SAFE_INTEGER, 256)],
];

for (const [path, made] of PATHS) test(`the path ${path} is made`, () => assert.equal(made, path));

test("a path that we make is read back", () => {
  fc.assert(
    fc.property(fc.nat(63), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
      assert.deepEqual(parseTilePath(tilePath(level, index, width)), { ok: true, value: { level, index, width } });
      assert.deepEqual(parseTilePath(entriesPath(index, width)), { ok: true, value: { level: "entries", index, width } });
    }),
  );
});

const REFUSED: readonly string[] = [
  "",
  "tile/0/0",
  "tile/0/00",
  "tile/00/000",
  "tile/01/000",
  "tile/64/000",
  "tile/-1/000",
  "tile/0/0000",
  "tile/0/001/000",
  "tile/0/x001",
  "tile/0/x000/001",
  "tile/0/x001/x000",
  "tile/0/000.p/0",
  "tile/0/000.p/256",
  "tile/0/000.p/01",
  "tile/0/000.p/",
  "tile/0/000/",
  "/tile/0/000",
  "tile/0/../000",
  "tile/0/000\n",
  "tile/data/000",
  "tile/0/x009/x007/x199/x254/x740/992",
  "tile/0/x001/x000/x000/x000/x000/x000/000",
];

for (const path of REFUSED) {
  test(`the path ${JSON.stringify(path)} is refused`, () => assert.equal(parseTilePath(path).ok, false));
}

test("making a path outside the limits is a bug", () => {
  assert.throws(() => tilePath(64, 0, 256), /tile level/);
  assert.throws(() => tilePath(0, -1, 256), /tile index/);
  assert.throws(() => entriesPath(0, 0), /tile width/);
  assert.throws(() => entriesPath(0, 257), /tile width/);
});

test("a bundle is a uint16 length before each entry, and is read back", () => {
  assert.deepEqual(formatEntryBundle([utf8("ab"), utf8("")]), Uint8Array.of(0, 2, 0x61, 0x62, 0, 0));
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 256 }), (entries) => {
      const bytes = formatEntryBundle(entries);
      const read = parseEntryBundle(bytes, entries.length);
      assert.ok(read.ok);
      assert.deepEqual(
        read.value.map((entry) => Uint8Array.from(entry)),
        entries,
      );
      assert.equal(parseEntryBundle(bytes, entries.length + 1).ok, false);
      assert.equal(parseEntryBundle(bytes.subarray(0, -1), entries.length).ok, false);
      assert.equal(parseEntryBundle(Uint8Array.from([...bytes, 0]), entries.length).ok, false);
    }),
  );
});

test("a bundle fault names the byte", () => {
  assert.deepEqual(parseEntryBundle(Uint8Array.of(0, 1, 7, 0, 9, 1), 2), {
    ok: false,
    fault: { kind: "bad-bundle", at: 3, expected: "an entry of 9 bytes" },
  });
});

test("an entry of 65,535 bytes fits and one more is a bug", () => {
  assert.equal(formatEntryBundle([new Uint8Array(65_535)]).length, 65_537);
  assert.throws(() => formatEntryBundle([new Uint8Array(65_536)]), /at most 65535 bytes/);
  assert.throws(() => formatEntryBundle([]), /1 to 256 entries/);
});
