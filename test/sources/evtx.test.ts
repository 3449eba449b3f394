import assert from "node:assert/strict";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { readEvtx } from "../../src/evtx/index.ts";
import { sha256 } from "../../src/ledger/io/index.ts";
import { textOf } from "../../src/lib/index.ts";
import { createReader, rereadEvents, type Unit } from "../../src/telemetry/index.ts";
import { openSource } from "../../src/telemetry/io/index.ts";
import { event, named, ownLog, WRITTEN } from "../evtx/support/sample.ts";
import { ChunkWriter, little, logFile, seal } from "../evtx/support/writer.ts";
import { expand, Followed, readAll, scratch } from "./support.ts";

const CHUNK_AT = 4_096;

/** A log whose chunks hold so many records each, numbered through from `firstId`. */
function log(counts: readonly number[], firstId = 1): { readonly file: Uint8Array; readonly writers: readonly ChunkWriter[] } {
  let id = firstId;
  const writers = counts.map((count) => {
    const writer = new ChunkWriter();
    for (let index = 0; index < count; index++, id++)
      writer.record(id, WRITTEN, event(id, named({ Berth: [0x08, little(id, 4)] })));
    writer.finish();
    return writer;
  });
  return {
    file: logFile(
      writers.map(({ bytes }) => bytes),
      1,
    ),
    writers,
  };
}

const berths = (lines: readonly string[]) => lines.map((line) => Number(/"Berth":([0-9]+)/.exec(line)?.[1] ?? Number.NaN));

async function inFolder(context: TestContext, bytes: Uint8Array, name = "berth.evtx"): Promise<string> {
  const path = join(await scratch(context), name);
  await writeFile(path, bytes);
  return path;
}

/** Writes into a file in place, as Windows does. */
async function overwrite(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "r+");
  await file.write(bytes, 0, bytes.length, 0);
  await file.close();
}

test("a log is read as the lines of JSON that stand for its records, plain, compressed and without its ending", async (context) => {
  const { file } = ownLog();
  const lines = [...readEvtx(file)].map((found) => (found.kind === "record" ? textOf(found.json) : found.reason));
  const ways = [
    ["berth.evtx", file],
    ["berth.log", file],
    ["berth.evtx.gz", gzipSync(file)],
    ["berth.evtx.zst", zstdCompressSync(file)],
  ] as const;
  for (const [name, bytes] of ways) {
    const path = await inFolder(context, bytes, name);
    const { lines: read, problems } = await readAll([path]);
    assert.deepEqual(read, lines, name);
    assert.deepEqual(problems, []);
  }
});

test("a log in a folder is read with the others", async (context) => {
  const path = await inFolder(context, log([3]).file);
  await writeFile(join(path, "..", "auth.log"), "one\n");
  assert.equal((await readAll([join(path, "..")])).lines.length, 4);
});

test("a run goes on behind the record where the last one stopped, though the header of the log has changed", async (context) => {
  const { file } = log([3, 2]);
  const path = await inFolder(context, file);
  const { sources, claims } = await expand([path]);
  const stream = openSource(sources[0] as (typeof sources)[0], { follow: false, signal: new AbortController().signal, claims });
  const positions = [];
  for await (const batch of stream) for (const { end } of batch.frames) positions.push(stream.position(batch.source, end));
  assert.equal(positions.length, 5);
  await overwrite(path, log([3, 5]).file);
  for (const [index, position] of positions.entries()) {
    const { lines, problems } = await readAll([path], { positions: new Map([[`file:${path}`, position]]) });
    assert.deepEqual(berths(lines), [1, 2, 3, 4, 5, 6, 7, 8].slice(index + 1));
    assert.deepEqual(problems, []);
  }
});

