import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createScanner, SCANNER_OPTIONS, type Scanner, type ScannerOptions } from "../../../src/detect/fast/scanner.ts";
import { hashTwins } from "./hash-twins.ts";
import { damagedLines, hostileLines, joined } from "./hostile-lines.ts";
import { plainJudge, whyInFull } from "./plain-judge.ts";

const SMALL: ScannerOptions = {
  ...SCANNER_OPTIONS,
  chunkBytes: 16_384,
  memoPlaces: 1024,
  memoBytes: 65_536,
  memoryBytes: 33_554_432,
  seed: 0x1234_5678_9abcn,
};

function open(options: Partial<ScannerOptions> = {}): Scanner {
  const scanner = createScanner(plainJudge, { ...SMALL, ...options });
  assert.ok(scanner !== undefined, "this host has no WebAssembly with SIMD");
  return scanner;
}

/** The places at which lines begin that the scanner passed over in silence. */
function quietOf(scanner: Scanner, lines: readonly Uint8Array[]): readonly boolean[] {
  const handed = new Set(scanner.scan(joined(lines), true).handed.map(({ start }) => start));
  let at = 0;
  return lines.map(({ length }) => {
    const isQuiet = !handed.has(at);
    at += length + 1;
    return isQuiet;
  });
}

function checkAll(lines: readonly Uint8Array[], quiet: readonly boolean[]): void {
  for (const [at, line] of lines.entries()) {
    const why = whyInFull(line);
    assert.ok(quiet[at] !== true || why === undefined, `passed over, though ${why}: ${new TextDecoder().decode(line)}`);
  }
}

describe("a scanner of raw lines", () => {
  const lines = hostileLines();

  test("passes over no hostile line on which a rule could fire or that no reader takes", () => {
    checkAll(lines, quietOf(open(), lines));
  });

  test("does so whatever it remembers from before, in however little room", () => {
    for (const options of [{}, { memoPlaces: 16, memoBytes: 256 }, { tokenBytesMax: 0 }, { seed: 0n }]) {
      const scanner = open(options);
      for (let round = 0; round < 3; round++) {
        checkAll(lines, quietOf(scanner, lines));
        checkAll(lines.toReversed(), quietOf(scanner, lines.toReversed()));
      }
    }
  });

  test("vouches for lines as real feeds have them", () => {
    const plain = [
      '{"kind":"a","user":"root","command":"C:\\\\Windows\\\\x.exe \\"q\\""}',
      '{"kind":"b","söße":"ja","user":"Jürgen 日本語","number":4688}',
      '{ "kind" : "a", "sub" : { "deep" : { "name" : "x" } }, "o" : [ 1, { "k" : [ ] } ] }\r',
      '{"kind":"a","note":"\\u00e9\\n","list":["one",2,null],"f":-1.5e-7,"n":null,"t":true,"e":{}}',
      '{"kind":"b","number":-9223372036854775808}',
      '{"kind":"quiet","user":"evil"}',
    ].map((text) => new TextEncoder().encode(text));
    assert.deepEqual(
      quietOf(open(), plain),
      plain.map(() => true),
    );
  });

  test("counts what it passes over by partition", () => {
    const scanner = open();
    scanner.scan(new TextEncoder().encode('{"kind":"a"}\n{"kind":"b"}\n{"kind":"a"}\n{"kind":"a","user":"evil"}\n'), true);
    assert.deepEqual(
      [...scanner.takeQuiet().values()].toSorted((left, right) => left - right),
      [1, 2],
    );
    assert.equal(scanner.takeQuiet().size, 0);
  });

  test("says the same however the bytes are cut into chunks", () => {
    const bytes = joined(lines);
    const whole = open().scan(bytes, true).handed;
    for (const chunkBytes of [256, 1000, 4096]) {
      const scanner = open({ chunkBytes });
      const cut = new Set(scanner.scan(bytes, true).handed.map(({ start, end }) => `${start} ${end}`));
      for (const { start, end } of whole) assert.ok(cut.has(`${start} ${end}`), `${chunkBytes}: ${start}`);
    }
  });

  test("stands a chunk of nothing but blank lines, and finds what is behind them", () => {
    const evil = new TextEncoder().encode('{"kind":"a","user":"evil"}');
    const blank = SMALL.chunkBytes - evil.length - 1;
    const bytes = new Uint8Array(SMALL.chunkBytes).fill(0x0a);
    bytes.set(evil, blank);
    const blanks = Array.from({ length: blank }, (_, at) => ({ start: at, end: at, why: "not vouched for" }));
    const expected = [...blanks, { start: blank, end: blank + evil.length, why: "may fire", among: [0] }];
    for (const more of [bytes, bytes.subarray(0, -1)])
      assert.deepEqual(open().scan(more, true), { consumed: more.length, handed: expected });
  });

  test("says nothing of what an earlier chunk left in its room", () => {
    const scanner = open();
    const bytes = new TextEncoder().encode('{"kind":"a","user":"evil"}\n');
    scanner.room.set(bytes);
    assert.equal(scanner.scanRoom(bytes.length, false).handed.length, 1);
    for (const isLast of [true, false]) {
      assert.deepEqual(scanner.scanRoom(0, isLast), { consumed: 0, handed: [] });
      assert.deepEqual(scanner.scan(new Uint8Array(0), isLast), { consumed: 0, handed: [] });
    }
    assert.throws(() => scanner.scanRoom(SMALL.chunkBytes + 1, false), RangeError);
  });

  test("is right whichever byte of a line is hurt, and however", () => {
    const scanner = open();
    for (const line of damagedLines()) checkAll([line], quietOf(scanner, [line]));
  });

  test("takes a last line without a newline only when nothing follows", () => {
    const bytes = new TextEncoder().encode('{"kind":"a"}\n{"kind":"a","user":"ev');
    assert.deepEqual(open().scan(bytes, false), { consumed: 13, handed: [] });
    assert.deepEqual(open().scan(bytes, true), {
      consumed: bytes.length,
      handed: [{ start: 13, end: bytes.length, why: "not vouched for" }],
    });
  });

  test("hands over a line that is longer than a chunk", () => {
    const long = `{"kind":"a","note":"${"x".repeat(40_000)}","user":"evil"}`;
    const bytes = new TextEncoder().encode(`{"kind":"a"}\n${long}\n{"kind":"b"}\n`);
    const { handed, consumed } = open().scan(bytes, true);
    assert.deepEqual(handed, [{ start: 13, end: 13 + long.length, why: "not vouched for" }]);
    assert.equal(consumed, bytes.length);
  });

  // Each leaf would have a name of its own that long: a line of 160 kB asked for 800 MB of them, in one place of a table.
  test("hands over names that are longer together than readers take", () => {
    const nested = (units: number): string =>
      `{"kind":"a","${"m".repeat(units)}":{"${"n".repeat(2_000)}":{"x0":1,"x1":2}},"user":"root"}`;
    const lines = [nested(2_000), nested(2_094)].map((text) => new TextEncoder().encode(text));
    assert.deepEqual(quietOf(open(), lines), [true, false]);
  });

  test("stands a flood of names and values that nobody saw before", () => {
    const scanner = open();
    for (let round = 0; round < 40; round++) {
      const flood = Array.from({ length: 500 }, (_, at) => ({
        kind: "a",
        [`n${round}-${at}`]: { [`m${at}`]: 1 },
        user: `u${round}-${at}`,
      }));
      const texts = [...flood, { kind: "a", user: "evil" }].map((line) => new TextEncoder().encode(JSON.stringify(line)));
      checkAll(texts, quietOf(scanner, texts));
    }
    assert.deepEqual(quietOf(scanner, [new TextEncoder().encode('{"kind":"a","user":"root"}')]), [true]);
  });
});

