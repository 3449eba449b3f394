import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { createEvtxDecoder, type EvtxFault, type EvtxRecord, readEvtx, readEvtxHeader } from "../../src/evtx/index.ts";
import { textOf } from "../../src/lib/index.ts";
import { assertGolden } from "../support/golden.ts";
import { event, named, ownLog, WRITTEN } from "./support/sample.ts";
import { ChunkWriter, type Element, little, logFile, utf16, type Value } from "./support/writer.ts";

test("a log of our own is read as its golden file says", () => {
  const shown = [...readEvtx(ownLog().file)].map(describe).join("\n");
  assertGolden(join(import.meta.dirname, "own.golden.txt"), shown);
});

function describe(found: EvtxRecord | EvtxFault): string {
  if (found.kind === "fault") return `${found.offset} +${found.length} ${found.reason}\n`;
  return `${found.offset} +${found.length} record ${found.recordId} of ${found.writtenAt}\n${textOf(found.json)}\n${found.xml()}\n`;
}

test("the header tells the version, the chunks and whether the log was closed", () => {
  const header = readEvtxHeader(ownLog().file);
  assert.deepEqual(header, {
    firstChunk: 0n,
    lastChunk: 1n,
    nextRecordId: 1n,
    chunkCount: 2,
    version: "3.1",
    isDirty: false,
    isFull: false,
    checksumHolds: true,
    chunksBeginAt: 4_096,
  });
  assert.equal(readEvtxHeader(new Uint8Array(4_096)), undefined);
});

test("however the bytes come, the same is found", () => {
  const { file } = ownLog();
  const whole = [...readEvtx(file)].map(describe);
  for (const size of [1_000, 4_095, 65_537, 200_000]) {
    const decoder = createEvtxDecoder();
    const found: string[] = [];
    for (let at = 0; at < file.length; at += size) {
      for (const chunk of decoder.push(file.subarray(at, at + size))) found.push(...chunk.found.map(describe));
    }
    for (const chunk of decoder.end()) found.push(...chunk.found.map(describe));
    assert.deepEqual(found, whole, `in pieces of ${size}`);
  }
});

test("reading goes on behind any record, from the chunk that it stands in", () => {
  const { file } = ownLog();
  const whole = [...readEvtx(file)];
  for (const [index, found] of whole.entries()) {
    for (const at of [0, 4_096 + 65_536 * Math.floor((found.offset - 4_096) / 65_536)]) {
      const decoder = createEvtxDecoder({ at, from: found.offset + found.length });
      const rest = [...decoder.push(file.subarray(at)), ...decoder.end()].flatMap((chunk) => chunk.found);
      assert.deepEqual(rest.map(describe), whole.slice(index + 1).map(describe));
    }
  }
});

