import assert from "node:assert/strict";
import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { Position } from "../../src/model/index.ts";
import { openSource } from "../../src/telemetry/io/index.ts";
import { expand, readAll, Seen, scratch } from "./support.ts";

const LINES = Array.from({ length: 4_000 }, (_, index) => `line ${index} ${"x".repeat(index % 90)}`);
const TEXT = Buffer.from(`${LINES.join("\n")}\n`);
const halves = [TEXT.subarray(0, 100_001), TEXT.subarray(100_001)] as const;

const FORMS: readonly (readonly [string, Uint8Array])[] = [
  ["plain.log", TEXT],
  ["one.log.gz", gzipSync(TEXT)],
  ["two-members.log.gz", Buffer.concat(halves.map((half) => gzipSync(half)))],
  ["one.log.zst", zstdCompressSync(TEXT)],
  ["two-frames.log.zst", Buffer.concat(halves.map((half) => zstdCompressSync(half)))],
];

for (const [name, bytes] of FORMS) {
  test(`${name} is read whole, and on from any position`, async (context) => {
    const path = join(await scratch(context), name);
    await writeFile(path, bytes);
    const stops: Position[] = [];
    const { sources } = await expand([path]);
    const source = sources[0];
    assert.ok(source !== undefined);
    const lines: string[] = [];
    const stream = openSource(source, { follow: false, signal: new AbortController().signal });
    for await (const batch of stream) {
      for (const frame of batch.frames) {
        lines.push(Buffer.from(frame.bytes).toString());
        assert.deepEqual(Buffer.from(frame.bytes), TEXT.subarray(frame.offset, frame.offset + frame.bytes.length));
        stops.push(stream.position(batch.source, frame.end));
      }
    }
    assert.deepEqual(lines, LINES);
    for (const index of [0, 1, 1_777, 2_500, 3_998, 3_999]) {
      const seen = await readAll([path], { positions: new Map([[source.id, stops[index] as Position]]) });
      assert.deepEqual(seen.lines, LINES.slice(index + 1));
      assert.deepEqual(seen.problems, []);
    }
  });
}

test("reading goes on after every frame of an array, one process after the other", async (context) => {
  const path = join(await scratch(context), "trail.json");
  const members = Array.from({ length: 12 }, (_, index) => ({ eventName: `Call${index}`, nested: [{ "]": "}" }] }));
  await writeFile(path, JSON.stringify({ Records: members }));
  const read: string[] = [];
  let positions = new Map<string, Position>();
  for (let turn = 0; turn <= members.length; turn++) {
    const { sources } = await expand([path], { positions });
    const source = sources[0];
    assert.ok(source !== undefined);
    const stream = openSource(source, { follow: false, signal: new AbortController().signal });
    for await (const batch of stream) {
      const frame = batch.frames[0];
      if (frame === undefined) break;
      read.push(Buffer.from(frame.bytes).toString());
      positions = new Map([[batch.source, stream.position(batch.source, frame.end)]]);
      break; // as if killed after the first frame
    }
  }
  assert.deepEqual(
    read,
    members.map((member) => JSON.stringify(member)),
  );
});

test("a file that grew, or was renamed, is read on; one that was replaced is read from its beginning", async (context) => {
  const directory = await scratch(context);
  const path = join(directory, "app.log");
  await writeFile(path, "one\n");
  const first = await readAll([path]);
  assert.equal(first.positions.get(`file:${path}`)?.fileId?.headBytes, 4);
  await appendFile(path, "two\n");
  const second = await readAll([path], { positions: first.positions });
  assert.deepEqual(second.lines, ["two"]);

  await appendFile(path, "three\n");
  await rename(path, `${path}.1`);
  await writeFile(path, "four\n");
  const third = await readAll([path], { positions: second.positions });
  assert.deepEqual(third.lines, ["three", "four"]);
  assert.deepEqual([...third.positions.keys()], [`file:${path}`, `file:${path}#2`]);

  const positions = new Map([...second.positions, ...third.positions]);
  assert.deepEqual((await readAll([directory], { positions })).lines, []);
});

