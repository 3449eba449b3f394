// Plain JavaScript for Node 20 and later: it runs before anything is installed, so it may import nothing but Node.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const LOCK_WAIT_MS = 15 * 60_000;
const LOCK_POLL_MS = 250;
const TERMINAL_REDRAW_MS = 500;
const LOG_LINE_MS = 5_000;
const ERROR_TAIL_LINES = 12;

/** Says what went wrong and what a person can do about it. Printed without a stack. */
export class InstallError extends Error {}

/**
 * Makes sure that node_modules holds what package-lock.json asks for. Takes the project's folder and a mode: "production" leaves
 * development tools out when nothing is installed yet, "full" needs them. Quick (no npm) when the stamp of the last install fits.
 * Throws InstallError.
 */
export async function ensureInstall(root, mode) {
  if (isInstalled(root, mode)) return;
  const release = await takeLock(root);
  try {
    if (isInstalled(root, mode)) return; // somebody else has just done it
    // A full install is never thinned out: the developer would have to wait for it again.
    const wanted = readStamp(root)?.mode === "full" ? "full" : mode;
    if (!satisfiesLock(root, wanted)) await installWithNpm(root, wanted);
    writeStamp(root, wanted);
  } finally {
    release();
  }
}

function lockDigest(root, mode) {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(`\0${mode}`)
    .digest("hex");
}

function isInstalled(root, mode) {
  const stamp = readStamp(root);
  if (stamp === undefined || (mode === "full" && stamp.mode !== "full")) return false;
  return stamp.digest === lockDigest(root, stamp.mode);
}

function stampPath(root) {
  return join(root, "node_modules", ".meridian-install.json");
}

function readStamp(root) {
  return readJson(stampPath(root));
}

function writeStamp(root, mode) {
  writeFileSync(stampPath(root), `${JSON.stringify({ mode, digest: lockDigest(root, mode) })}\n`);
}

/** Our own files and npm's: undefined when missing or cut short, which both mean "install again". */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** True when npm's own account of node_modules already holds every package of the lock file: somebody ran `npm ci` by hand. */
function satisfiesLock(root, mode) {
  const installed = readJson(join(root, "node_modules", ".package-lock.json"))?.packages;
  if (installed === undefined) return false;
  return wantedPackages(root, mode).every(
    ([path, entry]) => installed[path]?.version === entry.version || (entry.optional === true && installed[path] === undefined),
  );
}

function wantedPackages(root, mode) {
  const lock = readJson(join(root, "package-lock.json"));
  if (lock?.packages === undefined)
    throw new InstallError("package-lock.json is missing or damaged. Restore it: git checkout package-lock.json");
  return Object.entries(lock.packages).filter(
    ([path, entry]) => path !== "" && (mode === "full" || (entry.dev !== true && entry.devOptional !== true)),
  );
}

// --- one install at a time -------------------------------------------------------------------------------------------------

/** Takes .install-lock, which holds our process id; waits for a live holder, takes over from a dead one. Gives the release. */
async function takeLock(root) {
  const path = join(root, ".install-lock");
  const until = Date.now() + LOCK_WAIT_MS;
  for (let told = false; Date.now() < until; await wait(LOCK_POLL_MS)) {
    if (createLock(path)) return () => rmSync(path, { force: true });
    const holder = readHolder(path);
    if (holder !== undefined && !isAlive(holder)) removeStale(path, holder);
    else if (!told) {
      say(`waiting for another install in this folder (process ${holder ?? "starting"})`);
      told = true;
    }
  }
  throw new InstallError(`Another install has held ${path} for 15 minutes. End it, or delete that file, and run again.`);
}

function createLock(path) {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw new InstallError(`Cannot write in this folder (${error.code}). Make it writable, or run from a copy that is.`);
  }
}