/** A value, what JSON shows of it, and what XML does when that differs. */
const VALUES: readonly (readonly [what: string, value: Value, json: unknown, xml?: string])[] = [
  ["a string up to its first NUL", [0x01, utf16("one\0two")], "one"],
  ["an empty string", [0x01, new Uint8Array(0)], ""],
  ["half of a surrogate pair", [0x01, Uint8Array.from([0x00, 0xd8, 0x41, 0x00])], "\ufffdA"],
  ["a string of Windows-1252", [0x02, Uint8Array.from([0x80, 0x41, 0x00])], "€A"],
  ["an int8", [0x03, little(-1, 1)], -1],
  ["a uint8", [0x04, little(255, 1)], 255],
  ["an int16", [0x05, little(-300, 2)], -300],
  ["a uint16", [0x06, little(65_535, 2)], 65_535],
  ["an int32", [0x07, little(-2_147_483_648, 4)], -2_147_483_648],
  ["a uint32", [0x08, little(4_294_967_295, 4)], 4_294_967_295],
  ["an int64 beyond what a double holds", [0x09, little(-9_223_372_036_854_775_807n, 8)], "-9223372036854775807"],
  ["a uint64", [0x0a, little(9_007_199_254_740_991n, 8)], 9_007_199_254_740_991],
  ["a float", [0x0b, Uint8Array.from(new Uint8Array(Float32Array.of(0.1).buffer))], "0.1"],
  ["a double", [0x0c, Uint8Array.from(new Uint8Array(Float64Array.of(2).buffer))], "2.0"],
  ["a double that is no number", [0x0c, Uint8Array.from(new Uint8Array(Float64Array.of(Number.NaN).buffer))], "NaN"],
  ["true, as any number but 0", [0x0d, little(2, 4)], true],
  ["bytes", [0x0e, Uint8Array.of(0xde, 0xad)], "DEAD"],
  ["a GUID", [0x0f, Uint8Array.from(Array.from({ length: 16 }, (_, at) => at))], "03020100-0504-0706-0809-0A0B0C0D0E0F"],
  ["a pointer of 32 bits", [0x10, little(0xbeef, 4)], "0xbeef"],
  ["a pointer of 64 bits", [0x10, little(0x1_0000_00ffn, 8)], "0x1000000ff"],
  [
    "a FILETIME, truncated as evtx_dump does",
    [0x11, little(WRITTEN, 8)],
    "2026-11-22T10:00:00.123456Z",
    "2026-11-22T10:00:00.1234567Z",
  ],
  [
    "the last FILETIME",
    [0x11, little(0xffff_ffff_ffff_ffffn, 8)],
    "60056-05-28T05:36:10.955161Z",
    "60056-05-28T05:36:10.9551615Z",
  ],
  [
    "a SYSTEMTIME",
    [0x12, Uint8Array.from([0xea, 7, 11, 0, 0, 0, 22, 0, 10, 0, 1, 0, 2, 0, 45, 0])],
    "2026-11-22T10:01:02.045000Z",
    "2026-11-22T10:01:02.0450000Z",
  ],
  ["a SID", [0x13, Uint8Array.from([1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0])], "S-1-5-32-544"],
  ["a hexadecimal int32", [0x14, little(0, 4)], "0x0"],
  ["a hexadecimal int64", [0x15, little(0xffff_ffff_ffff_ffffn, 8)], "0xffffffffffffffff"],
  ["a handle", [0x20, little(0x44, 4)], "0x44"],
  ["XML text", [0x23, utf16("<a/>")], "<a/>", "&lt;a/&gt;"],
  ["an unknown type", [0x77, Uint8Array.of(1, 2)], "0102"],
  ["an int32 of three bytes", [0x07, Uint8Array.of(1, 2, 3)], "010203"],
  ["an int32 of two bytes", [0x07, Uint8Array.of(1, 2)], 513],
  ["an array of one", [0x86, little(7, 2)], 7],
  ["an array of none", [0x86, new Uint8Array(0)], ""],
  ["an array of numbers", [0x88, Uint8Array.from([...little(1, 4), ...little(2, 4)])], [1, 2]],
  ["an array of strings, one empty", [0x81, utf16("a\0\0b\0")], ["a", "", "b"]],
  [
    "an array of SIDs",
    [0x93, Uint8Array.from([1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1])],
    ["S-1-5-18", "S-1-1"],
  ],
  ["an array of pointers", [0x90, little(1, 8)], "0x1"],
  ["an array whose length does not fit", [0x88, Uint8Array.of(1, 2, 3)], "010203"],
];

for (const [what, value, json, xml] of VALUES) {
  test(`${what} reads as ${JSON.stringify(json)}`, () => {
    const [record, ...rest] = [
      ...readEvtx(logFile([new ChunkWriter().record(1, WRITTEN, event(1, named({ Value: value }))).finish()])),
    ];
    assert.ok(record?.kind === "record");
    assert.deepEqual(rest, []);
    const data = (record.event()["Event"] as { EventData: { Value: unknown } }).EventData;
    assert.deepEqual({ ...data }, { Value: json });
    const texts = Array.isArray(json) ? json.map(String) : [xml ?? String(json)];
    for (const text of texts)
      assert.ok(record.xml().includes(text === "" ? '<Data Name="Value"/>' : `<Data Name="Value">${text}</Data>`), record.xml());
  });
}

test("two arrays in one element repeat it for each pair", () => {
  const template: Element = {
    name: "EventData",
    children: [{ name: "Data", attributes: { Name: ["n"] }, children: [{ slot: 0 }, "-", { slot: 1 }] }],
  };
  const payload = {
    template,
    guid: 9,
    values: [
      [0x84, Uint8Array.of(1, 2)],
      [0x84, Uint8Array.of(3, 4)],
    ] as Value[],
  };
  const [record] = [...readEvtx(logFile([new ChunkWriter().record(1, WRITTEN, event(1, payload)).finish()]))];
  assert.ok(record?.kind === "record");
  assert.match(textOf(record.json) ?? "", /"n":\["1-3","1-4","2-3","2-4"\]/);
});

test("a template that stands in another chunk at another place is known again, and only when it reads the same", () => {
  const at = (value: number) => named({ Berth: [0x08, little(value, 4)] });
  const moved = new ChunkWriter()
    .record(2, WRITTEN, { element: { name: "Event", children: ["x".repeat(99)] } })
    .record(3, WRITTEN, event(3, at(3)));
  const other = new ChunkWriter().record(4, WRITTEN, event(4, named({ Quay_: [0x08, little(4, 4)] })));
  const file = logFile([new ChunkWriter().record(1, WRITTEN, event(1, at(1))).finish(), moved.finish(), other.finish()]);
  const data = [...readEvtx(file)].flatMap((found) =>
    found.kind === "record" ? (/"EventData":(.*)\}\}/.exec(textOf(found.json) ?? "")?.[1] ?? []) : [],
  );
  assert.deepEqual(data, ['{"Berth":1}', '{"Berth":3}', '{"Quay_":4}']);
});
