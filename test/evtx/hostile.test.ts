import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type EvtxFault, type EvtxRecord, readEvtx } from "../../src/evtx/index.ts";
import { readJsonLine, textOf } from "../../src/lib/index.ts";
import { event, named, ownLog, WRITTEN } from "./support/sample.ts";
import { ChunkWriter, type Element, type Fragment, little, logFile, seal, utf16, type Value } from "./support/writer.ts";

const soak = process.env["MERIDIAN_SOAK"] === "1";
/** What one chunk may take on a slow machine that others use too; most take a millisecond. */
const CHUNK_MS_MAX = 10_000;
const CHUNK_AT = 4_096;

/** Everything found, each checked: in order, within the file, records that are JSON. */
function readAll(file: Uint8Array): (EvtxRecord | EvtxFault)[] {
  const startedMs = performance.now();
  const all = [...readEvtx(file)];
  assert.ok(performance.now() - startedMs < CHUNK_MS_MAX * Math.ceil(file.length / 65_536 + 1), "it took too long");
  let last = -1;
  for (const found of all) {
    assert.ok(found.offset > last, `${found.offset} comes behind ${last}`);
    assert.ok(found.offset + found.length <= file.length);
    last = found.offset;
    if (found.kind === "record") assert.notEqual(readJsonLine(textOf(found.json) ?? ""), undefined);
    if (found.kind === "record") found.xml();
    else assert.notEqual(found.reason, "");
  }
  return all;
}

const reasonsOf = (all: readonly (EvtxRecord | EvtxFault)[]) =>
  all.flatMap((found) => (found.kind === "fault" ? [found.reason] : []));
const idsOf = (all: readonly (EvtxRecord | EvtxFault)[]) =>
  all.flatMap((found) => (found.kind === "record" ? [Number(found.recordId)] : []));

test("bytes that are no log give faults, never a throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      assert.deepEqual(idsOf(readAll(bytes)), []);
    }),
    { numRuns: soak ? 2_000 : 60 },
  );
});

test("a log with bytes changed anywhere is read to its end", () => {
  const { file } = ownLog();
  const change = fc.record({ at: fc.nat({ max: file.length - 1 }), value: fc.nat({ max: 255 }) });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), fc.boolean(), (changes, isSealed) => {
      const changed = file.slice();
      for (const { at, value } of changes) changed[at] = value;
      if (isSealed) for (const at of [CHUNK_AT, CHUNK_AT + 65_536]) seal(changed.subarray(at, at + 65_536));
      readAll(changed);
    }),
    { numRuns: soak ? 20_000 : 150 },
  );
});

test("a log that is cut off anywhere keeps the records before", () => {
  const { file } = ownLog();
  const whole = idsOf(readAll(file));
  fc.assert(
    fc.property(fc.nat({ max: file.length }), (length) => {
      const ids = idsOf(readAll(file.subarray(0, length)));
      assert.deepEqual(ids, whole.slice(0, ids.length));
    }),
    { numRuns: soak ? 5_000 : 60 },
  );
});

test("a log that has lost bytes is taken up again at the next chunk that can be found", () => {
  const [first, second] = ownLog().writers.map(({ bytes }) => bytes) as [Uint8Array, Uint8Array];
  const file = logFile([first, first, second]);
  for (const lost of [1, 100, 60_000]) {
    const torn = Buffer.concat([file.subarray(0, CHUNK_AT + 1_000), file.subarray(CHUNK_AT + 1_000 + lost)]);
    assert.deepEqual(idsOf(readAll(torn)).slice(-2), [5, 6], `${lost} bytes lost`);
  }
});

test("every field that says where or how much may lie", () => {
  const { writers } = ownLog();
  const faults = new Set<string>();
  for (const writer of writers) {
    const good = logFile([writer.bytes]);
    for (const { at, bytes } of writer.fields) {
      for (const value of [0n, 1n, 511n, BigInt(at), BigInt(at) + 4n, 65_528n, 65_535n, 0x7fff_ffffn, 0xffff_ffffn]) {
        const lying = good.slice();
        lying.set(little(value, bytes), CHUNK_AT + at);
        seal(lying.subarray(CHUNK_AT));
        for (const reason of reasonsOf(readAll(lying))) faults.add(reason);
      }
    }
  }
  assert.deepEqual([...faults].sort(), [
    "a record cannot be read: a value without a length",
    "a record cannot be read: an unknown token in an attribute",
    "a record cannot be read: an unknown token in an element",
    "a record cannot be read: an unknown token where a fragment begins",
    "a record cannot be read: an unknown token where a start tag ends",
    "a record cannot be read: it goes on past its end",
    "a record cannot be read: its template goes on past the end of its chunk",
    "a record cannot be read: no name stands where one should",
    "a record cannot be read: no template stands where its own should",
    "a record is cut off",
    "a record says that it has fewer bytes than any has",
    "a record says two different lengths",
    "a record with more than one event",
  ]);
});

