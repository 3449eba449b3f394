// Plain JavaScript for Node 20 and later: every npm script starts here, sets itself up and goes on under the packaged Node.
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode, launch, NoNodeError } from "../bin/launch.js";
import { ensureInstall, InstallError } from "./ensure-install.js";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
// Outside node_modules, where node's runner would not look.
const TESTS = [".cache/tests/*.test.mjs"];
const GOLDEN_TESTS = ["src/**/*.golden.test.ts", "test/**/*.golden.test.ts", "test/golden/**/*.test.ts"];
// A guard against hanging, generous because a loaded machine is slow, not wrong.
const TEST_TIMEOUT_MS = 300_000;
const TEST_PROCESSES_MAX = 5;
// Hundreds of test files load the same modules, each in a process of its own.
const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), "meridian-compile-cache") };
// Hundreds of tests start the command line: scripts/prepare-tests.ts makes one file of it, and of each folder of tests one process.
const BUNDLED = { MERIDIAN_CLI: join(ROOT, "node_modules", ".cache", "meridian-cli", "main.mjs") };
const EXIT_USAGE = 2;
const EXIT_FAILURE = 3;

const TASKS = {
  start: { mode: "production", args: (rest) => ["src/cli/main.ts", "start", ...rest] },
  test: {
    mode: "full",
    args: (rest) => testArgs(TESTS, rest, TEST_TIMEOUT_MS),
    env: { ...COMPILED, ...BUNDLED },
    first: "scripts/prepare-tests.ts",
  },
  soak: {
    mode: "full",
    args: (rest) => testArgs(TESTS, ["--import=./test/support/seed.ts", ...rest]),
    env: { ...COMPILED, ...BUNDLED, MERIDIAN_SOAK: "1" },
    first: "scripts/prepare-tests.ts",
  },
  golden: { mode: "full", args: (rest) => testArgs(GOLDEN_TESTS, rest, TEST_TIMEOUT_MS), env: { MERIDIAN_GOLDEN: "write" } },
  check: { mode: "full", args: (rest) => ["scripts/check.ts", ...rest] },
  format: { mode: "full", args: (rest) => ["node_modules/@biomejs/biome/bin/biome", "check", "--write", ...rest] },
  build: { mode: "full", args: (rest) => ["scripts/build.ts", ...rest] },
  "three-nodes": { mode: "full", args: (rest) => ["scripts/three-nodes.ts", ...rest] },
  bench: { mode: "full", args: (rest) => ["bench/run.ts", ...rest] },
};

/** Flags go to node's runner; anything else names test files and replaces `patterns`. */
function testArgs(patterns, rest, timeoutMs) {
  const files = rest.filter((word) => !word.startsWith("-"));
  // One more than processors: some tests wait for the kernel, a disk or another process.
  const processes = Math.min(TEST_PROCESSES_MAX, availableParallelism() + 1);
  const limit = timeoutMs === undefined ? [] : [`--test-timeout=${timeoutMs}`];
  const flags = [`--test-concurrency=${processes}`, ...limit, "--test-reporter=./scripts/test-reporter.ts"];
  return ["--test", ...flags, ...rest.filter((word) => word.startsWith("-")), ...(files.length === 0 ? patterns : files)];
}

async function main([name, ...rest]) {
  const task = Object.hasOwn(TASKS, name ?? "") ? TASKS[name] : undefined;
  if (task === undefined) {
    process.stderr.write(`usage: node scripts/run.js ${Object.keys(TASKS).join("|")} [arguments]\n`);
    return EXIT_USAGE;
  }
  await ensureInstall(ROOT, task.mode);
  const cwd = name === "start" ? (process.env.INIT_CWD ?? process.cwd()) : ROOT;
  const [first, ...others] = task.args(rest);
  const entry = first.startsWith("-") ? first : join(ROOT, first);
  const before = task.first === undefined ? 0 : await launch(findNode(), [join(ROOT, task.first)], { cwd: ROOT });
  if (before !== 0) return before;
  return await launch(findNode(), [entry, ...others], { cwd, env: { ...process.env, ...task.env } });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`meridian: ${error.message}\n`);
  if (!(error instanceof InstallError || error instanceof NoNodeError)) process.stderr.write(`${error.stack}\n`);
  process.exitCode = EXIT_FAILURE;
}