describe("a scanner of look-alikes", () => {
  // A judge may look at the bytes of a value: the plain judge of these tests, which parses them, would not see the difference.
  test("hands over what matters and has more than one spelling", () => {
    for (const number of ["13.0", "13e0", "1.3e1", "-0", "1e400", "0.5", "{}", "[{}]", "[[1]]"]) {
      const line = new TextEncoder().encode(`{"kind":"b","number":${number}}`);
      const expected = [{ start: 0, end: line.length, why: "not vouched for" }];
      assert.deepEqual(open().scan(line, true).handed, expected, number);
    }
  });

  test("is not taken in by a value that has the hash of one it remembers", () => {
    const twins = hashTwins(SMALL.seed);
    assert.ok(twins !== undefined, "no two texts with one hash");
    const scanner = open();
    const lines = twins.map((user) => new TextEncoder().encode(JSON.stringify({ kind: "a", user })));
    assert.deepEqual(quietOf(scanner, lines), [true, false]);
  });

  test("is not taken in by a name that differs from the one it expects at its end only", () => {
    const name = "a-name-of-more-than-sixteen-bytes";
    const texts = [`{"kind":"b","${name.slice(0, -1)}z":"good"}`, `{"kind":"b","${name}":"evil"}`];
    const lines = texts.map((text) => new TextEncoder().encode(text));
    assert.deepEqual(quietOf(open(), lines), [true, false]);
  });
});

const SOAK = process.env["MERIDIAN_SOAK"] === "1";

describe("a scanner of random lines", () => {
  const word = fc.constantFrom(
    "kind",
    "user",
    "sub",
    "deep",
    "name",
    "list",
    "number",
    "söße",
    "sub.kind",
    "x",
    "evil",
    "a",
    "b",
    "quiet",
  );
  const leaf = fc.oneof(
    word,
    fc.string({ unit: "grapheme", maxLength: 8 }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(word, tie("tree"), { maxKeys: 5 }),
    ),
  }));
  const line = fc.tuple(
    fc.constantFrom("a", "b", "quiet", "other"),
    fc.dictionary(word, tree, { maxKeys: 6 }),
    fc.constantFrom(0, 1, 2),
  );

  test("is right about every one, whole or damaged", () => {
    const scanner = open();
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 6 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
        (drawn, damage) => {
          const texts = drawn.map(([kind, rest, indent]) =>
            JSON.stringify({ kind, ...rest }, null, indent).replaceAll("\n", " "),
          );
          const lines = texts.map((text) => new TextEncoder().encode(text));
          checkAll(lines, quietOf(scanner, lines));
          for (const [where, byte] of damage) {
            const hurt = lines[where % Math.max(1, lines.length)];
            if (hurt !== undefined && byte !== 0x0a) hurt[where % hurt.length] = byte;
          }
          checkAll(lines, quietOf(scanner, lines));
        },
      ),
      { numRuns: SOAK ? 100_000 : 1500 },
    );
  });
});
