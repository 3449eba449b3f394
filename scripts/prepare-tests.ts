import { globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");
const CLI = join(ROOT, "node_modules", ".cache", "meridian-cli");

/** Outside node_modules, where the runner of tests would not look. */
const GROUPS = join(ROOT, ".cache", "tests");
const GROUP_FILES_MAX = 24;
/** Folders whose tests take long, longest first: they begin first and in smaller groups, so that all processors end together. */
const LONG = [
  "fault",
  "tidy",
  "tamper",
  "e2e",
  "sigma",
  "respond",
  "nodes",
  "law-app",
  "law",
  "chaos",
  "examples",
  "interop",
  "vault",
].map((folder) => `test/${folder}`);
const LONG_FILES_MAX = 12;
const SEED = "test/support/seed.ts";

/** Packages need `require` of Node's own modules here and there. */
const REQUIRE = 'import { createRequire as bundleRequire } from "node:module"; const require = bundleRequire(import.meta.url);';

/** A start from sources reads over a thousand files, and tests start the command line hundreds of times: they start a bundle of the sources of this minute, or run it in process. */
async function bundleCommandLine(): Promise<void> {
  rmSync(CLI, { recursive: true, force: true });
  await build({
    entryPoints: {
      main: join(ROOT, "src/cli/main.ts"),
      run: join(ROOT, "src/cli/run.ts"),
      "audit-thread": join(ROOT, "src/ledger/io/audit-thread.ts"),
      "lane-thread": join(ROOT, "src/app/scan/lane-thread.ts"),
    },
    outdir: CLI,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // The threads' files are chunks of their own: as part of main they would run the command line again.
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node26",
    banner: { js: REQUIRE },
    logLevel: "warning",
  });
}

/** Test files share processes, so that what they import is read once: one file a group, which imports them, named in the order to begin. */
function groupTests(): void {
  rmSync(GROUPS, { recursive: true, force: true });
  mkdirSync(GROUPS, { recursive: true });
  const all = globSync(["src/**/*.test.ts", "test/**/*.test.ts"], { cwd: ROOT })
    .map((file) => file.replaceAll("\\", "/"))
    .sort();
  const long = LONG.flatMap((folder) =>
    inGroups(
      all.filter((file) => topFolder(file) === folder),
      LONG_FILES_MAX,
    ),
  );
  const others = inGroups(
    all.filter((file) => !LONG.includes(topFolder(file))),
    GROUP_FILES_MAX,
  );
  for (const [at, files] of [...long, ...others].entries()) {
    const imports = [SEED, ...files].map((file) => `await import(${JSON.stringify(urlOf(file))});\n`);
    const name = `${String(at).padStart(2, "0")}-${topFolder(files[0] ?? "").replaceAll("/", "-")}`;
    writeFileSync(join(GROUPS, `${name}.test.mjs`), imports.join(""));
  }
}

function inGroups(files: readonly string[], filesMax: number): readonly (readonly string[])[] {
  const count = Math.ceil(files.length / filesMax);
  return Array.from({ length: count }, (_, at) => files.slice(at * filesMax, (at + 1) * filesMax));
}

/** Such as `test/e2e`, `src/case`. */
function topFolder(file: string): string {
  return dirname(file).split("/").slice(0, 2).join("/");
}

function urlOf(file: string): string {
  return pathToFileURL(join(ROOT, file)).href;
}

await bundleCommandLine();
groupTests();