test("the compressed copy of a rotated log is known by its content", async (context) => {
  const path = join(await scratch(context), "app.log");
  await writeFile(path, TEXT.subarray(0, 5_000));
  const first = await readAll([path]);
  await writeFile(`${path}.1.gz`, gzipSync(TEXT));
  await rename(path, `${path}.gone`);
  await writeFile(path, "fresh\n");
  const second = await readAll([path], { positions: first.positions });
  // The first run ended inside a line, which therefore comes in two pieces.
  assert.deepEqual(second.lines.slice(-3), [...LINES.slice(-2), "fresh"]);
  assert.equal([...first.lines, ...second.lines].join("").length, LINES.join("").length + "fresh".length);
});

test("a log and the copy that compression is about to replace it with are not both read on", async (context) => {
  const directory = await scratch(context);
  const path = join(directory, "app.log");
  await writeFile(path, TEXT.subarray(0, 5_000));
  const { positions } = await readAll([path]);
  await rename(path, `${path}.1`);
  await appendFile(`${path}.1`, TEXT.subarray(5_000));
  await writeFile(`${path}.1.gz`, gzipSync(TEXT));
  const second = await readAll([directory], { positions });
  assert.equal(
    second.lines.join("").length,
    LINES.join("").length - TEXT.subarray(0, 5_000).toString().replaceAll("\n", "").length,
  );
  assert.deepEqual(second.problems, ["skipped: a copy of a log that is read already"]);
});

test("a file truncated between two runs is read from its beginning under an id of its own, and what was lost is said", async (context) => {
  const path = join(await scratch(context), "app.log");
  await writeFile(path, "a long first line\n");
  const first = await readAll([path]);
  await writeFile(path, "new\n");
  const second = await readAll([path], { positions: first.positions });
  assert.deepEqual(second.lines, ["new"]);
  assert.deepEqual([...second.positions.keys()], [`file:${path}#2`]);
  assert.deepEqual(second.problems, ["lost: the file that was read here is gone, and what it gained since"]);
});

for (const name of ["app.log.gz", "app.log.zst"]) {
  test(`${name}, cut off, gives the lines before the cut, the problem, and reads on when it is whole`, async (context) => {
    const path = join(await scratch(context), name);
    const whole = name.endsWith("gz")
      ? Buffer.concat(halves.map((half) => gzipSync(half)))
      : Buffer.concat(halves.map((half) => zstdCompressSync(half)));
    await writeFile(path, whole.subarray(0, whole.length - 20));
    const first = await readAll([path]);
    assert.ok(first.lines.length > 1_000 && first.lines.length < LINES.length);
    assert.deepEqual(first.lines, LINES.slice(0, first.lines.length));
    assert.match(first.problems.join(), /^unreadable: its compressed data is cut off, after byte \d+ of its content$/);
    await writeFile(path, whole);
    const second = await readAll([path], { positions: first.positions });
    assert.deepEqual([...first.lines, ...second.lines], LINES);
  });

  test(`${name}, damaged, is named and the others are read`, async (context) => {
    const directory = await scratch(context);
    const path = join(directory, name);
    const good = name.endsWith("gz") ? gzipSync(TEXT) : zstdCompressSync(TEXT);
    good.fill(0xff, 2_000, 2_100);
    await writeFile(path, good);
    await writeFile(join(directory, "other.log"), "other\n");
    const seen = await readAll([directory]);
    assert.ok(seen.lines.includes("other"));
    assert.equal(seen.problems.length, 1);
    assert.match(seen.problems[0] ?? "", /^unreadable: its compressed data is (damaged|cut off)/);
    assert.deepEqual(seen.ended.length, 2);
  });
}

test("bytes after the compressed data are said", async (context) => {
  const path = join(await scratch(context), "a.zst");
  await writeFile(path, Buffer.concat([zstdCompressSync("one\n"), Buffer.from("more of something else")]));
  const seen = await readAll([path]);
  assert.deepEqual(seen.lines, ["one"]);
  assert.match(seen.problems.join(), /unreadable/);
});

