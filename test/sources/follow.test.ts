import assert from "node:assert/strict";
import { appendFile, mkdir, open, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { openSource, watchForSources } from "../../src/telemetry/io/index.ts";
import { expand, Followed, quickTime, readAll, Seen, scratch } from "./support.ts";

async function following(context: TestContext, content: string): Promise<{ path: string; followed: Followed }> {
  const path = join(await scratch(context), "app.log");
  await writeFile(path, content);
  const followed = new Followed(await expand([path], { follow: true }));
  context.after(() => followed.stop());
  return { path, followed };
}

test("what is appended is delivered, a half-written line only with its newline", async (context) => {
  const { path, followed } = await following(context, "one\n");
  await followed.until((seen) => seen.lines.length === 1);
  await appendFile(path, "two\nthr");
  await followed.until((seen) => seen.lines.length === 2);
  const idle = followed.seen.idle;
  await followed.until((seen) => seen.idle > idle);
  assert.deepEqual(followed.seen.lines, ["one", "two"]);
  await appendFile(path, "ee\n");
  await followed.until((seen) => seen.lines.length === 3);
  await appendFile(path, "never finished");
  const seen = await followed.stop();
  assert.deepEqual(seen.lines, ["one", "two", "three"]);
  assert.equal(seen.positions.get(`file:${path}`)?.offset, 14);
});

test("idle is said once a quiet spell", async (context) => {
  const { path, followed } = await following(context, "one\n");
  await followed.until((seen) => seen.idle === 1);
  await appendFile(path, "two\n");
  await followed.until((seen) => seen.idle === 2);
  assert.deepEqual(followed.seen.lines, ["one", "two"]);
});

test("a renamed log is read to its end, late writes included, then its successor under an id of its own", async (context) => {
  const { path, followed } = await following(context, "one\n");
  await followed.until((seen) => seen.lines.length === 1);
  const writer = await open(path, "a");
  await rename(path, `${path}.1`);
  await writer.appendFile("two\nthree without newline");
  await writer.close();
  await writeFile(path, "four\n");
  const seen = await followed.until(({ lines }) => lines.includes("four"));
  assert.deepEqual(seen.lines, ["one", "two", "three without newline", "four"]);
  assert.deepEqual(seen.ended, [`file:${path}`]);
  assert.deepEqual(
    [...seen.positions].map(([id, { offset }]) => [id, offset]),
    [
      [`file:${path}`, 29],
      [`file:${path}#2`, 5],
    ],
  );
  await appendFile(path, "five\n");
  await followed.until(({ lines }) => lines.includes("five"));
});

test("a log renamed away and not there again is still read", async (context) => {
  const { path, followed } = await following(context, "one\n");
  await followed.until((seen) => seen.lines.length === 1);
  await rename(path, `${path}.1`);
  await appendFile(`${path}.1`, "two\n");
  await followed.until((seen) => seen.lines.length === 2);
});

for (const [name, rewrite] of [
  ["shorter than before", "two\n"],
  ["longer than before", "two, and more than stood there when it was read\n"],
] as const) {
  test(`a log that was truncated and written anew, ${name}, is read from its beginning, and said`, async (context) => {
    const { path, followed } = await following(context, "one, which is there first\n");
    await followed.until((seen) => seen.lines.length === 1);
    await truncate(path, 0);
    await appendFile(path, rewrite);
    const seen = await followed.until(({ lines }) => lines.length === 2);
    assert.equal(seen.lines[1], rewrite.trimEnd());
    assert.deepEqual(seen.problems, ["restarted: it was truncated: read again from its beginning"]);
    assert.deepEqual(seen.ended, [`file:${path}`]);
    assert.equal(seen.positions.get(`file:${path}#2`)?.offset, rewrite.length);
  });
}

test("killed at any batch, a follower loses and repeats nothing over a rotation", async (context) => {
  for (let kills = 1; kills <= 6; kills++) {
    const directory = await scratch(context);
    const path = join(directory, "app.log");
    const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`);
    await writeFile(
      path,
      lines
        .slice(0, 4)
        .map((line) => `${line}\n`)
        .join(""),
    );
    const before = new Followed(await expand([path], { follow: true }));
    await before.until((seen) => seen.lines.length === 4);
    const positions = new Map(before.seen.positions);
    if (kills % 2 === 0) await before.stop();
    await appendFile(
      path,
      lines
        .slice(4, 7)
        .map((line) => `${line}\n`)
        .join(""),
    );
    await rename(path, `${path}.1`);
    await writeFile(
      path,
      lines
        .slice(7)
        .map((line) => `${line}\n`)
        .join(""),
    );
    if (kills > 3) {
      await rename(`${path}.1`, `${path}.2`);
      await rename(path, `${path}.1`);
      await writeFile(path, "");
    }
    const after = await readAll(kills > 3 ? [directory] : [path], { positions });
    assert.deepEqual([...before.seen.lines.slice(0, 4), ...after.lines].sort(), [...lines].sort());
    if (kills % 2 === 1) await before.stop();
  }
});

test("compressed and rotated logs are read once even when following", async (context) => {
  const directory = await scratch(context);
  await writeFile(join(directory, "app.log"), "live\n");
  await writeFile(join(directory, "app.log.1"), "rotated\n");
  await writeFile(join(directory, "app.log.2.gz"), gzipSync("packed\n"));
  const expansion = await expand([join(directory, "app.log.1"), join(directory, "app.log.2.gz")], { follow: true });
  const seen = new Seen();
  for (const source of expansion.sources) {
    const stream = openSource(source, { follow: true, signal: new AbortController().signal, claims: expansion.claims });
    for await (const batch of stream) seen.add(batch, stream);
  }
  assert.deepEqual(seen.lines, ["rotated", "packed"]);
});

test("files that appear in a watched directory are found once; rotation makes no new ones", async (context) => {
  const directory = await scratch(context);
  const path = join(directory, "app.log");
  await writeFile(path, "one\n");
  const expansion = await expand([directory], { follow: true });
  const followed = new Followed(expansion);
  context.after(() => followed.stop());
  await followed.until((seen) => seen.lines.length === 1);

  const abort = new AbortController();
  const specs = [{ kind: "path", path: directory }] as const;
  const watch = watchForSources(specs, { claims: expansion.claims, known: [path], signal: abort.signal, wait: quickTime().wait });
  await rename(path, `${path}.1`);
  await writeFile(path, "two\n");
  await followed.until((seen) => seen.lines.includes("two"));
  await writeFile(`${path}.2.gz`, gzipSync("one\n"));
  await mkdir(join(directory, "below"));
  await writeFile(join(directory, "below", "new.json"), "{}\n");
  await writeFile(join(directory, "below", "new.etl"), "\0");
  const found = await watch.next();
  assert.ok(found.done !== true);
  assert.deepEqual(
    found.value.sources.map((source) => source.id),
    [`file:${join(directory, "below", "new.json")}`],
  );
  assert.deepEqual(
    found.value.problems
      .map((problem) => [problem.kind, problem.source])
      .sort(([left = ""], [right = ""]) => left.localeCompare(right)),
    [
      ["skipped", `${path}.2.gz`],
      ["unsupported", join(directory, "below", "new.etl")],
    ],
  );
  await writeFile(join(directory, "later.log"), "x\n");
  const later = await watch.next();
  assert.deepEqual(
    later.value?.sources.map((source: { id: string }) => source.id),
    [`file:${join(directory, "later.log")}`],
  );
  abort.abort();
  assert.equal((await watch.next()).done, true);
});
