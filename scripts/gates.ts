import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** One check of the whole tree by one tool. Its canary in test/tidy proves that it can fail. */
export type Gate = {
  readonly name: string;
  readonly what: string;
  /** Arguments for Node, given the folders that exist. */
  readonly command: (folders: readonly string[]) => readonly string[];
  readonly timeoutMs: number;
};

/** What a gate said: `ok` is false for a violation, a crash and a timeout alike. */
export type GateResult = { readonly ok: boolean; readonly output: string; readonly ms: number };

/** The folders that hold code. */
export const CODE_FOLDERS: readonly string[] = ["src", "test", "bench", "scripts", "bin"];

const TSC = "node_modules/@typescript/native/bin/tsc";
const MINUTE_MS = 60_000;
const OUTPUT_BYTES_MAX: number = 64 * 1024 * 1024;

/** Every gate, the quick ones first. */
export const GATES: readonly Gate[] = [
  {
    name: "format",
    what: "biome: one format",
    command: () => ["node_modules/@biomejs/biome/bin/biome", "check"],
    timeoutMs: MINUTE_MS,
  },
  { name: "types", what: "tsc: every file", command: () => [TSC, "-p", "tsconfig.json"], timeoutMs: 2 * MINUTE_MS },
  {
    name: "pure",
    what: "tsc: pure folders without Node or browser types",
    command: () => [TSC, "-p", "tsconfig.pure.json"],
    timeoutMs: 2 * MINUTE_MS,
  },
  {
    // Always with paths: without them this release walks out of the project.
    name: "lint",
    what: "oxlint: rules that need types too",
    command: (folders) => [
      "node_modules/oxlint/bin/oxlint",
      "--config=.oxlintrc.json",
      "--type-aware",
      "--deny-warnings",
      ...folders,
    ],
    timeoutMs: 2 * MINUTE_MS,
  },
  {
    name: "layers",
    what: "dependency-cruiser: rooms are strangers",
    command: (folders) => [
      "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
      "--config=.dependency-cruiser.cjs",
      "--output-type=err-long",
      ...folders,
    ],
    timeoutMs: 2 * MINUTE_MS,
  },
  {
    name: "dead",
    what: "knip: nothing that nobody uses",
    command: () => ["node_modules/knip/bin/knip.js", "--no-progress", "--no-config-hints"],
    timeoutMs: 2 * MINUTE_MS,
  },
  {
    name: "tidy",
    what: "house rules, and the canaries of all gates",
    command: () => ["--test", "--test-reporter=dot", "test/tidy/*.test.ts"],
    timeoutMs: 5 * MINUTE_MS,
  },
];

/** Runs `gate` on the tree at `root`. Never throws for what the tool finds. */
export function runGate(gate: Gate, root: string): GateResult {
  const folders = CODE_FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const startedMs = performance.now();
  // A node:test run refuses to start inside another unless this is gone.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const run = spawnSync(process.execPath, gate.command(folders), {
    cwd: root,
    env: { ...env, NO_COLOR: "1", FORCE_COLOR: undefined },
    encoding: "utf8",
    timeout: gate.timeoutMs,
    maxBuffer: OUTPUT_BYTES_MAX,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const failed = run.error === undefined ? "" : `${gate.name}: ${run.error.message}\n`;
  return { ok: run.status === 0, output: `${run.stdout}${run.stderr}${failed}`, ms: performance.now() - startedMs };
}
