import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";

const SCRIPT = join(import.meta.dirname, "../../scripts/ensure-install.js");

/** Stands in for npm: notes its arguments, then installs what the lock file names, or fails as told. */
const FAKE_NPM = `
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
appendFileSync("npm-calls.txt", process.argv.slice(2, 4).join(" ") + "\\n");
if (process.env.FAKE_NPM_ERROR) { process.stderr.write(process.env.FAKE_NPM_ERROR + "\\n"); process.exit(1); }
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const production = process.argv.includes("--omit=dev");
rmSync("node_modules", { recursive: true, force: true });
const packages = {};
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === "" || (production && entry.dev)) continue;
  mkdirSync(path, { recursive: true });
  writeFileSync(path + "/package.json", "{}");
  packages[path] = entry;
}
writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages }));
`;

function lock(version: string): string {
  const packages = {
    "": {},
    "node_modules/used": { version },
    "node_modules/tool": { version, dev: true },
    "node_modules/elsewhere": { version, optional: true, os: ["none"] },
  };
  return JSON.stringify({ lockfileVersion: 3, packages });
}

function folderWithLock(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "meridian-install-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "npm"));
  writeFileSync(join(folder, "npm/npm-cli.mjs"), FAKE_NPM);
  writeFileSync(join(folder, "package-lock.json"), lock("1.0.0"));
  return folder;
}

function start(
  folder: string,
  mode: string,
  env: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<{ code: number; stderr: string }> } {
  const program = `import { ensureInstall } from ${JSON.stringify(`file://${SCRIPT}`)};
    await ensureInstall(${JSON.stringify(folder)}, "${mode}").catch((error) => { console.error(error.constructor.name, error.message); process.exitCode = 3; });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: folder,
    env: { ...process.env, npm_execpath: join(folder, "npm/npm-cli.mjs"), npm_node_execpath: process.execPath, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return { child, ended: once(child, "close").then(([code]) => ({ code: code as number, stderr })) };
}

const ensure = (folder: string, mode: string, env?: Record<string, string>): Promise<{ code: number; stderr: string }> =>
  start(folder, mode, env).ended;
const calls = (folder: string): string[] =>
  existsSync(join(folder, "npm-calls.txt")) ? readFileSync(join(folder, "npm-calls.txt"), "utf8").trim().split("\n") : [];

test("the first start installs without developer tools, the second asks npm nothing", async (t) => {
  const folder = folderWithLock(t);
  const first = await ensure(folder, "production");
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stderr, /setting up once/);
  assert.deepEqual(await ensure(folder, "production"), { code: 0, stderr: "" });
  assert.deepEqual(calls(folder), ["ci --omit=dev"]);
  assert.equal(existsSync(join(folder, ".install-lock")), false);
});

test("tests need the developer tools too, and later starts keep them", async (t) => {
  const folder = folderWithLock(t);
  await ensure(folder, "production");
  await ensure(folder, "full");
  await ensure(folder, "production");
  writeFileSync(join(folder, "package-lock.json"), lock("2.0.0"));
  await ensure(folder, "production");
  assert.deepEqual(calls(folder), ["ci --omit=dev", "ci --include=dev", "ci --include=dev"]);
});

test("what somebody installed by hand is taken as it is", async (t) => {
  const folder = folderWithLock(t);
  await ensure(folder, "full");
  rmSync(join(folder, "node_modules/.meridian-install.json"));
  assert.equal((await ensure(folder, "full")).code, 0);
  assert.equal(calls(folder).length, 1);
});

test("two that start together install once", async (t) => {
  const folder = folderWithLock(t);
  const both = await Promise.all([ensure(folder, "production"), ensure(folder, "production")]);
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
  );
  assert.equal(calls(folder).length, 1);
});

test("the lock of a process that died is taken over", async (t) => {
  const folder = folderWithLock(t);
  const { child, ended } = start(folder, "production");
  await ended;
  rmSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, ".install-lock"), `${child.pid}\n`);
  const { code, stderr } = await ensure(folder, "production");
  assert.equal(code, 0, stderr);
  assert.equal(existsSync(join(folder, ".install-lock")), false);
});

const ERRORS: readonly (readonly [said: string, advice: RegExp])[] = [
  ["npm error code ENOTFOUND", /registry cannot be reached\. Connect this machine/],
  ["npm error code ECONNREFUSED", /registry cannot be reached/],
  ["npm error code EUSAGE", /git checkout package\.json package-lock\.json/],
  ["npm error code ENOSPC", /disk is full/],
  ["npm error code EINTEGRITY", /Do not continue/],
  ["npm error strange", /Run `npm ci` by hand.*npm error strange/s],
];

for (const [said, advice] of ERRORS) {
  test(`when npm says "${said}" a person is told what to do`, async (t) => {
    const folder = folderWithLock(t);
    const { code, stderr } = await ensure(folder, "production", { FAKE_NPM_ERROR: said });
    assert.equal(code, 3);
    assert.match(stderr, /InstallError/);
    assert.match(stderr, advice);
    assert.equal(existsSync(join(folder, ".install-lock")), false, "the lock is given back");
  });
}

test("a damaged lock file is named", async (t) => {
  const folder = folderWithLock(t);
  writeFileSync(join(folder, "package-lock.json"), "{");
  assert.match((await ensure(folder, "production")).stderr, /package-lock\.json is missing or damaged/);
});
