import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, link, mkdir, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { watchForSources } from "../../src/telemetry/io/index.ts";
import { expand, readAll, scratch } from "./support.ts";

const UNSUPPORTED: readonly (readonly [string, Uint8Array | string, RegExp])[] = [
  ["security.evt", Buffer.from("300000004c664c6501000000", "hex"), /Windows event log of before Vista/],
  ["renamed.json", Buffer.from("300000004c664c6501000000", "hex"), /Windows event log of before Vista/],
  ["traffic", Buffer.from("d4c3b2a102000400", "hex"), /packet capture/],
  ["traffic2", Buffer.from("0a0d0d0a1c000000", "hex"), /packet capture/],
  ["data.db", "text", /database/],
  ["history", "SQLite format 3\0", /database/],
  ["system.journal", "LPKSHHRH", /journal/],
  ["old", "PK\x03\x04", /zip/],
  ["wide.txt", Buffer.from("fffe61006200", "hex"), /UTF-16/],
  ["program", Buffer.from("7f454c460000", "hex"), /binary/],
  ["inside.gz", gzipSync(Buffer.from("300000004c664c6501000000", "hex")), /Windows event log/],
];

for (const [name, bytes, reason] of UNSUPPORTED) {
  test(`${name} is named as unsupported, and the others are read`, async (context) => {
    const directory = await scratch(context);
    await writeFile(join(directory, name), bytes);
    await writeFile(join(directory, "good.log"), "a\n");
    const { sources, problems } = await expand([directory]);
    assert.deepEqual(
      sources.map((source) => source.id),
      [`file:${join(directory, "good.log")}`],
    );
    assert.deepEqual(
      problems.map((problem) => [problem.kind, problem.source]),
      [["unsupported", join(directory, name)]],
    );
    assert.match(problems[0]?.reason ?? "", reason);
  });
}

test("a directory is read newest first, with what lies below it", async (context) => {
  const directory = await scratch(context);
  await mkdir(join(directory, "below"));
  for (const [index, name] of ["b.log", "a.log", join("below", "c.log"), "d.log"].entries()) {
    await writeFile(join(directory, name), name);
    await utimes(join(directory, name), index === 3 ? 2_000 : 1_000 + index, index === 3 ? 2_000 : 1_000 + index);
  }
  const names = async (order: "newest-first" | "given") =>
    (await expand([directory], { order })).sources.map((source) => (source.kind === "file" ? basename(source.path) : source.id));
  assert.deepEqual(await names("newest-first"), ["d.log", "c.log", "a.log", "b.log"]);
  assert.deepEqual(await names("given"), ["a.log", "b.log", "c.log", "d.log"]);
});

test("a glob gives its matches; without any, and for a missing path, it is a usage failure", async (context) => {
  const directory = await scratch(context);
  await writeFile(join(directory, "a.log"), "a");
  await writeFile(join(directory, "a.txt"), "a");
  assert.equal((await expand([join(directory, "*.log")])).sources.length, 1);
  for (const missing of ["*.json", "none.log"]) {
    await assert.rejects(expand([join(directory, missing)]), { code: "CLI_USAGE" });
  }
  assert.deepEqual((await expand([join(directory, "*.json")], { follow: true })).sources, []);
});

test("files last written before --since are skipped by name", async (context) => {
  const directory = await scratch(context);
  const path = join(directory, "old.log");
  await writeFile(path, "a");
  await utimes(path, 1_000, 1_000);
  const { sources, problems } = await expand([path], { sinceMs: 1_000_001 });
  assert.deepEqual(sources, []);
  assert.deepEqual(problems, [{ kind: "skipped", source: path, reason: "last written before the time asked for" }]);
  assert.equal((await expand([path], { sinceMs: 1_000_000 })).sources.length, 1);
});

test("a file under two names is read once", async (context) => {
  const directory = await scratch(context);
  await writeFile(join(directory, "a.log"), "one\n");
  await link(join(directory, "a.log"), join(directory, "b.log"));
  await symlink(join(directory, "a.log"), join(directory, "c.log"));
  const seen = await readAll([directory, join(directory, "a.log")]);
  assert.deepEqual(seen.lines, ["one"]);
  assert.deepEqual(seen.problems, Array(3).fill("skipped: the same file under another name"));
});

const skipForRoot = process.getuid?.() === 0 ? "root may read every file" : false;
test("what may not be read is named, and the others are read", { skip: skipForRoot }, async (context) => {
  const directory = await scratch(context);
  await writeFile(join(directory, "closed.log"), "a");
  await writeFile(join(directory, "open.log"), "b\n");
  await chmod(join(directory, "closed.log"), 0);
  const seen = await readAll([directory]);
  assert.deepEqual(seen.lines, ["b"]);
  assert.deepEqual(seen.problems, ["unreadable: no permission to read it"]);
});

test("a named pipe is not waited for", async (context) => {
  const { problems } = await expand(["/dev/null"]);
  context.diagnostic(JSON.stringify(problems));
  assert.deepEqual(problems, [{ kind: "unsupported", source: "/dev/null", reason: "not a regular file" }]);
});

test("a pipe and a link to nothing in a directory are named", { skip: process.platform === "win32" }, async (context) => {
  const directory = await scratch(context);
  execFileSync("mkfifo", [join(directory, "pipe")]);
  await symlink(join(directory, "nothing"), join(directory, "dangling"));
  const { sources, problems } = await expand([directory]);
  assert.deepEqual(sources, []);
  assert.deepEqual(problems, [
    { kind: "unreadable", source: join(directory, "dangling"), reason: "a link to nothing" },
    { kind: "unsupported", source: join(directory, "pipe"), reason: "no regular file: a pipe, socket or device" },
  ]);
});

test("of a directory with too many files the others are counted in one problem, when it is opened and while it grows", async (context) => {
  const directory = await scratch(context);
  await mkdir(join(directory, "b"));
  for (const name of ["a.log", "b/1.log", "b/2.log", "b/3.log", "c.log"]) await writeFile(join(directory, name), `${name}\n`);
  const { sources, problems, claims } = await expand([directory], { filesMax: 3 });
  assert.deepEqual(sources.map(({ id }) => basename(id)).sort(), ["1.log", "2.log", "a.log"]);
  const over = (count: number, first: string) => ({
    kind: "unreadable",
    source: directory,
    reason: `more than 3 files: ${count} others are not read, the first ${join(directory, first)}; name fewer, or their folders one by one`,
  });
  assert.deepEqual(problems, [over(2, "b/3.log")]);
  const glob = join(directory, "b", "*.log");
  assert.deepEqual(
    (await expand([glob], { filesMax: 2 })).problems.map(({ source, kind }) => [source, kind]),
    [[glob, "unreadable"]],
  );
  assert.deepEqual((await expand([directory], { filesMax: 5 })).problems, []);

  const stop = new AbortController();
  context.after(() => stop.abort());
  const known = [join(directory, "a.log"), join(directory, "b", "1.log"), join(directory, "b", "2.log")];
  const specs = [{ kind: "path" as const, path: directory }];
  const appeared = await watchForSources(specs, { claims, known, signal: stop.signal, filesMax: 3 }).next();
  assert.deepEqual(appeared.value, { sources: [], problems: [over(2, "b/3.log")] });
});