test("a half-written last line is delivered when the file is read once", async (context) => {
  const path = join(await scratch(context), "a.log");
  await writeFile(path, "one\ntwo");
  assert.deepEqual((await readAll([path])).lines, ["one", "two"]);
});

test("a file that vanishes between listing and opening is a problem, not a failure", async (context) => {
  const path = join(await scratch(context), "a.log");
  await writeFile(path, "one\n");
  const { sources } = await expand([path]);
  await rename(path, `${path}.moved`);
  const source = sources[0];
  assert.ok(source !== undefined);
  const seen = new Seen();
  const stream = openSource(source, { follow: false, signal: new AbortController().signal });
  for await (const batch of stream) seen.add(batch, stream);
  assert.deepEqual(seen.problems, ["unreadable: it is gone"]);
  assert.deepEqual(seen.ended, [source.id]);
});

test("a position of another file is not used", async (context) => {
  const directory = await scratch(context);
  await writeFile(join(directory, "a.log"), "one\ntwo\n");
  await writeFile(join(directory, "b.log"), "three\nfour\n");
  const position = (await readAll([join(directory, "a.log")])).positions.values().next().value;
  const { sources } = await expand([join(directory, "b.log")]);
  const source = sources[0];
  assert.ok(source !== undefined && position !== undefined);
  const seen = new Seen();
  const stream = openSource(source, { follow: false, signal: new AbortController().signal, position });
  for await (const batch of stream) seen.add(batch, stream);
  assert.deepEqual(seen.lines, ["three", "four"]);
  assert.match(seen.problems.join(), /^restarted: another file stands/);
  assert.equal((await readFile(join(directory, "b.log"))).length, 11);
});

test("nothing is read ahead of a slow reader", async (context) => {
  const path = join(await scratch(context), "big.log");
  await writeFile(path, Buffer.concat(Array(200).fill(TEXT)));
  const { sources } = await expand([path]);
  const source = sources[0];
  assert.ok(source !== undefined);
  const stream = openSource(source, { follow: false, signal: new AbortController().signal });
  let largest = 0;
  for await (const batch of stream) {
    largest = Math.max(
      largest,
      batch.frames.reduce((sum, frame) => sum + frame.bytes.length, 0),
    );
    const reached = batch.frames.at(-1)?.end.offset ?? 0;
    if (reached > 1_000_000) break;
  }
  assert.ok(largest <= 2 * 65_536, `${largest} bytes in one batch`);
});

test("what is still being written at the end of a file is left for the next run when it is to be sealed whole", async (context) => {
  const folder = await scratch(context);
  const path = join(folder, "live.log");
  await writeFile(path, "first line\nsecond li");
  const [source] = (await expand([path])).sources;
  assert.ok(source !== undefined);
  const read = async (options: { leaveUnfinished: boolean; position?: Position; now?: () => number }) => {
    const texts: string[] = [];
    const problems: string[] = [];
    let position: Position | undefined;
    const stream = openSource(source, { follow: false, signal: new AbortController().signal, ...options });
    for await (const batch of stream) {
      for (const frame of batch.frames) texts.push(Buffer.from(frame.bytes).toString());
      problems.push(...batch.problems.map(({ kind }) => kind));
      const last = batch.frames.at(-1);
      if (last !== undefined) position = stream.position(batch.source, last.end);
    }
    return { texts, problems, position };
  };
  const first = await read({ leaveUnfinished: true });
  assert.deepEqual([first.texts, first.problems], [["first line"], ["unfinished"]]);
  await appendFile(path, "ne\n");
  assert.ok(first.position !== undefined);
  const second = await read({ leaveUnfinished: true, position: first.position });
  assert.deepEqual([second.texts, second.problems], [["second line"], []]);
  const hourLater = () => Date.now() + 3_600_000;
  await writeFile(path, "first line\nsecond li");
  assert.deepEqual((await read({ leaveUnfinished: true, now: hourLater })).texts, ["first line", "second li"]);
  assert.deepEqual((await read({ leaveUnfinished: false })).texts, ["first line", "second li"]);
});
