import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import * as limits from "../../src/evtx/limits.ts";
import { ownLog } from "./support/sample.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/evtx.md"), "utf8");

test("the example of docs/evtx.md runs", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "meridian-evtx-docs-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const door = pathToFileURL(join(import.meta.dirname, "../../src/evtx/index.ts")).href;
  const program = /```js\n(.*?)```/s.exec(page)?.[1]?.replace("@meridian-evidence/meridian/evtx", door) ?? "";
  writeFileSync(join(folder, "example.mjs"), program);
  writeFileSync(join(folder, "own.evtx"), ownLog().file.with(4_096 + 52, 0));
  const printed = execFileSync(process.execPath, [join(folder, "example.mjs"), join(folder, "own.evtx")], { encoding: "utf8" });
  const [fault, first, ...rest] = printed.trim().split("\n");
  assert.equal(fault, "byte 4096: the header of a chunk does not match its checksum");
  assert.equal(first, "1n 2026-11-22T10:00:00.1234567Z Harbour-Berth-Planner/Operational");
  assert.equal(rest.length, 5);
});

test("docs/evtx.md states the limits that the reader has", () => {
  for (const limit of [limits.JSON_BYTES_MAX, limits.DEPTH_MAX, limits.NESTING_MAX, limits.CHUNK_WORK_MAX]) {
    assert.ok(page.includes(` ${limit.toLocaleString("en")}`), `${limit}`);
  }
  assert.equal(limits.STEP_COST, 16);
  assert.equal(limits.COPY_COST, 256);
  assert.equal(limits.TEMPLATE_BYTES_MAX, 8 * 1024 * 1024);
});
