import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";

const NFT = "/usr/sbin/nft";
const TIMEOUT_MS = 120_000;

/** Why nft cannot be tried on this machine; undefined when it can. */
function lack(): string | undefined {
  if (!existsSync(NFT)) return "nft is not installed (apt: nftables)";
  const tried = spawnSync("unshare", ["-n", NFT, "add", "table", "inet", "meridian"], { timeout: 10_000 });
  return tried.status === 0 ? undefined : "no network namespace with nftables can be made here (it takes root)";
}

/**
 * Registers a test that runs a file of tests in a network namespace of its own, which goes with it, so that nothing on this machine is
 * touched. Its measurements (lines that begin with "measured:") are passed on.
 */
export function testInNamespace(title: string, file: string): void {
  const skip = lack() ?? false;
  void test(title, { skip }, (context) => runFile(context, join(import.meta.dirname, file)));
}

function runFile(context: TestContext, path: string): Promise<void> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn("unshare", ["-n", process.execPath, "--test-reporter=spec", path], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      for (const line of said.split("\n")) if (line.startsWith("measured:")) context.diagnostic(line);
      if (code === 0) resolve();
      else reject(new Error(`${path} ended with ${code}:\n${said}`));
    });
  });
}
