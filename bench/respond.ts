import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BenchProgress, Metrics } from "./bench.ts";
import { readJson } from "./respond/children.ts";

export const name = "respond";
export const title = "log line to block in the kernel with 100,000 held, beside fail2ban and CrowdSec; bulk, undo, restart";

const RUN_MS_MAX = 6 * 60_000;

/**
 * Measures in namespaces of its own (network, mounts, processes), which end with everything in them: nothing of this machine's own network
 * is touched. Needs root and Debian's nftables, iproute2, util-linux and python3; fail2ban, crowdsec and crowdsec-firewall-bouncer are
 * measured where they are installed.
 */
export async function run(progress: BenchProgress): Promise<Metrics> {
  if (process.getuid?.() !== 0) throw new Error("needs root, for namespaces of its own");
  const missing = ["/usr/sbin/nft", "/usr/bin/unshare", "/usr/bin/python3", "/usr/sbin/ip"].find((path) => !existsSync(path));
  if (missing !== undefined) throw new Error(`needs ${missing}`);
  const own = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const inside = join(import.meta.dirname, "respond/inside.ts");
  const child = spawn("/usr/bin/unshare", [...own, process.execPath, inside], { stdio: ["ignore", "pipe", "pipe"] });
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  const timer = setTimeout(end, RUN_MS_MAX);
  let out = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (data: string) => {
    out += data;
    if (out.endsWith("\n")) end();
  });
  child.stderr.setEncoding("utf8").on("data", (data: string) => {
    errors = (errors + data).slice(-4000);
    for (const line of data.split("\n").filter((text) => text !== "")) progress(line);
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  process.removeListener("exit", end);
  if (!out.endsWith("\n"))
    throw new Error(
      `the measurement ended with ${code ?? "a signal, at its time limit or from outside"}: ${errors.trim().slice(-1000)}`,
    );
  return readJson(out) as Metrics;
}
