import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ROOT = resolve(import.meta.dirname, "../..");
/** The kinds of statement that it reads grew by the docket and its nouns, 3.2 kB: before that it was 60,000. */
const GZIP_BYTES_MAX = 66_000;
/** What the command line needs to reach a folder; the verifying itself asks for nothing of Node. */
const COMMAND_MODULES = ["node:fs/promises", "node:path"];

test("the stand-alone verifier stays small enough to read and to send", (context) => {
  const bytes = gzipSync(readFileSync(join(ROOT, "verifier/meridian-verify.mjs")), { level: 9 }).length;
  context.diagnostic(`verifier_gzip_bytes ${bytes} of at most ${GZIP_BYTES_MAX}`);
  assert.ok(bytes <= GZIP_BYTES_MAX, `${bytes} bytes, at most ${GZIP_BYTES_MAX}`);
});

/** Every module that a bundle of `entry` would leave to its surroundings, and the bundle. */
async function bundled(entry: string): Promise<{ readonly outside: readonly string[]; readonly text: string }> {
  const nodes = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: nodes,
    metafile: true,
    logLevel: "error",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  return { outside: [...new Set(imports)].sort(), text: outputFiles.map(({ text }) => text).join("") };
}

test("verifying imports no module of Node, nor does the page; the command imports two", async () => {
  for (const entry of ["src/verify/index.ts", "src/verify/io/page.ts"]) {
    const { outside, text } = await bundled(entry);
    assert.deepEqual(outside, [], entry);
    assert.doesNotMatch(text, /\b(?:from|import|require)\s*\(?\s*["']node:/, entry);
    assert.doesNotMatch(text, /\b(?:process|Buffer|__dirname)\s*[.[]/, `${entry} asks for a global of Node`);
  }
  assert.deepEqual((await bundled("src/verify/io/command.ts")).outside, COMMAND_MODULES);
});

test("the committed page and command import nothing else", () => {
  const command = readFileSync(join(ROOT, "verifier/meridian-verify.mjs"), "utf8");
  const imported = [...command.matchAll(/^import .* from "([^"]+)";$/gm)].map(([, name]) => name as string);
  assert.deepEqual([...new Set(imported)].sort(), COMMAND_MODULES);
  assert.doesNotMatch(command, /\bimport\(|\brequire\(|\beval\(|\bnew Function\(|\bfetch\(/);
  assert.doesNotMatch(readFileSync(join(ROOT, "verifier/meridian-verify.html"), "utf8"), /\bimport\(|\brequire\(|["']node:/);
});
