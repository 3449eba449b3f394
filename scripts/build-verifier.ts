// Builds the stand-alone verifier: `node scripts/build-verifier.ts` writes verifier/. The files are committed; test/tamper/verifier.test.ts
// builds them again and compares. Readable on purpose: whoever relies on the verifier should be able to read it.
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { verifierPage } from "./verifier-page.ts";

const ROOT = resolve(import.meta.dirname, "..");
const NODE = "meridian-verify.mjs";
const PAGE = "meridian-verify.html";

/** The three files of verifier/ by name. The same sources give the same bytes. */
export async function buildVerifier(): Promise<ReadonlyMap<string, string>> {
  const command = await bundle("src/verify/io/command.ts", "node");
  const script = await bundle("src/verify/io/page.ts", "browser");
  if (/<\/script|<!--/i.test(script)) throw new Error("expected a script that can stand in a page");
  const files = new Map([
    [NODE, command],
    [PAGE, verifierPage(script)],
  ]);
  const sums = [...files].map(([name, text]) => `${createHash("sha256").update(text).digest("hex")}  ${name}\n`);
  return files.set("SHA256SUMS", sums.sort().join(""));
}

async function bundle(entry: string, platform: "node" | "browser"): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform,
    format: platform === "node" ? "esm" : "iife",
    target: platform === "node" ? "node20" : "es2022",
    charset: "ascii",
    legalComments: "inline",
    banner:
      platform === "node"
        ? {
            js: "#!/usr/bin/env node\n// Meridian verifier. Apache-2.0; includes @noble/post-quantum, @noble/curves and @noble/hashes (MIT).",
          }
        : {},
    logLevel: "error",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`expected one bundle of ${entry}`);
  return output.text;
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(ROOT, "verifier");
  await mkdir(folder, { recursive: true });
  for (const [name, text] of await buildVerifier()) {
    await writeFile(join(folder, name), text);
    process.stdout.write(`${name} ${text.length}\n`);
  }
}
