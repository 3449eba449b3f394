import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

const SCRIPT = join(import.meta.dirname, "..", "..", "scripts", "three-nodes.ts");

test("npm run three-nodes -- --once: three nodes witness each other, say so, and end", async () => {
  const child = spawn(process.execPath, [SCRIPT, "--once"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  assert.equal(code, 0, said);
  for (const [party, others] of [
    ["Party A", "Party B and Party C"],
    ["Party B", "Party A and Party C"],
    ["Party C", "Party A and Party B"],
  ]) {
    assert.ok(said.includes(`${party}  checkpoint carries the verified cosignatures of ${others}\n`), said);
    assert.ok(said.includes(`${party}  stopped\n`), said);
  }
});
