import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const OUT = join(ROOT, "src/detect/fast/scanner-wasm.ts");
const WIDTH = 120;

/** Not imported by name: the compiler's types bring a language of their own, in which an array's `at` is never undefined, into ours. */
const COMPILER: string = "assemblyscript/asc";
type Compiler = { readonly main: (args: readonly string[]) => Promise<{ readonly error: Error | null }> };

/** The module as the project carries it: WebAssembly in base64, so that whoever installs Meridian needs no compiler. */
export async function scannerSource(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "meridian-scanner-"));
  try {
    const out = join(folder, "scanner.wasm");
    const flags = [
      "-O3",
      "--noAssert",
      "--runtime",
      "stub",
      "--enable",
      "simd,relaxed-simd,bulk-memory",
      "--importMemory",
      "--maximumMemory",
      "16384",
    ];
    const asc = (await import(COMPILER)) as Compiler;
    const { error } = await asc.main([join(ROOT, "assembly/index.ts"), "--outFile", out, ...flags]);
    if (error !== null) throw new Error(`the scanner does not compile: ${error.message}`);
    const text = readFileSync(out).toString("base64");
    let parts = "";
    for (let at = 0; at < text.length; at += WIDTH) parts += `  "${text.slice(at, at + WIDTH)}",\n`;
    return `/** Made from assembly/ by scripts/build-scanner.ts; test/tidy checks that it still is. */\nexport const SCANNER_WASM: string = [\n${parts}].join("");\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) writeFileSync(OUT, await scannerSource());