function readHolder(path) {
  try {
    const pid = Number(readFileSync(path, "utf8").trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Renames first: two who find the same dead holder must not delete the lock that one of them has made since. */
function removeStale(path, holder) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readHolder(aside) !== holder) linkSync(aside, path);
    rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
}

// --- npm -------------------------------------------------------------------------------------------------------------------

async function installWithNpm(root, mode) {
  refuseToReplaceRunningNode(root);
  const packages = wantedPackages(root, mode);
  say(`setting up once: npm installs ${mode === "full" ? "the dependencies and the developer tools" : "the dependencies"}`);
  const started = Date.now();
  const options = [
    "--no-audit",
    "--no-fund",
    "--no-progress",
    "--loglevel=error",
    "--prefer-offline",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-factor=3",
  ];
  const only = mode === "full" ? ["--include=dev"] : ["--omit=dev"];
  const watch = watchProgress(root, packages);
  const result = await run(root, ["ci", ...only, ...options]);
  watch.stop();
  if (result.code !== 0) throw new InstallError(adviceFor(result));
  say(`ready after ${Math.ceil((Date.now() - started) / 1000)} s`);
}

/** Windows cannot delete a program that runs, and this one may be the Node inside node_modules. */
function refuseToReplaceRunningNode(root) {
  if (process.platform !== "win32" || !resolve(process.execPath).startsWith(join(root, "node_modules") + sep)) return;
  throw new InstallError("The dependencies have changed. Run `npm ci` once, then this command again.");
}

/** npm as the one that started us when there is one: then neither the path nor a shell matters. */
function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli !== undefined && /npm-cli\.[cm]?js$/.test(cli))
    return { file: process.env.npm_node_execpath ?? process.execPath, first: [cli] };
  return process.platform === "win32" ? { file: "npm.cmd", first: [], shell: true } : { file: "npm", first: [] };
}

function run(root, args) {
  const { file, first, shell = false } = npmCommand();
  return new Promise((resolveRun, reject) => {
    const child = spawn(file, [...first, ...args], { cwd: root, shell, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors = (errors + text).slice(-64_000);
    });
    child.on("error", (error) =>
      reject(new InstallError(`npm could not be started (${error.code}). Install npm, then run again.`)),
    );
    child.on("close", (code, signal) => resolveRun({ code: code ?? signal, errors }));
  });
}

function watchProgress(root, packages) {
  const terminal = process.stderr.isTTY === true;
  const show = () => {
    const done = packages.filter(([path]) => existsSync(join(root, path, "package.json"))).length;
    const present = packages.filter(([, entry]) => fitsHere(entry)).length;
    const text = `meridian: installed ${Math.min(done, present)} of ${present} packages`;
    process.stderr.write(terminal ? `\r\u001b[2K${text}` : `${text}\n`);
  };
  const timer = setInterval(show, terminal ? TERMINAL_REDRAW_MS : LOG_LINE_MS);
  return {
    stop() {
      clearInterval(timer);
      if (terminal) process.stderr.write("\r\u001b[2K");
    },
  };
}

function fitsHere(entry) {
  return (
    (entry.os?.includes(process.platform) ?? true) && (entry.cpu?.includes(process.arch) ?? true) && !entry.libc?.includes("musl")
  );
}

const ADVICE = [
  [/EUSAGE/, "package-lock.json does not agree with package.json. Restore both: git checkout package.json package-lock.json"],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET|network/i,
    "The package registry cannot be reached. Connect this machine once and run again; or run `npm ci` on a connected machine of the same kind and copy the whole folder here, node_modules included",
  ],
  [/ENOSPC/, "The disk is full. Free about 500 MB and run again"],
  [
    /EACCES|EPERM|EROFS/,
    "npm may not write here. Give this user the folder and npm's cache (npm config get cache), and run again",
  ],
  [
    /EINTEGRITY/,
    "A package is not the one that package-lock.json names. Do not continue: find out what your registry or proxy changed",
  ],
  [
    /E404|ETARGET/,
    "The registry lacks a package that package-lock.json names. Use a registry that has it (npm config get registry)",
  ],
];

function adviceFor({ code, errors }) {
  const advice = ADVICE.find(([pattern]) => pattern.test(errors))?.[1] ?? "Run `npm ci` by hand to see everything that it says";
  const lines = errors.split("\n").filter((line) => !/^npm error(\s+at .*|\s+\}?)?$/.test(line) && line !== "");
  const tail = lines.slice(-ERROR_TAIL_LINES).join("\n");
  return `The dependencies could not be installed (npm ended with ${code}). ${advice}.${tail === "" ? "" : `\n\nnpm said:\n${tail}`}`;
}

function say(text) {
  process.stderr.write(`meridian: ${text}\n`);
}
