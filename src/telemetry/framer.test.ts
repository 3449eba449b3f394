import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, textOf, utf8 } from "../lib/index.ts";
import type { Frame, FrameMode } from "./frame.ts";
import { createFramer, type FramerOptions } from "./framer.ts";
import { DOCUMENT_BYTES_MAX, LINE_BYTES_MAX, REFUSED_BYTES_MAX } from "./framer-limits.ts";

function cut(source: Uint8Array, options: FramerOptions = {}, chunkSizes: readonly number[] = [source.length]): Frame[] {
  const framer = createFramer(options);
  const frames: Frame[] = [];
  let turn = 0;
  for (let at = 0; at < source.length; turn++) {
    const size = Math.max(1, chunkSizes[turn % chunkSizes.length] ?? source.length);
    frames.push(...framer.push(source.subarray(at, at + size)));
    at += size;
  }
  return [...frames, ...framer.end()];
}

const texts = (frames: readonly Frame[]) => frames.map((frame) => textOf(frame.bytes));
const modes = (frames: readonly Frame[]) => [...new Set(frames.map((frame) => frame.end.mode))];

function physicalLines(source: Uint8Array): number {
  const newlines = source.filter((byte) => byte === 10).length;
  return newlines + (source.length > 0 && source.at(-1) !== 10 ? 1 : 0);
}

const CASES: readonly { name: string; source: string; frames: string[]; lines: number[]; mode?: FrameMode }[] = [
  { name: "lines", source: "one\ntwo\r\nthree", frames: ["one", "two", "three"], lines: [1, 1, 1] },
  { name: "blank lines", source: "\n \none\n\n\r\ntwo\n\n", frames: ["one", "two"], lines: [3, 4] },
  { name: "a lone CR stays", source: "a\rb\nc\r", frames: ["a\rb", "c\r"], lines: [1, 1] },
  { name: "JSON lines", source: '{"a":1}\n{"a":2}\n', frames: ['{"a":1}', '{"a":2}'], lines: [1, 1] },
  { name: "a byte-order mark", source: '\ufeff{"a":1}\nx', frames: ['{"a":1}', "x"], lines: [1, 1] },
  {
    name: "a kernel line in brackets",
    source: "[  1.5] up\n[ 2.5] down\n",
    frames: ["[  1.5] up", "[ 2.5] down"],
    lines: [1, 1],
  },
  { name: "a brace that is no JSON", source: "{x}\n{y}\n", frames: ["{x}", "{y}"], lines: [1, 1] },
  { name: "a first line cut off in a string", source: '{"a": "b\n{"a":1}\n', frames: ['{"a": "b', '{"a":1}'], lines: [1, 1] },
  {
    name: "pretty-printed documents",
    source: '{\n "a": "}\\"{"\n}\n{\n "b": [1,\n 2]\n}\n',
    frames: ['{\n "a": "}\\"{"\n}', '{\n "b": [1,\n 2]\n}'],
    lines: [3, 4],
    mode: "document",
  },
  {
    name: "concatenated documents",
    source: '{"a":1}{"b":2} {}',
    frames: ['{"a":1}', '{"b":2}', "{}"],
    lines: [1, 1, 1],
    mode: "document",
  },
  {
    name: "text between documents",
    source: '{\n}\nnot json\r\n{\n"a":1}\n',
    frames: ["{\n}", "not json", '{\n"a":1}'],
    lines: [2, 1, 2],
    mode: "document",
  },
  {
    name: "a pretty array",
    source: '[\n  {"a": 1},\n  {"a": 2}\n]\n',
    frames: ['{"a": 1}', '{"a": 2}'],
    lines: [2, 2],
    mode: "array",
  },
  { name: "an array of numbers", source: "[1,2]\n[3]\n", frames: ["[1,2]", "[3]"], lines: [1, 1] },
  {
    name: "mixed members",
    source: '[{"a":1}, "x,]y", 7,\n[1]]',
    frames: ['{"a":1}', '"x,]y"', "7", "[1]"],
    lines: [1, 1, 1, 1],
  },
  { name: "CloudTrail", source: '{"Records":[{"a":1},{"a":2}]}\n', frames: ['{"a":1}', '{"a":2}'], lines: [1, 1] },
  {
    name: "CloudTrail, twice and pretty",
    source: '{ "Records" :\n[ {"a":[{}]} ] }\n{"Records":[{"b":2}]}',
    frames: ['{"a":[{}]}', '{"b":2}'],
    lines: [2, 1],
  },
  {
    name: "Records that are no array",
    source: '{"Records":1}\n{"Records2":[1]}\n',
    frames: ['{"Records":1}', '{"Records2":[1]}'],
    lines: [1, 1],
  },
];

