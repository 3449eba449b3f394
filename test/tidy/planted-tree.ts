import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { GATES, type GateResult, runGate } from "../../scripts/gates.ts";

const ROOT = join(import.meta.dirname, "../..");
const CONFIGURATION: readonly string[] = [
  ".dependency-cruiser.cjs",
  ".oxlintrc.json",
  "biome.json",
  "knip.json",
  "package.json",
  "src/universal.d.ts",
  "tsconfig.base.json",
  "tsconfig.json",
  "tsconfig.pure.json",
];

/** Runs one of our gates, with our configuration, on a small tree of its own: `files` by path. Gives what the tool said. */
export function gateOn(name: string, files: Readonly<Record<string, string>>): GateResult {
  const gate = GATES.find((each) => each.name === name);
  if (gate === undefined) throw new Error(`no gate ${name}`);
  const tree = mkdtempSync(join(tmpdir(), "meridian-canary-"));
  try {
    for (const path of CONFIGURATION) cpSync(join(ROOT, path), join(tree, path));
    symlinkSync(join(ROOT, "node_modules"), join(tree, "node_modules"), "dir");
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    return runGate(gate, tree);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
