import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

/** Why a test is skipped when a program is not installed; false when it is there. */
export function lacks(program: string, args: readonly string[] = ["--version"]): string | false {
  const found = spawnSync(program, args, { stdio: "ignore" });
  return found.error === undefined ? false : `${program} is not installed`;
}

/** A folder that goes when the test ends. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "meridian-keys-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program to its end with no terminal and gives what it said. */
export function run(
  program: string,
  args: readonly string[],
  { input = "", cwd, env = {} }: { input?: string | Uint8Array; cwd?: string; env?: Record<string, string> } = {},
): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const environment = { ...process.env, LC_ALL: "C", ...env };
  const { status, stdout, stderr } = spawnSync(program, args, { input, cwd, env: environment });
  return { code: status, stdout: stdout?.toString("utf8") ?? "", stderr: stderr?.toString("utf8") ?? "" };
}

/** Makes an unencrypted OpenSSH Ed25519 key; gives the private key's path, its public half beside it. */
export function sshKey(folder: string, comment: string, name = "id"): string {
  const path = join(folder, name);
  const made = run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path]);
  if (made.code !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
  return path;
}

/** Starts a real ssh-agent in the foreground, which ends with the test; gives its socket. */
export async function startAgent(context: TestContext, folder: string): Promise<string> {
  const socket = join(folder, "agent.sock");
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: ["ignore", "pipe", "ignore"] });
  context.after(() => agent.kill("SIGTERM"));
  await new Promise((resolve, reject) => {
    agent.stdout.once("data", resolve);
    agent.once("error", reject);
    agent.once("exit", () => reject(new Error("ssh-agent ended at once")));
  });
  return socket;
}