for (const { name, source, frames, lines, mode } of CASES) {
  test(`${name} are cut as they should be`, () => {
    const found = cut(utf8(source));
    assert.deepEqual(texts(found), frames);
    assert.deepEqual(
      found.map((frame) => frame.lines),
      lines,
    );
    assert.deepEqual(
      found.map((frame) => frame.refused).filter((reason) => reason !== undefined),
      [],
    );
    if (mode === "document") assert.deepEqual(modes(found), ["document"]);
  });
}

test("the members of an array end in array mode, the last of a whole source in document mode", () => {
  const found = cut(utf8('[{"a":1},{"a":2}]\n'));
  assert.deepEqual(
    found.map((frame) => frame.end),
    [
      { offset: 8, mode: "array" },
      { offset: 17, mode: "document" },
    ],
  );
});

const BROKEN: readonly { name: string; source: string; frames: string[]; refused: (string | undefined)[] }[] = [
  {
    name: "a document cut off before the next",
    source: '{\n "a": 1,\n{\n "b": 2\n}\n',
    frames: ['{\n "a": 1,', '{\n "b": 2\n}'],
    refused: ["JSON document cut off where another begins", undefined],
  },
  {
    name: "a string cut off",
    source: '{\n "a": "x\n{\n "b": 2\n}\n',
    frames: ['{\n "a": "x', '{\n "b": 2\n}'],
    refused: ["JSON string that its line does not end", undefined],
  },
  {
    name: "brackets that do not match",
    source: '{\n "a": [1}\n}\n{\n}\n',
    frames: ['{\n "a": [1}\n}', "{\n}"],
    refused: ["JSON brackets that do not match", undefined],
  },
  {
    name: "a document without end",
    source: '{\n "a": 1\n',
    frames: ['{\n "a": 1'],
    refused: ["JSON document that never ends"],
  },
  {
    name: "more beside CloudTrail's records",
    source: '{"Records":[{"a":1}],"next":{"b":2}}{"c":3}',
    frames: ['{"a":1}', ',"next":{"b":2}}', '{"c":3}'],
    refused: [undefined, "JSON beside the array of records", undefined],
  },
];

for (const { name, source, frames, refused } of BROKEN) {
  test(`${name} is refused with its bytes, and reading goes on`, () => {
    const found = cut(utf8(source));
    assert.deepEqual(texts(found), frames);
    assert.deepEqual(
      found.map((frame) => frame.refused),
      refused,
    );
    assert.equal(
      found.reduce((sum, frame) => sum + frame.lines, 0),
      Math.max(physicalLines(utf8(source)), frames.length),
    );
  });
}

test("an over-long line is refused, its head kept, and reading goes on at the next line", () => {
  const long = new Uint8Array(LINE_BYTES_MAX + 1).fill(0x61);
  const found = cut(concat(utf8("x\n\n"), long, utf8("\nnext\n")), {}, [700_001]);
  assert.deepEqual(
    found.map((frame) => [frame.offset, frame.bytes.length, frame.lines, frame.refused]),
    [
      [0, 1, 1, undefined],
      [3, REFUSED_BYTES_MAX, 2, `line longer than ${LINE_BYTES_MAX} bytes`],
      [3 + LINE_BYTES_MAX + 2, 4, 1, undefined],
    ],
  );
  const fits = cut(concat(long.subarray(1), utf8("\r\nnext")), { mode: "line" });
  assert.deepEqual(
    fits.map((frame) => frame.bytes.length),
    [LINE_BYTES_MAX, 4],
  );
  assert.equal(fits[0]?.refused, undefined);
});

