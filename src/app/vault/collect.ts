import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Failure } from "../../lib/index.ts";
import { COLLECTOR } from "../installation.ts";

/** The collector's script for another host, with its own digest in front: piped into a shell it cannot read itself. */
export async function collectorScript(): Promise<string> {
  const { script, sha256 } = await readCollector();
  return `MERIDIAN_COLLECT_SHA256=${sha256}\n${script}`;
}

async function readCollector(): Promise<{ readonly script: string; readonly sha256: string }> {
  const bytes = await readFile(COLLECTOR);
  return { script: bytes.toString("utf8"), sha256: createHash("sha256").update(bytes).digest("hex") };
}

/**
 * Runs the collector on this host and gives the bundle's path to `use`; the bundle is gone afterwards. What it says goes to `say`.
 * Throws EXHIBIT_UNREADABLE when it fails.
 */
export async function collectHere<Value>(use: (bundle: string) => Promise<Value>, say: (line: string) => void): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), "meridian-collect-"));
  try {
    const bundle = join(folder, "bundle.tar");
    await runCollector(bundle, say);
    return await use(bundle);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runCollector(bundle: string, say: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", [COLLECTOR, "-o", bundle], { stdio: ["ignore", "ignore", "pipe"] });
    createInterface(child.stderr).on("line", say);
    child.on("error", (error) => reject(new Failure("EXHIBIT_UNREADABLE", "could not start a shell", error)));
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Failure("EXHIBIT_UNREADABLE", `the collector ended with exit code ${code}`)),
    );
  });
}