test("every field of a chunk's header may lie, and the records are found all the same", () => {
  const { file } = ownLog();
  const whole = idsOf(readAll(file));
  for (const at of [8, 16, 24, 32, 40, 44, 48, 52, 120, 124, 128, 384]) {
    for (const value of [0, 1, 511, 513, 65_537, 0xffff_ffff]) {
      const lying = file.slice();
      lying.set(little(value, 4), CHUNK_AT + at);
      assert.deepEqual(idsOf(readAll(lying)), whole, `${value} at ${at}`);
    }
  }
});

test("records of no bytes, and templates and names that point at themselves, end", () => {
  const zero = new ChunkWriter().record(1, WRITTEN, event(1, named({ A: [0x01, utf16("a")] })));
  const file = logFile([zero.finish()]);
  new DataView(file.buffer).setUint32(CHUNK_AT + 512 + 4, 0, true);
  seal(file.subarray(CHUNK_AT));
  assert.deepEqual(reasonsOf(readAll(file)), ["a record says that it has fewer bytes than any has"]);

  const within: Element = { name: "Event", children: [{ slot: 0 }] };
  const looped = new ChunkWriter().record(1, WRITTEN, { template: within, values: [[0x21, { template: within, values: [] }]] });
  assert.deepEqual(idsOf(readAll(logFile([looped.finish()]))), [1]);
});

test("damage in one record loses that record alone", () => {
  const writer = new ChunkWriter();
  for (let id = 1; id <= 20; id++) writer.record(id, WRITTEN, event(id, named({ Value: [0x08, little(id, 4)] })));
  const file = logFile([writer.finish()]);
  for (let lost = 2; lost <= 20; lost++) {
    const damaged = file.slice();
    damaged.fill(0xff, CHUNK_AT + (writer.records[lost - 1] as number), CHUNK_AT + (writer.records[lost - 1] as number) + 30);
    const all = readAll(damaged);
    assert.deepEqual(
      idsOf(all),
      Array.from({ length: 20 }, (_, index) => index + 1).filter((id) => id !== lost),
    );
    assert.deepEqual(reasonsOf(all), [
      "the records of a chunk do not match its checksum",
      "no record begins here: its signature is missing",
    ]);
  }
});

test("records that the header of their chunk does not know yet are given, and older ones behind them are not", () => {
  const writer = new ChunkWriter();
  for (const id of [7, 8, 9, 3]) writer.record(id, WRITTEN, event(id, named({ Value: [0x08, little(id, 4)] })));
  const file = logFile([writer.finish()], 1);
  new DataView(file.buffer).setUint32(CHUNK_AT + 48, writer.records[1] as number, true);
  seal(file.subarray(CHUNK_AT));
  assert.deepEqual(idsOf(readAll(file)), [7, 8, 9]);
});

const HOSTILE: readonly (readonly [what: string, fragment: () => Fragment, reason: RegExp | undefined])[] = [
  ["elements nested 70 deep", () => ({ element: nest(70) }), /nested deeper than 64/],
  ["elements nested 60 deep", () => ({ element: nest(60) }), undefined],
  ["fragments nested 20 deep", () => nestFragments(20), /fragments nested deeper than 16/],
  [
    "a value of 20 kB shown 900 times",
    () => ({ template: repeat(900), values: [[0x01, utf16("x".repeat(10_000))]] }),
    /more than 1048576 bytes/,
  ],
  ["an array that repeats an element for each pair", () => pairs(4_000), /more than/],
];

for (const [what, fragment, reason] of HOSTILE) {
  test(`${what} ${reason === undefined ? "are read" : "is refused"}`, () => {
    const all = readAll(logFile([new ChunkWriter().record(1, WRITTEN, fragment()).finish()]));
    if (reason === undefined) assert.deepEqual(idsOf(all), [1]);
    else assert.match(reasonsOf(all).join(), reason);
  });
}

test("a chunk whose records ask for too much work is given up, and the next is read", () => {
  const writer = new ChunkWriter();
  for (let id = 1; id <= 200; id++)
    writer.record(id, WRITTEN, { template: repeat(900), values: [[0x01, utf16("x".repeat(100))]] });
  const good = new ChunkWriter().record(500, WRITTEN, event(500, named({ A: [0x01, utf16("a")] })));
  const all = readAll(logFile([writer.finish(), good.finish()]));
  assert.equal(idsOf(all).at(-1), 500);
});

function nest(depth: number): Element {
  return { name: "E", children: depth === 0 ? ["x"] : [nest(depth - 1)] };
}

function nestFragments(depth: number): Fragment {
  const value: Value = depth === 0 ? [0x01, utf16("x")] : [0x21, nestFragments(depth - 1)];
  return { template: { name: "E", children: [{ slot: 0 }] }, guid: depth, values: [value] };
}

function repeat(times: number): Element {
  return { name: "Event", children: Array.from({ length: times }, () => ({ slot: 0 })) };
}

function pairs(length: number): Fragment {
  const data: Element = { name: "Data", children: [{ slot: 0 }, { slot: 1 }] };
  const array: Value = [0x84, new Uint8Array(length)];
  return { template: { name: "Event", children: [{ name: "EventData", children: [data] }] }, values: [array, array] };
}
