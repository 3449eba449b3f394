// evtx_dump is no Debian package: `cargo install evtx`.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readEvtx } from "../../src/evtx/index.ts";
import { textOf } from "../../src/lib/index.ts";
import { filesUnder } from "../evtx/support/files.ts";
import { event, named, WRITTEN } from "../evtx/support/sample.ts";
import { ChunkWriter, little, logFile, utf16 } from "../evtx/support/writer.ts";
import { sharedData } from "../support/shared-data.ts";

const missing =
  spawnSync("evtx_dump", ["--version"]).error === undefined ? false : "needs the program evtx_dump (cargo install evtx)";

/** Since 0.13 evtx_dump writes GUIDs in braces and in lower case, and times with seven digits. */
function asBefore(line: string): string {
  return line
    .replaceAll(/"\{([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}"/g, (_, guid: string) => `"${guid.toUpperCase()}"`)
    .replaceAll(/("[0-9-]{10}T[0-9:]{8}\.[0-9]{6})[0-9](Z")/g, "$1$2");
}

function theirs(path: string): string[] {
  const printed = execFileSync("evtx_dump", ["-t", "1", "-o", "jsonl", path], { encoding: "utf8", maxBuffer: 1 << 28 });
  return printed.split("\n").filter(Boolean).map(asBefore);
}

function ours(path: string): string[] {
  return [...readEvtx(readFileSync(path))].flatMap((found) =>
    found.kind === "record" ? [asBefore(textOf(found.json) ?? "")] : [],
  );
}

test("evtx_dump writes the same lines of every sample, byte by byte", { skip: missing }, (t) => {
  const root = sharedData("sigma", "regression_data");
  if (root === undefined) return t.skip("needs ../shared/data/sigma");
  let lines = 0;
  for (const path of filesUnder(root, ".evtx")) {
    const own = ours(path);
    assert.deepEqual(own, theirs(path), path);
    lines += own.length;
  }
  t.diagnostic(`${lines} lines`);
});

test("evtx_dump reads the logs that our tests write", { skip: missing }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "meridian-evtx-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const writer = new ChunkWriter();
  for (let id = 1; id <= 30; id++) {
    const values = {
      Text: [0x01, utf16(`berth ${id} "ü" \\ 港 🚢\t`)],
      Signed: [0x09, little(-id, 8)],
      Large: [0x0a, little(18_446_744_073_709_551_615n, 8)],
      Single: [0x0b, new Uint8Array(Float32Array.of(id / 3).buffer)],
      Double: [0x0c, new Uint8Array(Float64Array.of(id * 1e3).buffer)],
      Bytes: [0x0e, Uint8Array.of(id, 255)],
      Hexadecimal: [0x15, little(id * 4_097, 8)],
      Size: [0x10, little(id, 4)],
      Time: [0x11, little(WRITTEN + BigInt(id) * 987_654_321_987n, 8)],
    } as const;
    writer.record(id, WRITTEN, event(id, named(values)));
  }
  const path = join(folder, "own.evtx");
  writeFileSync(path, logFile([writer.finish()]));
  assert.equal(ours(path).length, 30);
  assert.deepEqual(ours(path), theirs(path));
});