test("an over-long document is refused, alone and inside an array", () => {
  const filling = new Uint8Array(DOCUMENT_BYTES_MAX).fill(0x20);
  const big = concat(utf8('{"a":\n'), filling, utf8("1}"));
  const reason = `JSON document longer than ${DOCUMENT_BYTES_MAX} bytes`;
  const alone = cut(concat(big, utf8('\n{"b":2}\n')), {}, [1 << 20]);
  assert.deepEqual(
    alone.map((frame) => [frame.bytes.length, frame.refused]),
    [
      [REFUSED_BYTES_MAX, reason],
      [7, undefined],
    ],
  );
  assert.deepEqual(
    alone.map((frame) => frame.lines),
    [2, 1],
  );
  const member = cut(concat(utf8("["), utf8('{"z":0},'), big, utf8(',{"b":2}]')), {}, [1 << 20]);
  assert.deepEqual(
    member.map((frame) => [frame.bytes.length, frame.refused]),
    [
      [7, undefined],
      [REFUSED_BYTES_MAX, reason],
      [7, undefined],
    ],
  );
});

test("deep nesting is refused", () => {
  const found = cut(utf8(`{"a":\n${"[".repeat(300)}${"]".repeat(300)}}\n{"b":1}\n`));
  assert.deepEqual(
    found.map((frame) => frame.refused),
    ["JSON nested deeper than 256", undefined],
  );
});

test("settle gives the newest frame at once; blank lines then count into the next", () => {
  const framer = createFramer({ mode: "line" });
  assert.deepEqual(texts(framer.push(utf8("a\nb\n"))), ["a"]);
  assert.deepEqual(texts(framer.settle()), ["b"]);
  assert.deepEqual(framer.settle(), []);
  assert.deepEqual(framer.push(utf8("\n\nc\n")), []);
  assert.deepEqual(
    framer.end().map((frame) => [textOf(frame.bytes), frame.lines]),
    [["c", 3]],
  );
});

const json = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant({ Records: [{ a: 1 }, "]"] }), fc.constant([{ "}": '\\"' }]));
const fragment = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  json.map((value) => JSON.stringify(value, null, 2)),
  fc.string(),
  fc.constantFrom("\n", "\r\n", "\n\n", " ", "{", "}", "[", "]", '"', ",", '{"Records":[', '{"a":', "\\", "\ufeff"),
);
const source = fc
  .array(fragment, { maxLength: 12 })
  .chain((parts) => fc.constantFrom("", "\n", "\r\n").map((glue) => utf8(parts.join(glue))));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const mode = fc.constantFrom<FrameMode | undefined>(undefined, "line", "document", "array");
const optionsOf = (given: FrameMode | undefined): FramerOptions => (given === undefined ? {} : { mode: given });

test("any chunking gives the same frames", () => {
  fc.assert(
    fc.property(source, mode, sizes, (bytes, given, chunks) => {
      assert.deepEqual(cut(bytes, optionsOf(given), chunks), cut(bytes, optionsOf(given)));
    }),
    { numRuns: 1_500 },
  );
});

test("the bytes of a frame are the source's bytes at its offset, in order and without overlap", () => {
  fc.assert(
    fc.property(source, mode, (bytes, given) => {
      let end = 0;
      for (const frame of cut(bytes, optionsOf(given))) {
        assert.deepEqual(frame.bytes, bytes.subarray(frame.offset, frame.offset + frame.bytes.length));
        assert.ok(frame.offset >= end && frame.end.offset >= frame.offset + frame.bytes.length);
        end = frame.end.offset;
      }
      assert.ok(end <= bytes.length);
    }),
    { numRuns: 1_500 },
  );
});

test("reading resumed at the end of any frame gives the same remaining frames", () => {
  fc.assert(
    fc.property(source, mode, (bytes, given) => {
      const frames = cut(bytes, optionsOf(given));
      for (const [index, frame] of frames.entries()) {
        assert.deepEqual(cut(bytes.subarray(frame.end.offset), frame.end), frames.slice(index + 1));
      }
    }),
    { numRuns: 800 },
  );
});

test("the lines of all frames add up to the physical lines, plus those that frames share", () => {
  fc.assert(
    fc.property(source, mode, (bytes, given) => {
      const frames = cut(bytes, optionsOf(given));
      if (frames.length === 0) return;
      const sum = frames.reduce((total, frame) => total + frame.lines, 0);
      const lines = physicalLines(bytes);
      if (frames[0]?.end.mode === "line") assert.equal(sum, lines);
      else assert.ok(sum >= lines && sum < lines + frames.length, `${sum} counted of ${lines}`);
    }),
    { numRuns: 1_500 },
  );
});
