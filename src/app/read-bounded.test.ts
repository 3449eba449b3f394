import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../test/support/run-meridian.ts";
import { readAtMost, readAtMostNow } from "./read-bounded.ts";

for (const [name, read] of [
  ["later", readAtMost],
  ["at once", async (path: string, bytesMax: number) => readAtMostNow(path, bytesMax)],
] as const) {
  test(`a file is read up to its bound, ${name}`, async (context) => {
    const path = join(await temporaryFolder(context), "file");
    for (const size of [0, 1, 99_999, 100_000]) {
      writeFileSync(path, "x".repeat(size));
      assert.equal(Buffer.from(await read(path, 100_000)).toString(), "x".repeat(size));
    }
    writeFileSync(path, "x".repeat(100_001));
    await assert.rejects(read(path, 100_000), { message: "expected at most 100000 bytes" });
    await assert.rejects(read(`${path}.none`, 10), { code: "ENOENT" });
  });

  test(`what never ends is refused, ${name}`, { skip: existsSync("/dev/zero") ? false : "needs /dev/zero" }, async () => {
    await assert.rejects(read("/dev/zero", 1024), { message: "expected at most 1024 bytes" });
  });
}
