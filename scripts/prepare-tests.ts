import { globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");
const CLI = join(ROOT, "node_modules", ".cache", "meridian-cli");

/** Outside node_modules, where the runner of tests would not look. */
const GROUPS = join(ROOT, ".cache", "tests");
const GROUP_FILES_MAX = 12;
const SEED = "test/support/seed.ts";

/** Packages need `require` of Node's own modules here and there. */
const REQUIRE = 'import { createRequire as bundleRequire } from "node:module"; const require = bundleRequire(import.meta.url);';

/** A start from sources reads over a thousand files, and tests start the command line hundreds of times: they start a bundle of the sources of this minute. */
async function bundleCommandLine(): Promise<void> {
  rmSync(CLI, { recursive: true, force: true });
  await build({
    entryPoints: {
      main: join(ROOT, "src/cli/main.ts"),
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

/** Test files of one folder share a process, so that what they import is read once: one file a group, which imports them. */
function groupTests(): void {
  rmSync(GROUPS, { recursive: true, force: true });
  mkdirSync(GROUPS, { recursive: true });
  const folders = Map.groupBy(globSync(["src/**/*.test.ts", "test/**/*.test.ts"], { cwd: ROOT }).sort(), topFolder);
  for (const [folder, files] of folders)
    for (let at = 0; at < files.length; at += GROUP_FILES_MAX) {
      const imports = files.slice(at, at + GROUP_FILES_MAX).map((file) => `await import(${JSON.stringify(urlOf(file))});\n`);
      const all = [`await import(${JSON.stringify(urlOf(SEED))});\n`, ...imports];
      writeFileSync(join(GROUPS, `${folder.replaceAll("/", "-")}-${at / GROUP_FILES_MAX}.test.mjs`), all.join(""));
    }
}

/** Such as `test/e2e`, `src/case`. */
function topFolder(file: string): string {
  return dirname(file).split(/[\\/]/).slice(0, 2).join("/");
}

function urlOf(file: string): string {
  return pathToFileURL(join(ROOT, file)).href;
}

await bundleCommandLine();
groupTests();