test("what is written into a log that is followed is delivered: into its last chunk, and chunks behind it", async (context) => {
  const path = await inFolder(context, log([2]).file);
  const followed = new Followed(await expand([path], { follow: true }));
  context.after(() => followed.stop());
  await followed.until(({ lines }) => lines.length === 2);
  for (const [counts, total] of [
    [[3], 3],
    [[5, 1], 6],
    [[5, 4, 2], 11],
  ] as const) {
    await overwrite(path, log(counts).file);
    await followed.until(({ lines }) => lines.length >= total);
    assert.deepEqual(
      berths(followed.seen.lines),
      Array.from({ length: total }, (_, index) => index + 1),
    );
  }
  assert.deepEqual(followed.seen.problems, []);
});

test("a record that is half written is left until it is whole", async (context) => {
  const { file, writers } = log([3]);
  const path = await inFolder(context, file);
  const half = file.slice();
  const third = CHUNK_AT + (writers[0]?.records[2] as number);
  half.fill(0, third + 100, CHUNK_AT + 65_536);
  await overwrite(path, half);
  const followed = new Followed(await expand([path], { follow: true }));
  context.after(() => followed.stop());
  await followed.until(({ idle }) => idle > 0);
  assert.deepEqual(berths(followed.seen.lines), [1, 2]);
  await overwrite(path, file);
  await followed.until(({ lines }) => lines.length === 3);
  assert.deepEqual(berths(followed.seen.lines), [1, 2, 3]);
});

test("a log that has gone round is read again from its beginning under another id, which is said", async (context) => {
  const path = await inFolder(context, log([2, 2]).file);
  const followed = new Followed(await expand([path], { follow: true }));
  context.after(() => followed.stop());
  await followed.until(({ lines }) => lines.length === 4);
  await overwrite(path, log([1, 2], 90).file);
  await followed.until(({ lines }) => lines.length === 7);
  assert.deepEqual(berths(followed.seen.lines), [1, 2, 3, 4, 90, 91, 92]);
  assert.deepEqual(followed.seen.problems, [
    "restarted: it was cleared, or is full and writes over its oldest records: read again from its beginning",
  ]);
  assert.deepEqual([...followed.seen.positions.keys()], [`file:${path}`, `file:${path}#2`]);
});

test("damage becomes refused frames that name it, and the records around it are read", async (context) => {
  const { file, writers } = log([4]);
  const second = CHUNK_AT + (writers[0]?.records[1] as number);
  file.fill(0xee, second, second + 20);
  seal(file.subarray(CHUNK_AT));
  file.fill(0xee, 0, 8);
  const path = await inFolder(context, file);
  const { sources, claims } = await expand([path]);
  const units: Unit[] = [];
  const reader = createReader({ source: "x", utcOffsetMinutes: 0, sha256, randomBytes: (count) => new Uint8Array(count) });
  for await (const { frames } of openSource(sources[0] as (typeof sources)[0], {
    follow: false,
    signal: new AbortController().signal,
    claims,
  })) {
    for (const frame of frames) units.push(...reader.read(frame, 0));
  }
  const records = units.flatMap((unit) => unit.records);
  assert.deepEqual(
    records.map(({ reading, rejected, origin }) => [reading.format, rejected, origin.offset]),
    [
      ["unread", "no .evtx file begins here: its header is missing", 0],
      ["evtx-json", null, CHUNK_AT + (writers[0]?.records[0] as number)],
      ["unread", "no record begins here: its signature is missing", second],
      ["evtx-json", null, CHUNK_AT + (writers[0]?.records[2] as number)],
      ["evtx-json", null, CHUNK_AT + (writers[0]?.records[3] as number)],
    ],
  );
  assert.deepEqual(
    units.map(({ accounting }) => accounting.rejected),
    [1, 0, 1, 0, 0],
  );
  const events = units.flatMap((unit) => unit.events);
  assert.deepEqual(
    rereadEvents(records, () => undefined),
    events,
  );
  assert.equal(events[0]?.fields["Berth"], 1);
  assert.equal(events[0]?.fields["Channel"], "Harbour-Berth-Planner/Operational");
});
