import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { scannerSource } from "../../scripts/build-scanner.ts";

test("the scanner that ships is what its source compiles to", async () => {
  const shipped = readFileSync(join(import.meta.dirname, "../../src/detect/fast/scanner-wasm.ts"), "utf8");
  assert.ok(shipped === (await scannerSource()), "assembly/ has changed: run scripts/build-scanner.ts and commit what it writes");
});
