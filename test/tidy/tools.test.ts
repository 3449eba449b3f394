import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { CODE_FOLDERS } from "../../scripts/gates.ts";
import { parseJson } from "../../src/lib/index.ts";

const ROOT = join(import.meta.dirname, "../..");

function jsonOf(text: string): unknown {
  const read = parseJson(text);
  assert.ok(read.ok, "the text is JSON");
  return read.value;
}

test("the layering tool sees every source file", () => {
  const folders = CODE_FOLDERS.filter((folder) => existsSync(join(ROOT, folder)));
  const tool = "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs";
  const run = spawnSync(process.execPath, [tool, "--config=.dependency-cruiser.cjs", "--output-type=json", ...folders], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  const seen = new Set((jsonOf(run.stdout) as { modules: { source: string }[] }).modules.map(({ source }) => source));
  const onDisk = globSync(`{${folders.join(",")}}/**/*.{ts,js,cjs,mjs}`, { cwd: ROOT }).filter((path) => !path.endsWith(".d.ts"));
  assert.ok(onDisk.length > 100, "the tree is here");
  assert.deepEqual(
    onDisk.filter((path) => !seen.has(path)),
    [],
  );
});

test("tools that need the TypeScript API get release 6, tsc is release 7", () => {
  const require = createRequire(join(ROOT, "package.json"));
  assert.match((require("typescript") as { version: string }).version, /^6\./);
  assert.match(
    (jsonOf(readFileSync(require.resolve("@typescript/native/package.json"), "utf8")) as { version: string }).version,
    /^7\./,
  );
});

type Lock = {
  packages: Record<
    string,
    { version?: string; dev?: boolean; integrity?: string; optionalDependencies?: Record<string, string> }
  >;
};
const LOCK = jsonOf(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as Lock;

test("the lock file names every platform's variant, or npm ci refuses it on a fresh clone", () => {
  const missing = Object.entries(LOCK.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) =>
        LOCK.packages[`node_modules/${name}`] === undefined && LOCK.packages[`${path}/node_modules/${name}`] === undefined,
    ),
  );
  assert.deepEqual(missing, []);
});

test("whatever ships or runs has an integrity hash in the lock file", () => {
  const bare = Object.entries(LOCK.packages).filter(
    ([path, entry]) => path !== "" && entry.dev !== true && entry.integrity === undefined,
  );
  assert.deepEqual(bare, []);
});

test("every dependency is pinned to one release", () => {
  const manifest = jsonOf(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<string, Record<string, string> | undefined>;
  const wanted = ["dependencies", "devDependencies", "optionalDependencies"].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}),
  );
  assert.deepEqual(
    wanted.filter(([, version]) => !/^(npm:@?[^@]+@)?\d+\.\d+\.\d+$/.test(version)),
    [],
  );
});
