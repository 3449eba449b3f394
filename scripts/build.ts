import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const VERIFIER_BUILD = join(ROOT, "scripts", "build-verifier.ts");

function node(...args: readonly string[]): boolean {
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" }).status === 0;
}

// Nothing stale may ship: what is no longer in src must not stay in dist.
rmSync(join(ROOT, "dist"), { recursive: true, force: true });
const compiled = node("node_modules/@typescript/native/bin/tsc", "-p", "tsconfig.build.json");
const built = compiled && (!existsSync(VERIFIER_BUILD) || node(VERIFIER_BUILD));
process.exitCode = built ? 0 : 1;
