import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Position } from "../../src/model/index.ts";
import { type OpenOptions, openSource } from "../../src/telemetry/io/index.ts";
import { expand, Followed, Seen, scratch } from "./support.ts";

const entry = (index: number, message = `message ${index}`) =>
  JSON.stringify({ __CURSOR: `s=1;i=${index}`, MESSAGE: message, _BOOT_ID: "b" });

/** A journalctl that writes down its arguments and prints the lines of a file; with --follow it stays until it is ended. */
async function fakeJournal(
  context: TestContext,
  lines: readonly string[],
  exit = "exit 0",
): Promise<{ journalctl: string; words: string }> {
  const directory = await scratch(context);
  const journalctl = join(directory, "journalctl");
  const words = join(directory, "words");
  await writeFile(join(directory, "lines"), lines.map((line) => `${line}\n`).join(""));
  const after = 'for word in "$@"; do case "$word" in --after-cursor=*i=*) from=${word##*i=} ;; --follow) stay=1 ;; esac; done';
  const script = [
    "#!/bin/sh",
    `printf '%s\\n' "$@" > '${words}'`,
    "from=-1",
    after,
    `tail -n +$((from + 2)) '${join(directory, "lines")}'`,
    'if [ -n "$stay" ]; then exec cat "$0.fifo"; fi',
    exit,
  ];
  await writeFile(journalctl, script.join("\n"));
  await chmod(journalctl, 0o755);
  return { journalctl, words };
}

async function read(options: Partial<OpenOptions>, position?: Position): Promise<Seen> {
  const positions = position === undefined ? new Map() : new Map([["journal:local", position]]);
  const { sources } = await expand(["journal:"], { positions });
  const source = sources[0];
  assert.ok(source !== undefined);
  const seen = new Seen();
  const stream = openSource(source, { follow: false, signal: new AbortController().signal, ...options });
  assert.equal(stream.promise, "exactly-once");
  for await (const batch of stream) seen.add(batch, stream);
  return seen;
}

test("the journal is read on after the cursor of any line", async (context) => {
  const lines = Array.from({ length: 9 }, (_, index) => entry(index));
  const { journalctl } = await fakeJournal(context, lines);
  const { sources } = await expand(["journal:"]);
  const source = sources[0];
  assert.ok(source !== undefined);
  const stream = openSource(source, { follow: false, signal: new AbortController().signal, journalctl });
  let next = 0;
  for await (const batch of stream) {
    for (const frame of batch.frames) {
      const position = stream.position(batch.source, frame.end);
      assert.deepEqual([position.kind, position.cursor], ["journal", `s=1;i=${next++}`]);
      const rest = await read({ journalctl }, position);
      assert.deepEqual(rest.lines, lines.slice(next));
      assert.deepEqual(rest.problems, []);
    }
  }
  assert.equal(next, lines.length);
});

test("journalctl is asked for JSON, whole fields and a time", async (context) => {
  const { journalctl, words } = await fakeJournal(context, [entry(0)]);
  await read({ journalctl, sinceMs: 1_700_000_000_999 });
  assert.equal(await readFile(words, "utf8"), "--output=json\n--no-pager\n--all\n--since=@1700000000\n");
});

test("a cursor inside a message is not taken for the line's own", async (context) => {
  const { journalctl } = await fakeJournal(context, [JSON.stringify({ MESSAGE: '"__CURSOR":"fake"', __CURSOR: "s=1;i=0" })]);
  const seen = await read({ journalctl });
  assert.equal(seen.positions.get("journal:local")?.cursor, "s=1;i=0");
});

test("without journalctl the source is unreadable, and says what to do", async () => {
  const seen = await read({ journalctl: "/nonexistent/journalctl" });
  assert.match(seen.problems.join(), /^unreadable: journalctl is not installed/);
  assert.deepEqual(seen.ended, ["journal:local"]);
});

test("a journalctl that fails is named with its message, after what it printed", async (context) => {
  const { journalctl } = await fakeJournal(context, [entry(0)], "echo 'Failed to seek to cursor' >&2; exit 1");
  const seen = await read({ journalctl });
  assert.deepEqual(seen.lines, [entry(0)]);
  assert.deepEqual(seen.problems, ["unreadable: journalctl ended with 1: Failed to seek to cursor"]);
});

test("followed, the newest entry comes at once, and stopping ends journalctl", async (context) => {
  const { journalctl } = await fakeJournal(context, [entry(0), entry(1)]);
  execFileSync("mkfifo", [`${journalctl}.fifo`]);
  const followed = new Followed(await expand(["journal:"]), { journalctl });
  await followed.until((seen) => seen.lines.length === 2);
  const writer = await open(`${journalctl}.fifo`, "a"); // waits until journalctl reads
  await writer.appendFile(`${entry(2)}\n`);
  await followed.until((seen) => seen.lines.length === 3);
  const seen = await followed.stop();
  await writer.close();
  assert.deepEqual(seen.problems, []);
  assert.equal(seen.positions.get("journal:local")?.cursor, "s=1;i=2");
});
