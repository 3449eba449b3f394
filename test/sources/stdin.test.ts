import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import { test } from "node:test";
import { expand, Followed } from "./support.ts";

test("standard input is cut like a file, and promises less", async () => {
  const stdin = Readable.from([Buffer.from('{"a":\n1}\n{"b"'), Buffer.from(":2}")]);
  const followed = new Followed(await expand(["-"]), { stdin });
  const seen = await followed.until(({ ended }) => ended.length === 1);
  assert.deepEqual(seen.lines, ['{"a":\n1}', '{"b":2}']);
  assert.equal(followed.stream.promise, "at-most-once");
  assert.equal(seen.positions.get("stdin")?.kind, "none");
});

test("the newest line of a pipe that stays open is delivered, and its silence said", async () => {
  const stdin = new PassThrough();
  const followed = new Followed(await expand(["-"]), { stdin });
  stdin.write("one\ntwo\nhal");
  await followed.until(({ lines, idle }) => lines.length === 2 && idle === 1);
  stdin.write("f\n");
  await followed.until(({ lines }) => lines.length === 3);
  const seen = await followed.stop();
  assert.deepEqual(seen.lines, ["one", "two", "half"]);
  assert.equal(stdin.destroyed, true);
});

test("a pipe that breaks is named after what it gave", async () => {
  const stdin = new PassThrough();
  const followed = new Followed(await expand(["-"]), { stdin });
  stdin.write("one\ntwo");
  await followed.until(({ lines }) => lines.length === 1);
  stdin.destroy(new Error("broken pipe"));
  const seen = await followed.until(({ ended }) => ended.length === 1);
  assert.deepEqual(seen.problems, ["unreadable: broken pipe"]);
});

test("a slow reader bounds what is taken from a pipe", async () => {
  let given = 0;
  const stdin = new Readable({
    highWaterMark: 65_536,
    read() {
      given++;
      this.push(Buffer.from(`${"x".repeat(65_535)}\n`));
    },
  });
  const followed = new Followed(await expand(["-"]), { stdin });
  await followed.until(({ lines }) => lines.length >= 20);
  assert.ok(given <= 25, `${given} chunks were taken for 20 lines`);
  await followed.stop();
});
